package assessment_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"titian/internal/engine/questionnaire"
	"titian/internal/feature/assessment"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

type answers = questionnaire.Answers

// desk is an officer with somebody to assess and a small published questionnaire.
type desk struct {
	*directorytest.World
	s        *assessment.Service
	kanwil   authz.Actor
	guardian authz.Actor
	person   person.Person
	form     assessment.Questionnaire
}

func atDesk(t *testing.T, d *db.DB, change ...func(*questionnaire.Document)) *desk {
	t.Helper()
	w, s := library(t, d)
	k := &desk{World: w, s: s, kanwil: w.Actor(authz.RegionalOffice, w.KanwilJambi), guardian: w.Actor(authz.CaseGuardian, w.LapasBungo)}
	k.person = persontest.Convict(t, d, w.LapasBungo, "Budi")
	k.form = k.publish(t, office("interest", change...))
	return k
}

func (k *desk) publish(t *testing.T, doc questionnaire.Document) assessment.Questionnaire {
	t.Helper()
	q, err := k.s.DraftQuestionnaire(t.Context(), k.kanwil, assessment.DraftCommand{Document: doc})
	if err == nil {
		q, err = k.s.PublishQuestionnaire(t.Context(), k.kanwil, q.ID, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// fill begins, answers and submits in one go.
func (k *desk) fill(t *testing.T, key, on string, a answers) assessment.Filling {
	t.Helper()
	x, err := k.s.BeginSheet(t.Context(), k.guardian, k.person.ID, assessment.BeginCommand{Key: key})
	if err == nil {
		_, err = k.s.SaveSheet(t.Context(), k.guardian, x.ID, x.Version, assessment.SaveCommand{TakenOn: civil.Must(on), Answers: a})
	}
	if err == nil {
		x, err = k.s.SubmitSheet(t.Context(), k.guardian, x.ID, 0, assessment.SubmitCommand{})
	}
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func keen(mark string) answers { return answers{"keen": {"yes"}, "mark": {mark}} }

func TestASheetIsKeptAsADraftUntilItIsSubmitted(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := atDesk(t, d)
		ctx := t.Context()
		x, err := k.s.BeginSheet(ctx, k.guardian, k.person.ID, assessment.BeginCommand{Key: "interest"})
		if err != nil || x.Status != assessment.SheetDraft {
			t.Fatalf("begun %+v, %v", x.Sheet, err)
		}
		if again, err := k.s.BeginSheet(ctx, k.Actor(authz.ProgrammeOfficer, k.LapasBungo), k.person.ID, assessment.BeginCommand{Key: "interest"}); err != nil || again.ID != x.ID {
			t.Errorf("a colleague begins %s, %v", again.ID, err)
		}
		if _, err := k.s.SubmitSheet(ctx, k.guardian, x.ID, 0, assessment.SubmitCommand{}); code(err) != "answers.keen:required" {
			t.Errorf("submitted empty: %v", err)
		}
		if _, err := k.s.SaveSheet(ctx, k.guardian, x.ID, 0, assessment.SaveCommand{Answers: keen("11")}); code(err) != "answers.mark:number.too_big" {
			t.Errorf("out of bounds: %v", err)
		}
		if x, err = k.s.SaveSheet(ctx, k.guardian, x.ID, x.Version, assessment.SaveCommand{Answers: answers{"keen": {"yes"}}}); err != nil {
			t.Fatal(err)
		}
		if _, err := k.s.SaveSheet(ctx, k.guardian, x.ID, 1, assessment.SaveCommand{Answers: keen("2")}); !errors.Is(err, errs.Conflict) {
			t.Errorf("over somebody else's answers: %v", err)
		}
		if x, err = k.s.SaveSheet(ctx, k.guardian, x.ID, x.Version, assessment.SaveCommand{Answers: answers{"mark": {"7,5"}}}); err != nil || !reflect.DeepEqual(x.Answers, answers{"keen": {"yes"}, "mark": {"7.5"}}) {
			t.Fatalf("saved %v, %v", x.Answers, err)
		}
		if x, err = k.s.SubmitSheet(ctx, k.guardian, x.ID, x.Version, assessment.SubmitCommand{}); err != nil || x.Outcomes[0].Value != 7.5 || x.Author != k.guardian.Name {
			t.Fatalf("submitted %+v, %v", x.Outcomes, err)
		}
		for name, err := range map[string]error{
			"saved":     second(k.s.SaveSheet(ctx, k.guardian, x.ID, 0, assessment.SaveCommand{Answers: keen("1")})),
			"submitted": second(k.s.SubmitSheet(ctx, k.guardian, x.ID, 0, assessment.SubmitCommand{})),
			"discarded": k.s.DiscardSheet(ctx, k.guardian, x.ID),
		} {
			if code(err) != "sheet.submitted" {
				t.Errorf("%s after it was submitted: %v", name, err)
			}
		}
	})
}

func second[T any](_ T, err error) error { return err }

func TestAnswersThatDoNotApplyAreKeptInTheDraftAndLeftOutForGood(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := atDesk(t, d)
		x, err := k.s.BeginSheet(t.Context(), k.guardian, k.person.ID, assessment.BeginCommand{Key: "interest"})
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range []answers{keen("4"), {"keen": {"no"}}} {
			if x, err = k.s.SaveSheet(t.Context(), k.guardian, x.ID, 0, assessment.SaveCommand{Answers: a}); err != nil {
				t.Fatal(err)
			}
		}
		if !slices.Equal(x.Answers["mark"], []string{"4"}) {
			t.Errorf("changing one's mind loses %v", x.Answers)
		}
		if x, err = k.s.SubmitSheet(t.Context(), k.guardian, x.ID, 0, assessment.SubmitCommand{}); err != nil || !reflect.DeepEqual(x.Answers, answers{"keen": {"no"}}) {
			t.Errorf("for good: %v, %v", x.Answers, err)
		}
	})
}

func TestASheetKeepsTheVersionItWasFilledInWith(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := atDesk(t, d)
		old := k.fill(t, "interest", "2026-09-01", keen("3"))
		two, err := k.s.RenewQuestionnaire(t.Context(), k.kanwil, k.form.ID)
		if err != nil {
			t.Fatal(err)
		}
		doc := office("interest", func(d *questionnaire.Document) { d.Scores[0].Value = "mark * 0.5" })
		if _, err = k.s.ChangeQuestionnaire(t.Context(), k.kanwil, two.ID, 0, doc); err != nil {
			t.Fatal(err)
		}
		if _, err = k.s.PublishQuestionnaire(t.Context(), k.kanwil, two.ID, 0); err != nil {
			t.Fatal(err)
		}
		recent := k.fill(t, "interest", "2026-10-01", keen("8"))
		if recent.Edition.Number != 2 || recent.Outcomes[0].Value != 4 || recent.Outcomes[0].Earlier == nil || recent.Outcomes[0].Earlier.Told != assessment.Incomparable {
			t.Errorf("the new one: version %d, %+v", recent.Edition.Number, recent.Outcomes[0])
		}
		again, err := k.s.Sheet(t.Context(), k.guardian, old.ID)
		if err != nil || again.Edition.Number != 1 || again.Outcomes[0].Value != 3 {
			t.Errorf("the old one: version %d, %+v, %v", again.Edition.Number, again.Outcomes, err)
		}
	})
}

// TestAChangeIsToldOnlyBeyondMeasurementError: with a deviation of 2 and a
// reliability of 0.8 the difference has to exceed 1.96 · 2 · √0.4 = 2.48.
func TestAChangeIsToldOnlyBeyondMeasurementError(t *testing.T) {
	for name, tt := range map[string]struct {
		first, second string
		change        func(*questionnaire.Document)
		want          assessment.Told
		better        int
	}{
		"less":             {"5", "7", nil, assessment.NoClearChange, 0},
		"just more":        {"5", "7.48", func(d *questionnaire.Document) { d.Scores[0].Better = "higher" }, assessment.Rose, 1},
		"just less":        {"5", "7.47", nil, assessment.NoClearChange, 0},
		"down is worse":    {"5", "2", func(d *questionnaire.Document) { d.Scores[0].Better = "higher" }, assessment.Fell, -1},
		"down is better":   {"5", "2", func(d *questionnaire.Document) { d.Scores[0].Better = "lower" }, assessment.Fell, 1},
		"without an error": {"5", "9", func(d *questionnaire.Document) { d.Scores[0].Reliability = nil }, assessment.ErrorUnknown, 0},
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Run(t, func(t *testing.T, d *db.DB) {
				var changes []func(*questionnaire.Document)
				if tt.change != nil {
					changes = append(changes, tt.change)
				}
				k := atDesk(t, d, changes...)
				first := k.fill(t, "interest", "2026-09-01", keen(tt.first))
				if first.Outcomes[0].Earlier != nil {
					t.Error("the first is compared with nothing")
				}
				o := k.fill(t, "interest", "2026-10-01", keen(tt.second)).Outcomes[0]
				if o.Earlier == nil || o.Earlier.Told != tt.want || o.Better() != tt.better || o.Earlier.Sheet != first.ID {
					t.Errorf("%s to %s: %+v, better %d", tt.first, tt.second, o.Earlier, o.Better())
				}
			})
		})
	}
}

func TestAMistakeIsCorrectedByAnotherSheetThatSaysWhy(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := atDesk(t, d)
		ctx := t.Context()
		wrong := k.fill(t, "interest", "2026-09-01", keen("3"))
		if _, err := k.s.CorrectSheet(ctx, k.guardian, wrong.ID, assessment.CorrectCommand{}); code(err) != "reason:required" {
			t.Errorf("without a reason: %v", err)
		}
		right, err := k.s.CorrectSheet(ctx, k.guardian, wrong.ID, assessment.CorrectCommand{Reason: "Salah baca"})
		if err != nil || !reflect.DeepEqual(right.Answers, wrong.Answers) || right.TakenOn != wrong.TakenOn {
			t.Fatalf("begun %+v, %v", right.Sheet, err)
		}
		if _, err := k.s.CorrectSheet(ctx, k.guardian, wrong.ID, assessment.CorrectCommand{Reason: "Lagi"}); code(err) != "sheet.draft_exists" {
			t.Errorf("twice at once: %v", err)
		}
		if _, err = k.s.SaveSheet(ctx, k.guardian, right.ID, 0, assessment.SaveCommand{Answers: answers{"mark": {"8"}}}); err != nil {
			t.Fatal(err)
		}
		if right, err = k.s.SubmitSheet(ctx, k.guardian, right.ID, 0, assessment.SubmitCommand{}); err != nil || right.Outcomes[0].Earlier != nil {
			t.Fatalf("a sheet is compared with the mistake it corrects: %+v, %v", right.Outcomes, err)
		}
		was, err := k.s.Sheet(ctx, k.guardian, wrong.ID)
		if err != nil || was.Status != assessment.SheetReplaced || was.ReplacedBy != right.ID || was.Outcomes[0].Value != 3 {
			t.Errorf("the mistake is %+v by %s, %v", was.Sheet, was.ReplacedBy, err)
		}
		if _, err := k.s.CorrectSheet(ctx, k.guardian, wrong.ID, assessment.CorrectCommand{Reason: "Lagi"}); code(err) != "sheet.replaced" {
			t.Errorf("a replaced one: %v", err)
		}
	})
}

func TestADraftIsDiscarded(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := atDesk(t, d)
		x, err := k.s.BeginSheet(t.Context(), k.guardian, k.person.ID, assessment.BeginCommand{Key: "interest"})
		if err != nil {
			t.Fatal(err)
		}
		if err := k.s.DiscardSheet(t.Context(), k.guardian, x.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := k.s.Sheet(t.Context(), k.guardian, x.ID); !errors.Is(err, errs.NotFound) {
			t.Errorf("it is still there: %v", err)
		}
	})
}

func TestNeedsAreProposedAndConfirmedInOneStep(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := atDesk(t, d)
		ctx := t.Context()
		x := k.fill(t, "needs", "2026-11-01", answers{
			"schooling": {"none"}, "reading": {"well"}, "wants_school": {"yes"}, "school_goal": {"Paket B"}, "has_trade": {"no"}, "job_waiting": {"sure"}, "dependants": {"2"},
			"home": {"own"}, "contact": {"often"}, "support": {"yes"}, "children": {"no"}, "care": {"no"}, "insured": {"yes"}, "relapse_help": {"none"}, "guidance": {"none"}, "quarrels": {"never"},
		})
		want := []questionnaire.Proposed{{Area: "education", Severity: 3, Topic: "Paket B"}, {Area: "skill", Severity: 2}}
		if !slices.Equal(x.Proposed, want) {
			t.Fatalf("proposed %v", x.Proposed)
		}
		need := assessment.NeedCommand{Area: assessment.Education, Topic: "Paket B", Severity: 3, Evidence: "Penilaian kebutuhan", AssessedOn: x.TakenOn}
		if _, err := k.s.ConfirmNeeds(ctx, k.guardian, x.ID, []assessment.NeedCommand{need, {Area: assessment.Skill, AssessedOn: x.TakenOn, Evidence: "x"}}); code(err) != "needs[1].severity:choice.invalid" {
			t.Errorf("a wrong one: %v", err)
		}
		if made, err := k.s.ConfirmNeeds(ctx, k.guardian, x.ID, []assessment.NeedCommand{need}); err != nil || len(made) != 1 {
			t.Fatalf("confirmed %v, %v", made, err)
		}
		if _, err := k.s.ConfirmNeeds(ctx, k.guardian, x.ID, []assessment.NeedCommand{need}); code(err) != "sheet.confirmed" {
			t.Errorf("twice: %v", err)
		}
		if found, err := k.s.Needs(ctx, k.guardian, k.person.ID); err != nil || len(found) != 1 || found[0].Topic != "Paket B" {
			t.Errorf("needs %v, %v", found, err)
		}
		if x, err := k.s.Sheet(ctx, k.guardian, x.ID); err != nil || len(x.Proposed) != 0 {
			t.Errorf("still proposed: %v, %v", x.Proposed, err)
		}
	})
}

func checklistAnswers() answers {
	a := answers{"phase": {"before"}, "confidence": {"4"}}
	for _, thing := range assessment.Things() {
		a[thing] = []string{"done"}
	}
	a["papers"], a["papers_owner"], a["papers_due"] = []string{"needed"}, []string{"Wali"}, []string{"2026-12-24"}
	return a
}

func TestTheReadinessQuestionnaireBecomesALookAtTheChecklist(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := atDesk(t, d)
		x := k.fill(t, "readiness", "2026-11-01", checklistAnswers())
		looks, err := k.s.Checks(t.Context(), k.guardian, k.person.ID)
		if err != nil || len(looks) != 1 {
			t.Fatal(looks, err)
		}
		c := looks[0]
		if c.Phase != assessment.Before || c.TakenOn != x.TakenOn || c.Confidence != 4 || !slices.Equal(c.Score().Missing, []string{"papers"}) || c.Items[0].Owner != "Wali" || c.Items[0].DueOn != civil.Must("2026-12-24") {
			t.Errorf("the look is %+v", c)
		}
		if o := x.Outcomes[0]; o.Value < 85.7 || o.Value > 85.8 {
			t.Errorf("six of seven are %v", o.Value)
		}
		y, err := k.s.BeginSheet(t.Context(), k.guardian, k.person.ID, assessment.BeginCommand{Key: "readiness"})
		if err != nil {
			t.Fatal(err)
		}
		late := checklistAnswers()
		late["papers_due"] = []string{"2026-10-01"}
		if _, err = k.s.SaveSheet(t.Context(), k.guardian, y.ID, 0, assessment.SaveCommand{TakenOn: civil.Must("2026-11-02"), Answers: late}); err != nil {
			t.Fatal(err)
		}
		if _, err := k.s.SubmitSheet(t.Context(), k.guardian, y.ID, 0, assessment.SubmitCommand{}); code(err) != "answers.papers_due:date.too_early" {
			t.Errorf("due before it was found: %v", err)
		}
	})
}

func TestTheRehabilitationQuestionnaireMovesTheStage(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := atDesk(t, d)
		ctx := t.Context()
		k.fill(t, "rehabilitation", "2026-08-01", answers{"stage": {"entry"}, "physical": {"40"}})
		k.fill(t, "rehabilitation", "2026-09-01", answers{"stage": {"primary"}, "physical": {"55.5"}})
		again := k.fill(t, "rehabilitation", "2026-10-01", answers{"stage": {"primary"}, "physical": {"90"}})
		h, err := k.s.Health(ctx, k.guardian, k.person.ID)
		if err != nil || len(h.Rehabilitation) != 2 || h.Stage() != assessment.StagePrimary || *h.Rehabilitation[0].Physical != 56 || len(h.Sheets) != 3 {
			t.Fatalf("health %+v, %v", h.Rehabilitation, err)
		}
		if o := again.Outcomes[0]; o.Earlier == nil || o.Earlier.Told != assessment.Rose || o.Better() != 1 {
			t.Errorf("a re-test within the stage: %+v", o.Earlier)
		}
		x, err := k.s.BeginSheet(ctx, k.guardian, k.person.ID, assessment.BeginCommand{Key: "rehabilitation"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err = k.s.SaveSheet(ctx, k.guardian, x.ID, 0, assessment.SaveCommand{Answers: answers{"stage": {"screening"}}}); err != nil {
			t.Fatal(err)
		}
		if _, err := k.s.SubmitSheet(ctx, k.guardian, x.ID, 0, assessment.SubmitCommand{}); code(err) != "answers.stage:rehabilitation.stage" {
			t.Errorf("backwards: %v", err)
		}
	})
}

// conductAnswers has a worry in its medical part.
func conductAnswers(withMedical bool) answers {
	a := answers{"routine": {"4"}, "calm": {"3"}, "rules": {"4"}, "influence": {"2"}, "respect": {"2"}}
	if withMedical {
		for _, key := range []string{"sad", "worried", "ailing", "pretends", "harm"} {
			a[key] = []string{"2"}
		}
	}
	return a
}

func healthReads(t *testing.T, d *db.DB, org id.Organisation, sheet id.Sheet) int {
	t.Helper()
	entries, err := audit.History(t.Context(), d, org, sheet)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, e := range entries {
		if e.Action == string(assessment.CanReadHealth) {
			n++
		}
	}
	return n
}

func TestWhatIsMedicalIsForTheFacilitysOwnStaffAndEachReadIsAudited(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := atDesk(t, d)
		ctx := t.Context()
		x := k.fill(t, "conduct", "2026-10-31", conductAnswers(true))
		read := healthReads(t, d, k.LapasBungo, x.ID)
		mine, err := k.s.Sheet(ctx, k.guardian, x.ID)
		if err != nil || len(mine.Answers["harm"]) != 1 || mine.Outcomes[len(mine.Outcomes)-1].Score.Key != "concern" {
			t.Errorf("the staff see %v, %v", mine.Answers, err)
		}
		if got := healthReads(t, d, k.LapasBungo, x.ID); got != read+1 {
			t.Errorf("%d reads are audited, want one more than %d", got, read)
		}
		theirs, err := k.s.Sheet(ctx, k.kanwil, x.ID)
		if err != nil || len(theirs.Answers["harm"]) != 0 || theirs.Outcomes[0].Value != mine.Outcomes[0].Value || slices.ContainsFunc(theirs.Outcomes, func(o assessment.Outcome) bool { return o.Medical }) {
			t.Errorf("the regional office sees %v, %v", theirs.Answers, err)
		}
		if got := healthReads(t, d, k.LapasBungo, x.ID); got != read+1 {
			t.Errorf("a read without anything medical is audited as one")
		}
		open, err := k.s.Sheets(ctx, k.guardian, k.person.ID)
		if err != nil || len(open) != 1 || len(open[0].Answers["harm"]) != 0 {
			t.Errorf("the list shows %v, %v", open, err)
		}
		medical := k.fill(t, "rehabilitation", "2026-10-01", answers{"stage": {"entry"}})
		if _, err := k.s.Sheet(ctx, k.kanwil, medical.ID); !errors.Is(err, errs.NotFound) {
			t.Errorf("a medical questionnaire to the regional office: %v", err)
		}
		if open, err = k.s.Sheets(ctx, k.guardian, k.person.ID); err != nil || len(open) != 1 {
			t.Errorf("the list shows the medical one: %d, %v", len(open), err)
		}
	})
}

func TestAnOutsiderSeesAndWritesNothing(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := atDesk(t, d)
		ctx, far := t.Context(), k.Actor(authz.CaseGuardian, k.LapasSelong)
		x := k.fill(t, "interest", "2026-10-01", keen("3"))
		for name, err := range map[string]error{
			"Sheet":   second(k.s.Sheet(ctx, far, x.ID)),
			"Sheets":  second(k.s.Sheets(ctx, far, k.person.ID)),
			"Forms":   second(k.s.Forms(ctx, far, k.person.ID)),
			"Begin":   second(k.s.BeginSheet(ctx, far, k.person.ID, assessment.BeginCommand{Key: "interest"})),
			"Correct": second(k.s.CorrectSheet(ctx, far, x.ID, assessment.CorrectCommand{Reason: "x"})),
			"Confirm": second(k.s.ConfirmNeeds(ctx, far, x.ID, nil)),
			"Discard": k.s.DiscardSheet(ctx, far, x.ID),
		} {
			if !errors.Is(err, errs.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestAProbationOfficerAnswersWhatIsNotMedical(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := atDesk(t, d)
		ctx, pk := t.Context(), k.Actor(authz.ProbationOfficer, k.BapasJambi)
		client := persontest.Client(t, d, k.BapasJambi, "Klien", "2026-01-01")
		forms, err := k.s.Forms(ctx, pk, client.ID)
		if err != nil || slices.ContainsFunc(forms, func(e assessment.Edition) bool { return e.Code == "rehabilitation" }) || len(forms) != 5 {
			t.Fatalf("offered %v, %v", forms, err)
		}
		x, err := k.s.BeginSheet(ctx, pk, client.ID, assessment.BeginCommand{Key: "conduct"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := k.s.SaveSheet(ctx, pk, x.ID, 0, assessment.SaveCommand{Answers: conductAnswers(true)}); !errors.Is(err, errs.Invalid) {
			t.Errorf("medical answers: %v", err)
		}
		if _, err := k.s.SaveSheet(ctx, pk, x.ID, 0, assessment.SaveCommand{Answers: conductAnswers(false)}); err != nil {
			t.Fatal(err)
		}
		if x, err = k.s.SubmitSheet(ctx, pk, x.ID, 0, assessment.SubmitCommand{}); err != nil || x.Status != assessment.SheetSubmitted {
			t.Errorf("submitted %s, %v", x.Status, err)
		}
	})
}

// TestAPersonsSheetsAreFoundByTheirKeys: among everybody's, by index.
func TestAPersonsSheetsAreFoundByTheirKeys(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := atDesk(t, d)
		persontest.Crowd(t, d, 2000, k.LapasBungo)
		assessment.CrowdSheets(t, d, k.form)
		for text, args := range assessment.SheetQueries(k.person.ID) {
			if plan := persontest.Plan(t, d, text, args...); !strings.Contains(plan, "assessment_sheet_") {
				t.Errorf("%s\nis run as\n%s", text, plan)
			}
		}
	})
}
