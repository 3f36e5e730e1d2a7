package allocationfile

import (
	"encoding/csv"
	"errors"
	"strings"
	"testing"

	"titian/internal/engine/allocation"
	"titian/internal/kernel/errs"
)

// FuzzRead gives arbitrary bytes to all three parsers: they either refuse them
// with an error of the caller that names a file, or give a round that every
// method can decide.
func FuzzRead(f *testing.F) {
	f.Add(people, offerings, pairList)
	f.Add(crlf(people), "\ufeff"+offerings, pairList[:len(pairList)-1])
	f.Add("person,protected\n\"a\"\"b\",1\n", offerings, row("\"a\"\"b\",sewing,1,1000,-5"))
	f.Add("", "offering,places,reserved\n", "person")
	f.Fuzz(func(t *testing.T, people, offerings, pairs string) {
		round, err := Read(files(people, offerings, pairs))
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.File == "" || e.Text == "" || !errors.Is(err, errs.Invalid) {
				t.Fatalf("not an error of the caller: %v", err)
			}
			return
		}
		for _, m := range []allocation.Method{allocation.Deferred, allocation.DeferredReserves, allocation.Optimum} {
			if _, err := allocation.Solve(round, m); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// FuzzTable compares the reading of rows with the standard library's, for what
// both accept.
func FuzzTable(f *testing.F) {
	f.Add("a,b\n1,2\n")
	f.Add("b,a\r\n\"x,\"\"y\",2\r\n")
	f.Add("a,b\n\"1\",\"2\"\n3,\"4\n")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := cells(text)
		if err != nil {
			return
		}
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
		r.LazyQuotes = true
		want, err := r.ReadAll()
		if err != nil || len(want) != len(got)+1 {
			return // it skips empty lines and lets a quoted field go on for many
		}
		for i, row := range got {
			for k, cell := range row {
				if at := column(want[0], k); want[i+1][at] != cell && !strings.Contains(text, "\"") {
					t.Fatalf("row %d: got %q, want %q", i, cell, want[i+1][at])
				}
			}
		}
	})
}

func cells(text string) ([][2]string, error) {
	t, err := open(Source{"f", strings.NewReader(text)}, "a", "b")
	if err != nil {
		return nil, err
	}
	var list [][2]string
	for t.next() {
		a := string(t.text(0))
		list = append(list, [2]string{a, string(t.text(1))})
	}
	return list, t.done()
}

func column(header []string, k int) int {
	for i, h := range header {
		if strings.TrimSpace(h) == [...]string{"a", "b"}[k] {
			return i
		}
	}
	return 0
}
