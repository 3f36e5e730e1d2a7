package cli

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"runtime/debug"

	"titian/internal/engine/allocation"
	"titian/internal/engine/allocation/allocationfile"
	"titian/internal/kernel/errs"
)

// AllocateCmd decides a round that is given as files: who gets which place.
type AllocateCmd struct {
	People     string `required:"" placeholder:"FILE" help:"CSV with person, protected (0 or 1)."`
	Offerings  string `required:"" placeholder:"FILE" help:"CSV with offering, places, reserved."`
	Pairs      string `required:"" placeholder:"FILE" help:"CSV with person, offering, preference (1 = most liked), points, priority (higher is admitted first)."`
	Holders    string `placeholder:"FILE" help:"CSV with person, offering: places that are held already and cannot be lost."`
	Method     string `enum:"deferred,deferred_reserves,optimum" default:"deferred" help:"deferred, deferred_reserves (reserved places go to protected people first) or optimum (the largest sum of points: a yardstick)."`
	SeatValues bool   `help:"Also print what the largest sum of points gains with one more place at each offering."`
	Explain    string `placeholder:"PERSON" help:"Say why this person did not get what they like more."`
	JSON       bool   `name:"json" help:"Print JSON."`
}

// Help is the command's example.
func (AllocateCmd) Help() string {
	return `Example: titian allocate --people people.csv --offerings offerings.csv --pairs pairs.csv --method deferred_reserves > placed.csv

Why not me? titian allocate --people people.csv --offerings offerings.csv --pairs pairs.csv --explain 4711

One more place: titian allocate --people people.csv --offerings offerings.csv --pairs pairs.csv --seat-values --json`
}

// Run reads and solves everything before it prints anything, so that wrong
// input leaves no partial answer. Without --json the placements are CSV, in
// the form that --holders reads, and the summary goes to standard error.
func (c *AllocateCmd) Run(env *Env) error {
	if c.Explain != "" && c.Method == string(allocation.Optimum) {
		return allocateInput("--explain needs --method deferred or deferred_reserves: a largest sum has no reasons that one person could check", nil)
	}
	// A round grows until it is read and then stays: collecting garbage in
	// between finds none, and took a quarter of the time.
	defer debug.SetGCPercent(debug.SetGCPercent(3200))
	round, err := c.read()
	if err != nil {
		return err
	}
	out := allocateOutput{}
	if out.result, err = allocation.Solve(round, allocation.Method(c.Method)); err != nil {
		return fmt.Errorf("allocate %s: %w", c.Method, err)
	}
	if c.SeatValues {
		best := out.result
		if best.Method != allocation.Optimum {
			if best, err = allocation.Solve(round, allocation.Optimum); err != nil {
				return fmt.Errorf("seat values: %w", err)
			}
		}
		out.seatValues = best.SeatValues
	}
	if c.Explain != "" {
		out.explanation, err = out.result.Explain(c.Explain)
		if errors.Is(err, errs.NotFound) {
			return allocateInput(fmt.Sprintf("--explain: person %q is not in %s", c.Explain, c.People), err)
		}
		if err != nil {
			return fmt.Errorf("explain: %w", err)
		}
	}
	w := bufio.NewWriterSize(env.Stdout, 1<<16)
	switch {
	case c.JSON:
		out.writeJSON(w)
	case out.explanation != nil:
		out.writeExplanation(w)
	default:
		out.writeText(w, env.Stderr)
	}
	return w.Flush()
}

// read opens the files and reads the round.
func (c *AllocateCmd) read() (*allocation.Round, error) {
	var files allocationfile.Files
	for _, f := range []struct {
		path string
		into *allocationfile.Source
	}{
		{c.People, &files.People},
		{c.Offerings, &files.Offerings},
		{c.Pairs, &files.Pairs},
		{c.Holders, &files.Holders},
	} {
		if f.path == "" {
			continue
		}
		file, err := os.Open(f.path)
		if err != nil {
			return nil, allocateInput(err.Error(), err)
		}
		defer file.Close()
		*f.into = allocationfile.Source{Name: f.path, Reader: file}
	}
	round, err := allocationfile.Read(files)
	var wrong *allocationfile.Error
	var path *os.PathError // a folder, or a disk that fails
	switch {
	case errors.As(err, &wrong):
		return nil, allocateInput(wrong.Error(), err)
	case errors.As(err, &path):
		return nil, allocateInput(path.Error(), err)
	case err != nil:
		return nil, fmt.Errorf("read round: %w", err)
	}
	return round, nil
}

// allocateInput is an error of the caller, told in a whole sentence.
func allocateInput(text string, cause error) error {
	return errs.New(errs.Invalid, "input").With("text", text).Because(cause)
}
