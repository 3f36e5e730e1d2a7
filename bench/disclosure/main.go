// Command disclosure measures the release gate: 514 regencies, 36 monthly
// releases, 20 measures with a regency, a province and a national table each.
//
//	disclosure generate DIR   writes the releases, as the command would
//	disclosure measure DIR    prints the times of reading them and of the gate
//
// The last release is the candidate; the others are the history. Everything is
// synthetic and follows from a seed.
package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"titian/internal/engine/disclosure"
	"titian/internal/kernel/civil"
)

const (
	provinces = 38
	regencies = 514
	months    = 36
	measures  = 20
	start     = disclosure.Month(2023 * 12)
	repeats   = 7
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: disclosure generate|measure DIR")
		os.Exit(2)
	}
	run := map[string]func(string) error{"generate": generate, "measure": measure}[os.Args[1]]
	if run == nil {
		fmt.Fprintln(os.Stderr, "unknown command", os.Args[1])
		os.Exit(2)
	}
	if err := run(os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// spec is the fixed set of tables for one month.
func spec(month int) *disclosure.Spec {
	tree := map[string][]string{}
	for r := range regencies {
		p := fmt.Sprintf("%02d", r*provinces/regencies)
		tree[p] = append(tree[p], fmt.Sprintf("%04d", r))
	}
	at := start + disclosure.Month(month)
	s := &disclosure.Spec{
		Release: at.String(), Released: civil.On(2023, time.Month(month+2), 15), From: at, To: at,
		Places: disclosure.NewPlaces(tree),
	}
	for m := range measures {
		name := fmt.Sprintf("m%02d", m)
		for level := disclosure.Nation; level <= disclosure.Regency; level++ {
			s.Tables = append(s.Tables, disclosure.Table{
				ID: name + "-" + level.String(), Kind: disclosure.Count, Measure: name, Level: level, Span: disclosure.Monthly,
			})
		}
	}
	return s
}

// records draws one month: regencies differ by a factor of ten, so that about
// half of the cells are hidden. They come in key order.
func records(rng *rand.Rand, month int) []disclosure.Record {
	var list []disclosure.Record
	for r := range regencies {
		size := 12 * math.Exp(math.Sin(float64(r)*1.7))
		for m := range measures {
			for i := range int(size * (0.4 + 0.6*rng.Float64())) {
				list = append(list, disclosure.Record{
					Key: fmt.Sprintf("%04d-%02d-%02d-%04d", r, m, month, i), Measure: fmt.Sprintf("m%02d", m),
					Month: start + disclosure.Month(month), Place: r,
				})
			}
		}
	}
	return list
}

func generate(dir string) error {
	rng := rand.New(rand.NewPCG(2026, 1))
	for month := range months {
		s := spec(month)
		release, err := disclosure.Build(s, records(rng, month), []byte("the key of a benchmark"))
		if err != nil {
			return err
		}
		files, err := release.Encode()
		if err != nil {
			return err
		}
		at := filepath.Join(dir, s.Release)
		err = errors.Join(os.MkdirAll(at, 0o755),
			os.WriteFile(filepath.Join(at, disclosure.MetaName), files.Meta, 0o644),
			os.WriteFile(filepath.Join(at, disclosure.CellsName), files.Cells, 0o644),
			os.WriteFile(filepath.Join(at, disclosure.CurvesName), files.Curves, 0o644))
		if err != nil {
			return err
		}
	}
	return nil
}

// read reads the bytes of every release and nothing more.
func read(dirs []string) ([]disclosure.Files, error) {
	all := make([]disclosure.Files, len(dirs))
	for i, dir := range dirs {
		for name, to := range map[string]*[]byte{
			disclosure.MetaName: &all[i].Meta, disclosure.CellsName: &all[i].Cells, disclosure.CurvesName: &all[i].Curves,
		} {
			b, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				return nil, err
			}
			*to = b
		}
	}
	return all, nil
}

// readRows reads the same files as any program would: rows of a CSV.
func readRows(dirs []string) (int, error) {
	all, err := read(dirs)
	n := 0
	for _, f := range all {
		for _, b := range [][]byte{f.Cells, f.Curves} {
			in := csv.NewReader(bytes.NewReader(b))
			in.ReuseRecord = true
			for {
				if _, err := in.Read(); err != nil {
					if errors.Is(err, io.EOF) {
						break
					}
					return n, err
				}
				n++
			}
		}
	}
	return n, err
}

// gate reads the files, checks them and attacks.
func gate(dirs []string) (cells, findings int, err error) {
	all, err := read(dirs)
	if err != nil {
		return 0, 0, err
	}
	releases := make([]*disclosure.Release, len(all))
	for i, f := range all {
		if releases[i], err = disclosure.Decode(f); err != nil {
			return 0, 0, err
		}
		for _, s := range releases[i].Series {
			cells += len(s.Cells)
		}
	}
	last := len(releases) - 1
	return cells, len(disclosure.Gate(releases[:last], releases[last])), nil
}

func measure(dir string) error {
	dirs, err := filepath.Glob(filepath.Join(dir, "20*"))
	if err != nil || len(dirs) != months {
		return fmt.Errorf("%s holds %d releases, not %d: %w", dir, len(dirs), months, err)
	}
	fmt.Printf("%9s %9s %9s %10s %10s %10s %12s %12s %9s\n",
		"releases", "cells", "findings", "bytes ms", "rows ms", "gate ms", "gate/bytes", "gate/rows", "ns/cell")
	for _, n := range []int{9, 18, 36} {
		part := dirs[:n]
		var cells, findings int
		bytesMS, err := median(func() error { _, err := read(part); return err })
		if err != nil {
			return err
		}
		rowsMS, err := median(func() error { _, err := readRows(part); return err })
		if err != nil {
			return err
		}
		gateMS, err := median(func() error { var err error; cells, findings, err = gate(part); return err })
		if err != nil {
			return err
		}
		fmt.Printf("%9d %9d %9d %10.1f %10.1f %10.1f %12.1f %12.2f %9.0f\n",
			n, cells, findings, bytesMS, rowsMS, gateMS, gateMS/bytesMS, gateMS/rowsMS, gateMS*1e6/float64(cells))
	}
	return crossing()
}

// crossing times the attack alone on tables that cut across each other, as the
// public statistics do: nation and province by month, regency by year. It grows
// with the years, as releases do.
func crossing() error {
	fmt.Printf("\n%9s %9s %9s %10s %9s   (crossing tables, attack alone)\n", "years", "cells", "findings", "gate ms", "ns/cell")
	rng := rand.New(rand.NewPCG(2026, 2))
	var list []disclosure.Record
	for years := 1; years <= 3; years++ {
		for month := 12 * (years - 1); month < 12*years; month++ {
			list = append(list, records(rng, month)...)
		}
		slices.SortFunc(list, func(a, b disclosure.Record) int { return strings.Compare(a.Key, b.Key) })
		s := spec(0)
		s.To = start + disclosure.Month(12*years-1)
		for i := range s.Tables {
			if s.Tables[i].Level == disclosure.Regency {
				s.Tables[i].Span = disclosure.Yearly
			}
		}
		release, err := disclosure.Build(s, list, []byte("the key of a benchmark"))
		if err != nil {
			return err
		}
		cells, findings := 0, 0
		for _, t := range release.Series {
			cells += len(t.Cells)
		}
		ms, err := median(func() error { findings = len(disclosure.Gate(nil, release)); return nil })
		if err != nil {
			return err
		}
		fmt.Printf("%9d %9d %9d %10.1f %9.0f\n", years, cells, findings, ms, ms*1e6/float64(cells))
	}
	return nil
}

// median is the middle of several times, in milliseconds.
func median(run func() error) (float64, error) {
	times := make([]float64, repeats)
	for i := range times {
		began := time.Now()
		if err := run(); err != nil {
			return 0, err
		}
		times[i] = float64(time.Since(began).Microseconds()) / 1000
	}
	slices.Sort(times)
	return times[repeats/2], nil
}
