package personweb_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/feature/person/personweb"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/i18n"
)

func TestATransferIsAskedAndAnsweredFromButtons(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Convict(t, d, w.LapasBungo, "Pindah")
		at := "/people/" + p.ID.String()
		s := open(t, d, w.Actor(authz.FacilityHead, w.LapasBungo), personweb.Around{})
		if s.Get(at).Find(`a[href="`+at+`/transfers/new"]`).Length() != 1 {
			t.Error("no button to request a transfer")
		}
		for _, o := range s.Get(at + "/transfers/new").Find("[name=to_id] option").EachIter() {
			if strings.HasPrefix(o.Text(), "Bapas") || strings.HasPrefix(o.Text(), "Lapas Kelas IIB Muara Bungo") {
				t.Errorf("somebody could be sent to %s", o.Text())
			}
		}
		if a := s.Post(at+"/transfers", url.Values{"letter": {evil}}); a.Status != 422 || a.Text("#f-to_id-error") == "" || a.Text("#f-purpose-error") == "" || a.Find("[name=letter]").AttrOr("value", "") != evil {
			t.Errorf("incomplete: %d", a.Status)
		}
		ask := url.Values{"to_id": {w.RutanSungaiPenuh.String()}, "purpose": {"family"}, "letter": {"W5-12"}, "planned_on": {"20-11-2026"}, "note": {evil}, "_once": {"01890a5d-ac96-774b-bcce-b302099a8061"}}
		made := s.Post(at+"/transfers", ask)
		if again := s.Post(at+"/transfers", ask); made.Status != 303 || again.Location() != at || made.Location() != at {
			t.Fatalf("asked: %d %s, again %s", made.Status, made.Location(), again.Location())
		}
		shown := s.Get(at)
		if !strings.Contains(shown.Text(".govuk-inset-text"), "menunggu jawaban") {
			t.Error("the person's page does not say that a transfer is under way")
		}
		file := shown.Find(`a[href^="/transfers/"]`).AttrOr("href", "")
		if a := s.Get(file + "/accept"); a.Status != 403 {
			t.Errorf("the sender is offered to accept: %d", a.Status)
		}
		s.Actor = w.Actor(authz.ProgrammeOfficer, w.RutanSungaiPenuh)
		for _, lang := range []i18n.Lang{i18n.English, i18n.Indonesian} {
			s.Lang = lang
			shown := s.Get(file)
			if shown.Status != 200 || strings.Contains(shown.Body, evil) || !strings.Contains(shown.Text("main"), "Pindah") || shown.Find(`a[href="`+file+`/return"]`).Length() != 1 {
				t.Errorf("%s: the receiver sees %d %s", lang, shown.Status, shown.Text("main"))
			}
			if got := s.Get("/transfers").Find("tbody tr").Length(); got != 1 {
				t.Errorf("%s: the receiver's list has %d lines", lang, got)
			}
		}
		if a := s.Post(file+"/accept", url.Values{"on": {"23-11-2026"}, "version": {"1"}}); a.Status != 422 || a.Text("#f-on-error") == "" {
			t.Errorf("tomorrow: %d", a.Status)
		}
		if a := s.Post(file+"/accept", url.Values{"on": {"21-11-2026"}, "register_no": {"B-I-9"}, "version": {"1"}}); a.Status != 303 || s.Get(at).Status != 200 {
			t.Errorf("accepted: %d %s", a.Status, a.Text(".govuk-error-summary"))
		}
		s.Actor = w.Actor(authz.FacilityHead, w.LapasBungo)
		if a := s.Get(file); s.Get(at).Status != 404 || a.Status != 200 || strings.Contains(a.Body, "B-I-9") || !strings.Contains(a.Text("main"), "Di dalam") {
			t.Errorf("the sender sees %d %s", a.Status, a.Text("main"))
		}
		if got := s.Get("/transfers/sent?status=accepted").Find("tbody tr").Length(); got != 1 {
			t.Errorf("the sender's list has %d lines", got)
		}
	})
}

func TestAMistakeIsCorrectedFromThePageThatShowsIt(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Released(t, d, w.LapasBungo, "Keluar", "2026-10-01", person.Parole)
		at := "/people/" + p.ID.String()
		s := open(t, d, w.Actor(authz.FacilityHead, w.LapasBungo), personweb.Around{})
		list := s.Get(at + "/corrections")
		link := list.Find(`a[href*="fact=ends_on"]`).AttrOr("href", "")
		if list.Status != 200 || link == "" || list.Find(`a[href*="fact=reopen"]`).Length() != 1 {
			t.Fatalf("the page of corrections: %d %s", list.Status, list.Text("main"))
		}
		form := s.Get(link)
		send := url.Values{"fact": {"ends_on"}, "stay_id": {form.Find("[name=stay_id]").AttrOr("value", "")}, "version": {form.Find("[name=version]").AttrOr("value", "")}, "date": {"01-09-2026"}}
		if a := s.Post(at+"/corrections", send); a.Status != 422 || a.Text("#f-reason-error") == "" || a.Find("[name=date]").AttrOr("value", "") != "01-09-2026" {
			t.Errorf("without a reason: %d", a.Status)
		}
		send.Set("reason", evil)
		if a := s.Post(at+"/corrections", send); a.Status != 303 || a.Location() != at+"/corrections" {
			t.Fatalf("corrected: %d %s", a.Status, a.Text(".govuk-error-summary"))
		}
		past := s.Get(at + "/corrections")
		if strings.Contains(past.Body, evil) || !strings.Contains(past.Text(".moj-timeline"), "1 Okt 2026 menjadi 1 Sep 2026") {
			t.Errorf("the history reads %s", past.Text(".moj-timeline"))
		}
		s.Actor = w.Actor(authz.CaseGuardian, w.LapasBungo)
		if a := s.Get(link); a.Status != 403 {
			t.Errorf("a guardian corrects: %d", a.Status)
		}
		if a := s.Get(at + "/corrections"); a.Status != 200 || a.Find(`a[href*="fact="]`).Length() != 0 {
			t.Errorf("a guardian is offered to correct: %d", a.Status)
		}
	})
}

func TestAStayOfSomebodyElseIsFoundAndGiven(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		wrong := persontest.Released(t, d, w.LapasBungo, "Keliru", "2026-09-01", person.Expiry)
		right := persontest.Released(t, d, w.LapasBungo, "Sebenarnya", "2026-08-01", person.Expiry)
		at := "/people/" + wrong.ID.String()
		s := open(t, d, w.Actor(authz.FacilityHead, w.LapasBungo), personweb.Around{})
		if a := s.Post(at+"/admit", url.Values{"on": {"01-11-2026"}, "register_no": {"B-2"}, "legal_status": {"convict"}}); a.Status != 303 {
			t.Fatalf("admitted: %d %s", a.Status, a.Text(".govuk-error-summary"))
		}
		link := s.Get(at+"/corrections").Find(`a[href*="fact=owner"]`).First().AttrOr("href", "")
		send := url.Values{"fact": {"owner"}, "stay_id": {s.Get(link).Find("[name=stay_id]").AttrOr("value", "")}, "reason": {"Salah orang"}, "owner": {"sebenar"}}
		asked := s.Post(at+"/corrections", send)
		if asked.Status != 422 || asked.Find(`[name=owner_id][value="`+right.ID.String()+`"]`).Length() != 1 {
			t.Fatalf("the search offers nobody: %d %s", asked.Status, asked.Text("form"))
		}
		send.Set("owner_id", right.ID.String())
		if a := s.Post(at+"/corrections", send); a.Status != 303 || !strings.Contains(s.Get("/people/"+right.ID.String()).Text("main"), "Di dalam") {
			t.Errorf("given: %d %s", a.Status, a.Text(".govuk-error-summary"))
		}
	})
}

func TestTheRegisterTakesWhatIsKnownOfAPersonAndGivesItBack(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Convict(t, d, w.LapasBungo, "Budi", func(c *person.RegisterCommand) { c.LegalStatus = person.Detainee })
		at := "/people/" + p.ID.String()
		s := open(t, d, w.Actor(authz.ProgrammeOfficer, w.LapasBungo), personweb.Around{})
		for path, form := range map[string]url.Values{
			"aliases":     {"name": {"Cak " + evil}, "kind": {"nickname"}},
			"numbers":     {"number": {"A.II/5"}, "kind": {""}, "present": {"true"}},
			"traits":      {"kind": {"skill"}, "title": {"Mengelas"}, "level": {"good"}, "since_year": {"2010"}, "until_year": {""}},
			"adjustments": {"kind": {"sight"}, "adjustment": {"Duduk di depan"}, "condition": {"Katarak"}, "since_on": {"01-01-2026"}},
			"placements":  {"block": {"Melati"}, "room": {"3"}, "on": {"01-01-2026"}},
			"legal":       {"legal_status": {"convict"}, "reason": {"verdict"}, "on": {"01-06-2026"}, "version": {"1"}},
		} {
			if a := s.Get(at + "/" + path + "/new"); a.Status != 200 {
				t.Errorf("%s: the form: %d", path, a.Status)
			}
			if a := s.Post(at+"/"+path, url.Values{}); a.Status != 422 || a.Find(".govuk-error-summary a").Length() == 0 {
				t.Errorf("%s empty: %d", path, a.Status)
			}
			if path == "legal" { // the number has changed the record meanwhile, or not yet
				form.Set("version", s.Get(at+"/legal/new").Find("[name=version]").AttrOr("value", ""))
			}
			if a := s.Post(at+"/"+path, form); a.Status != 303 || a.Location() != at+"/register" {
				t.Errorf("%s: %d %s", path, a.Status, a.Text(".govuk-error-summary"))
			}
		}
		for _, lang := range []i18n.Lang{i18n.Indonesian, i18n.English} {
			s.Lang = lang
			shown := s.Get(at + "/register")
			for _, want := range []string{"Cak", "A.II/5", "Mengelas", "2010", "Duduk di depan", "Melati, 3"} {
				if !strings.Contains(shown.Text("main"), want) {
					t.Errorf("%s: the register does not show %q", lang, want)
				}
			}
			if strings.Contains(shown.Body, evil) || strings.Contains(shown.Body, "Katarak") {
				t.Errorf("%s: markup is not escaped, or why an adjustment is needed stands in the open", lang)
			}
			if a := s.Get(at + "/conditions"); !strings.Contains(a.Text("main"), "Katarak") {
				t.Errorf("%s: the conditions: %d", lang, a.Status)
			}
		}
		s.Lang = i18n.Indonesian
		shown := s.Get(at + "/register")
		shown.Find(`form[action$="/remove"], form[action$="/end"]`).Each(func(_ int, f *goquery.Selection) {
			if a := s.Post(f.AttrOr("action", ""), nil); a.Status != 303 {
				t.Errorf("%s: %d", f.AttrOr("action", ""), a.Status)
			}
		})
		if left := s.Get(at + "/register").Find(`form[action$="/remove"], form[action$="/end"]`).Length(); left != 0 {
			t.Errorf("%d things cannot be taken out", left)
		}
		s.Actor = w.Actor(authz.RegionalOffice, w.KanwilJambi)
		if a := s.Get(at + "/register"); a.Status != 200 || a.Find(`main form, a[href$="/new"], a[href$="/conditions"]`).Length() != 0 {
			t.Errorf("the regional office is offered to write: %d", a.Status)
		}
	})
}

func TestEveryWordOfTheRegisterIsWritten(t *testing.T) {
	bundle, err := i18n.NewBundle()
	if err != nil {
		t.Fatal(err)
	}
	if err := bundle.Add(personweb.Words); err != nil {
		t.Fatal(err)
	}
	need := func(family string, words ...string) {
		t.Helper()
		for _, w := range words {
			if w != "" && !bundle.Has(family+w) {
				t.Errorf("no words for %s", family+w)
			}
		}
	}
	need("number.kind.", texts(person.NumberKinds())...)
	need("alias.kind.", texts(person.AliasKinds())...)
	need("trait.kind.", texts(person.TraitKinds())...)
	need("trait.level.", texts(person.TraitLevels())...)
	need("adjustment.kind.", texts(person.AdjustmentKinds())...)
	need("legal.reason.", append(texts(person.LegalReasons()), string(person.Corrected))...)
	need("transfer.purpose.", texts(person.TransferPurposes())...)
	need("transfer.status.", texts(person.TransferStatuses())...)
	need("error.transfer.", texts(person.TransferStatuses())...)
	need("correction.fact.", texts(person.CorrectFacts())...)
	need("error.correction.", "not_ended", "not_latest", "transfer", "only_stay", "backwards", "overlap", "owner_overlap", "same_person", "was_held", "not_dead")
}

func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = string(x)
	}
	return out
}
