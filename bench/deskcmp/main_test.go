package main

import (
	"strings"
	"testing"
)

const rounds = `bare	R1	c=8	9000 req/s	p50 0.8ms	p99 2ms	max 9ms	210 B	cpu 0.1ms/req	err 0
ours	R1	c=8	5000 req/s	p50 1ms	p99 3ms	max 9ms	210 B	cpu 0.19ms/req	err 0
bare	R1	c=8	4500 req/s	p50 0.9ms	p99 2ms	max 9ms	210 B	cpu 0.2ms/req	err 0
ours	R1	c=8	2500 req/s	p50 1ms	p99 3ms	max 9ms	210 B	cpu 0.36ms/req	err 0
bare	R1	c=8	1 req/s	p50 0.9ms	p99 2ms	max 9ms	210 B	cpu 9ms/req	err 3 (status 500, <nil>)
ours	R1	c=8	2500 req/s	p50 1ms	p99 3ms	max 9ms	210 B	cpu 0.3ms/req	err 0
ours	R2	c=8	100 req/s	p50 1ms	p99 3ms	max 9ms	210 B	cpu 0.38ms/req	err 0
ours	start	first answer 30 ms
pb	start	first answer 60 ms
ours	memory	PSS 300 MiB	beyond mapped files 120 MiB
`

func sample(t *testing.T) *figures {
	t.Helper()
	var f figures
	if err := f.read(strings.NewReader(rounds)); err != nil {
		t.Fatal(err)
	}
	return &f
}

func TestARatioIsTheMedianOverPairedRounds(t *testing.T) {
	// 1.9 and 1.8 in the two whole rounds; the round with an error pairs with nothing.
	got, ok := limit{Op: "R1", Of: "ours", To: "bare", Most: 2}.figure(sample(t))
	if !ok || got < 1.849 || got > 1.851 {
		t.Errorf("got %v, %t, want 1.85", got, ok)
	}
}

func TestLimits(t *testing.T) {
	for _, c := range []struct {
		name    string
		limit   limit
		reached bool
	}{
		{"a ratio below its most is reached", limit{Op: "R1", Of: "ours", To: "bare", Most: 2}, true},
		{"a ratio above its most is not", limit{Op: "R1", Of: "ours", To: "bare", Most: 1.5}, false},
		{"a ratio above its least is reached", limit{Op: "R1", Of: "bare", To: "ours", Least: 0.5}, true},
		{"one operation is held against another", limit{Op: "R2", Of: "ours", To: "ours", ToOp: "R1", Most: 2.1}, true},
		{"what was not measured is not reached", limit{Op: "W2", Of: "ours", To: "bare", Most: 9}, false},
		{"a measure is held against another server's", limit{Measure: "start", Of: "ours", To: "pb", Most: 1}, true},
		{"a measure stands alone too", limit{Measure: "beyond", Of: "ours", Most: 100}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out strings.Builder
			missed := printVerdicts(&out, []limit{c.limit}, sample(t))
			if got := missed == 0; got != c.reached {
				t.Errorf("got reached %t, want %t:\n%s", got, c.reached, out.String())
			}
		})
	}
}

func TestALineWithErrorsIsNamedAndNotCounted(t *testing.T) {
	f := sample(t)
	if len(f.void) != 1 || !strings.Contains(f.void[0], "status 500") {
		t.Errorf("got left out %q", f.void)
	}
	var out strings.Builder
	printMedians(&out, f)
	if !strings.Contains(out.String(), "0.15") { // the median of 0.1 and 0.2
		t.Errorf("got\n%s", out.String())
	}
}

func TestALineThatCannotBeReadIsAnError(t *testing.T) {
	var f figures
	if err := f.read(strings.NewReader("oops\n")); err == nil {
		t.Error("got nil, want an error")
	}
}

func TestTheProjectsLimitsAreWellFormed(t *testing.T) {
	list, err := readLimits("../limits.json")
	if err != nil || len(list) < 10 {
		t.Errorf("got %d limits, %v", len(list), err)
	}
}
