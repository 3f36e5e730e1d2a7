// Command gen writes a synthetic follow-up for the survival benchmark: made-up
// people, the same ones for the same seed.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"log"
	"math"
	"math/rand/v2"
	"os"
)

func main() {
	people := flag.Int("people", 1_000_000, "rows")
	days := flag.Bool("days", false, "round times to whole days, so that many tie")
	seed := flag.Uint64("seed", 1, "start of the random numbers")
	flag.Parse()
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	fmt.Fprintln(out, "time,event,aid,age,prior,work,parole,married")
	rng := rand.New(rand.NewPCG(*seed, 0))
	for range *people {
		write(out, rng, *days)
	}
	if err := out.Flush(); err != nil {
		log.Fatal(err)
	}
}

// write makes one person: a hazard that depends on five covariates, and two
// to five years of follow-up.
func write(out *bufio.Writer, rng *rand.Rand, days bool) {
	age := 18 + rng.ExpFloat64()*10
	prior := float64(rng.IntN(8))
	work, parole, married := rng.IntN(2), rng.IntN(2), rng.IntN(4)/3
	aid := [...]string{"no", "yes"}[rng.IntN(2)]
	risk := -0.04*(age-28) + 0.09*(prior-3) - 0.15*float64(work) - 0.08*float64(parole) - 0.4*float64(married)
	if aid == "yes" {
		risk -= 0.3
	}
	time := rng.ExpFloat64() * 2000 * math.Exp(-risk)
	until := 730 + rng.Float64()*1095
	event := 1
	if time > until {
		time, event = until, 0
	}
	if days {
		time = math.Ceil(time)
	}
	fmt.Fprintf(out, "%.6g,%d,%s,%.1f,%g,%d,%d,%d\n", time, event, aid, age, prior, work, parole, married)
}
