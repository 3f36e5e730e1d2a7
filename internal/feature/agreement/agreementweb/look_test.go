package agreementweb_test

import (
	"context"
	"flag"
	"strconv"
	"strings"
	"testing"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/ui"
	"titian/internal/delivery/web/webtest"
	"titian/internal/feature/agreement"
	"titian/internal/feature/agreement/agreementtest"
	"titian/internal/feature/agreement/agreementweb"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/blob"
	"titian/internal/platform/i18n"
)

var shots = flag.String("shots", "", "write pictures of the pages into this folder")

// talkedAbout is a signed agreement with a long name, two versions, comments, a
// document and a work plan; its successor lies on the table.
func (w world) talkedAbout(t *testing.T, s *agreement.Service) (signed, draft agreement.Agreement) {
	t.Helper()
	op, ctx := authz.OperatorAs("Kepala Seksi Bimbingan Narapidana dan Anak Didik"), t.Context()
	terms := agreementtest.Terms(civil.Must("2024-02-01"), civil.Must("2027-01-31"))
	terms.Title = "Pembinaan mental spiritual, keterampilan produktif, dan pendampingan usaha bagi warga binaan bersama BAZNAS"
	terms.Scope = "Pelatihan las\nBimbingan mental\nBantuan modal usaha bagi yang bebas"
	c := agreementtest.Cooperation(t, w.d, w.LapasBungo, w.Baznas)
	signed = agreementtest.Draft(t, w.d, c, today, terms)
	body, err := s.Compose(ctx, op, signed.ID)
	check(t, err)
	_, err = s.AddText(ctx, op, signed.ID, signed.Version, body)
	check(t, err)
	signed.Version++
	said, err := s.Remark(ctx, w.Actor(authz.Partner, w.Baznas), signed.ID, agreement.CommentCommand{Clause: 2, Body: "Tambahkan bimbingan usaha setelah bebas."})
	check(t, err)
	_, err = s.AddText(ctx, op, signed.ID, signed.Version, strings.Replace(body, "2 (dua) kali", "4 (empat) kali", 1)+"\n\nPasal 99 Pengawasan\nPARA PIHAK menunjuk pengawas.")
	check(t, err)
	signed.Version++
	_, err = s.Settle(ctx, op, said.ID, 1, "Dimasukkan pada versi 3")
	check(t, err)
	for quarter := 1; quarter <= 3; quarter++ {
		_, err = s.Plan(ctx, op, signed.ID, agreement.ActivityCommand{
			Title: "Pelatihan las dasar angkatan " + strconv.Itoa(quarter), Year: 2026, Quarter: quarter, Target: 20, Unit: "orang",
			Place: "Bengkel kerja Lapas", Responsible: "Kepala Seksi Kegiatan Kerja", BudgetSource: "ZAKAT",
		})
		check(t, err)
	}
	agreementtest.Approve(t, w.d, &signed, today)
	agreementtest.Move(t, w.d, &signed, agreement.Review, today)
	agreementtest.Move(t, w.d, &signed, agreement.Agreed, today)
	_, err = s.Print(ctx, op, signed.ID)
	check(t, err)
	agreementtest.Move(t, w.d, &signed, agreement.Signed, today)
	draft, err = s.Renew(ctx, op, signed.ID, agreement.RenewCommand{StartsOn: civil.Must("2027-02-01"), EndsOn: civil.Must("2030-01-31")})
	check(t, err)
	_, err = s.Remark(ctx, w.Actor(authz.Partner, w.Baznas), draft.ID, agreement.CommentCommand{Clause: 1, Body: "Perlu disesuaikan dengan peraturan baru."})
	check(t, err)
	return signed, draft
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestPagesLookRight walks the pages in a browser: nothing is wider than the
// window, refused by the browser or found by axe. With -shots it takes pictures.
func TestPagesLookRight(t *testing.T) {
	w := seed(t)
	s := agreement.New(w.d)
	s.Press.Blobs = blob.New(w.d, [32]byte{})
	signed, draft := w.talkedAbout(t, s)
	done := func(_ context.Context, _ authz.Actor, key id.Agreement) (map[id.Activity]agreementweb.Done, error) {
		d, err := s.Agreement(t.Context(), authz.OperatorAs("uji"), key)
		out := map[id.Activity]agreementweb.Done{}
		for _, x := range d.Activities[:min(1, len(d.Activities))] {
			out[x.ID] = agreementweb.Done{Sessions: 12, Seated: 3, Finished: 15, Classes: []ui.Crumb{{Label: "BUNGO-KLS-26-1 · Las", Href: "/classes/x"}}}
		}
		return out, err
	}
	site := webtest.New(t, w.Actor(authz.FacilityHead, w.LapasBungo), func(rt *web.Router) {
		agreementweb.Register(rt, s, agreementweb.Around{Today: func() civil.Date { return today }, Done: done})
	}, agreementweb.Words)
	b := webtest.Open(t, site)
	at, next := "/agreements/"+signed.ID.String(), "/agreements/"+draft.ID.String()
	for _, p := range []struct{ name, path string }{
		{"agreement", at}, {"text", next + "/text"}, {"difference", at + "/difference"}, {"approve", next + "/approve"}, {"end", at + "/end"}, {"sections", "/sections"},
	} {
		for _, lang := range i18n.Langs() {
			for _, width := range []int64{390, 1280} {
				if width == 1280 && lang == i18n.English {
					continue // the layout is looked at on a desk in Indonesian, the words on a phone
				}
				b.Visit(p.path, width, lang, false)
				if n := b.Overflow(); n > 0 {
					t.Errorf("%s at %d px in %s is %d px too wide", p.name, width, lang, n)
				}
				for _, v := range b.Violations() {
					t.Errorf("%s at %d px in %s: %s", p.name, width, lang, v)
				}
				b.Shoot(*shots, p.name+"-"+strconv.FormatInt(width, 10)+"-"+string(lang))
			}
		}
		for _, c := range b.Complaints() {
			t.Errorf("%s: %s", p.name, c)
		}
	}
}
