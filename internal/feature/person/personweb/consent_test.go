package personweb_test

import (
	"net/url"
	"strings"
	"testing"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/feature/person/personweb"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/i18n"
)

func TestConsentIsGivenAndWithdrawnInOneStepEach(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Convict(t, d, w.LapasBungo, "Budi")
		at := "/people/" + p.ID.String()
		s := open(t, d, w.Actor(authz.CaseGuardian, w.LapasBungo), personweb.Around{})
		if a := s.Post(at+"/consents", url.Values{"purpose": {"aid"}}); a.Status != 422 || a.Text("#f-partner_id-error") == "" || a.Find("details[open]").Length() != 1 {
			t.Errorf("incomplete: %d", a.Status)
		}
		give := url.Values{
			"partner_id": {w.Baznas.String()}, "purpose": {"class_attendance"}, "answer": {"given"}, "answered_by": {"self"},
			"given_on": {"20-11-2026"}, "evidence": {evil}, "_once": {"01890a5d-ac96-774b-bcce-b302099a8058"},
		}
		made := s.Post(at+"/consents", give)
		if made.Status != 303 || !strings.HasPrefix(made.Location(), at+"/consents/") {
			t.Fatalf("given: %d %s", made.Status, made.Text(".govuk-error-summary"))
		}
		if again := s.Post(at+"/consents", give); again.Location() != made.Location() {
			t.Errorf("sent twice leads to %q", again.Location())
		}
		shown := s.Get(at + "/consents")
		if !strings.Contains(shown.Text("main"), "BAZNAS Kabupaten Bungo") || strings.Contains(shown.Body, evil) {
			t.Error("the consent is not on the page, or not escaped")
		}
		action := shown.Find(`form[action$="/withdraw"]`).AttrOr("action", "")
		if a := s.Post(action, nil); a.Status != 303 || s.Get(a.Location()).Find(`form[action$="/withdraw"]`).Length() != 0 {
			t.Errorf("withdrawn: %d", a.Status)
		}
		if a := s.Post(action, nil); a.Status != 409 {
			t.Errorf("withdrawn twice: %d", a.Status)
		}
	})
}

func TestTheReceiptIsReadPrintedAndWithdrawnFrom(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Convict(t, d, w.LapasBungo, "Siti "+evil)
		s := open(t, d, w.Actor(authz.CaseGuardian, w.LapasBungo), personweb.Around{})
		made := s.Post("/people/"+p.ID.String()+"/consents", url.Values{
			"partner_id": {w.Baznas.String()}, "purpose": {"aid"}, "answer": {"given"}, "answered_by": {"self"},
			"given_on": {"20-11-2026"}, "evidence": {"Lembar 12/2026"},
		})
		for lang, want := range map[i18n.Lang]string{i18n.Indonesian: "Berlaku sampai", i18n.English: "Stands until"} {
			s.Lang = lang
			page := s.Get(made.Location())
			if page.Status != 200 || !strings.Contains(page.Text("main"), want) || !strings.Contains(page.Text("main"), "dapat ditarik kapan saja") || strings.Contains(page.Body, evil) {
				t.Errorf("%s: %d %s", lang, page.Status, page.Text("main"))
			}
			if explained := strings.Contains(page.Text("main"), "withdrawn at any time"); explained != (lang == i18n.English) {
				t.Errorf("%s: explained %v", lang, explained)
			}
			if !strings.Contains(page.Text("main"), "Berlaku sampai Sabtu, 20 November 2027, dan") { // what was agreed is not translated in parts
				t.Errorf("%s: what was agreed says %s", lang, page.Text("main"))
			}
		}
		file := s.Get(made.Location() + "/receipt.pdf")
		if !strings.HasPrefix(file.Body, "%PDF-") || file.Header.Get("Content-Type") != "application/pdf" || file.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("PDF: %d %v", file.Status, file.Header)
		}
		if name := file.Header.Get("Content-Disposition"); strings.Contains(name, "Siti") || !strings.Contains(name, "-PS-26-1.pdf") {
			t.Errorf("the file is called %q", name)
		}
		if a := s.Post(s.Get(made.Location()).Find(`form[action$="/withdraw"]`).AttrOr("action", ""), nil); a.Status != 303 {
			t.Errorf("withdrawn from the receipt: %d", a.Status)
		}
		s.Actor = w.Actor(authz.CaseGuardian, w.LapasSelong)
		for _, at := range []string{made.Location(), made.Location() + "/receipt.pdf"} {
			if a := s.Get(at); a.Status != 404 || strings.Contains(a.Body, "Siti") {
				t.Errorf("from elsewhere %s: %d", at, a.Status)
			}
		}
	})
}

func TestAChildsAnswerIsAParents(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Convict(t, d, w.LapasBungo, "Anak", func(c *person.RegisterCommand) { c.LegalStatus = person.Juvenile })
		at := "/people/" + p.ID.String()
		s := open(t, d, w.Actor(authz.CaseGuardian, w.LapasBungo), personweb.Around{})
		if got := s.Get(at+"/consents").Find("[name=answered_by][checked]").AttrOr("value", ""); got != "parent" {
			t.Errorf("the form begins with %q", got)
		}
		form := url.Values{"partner_id": {w.Baznas.String()}, "purpose": {"aid"}, "answer": {"refused"}, "answered_by": {"parent"}, "given_on": {"20-11-2026"}}
		if a := s.Post(at+"/consents", form); a.Status != 422 || a.Text("#f-representative-error") == "" {
			t.Errorf("without a name: %d", a.Status)
		}
		form.Set("representative", "Ibu Uji")
		made := s.Post(at+"/consents", form)
		if page := s.Get(made.Location()).Text("main"); !strings.Contains(page, "Saya, Ibu Uji, orang tua dari Anak, tidak setuju") || !strings.Contains(page, "pasal 25") {
			t.Errorf("the receipt says %s", page)
		}
	})
}
