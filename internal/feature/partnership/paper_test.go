package partnership_test

import (
	"bytes"
	"slices"
	"testing"

	"titian/internal/feature/attachment"
	"titian/internal/feature/attachment/attachmenttest"
	"titian/internal/feature/partnership"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/docx"
)

func gates() map[attachment.Kind]attachment.Gate {
	return map[attachment.Kind]attachment.Gate{
		partnership.MeetingFiles: partnership.MeetingGate, partnership.DeliveryFiles: partnership.DeliveryGate,
		partnership.Minutes.Template(): partnership.TemplateGate,
	}
}

// put is a PDF with a record.
func put(t *testing.T, s *attachment.Service, a authz.Actor, kind attachment.Kind, record id.Any) (attachment.File, error) {
	t.Helper()
	return s.Add(t.Context(), a, attachment.AddCommand{Kind: kind, Record: record, Name: "a.pdf", File: bytes.NewReader(attachmenttest.PDF())})
}

func TestWhoKeepsTheMinutesKeepsTheirFiles(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		files := attachmenttest.Service(r.d, gates())
		m := id.Any(heldMeeting(t, r).ID)
		f, err := put(t, files, r.officer, partnership.MeetingFiles, m)
		ok(t, err)
		_, err = put(t, files, r.partner, partnership.MeetingFiles, m)
		is(t, "the partner adds to the minutes", err, errs.Forbidden)
		_, err = files.List(t.Context(), r.partner, partnership.MeetingFiles, m)
		ok(t, err)
		_, err = files.Get(t.Context(), r.other, f.ID)
		is(t, "another partner reads", err, errs.NotFound)
		_, err = files.List(t.Context(), r.Actor(authz.FacilityHead, r.LapasMaros), partnership.MeetingFiles, m)
		is(t, "another facility lists", err, errs.NotFound)
	})
}

func TestBothSidesAddEvidenceAndNeitherTakesAwayTheOthers(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		files := attachmenttest.Service(r.d, gates())
		c, err := r.s.Promise(ctx, r.partner, partnership.PromiseCommand{Cooperation: r.c.ID, Promiser: r.PemkabLotim, Receiver: r.LapasSelong, CommitmentTerms: partnership.CommitmentTerms{
			Form: "equipment", Title: "Mesin jahit", Quantity: 2, Unit: "unit", DueOn: civil.Must("2026-12-31"),
		}})
		ok(t, err)
		d, err := r.s.Report(ctx, r.partner, c.ID, partnership.ReportCommand{DeliveredOn: today, Quantity: 2, Evidence: "Berita acara"})
		ok(t, err)
		key := id.Any(d.ID)
		given, err := put(t, files, r.partner, partnership.DeliveryFiles, key)
		ok(t, err)
		arrived, err := put(t, files, r.officer, partnership.DeliveryFiles, key)
		ok(t, err)
		_, err = put(t, files, r.Actor(authz.Partner, r.PemkabMaros), partnership.DeliveryFiles, key)
		is(t, "another partner adds", err, errs.NotFound)
		_, err = files.Remove(ctx, r.officer, given.ID)
		is(t, "the receiver removes the giver's", err, errs.Forbidden)
		_, err = files.Remove(ctx, r.partner, arrived.ID)
		is(t, "the giver removes the receiver's", err, errs.Forbidden)
		again, err := put(t, files, r.partner, partnership.DeliveryFiles, key)
		ok(t, err)
		_, err = files.Remove(ctx, r.partner, again.ID)
		ok(t, err)
		ok(t, r.s.Confirm(ctx, r.officer, d.ID, d.Version, partnership.ConfirmCommand{}))
		_, err = files.Remove(ctx, r.partner, given.ID)
		is(t, "removed after the confirmation", err, errs.State)
	})
}

func TestAnOfficeKeepsItsTemplatesAndAWrongOneIsRefused(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		files := attachmenttest.Service(r.d, gates())
		kind, office := partnership.Minutes.Template(), id.Any(r.LapasSelong)
		add := func(a authz.Actor, text string) error {
			var d docx.Doc
			d.Para(text)
			b, err := d.Bytes()
			ok(t, err)
			_, err = files.Add(ctx, a, attachment.AddCommand{Kind: kind, Record: office, Name: "templat.docx", File: bytes.NewReader(b)})
			return err
		}
		ok(t, add(r.officer, "Notulen {{judul}}"))
		err := add(r.officer, "Notulen {{judull}} rapat")
		if got := paths(err); !slices.Equal(got, []string{"file:docx.unknown"}) || errs.As(err).Fields[0].Args["field"] != "judull" {
			t.Errorf("an unknown field: %v", err)
		}
		_, err = put(t, files, r.officer, kind, office)
		if got := paths(err); !slices.Equal(got, []string{"file:docx.only"}) {
			t.Errorf("a PDF as template: %v", err)
		}
		is(t, "the partner before any meeting", add(r.partner, "x"), errs.NotFound)
		heldMeeting(t, r)
		is(t, "the partner", add(r.partner, "x"), errs.Forbidden)
		is(t, "another facility", add(r.Actor(authz.FacilityHead, r.LapasMaros), "x"), errs.NotFound)
		l, err := files.List(ctx, r.partner, kind, office)
		ok(t, err)
		if len(l.Files) != 1 || l.MayAdd {
			t.Errorf("the partner sees %d, may add: %v", len(l.Files), l.MayAdd)
		}
		_, err = files.List(ctx, r.other, kind, office)
		is(t, "another partner lists", err, errs.NotFound)
		_, err = files.List(ctx, authz.OperatorAs("uji"), kind, id.Any{}.Make())
		is(t, "an office that is not there", err, errs.NotFound)
	})
}
