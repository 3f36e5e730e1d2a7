package allocation

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"titian/internal/kernel/errs"
)

func published() Rules {
	return Rules{
		Version:  "2026-1",
		Person:   map[string]Type{"days_left": Number, "need": Number, "sex": Text, "waited": Number},
		Offering: map[string]Type{"days": Number, "sex": Text},
		Eligibility: []Rule{
			{"time to finish", "person.days_left >= offering.days and person.need > 0.1"},
			{"house for", "offering.sex == 'any' or person.sex == offering.sex"},
		},
		Points: []Weight{
			{"need", 75, "person.need"},
			{"waiting", 25, "min(person.waited, 365) / 365"},
		},
	}
}

func compiled(t testing.TB) *Rulebook {
	t.Helper()
	b, err := Compile(published())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestRulesSayWhatIsNotMetAndWhatWouldChangeIt(t *testing.T) {
	b := compiled(t)
	sewing := Attributes{"days": 90.0, "sex": "F"}
	for name, tt := range map[string]struct {
		person Attributes
		want   []Finding
	}{
		"eligible": {Attributes{"days_left": 90.0, "need": 0.5, "sex": "F"}, nil},
		"too short": {
			Attributes{"days_left": 60.0, "need": 0.5, "sex": "F"},
			[]Finding{{
				Rule: "time to finish", Condition: "person.days_left >= offering.days",
				Left: "person.days_left", Value: 60.0, Operator: ">=", Needed: 90.0,
			}},
		},
		"not a comparison": {
			Attributes{"days_left": 90.0, "need": 0.5, "sex": "M"},
			[]Finding{{Rule: "house for", Condition: `offering.sex == "any" or person.sex == offering.sex`}},
		},
		"unknown": {
			Attributes{"days_left": nil, "need": 0.5, "sex": "F"},
			[]Finding{{Rule: "time to finish", Condition: "person.days_left >= offering.days", Unknown: "person.days_left"}},
		},
	} {
		got, err := b.Eligible(tt.person, sewing)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestPointsAreTheWeightedMeanOfOneToAThousand(t *testing.T) {
	b := compiled(t)
	for _, tt := range []struct {
		need, waited any
		want         int
	}{
		{0.5, 0.0, 375},
		{1.0, 365.0, 1000},
		{1.0, 9999.0, 1000},
		{7.0, 0.0, 750}, // values end at 1
		{0.0, 0.0, 1},
		{nil, 365.0, 250},
	} {
		got, err := b.Points(Attributes{"need": tt.need, "waited": tt.waited}, nil)
		if err != nil || got != tt.want {
			t.Errorf("need %v, waited %v: got %d, %v, want %d", tt.need, tt.waited, got, err, tt.want)
		}
	}
}

func TestRulesThatCannotBePublishedAreRefused(t *testing.T) {
	for path, spoil := range map[string]func(*Rules){
		"version":             func(r *Rules) { r.Version = "" },
		"eligibility[0].when": func(r *Rules) { r.Eligibility[0].When = "person.shoe_size > 40" },
		"eligibility[1].when": func(r *Rules) { r.Eligibility[1].When = "person.need +" },
		"points[0].value":     func(r *Rules) { r.Points[0].Value = "person.sex" },
		"points[1].weight":    func(r *Rules) { r.Points[1].Weight = 0 },
		"person.need":         func(r *Rules) { r.Person["need"] = "money" },
		"points":              func(r *Rules) { r.Points = nil },
		"eligibility[0].name": func(r *Rules) { r.Eligibility[0].Name = "" },
	} {
		rules := published()
		spoil(&rules)
		_, err := Compile(rules)
		e := errs.As(err)
		if e == nil || e.Kind != errs.Invalid || !slices.ContainsFunc(e.Fields, func(f errs.Field) bool { return f.Path == path }) {
			t.Errorf("%s: got %v", path, err)
		}
	}
}

func TestRulesKnowNoClock(t *testing.T) {
	rules := published()
	rules.Eligibility[0].When = "now().Year() > 2000"
	if _, err := Compile(rules); !errors.Is(err, errs.Invalid) {
		t.Errorf("got %v", err)
	}
}

func TestAnotherTextUnderTheSameVersionHasAnotherName(t *testing.T) {
	rules := published()
	rules.Points[0].Weight++
	b, err := Compile(rules)
	if err != nil {
		t.Fatal(err)
	}
	if b.Version() == compiled(t).Version() || !strings.HasPrefix(b.Version(), "2026-1 ") {
		t.Errorf("got %q", b.Version())
	}
}

func candidates() ([]Candidate, []Opening) {
	person := func(id string, daysLeft, need float64, sex string, wishes ...string) Candidate {
		return Candidate{Person{ID: id}, Attributes{"days_left": daysLeft, "need": need, "sex": sex, "waited": 0.0}, wishes}
	}
	candidates := []Candidate{
		person("ani", 200, 0.9, "F", "sewing", "baking"),
		person("budi", 200, 0.8, "M", "sewing", "baking"),
		person("citra", 30, 0.9, "F", "sewing", "baking"),
		person("dewi", 200, 0.8, "F", "sewing"),
	}
	openings := []Opening{
		{Offering{ID: "sewing", Places: 1}, Attributes{"days": 90.0, "sex": "F"}},
		{Offering{ID: "baking", Places: 1}, Attributes{"days": 10.0, "sex": "any"}},
	}
	return candidates, openings
}

func TestRoundByRulesExplainsEveryWish(t *testing.T) {
	people, openings := candidates()
	round, err := compiled(t).Round("seed", people, openings)
	if err != nil {
		t.Fatal(err)
	}
	res, err := Solve(round, DeferredReserves)
	if err != nil {
		t.Fatal(err)
	}
	e, err := res.Explain("budi")
	if err != nil {
		t.Fatal(err)
	}
	want := &Explanation{
		Person: "budi",
		Refusals: []Refusal{
			{Offering: "sewing", Wish: 1, Reason: NotEligible, Findings: []Finding{{Rule: "house for", Condition: `offering.sex == "any" or person.sex == offering.sex`}}},
			{Offering: "baking", Wish: 2, Reason: BelowLast, Points: 600, LastAdmitted: points(675)},
		},
		Counterfactual: &Counterfactual{"baking", 676},
	}
	if diff := cmp.Diff(want, e); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if e, err = res.Explain("citra"); err != nil || e.Wish != 2 || e.Refusals[0].Findings[0].Needed != 90.0 {
		t.Errorf("citra: %+v, %v", e, err)
	}
}

func TestARoundReplaysFromRulesAndSeed(t *testing.T) {
	people, openings := candidates()
	results := map[string]*Result{}
	for _, seed := range []string{"one", "two"} {
		var first *Result
		for range 2 {
			round, err := compiled(t).Round(seed, people, openings)
			if err != nil {
				t.Fatal(err)
			}
			res, err := Solve(round, Deferred)
			if err != nil {
				t.Fatal(err)
			}
			if first == nil {
				first = res
			}
			if !first.Same(res) || res.Seed != seed || res.RuleVersion != compiled(t).Version() {
				t.Errorf("seed %s: %+v does not replay", seed, res)
			}
		}
		results[seed] = first
	}
	if results["one"].Same(results["two"]) {
		t.Error("two seeds have one hash")
	}
}

func TestAHolderStaysEligibleWhateverTheRulesSay(t *testing.T) {
	people, openings := candidates()
	people[1].Holds, people[1].Wishes = "sewing", []string{"baking"}
	round, err := compiled(t).Round("seed", people, openings)
	if err != nil {
		t.Fatal(err)
	}
	res, err := Solve(round, Deferred)
	if err != nil {
		t.Fatal(err)
	}
	if place, _ := res.Place("budi"); place != "sewing" {
		t.Errorf("the holder got %q", place)
	}
}

func TestWrongCandidatesAreNamed(t *testing.T) {
	for path, spoil := range map[string]func([]Candidate, []Opening){
		"people[0].wishes[1]": func(p []Candidate, _ []Opening) { p[0].Wishes[1] = "welding" },
		"people[2].need":      func(p []Candidate, _ []Opening) { p[2].Attributes["need"] = "much" },
		"offerings[1].days":   func(_ []Candidate, o []Opening) { o[1].Attributes["days"] = true },
		"people[3].id":        func(p []Candidate, _ []Opening) { p[3].ID = p[0].ID },
	} {
		people, openings := candidates()
		spoil(people, openings)
		_, err := compiled(t).Round("seed", people, openings)
		if e := errs.As(err); e == nil || len(e.Fields) == 0 || e.Fields[0].Path != path {
			t.Errorf("%s: got %v", path, err)
		}
	}
}

func TestLotteryIsAPermutationThatOnlySeedAndIDsDecide(t *testing.T) {
	var ids []string
	for i := range 1000 {
		ids = append(ids, fmt.Sprint(i))
	}
	ranks := Lottery("seed", ids)
	sorted := slices.Sorted(slices.Values(ranks))
	for i, rank := range sorted {
		if i != rank {
			t.Fatal("not a permutation")
		}
	}
	backwards := slices.Clone(ids)
	slices.Reverse(backwards)
	again := Lottery("seed", backwards)
	slices.Reverse(again)
	if !slices.Equal(ranks, again) {
		t.Error("the order of people changes the lottery")
	}
	if slices.Equal(ranks, Lottery("other seed", ids)) {
		t.Error("the seed changes nothing")
	}
	if Commitment("seed") == Commitment("other seed") || len(Commitment("seed")) != 64 {
		t.Error("a commitment is the SHA-256 of its seed")
	}
}
