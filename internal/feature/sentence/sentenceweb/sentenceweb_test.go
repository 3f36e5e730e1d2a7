package sentenceweb_test

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/ui"
	"titian/internal/delivery/web/webtest"
	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/feature/person/personweb"
	"titian/internal/feature/sentence"
	"titian/internal/feature/sentence/sentencetest"
	"titian/internal/feature/sentence/sentencetext"
	"titian/internal/feature/sentence/sentenceweb"
	"titian/internal/kernel/civil"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/i18n"
	"titian/internal/platform/i18n/i18ntest"
)

const evil = `<script>alert("x")</script>`

// open is the person's pages with ours.
func open(t *testing.T, w *sentencetest.World, actor authz.Actor) *webtest.Site {
	t.Helper()
	today := func() civil.Date { return civil.Today(webtest.Now) }
	tabs := []personweb.Tab{{Path: "sentence", Label: "person.tab.sentence"}}
	pages := sentenceweb.New(w.Sentence, w.People, sentenceweb.Around{Today: today, Frame: personweb.NewFrame(tabs...)})
	return webtest.New(t, actor, func(rt *web.Router) {
		pages.Register(rt)
		personweb.Register(rt, w.People, directory.New(w.DB), personweb.Around{Today: today, Tabs: tabs, Next: []personweb.Section{pages.Next}})
	}, sentenceweb.Words, sentencetext.Words, personweb.Words)
}

func at(p person.Person, rest string) string { return "/people/" + p.ID.String() + rest }

func TestWordsAreComplete(t *testing.T) {
	i18ntest.Check(t, sentenceweb.Words, []string{"."}, ui.Words, sentencetext.Words)
}

func TestEveryTopicFieldStateAndSourceHasWords(t *testing.T) {
	b, err := i18n.NewBundle()
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Add(sentenceweb.Words, sentencetext.Words); err != nil {
		t.Fatal(err)
	}
	topics := strings.Trim(fmt.Sprint(sentence.Topics()), "[]")
	for family, words := range map[string]string{
		"sentence.topic.": topics, "sentence.add.": topics, "sentence.lead.": topics, "sentence.missing.": "start verdict",
		"sentence.field.": "dated_on years months days met_on doc_no code source", "sentence.state.": "current corrected withdrawn",
		"sentence.source.": "estimate officer sdp sk", "sentence.met.": "fine condition", "sentence.unmet.": "fine condition",
		"error.sentence.": "exists corrected withdrawn other_office",
	} {
		for _, w := range strings.Fields(words) {
			if !b.Has(family + w) {
				t.Errorf("no words for %s", family+w)
			}
		}
	}
}

func TestASentenceIsWrittenDownStepByStep(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := sentencetest.Seed(t, d)
		p := persontest.Convict(t, d, w.LapasBungo, "Budi")
		s := open(t, w, w.Actor(authz.ProgrammeOfficer, w.LapasBungo))
		empty := s.Get(at(p, "/sentence"))
		if empty.Status != 200 || empty.Find(`a[href$="/sentence/new?topic=start"]`).Length() != 1 {
			t.Fatalf("empty: %d", empty.Status)
		}
		if f := s.Get(at(p, "/sentence/new?topic=start")); f.Find("[name=dated_on]").AttrOr("value", "") != "01-03-2025" || f.Find("[name=code][value=adult][checked]").Length() != 1 {
			t.Error("the form of the start is not filled from the register")
		}
		if a := s.Post(at(p, "/sentence"), url.Values{"topic": {"start"}, "dated_on": {"14-10-2025"}, "code": {"adult"}}); a.Status != 303 || a.Location() != at(p, "/sentence") {
			t.Fatalf("start: %d %s", a.Status, a.Text(".govuk-error-summary"))
		}
		if a := s.Get(at(p, "/sentence")); !strings.Contains(a.Text("main"), "Putusan belum dicatat") || a.Find("svg.t-sentence").Length() != 0 {
			t.Error("without a verdict the page computes something")
		}
		form := url.Values{"topic": {"verdict"}, "years": {"1"}, "months": {"8"}, "doc_no": {evil}, "_once": {"01890a5d-ac96-774b-bcce-b302099a8057"}}
		for range 2 {
			if a := s.Post(at(p, "/sentence"), form); a.Status != 303 {
				t.Fatalf("verdict: %d %s", a.Status, a.Text(".govuk-error-summary"))
			}
		}
		if a := s.Post(at(p, "/sentence"), url.Values{"topic": {"remission"}, "code": {"RU"}, "dated_on": {"17-08-2026"}, "months": {"1"}}); a.Status != 303 {
			t.Fatalf("remission: %d %s", a.Status, a.Text(".govuk-error-summary"))
		}
		page := s.Get(at(p, "/sentence"))
		text := page.Text("main")
		for _, want := range []string{
			"19 Okt 2026", "15 Mei 2027", "15 Apr 2027", "Angka resmi mengikuti SDP/SK", "id-2026.1", "pidana lebih dari 18 bulan",
			"Setiap tambahan remisi", "14 Okt 2025 ditambah 1 tahun 8 bulan menurut kalender = 14 Jun 2027", "Usulan remisi", "estimasi", "berkelakuan baik 9 bulan",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("%q is not on the page", want)
			}
		}
		if strings.Contains(page.Body, evil) || page.Find("svg.t-sentence[role=img][aria-label]").Length() != 1 || page.Find(".t-sentence__today").Length() != 1 {
			t.Error("the picture, or markup let through")
		}
		if drawn, listed := drawnNumbers(page), page.Find(".t-sentence__no").Length(); drawn != listed || drawn < 8 {
			t.Errorf("%d dates are drawn, %d listed", drawn, listed)
		}
		first := s.Get(at(p, ""))
		if !strings.Contains(first.Text("main"), "Cuti menjelang bebas (CMB) sejak 15 Apr 2027") || first.Find(`a[href="`+at(p, "/sentence")+`"]`).Length() < 2 {
			t.Errorf("the first page: %s", first.Text(".t-section"))
		}
	})
}

// drawnNumbers counts the dates of the picture: "7–9" stands for three.
func drawnNumbers(page *webtest.Answer) (n int) {
	page.Find(".t-sentence__text").Each(func(_ int, x *goquery.Selection) {
		first, last, several := strings.Cut(x.Text(), "–")
		n++
		if several {
			from, _ := strconv.Atoi(first)
			to, _ := strconv.Atoi(last)
			n += to - from
		}
	})
	return n
}

func TestAnEntryIsCorrectedAndWithdrawnWithAReason(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := sentencetest.Seed(t, d)
		p := persontest.Convict(t, d, w.LapasBungo, "Koreksi")
		sentencetest.Serving(t, w.Sentence, p.ID, "2025-06-01", 2, 0)
		e := sentencetest.Add(t, w.Sentence, p.ID, sentencetest.Grant("2026-08-17", "RU", 2, 0))
		s, path := open(t, w, w.Actor(authz.FacilityHead, w.LapasBungo)), "/sentence-entries/"+e.ID.String()
		edit := s.Get(path + "/edit")
		if edit.Status != 200 || edit.Find("[name=months]").AttrOr("value", "") != "2" || edit.Find("[name=version]").AttrOr("value", "") != "1" {
			t.Fatalf("the form: %d", edit.Status)
		}
		form := url.Values{"code": {"RU"}, "dated_on": {"31-02-2026"}, "months": {"1"}, "days": {"x"}, "reason": {evil}, "version": {"1"}}
		if a := s.Post(path, form); a.Status != 422 || a.Text("#f-dated_on-error") == "" || a.Text("#f-days-error") == "" || a.Find("[name=days]").AttrOr("value", "") != "x" {
			t.Errorf("wrong: %d %s", a.Status, a.Text(".govuk-error-summary"))
		}
		form = url.Values{"code": {"RU"}, "dated_on": {"17-08-2026"}, "months": {"1"}, "version": {"1"}}
		if a := s.Post(path, form); a.Status != 422 || a.Text("#f-reason-error") == "" {
			t.Errorf("without a reason: %d", a.Status)
		}
		form.Set("reason", "salah ketik")
		if a := s.Post(path, form); a.Status != 303 {
			t.Fatalf("corrected: %d %s", a.Status, a.Text(".govuk-error-summary"))
		}
		if a := s.Get(at(p, "/sentence")); !strings.Contains(a.Text(".t-timeline"), "2 bulan") || !strings.Contains(a.Text(".t-timeline"), "salah ketik") {
			t.Error("the old value is not in the history")
		}
		if a := s.Get(path); a.Status != 200 || !strings.Contains(a.Text("main"), "Sudah dikoreksi") || a.Find(`a[href$="/edit"]`).Length() != 0 {
			t.Error("what was corrected can be corrected again")
		}
		if a := s.Get(path + "/edit"); a.Status != 409 {
			t.Errorf("its form opens: %d", a.Status)
		}
		var standing string
		s.Get(at(p, "/sentence")).Find(`a[href$="/edit"]`).Each(func(_ int, x *goquery.Selection) {
			if strings.Contains(x.Text(), "Remisi") {
				standing = strings.TrimSuffix(x.AttrOr("href", ""), "/edit")
			}
		})
		if a := s.Get(standing + "/withdraw"); a.Status != 200 {
			t.Fatalf("withdraw form %s: %d", standing, a.Status)
		}
		if a := s.Post(standing+"/withdraw", url.Values{"version": {"1"}}); a.Status != 422 {
			t.Errorf("withdrawn without a reason: %d", a.Status)
		}
		if a := s.Post(standing+"/withdraw", url.Values{"version": {"1"}, "reason": {"salah orang"}}); a.Status != 303 {
			t.Errorf("withdrawn: %d", a.Status)
		}
		if text := s.Get(at(p, "/sentence")).Text("main"); strings.Contains(text, "2 Mei 2027") || !strings.Contains(text, "1 Jun 2027") {
			t.Error("the withdrawn remission still counts")
		}
	})
}

func TestADifferenceFromSDPIsSaid(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := sentencetest.Seed(t, d)
		p := persontest.Convict(t, d, w.LapasBungo, "Beda")
		sentencetest.Serving(t, w.Sentence, p.ID, "2025-06-01", 2, 0)
		sentencetest.Add(t, w.Sentence, p.ID, sentence.Command{Topic: sentence.Official, Code: "two_thirds", DatedOn: civil.Must("2026-10-01"), Source: sentence.SDP})
		s := open(t, w, w.Actor(authz.CaseGuardian, w.LapasBungo))
		page := s.Get(at(p, "/sentence"))
		if !strings.Contains(page.Text("main"), "2/3 masa pidana: SDP 1 Okt 2026, hitungan kami 24 Sep 2026 (selisih 7 hari)") {
			t.Errorf("not flagged: %s", page.Text(".govuk-list--bullet"))
		}
		if page.Find(".t-sentence__dot--official").Length() != 1 || !strings.Contains(page.Text("main"), "digeser mengikuti tanggal resmi") {
			t.Error("the official date is not told apart")
		}
		if page.Find(`a[href*="/sentence/new"]`).Length() != 0 || page.Find(`a[href$="/edit"]`).Length() != 0 {
			t.Error("a guardian is offered to write")
		}
		for _, path := range []string{"/sentence/new?topic=verdict"} {
			if a := s.Get(at(p, path)); a.Status != 403 {
				t.Errorf("%s: %d", path, a.Status)
			}
		}
	})
}

func TestTheListOfDatesIsFilteredAndExported(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := sentencetest.Seed(t, d)
		p := persontest.Convict(t, d, w.LapasBungo, "Dekat")
		sentencetest.Serving(t, w.Sentence, p.ID, "2026-01-05", 1, 6)
		s := open(t, w, w.Actor(authz.ProgrammeOfficer, w.LapasBungo))
		for query, want := range map[string]int{"": 7, "?within=30": 2, "?within=90": 5, "?point=parole_from": 1, "?sort=-falls_on": 7, "?within=x": 7} {
			a := s.Get("/sentences/due" + query)
			if n := a.Find("tbody tr").Length(); a.Status != 200 || n != want {
				t.Errorf("%q: %d, %d rows, want %d", query, a.Status, n, want)
			}
		}
		if a := s.Get("/sentences/due.csv"); a.Status != 200 || !strings.Contains(a.Body, "Dekat") || !strings.Contains(a.Body, "2026-12-31") {
			t.Errorf("CSV: %d %s", a.Status, a.Body)
		}
		if a := open(t, w, authz.OperatorAs("x")).Get("/sentences/due"); a.Status != 200 || !strings.Contains(a.Text("main"), "Pilih UPT dahulu") {
			t.Errorf("a national reader: %d", a.Status)
		}
	})
}

func TestStrangersSeeNothing(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := sentencetest.Seed(t, d)
		p := persontest.Convict(t, d, w.LapasBungo, "Rahasia")
		sentencetest.Serving(t, w.Sentence, p.ID, "2026-01-05", 1, 6)
		for role, want := range map[authz.Role]int{authz.Observer: 403, authz.Administrator: 403, authz.Partner: 403, authz.ProgrammeOfficer: 404} {
			org := w.LapasSelong
			if role == authz.Partner {
				org = w.Baznas
			}
			if a := open(t, w, w.Actor(role, org)).Get(at(p, "/sentence")); a.Status != want || strings.Contains(a.Body, "Rahasia") {
				t.Errorf("%s: %d", role, a.Status)
			}
		}
	})
}
