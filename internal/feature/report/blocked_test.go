package report_test

import (
	"errors"
	"testing"

	"titian/internal/feature/assessment"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/feature/report"
	"titian/internal/feature/sentence"
	"titian/internal/feature/sentence/sentencetest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

func TestEverybodyIsToldWhatBlocksTheWayOut(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		ctx, head := t.Context(), w.Actor(authz.FacilityHead, w.LapasBungo)
		dated, unknown := persontest.Convict(t, w.d, w.LapasBungo, "Berjangka"), persontest.Convict(t, w.d, w.LapasBungo, "Tanpa Putusan")
		gone := persontest.Released(t, w.d, w.LapasBungo, "Pulang", "2026-10-01", person.Parole)
		sentencetest.Serving(t, sentence.New(w.d, persontest.Service(w.d)), dated.ID, "2025-01-01", 3, 0)
		needs := assessment.New(w.d)
		for area, severity := range map[assessment.Area]int{assessment.Skill: 3, assessment.Work: 1, assessment.Housing: 3} {
			if _, err := needs.RecordNeed(ctx, head, dated.ID, assessment.NeedCommand{Area: area, Severity: severity, Evidence: "uji", AssessedOn: civil.Must("2026-01-01")}); err != nil {
				t.Fatal(err)
			}
		}
		var answers []assessment.ItemAnswer
		for _, thing := range assessment.Things() {
			a := assessment.ItemAnswer{Item: thing, Answer: assessment.Done}
			if thing == "papers" {
				a.Answer, a.Owner = assessment.Needed, "Registrasi"
			}
			answers = append(answers, a)
		}
		if _, err := needs.TakeReadiness(ctx, head, dated.ID, assessment.ReadinessCommand{Phase: assessment.Before, TakenOn: civil.Must("2026-11-01"), Items: answers}); err != nil {
			t.Fatal(err)
		}
		way, err := w.s.WayOf(ctx, head, dated.ID)
		if err != nil || way.Right != report.Parole || way.Official || way.From != civil.Must("2026-12-22") {
			t.Fatalf("two thirds of three years: %+v, %v", way, err)
		}
		if way.Next != report.NextProgramme || !way.Blocked(report.BlockDate) || !way.Blocked(report.BlockStage) || !way.Blocked(report.BlockPaper) || !way.Blocked(report.BlockBoard) || len(way.Blocks) != 5 {
			t.Errorf("the way: %+v", way)
		}
		list, err := w.s.Blocked(ctx, head, report.BlockFilter{Facility: w.LapasBungo}, page.Request{Size: 1})
		if err != nil || list.People != 2 || len(list.Items) != 1 || list.Items[0].Person != dated.ID || list.Next == "" {
			t.Fatalf("the first page: %+v, %v", list, err)
		}
		if rest, err := w.s.Blocked(ctx, head, report.BlockFilter{Facility: w.LapasBungo}, page.Request{Size: 1, After: list.Next}); err != nil || len(rest.Items) != 1 || rest.Items[0].Person != unknown.ID || rest.Next != "" {
			t.Errorf("the second page: %+v, %v", rest, err)
		}
		for _, c := range list.Counts {
			if c.Kind == report.BlockPaper && c.Code == "checklist" && c.People != 1 || c.Kind == report.BlockProgramme && (c.Code != "skill" || c.People != 1) {
				t.Errorf("counted %+v", c)
			}
		}
		if none, err := w.s.Blocked(ctx, head, report.BlockFilter{Facility: w.LapasBungo, Kind: report.BlockProgramme, Right: report.PrereleaseLeave}, page.Request{}); err != nil || len(none.Items) != 0 || none.People != 2 {
			t.Errorf("narrowed: %+v, %v", none, err)
		}
		for name, c := range map[string]struct{ got, want error }{
			"somebody at home":      {second(w.s.WayOf(ctx, head, gone.ID)), errs.NotFound},
			"nobody":                {second(w.s.WayOf(ctx, head, id.Person{}.Make())), errs.NotFound},
			"another facility":      {second(w.s.WayOf(ctx, w.Actor(authz.FacilityHead, w.LapasSelong), dated.ID)), errs.NotFound},
			"its list":              {second(w.s.Blocked(ctx, w.Actor(authz.FacilityHead, w.LapasSelong), report.BlockFilter{Facility: w.LapasBungo}, page.Request{})), errs.NotFound},
			"an observer":           {second(w.s.Blocked(ctx, w.Actor(authz.Observer, w.LapasBungo), report.BlockFilter{Facility: w.LapasBungo}, page.Request{})), errs.Forbidden},
			"a partner":             {second(w.s.WayOf(ctx, w.Actor(authz.Partner, w.Baznas), dated.ID)), errs.Forbidden},
			"a kind that is none":   {second(w.s.Blocked(ctx, head, report.BlockFilter{Facility: w.LapasBungo, Kind: "luck"}, page.Request{})), errs.Invalid},
			"the office above them": {second(w.s.Blocked(ctx, w.Actor(authz.RegionalOffice, w.KanwilJambi), report.BlockFilter{Facility: w.LapasBungo}, page.Request{})), nil},
		} {
			if !errors.Is(c.got, c.want) {
				t.Errorf("%s: %v", name, c.got)
			}
		}
	})
}

func second[T any](_ T, err error) error { return err }
