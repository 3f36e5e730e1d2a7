package disclosure

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"titian/internal/kernel/money"
)

// people makes records of one measure, month and regency.
func people(prefix string, n int, month string, place int) []Record {
	m, ok := ParseMonth(month)
	if !ok {
		panic(month)
	}
	list := make([]Record, n)
	for i := range list {
		list[i] = Record{Key: fmt.Sprintf("%s%03d", prefix, i), Measure: "m", Month: m, Place: place, Time: -1}
	}
	return list
}

// mustSpec is a spec with two provinces, three regencies, two sexes.
func mustSpec(t testing.TB, tables string, more ...string) *Spec {
	t.Helper()
	text := `{"release":"r1","released":"2026-01-15","from":"2025-01","to":"2025-12",
	"places":{"11":["1101","1102"],"12":["1201"]},"groups":{"sex":["female","male"]},"tables":[` + tables + `]` + strings.Join(more, "") + `}`
	spec, err := ParseSpec([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return spec
}

func mustBuild(t testing.TB, spec *Spec, records ...[]Record) *Release {
	t.Helper()
	all := slices.Concat(records...)
	for i := range all {
		if all[i].Groups == nil {
			all[i].Groups = []int{i % 2}
		}
	}
	if err := sortRecords(all); err != nil {
		t.Fatal(err)
	}
	r, err := Build(spec, all, attackKey)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func value(t testing.TB, r *Release, ref string) string {
	t.Helper()
	f := append(strings.Fields(ref), "")
	v, ok := r.Cell(Ref{f[0], f[1], f[2], f[3]})
	if !ok {
		t.Fatalf("no cell %s", ref)
	}
	return r.Spec.table(f[0]).Text(v)
}

const (
	nationMonth   = `{"id":"nation","kind":"count","measure":"m","level":"nation","period":"month"}`
	provinceMonth = `{"id":"province","kind":"count","measure":"m","level":"province","period":"month"}`
	regencyYear   = `{"id":"regency","kind":"count","measure":"m","level":"regency","period":"year"}`
)

func TestSmallCountsAndZeroLookTheSame(t *testing.T) {
	r := mustBuild(t, mustSpec(t, provinceMonth), people("a", 9, "2025-03", 0), people("b", 10, "2025-04", 0))
	for ref, want := range map[string]string{
		"province 2025-03 11": "<10", "province 2025-03 12": "<10", "province 2025-04 11": "10",
	} {
		if got := value(t, r, ref); got != want {
			t.Errorf("%s: got %s, want %s", ref, got, want)
		}
	}
}

func TestTheSamePeopleAreTheSameNumberInEveryTable(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(10, 60).Draw(rt, "people")
		// Everybody is in one province, and the nation is nobody else.
		r := mustBuild(t, mustSpec(t, nationMonth+","+provinceMonth+","+regencyYear), people("a", n, "2025-03", 2))
		a, b, c := value(t, r, "nation 2025-03 nation"), value(t, r, "province 2025-03 12"), value(t, r, "regency 2025 1201")
		if a != b || b != c {
			rt.Fatalf("%d people are %s, %s and %s", n, a, b, c)
		}
	})
}

func TestRoundingIsRightOnAverageAndOffByFourAtMost(t *testing.T) {
	for n := 10; n < 20; n++ {
		sum, runs := 0.0, 4000
		for i := range runs {
			records := people(fmt.Sprint(i, "-"), n, "2025-01", 0)
			at := make([]*Record, n)
			for j := range records {
				at[j] = &records[j]
			}
			v := float64(newRounder(attackKey).count(at))
			if math.Abs(v-float64(n)) > Margin || int(v)%Base != 0 {
				t.Fatalf("%d became %v", n, v)
			}
			sum += v
		}
		// The standard error of the mean is below 2.5/√4000 = 0.04.
		if mean := sum / float64(runs); math.Abs(mean-float64(n)) > 0.2 {
			t.Errorf("%d is %.2f on average", n, mean)
		}
	}
}

func TestOtherKeysGiveOtherNumbers(t *testing.T) {
	records := people("a", 12, "2025-01", 0)
	at := make([]*Record, len(records))
	for i := range records {
		at[i] = &records[i]
	}
	seen := map[Value]int{}
	for i := range 100 {
		seen[newRounder(fmt.Appendf(nil, "key %d", i)).count(at)]++
	}
	if seen[10] < 40 || seen[15] < 20 {
		t.Errorf("12 people under 100 keys: %v", seen)
	}
}

func TestKeysAreHashedWithTheirBounds(t *testing.T) {
	r := newRounder(attackKey)
	a, _ := r.draws([]*Record{{Key: "ab"}, {Key: "c"}})
	b, _ := r.draws([]*Record{{Key: "a"}, {Key: "bc"}})
	if a == b {
		t.Error("other people gave the same draw")
	}
}

func TestPublishedNumbersTellTheTruthWithinTheirBounds(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		spec := mustSpec(t, provinceMonth)
		n := rapid.IntRange(0, 40).Draw(rt, "people")
		r := mustBuild(t, spec, people("a", n, "2025-03", 0))
		v, _ := r.Cell(Ref{"province", "2025-03", "11", ""})
		if x := v.known(Count, Base); int64(n) < x.lo || int64(n) > x.hi {
			rt.Fatalf("%d people published as %v, which says %v", n, v, x)
		}
	})
}

func TestRowOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		all := slices.Concat(people("a", 30, "2025-03", 0), people("b", 17, "2025-05", 1), people("c", 12, "2025-03", 2))
		for i := range all {
			all[i].Groups = []int{i % 2}
		}
		spec := mustSpec(t, nationMonth+","+regencyYear)
		want, _ := mustBuild(t, spec, all).Encode()
		got, _ := mustBuild(t, spec, rapid.Permutation(all).Draw(rt, "rows")).Encode()
		if !got.Equal(want) {
			rt.Fatal(cmp.Diff(string(want.Cells), string(got.Cells)))
		}
	})
}

func TestARateNeedsAPopulationAndComesFromRoundedNumbers(t *testing.T) {
	spec := mustSpec(t, `{"id":"of","kind":"count","measure":"m","level":"province","period":"year"},
		{"id":"per","kind":"count","measure":"all","level":"province","period":"year"},
		{"id":"rate","kind":"rate","of":"of","per":"per"}`)
	all := func(n, place int) []Record {
		list := people(fmt.Sprint("x", place), n, "2025-02", place)
		for i := range list {
			list[i].Measure = "all"
		}
		return list
	}
	r := mustBuild(t, spec, people("a", 20, "2025-02", 0), all(100, 0), people("b", 20, "2025-02", 2), all(49, 2))
	if got := value(t, r, "rate 2025 11"); got != "20.0" {
		t.Errorf("20 of 100: got %s", got)
	}
	if got := value(t, r, "rate 2025 12"); got != "-" {
		t.Errorf("a population of 49: got %s", got)
	}
	r = mustBuild(t, spec, people("a", 9, "2025-02", 0), all(100, 0), people("b", 12, "2025-02", 2), all(50, 2))
	if got := value(t, r, "rate 2025 11"); got != "-" {
		t.Errorf("a hidden numerator: got %s", got)
	}
	of := map[string]string{"10": "20.0", "15": "30.0"}[value(t, r, "of 2025 12")]
	if got := value(t, r, "rate 2025 12"); got != of {
		t.Errorf("12 of 50, published as %s of 50: got %s, want %s", value(t, r, "of 2025 12"), got, of)
	}
}

func TestAmountsFollowTheDominanceRule(t *testing.T) {
	type gift struct {
		who   string
		gave  money.Rupiah
		named bool
	}
	for _, x := range []struct {
		name  string
		gifts []gift
		shown bool
	}{
		{"three equal partners", []gift{{"a", 5, false}, {"b", 5, false}, {"c", 5, false}}, true},
		{"two partners", []gift{{"a", 5, false}, {"b", 5, false}}, false},
		{"two partners and an empty row", []gift{{"a", 5, false}, {"b", 5, false}, {"c", 0, false}}, false},
		{"two partners, both agreed", []gift{{"a", 5, true}, {"b", 5, true}}, true},
		{"two partners, one agreed", []gift{{"a", 5, true}, {"b", 5, false}}, false},
		{"one gives exactly 80 percent", []gift{{"a", 80, false}, {"b", 10, false}, {"c", 10, false}}, true},
		{"one gives more than 80 percent", []gift{{"a", 81, false}, {"b", 10, false}, {"c", 9, false}}, false},
		{"one gives more than 80 percent and agreed", []gift{{"a", 81, true}, {"b", 10, false}, {"c", 9, false}}, true},
		{"agreed for one gift, not for the other", []gift{{"a", 41, true}, {"a", 41, false}, {"b", 9, false}, {"c", 9, false}}, false},
		{"nobody", nil, false},
	} {
		t.Run(x.name, func(t *testing.T) {
			var records []*Record
			total := int64(0)
			for i, g := range x.gifts {
				amount := g.gave * 1_000_000
				total += int64(amount)
				records = append(records, &Record{Key: fmt.Sprint(i), Amount: amount, Contributor: g.who, Named: g.named})
			}
			v := newRounder(attackKey).amount(records, 7_000_000)
			if v.Shown() != x.shown {
				t.Fatalf("got %v", v)
			}
			if v.Shown() && (int64(v)%7_000_000 != 0 || max(int64(v)-total, total-int64(v)) >= 7_000_000) {
				t.Errorf("%d became %v", total, v)
			}
		})
	}
}

// cohort makes people of whom some have the event every few days.
func cohort(n, every, days int) []Record {
	list := people("c", n, "2025-01", 0)
	for i := range list {
		list[i].Time, list[i].Event = days, false
		if i%every == 0 {
			list[i].Time, list[i].Event = (i*37)%days, true
		}
	}
	return list
}

func TestACurveEndsWhereFewRemainAndOnlyMovesOneWay(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		records := cohort(rapid.IntRange(0, 300).Draw(rt, "n"), rapid.IntRange(1, 9).Draw(rt, "every"), 1000)
		at := make([]*Record, len(records))
		for i := range records {
			at[i] = &records[i]
		}
		points := newRounder(attackKey).curve(at)
		for i, p := range points {
			left, had := follow(at, i)
			if len(left) < MinAtRisk || p.Quarter != i {
				rt.Fatalf("point %+v, %d at risk", p, len(left))
			}
			if p.Events.Shown() != (p.Share != None) || p.Events.Shown() && len(had) < Threshold {
				rt.Fatalf("point %+v, %d events", p, len(had))
			}
			if i > 0 && (p.AtRisk > points[i-1].AtRisk || points[i-1].Events.Shown() && p.Events < points[i-1].Events) {
				rt.Fatalf("%+v after %+v", p, points[i-1])
			}
		}
		g := &gate{}
		g.steps(Ref{}, points)
		if len(g.findings) > 0 {
			rt.Fatalf("%v in %+v", g.findings, points)
		}
	})
}

func TestACurveIsNearTheTruthItHides(t *testing.T) {
	r := mustBuild(t, mustSpec(t, `{"id":"c","kind":"curve","measure":"m","level":"nation","period":"year"}`), cohort(4000, 2, 700))
	points := r.series("c").Curves[0]
	if len(points) != 8 {
		t.Fatalf("got %d quarters, want 0 to 7", len(points))
	}
	last := points[len(points)-1]
	// Half of 4000 have the event in 700 days at an even pace: 639 days is 91 %.
	if want := 1000 * (1 - 0.5*639/700); math.Abs(float64(last.Share)-want) > 10 {
		t.Errorf("share at quarter 7: %v, want about %.0f", last.Share, want)
	}
}

func TestAPeriodIsPublishedWhenItIsOver(t *testing.T) {
	for _, x := range []struct {
		from, to string
		span     Span
		want     []string
	}{
		{"2025-11", "2026-01", Monthly, []string{"2025-11", "2025-12", "2026-01"}},
		{"2025-11", "2026-02", Quarterly, []string{"2025-Q4"}},
		{"2025-12", "2025-12", Yearly, []string{"2025"}},
		{"2025-01", "2025-11", Yearly, []string{}},
		{"2024-06", "2026-12", Yearly, []string{"2024", "2025", "2026"}},
	} {
		from, _ := ParseMonth(x.from)
		to, _ := ParseMonth(x.to)
		s := &Spec{From: from, To: to}
		if diff := cmp.Diff(s.labels(Table{Span: x.span}), x.want); diff != "" {
			t.Errorf("%s to %s by %v: %s", x.from, x.to, x.span, diff)
		}
	}
}
