package disclosure

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"titian/internal/kernel/civil"
)

// The attack: 514 regencies, 36 months, rare events. A reader wants to know
// exactly how many there were in a regency and month that had 1 to 4. Guessing
// 1 every time is right in some share of cases without reading anything; what a
// publication gives away is how much better a reader of it can do.
const (
	attackRegencies = 514
	attackProvinces = 38
	attackMonths    = 36
	attackStart     = Month(2023 * 12)
)

var attackKey = []byte("a key that only this test knows")

// truth is how many events each regency and month had.
type truth [attackRegencies][attackMonths]int

// rareEvents draws the truth: regencies differ much, months hardly.
func rareEvents(seed uint64) (truth, []Record) {
	rng := rand.New(rand.NewPCG(seed, 5))
	var x truth
	var records []Record
	for r := range x {
		mean := 0.85 * math.Exp(0.75*rng.NormFloat64())
		for m := range x[r] {
			x[r][m] = poisson(rng, mean)
			for i := range x[r][m] {
				records = append(records, Record{Key: fmt.Sprintf("%03d-%02d-%03d", r, m, i), Measure: "event", Month: attackStart + Month(m), Place: r})
			}
		}
	}
	if err := sortRecords(records); err != nil {
		panic(err)
	}
	return x, records
}

func poisson(rng *rand.Rand, mean float64) int {
	n, p := 0, rng.Float64()
	for limit := math.Exp(-mean); p > limit; n++ {
		p *= rng.Float64()
	}
	return n
}

func attackSpec(tables ...Table) *Spec {
	tree := map[string][]string{}
	for r := range attackRegencies {
		p := fmt.Sprintf("P%02d", r*attackProvinces/attackRegencies)
		tree[p] = append(tree[p], fmt.Sprintf("R%03d", r))
	}
	return &Spec{
		Release: "attack", Released: civil.Must("2026-02-01"), From: attackStart, To: attackStart + attackMonths - 1,
		Places: NewPlaces(tree), Tables: tables,
	}
}

// evidence is what a publication says of one regency and month, to whoever
// looks at it: features from which a guess may be learned.
type evidence func(r, m int) [4]int64

// strategies are the features that a guesser looks at: each alone, each pair, all.
var strategies = [...]int{1, 2, 4, 8, 3, 5, 9, 6, 10, 12, 15}

// tally counts how often each strategy, and guessing 1, names a count exactly.
type tally struct {
	hits        [len(strategies)]int
	small, ones int
}

// best is the share of the best strategy, always that of guessing 1.
func (t tally) best() float64   { return float64(slices.Max(t.hits[:])) / float64(t.small) }
func (t tally) always() float64 { return float64(t.ones) / float64(t.small) }

func (t tally) String() string {
	return fmt.Sprintf("best guesser %.1f %%, always guessing 1 %.1f %%", 100*t.best(), 100*t.always())
}

// judge lets the guesser at one world. It is as strong as the evidence allows:
// it knows the truth of every second regency, learns from it which number is
// likeliest given what it sees, and is judged on the other regencies.
func (t *tally) judge(x *truth, see evidence) {
	var learned [len(strategies)]map[[4]int64]*[5]int
	for k := range learned {
		learned[k] = map[[4]int64]*[5]int{}
	}
	visit(x, see, 0, func(k int, seen [4]int64, n int) {
		if learned[k][seen] == nil {
			learned[k][seen] = &[5]int{}
		}
		learned[k][seen][n]++
	})
	visit(x, see, 1, func(k int, seen [4]int64, n int) {
		guess := 1
		if c := learned[k][seen]; c != nil {
			for g := 2; g <= 4; g++ {
				if c[g] > c[guess] {
					guess = g
				}
			}
		}
		if guess == n {
			t.hits[k]++
		}
		if k == 0 {
			t.small++
			if n == 1 {
				t.ones++
			}
		}
	})
}

// visit shows the small counts of every second regency to each strategy.
func visit(x *truth, see evidence, first int, each func(strategy int, seen [4]int64, n int)) {
	for r := first; r < attackRegencies; r += 2 {
		for m := 1; m < attackMonths; m++ {
			if n := x[r][m]; n >= 1 && n <= 4 {
				all := see(r, m)
				for k, features := range strategies {
					seen := all
					for i := range seen {
						if features&(1<<i) == 0 {
							seen[i] = 0
						}
					}
					each(k, seen, n)
				}
			}
		}
	}
}

// worlds is how many truths the attack is tried on. One world alone says little:
// the gap between the guessers moves by a point from one to the next.
const worlds = 10

// runningTotals is the evidence of totals since the start, published monthly
// under a scheme: the difference to the month before, and both totals.
func runningTotals(x *truth, publish func(r, total int) int64) evidence {
	var totals [attackRegencies][attackMonths]int64
	for r := range x {
		sum := 0
		for m, n := range x[r] {
			sum += n
			totals[r][m] = publish(r, sum)
		}
	}
	return func(r, m int) [4]int64 {
		before, now := totals[r][m-1], totals[r][m]
		return [4]int64{now - before, now, before, 0}
	}
}

func TestSuppressionFailsTheAttackThatOurSchemePasses(t *testing.T) {
	var suppressed, ours tally
	for seed := range uint64(worlds) {
		x, records := rareEvents(seed)
		// Plain suppression: totals of 1 to 4 are hidden, all others exact.
		suppressed.judge(&x, runningTotals(&x, func(_, total int) int64 {
			if total >= 1 && total <= 4 {
				return -1
			}
			return int64(total)
		}))
		release, err := Build(attackSpec(
			Table{ID: "nation", Kind: Count, Measure: "event", Level: Nation, Span: Monthly},
			Table{ID: "province", Kind: Count, Measure: "event", Level: Province, Span: Monthly},
			Table{ID: "regency", Kind: Count, Measure: "event", Level: Regency, Span: Quarterly},
		), records, attackKey)
		if err != nil {
			t.Fatal(err)
		}
		ours.judge(&x, released(release))
	}
	t.Logf("suppression of running totals: %v", suppressed)
	if suppressed.best() < 0.90 {
		t.Errorf("suppression holds at %v: the attack has no teeth", suppressed)
	}
	t.Logf("our scheme: %v", ours)
	if ours.best() > ours.always()+0.02 {
		t.Errorf("our scheme: %v", ours)
	}
}

// released is the evidence of our scheme: the regency's quarter, the province's
// month shared out over its regencies, and the nation's month.
func released(r *Release) evidence {
	regency, province, nation := r.series("regency"), r.series("province"), r.series("nation")
	places := r.Spec.Places
	return func(reg, m int) [4]int64 {
		p := places.parent[reg]
		return [4]int64{
			int64(regency.Cells[m/3*regency.Places+reg]),
			int64(province.Cells[m*province.Places+p]),
			int64(nation.Cells[m]),
			int64(p),
		}
	}
}

// Even where somebody publishes running totals against every rule, rounding
// with the cell key keeps the attack from working.
func TestKeyedRoundingAloneWithstandsDifferencesOfRunningTotals(t *testing.T) {
	var rounded tally
	for seed := range uint64(worlds) {
		x, records := rareEvents(seed)
		round := newRounder(attackKey)
		var of [attackRegencies][]*Record
		for i := range records {
			of[records[i].Place] = append(of[records[i].Place], &records[i])
		}
		rounded.judge(&x, runningTotals(&x, func(r, total int) int64 { return round.number(of[r][:total]) }))
	}
	t.Logf("keyed rounding of running totals: %v", rounded)
	if rounded.best() > rounded.always()+0.02 {
		t.Errorf("keyed rounding of running totals: %v", rounded)
	}
}

// Fresh randomness is averaged away by whoever keeps every release; the keyed
// cell says the same thing every time, and so nothing more.
func TestRepeatingAReleaseTellsNothingNew(t *testing.T) {
	_, records := rareEvents(3)
	spec := attackSpec(Table{ID: "nation", Kind: Count, Measure: "event", Level: Nation, Span: Monthly})
	first, err := Build(spec, records, attackKey)
	if err != nil {
		t.Fatal(err)
	}
	for range 12 {
		rand.Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
		if err := sortRecords(records); err != nil {
			t.Fatal(err)
		}
		again, err := Build(spec, records, attackKey)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(first.Series[0].Cells, again.Series[0].Cells) {
			t.Fatal("the same people gave another number")
		}
	}
}

func TestTheGatePassesTheFixedTablesOfRareEvents(t *testing.T) {
	_, records := rareEvents(4)
	spec := attackSpec(
		Table{ID: "nation", Kind: Count, Measure: "event", Level: Nation, Span: Monthly},
		Table{ID: "province", Kind: Count, Measure: "event", Level: Province, Span: Monthly},
		Table{ID: "regency", Kind: Count, Measure: "event", Level: Regency, Span: Yearly},
	)
	release, err := Build(spec, records, attackKey)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range Gate(nil, release) {
		t.Errorf("%v: %s", f.Ref, f.Text)
	}
}
