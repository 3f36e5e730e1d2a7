package main

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
)

func testPools() *pools {
	p := &pools{
		Facilities: 12, Persons: 120, Away: []int{2, 77}, Queries: []string{"ani"}, Typos: []string{"siti nai"},
		Classes: []class{{Facility: 3, Class: 11, Enrolments: []int{7, 300}}},
	}
	p.hold()
	return p
}

func TestVacanciesAreDistinctAndInThePersonsOwnFacility(t *testing.T) {
	p := testPools()
	seen := map[[2]int]bool{}
	for n := range 2 * (p.Persons - len(p.Away)) {
		person, class := p.vacancy(n)
		if slices.Contains(p.Away, person) {
			t.Errorf("person %d is away", person)
		}
		if seen[[2]int{person, class}] {
			t.Fatalf("pair %d repeats: person %d, class %d", n, person, class)
		}
		seen[[2]int{person, class}] = true
		if facility := (person-1)%p.Facilities + 1; (class-1)/perFacility+1 != facility {
			t.Errorf("person %d of facility %d is offered class %d", person, facility, class)
		}
		// deskgen enrols a person in at most three classes, from this one on.
		first := (person - 1) / p.Facilities % perFacility
		if step := ((class-1)%perFacility - first + perFacility) % perFacility; step < 3 {
			t.Errorf("person %d may be in class %d already", person, class)
		}
	}
}

func TestOurTargetSpellsIdsAsTheGeneratorDoes(t *testing.T) {
	t.Setenv("OURS_TOKEN", "secret")
	target, err := loadTarget("../targets/ours.json")
	if err != nil {
		t.Fatal(err)
	}
	var seq atomic.Int64
	got := string(target.render(nil, target.Ops["W3"], testPools(), rand.New(rand.NewPCG(1, 1)), &seq))
	for _, want := range []string{
		"00000000-0000-7002-8000-00000000000b",
		"00000000-0000-7004-8000-000000000007",
		"00000000-0000-7004-8000-00000000012c",
		"Authorization: Bearer secret\r\n",
		"Idempotency-Key: bench-1\r\n",
		"\"held_on\":\"2026-05-26\"",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("got request\n%s\nwant %q in it", got, want)
		}
	}
}

func TestEveryTargetCanSpellItsOperations(t *testing.T) {
	files, err := filepath.Glob("../targets/*.json")
	if err != nil || len(files) < 3 {
		t.Fatalf("targets: %v, %v", files, err)
	}
	for _, f := range files {
		target, err := loadTarget(f)
		if err != nil {
			t.Fatal(err)
		}
		for name, op := range target.Ops {
			var seq atomic.Int64
			got := string(target.render(nil, op, testPools(), rand.New(rand.NewPCG(1, 1)), &seq))
			if strings.Contains(got, "{enrol") || strings.Contains(got, "%!") {
				t.Errorf("%s %s leaves a placeholder:\n%s", f, name, got)
			}
		}
	}
}

func TestLoadGoesToTheLoopbackAlone(t *testing.T) {
	for addr, ok := range map[string]bool{
		"127.0.0.1:80": true, "[::1]:80": true, "10.0.0.1:80": false, "example.org:80": false, "localhost": false, "0.0.0.0:80": false,
	} {
		if err := loopback(addr); (err == nil) != ok {
			t.Errorf("%s: got %v", addr, err)
		}
	}
}

func TestTheSequenceOutlivesTheRun(t *testing.T) {
	file := filepath.Join(t.TempDir(), "seq")
	seq, err := loadSequence(file)
	if err != nil || seq.Load() != 0 {
		t.Fatalf("got %v, %v, want 0", seq, err)
	}
	seq.Add(41)
	if err := saveSequence(file, seq); err != nil {
		t.Fatal(err)
	}
	again, err := loadSequence(file)
	if err != nil || again.Load() != 41 {
		t.Errorf("got %v, %v, want 41", again, err)
	}
	if err := os.WriteFile(file, []byte("soon"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := loadSequence(file); err == nil {
		t.Error("a damaged file was read")
	}
}
