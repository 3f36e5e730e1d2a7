package main

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// key names a series of runs, one a round.
type key struct {
	op    string
	conns int
	label string
}

// gauge names a figure that is no request: the start, the memory.
type gauge struct{ measure, label string }

// run is one line's figures.
type run [4]float64

// What a run holds, in order.
const (
	rate = iota // requests a second
	p50         // milliseconds
	p99
	cpu // milliseconds a request
)

// figures is all that was measured.
type figures struct {
	runs     map[key][]run
	measures map[gauge][]float64
	void     []string // lines with an error, which count for nothing
}

// read adds the lines of one file. They are tab-separated:
//
//	label R1 c=8 "812 req/s" "p50 0.04ms" "p99 0.4ms" max bytes "cpu 0.03ms/req" "err 0"
//	label memory "PSS 90 MiB" "beyond mapped files 40 MiB"
//	label start "first answer 12 ms"
func (f *figures) read(in io.Reader) error {
	if f.runs == nil {
		f.runs, f.measures = map[key][]run{}, map[gauge][]float64{}
	}
	s := bufio.NewScanner(in)
	for s.Scan() {
		p := strings.Split(s.Text(), "\t")
		switch {
		case len(p) == 4 && p[1] == "memory":
			f.measure("memory", p[0], p[2])
			f.measure("beyond", p[0], p[3])
		case len(p) == 3 && p[1] == "start":
			f.measure("start", p[0], p[2])
		case len(p) >= 10 && strings.HasPrefix(p[9], "err "):
			f.run(p, s.Text())
		default:
			return fmt.Errorf("cannot read line %q", s.Text())
		}
	}
	return s.Err()
}

func (f *figures) measure(name, label, field string) {
	g := gauge{name, label}
	f.measures[g] = append(f.measures[g], number(field))
}

// run keeps a line; one with errors takes its place in the round, void, so that
// later rounds stay paired.
func (f *figures) run(p []string, line string) {
	conns, _ := strconv.Atoi(strings.TrimPrefix(p[2], "c="))
	k := key{p[1], conns, p[0]}
	r := run{number(p[3]), number(p[4]), number(p[5]), number(p[8])}
	if p[9] != "err 0" {
		f.void = append(f.void, line)
		r = run{}
	}
	f.runs[k] = append(f.runs[k], r)
}

func (f *figures) keys() []key {
	return slices.SortedFunc(maps.Keys(f.runs), func(a, b key) int {
		return cmp.Or(strings.Compare(a.op, b.op), cmp.Compare(a.conns, b.conns), strings.Compare(a.label, b.label))
	})
}

func (f *figures) measured() []gauge {
	return slices.SortedFunc(maps.Keys(f.measures), func(a, b gauge) int {
		return cmp.Or(strings.Compare(a.measure, b.measure), strings.Compare(a.label, b.label))
	})
}

// series lists the rounds of an operation on a server at the highest concurrency measured.
func (f *figures) series(op, label string) []run {
	var best []run
	most := -1
	for k, r := range f.runs {
		if k.op == op && k.label == label && k.conns > most {
			best, most = r, k.conns
		}
	}
	return best
}

// number is the number in a field such as "p50 0.04ms" or "812 req/s".
func number(s string) float64 {
	for _, f := range strings.Fields(s) {
		f = strings.TrimSuffix(strings.TrimSuffix(f, "/req"), "ms")
		if n, err := strconv.ParseFloat(f, 64); err == nil {
			return n
		}
	}
	return 0
}

// median is over the runs that are not void.
func median(runs []run, i int) float64 {
	var v []float64
	for _, r := range runs {
		if r != (run{}) {
			v = append(v, r[i])
		}
	}
	return medianOf(v)
}

func medianOf(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	v = slices.Sorted(slices.Values(v))
	return (v[len(v)/2] + v[(len(v)-1)/2]) / 2
}
