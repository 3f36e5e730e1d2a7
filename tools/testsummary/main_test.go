package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	ran    = `{"Action":"run","Package":"p","Test":"TestA"}` + "\n"
	passed = ran + `{"Action":"pass","Package":"p","Test":"TestA"}` + "\n"
)

func TestSummary(t *testing.T) {
	for _, c := range []struct{ name, events, line, err string }{
		{"a passing run is reported as such", passed, "1 passed, 0 failed, 0 skipped", ""},
		{"a package without test files is no skipped test", passed + `{"Action":"skip","Package":"q"}`, "1 passed, 0 failed, 0 skipped", ""},
		{"output lines count for nothing", passed + `{"Action":"output","Package":"p","Test":"TestA","Output":"--- SKIP"}`, "1 passed, 0 failed, 0 skipped", ""},
		{"a skipped test fails the run by name", passed + `{"Action":"skip","Package":"p","Test":"TestB"}`, "SKIPPED p.TestB", "skipped"},
		{"a failed test fails the run", passed + `{"Action":"fail","Package":"p","Test":"TestB"}` + "\n" + `{"Action":"fail","Package":"p"}`, "1 passed, 1 failed, 0 skipped", "failed"},
		{"a package that does not compile fails the run", passed + `{"Action":"fail","Package":"q"}`, "FAILED  q (package)", "failed"},
		{"a test that never ended failed", passed + `{"Action":"run","Package":"p","Test":"TestB"}` + "\n" + `{"Action":"fail","Package":"p","Test":"TestC"}`, "TestB (did not finish)", "failed"},
		{"a run without tests proves nothing", "", "unit: no test ran", "failed"},
		{"what is not an event is an error", "panic: oops", "", "parse"},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "events.json")
			if err := os.WriteFile(file, []byte(c.events), 0o600); err != nil {
				t.Fatal(err)
			}
			var out strings.Builder
			err := run([]string{"unit=" + file}, &out)
			if !strings.Contains(out.String(), c.line) {
				t.Errorf("got %q, want a line with %q", out.String(), c.line)
			}
			if (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
				t.Errorf("got error %v, want one about %q", err, c.err)
			}
		})
	}
}

func TestAMissingFileIsAnError(t *testing.T) {
	if err := run([]string{"unit=" + filepath.Join(t.TempDir(), "none.json")}, &strings.Builder{}); err == nil {
		t.Error("got nil, want an error")
	}
}
