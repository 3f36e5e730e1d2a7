package assessment_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"titian/internal/engine/questionnaire"
	"titian/internal/feature/assessment"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func shipped(t *testing.T) map[string]*questionnaire.Questionnaire {
	t.Helper()
	forms, err := assessment.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*questionnaire.Questionnaire{}
	for _, q := range forms {
		out[q.Key] = q
	}
	return out
}

func TestFiveQuestionnairesComeWithTheProgram(t *testing.T) {
	forms := shipped(t)
	for key, purpose := range map[string]string{"needs": assessment.ForNeeds, "readiness": assessment.ForReadiness, "conduct": assessment.ForConduct, "employability": assessment.ForEmployability, "rehabilitation": assessment.ForRehabilitation} {
		if forms[key] == nil || forms[key].Purpose != purpose {
			t.Errorf("%s is not among them", key)
		}
	}
	var areas []string
	for _, p := range forms["needs"].Proposals {
		areas = append(areas, p.Area)
	}
	if len(areas) != len(assessment.Areas()) {
		t.Errorf("needs are proposed in %q", areas)
	}
	if !forms["conduct"].IsMedical("harm") || forms["conduct"].IsMedical("calm") || !forms["rehabilitation"].IsMedical("stage") {
		t.Error("what is medical is not marked so")
	}
}

// complete draws a full set of answers, as a careful officer would give one.
func complete(q *questionnaire.Questionnaire) *rapid.Generator[questionnaire.Answers] {
	return rapid.Custom(func(t *rapid.T) questionnaire.Answers {
		a := questionnaire.Answers{}
		for _, it := range q.Items() {
			var choices []string
			switch it.Kind {
			case questionnaire.YesNo:
				choices = []string{"yes", "no"}
			case questionnaire.Number, questionnaire.Scale:
				for n := int(*it.Min); n <= int(*it.Max); n++ {
					choices = append(choices, strconv.Itoa(n))
				}
			case questionnaire.Day:
				choices = []string{"2026-12-24"}
			case questionnaire.ShortText, questionnaire.LongText:
				choices = []string{"Wali"}
			}
			for _, o := range it.Options {
				choices = append(choices, o.Value)
			}
			if it.Required || rapid.Bool().Draw(t, "answered") {
				a[it.Key] = []string{rapid.SampledFrom(choices).Draw(t, it.Key)}
			}
		}
		return a
	})
}

// TestEveryShippedScoreCanBeTold: whatever a complete filling says, each score is
// computed and within its bounds, and has a band where there are bands. What may
// be missing is what nobody measured; a checklist on which nothing applies has
// no share that is in place.
func TestEveryShippedScoreCanBeTold(t *testing.T) {
	for key, q := range shipped(t) {
		t.Run(key, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				a := complete(q).Draw(t, "answers")
				if err := q.Check(a, true); err != nil {
					t.Fatal(err)
				}
				for _, r := range q.Results(q.Keep(a), true) {
					nothing := key == "readiness" && !slices.ContainsFunc(assessment.Things(), func(x string) bool { return a[x][0] != "not_applicable" })
					if told := r.Status == questionnaire.Computed; !told && r.Status != questionnaire.Incomplete && !nothing || told && len(r.Score.Bands) > 0 && r.Band == nil {
						t.Fatalf("%s is %s, band %v", r.Score.Key, r.Status, r.Band)
					}
				}
				for _, p := range q.Proposed(a) {
					if p.Severity < assessment.Low || p.Severity > assessment.High {
						t.Fatalf("%s: severity %d", p.Area, p.Severity)
					}
				}
			})
		})
	}
}

func TestAConductWithEverythingAtItsBestIsAHundred(t *testing.T) {
	q := shipped(t)["conduct"]
	for value, want := range map[string]float64{"4": 100, "0": 0, "2": 50} {
		a := questionnaire.Answers{}
		for _, it := range q.Items() {
			a[it.Key] = []string{value}
		}
		if r := q.Results(a, false)[0]; r.Value != want || r.Status != questionnaire.Computed {
			t.Errorf("all %s: %s %v, want %v", value, r.Status, r.Value, want)
		}
		for _, key := range []string{"worship", "civic", "intellect", "body", "counsel", "training", "production"} {
			delete(a, key)
		}
		if r := q.Results(a, false)[0]; r.Value != want {
			t.Errorf("attitude alone, all %s: %v, want %v", value, r.Value, want)
		}
	}
}

// TestNoInstrumentOfOthersIsAmongThem: the names of instruments whose text has an
// owner may be told as a source, never as a question.
func TestNoInstrumentOfOthersIsAmongThem(t *testing.T) {
	for key, q := range shipped(t) {
		for _, it := range q.Items() {
			for _, owned := range []string{"WHOQOL", "ASSIST", "URICA", "PHQ", "GAD", "RRI"} {
				if strings.Contains(it.Label.ID+it.Label.EN, owned) {
					t.Errorf("%s.%s names %s", key, it.Key, owned)
				}
			}
		}
	}
}

func TestLoadingTwiceWritesOnce(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		n, err := assessment.Load(t.Context(), d)
		if err != nil || n != 5 {
			t.Fatalf("wrote %d, %v", n, err)
		}
		if n, err = assessment.Load(t.Context(), d); err != nil || n != 0 {
			t.Errorf("again %d, %v", n, err)
		}
	})
}
