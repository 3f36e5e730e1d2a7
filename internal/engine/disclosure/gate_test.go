package disclosure

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// publishedAs makes a release whose tables say exactly what the test wants:
// rows of "table period place [group] = value".
func publishedAs(t testing.TB, spec *Spec, rows ...string) *Release {
	t.Helper()
	r := &Release{Spec: spec, KeyID: "k"}
	for _, table := range spec.Tables {
		s := newSeries(spec, table)
		for i := range s.Cells {
			s.Cells[i] = map[Kind]Value{Count: Small, Money: None, Rate: None, Curve: None}[table.Kind]
		}
		r.Series = append(r.Series, s)
	}
	for _, row := range rows {
		head, text, _ := strings.Cut(row, " = ")
		f := append(strings.Fields(head), "")
		s := r.series(f[0])
		v, ok := s.parse([]byte(text))
		i := -1
		for c := range s.Cells {
			if r.Ref(s, c) == (Ref{f[0], f[1], f[2], f[3]}) {
				i = c
			}
		}
		if !ok || i < 0 {
			t.Fatalf("row %q", row)
		}
		s.Cells[i] = v
	}
	return r
}

// told is what the gate said, one line a finding.
func told(findings []Finding) []string {
	lines := []string{}
	for _, f := range findings {
		lines = append(lines, fmt.Sprintf("%s %v %d-%d", f.Rule, f.Ref, f.Low, f.High))
	}
	return lines
}

func month(t testing.TB, spec *Spec, release, from, to string) *Spec {
	t.Helper()
	s := *spec
	s.Release = release
	s.From, _ = ParseMonth(from)
	s.To, _ = ParseMonth(to)
	return &s
}

func expect(t *testing.T, got []Finding, want ...string) {
	t.Helper()
	if want == nil {
		want = []string{}
	}
	if diff := cmp.Diff(told(got), want); diff != "" {
		t.Errorf("got − want +\n%s", diff)
	}
}

func TestWhatIsLeftOfATotalIsFound(t *testing.T) {
	spec := month(t, mustSpec(t, nationMonth+","+provinceMonth), "r1", "2025-01", "2025-01")
	// 15 says 11 to 19; 20 says 16 to 24: at most 3 are left for province 12.
	r := publishedAs(t, spec, "nation 2025-01 nation = 15", "province 2025-01 11 = 20")
	expect(t, Gate(nil, r), "narrow province 2025-01 12 0-3")
	// 20 and 20 leave 0 to 8, which is plus or minus four.
	expect(t, Gate(nil, publishedAs(t, spec, "nation 2025-01 nation = 20", "province 2025-01 11 = 20")))
}

func TestWhatSeveralHiddenPartsAddUpToIsFound(t *testing.T) {
	spec := month(t, mustSpec(t, `{"id":"province","kind":"count","measure":"m","level":"province","period":"year"},
		{"id":"regency","kind":"count","measure":"m","level":"regency","period":"month"}`), "r1", "2025-12", "2025-12")
	// The year is 10 to 14, December in 1101 is 10 to 14: the rest is 0 to 4,
	// spread over eleven unpublished months and the other regency.
	r := publishedAs(t, spec, "province 2025 11 = 10", "regency 2025-12 1101 = 10", "province 2025 12 = 30")
	got := told(Gate(nil, r))
	if !slices.Contains(got, "narrow regency 2025-12 1102 0-4") || !slices.Contains(got, "rest province 2025 11 0-4") {
		t.Errorf("got %v", got)
	}
}

func TestALeakAcrossReleasesIsFound(t *testing.T) {
	spec := mustSpec(t, nationMonth+`,{"id":"year","kind":"count","measure":"m","level":"nation","period":"year"}`)
	var history []*Release
	for m := 1; m <= 11; m++ {
		at := fmt.Sprintf("2025-%02d", m)
		r := publishedAs(t, month(t, spec, "r"+at, at, at), "nation "+at+" nation = 20")
		if got := Gate(history, r); len(got) > 0 {
			t.Fatalf("%s alone: %v", at, told(got))
		}
		history = append(history, r)
	}
	// Eleven months say 176 or more, the year says 179 or less.
	last := publishedAs(t, month(t, spec, "r12", "2025-12", "2025-12"), "year 2025 nation = 175")
	expect(t, Gate(history, last), "narrow nation 2025-12 nation 0-3")
	// The same numbers in any order of releases leak the same.
	slices.Reverse(history)
	expect(t, Gate(history, last), "narrow nation 2025-12 nation 0-3")
	// With a year of 220 nothing is narrow.
	expect(t, Gate(history, publishedAs(t, month(t, spec, "r12", "2025-12", "2025-12"), "year 2025 nation = 220")))
}

func TestALeakThroughTwoCrossingTablesIsFound(t *testing.T) {
	spec := mustSpec(t, provinceMonth+","+regencyYear)
	rows := []string{"regency 2025 1101 = 20", "regency 2025 1201 = 120"}
	for m := 1; m <= 12; m++ {
		rows = append(rows, fmt.Sprintf("province 2025-%02d 12 = 10", m))
	}
	// Province 11 had 16 or more; its months are hidden, and so is 1102.
	expect(t, Gate(nil, publishedAs(t, spec, rows...)))
	// With one month of 25 (21 to 29) and 1101 at 30 (26 to 34), nothing is
	// narrow; with all other months withheld or hidden the year stays open.
	expect(t, Gate(nil, publishedAs(t, spec, append(rows[1:], "regency 2025 1101 = 30", "province 2025-01 11 = 25")...)))
	// If 1201 had 26 to 34 in the year but 21 to 29 in each of two months, the
	// numbers cannot all be true.
	bad := Gate(nil, publishedAs(t, spec, "regency 2025 1201 = 30", "province 2025-01 12 = 25", "province 2025-02 12 = 25"))
	if len(bad) != 1 || bad[0].Rule != RuleImpossible {
		t.Errorf("got %v", told(bad))
	}
	// 1201 is all of province 12: 16 to 24 in the year, 16 to 24 in January, so
	// the other months have 8 together at most, which is wide enough; a January
	// of 25 leaves them 3.
	expect(t, Gate(nil, publishedAs(t, spec, "regency 2025 1201 = 20", "province 2025-01 12 = 20")))
	got := told(Gate(nil, publishedAs(t, spec, "regency 2025 1201 = 20", "province 2025-01 12 = 25")))
	if len(got) != 11 || got[0] != "narrow province 2025-02 12 0-3" {
		t.Errorf("got %v", got)
	}
}

func TestAHiddenAmountIsNotPinnedByItsTotal(t *testing.T) {
	spec := month(t, mustSpec(t, `{"id":"nation","kind":"money","measure":"m","level":"nation","period":"year","step":1000000},
		{"id":"province","kind":"money","measure":"m","level":"province","period":"year","step":1000000}`), "r1", "2025-01", "2025-12")
	r := publishedAs(t, spec, "nation 2025 nation = 900000000", "province 2025 11 = 500000000")
	got := Gate(nil, r)
	expect(t, got, "narrow province 2025 12 398000002-401999998")
	if !strings.Contains(got[0].Text, "Rp398.000.002 to Rp401.999.998") {
		t.Errorf("the text is %q", got[0].Text)
	}
	expect(t, Gate(nil, publishedAs(t, spec, "nation 2025 nation = 900000000")))
	r.series("nation").Cells[0] = Withheld
	expect(t, Gate(nil, r))
}

func TestWithholdingTheTotalHeals(t *testing.T) {
	tables := nationMonth + "," + provinceMonth
	records := people("a", 10, "2025-01", 0)
	spec := month(t, mustSpec(t, tables), "r1", "2025-01", "2025-01")
	expect(t, Gate(nil, mustBuild(t, spec, records)), "narrow province 2025-01 12 0-4")
	spec = month(t, mustSpec(t, tables, `,"withhold":[{"table":"nation","period":"2025-01","place":"nation"}]`), "r1", "2025-01", "2025-01")
	r := mustBuild(t, spec, records)
	if got := value(t, r, "nation 2025-01 nation"); got != ".." {
		t.Errorf("got %s", got)
	}
	expect(t, Gate(nil, r))
}

func TestARateSaysThatThePopulationIsLarge(t *testing.T) {
	spec := month(t, mustSpec(t, `{"id":"of","kind":"count","measure":"m","level":"province","period":"year"},
		{"id":"per","kind":"count","measure":"all","level":"province","period":"year"},
		{"id":"all","kind":"count","measure":"all","level":"nation","period":"year"},
		{"id":"rate","kind":"rate","of":"of","per":"per"}`), "r1", "2025-01", "2025-12")
	// 50 says 46 to 54, and with a rate 50 to 54; the nation has 54 to 58 … so
	// that the other province is 0 to 8 with the rate, 0 to 12 without.
	rows := []string{"of 2025 11 = 20", "per 2025 11 = 50", "all 2025 nation = 50"}
	expect(t, Gate(nil, publishedAs(t, spec, append(rows, "rate 2025 11 = 40.0")...)), "narrow per 2025 12 0-4")
	// Without one the population is 46 to 49, and the rest 0 to 8.
	expect(t, Gate(nil, publishedAs(t, spec, rows...)))
}

func TestWhatWasPublishedStays(t *testing.T) {
	spec := month(t, mustSpec(t, nationMonth), "r1", "2025-01", "2025-03")
	first := publishedAs(t, spec, "nation 2025-02 nation = 20")
	again := month(t, spec, "r2", "2025-02", "2025-04")
	expect(t, Gate([]*Release{first}, publishedAs(t, again, "nation 2025-02 nation = 20")))
	expect(t, Gate([]*Release{first}, publishedAs(t, again, "nation 2025-02 nation = 25")), "frozen nation 2025-02 nation 0-0")

	again.Corrects = []string{"nation"}
	half := publishedAs(t, again, "nation 2025-02 nation = 25")
	expect(t, Gate([]*Release{first}, half), "correction nation 0-0")
	again = month(t, again, "r2", "2025-01", "2025-04")
	whole := publishedAs(t, again, "nation 2025-02 nation = 25")
	expect(t, Gate([]*Release{first}, whole))
	twice := publishedAs(t, month(t, again, "r3", "2025-01", "2025-04"), "nation 2025-02 nation = 20")
	expect(t, Gate([]*Release{first, whole}, twice), "correction nation 0-0")
}

func TestAPublishedCurveOnlyGrows(t *testing.T) {
	tables := `{"id":"c","kind":"curve","measure":"m","level":"nation","period":"year"}`
	spec := mustSpec(t, tables)
	build := func(name string, points ...Point) *Release {
		r := publishedAs(t, month(t, spec, name, "2025-01", "2025-12"))
		r.series("c").Curves = [][]Point{points}
		return r
	}
	a, b, other := Point{0, 100, None, None}, Point{1, 90, None, None}, Point{1, 85, None, None}
	expect(t, Gate([]*Release{build("r1", a)}, build("r2", a, b)))
	expect(t, Gate([]*Release{build("r1", a, b)}, build("r2", a, other)), "frozen c 2025 nation 0-0")
	expect(t, Gate([]*Release{build("r1", a, b)}, build("r2", a)), "frozen c 2025 nation 0-0")
	// 20 events and then 15 is 0 to 3 more.
	expect(t, Gate(nil, build("r1", Point{0, 100, 20, 800}, Point{1, 70, 15, 800})), "narrow c 2025 nation 0-3")
}

func TestReleasesAreMadeAlike(t *testing.T) {
	spec := mustSpec(t, nationMonth)
	first := publishedAs(t, spec)
	fixed := func(name string, change func(*Spec, *Release)) {
		t.Run(name, func(t *testing.T) {
			s := *month(t, spec, "r2", "2026-01", "2026-03")
			s.Tables = slices.Clone(s.Tables)
			r := publishedAs(t, &s)
			change(&s, r)
			got := Gate([]*Release{first}, r)
			if len(got) != 1 || got[0].Rule != RuleFixed {
				t.Errorf("got %v", told(got))
			}
		})
	}
	fixed("same name", func(s *Spec, _ *Release) { s.Release = "r1" })
	fixed("other key", func(_ *Spec, r *Release) { r.KeyID = "other" })
	fixed("other places", func(s *Spec, _ *Release) { s.Places = NewPlaces(map[string][]string{"11": {"1101", "1102", "1201"}}) })
	fixed("other groups", func(s *Spec, _ *Release) { s.Groups = []Group{{"sex", []string{"male", "female"}}} })
	fixed("other table under the name", func(s *Spec, _ *Release) { s.Tables[0].Level = Province })
	fixed("same table under another name", func(s *Spec, _ *Release) { s.Tables[0].ID = "national" })
}

func TestThreeOverlappingCutsAreRefused(t *testing.T) {
	bySex := `{"id":"sex","kind":"count","measure":"m","level":"nation","period":"month","group":"sex"}`
	expect(t, Gate(nil, publishedAs(t, mustSpec(t, nationMonth+","+provinceMonth+","+bySex))))
	expect(t, Gate(nil, publishedAs(t, mustSpec(t, provinceMonth+","+bySex+","+regencyYear))), "overlap regency 0-0")
}

// Publishing in one release or in many gives a reader the same.
func TestSplittingAReleaseChangesNothingForTheReader(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		spec := mustSpec(t, nationMonth+","+provinceMonth+","+regencyYear)
		values := []string{"<10", "<10", "<10", "10", "15", "20", ".."}
		var rows []string
		for m := 1; m <= 12; m++ {
			for _, at := range []string{"nation %s nation", "province %s 11", "province %s 12"} {
				rows = append(rows, fmt.Sprintf(at, fmt.Sprintf("2025-%02d", m))+" = "+rapid.SampledFrom(values).Draw(rt, "value"))
			}
		}
		for _, place := range []string{"1101", "1102", "1201"} {
			rows = append(rows, "regency 2025 "+place+" = "+rapid.SampledFrom(append(values, "60", "90")).Draw(rt, "value"))
		}
		whole := told(Gate(nil, publishedAs(t, spec, rows...)))
		cut := rapid.IntRange(1, 11).Draw(rt, "cut")
		first := publishedAs(t, month(t, spec, "a", "2025-01", fmt.Sprintf("2025-%02d", cut)), rows[:3*cut]...)
		second := publishedAs(t, month(t, spec, "b", fmt.Sprintf("2025-%02d", cut+1), "2025-12"), rows[3*cut:]...)
		if diff := cmp.Diff(told(Gate([]*Release{first}, second)), whole); diff != "" {
			rt.Fatal(diff)
		}
	})
}

// The gate never accuses the truth: what it says of a cell holds for the
// records that the release was made of.
func TestWhatTheGateSaysOfACellIsTrue(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		spec := mustSpec(t, nationMonth+","+provinceMonth+","+regencyYear)
		var records [][]Record
		exact := map[string]int64{}
		for m := 1; m <= 12; m++ {
			for place, name := range []string{"1101", "1102", "1201"} {
				n := rapid.IntRange(0, 14).Draw(rt, "people")
				at := fmt.Sprintf("2025-%02d", m)
				records = append(records, people(at+name, n, at, place))
				exact["nation "+at+" nation"] += int64(n)
				exact["province "+at+" "+name[:2]] += int64(n)
				exact["regency 2025 "+name] += int64(n)
			}
		}
		for _, f := range Gate(nil, mustBuild(t, spec, records...)) {
			n := exact[f.Ref.String()]
			if f.Rule != RuleNarrow && f.Rule != RuleRest || f.Rule == RuleNarrow && (n < f.Low || n > f.High) {
				rt.Fatalf("%v: %s; true is %d", f.Ref, f.Text, n)
			}
		}
	})
}
