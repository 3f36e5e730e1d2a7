package programmeweb_test

import (
	"net/http"
	"strings"
	"testing"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/webtest"
	"titian/internal/feature/person"
	"titian/internal/feature/programme"
	"titian/internal/feature/programme/programmetest"
	"titian/internal/feature/programme/programmeweb"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// part serves the section of a person's page; 204 is no section.
func part(t *testing.T, w *programmetest.World, of id.Person, as authz.Actor) *webtest.Site {
	t.Helper()
	section := programmeweb.PersonSection(w.Service)
	return webtest.New(t, as, func(rt *web.Router) {
		rt.HandleFunc("GET /part", func(rw http.ResponseWriter, r *http.Request) error {
			c, err := section(r.Context(), authz.FromContext(r.Context()), person.Person{ID: of})
			if err == nil && c == nil {
				rw.WriteHeader(http.StatusNoContent)
				return nil
			}
			if err != nil {
				return err
			}
			return web.Page(rw, r, c)
		})
	}, programmeweb.Words)
}

func TestThePersonsPageShowsTheirClassesInBothLanguages(t *testing.T) {
	w := world(t)
	who := w.Person(t, w.LapasBungo, "Ahmad", "convict")
	if s := part(t, w, who, w.Officer); status(t, s.Get("/part"), 200).Find("table").Length() != 0 {
		t.Error("a person without classes gets an empty table")
	}
	first := w.Class(t, 5)
	seat := w.Seat(t, first.ID, who)
	if _, err := w.Service.Leave(t.Context(), w.Officer, seat.ID, seat.Version, "health"); err != nil {
		t.Fatal(err)
	}
	own := w.Command(5)
	own.Commitment, own.Title = id.Commitment{}, "Las <b>II</b>"
	second, err := w.Service.OpenClass(t.Context(), w.Officer, own)
	if err != nil {
		t.Fatal(err)
	}
	w.Seat(t, second.ID, who)

	said := map[i18n.Lang][]string{
		i18n.Indonesian: {"Peserta", "masih menjadi peserta", "Dilaksanakan sendiri", "Kesehatan"},
		i18n.English:    {"Taking part", "still taking part", "The facility itself", "Health"},
	}
	for _, lang := range i18n.Langs() {
		s := part(t, w, who, w.Officer)
		s.Lang = lang
		p := status(t, s.Get("/part"), 200)
		if p.Find("tbody tr").Length() != 2 || p.Find("tbody b").Length() != 0 {
			t.Fatalf("%s: %s", lang, p.Body)
		}
		for _, c := range []programme.Offering{first, second} {
			if got := p.Text("tbody a[href='/classes/" + c.ID.String() + "']"); got != c.Ref {
				t.Errorf("%s: the link to %s reads %q", lang, c.Ref, got)
			}
		}
		left := p.Find("tbody tr:has(a[href='/classes/" + first.ID.String() + "'])").Text()
		stays := p.Find("tbody tr:has(a[href='/classes/" + second.ID.String() + "'])").Text()
		for i, text := range []string{stays, stays, stays, left} {
			if !strings.Contains(text, said[lang][i]) {
				t.Errorf("%s: %q is not in %q", lang, said[lang][i], text)
			}
		}
		if !strings.Contains(left, "BAZNAS") {
			t.Errorf("%s: the partner is not in %q", lang, left)
		}
	}
}

func TestAClassIsALinkOnlyForWhoMayOpenIt(t *testing.T) {
	w := world(t)
	who := w.Person(t, w.LapasBungo, "Ahmad", "convict")
	w.Exec(t, `UPDATE person_person SET probation_id = $1 WHERE id = $2`, w.BapasJambi, who)
	w.Seat(t, w.Class(t, 5).ID, who)
	p := status(t, part(t, w, who, w.Actor(authz.ProbationOfficer, w.BapasJambi)).Get("/part"), 200)
	if p.Find("tbody tr").Length() != 1 || p.Find("tbody a").Length() != 0 {
		t.Errorf("the office outside reads %s", p.Body)
	}
	for _, a := range []authz.Actor{w.Donor, w.Actor(authz.Observer, w.LapasBungo), w.Actor(authz.Administrator, w.LapasBungo)} {
		status(t, part(t, w, who, a).Get("/part"), 204)
	}
}
