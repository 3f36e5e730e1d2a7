package sentence_test

import (
	"fmt"

	"titian/internal/engine/sentence"
)

// A sentence of one year and six months with one general remission: conditional
// leave opens six months before the end, and not at two thirds.
func ExampleRules_Timeline() {
	set, err := sentence.Builtin()
	if err != nil {
		fmt.Println(err)
		return
	}
	c, err := sentence.Parse([]byte(`{"legal_status": "adult", "start": "2026-01-05", "verdicts": [{"years": 1, "months": 6}],
		"remissions": [{"date": "2026-08-17", "kind": "RU", "months": 1}]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	r, _ := set.Named("")
	tl, err := r.Timeline(c)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range []sentence.Point{sentence.NetExpiry, sentence.TwoThirds, sentence.ConditionalLeave, sentence.PrereleaseLeave} {
		fmt.Println(p, tl.On(p))
	}
	// Output:
	// net_expiry 2027-06-05
	// two_thirds 2026-12-01
	// conditional_leave_from 2026-12-07
	// prerelease_leave_from 2027-05-06
}
