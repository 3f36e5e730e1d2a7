// Command testsummary reads the event files that gotestsum kept of several test
// runs, prints one line a run and a closing line for all, and fails when a test
// failed, when one was skipped, or when a run held no test at all.
//
//	testsummary unit=unit.json race=race.json
//
// A skipped test is a failure here because a skip hides in a green log: the
// suite would go on proving less than its readers believe.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "testsummary:", err)
		os.Exit(1)
	}
}

// run summarises the files named as label=path.
func run(args []string, out io.Writer) error {
	var total tally
	for _, arg := range args {
		label, path, ok := strings.Cut(arg, "=")
		if !ok {
			return fmt.Errorf("%q is not label=file", arg)
		}
		t, err := readFile(path)
		if err != nil {
			return fmt.Errorf("read %s: %w", label, err)
		}
		if t.passed+len(t.failed)+len(t.skipped) == 0 {
			t.failed = append(t.failed, label+": no test ran")
		}
		fmt.Fprintf(out, "%-10s %6d passed %4d failed %4d skipped\n", label, t.passed, len(t.failed), len(t.skipped))
		total.add(t)
	}
	for _, name := range total.skipped {
		fmt.Fprintln(out, "SKIPPED", name)
	}
	for _, name := range total.failed {
		fmt.Fprintln(out, "FAILED ", name)
	}
	fmt.Fprintf(out, "%d passed, %d failed, %d skipped\n", total.passed, len(total.failed), len(total.skipped))
	switch {
	case len(total.failed) > 0:
		return errors.New("tests failed")
	case len(total.skipped) > 0:
		return errors.New("tests were skipped: make them run, or delete them")
	case total.passed == 0:
		return errors.New("no test ran")
	}
	return nil
}

// tally counts the tests of a run; subtests count as tests.
type tally struct {
	passed          int
	failed, skipped []string
}

func (t *tally) add(o tally) {
	t.passed += o.passed
	t.failed = append(t.failed, o.failed...)
	t.skipped = append(t.skipped, o.skipped...)
}

// event is the part of a test2json line that is read here.
type event struct {
	Action  string
	Package string
	Test    string
}

func readFile(path string) (tally, error) {
	f, err := os.Open(path)
	if err != nil {
		return tally{}, err
	}
	defer f.Close()
	return read(f)
}

// read tallies one stream of test2json events. A test that began and never ended
// (a crash, a time-out) counts as failed, as does a package that failed outside
// its tests: it did not compile, or its TestMain ended it.
func read(r io.Reader) (tally, error) {
	var t tally
	open, brokenIn := map[string]bool{}, map[string]bool{}
	var failedPackages []string
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return tally{}, fmt.Errorf("parse %.80q: %w", lines.Text(), err)
		}
		if e.Test == "" {
			if e.Action == "fail" {
				failedPackages = append(failedPackages, e.Package)
			}
			continue
		}
		name := e.Package + "." + e.Test
		switch e.Action {
		case "run":
			open[name] = true
			continue
		case "pass":
			t.passed++
		case "skip":
			t.skipped = append(t.skipped, name)
		case "fail":
			t.failed = append(t.failed, name)
			brokenIn[e.Package] = true
		default:
			continue
		}
		delete(open, name)
	}
	for name := range open {
		t.failed = append(t.failed, name+" (did not finish)")
	}
	for _, p := range failedPackages {
		if !brokenIn[p] {
			t.failed = append(t.failed, p+" (package)")
		}
	}
	slices.Sort(t.failed)
	slices.Sort(t.skipped)
	return t, lines.Err()
}
