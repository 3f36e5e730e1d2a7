package e2e

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"titian/internal/app/generate"
	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/platform/audit"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/tabular"
)

// taken is how many people a file has; they are worked off in several parts.
const taken = 2500

// country is what the file's people live in, with their sentences.
func country() generate.Options { return generate.Options{People: taken, Seed: 5, Sentences: true} }

// importKills is how often an import is killed on each engine: a few times with
// every run of the suite, as often as TITIAN_TEST_KILLS says in `make kills`.
func importKills(t *testing.T) int {
	t.Helper()
	asked := os.Getenv("TITIAN_TEST_KILLS")
	if asked == "" {
		return 3
	}
	n, err := strconv.Atoi(asked)
	if err != nil || n < 1 {
		t.Fatalf("TITIAN_TEST_KILLS=%q: a number of kills is wanted", asked)
	}
	return n
}

// TestAKilledImportEndsInTheSameRegister kills an import at a moment that it does
// not choose, and then the going on with it, and compares the register with that
// of an import that nobody touched: no one is missing, no one is there twice, and
// the audit tells of each once.
func TestAKilledImportEndsInTheSameRegister(t *testing.T) {
	times := importKills(t)
	dir := t.TempDir()
	binary := Build(t, dir)
	file := filepath.Join(dir, "people.csv")
	f, err := os.Create(file)
	if err == nil {
		err = generate.File(f, tabular.CSV, civil.Today(time.Now()), country())
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, dialect := range dbtest.Dialects() {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			whole := newImporting(t, binary, dialect)
			begun := time.Now()
			whole.run(t, 0, "import", "people", file)
			took, want := time.Since(begun), whole.register(t)
			if want[0] != fmt.Sprint(taken, " people") || len(want) < 4*taken {
				t.Fatalf("%s landed, want %d, in %d entries", want[0], taken, len(want))
			}
			landed := 0
			for round := range times {
				c := newImporting(t, binary, dialect)
				c.run(t, time.Duration(rand.Int64N(int64(took))), "import", "people", file)
				if round%4 == 0 {
					c.run(t, time.Duration(rand.Int64N(int64(took)/2)), "import", "resume")
				}
				if c.register(t)[0] != "0 people" {
					landed++
				}
				c.run(t, 0, "import", "resume")
				c.run(t, 0, "import", "people", file) // harmless, unless the first never began
				if got := c.register(t); !slices.Equal(got, want) {
					t.Fatalf("round %d: %d entries, want %d; they differ from %q", round, len(got), len(want), firstOther(got, want))
				}
			}
			t.Logf("%d of %d kills came after the first rows had landed", landed, times)
		})
	}
}

// importing is a database that a file is taken into.
type importing struct{ binary, dir, url string }

func newImporting(t *testing.T, binary string, dialect db.Dialect) *importing {
	t.Helper()
	c := &importing{binary, t.TempDir(), dbtest.URL(t, dialect)}
	d := dbtest.OpenAt(t, c.url, time.Now)
	_, err := directory.Load(t.Context(), d)
	if err == nil {
		err = generate.Places(t.Context(), d, country())
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// run runs one command, and kills it after a time unless that is zero.
func (c *importing) run(t *testing.T, killAfter time.Duration, args ...string) {
	t.Helper()
	cmd := exec.Command(c.binary, append(args, "--quiet", "--db", c.url, "--secret", filepath.Join(c.dir, "secret"))...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if killAfter > 0 {
		time.AfterFunc(killAfter, func() { _ = cmd.Process.Kill() }) // it may be done already
	}
	if err := cmd.Wait(); err != nil && killAfter == 0 {
		t.Fatalf("%q: %v\n%s", args, err, said.String())
	}
}

// register is everybody with their stays, sentences and the number of their audit
// entries, without what each run makes anew: keys and times. Its last line is of the audit
// and of what is kept beside people.
func (c *importing) register(t *testing.T) []string {
	t.Helper()
	d := dbtest.OpenAt(t, c.url, time.Now)
	out, err := db.All[string](t.Context(), d, `SELECT p.register_no || '|' || p.name || '|' || p.sex || '|' || p.born || '|' || p.legal_status || '|' || p.version || '|' || o.code
		|| '|' || (SELECT count(*) FROM person_custody c WHERE c.person_id = p.id) || '|' || (SELECT count(*) FROM audit_entry a WHERE a.org_id = p.facility_id AND a.record_id = p.id)
		|| '|' || CASE WHEN p.nik_hash IS NULL THEN 0 ELSE 1 END || '|' || COALESCE(CAST(p.release_due_on AS TEXT), '')
		|| '|' || (SELECT count(*) FROM person_alias n WHERE n.person_id = p.id)
		FROM person_person p JOIN directory_organisation o ON o.id = p.facility_id ORDER BY p.register_no, p.name`)
	if err != nil {
		t.Fatal(err)
	}
	sentences, err := db.All[string](t.Context(), d, `SELECT p.register_no || '|' || e.topic || '|' || e.code || '|' || COALESCE(CAST(e.dated_on AS TEXT), '') || '|' || e.years || '-' || e.months || '-' || e.days || '|' || e.state || '|' || e.number
		FROM sentence_entry e JOIN person_person p ON p.id = e.person_id ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	dates, err := db.All[string](t.Context(), d, `SELECT p.register_no || ' ' || s.point || ' ' || CAST(s.falls_on AS TEXT) || ' ' || s.source
		FROM sentence_key_date s JOIN person_person p ON p.id = s.person_id ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	report, err := audit.Verify(t.Context(), d, nil)
	if err != nil || len(report.Problems) > 0 {
		t.Fatalf("audit: %v %v", report.Problems, err)
	}
	drift, err := person.CheckKept(t.Context(), d)
	if err != nil || !drift.None() {
		t.Fatalf("kept beside people: %+v, %v", drift, err)
	}
	return slices.Concat([]string{fmt.Sprint(len(out), " people")}, out, sentences, dates, []string{"sound"})
}

func firstOther(got, want []string) string {
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			return got[i] + " instead of " + want[i]
		}
	}
	return "the end"
}
