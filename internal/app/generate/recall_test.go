package generate_test

import (
	"context"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"titian/internal/app/generate"
	"titian/internal/engine/names/namestest"
	"titian/internal/feature/person"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// TestMisspeltNamesAreFound misspells 2,000 names of a made-up register and looks
// whether the name that was meant is among the first ten answers, by the rules
// that the search was made with and by others that it was not made with.
//
// TITIAN_TEST_PEOPLE sets the size of the register: the nation is 275000.
// TITIAN_TEST_SEED draws other names and slips.
func TestMisspeltNamesAreFound(t *testing.T) {
	people, asked := 8000, 500
	if n, err := strconv.Atoi(os.Getenv("TITIAN_TEST_PEOPLE")); err == nil {
		people, asked = n, 2000
	}
	seed := uint64(11)
	if n, err := strconv.ParseUint(os.Getenv("TITIAN_TEST_SEED"), 10, 64); err == nil {
		seed = n
	}
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		if err := generate.Run(t.Context(), d, generate.Options{People: people, Seed: 1}); err != nil {
			t.Fatal(err)
		}
		if d.Dialect == db.Postgres {
			if err := d.InTx(t.Context(), func(tx *db.Tx) error { _, err := db.Exec(t.Context(), tx, `ANALYZE`); return err }); err != nil {
				t.Fatal(err)
			}
		}
		all, err := db.All[string](t.Context(), d, `SELECT name FROM person_person ORDER BY id`)
		if err != nil {
			t.Fatal(err)
		}
		s := person.New(d, person.Keys{})
		for _, set := range []struct {
			name  string
			rules []namestest.Rule
			least float64
		}{{"slips", namestest.Slips(), 97}, {"others", namestest.Others(), 95}} {
			found, byRule, took := recall(t, s, all, set.rules, asked, seed)
			share := 100 * float64(found) / float64(asked)
			t.Logf("%s, %d people, %s: %.1f %% of %d among ten, %s each; missed by rule %v", d.Dialect, people, set.name, share, asked, took/time.Duration(asked), byRule)
			if share < set.least {
				t.Errorf("%s: %.1f %%, want %v", set.name, share, set.least)
			}
		}
	})
}

// recall counts the names that are found again. Two people of one name are one
// answer: nobody can tell them apart by it.
func recall(t *testing.T, s *person.Service, all []string, rules []namestest.Rule, asked int, seed uint64) (found int, missed map[string]int, took time.Duration) {
	r := rand.New(rand.NewPCG(seed, 12))
	missed = map[string]int{}
	for range asked {
		meant := all[r.IntN(len(all))]
		misspelt, rule := namestest.Apply(r, rules, meant)
		start := time.Now()
		answers, err := s.Find(context.Background(), authz.OperatorAs("test"), misspelt)
		took += time.Since(start)
		if err != nil {
			t.Fatalf("%q: %v", misspelt, err)
		}
		if among(answers[:min(len(answers), 10)], meant) {
			found++
		} else {
			missed[rule]++
			if testing.Verbose() && missed[rule] < 4 {
				t.Logf("%s: %q for %q", rule, misspelt, meant)
			}
		}
	}
	return found, missed, took
}

func among(answers []person.Found, name string) bool {
	for _, x := range answers {
		if strings.EqualFold(x.Name, name) {
			return true
		}
	}
	return false
}
