package reportweb

import (
	"flag"
	"fmt"
	"net/http"
	"testing"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/ui"
	"titian/internal/delivery/web/webtest"
	"titian/internal/feature/report/reporttest"
	"titian/internal/feature/report/reporttext"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/i18n"
)

var shots = flag.String("shots", "", "write pictures of the pages into this folder")

func localizer(t *testing.T) *i18n.Localizer {
	t.Helper()
	b, err := i18n.NewBundle()
	if err == nil {
		err = b.Add(Words, reporttext.Words, ui.Words)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Localizer(i18n.Indonesian)
}

// blank stands for another feature's page of a record.
func blank(w http.ResponseWriter, r *http.Request) error {
	return web.Page(w, r, ui.Layout(ui.Page{Title: "Pelatih menjahit", Caption: "Komitmen"}))
}

// crowd makes a thread as full as real ones get, with the longest real words.
func (s *site) crowd(ref string) *reporttest.Story {
	y := s.store.Whole(ref, s.LapasBungo, s.Baznas, 30)
	s.store.Set("agreement_cooperation", "title", "Pembinaan mental spiritual, keterampilan produktif, dan pendampingan usaha bagi warga binaan dan klien pemasyarakatan bersama BAZNAS", y.Coop)
	sides := func(more reporttest.Row) reporttest.Row {
		row := reporttest.Row{"cooperation_id": y.Coop, "host_id": y.Host, "partner_id": y.Partner}
		for k, v := range more {
			row[k] = v
		}
		return row
	}
	s.store.Do(func(tx *db.Tx) {
		for i, status := range []string{"accepted", "changed", "declined", "sent", "withdrawn", "draft", "accepted", "accepted"} {
			s.store.Add(tx, "partnership_proposal", sides(reporttest.Row{
				"id": id.Proposal{}.Make(), "ref": fmt.Sprintf("%s-USL-%d", ref, i), "status": status, "kind": "ask", "meeting_id": y.Meeting,
				"from_id": y.Host, "to_id": y.Partner, "title": "Peralatan dan bahan keterampilan menjahit, pertukangan kayu, serta pengolahan hasil pertanian", "quantity": 40 + i, "unit": "unit",
				"answered_quantity": 25, "answer_due_on": "2026-11-2" + fmt.Sprint(i%3),
			}))
		}
		for i, due := range []string{"2026-11-01", "2026-11-24", "2027-02-01"} {
			key := id.Commitment{}.Make()
			s.store.Add(tx, "partnership_commitment", sides(reporttest.Row{
				"id": key, "ref": fmt.Sprintf("%s-KOM-%d", ref, i), "promiser_id": y.Partner, "receiver_id": y.Host, "meeting_id": y.Meeting,
				"title": "Pendampingan keagamaan dan bimbingan mental", "quantity": 48, "unit": "pertemuan", "due_on": due, "status": "open", "agreement_id": y.Agreement,
			}))
			s.store.Add(tx, "partnership_delivery", sides(reporttest.Row{
				"id": id.Delivery{}.Make(), "commitment_id": key, "receiver_id": y.Host, "quantity": 20, "status": "disputed",
				"confirmed_quantity": 14, "answered_on": "2026-11-02", "delivered_on": "2026-10-20",
			}))
		}
	})
	return y
}

// TestPagesLookRight walks the pages in a browser: nothing is wider than the
// window, refused by the browser or found by axe. With -shots it takes pictures.
func TestPagesLookRight(t *testing.T) {
	s := open(t)
	empty, small, full := s.store.Empty("KS-BUNGO-2026-1", s.LapasBungo, s.Baznas), s.store.Promised("KS-BUNGO-2026-2", s.LapasBungo, s.Baznas), s.crowd("KS-BUNGO-2026-3")
	s.store.Set("agreement_agreement", "signed_on", "2025-03-02", small.Agreement)
	s.store.Set("partnership_delivery", "status", "reported", small.Delivery)
	s.store.Set("programme_session", "held_on", "2026-11-15", full.Session)
	b := webtest.Open(t, s.Site)
	look := func(name, path string) {
		for _, lang := range i18n.Langs() {
			for _, width := range []int64{390, 1280} {
				if width == 1280 && lang == i18n.English {
					continue // the layout is looked at on a desk in Indonesian, the words on a phone
				}
				b.Visit(path, width, lang, false)
				if n := b.Overflow(); n > 0 {
					t.Errorf("%s at %d px in %s is %d px too wide", name, width, lang, n)
				}
				for _, v := range b.Violations() {
					t.Errorf("%s at %d px in %s: %s", name, width, lang, v)
				}
				b.Shoot(*shots, fmt.Sprintf("%s-%d-%s", name, width, lang))
			}
		}
		for _, c := range b.Complaints() {
			t.Errorf("%s: %s", name, c)
		}
	}
	look("empty", "/thread/"+empty.Ref)
	look("small", "/thread/"+small.Ref)
	look("full", "/thread/"+full.Class.String())
	look("strip", "/commitments/"+full.Commitment.String())
	look("person", "/people/"+full.People[0].String()+"/thread")
	look("today", "/")
	look("menu", "/menu")
	look("facility", "/facilities/"+s.LapasBungo.String())
	look("about", "/about")
	s.as(authz.Partner, s.Baznas)
	look("today-partner", "/")
	s.as(authz.Administrator, s.LapasBungo)
	look("today-admin", "/")
	s.as(authz.Observer, s.LapasBungo)
	look("today-observer", "/")
	s.as(authz.ProgrammeOfficer, s.LapasBungo)
	b.Visit("/thread/"+full.Ref, 1280, i18n.Indonesian, true)
	for _, v := range b.Violations() {
		t.Errorf("in the dark: %s", v)
	}
	b.Shoot(*shots, "full-dark")
}
