// Command import compares how a file of people lands in Titian with how the same
// number of rows lands through the bare loader: a handler that reads CSV, checks
// it and inserts row by row into one table with its indexes.
//
// It runs both once, on this machine, and prints what a row costs each in time
// and in processor time, their ratio, and the memory that Titian took. On a shared
// machine judge by processor time. Titian does more with a row: it compares it
// with the register, encrypts the identity number, keeps the words by which the
// person is found, counts, a first stay and an entry in the audit's chain.
package main

import (
	"errors"
	"flag"
	"fmt"
	"log"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

type options struct {
	titian, bare, gen, schema, dir, pg string
	rows                               int
}

func main() {
	var o options
	flag.StringVar(&o.titian, "titian", "bin/titian", "the program")
	flag.StringVar(&o.bare, "bare", "bin/bareserver", "the bare server")
	flag.StringVar(&o.gen, "gen", "bin/deskgen", "the maker of its data")
	flag.StringVar(&o.schema, "schema", "bench/schema/sqlite.sql", "the bare server's schema")
	flag.StringVar(&o.pg, "pg", "", "address of an empty PostgreSQL database for Titian, instead of SQLite")
	flag.IntVar(&o.rows, "rows", 100_000, "people in the file")
	flag.Parse()
	if err := run(o); err != nil {
		log.Fatal(err)
	}
}

// cost is what a run took.
type cost struct {
	wall, cpu time.Duration
	rss       int64 // kilobytes
}

func run(o options) error {
	var err error
	if o.dir, err = os.MkdirTemp("", "titian-import-"); err != nil {
		return err
	}
	defer os.RemoveAll(o.dir)
	bare, err := o.bareLoader()
	if err != nil {
		return fmt.Errorf("bare loader: %w", err)
	}
	ours, err := o.ours()
	if err != nil {
		return fmt.Errorf("titian: %w", err)
	}
	n := float64(o.rows)
	per := func(d time.Duration) float64 { return float64(d.Microseconds()) / n }
	fmt.Printf("rows %d\nbare loader: %.1f µs a row, %.1f µs of processor\ntitian:      %.1f µs a row, %.1f µs of processor, %d MiB beyond mapped files\nratio:       %.2f in time, %.2f in processor time\n",
		o.rows, per(bare.wall), per(bare.cpu), per(ours.wall), per(ours.cpu), ours.rss>>10, per(ours.wall)/per(bare.wall), per(ours.cpu)/per(bare.cpu))
	return nil
}

// bareLoader sends the bare server its import file.
func (o options) bareLoader() (cost, error) {
	data, file := filepath.Join(o.dir, "data"), filepath.Join(o.dir, "bare.db")
	if err := command(o.gen, "-out", data, "-scale", "0.001", "-import", fmt.Sprint(o.rows)).Run(); err != nil {
		return cost{}, fmt.Errorf("make data: %w", err)
	}
	if err := command(o.bare, "-db", file, "-schema", o.schema, "-load", data).Run(); err != nil {
		return cost{}, fmt.Errorf("load: %w", err)
	}
	const addr = "127.0.0.1:18099"
	server := command(o.bare, "-db", file, "-addr", addr)
	if err := server.Start(); err != nil {
		return cost{}, err
	}
	took, err := send("http://"+addr, filepath.Join(data, "import.csv"))
	c := cost{wall: took}
	if kerr := server.Process.Kill(); kerr != nil {
		return c, errors.Join(err, kerr)
	}
	_ = server.Wait() // it was killed, and says so
	c.cpu = server.ProcessState.UserTime() + server.ProcessState.SystemTime()
	return c, err
}

// send posts a file once the server answers.
func send(base, file string) (time.Duration, error) {
	var err error
	for range 200 {
		var r *http.Response
		if r, err = http.Get(base + "/hello"); err == nil {
			r.Body.Close()
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if err != nil {
		return 0, err
	}
	f, err := os.Open(file)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	begun := time.Now()
	r, err := http.Post(base+"/persons/import", "text/csv", f)
	if err != nil {
		return 0, err
	}
	defer r.Body.Close()
	if r.StatusCode/100 != 2 {
		return 0, fmt.Errorf("import: %s", r.Status)
	}
	return time.Since(begun), nil
}

// ours takes a file of as many people in: received, checked and applied.
func (o options) ours() (cost, error) {
	url, secret, file := "sqlite:"+filepath.Join(o.dir, "titian.db"), filepath.Join(o.dir, "secret"), filepath.Join(o.dir, "people.csv")
	if o.pg != "" {
		url = o.pg
	}
	people := fmt.Sprint(o.rows)
	if err := command(o.titian, "generate", "--people", people, "--csv", file, "--quiet").Run(); err != nil {
		return cost{}, err
	}
	if err := command(o.titian, "generate", "--people", people, "--places", "--quiet", "--db", url, "--secret", secret).Run(); err != nil {
		return cost{}, err
	}
	// As the bare server: NORMAL, a write-ahead log that a power cut may shorten.
	take := command(o.titian, "import", "people", file, "--quiet", "--db", url, "--secret", secret, "--sync", "NORMAL")
	begun := time.Now()
	if err := take.Start(); err != nil {
		return cost{}, err
	}
	var c cost
	ended := make(chan error, 1)
	go func() { ended <- take.Wait() }()
	for {
		select {
		case err := <-ended:
			c.wall, c.cpu = time.Since(begun), take.ProcessState.UserTime()+take.ProcessState.SystemTime()
			return c, err
		case <-time.After(50 * time.Millisecond):
			c.rss = max(c.rss, anonymous(take.Process.Pid))
		}
	}
}

// anonymous is a process's memory beyond mapped files, in kilobytes.
func anonymous(pid int) int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0 // it has just ended
	}
	for line := range strings.Lines(string(status)) {
		if kb, ok := strings.CutPrefix(line, "RssAnon:"); ok {
			n, _ := strconv.ParseInt(strings.Fields(kb)[0], 10, 64)
			return n
		}
	}
	return 0
}

func command(name string, args ...string) *exec.Cmd {
	c := exec.Command(name, args...)
	c.Stderr = os.Stderr
	return c
}
