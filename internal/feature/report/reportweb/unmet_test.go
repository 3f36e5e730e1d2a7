package reportweb

import (
	"strings"
	"testing"

	"titian/internal/feature/report/reporttest"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/i18n"
)

func TestThePageOfNeedsTellsWhatNobodyAnswers(t *testing.T) {
	s := open(t)
	at := "/facilities/" + s.LapasBungo.String() + "/needs"
	if s.Get(at).Find(".t-empty").Length() != 1 {
		t.Error("without needs the page says nothing")
	}
	y := s.store.Whole("KS-1", s.LapasBungo, s.Baznas, 10)
	s.store.Do(func(tx *db.Tx) {
		for _, area := range []string{"housing", "skill"} {
			s.store.Add(tx, "assessment_need", reporttest.Row{"facility_id": s.LapasBungo, "id": id.Need{}.Make(), "person_id": y.People[7], "area": area, "severity": 2, "assessed_on": "2026-10-01"})
		}
	})
	s.store.Set("partnership_commitment", "form", "training_places", y.Commitment)
	for lang, nobody := range map[i18n.Lang]string{i18n.Indonesian: "Belum ada mitra", i18n.English: "No partner yet"} {
		s.Lang = lang
		page := s.Get(at)
		if rows := page.Find("tbody tr"); page.Status != 200 || rows.Length() != 2 || !strings.Contains(rows.First().Text(), nobody) || !strings.Contains(rows.Last().Text(), "BAZNAS") {
			t.Errorf("%d: %s", page.Status, page.Text("main"))
		}
		if csv := s.Get(at + ".csv").Body; strings.Count(csv, "\n") != 3 || strings.Contains(csv, "Rekaan") {
			t.Errorf("as CSV: %s", csv)
		}
	}
	if s.Get("/facilities/"+s.LapasBungo.String()).Find("a[href='"+at+"']").Length() != 1 {
		t.Error("the facility's page does not lead there")
	}
	s.as(authz.Observer, s.LapasBungo)
	if page := s.Get(at); page.Status != 403 {
		t.Errorf("an observer gets %d", page.Status)
	}
}
