package balance_test

import (
	"fmt"

	"titian/internal/engine/survival/balance"
)

// A made-up programme took older people; older people also do better without
// it. Weighting compares like with like.
func Example() {
	s := balance.Study{Terms: []string{"age"}}
	for i := range 600 {
		age := float64(20 + i%30)
		treated := i%3 == 0 && age >= 35 || i%10 == 0
		outcome := age / 10
		if treated {
			outcome++
		}
		s.Treated = append(s.Treated, treated)
		s.Outcome = append(s.Outcome, outcome)
		s.X = append(s.X, age)
	}
	for _, m := range []balance.Method{balance.Unadjusted, balance.Entropy} {
		w, err := s.Weights(m)
		if err != nil {
			fmt.Println(err)
			return
		}
		e, err := s.Difference(w)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s: %.2f more, as from %.0f controls\n", m, e.Difference, e.EffectiveControls)
	}
	// Output:
	// unadjusted: 1.32 more, as from 440 controls
	// entropy: 1.00 more, as from 385 controls
}
