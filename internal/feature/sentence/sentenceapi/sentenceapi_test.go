package sentenceapi_test

import (
	"net/http"
	"strings"
	"testing"

	"titian/internal/delivery/api"
	"titian/internal/delivery/api/apitest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/feature/sentence/sentenceapi"
	"titian/internal/feature/sentence/sentencetest"
	"titian/internal/feature/sentence/sentencetext"
	"titian/internal/feature/sentence/sentenceweb"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/i18n"
)

type object = map[string]any

func open(t *testing.T, d *db.DB) (*apitest.Client, *sentencetest.World, person.Person) {
	t.Helper()
	w := sentencetest.Seed(t, d)
	b, err := i18n.NewBundle()
	if err == nil {
		err = b.Add(sentencetext.Words)
	}
	if err != nil {
		t.Fatal(err)
	}
	client := apitest.New(t, w.Actor(authz.ProgrammeOfficer, w.LapasBungo), func(a *api.API) {
		sentenceapi.Register(a, w.Sentence, b.Localizer(i18n.Indonesian), b.Localizer(i18n.English))
	}, sentenceweb.Words, sentencetext.Words)
	return client, w, persontest.Convict(t, d, w.LapasBungo, "Antar")
}

func TestASentenceIsWrittenReadCorrectedAndWithdrawn(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		c, _, p := open(t, d)
		base := "/people/" + p.ID.String()
		var sheet sentenceapi.Sheet
		if c.Get(base + "/sentence").JSON(&sheet); sheet.Number != 0 || sheet.Computed != nil || sheet.Entries == nil {
			t.Errorf("empty: %+v", sheet)
		}
		for _, b := range []object{
			{"topic": "start", "code": "adult", "dated_on": "2025-10-14"}, {"topic": "verdict", "years": 1, "months": 8},
		} {
			if a := c.Post(base+"/sentence-entries", b); a.Status != http.StatusCreated {
				t.Fatalf("%v: %d %s", b, a.Status, a.Body)
			}
		}
		made := c.Post(base+"/sentence-entries", object{"topic": "remission", "code": "RU", "dated_on": "2026-08-17", "months": 2}, "Idempotency-Key", "one")
		if again := c.Post(base+"/sentence-entries", object{"topic": "remission", "code": "RU", "dated_on": "2026-08-17", "months": 2}, "Idempotency-Key", "one"); again.Header.Get("Location") != made.Header.Get("Location") {
			t.Error("sent twice, made twice")
		}
		path := strings.TrimPrefix(made.Header.Get("Location"), api.Prefix)
		if a := c.Post(path+"/correct", object{"code": "RU", "dated_on": "2026-08-17", "months": 1, "reason": "SK"}, "If-Match", `"9"`); a.Status != http.StatusPreconditionFailed {
			t.Errorf("a stale version: %d", a.Status)
		}
		fixed := c.Post(path+"/correct", object{"code": "RU", "dated_on": "2026-08-17", "months": 1, "reason": "SK"}, "If-Match", made.Header.Get("ETag"))
		var e sentenceapi.Entry
		if fixed.JSON(&e); fixed.Status != 200 || e.Replaces == nil || e.Months != 1 {
			t.Fatalf("corrected: %d %s", fixed.Status, fixed.Body)
		}
		if c.Get(base + "/sentence").JSON(&sheet); sheet.Computed == nil || sheet.Computed.NetExpiry.String() != "2027-05-15" || len(sheet.Past) != 1 {
			t.Errorf("read: %+v", sheet.Computed)
		}
		if s := sheet.Computed.Steps[0].Text; s["id"] == "" || s["en"] == "" || s["id"] == s["en"] {
			t.Errorf("texts: %v", s)
		}
		if gone := c.Post("/sentence-entries/"+e.ID.String()+"/withdraw", object{"reason": "salah orang"}); gone.Status != 200 {
			t.Errorf("withdrawn: %d %s", gone.Status, gone.Body)
		}
		if c.Get(base + "/sentence").JSON(&sheet); sheet.Computed.NetExpiry.String() != "2027-06-14" {
			t.Errorf("after: %s", sheet.Computed.NetExpiry)
		}
	})
}

func TestHostileInputGetsAClearAnswer(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		c, w, p := open(t, d)
		sentencetest.Serving(t, w.Sentence, p.ID, "2026-01-05", 1, 6)
		base := "/people/" + p.ID.String()
		for name, x := range map[string]struct {
			got  *apitest.Answer
			want int
		}{
			"unknown topic":     {c.Post(base+"/sentence-entries", object{"topic": "x"}), http.StatusUnprocessableEntity},
			"unknown field":     {c.Post(base+"/sentence-entries", object{"topic": "verdict", "tahun": 1}), http.StatusUnprocessableEntity},
			"negative":          {c.Post(base+"/sentence-entries", object{"topic": "verdict", "years": -1}), http.StatusUnprocessableEntity},
			"before the start":  {c.Post(base+"/sentence-entries", object{"topic": "remission", "code": "RU", "dated_on": "2025-01-01", "months": 1}), http.StatusUnprocessableEntity},
			"no such entry":     {c.Get("/sentence-entries/" + p.ID.String()), http.StatusNotFound},
			"a list without an": {c.Get("/sentences/due"), http.StatusUnprocessableEntity},
			"a forged cursor":   {c.Get("/sentences/due?until=2026-12-31&after=xx"), http.StatusUnprocessableEntity},
		} {
			if x.got.Status != x.want {
				t.Errorf("%s: %d %s", name, x.got.Status, x.got.Body)
			}
		}
		var due struct{ Items []sentenceapi.Due }
		if c.Get("/sentences/due?from=2026-11-22&until=2026-12-31").JSON(&due); len(due.Items) != 2 || due.Items[0].Name != "Antar" {
			t.Errorf("due: %+v", due)
		}
		c.Actor = w.Actor(authz.ProgrammeOfficer, w.LapasSelong)
		if a := c.Get(base + "/sentence"); a.Status != http.StatusNotFound || strings.Contains(a.Body, "Antar") {
			t.Errorf("another prison: %d", a.Status)
		}
	})
}
