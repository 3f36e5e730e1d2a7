package agreement_test

import (
	"slices"
	"strings"
	"testing"

	"titian/internal/feature/agreement"
	"titian/internal/feature/agreement/agreementtest"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func headings(body string) []string {
	var out []string
	for _, c := range agreement.Clauses(body) {
		out = append(out, c.Heading)
	}
	return out
}

func TestAFirstWordingIsComposedFromTheAgreement(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), agreement.New(d), t.Context()
		terms := agreementtest.Terms(civil.Must("2026-10-19"), civil.Must("2029-10-18"))
		terms.Label, terms.Scope, terms.Financing = "Nota Kesepakatan", "Pelatihan las;\n\n Bantuan usaha.", "APBD Kota Sungai Penuh."
		a := agreementtest.Draft(t, d, agreementtest.Cooperation(t, d, w.KanwilJambi, w.PemkotSungaiPenuh), civil.Must("2026-10-01"), terms)
		kanwil := w.Actor(authz.RegionalOffice, w.KanwilJambi)
		body, err := s.Compose(ctx, kanwil, a.ID)
		ok(t, err)
		for _, want := range []string{
			"1. Kepala Lapas, bertindak untuk dan atas nama Kantor Wilayah", "disebut PIHAK KESATU", "disebut PIHAK KEDUA",
			"Peraturan Pemerintah Nomor 28 Tahun 2018", "a. Pelatihan las;\nb. Bantuan usaha;", "sejak tanggal 19 Oktober 2026 sampai dengan tanggal 18 Oktober 2029",
			"rencana aksi yang menjadi lampiran", "APBD Kota Sungai Penuh.", "Tugas dan tanggung jawab",
		} {
			if !strings.Contains(body, want) {
				t.Errorf("%q is missing in\n%s", want, body)
			}
		}
		if strings.ContainsAny(body, "{}") || strings.Contains(body, "Hak dan kewajiban") {
			t.Errorf("composed\n%s", body)
		}
		terms.Kind, terms.LegalTrack, terms.EndsOn, terms.StartsOn = agreement.ImplementingAgreement, agreement.UPTPartner, civil.Date{}, civil.Date{}
		ok(t, s.Change(ctx, kanwil, a.ID, a.Version, terms))
		body, err = s.Compose(ctx, kanwil, a.ID)
		ok(t, err)
		if !slices.Contains(headings(body), "Pasal 4 Hak dan kewajiban") || strings.Contains(body, "Permendagri") || strings.Contains(body, "Peraturan Menteri Dalam Negeri") || !strings.Contains(body, "sejak tanggal ………………") {
			t.Errorf("a PKS with a partner reads\n%s", body)
		}
		is(t, "composed by the partner", second(s.Compose(ctx, w.Actor(authz.Partner, w.PemkotSungaiPenuh), a.ID)), errs.Forbidden)
		is(t, "composed by a stranger", second(s.Compose(ctx, w.Actor(authz.FacilityHead, w.LapasSelong), a.ID)), errs.NotFound)
	})
}

func TestAnOfficeWordsASectionForItselfAndThoseBelow(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), agreement.New(d), t.Context()
		kanwil, head := w.Actor(authz.RegionalOffice, w.KanwilJambi), w.Actor(authz.FacilityHead, w.LapasBungo)
		a := agreementtest.Draft(t, d, agreementtest.Cooperation(t, d, w.LapasBungo, w.Baznas), today, agreementtest.Terms(today, today.AddMonths(12)))
		disputes := func() string {
			t.Helper()
			body, err := s.Compose(ctx, head, a.ID)
			ok(t, err)
			for _, c := range agreement.Clauses(body) {
				if strings.Contains(c.Heading, "erselisihan") {
					return c.Body
				}
			}
			return ""
		}
		cmd := agreement.SectionCommand{Org: w.KanwilJambi, Track: agreement.Sinergi, Name: "disputes", Body: "Menurut {label}: musyawarah di Kantor Wilayah."}
		ok(t, s.SetSection(ctx, kanwil, 0, cmd))
		if got := disputes(); got != "Menurut MoU: musyawarah di Kantor Wilayah." {
			t.Errorf("with the regional office's wording: %q", got)
		}
		own := cmd
		own.Org, own.Body, own.Heading = w.LapasBungo, "Musyawarah di Lapas.", "Perselisihan"
		ok(t, s.SetSection(ctx, head, 0, own))
		if got := disputes(); got != "Musyawarah di Lapas." {
			t.Errorf("with its own wording: %q", got)
		}
		is(t, "a second first wording", s.SetSection(ctx, head, 0, own), errs.Conflict)
		own.Body = "{nomor}"
		if got := paths(s.SetSection(ctx, head, 1, own)); !slices.Equal(got, []string{"body:section.unknown_field"}) {
			t.Errorf("a name that there is not: %v", got)
		}
		own.Body, own.LeftOut = "", true
		ok(t, s.SetSection(ctx, head, 1, own))
		if got := disputes(); got != "" {
			t.Errorf("left out: %q", got)
		}
		list, err := s.Sections(ctx, head, w.LapasBungo, agreement.Sinergi)
		ok(t, err)
		i := slices.IndexFunc(list, func(x agreement.Section) bool { return x.Name == "disputes" })
		if x := list[i]; !x.LeftOut || x.From != w.LapasBungo || x.Version != 2 {
			t.Errorf("listed %+v", x)
		}
		ok(t, s.ResetSection(ctx, head, w.LapasBungo, agreement.Sinergi, "disputes"))
		ok(t, s.ResetSection(ctx, head, w.LapasBungo, agreement.Sinergi, "disputes"))
		if got := disputes(); got != "Menurut MoU: musyawarah di Kantor Wilayah." {
			t.Errorf("after taking it back: %q", got)
		}
		is(t, "an officer words a section", s.SetSection(ctx, w.Actor(authz.ProgrammeOfficer, w.LapasBungo), 0, own), errs.Forbidden)
		is(t, "for another office", s.SetSection(ctx, w.Actor(authz.FacilityHead, w.LapasSelong), 0, own), errs.Forbidden)
		is(t, "another office's list", second(s.Sections(ctx, w.Actor(authz.FacilityHead, w.LapasSelong), w.LapasBungo, agreement.Sinergi)), errs.NotFound)
	})
}

func TestPartiesAreCountedAsOnPaper(t *testing.T) {
	for n, want := range map[int]string{1: "KESATU", 2: "KEDUA", 3: "KETIGA", 7: "KETUJUH", 11: "KESEBELAS", 20: "KEDUAPULUH"} {
		if got := agreement.Ordinal(n); got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
	}
}
