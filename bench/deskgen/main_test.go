package main

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
)

// small writes a set of 12 facilities and returns its folder.
func small(t *testing.T, seed uint64) string {
	t.Helper()
	dir := t.TempDir()
	newNation(dir, 12, 1200, 3500, 9000, 50, seed).write()
	return dir
}

func rows(t *testing.T, dir, name string) [][]string {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	list, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return list[1:]
}

func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTheSameSeedGivesTheSameBytesAndAnotherDoesNot(t *testing.T) {
	read := func(dir string) string {
		var all []byte
		for _, name := range []string{"persons.csv", "enrolments.csv", "attendance.csv", "ids.json"} {
			b, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, b...)
		}
		return string(all)
	}
	first := read(small(t, 1))
	if first != read(small(t, 1)) {
		t.Error("seed 1 gave two different sets")
	}
	if first == read(small(t, 2)) {
		t.Error("seeds 1 and 2 gave the same set")
	}
}

func TestTheSetHasTheSizesAskedFor(t *testing.T) {
	dir := small(t, 1)
	for name, want := range map[string]int{
		"institutions.csv": 12, "programmes.csv": 60, "persons.csv": 1200, "enrolments.csv": 3500, "attendance.csv": 9000, "import.csv": 50,
	} {
		if got := len(rows(t, dir, name)); got != want {
			t.Errorf("%s: got %d rows, want %d", name, got, want)
		}
	}
}

func TestEnrolmentsFollowTheRuleThatTheLoadDriverCountsOn(t *testing.T) {
	dir := small(t, 1)
	taken := map[[2]int]bool{}
	for _, r := range rows(t, dir, "enrolments.csv") {
		person, class, facility := number(t, r[1]), number(t, r[2]), number(t, r[3])
		if facility != (person-1)%12+1 || (class-1)/perFacility+1 != facility {
			t.Fatalf("person %d is enrolled in class %d of facility %d", person, class, facility)
		}
		first := (person - 1) / 12 % perFacility
		if step := ((class-1)%perFacility - first + perFacility) % perFacility; step > 2 {
			t.Fatalf("person %d, who begins with class %d, is in class %d", person, first, (class-1)%perFacility)
		}
		if taken[[2]int{person, class}] {
			t.Fatalf("person %d is twice in class %d", person, class)
		}
		taken[[2]int{person, class}] = true
	}
}

func TestClassesInTheIdFileAreThirtyEnrolmentsOfThatClass(t *testing.T) {
	dir := small(t, 1)
	b, err := os.ReadFile(filepath.Join(dir, "ids.json"))
	if err != nil {
		t.Fatal(err)
	}
	var got ids
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	if got.Facilities != 12 || got.Persons != 1200 || len(got.Classes) == 0 || len(got.Queries) == 0 || len(got.Queries) != len(got.Typos) {
		t.Fatalf("got %d facilities, %d persons, %d classes, %d queries, %d typos",
			got.Facilities, got.Persons, len(got.Classes), len(got.Queries), len(got.Typos))
	}
	class := map[int][2]int{}
	for _, r := range rows(t, dir, "enrolments.csv") {
		class[number(t, r[0])] = [2]int{number(t, r[2]), number(t, r[3])}
	}
	for _, c := range got.Classes {
		if len(c.Enrolments) != 30 {
			t.Errorf("class %d has %d enrolments", c.Class, len(c.Enrolments))
		}
		if slices.ContainsFunc(c.Enrolments, func(e int) bool { return class[e] != [2]int{c.Class, c.Facility} }) {
			t.Errorf("class %d lists an enrolment of another", c.Class)
		}
	}
}
