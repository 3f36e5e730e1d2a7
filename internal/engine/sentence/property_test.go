package sentence_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"titian/internal/engine/sentence"
	"titian/internal/kernel/civil"
)

// cases draws whole cases: several verdicts, broken detention, remissions in any
// order and perhaps after the end, a fine.
func cases(t *rapid.T) sentence.Case {
	c := sentence.Case{
		Status: rapid.SampledFrom(sentence.Statuses()).Draw(t, "status"),
		Start:  civil.Must("2000-01-01").AddDays(rapid.IntRange(0, 12000).Draw(t, "start")),
	}
	for range rapid.IntRange(1, 3).Draw(t, "verdicts") {
		c.Verdicts = append(c.Verdicts, term(t, 1))
	}
	for range rapid.IntRange(0, 2).Draw(t, "detentions") {
		c.Detention = append(c.Detention, sentence.Detention{Kind: rapid.SampledFrom([]string{"rutan", "house", "city"}).Draw(t, "kind"), Days: rapid.IntRange(0, 200).Draw(t, "days")})
	}
	for range rapid.IntRange(0, 6).Draw(t, "grants") {
		c.Remissions = append(c.Remissions, drawGrant(t, c.Start))
	}
	if rapid.Bool().Draw(t, "fine") {
		c.Substitute = sentence.Substitute{Term: term(t, 0), Unpaid: true}
	}
	return c
}

func term(t *rapid.T, least int) sentence.Term {
	return sentence.Term{Years: rapid.IntRange(0, 6).Draw(t, "y"), Months: rapid.IntRange(0, 14).Draw(t, "m"), Days: rapid.IntRange(least, 40).Draw(t, "d")}
}

func drawGrant(t *rapid.T, start civil.Date) sentence.Remission {
	return sentence.Remission{
		Date: start.AddDays(rapid.IntRange(0, 3000).Draw(t, "on")), Kind: rapid.SampledFrom([]string{"RU", "RK", "lain"}).Draw(t, "grant"),
		Months: rapid.IntRange(0, 6).Draw(t, "months"), Days: rapid.IntRange(1, 29).Draw(t, "more"),
	}
}

func must(t *rapid.T, r *sentence.Rules, c sentence.Case) sentence.Timeline {
	tl, err := r.Timeline(c)
	if err != nil {
		t.Fatal(err)
	}
	return tl
}

// earlier are the points that a remission may only bring nearer. Pre-release
// leave is not among them: it is as long as the *last* remission, so a short
// one after a long one opens it later.
func earlier() []sentence.Point {
	return []sentence.Point{
		sentence.NetExpiry, sentence.OneThird, sentence.OneHalf, sentence.TwoThirds, sentence.FamilyLeave, sentence.Parole,
		sentence.SupervisionEnd, sentence.ConditionalLeave, sentence.SubstituteFrom, sentence.SubstituteUntil, sentence.Release,
	}
}

func TestMoreRemissionNeverMeansLater(t *testing.T) {
	r := rules(t, "")
	rapid.Check(t, func(t *rapid.T) {
		c := cases(t)
		c.Substitute.Unpaid = false // without it parole is never past the end
		more := c
		more.Remissions = append(slices.Clone(c.Remissions), drawGrant(t, c.Start))
		a, b := must(t, r, c), must(t, r, more)
		for _, p := range earlier() {
			if b.On(p).After(a.On(p)) {
				t.Fatalf("%s moves from %s to %s", p, a.On(p), b.On(p))
			}
			// Only where freedom came first can a right come to be: an earlier grant
			// may part two days that a later one had brought together.
			if a.On(p).IsZero() && !b.On(p).IsZero() && a.Why(p).Code != sentence.ReasonNothingLeft && a.Why(p).Code != sentence.ReasonNoParole {
				t.Fatalf("%s came to be by a remission", p)
			}
		}
	})
}

func TestTheOrderOfWritingMeansNothing(t *testing.T) {
	r := rules(t, "")
	rapid.Check(t, func(t *rapid.T) {
		c := cases(t)
		other := c
		other.Remissions = rapid.Permutation(c.Remissions).Draw(t, "order")
		other.Verdicts = rapid.Permutation(c.Verdicts).Draw(t, "verdicts")
		same(t, must(t, r, c), must(t, r, other))
	})
}

func same(t *rapid.T, a, b sentence.Timeline) {
	for _, p := range sentence.Points() {
		if a.On(p) != b.On(p) || a.Why(p) != b.Why(p) {
			t.Fatalf("%s is %s (%v) and %s (%v)", p, a.On(p), a.Why(p), b.On(p), b.Why(p))
		}
	}
}

func TestTwoSentencesInARowAreOne(t *testing.T) {
	r := rules(t, "")
	rapid.Check(t, func(t *rapid.T) {
		c := cases(t)
		a, b := term(t, 1), term(t, 1)
		c.Verdicts = []sentence.Term{{Years: a.Years + b.Years, Months: a.Months + b.Months, Days: a.Days + b.Days}}
		one := must(t, r, c)
		c.Verdicts = []sentence.Term{a, b}
		same(t, one, must(t, r, c))
	})
}

// TestCreditEqualsTimeServed: a day credited is a day by which detention began
// earlier, for every date that counts days.
func TestCreditEqualsTimeServed(t *testing.T) {
	r := rules(t, "")
	rapid.Check(t, func(t *rapid.T) {
		c := cases(t)
		days := rapid.IntRange(0, 300).Draw(t, "credit")
		c.Verdicts = []sentence.Term{{Days: rapid.IntRange(300, 4000).Draw(t, "sentence")}}
		c.Detention, c.Substitute = nil, sentence.Substitute{}
		credited, longer := c, c
		credited.Detention = []sentence.Detention{{Kind: "rutan", Days: days}}
		longer.Start = c.Start.AddDays(-days)
		same(t, must(t, r, credited), must(t, r, longer))
	})
}

func TestDatesComeInTheirOrder(t *testing.T) {
	r := rules(t, "")
	rapid.Check(t, func(t *rapid.T) {
		tl := must(t, r, cases(t))
		order := []sentence.Point{sentence.OneThird, sentence.OneHalf, sentence.TwoThirds, sentence.NetExpiry, sentence.Release}
		for i := range order[1:] {
			if tl.On(order[i]).After(tl.On(order[i+1])) {
				t.Fatalf("%s %s is after %s %s", order[i], tl.On(order[i]), order[i+1], tl.On(order[i+1]))
			}
		}
		if tl.On(sentence.NetExpiry).After(tl.On(sentence.NominalExpiry)) {
			t.Fatal("remission made the sentence longer")
		}
		for _, p := range sentence.Points() {
			if tl.On(p).IsZero() == (tl.Why(p).Code == "") {
				t.Fatalf("%s: %q with reason %q", p, tl.On(p), tl.Why(p).Code)
			}
		}
		if tl.On(sentence.Parole).After(tl.On(sentence.SupervisionEnd)) {
			t.Fatal("supervision ends before parole")
		}
	})
}

func TestPayingTheFineNeverMeansLater(t *testing.T) {
	r := rules(t, "")
	rapid.Check(t, func(t *rapid.T) {
		c := cases(t)
		paid := c
		paid.Substitute.Unpaid = false
		a, b := must(t, r, c), must(t, r, paid)
		for _, p := range []sentence.Point{sentence.Parole, sentence.ConditionalLeave, sentence.PrereleaseLeave, sentence.SupervisionEnd, sentence.Release} {
			if b.On(p).After(a.On(p)) {
				t.Fatalf("%s moves from %s to %s", p, a.On(p), b.On(p))
			}
		}
		for _, x := range a.Changes {
			if x.Code == sentence.ChangeFinePaid && x.Date != b.On(x.Of) {
				t.Fatalf("%s would be %s and is told to be %s", x.Of, b.On(x.Of), x.Date)
			}
		}
	})
}
