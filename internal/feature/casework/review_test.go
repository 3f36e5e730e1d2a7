package casework_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"titian/internal/feature/assessment"
	"titian/internal/feature/casework"
	"titian/internal/feature/casework/caseworktest"
	"titian/internal/feature/person/persontest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

func TestABoardDecidesCaseByCaseAndConcludes(t *testing.T) {
	run(t, func(t *testing.T, w *caseworktest.World) {
		ctx, head := t.Context(), w.Actor(authz.FacilityHead, w.LapasBungo)
		one, two := persontest.Convict(t, w.DB, w.LapasBungo, "Satu"), persontest.Convict(t, w.DB, w.LapasBungo, "Dua")
		g := w.Sitting(t, w.LapasBungo, "2026-11-20")
		if g.Ref != "BUNGO-TPP-26-1" || len(g.Members) != 2 || !g.Members[0].Present {
			t.Fatalf("convened %+v", g)
		}
		a, b := w.Before(t, g, one.ID, casework.ToMid1), w.Before(t, g, two.ID)
		if b2 := w.Before(t, g, two.ID, casework.ToMid1); b2.ID != b.ID || b2.Reasons != "requested" {
			t.Errorf("brought twice: %+v", b2)
		}
		if _, err := w.Casework.Conclude(ctx, head, g.ID, 0); !errors.Is(err, errs.State) {
			t.Errorf("concluded with open cases: %v", err)
		}
		a, err := w.Casework.Decide(ctx, head, a.ID, a.Version, casework.DecisionCommand{Kind: casework.MoveStage, ToStage: casework.Mid1, Grounds: "Perilaku baik", ReviewOn: civil.Must("2027-02-20")})
		if err != nil || a.Stage != casework.Mid1 || a.FromStage != "" || a.DecidedOn != civil.Must("2026-11-20") {
			t.Fatalf("decided %+v, %v", a, err)
		}
		if _, err := w.Casework.Decide(ctx, head, b.ID, 0, casework.DecisionCommand{Kind: casework.Defer}); !reflect.DeepEqual(caseworktest.Paths(err), []string{"grounds", "review_on"}) {
			t.Errorf("deferred without reason and day: %v", err)
		}
		if _, err := w.Casework.Decide(ctx, head, b.ID, 0, casework.DecisionCommand{Kind: casework.Defer, Grounds: "Litmas belum ada", ReviewOn: civil.Must("2026-12-20")}); err != nil {
			t.Error(err)
		}
		if _, err := w.Casework.DropCase(ctx, head, b.ID); !errors.Is(err, errs.State) {
			t.Errorf("a decided case was dropped: %v", err)
		}
		if _, err := w.Casework.CancelSitting(ctx, head, g.ID, 0, "Batal"); !errors.Is(err, errs.State) {
			t.Errorf("cancelled after decisions: %v", err)
		}
		done, err := w.Casework.Conclude(ctx, head, g.ID, g.Version)
		if err != nil || done.Status != casework.Concluded {
			t.Fatalf("concluded %+v, %v", done, err)
		}
		if _, err := w.Casework.BringCases(ctx, head, g.ID, []casework.CaseCommand{{Person: one.ID, Request: "x"}}); !errors.Is(err, errs.State) {
			t.Errorf("brought after the end: %v", err)
		}
		stages, err := w.Casework.StagesOf(ctx, w.Actor(authz.RegionalOffice, w.KanwilJambi), one.ID)
		if err != nil || len(stages) != 1 || stages[0].Stage != casework.Mid1 || stages[0].Case != a.ID || stages[0].SinceOn != civil.Must("2026-11-20") {
			t.Errorf("stages %+v, %v", stages, err)
		}
		if cases, err := w.Casework.CasesOf(ctx, head, two.ID); err != nil || len(cases) != 1 || cases[0].Decision != casework.Defer {
			t.Errorf("cases %+v, %v", cases, err)
		}
	})
}

func TestAStageMovesByDecisionOnlyAndStepByStep(t *testing.T) {
	run(t, func(t *testing.T, w *caseworktest.World) {
		ctx, head := t.Context(), w.Actor(authz.FacilityHead, w.LapasBungo)
		p := persontest.Convict(t, w.DB, w.LapasBungo, "Tahap")
		w.Milestones = []casework.Milestone{{Person: p.ID, Reason: casework.ToFinal, On: civil.Must("2026-01-01")}}
		move := func(day string, to casework.Stage, want error) casework.CaseRow {
			t.Helper()
			c := w.Before(t, w.Sitting(t, w.LapasBungo, day), p.ID)
			c, err := w.Casework.Decide(ctx, head, c.ID, 0, casework.DecisionCommand{Kind: casework.MoveStage, ToStage: to})
			if !errors.Is(err, want) {
				t.Errorf("to %s: %v", to, err)
			}
			return c
		}
		move("2026-11-23", casework.Early, errs.State) // tomorrow
		move("2026-10-01", casework.Early, nil)
		move("2026-10-02", casework.Final, errs.State)
		first := move("2026-10-03", casework.Mid1, nil)
		if stages, err := w.Casework.StagesOf(ctx, head, p.ID); err != nil || len(stages) != 2 || stages[0].Stage != casework.Mid1 {
			t.Fatalf("a date has passed and moved nobody: %+v, %v", stages, err)
		}
		last := move("2026-10-04", casework.Mid2, nil)
		if _, err := w.Casework.Decide(ctx, head, first.ID, 0, casework.DecisionCommand{Kind: casework.OtherDecision, Grounds: "x", Correction: "salah"}); !errors.Is(err, errs.State) {
			t.Errorf("corrected although a later board moved the person: %v", err)
		}
		if _, err := w.Casework.Decide(ctx, head, last.ID, last.Version, casework.DecisionCommand{Kind: casework.OtherDecision, Grounds: "x"}); !reflect.DeepEqual(caseworktest.Paths(err), []string{"correction"}) {
			t.Errorf("corrected without a word: %v", err)
		}
		fixed, err := w.Casework.Decide(ctx, head, last.ID, last.Version, casework.DecisionCommand{Kind: casework.OtherDecision, Grounds: "Belum", Correction: "Salah orang"})
		if err != nil || fixed.Stage != casework.Mid1 || fixed.Correction != "Salah orang" {
			t.Errorf("corrected: %+v, %v", fixed, err)
		}
		if stages, err := w.Casework.StagesOf(ctx, head, p.ID); err != nil || len(stages) != 4 || stages[0].Stage != casework.Mid1 || stages[0].Reason != "Salah orang" {
			t.Errorf("the history is whole: %+v, %v", stages, err)
		}
		if _, err := w.Casework.Decide(ctx, head, last.ID, last.Version, casework.DecisionCommand{Kind: casework.OtherDecision, Grounds: "x", Correction: "y"}); !errors.Is(err, errs.Conflict) {
			t.Errorf("a stale decision: %v", err)
		}
	})
}

func TestTheAgendaIsBuiltFromWhatIsDue(t *testing.T) {
	run(t, func(t *testing.T, w *caseworktest.World) {
		ctx, head, until := t.Context(), w.Actor(authz.FacilityHead, w.LapasBungo), civil.Must("2026-12-01")
		dated, soon, planned, quiet := persontest.Convict(t, w.DB, w.LapasBungo, "Berjangka"), persontest.Convict(t, w.DB, w.LapasBungo, "Segera"), persontest.Convict(t, w.DB, w.LapasBungo, "Terencana"), persontest.Convict(t, w.DB, w.LapasBungo, "Tenang")
		persontest.Convict(t, w.DB, w.LapasSelong, "Jauh")
		w.MoveRelease(t, soon.ID, "2027-01-10")
		w.Milestones = []casework.Milestone{
			{Person: dated.ID, Reason: casework.ToMid1, On: civil.Must("2026-05-01")},
			{Person: dated.ID, Reason: casework.ForParole, On: civil.Must("2026-11-30")},
			{Person: quiet.ID, Reason: casework.ToMid1, On: civil.Must("2027-05-01")},
		}
		command := caseworktest.Plan()
		command.ReviewOn = civil.Must("2026-11-25")
		if _, err := w.Casework.WritePlan(ctx, head, planned.ID, command); err != nil {
			t.Fatal(err)
		}
		told := func() string {
			t.Helper()
			list, err := w.Casework.DueCases(ctx, head, w.LapasBungo, until)
			if err != nil {
				t.Fatal(err)
			}
			var out []string
			for _, c := range list {
				line := c.Name + " " + c.DueOn.String()
				for _, r := range c.Reasons {
					line += " " + string(r)
				}
				out = append(out, line)
			}
			return strings.Join(out, "; ")
		}
		all := "Berjangka 2026-05-01 stage_mid1 parole; Segera 2026-10-12 readiness; Terencana 2026-11-25 plan_review"
		if got := told(); got != all {
			t.Errorf("due is %q, want %q", got, all)
		}
		g := w.Sitting(t, w.LapasBungo, "2026-11-20")
		c := w.Before(t, g, dated.ID, casework.ToMid1, casework.ForParole)
		if got, want := told(), strings.TrimPrefix(all, "Berjangka 2026-05-01 stage_mid1 parole; "); got != want {
			t.Errorf("with one on the agenda: %q, want %q", got, want)
		}
		if _, err := w.Casework.Decide(ctx, head, c.ID, 0, casework.DecisionCommand{Kind: casework.MoveStage, ToStage: casework.Mid1, ReviewOn: civil.Must("2026-11-28")}); err != nil {
			t.Fatal(err)
		}
		if got := told(); !strings.Contains(got, "Berjangka 2026-11-28 parole next_review") {
			t.Errorf("the stage is reached, parole is still due and so is the review: %q", got)
		}
		checks := make([]assessment.ItemAnswer, 0, 7)
		for _, thing := range assessment.Things() {
			checks = append(checks, assessment.ItemAnswer{Item: thing, Answer: assessment.Done})
		}
		if _, err := assessment.New(w.DB).TakeReadiness(ctx, head, soon.ID, assessment.ReadinessCommand{Phase: assessment.AtRelease, TakenOn: civil.Must("2026-11-01"), Items: checks}); err != nil {
			t.Fatal(err)
		}
		if got := told(); strings.Contains(got, "Segera") {
			t.Errorf("the checklist was answered: %q", got)
		}
		later := w.Before(t, w.Sitting(t, w.LapasBungo, "2026-11-21"), planned.ID)
		if _, err := w.Casework.Decide(ctx, head, later.ID, 0, casework.DecisionCommand{Kind: casework.Defer, Grounds: "x", ReviewOn: civil.Must("2027-01-01")}); err != nil {
			t.Fatal(err)
		}
		if got := told(); strings.Contains(got, "Terencana") {
			t.Errorf("deferred: %q", got)
		}
		if until = civil.Must("2027-01-02"); !strings.Contains(told(), "Terencana 2026-11-25 plan_review next_review") {
			t.Errorf("the deferral is over: %q", told())
		}
	})
}

func TestSittingsAreListedByDayWithCountsAndWithoutNames(t *testing.T) {
	run(t, func(t *testing.T, w *caseworktest.World) {
		ctx := t.Context()
		p := persontest.Convict(t, w.DB, w.LapasBungo, "Rahasia")
		days := []string{"2026-11-01", "2026-11-08", "2026-11-15"}
		for _, d := range days {
			w.Before(t, w.Sitting(t, w.LapasBungo, d), p.ID)
		}
		kanwil := w.Actor(authz.RegionalOffice, w.KanwilJambi)
		var seen []string
		for r := (page.Request{Size: 2}); ; {
			got, err := w.Casework.Sittings(ctx, kanwil, casework.SittingFilter{}, r)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range got.Items {
				seen = append(seen, x.HeldOn.String())
				if x.Cases != 1 || x.Decided != 0 || x.Office != "Lapas Kelas IIB Muara Bungo" {
					t.Errorf("row %+v", x)
				}
			}
			if r.After = got.Next; r.After == "" {
				break
			}
		}
		if !reflect.DeepEqual(seen, []string{days[2], days[1], days[0]}) {
			t.Errorf("order %v", seen)
		}
		if none, err := w.Casework.Sittings(ctx, kanwil, casework.SittingFilter{Status: casework.Cancelled}, page.Request{}); err != nil || len(none.Items) != 0 {
			t.Errorf("cancelled: %+v, %v", none, err)
		}
		for name, err := range map[string]error{
			"another region":   second(w.Casework.Sittings(ctx, w.Actor(authz.RegionalOffice, w.KanwilNTB), casework.SittingFilter{Facility: w.LapasBungo}, page.Request{})),
			"its agenda":       second(w.Casework.Agenda(ctx, w.Actor(authz.FacilityHead, w.LapasSelong), w.Sitting(t, w.LapasBungo, "2026-11-16").ID)),
			"its due cases":    second(w.Casework.DueCases(ctx, w.Actor(authz.FacilityHead, w.LapasSelong), w.LapasBungo, civil.Must("2027-01-01"))),
			"convening abroad": second(w.Casework.Convene(ctx, w.Actor(authz.FacilityHead, w.LapasSelong), casework.SittingCommand{Facility: w.LapasBungo, HeldOn: civil.Must("2026-12-01")})),
		} {
			if !errors.Is(err, errs.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := w.Casework.Convene(ctx, w.Actor(authz.RegionalOffice, w.KanwilJambi), casework.SittingCommand{Facility: w.LapasBungo, HeldOn: civil.Must("2026-12-01")}); !errors.Is(err, errs.Forbidden) {
			t.Errorf("the regional office convenes: %v", err)
		}
		text, args := casework.SittingListText(t, w.Actor(authz.FacilityHead, w.LapasBungo), casework.SittingFilter{})
		persontest.Crowd(t, w.DB, 100, w.LapasSelong)
		casework.SittingCrowd(t, w.DB, w.LapasSelong, w.LapasBungo, w.LapasMaros)
		persontest.ServedBy(t, persontest.Plan(t, w.DB, text, args...), "casework_sitting_day", true)
	})
}

func TestASittingIsChangedAndCalledOff(t *testing.T) {
	run(t, func(t *testing.T, w *caseworktest.World) {
		ctx, head := t.Context(), w.Actor(authz.FacilityHead, w.LapasBungo)
		g := w.Sitting(t, w.LapasBungo, "2026-11-20")
		change := casework.SittingCommand{HeldOn: civil.Must("2026-11-21"), Minutes: "Notulen", Members: []casework.Member{{Name: "Baru", Post: "PK", Present: true}}}
		g, err := w.Casework.ChangeSitting(ctx, head, g.ID, g.Version, change)
		if err != nil || g.HeldOn != change.HeldOn || len(g.Members) != 1 || g.Minutes != "Notulen" {
			t.Fatalf("changed %+v, %v", g, err)
		}
		if _, err := w.Casework.ChangeSitting(ctx, head, g.ID, 1, change); !errors.Is(err, errs.Conflict) {
			t.Errorf("a stale change: %v", err)
		}
		if _, err := w.Casework.ChangeSitting(ctx, head, g.ID, 0, casework.SittingCommand{Members: []casework.Member{{Post: "PK"}}}); !reflect.DeepEqual(caseworktest.Paths(err), []string{"held_on", "members[0].name"}) {
			t.Errorf("a wrong change: %v", err)
		}
		other := persontest.Convict(t, w.DB, w.RutanSungaiPenuh, "Lain")
		if _, err := w.Casework.BringCases(ctx, w.Actor(authz.FacilityHead, w.LapasBungo), g.ID, []casework.CaseCommand{{Person: other.ID, Request: "x"}}); !errors.Is(err, errs.NotFound) {
			t.Errorf("somebody held elsewhere: %v", err)
		}
		if _, err := w.Casework.CancelSitting(ctx, head, g.ID, 0, ""); !errors.Is(err, errs.Invalid) {
			t.Errorf("called off without a word: %v", err)
		}
		if g, err = w.Casework.CancelSitting(ctx, head, g.ID, 0, "Banjir"); err != nil || g.Status != casework.Cancelled {
			t.Errorf("called off: %+v, %v", g, err)
		}
		if _, err := w.Casework.ChangeSitting(ctx, head, g.ID, 0, change); !errors.Is(err, errs.State) {
			t.Errorf("changed afterwards: %v", err)
		}
		if _, err := w.Casework.Conclude(ctx, head, g.ID, 0); !errors.Is(err, errs.State) {
			t.Errorf("concluded afterwards: %v", err)
		}
	})
}
