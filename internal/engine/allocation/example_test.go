package allocation_test

import (
	"fmt"
	"slices"

	"titian/internal/engine/allocation"
)

// A round by published rules: who may sew, what a place is worth to whom, and
// why somebody did not get one.
func Example() {
	rules := allocation.Rules{
		Version:  "2026-1",
		Person:   map[string]allocation.Type{"days_left": allocation.Number, "need": allocation.Number},
		Offering: map[string]allocation.Type{"days": allocation.Number},
		Eligibility: []allocation.Rule{
			{Name: "time to finish", When: "person.days_left >= offering.days"},
		},
		Points: []allocation.Weight{{Name: "need", Weight: 1, Value: "person.need"}},
	}
	book, err := allocation.Compile(rules)
	if err != nil {
		fmt.Println(err)
		return
	}
	person := func(id string, daysLeft, need float64) allocation.Candidate {
		return allocation.Candidate{
			Person:     allocation.Person{ID: id},
			Attributes: allocation.Attributes{"days_left": daysLeft, "need": need},
			Wishes:     []string{"sewing"},
		}
	}
	round, err := book.Round("seed published afterwards", []allocation.Candidate{
		person("ani", 200, 0.7), person("budi", 200, 0.6), person("citra", 60, 0.9),
	}, []allocation.Opening{{
		Offering:   allocation.Offering{ID: "sewing", Places: 1},
		Attributes: allocation.Attributes{"days": 90.0},
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := allocation.Solve(round, allocation.DeferredReserves)
	if err != nil {
		fmt.Println(err)
		return
	}
	for p := range result.Placements() {
		fmt.Println(p.Person, "gets", p.Offering)
	}
	for _, id := range []string{"budi", "citra"} {
		e, err := result.Explain(id)
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, f := range e.Refusals {
			fmt.Println(id, f.Offering, f.Reason)
			for _, x := range f.Findings {
				fmt.Println(" ", x.Left, "is", x.Value, "and has to be", x.Operator, x.Needed)
			}
		}
		if c := e.Counterfactual; c != nil {
			fmt.Println("  with", c.Points, "points it would have been", c.Offering)
		}
	}
	// Output:
	// ani gets sewing
	// budi sewing below_last_admitted
	//   with 701 points it would have been sewing
	// citra sewing not_eligible
	//   person.days_left is 60 and has to be >= 90
}

// Where would one more place help most? The best sum of points and what each
// offering would add to it.
func ExampleSolve_seatValues() {
	round, err := allocation.New(allocation.Input{
		People:    []allocation.Person{{ID: "ani"}, {ID: "budi"}, {ID: "citra"}},
		Offerings: []allocation.Offering{{ID: "baking", Places: 1}, {ID: "sewing", Places: 1}},
		Pairs: slices.Values([]allocation.Pair{
			{Person: 0, Offering: 1, Preference: 1, Points: 700, Priority: 700},
			{Person: 1, Offering: 1, Preference: 1, Points: 650, Priority: 650},
			{Person: 1, Offering: 0, Preference: 2, Points: 400, Priority: 400},
			{Person: 2, Offering: 1, Preference: 1, Points: 100, Priority: 100},
		}),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	best, err := allocation.Solve(round, allocation.Optimum)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(best.Points, "points; nothing can have more than", best.Bound)
	for _, v := range best.SeatValues {
		fmt.Println("one more place at", v.Offering, "adds", v.Points)
	}
	// Output:
	// 1100 points; nothing can have more than 1100
	// one more place at baking adds 0
	// one more place at sewing adds 250
}

// Somebody leaves: only their component is decided again, and nobody who has
// a place can lose it.
func ExampleResult_Rerun() {
	round, err := allocation.New(allocation.Input{
		People:    []allocation.Person{{ID: "ani"}, {ID: "budi"}, {ID: "citra"}},
		Offerings: []allocation.Offering{{ID: "sewing", Places: 2}},
		Pairs: slices.Values([]allocation.Pair{
			{Person: 0, Preference: 1, Points: 700, Priority: 700},
			{Person: 1, Preference: 1, Points: 650, Priority: 650},
			{Person: 2, Preference: 1, Points: 100, Priority: 100},
		}),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	decided, err := allocation.Solve(round, allocation.Deferred)
	if err != nil {
		fmt.Println(err)
		return
	}
	again, err := decided.Rerun(allocation.Change{Leave: []string{"ani"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range again.Moves {
		fmt.Println(m.Person, "gets", m.Offering)
	}
	// Output:
	// citra gets sewing
}
