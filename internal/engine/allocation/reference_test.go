package allocation_test

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"titian/internal/engine/allocation"
	"titian/internal/engine/allocation/allocationfile"
)

// The reference round was solved by others; see testdata/README.md. Every
// figure is a whole number and has to be met exactly. With -v the largest
// difference of each file is printed.

func TestReferencePlacements(t *testing.T) {
	round := referenceRound(t)
	want := map[allocation.Method]map[string]string{}
	for _, row := range rows(t, "expected_placements.csv") {
		m := allocation.Method(row[0])
		if want[m] == nil {
			want[m] = map[string]string{}
		}
		want[m][row[1]] = row[2]
	}
	different := 0
	for method, places := range want {
		got := map[string]string{}
		for p := range solve(t, round, method).Placements() {
			got[p.Person] = p.Offering
		}
		for person, offering := range places {
			if got[person] != offering {
				different++
				t.Errorf("%s: person %s got %q, want %q", method, person, got[person], offering)
			}
			delete(got, person)
		}
		different += len(got)
		for person := range got {
			t.Errorf("%s: person %s got a place, want none", method, person)
		}
	}
	t.Logf("expected_placements.csv: largest difference %d of %d placements", different, 2*238)
}

func TestReferenceTotals(t *testing.T) {
	round := referenceRound(t)
	deferred := solve(t, round, allocation.Deferred)
	reserves := solve(t, round, allocation.DeferredReserves)
	optimum := solve(t, round, allocation.Optimum)
	got := map[string]int64{
		"best_total_points":        optimum.Points,
		"most_people_placeable":    solve(t, onePointEach(t), allocation.Optimum).Points,
		"deferred_points":          deferred.Points,
		"deferred_placed":          int64(deferred.Placed),
		"deferred_reserves_points": reserves.Points,
		"deferred_reserves_placed": int64(reserves.Placed),
	}
	worst := int64(0)
	for _, row := range rows(t, "expected_totals.csv") {
		value, ok := got[row[0]]
		if !ok {
			t.Errorf("%s is not computed", row[0])
		}
		if difference := value - number(t, row[1]); difference != 0 {
			worst = max(worst, difference, -difference)
			t.Errorf("%s: got %d, want %s", row[0], value, row[1])
		}
	}
	if optimum.Bound != optimum.Points {
		t.Errorf("the bound is %d, the points are %d", optimum.Bound, optimum.Points)
	}
	t.Logf("expected_totals.csv: largest difference %d points or people", worst)
}

func TestReferenceSeatValues(t *testing.T) {
	got := map[string]int{}
	for _, v := range solve(t, referenceRound(t), allocation.Optimum).SeatValues {
		got[v.Offering] = v.Points
	}
	worst := 0.0
	expected := rows(t, "expected_seat_value.csv")
	if len(got) != len(expected) {
		t.Errorf("%d seat values, want %d", len(got), len(expected))
	}
	for _, row := range expected {
		if difference := int64(got[row[0]]) - number(t, row[1]); difference != 0 {
			worst = max(worst, math.Abs(float64(difference)))
			t.Errorf("offering %s: got %d, want %s", row[0], got[row[0]], row[1])
		}
	}
	t.Logf("expected_seat_value.csv: largest difference %g points", worst)
}

func referenceRound(t testing.TB) *allocation.Round {
	t.Helper()
	return readFolder(t, "testdata")
}

// onePointEach is the reference round with one point for every place, so that
// the largest sum is the largest number of people that can be placed.
func onePointEach(t testing.TB) *allocation.Round {
	t.Helper()
	text := "person,offering,preference,points,priority\n"
	for _, row := range rows(t, "pairs.csv") {
		row[3] = "1"
		text += strings.Join(row, ",") + "\n"
	}
	round, err := allocationfile.Read(allocationfile.Files{
		People: source(t, "testdata", "people.csv"), Offerings: source(t, "testdata", "offerings.csv"),
		Pairs: allocationfile.Source{Name: "pairs.csv", Reader: strings.NewReader(text)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return round
}

func source(t testing.TB, dir, name string) allocationfile.Source {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return allocationfile.Source{Name: name, Reader: f}
}

func solve(t testing.TB, round *allocation.Round, m allocation.Method) *allocation.Result {
	t.Helper()
	res, err := allocation.Solve(round, m)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// rows reads an expected file without its header, by another parser than ours.
func rows(t testing.TB, name string) [][]string {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all[1:]
}

func number(t testing.TB, s string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
