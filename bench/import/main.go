// Command import compares how a file of people lands in Titian with how the same
// number of rows lands through the bare loader: a handler that reads CSV, checks
// it and inserts into one table with its indexes, row by row on SQLite, by COPY on
// PostgreSQL. With -page it measures instead what an import costs whoever reads.
//
// It runs both once, on this machine and the same engine, and prints what a row
// costs each in time and in processor time, their ratio, and the memory that
// Titian took. On a shared machine judge by processor time. Titian does more with
// a row: it compares it with the register, encrypts the identity number, keeps the
// words by which the person is found, counts, a first stay, number and status, and
// an entry in the audit's chain. How much of that its tables cost and how much the
// program, a third figure tells: the same rows, ready made, into the same empty
// tables with the same indexes and keys, by nothing but INSERT … SELECT, or COPY, in
// one transaction. -rounds takes all in turns and prints medians.
package main

import (
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"
)

type options struct {
	titian, bare, gen, schema, dir string
	postgres, page                 bool
	rows, readers, rounds          int
	rate                           int
	idle                           time.Duration

	cluster *cluster // nil on SQLite
}

func main() {
	var o options
	flag.StringVar(&o.titian, "titian", "bin/titian", "the program")
	flag.StringVar(&o.bare, "bare", "bin/bareserver", "the bare server")
	flag.StringVar(&o.gen, "gen", "bin/deskgen", "the maker of its data")
	flag.StringVar(&o.schema, "schema", "bench/schema", "where the bare server's schemas are")
	flag.BoolVar(&o.postgres, "postgres", false, "both on a PostgreSQL that is started for it, instead of SQLite")
	flag.IntVar(&o.rows, "rows", 100_000, "people in the file")
	flag.IntVar(&o.rounds, "rounds", 1, "how often, in turns")
	flag.BoolVar(&o.page, "page", false, "measure another user's page of one person, idle and while the file is taken in")
	flag.IntVar(&o.readers, "people", 20_000, "-page: people who are in the register before")
	flag.IntVar(&o.rate, "rate", 50, "-page: pages a second")
	flag.DurationVar(&o.idle, "idle", 20*time.Second, "-page: how long the idle server is asked")
	flag.Parse()
	if err := run(o); err != nil {
		log.Fatal(err)
	}
}

func run(o options) (err error) {
	if o.dir, err = os.MkdirTemp("", "titian-import-"); err != nil {
		return err
	}
	defer os.RemoveAll(o.dir)
	if o.postgres {
		if o.cluster, err = startCluster(); err != nil {
			return fmt.Errorf("start PostgreSQL: %w", err)
		}
		defer func() { err = errors.Join(err, o.cluster.stop()) }()
	}
	if o.page {
		return o.beside()
	}
	return o.compareRounds()
}

func (o options) compareRounds() error {
	var toBare, toTables, tablesToBare []float64
	dir := o.dir
	for n := range o.rounds {
		o.dir = filepath.Join(dir, fmt.Sprint(n))
		if err := os.Mkdir(o.dir, 0o700); err != nil {
			return err
		}
		bare, ours, tables, err := o.compare(n)
		if err != nil {
			return err
		}
		toBare, toTables = append(toBare, ours/bare), append(toTables, ours/tables)
		tablesToBare = append(tablesToBare, tables/bare)
		if err := os.RemoveAll(o.dir); err != nil {
			return err
		}
	}
	fmt.Printf("medians, processor time: titian to bare %.2f, to its tables %.2f; its tables to bare %.2f\n", median(toBare), median(toTables), median(tablesToBare))
	return nil
}

func median(list []float64) float64 {
	slices.Sort(list)
	return (list[(len(list)-1)/2] + list[len(list)/2]) / 2
}

// cost is what a run took. Processor time is the program's and its database's.
type cost struct {
	wall, cpu time.Duration
	rss       int64 // of the program, beyond mapped files, in kilobytes
}

// compare is one round, in microseconds of processor time a row.
func (o options) compare(round int) (bareCPU, oursCPU, tablesCPU float64, err error) {
	bare, err := o.bareLoader(fmt.Sprint("bare", round))
	if err != nil {
		return 0, 0, 0, fmt.Errorf("bare loader: %w", err)
	}
	name := fmt.Sprint("titian", round)
	ours, err := o.ours(name)
	if err != nil {
		return 0, 0, 0, fmt.Errorf("titian: %w", err)
	}
	tables, err := o.tables(name, fmt.Sprint("twin", round))
	if err != nil {
		return 0, 0, 0, fmt.Errorf("the same tables: %w", err)
	}
	per := func(d time.Duration) float64 { return float64(d.Microseconds()) / float64(o.rows) }
	bareCPU, oursCPU, tablesCPU = per(bare.cpu), per(ours.cpu), per(tables.cpu)
	fmt.Printf("%s, rows %d, %s\nbare loader: %.1f µs a row, %.1f µs of processor\nsame tables: %.1f µs a row, %.1f µs of processor\ntitian:      %.1f µs a row, %.1f µs of processor, %d MiB beyond mapped files\nratio:       %.2f in time, %.2f in processor time, %.2f to the same tables\n",
		o.engine(), o.rows, ours.wall.Round(time.Second/10), per(bare.wall), bareCPU, per(tables.wall), tablesCPU, per(ours.wall), oursCPU, ours.rss>>10,
		per(ours.wall)/per(bare.wall), oursCPU/bareCPU, oursCPU/tablesCPU)
	return bareCPU, oursCPU, tablesCPU, nil
}

func (o options) engine() string {
	if o.postgres {
		return "PostgreSQL"
	}
	return "SQLite"
}

// ours takes a file of as many people in: received, checked and applied.
func (o options) ours(name string) (cost, error) {
	flags, err := o.places(name)
	if err != nil {
		return cost{}, err
	}
	file := filepath.Join(o.dir, "people.csv")
	if err := command(o.titian, "generate", "--people", fmt.Sprint(o.rows), "--csv", file, "--quiet").Run(); err != nil {
		return cost{}, err
	}
	// As the bare server: NORMAL, a write-ahead log that a power cut may shorten.
	take := command(o.titian, append([]string{"import", "people", file, "--quiet", "--sync", "NORMAL"}, flags...)...)
	before, begun := o.cluster.cpu(), time.Now()
	if err := take.Start(); err != nil {
		return cost{}, err
	}
	var c cost
	ended := make(chan error, 1)
	go func() { ended <- take.Wait() }()
	for {
		select {
		case err := <-ended:
			c.wall = time.Since(begun)
			c.cpu = take.ProcessState.UserTime() + take.ProcessState.SystemTime() + o.cluster.cpu() - before
			return c, err
		case <-time.After(50 * time.Millisecond):
			c.rss = max(c.rss, anonymous(take.Process.Pid))
		}
	}
}

// places makes a database with the offices and nobody in them.
func (o options) places(name string) (flags []string, err error) {
	if flags, err = o.database(name); err == nil {
		err = command(o.titian, append([]string{"generate", "--people", fmt.Sprint(o.rows), "--places", "--quiet"}, flags...)...).Run()
	}
	return flags, err
}

// database is Titian's flags for a new, empty database of the engine.
func (o options) database(name string) ([]string, error) {
	url := "sqlite:" + filepath.Join(o.dir, name+".db")
	if o.cluster != nil {
		if err := o.cluster.create(name); err != nil {
			return nil, err
		}
		url = o.cluster.url(name)
	}
	return []string{"--db", url, "--secret", filepath.Join(o.dir, name+".secret")}, nil
}

func command(name string, args ...string) *exec.Cmd {
	c := exec.Command(name, args...)
	c.Stderr = os.Stderr
	return c
}
