package sentence_test

import (
	"testing"

	"pgregory.net/rapid"

	"titian/internal/engine/sentence"
	"titian/internal/kernel/civil"
)

// reached walks day by day, as a register clerk would, and stops on the first
// day on which what is served, credited and granted by then is enough.
func reached(c sentence.Case, enough func(day civil.Date, bonus int) bool) civil.Date {
	for day := c.Start.AddDays(-1000); ; day = day.AddDays(1) {
		bonus := 0
		for _, d := range c.Detention {
			bonus += d.Days / map[string]int{"rutan": 1, "house": 3, "city": 5}[d.Kind]
		}
		for _, g := range c.Remissions {
			if g.Date.Compare(day) <= 0 {
				bonus += 30*g.Months + g.Days
			}
		}
		if enough(day, bonus) {
			return day
		}
	}
}

func TestDatesEqualWalkingDayByDay(t *testing.T) {
	r := rules(t, "")
	rapid.Check(t, func(t *rapid.T) {
		c := cases(t)
		c.Verdicts = c.Verdicts[:1]
		tl := must(t, r, c)
		v := c.Verdicts[0]
		gross := 360*v.Years + 30*v.Months + v.Days
		for _, f := range []struct {
			p        sentence.Point
			num, den int
		}{{sentence.OneThird, 1, 3}, {sentence.OneHalf, 1, 2}, {sentence.TwoThirds, 2, 3}} {
			want := reached(c, func(day civil.Date, bonus int) bool {
				return (day.Sub(c.Start)+bonus)*f.den >= gross*f.num
			})
			if tl.On(f.p) != want {
				t.Fatalf("%s is %s, walking gives %s", f.p, tl.On(f.p), want)
			}
		}
		end := c.Start.AddMonths(12*v.Years + v.Months).AddDays(v.Days)
		want := reached(c, func(day civil.Date, bonus int) bool { return day.AddDays(bonus).Compare(end) >= 0 })
		if tl.On(sentence.NetExpiry) != want {
			t.Fatalf("net expiry is %s, walking gives %s", tl.On(sentence.NetExpiry), want)
		}
	})
}
