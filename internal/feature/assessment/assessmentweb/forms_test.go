package assessmentweb_test

import (
	"net/url"
	"os"
	"strings"
	"testing"

	"titian/internal/delivery/web/webtest"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// version is what a page's form says of the draft.
func version(p *webtest.Answer) string {
	return p.Find("main form [name=version]").AttrOr("value", "")
}

// press sends a page's form with some fields and expects it to be taken.
func press(t *testing.T, s *webtest.Site, page, action string, fields url.Values) {
	t.Helper()
	fields.Set("version", version(s.Get(page)))
	if a := s.Post(action, fields); a.Status != 303 {
		t.Fatalf("%s: %d %s", action, a.Status, a.Text(".govuk-error-summary"))
	}
}

// written makes a small questionnaire over the editor's own forms.
func written(t *testing.T, s *webtest.Site) string {
	t.Helper()
	a := s.Post("/questionnaires", url.Values{"key": {"interest"}, "title_id": {"Minat kerja"}, "title_en": {"Interest in work"}, "purpose": {"other"}, "privacy": {"restricted"}, "parameters": {"mark | 6,5 | Batas | Mark"}})
	if a.Status != 303 {
		t.Fatalf("drafted: %d %s", a.Status, a.Text(".govuk-error-summary"))
	}
	form := strings.TrimSuffix(a.Location(), "/edit")
	press(t, s, form+"/sections/new", form+"/sections/new", url.Values{"key": {"one"}, "title_id": {"Pengalaman"}, "title_en": {"Experience"}})
	press(t, s, form+"/sections/one/items/new", form+"/sections/one/items", url.Values{"key": {"works"}, "label_id": {"Pernah bekerja?"}, "label_en": {"Ever worked?"}, "type": {"yes_no"}, "required": {"1"}})
	press(t, s, form+"/sections/one/items/new", form+"/sections/one/items", url.Values{"key": {"years"}, "label_id": {"Berapa tahun?"}, "label_en": {"How many years?"}, "type": {"number"}, "min": {"0"}, "max": {"60"}, "when": {"works"}})
	press(t, s, form+"/sections/one/items/new", form+"/sections/one/items", url.Values{"key": {"trade"}, "label_id": {"Bidang"}, "label_en": {"Trade"}, "type": {"choice"}, "options": {"las | Las | Welding | 2\njahit\tJahit\tSewing"}})
	press(t, s, form+"/scores/new", form+"/scores/new", url.Values{
		"key": {"total"}, "label_id": {"Nilai"}, "label_en": {"Score"}, "how_id": {"Tahun ditambah bidang."}, "how_en": {"Years and trade together."},
		"value": {"years + points.trade"}, "min": {"0"}, "max": {"100"}, "bands": {"much | score >= param.mark | Banyak | Much | good\nlittle | true | Sedikit | Little"}, "reliability_sd": {"4"}, "reliability_coefficient": {"0,8"}, "reliability_source_id": {"Uji"}, "reliability_source_en": {"Trial"},
	})
	return form
}

func TestAQuestionnaireIsWrittenPartByPartTriedAndPublished(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, p := library(t, d)
		s := open(t, d, w.Actor(authz.RegionalOffice, w.KanwilJambi))
		form := written(t, s)
		editor := s.Get(form + "/edit")
		if got := editor.Text("main"); !strings.Contains(got, "Berapa tahun?") || !strings.Contains(got, "ditanyakan bila works") || !strings.Contains(got, "Las, Jahit") {
			t.Errorf("the editor shows %q", got)
		}
		if score := s.Get(form + "/scores/total"); score.Text("[name=bands]") != "much | score >= param.mark | Banyak | Much | good little | true | Sedikit | Little" || score.Find("[name=reliability_coefficient]").AttrOr("value", "") != "0.8" {
			t.Errorf("the score's form shows %q", score.Text("[name=bands]"))
		}
		if a := s.Post(form+"/try", url.Values{"answers.works": {"yes"}, "answers.years": {"5"}, "answers.trade": {"las"}}); a.Status != 200 || !strings.Contains(a.Text("table"), "7 dari 100") || !strings.Contains(a.Text("table"), "Banyak") {
			t.Errorf("tried: %d %s", a.Status, a.Text("main"))
		}
		if a := s.Post(form+"/try", url.Values{"answers.years": {"99"}}); a.Status != 422 || a.Text("#f-answers-works-error") == "" {
			t.Errorf("tried without an answer: %d", a.Status)
		}
		press(t, s, form, form+"/publish", url.Values{})
		if a := s.Get(form + "/edit"); a.Status != 409 {
			t.Errorf("what is published opens in the editor: %d", a.Status)
		}
		guardian := open(t, d, w.Actor(authz.CaseGuardian, w.LapasBungo))
		if begin(t, guardian, p, "interest") == "" || guardian.Get(form).Find(`form[action$="/renew"]`).Length() != 0 || guardian.Get("/questionnaires/new").Status != 403 {
			t.Error("who fills in may not write")
		}
		a := s.Post(form+"/renew", url.Values{})
		if a.Status != 303 || !strings.Contains(s.Get(a.Location()).Text("main"), "Versi 2") {
			t.Errorf("a new version: %d", a.Status)
		}
	})
}

func TestPartsAreMovedAndRemovedUnlessSomethingNeedsThem(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, _ := library(t, d)
		s := open(t, d, w.Actor(authz.RegionalOffice, w.KanwilJambi))
		form := written(t, s)
		for action, want := range map[string]string{"/items/years/remove": "scores[0].value", "/items/works/remove": "sections[0].items[0].when", "/sections/one/remove": "scores[0].value"} {
			if a := s.Post(form+action, url.Values{}); a.Status != 422 || !strings.Contains(a.Text(".govuk-error-summary"), want) {
				t.Errorf("%s: %d %s", action, a.Status, a.Text(".govuk-error-summary"))
			}
		}
		if a := s.Post(form+"/items/years/move", url.Values{"to": {"up"}}); a.Status != 422 || !strings.Contains(a.Text(".govuk-error-summary"), "baru ditanyakan sesudah ini") {
			t.Errorf("a question before the answer it hangs on: %d %s", a.Status, a.Text(".govuk-error-summary"))
		}
		press(t, s, form+"/sections/new", form+"/sections/new", url.Values{"key": {"two"}, "title_id": {"Rencana"}, "title_en": {"Plan"}})
		press(t, s, form+"/edit", form+"/items/trade/move", url.Values{"to": {"down"}})
		if got := s.Get(form + "/items/trade"); got.Status != 200 {
			t.Fatalf("the moved question: %d", got.Status)
		}
		if doc := s.Get(form + "/document.json").Body; strings.Index(doc, `"two"`) > strings.Index(doc, `"trade"`) {
			t.Error("the question did not move into the next section")
		}
		press(t, s, form+"/edit", form+"/scores/total/remove", url.Values{})
		press(t, s, form+"/edit", form+"/items/years/remove", url.Values{})
		if s.Get(form+"/items/years").Status != 404 || s.Post(form+"/items/years/remove", url.Values{}).Status != 404 {
			t.Error("a removed question is still there")
		}
	})
}

func TestAFaultStandsBesideItsField(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, _ := library(t, d)
		s := open(t, d, w.Actor(authz.RegionalOffice, w.KanwilJambi))
		form := written(t, s)
		for name, tt := range map[string]struct {
			action string
			fields url.Values
			field  string
			text   string
		}{
			"an unknown name":  {"/scores/total", url.Values{"key": {"total"}, "label_id": {"N"}, "label_en": {"S"}, "how_id": {"x"}, "how_en": {"x"}, "value": {"yeers"}, "max": {"9"}}, "value", "Tidak ada pertanyaan dengan kunci yeers"},
			"a band's fault":   {"/scores/total", url.Values{"key": {"total"}, "label_id": {"N"}, "label_en": {"S"}, "how_id": {"x"}, "how_en": {"x"}, "value": {"years"}, "max": {"9"}, "bands": {"a | scor > 1 | A | A"}}, "bands", "kunci scor"},
			"one language":     {"/items/works", url.Values{"key": {"works"}, "label_id": {"Pernah?"}, "type": {"yes_no"}}, "label_en", "Wajib diisi"},
			"options of text":  {"/items/works", url.Values{"key": {"works"}, "label_id": {"a"}, "label_en": {"a"}, "type": {"short_text"}, "options": {"a | A | A"}}, "options", "Tidak berlaku"},
			"a bad line":       {"/head", url.Values{"title_id": {"a"}, "title_en": {"a"}, "purpose": {"other"}, "privacy": {"restricted"}, "parameters": {"mark | enam"}}, "parameters", "Baris 1"},
			"no such document": {"/document", url.Values{"document": {"{"}}, "document", "bukan JSON"},
		} {
			a := s.Post(form+tt.action, tt.fields)
			if a.Status != 422 || !strings.Contains(a.Text("#f-"+tt.field+"-error"), tt.text) {
				t.Errorf("%s: %d beside %s stands %q; on top %q", name, a.Status, tt.field, a.Text("#f-"+tt.field+"-error"), a.Text(".govuk-error-summary"))
			}
			for field, typed := range tt.fields {
				if kept := a.Find("[name=" + field + "]"); kept.Length() > 0 && kept.AttrOr("value", kept.Text()) != typed[0] && kept.AttrOr("type", "") == "text" {
					t.Errorf("%s: %s was lost", name, field)
				}
			}
		}
	})
}

func TestADocumentIsBroughtInAndTakenAway(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, _ := library(t, d)
		s := open(t, d, w.Actor(authz.RegionalOffice, w.KanwilJambi))
		raw, err := os.ReadFile("../shipped/employability.json")
		if err != nil {
			t.Fatal(err)
		}
		if a := s.Post("/questionnaires/import", url.Values{"document": {string(raw)}}); a.Status != 422 || !strings.Contains(a.Text("#f-document-error"), "sudah dipakai") {
			t.Errorf("a key that is taken: %d %s", a.Status, a.Text("#f-document-error"))
		}
		own := strings.Replace(string(raw), `"key": "employability"`, `"key": "ready_for_work"`, 1)
		a := s.Post("/questionnaires/import", url.Values{"document": {own}})
		if a.Status != 303 {
			t.Fatalf("brought in: %d %s", a.Status, a.Text(".govuk-error-summary"))
		}
		if got := s.Get(a.Location() + "/document.json").Body; got != own {
			t.Error("what is taken away is not what was brought in")
		}
		broken := strings.Replace(own, "can_learn +", "can_lern +", 1)
		if a := s.Post(a.Location()+"/document", url.Values{"document": {broken}}); a.Status != 422 || !strings.Contains(a.Text("#f-document-error"), "scores[0].value") {
			t.Errorf("a faulty one: %d %s", a.Status, a.Text("#f-document-error"))
		}
	})
}
