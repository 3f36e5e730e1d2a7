package cli

import (
	"bufio"
	"errors"
	"fmt"
	"os"

	"titian/internal/engine/allocation"
	"titian/internal/engine/allocation/allocationfile"
	"titian/internal/kernel/errs"
)

// AllocateCmd decides a round that is given as files: who gets which place.
type AllocateCmd struct {
	People     string `required:"" placeholder:"FILE" help:"CSV with person, protected (0 or 1)."`
	Offerings  string `required:"" placeholder:"FILE" help:"CSV with offering, places, reserved."`
	Pairs      string `required:"" placeholder:"FILE" help:"CSV with person, offering, preference, points, priority."`
	Holders    string `placeholder:"FILE" help:"CSV with person, offering: places that are held already and cannot be lost."`
	Method     string `enum:"deferred,deferred_reserves,optimum" default:"deferred" help:"deferred, deferred_reserves (reserved places go to protected people first) or optimum (the largest sum of points, a yardstick)."`
	SeatValues bool   `help:"Also print what the best sum of points gains with one more place at each offering."`
	Explain    string `placeholder:"PERSON" help:"Say why this person did not get what they like more."`
	JSON       bool   `name:"json" help:"Print JSON."`
}

// Run reads the whole round before it prints anything, so that wrong input
// leaves no partial answer.
func (c *AllocateCmd) Run(env *Env) error {
	r, err := c.read()
	if err != nil {
		return err
	}
	res, err := allocation.Solve(r, allocation.Method(c.Method))
	if err != nil {
		return fmt.Errorf("allocate: %w", err)
	}
	w := bufio.NewWriterSize(env.Stdout, 1<<16)
	for p := range res.Placements() {
		fmt.Fprintln(w, p.Person, p.Offering)
	}
	return w.Flush()
}

func (c *AllocateCmd) read() (*allocation.Round, error) {
	var files allocationfile.Files
	for _, f := range []struct {
		path string
		into *allocationfile.Source
	}{{c.People, &files.People}, {c.Offerings, &files.Offerings}, {c.Pairs, &files.Pairs}, {c.Holders, &files.Holders}} {
		if f.path == "" {
			continue
		}
		file, err := os.Open(f.path)
		if err != nil {
			return nil, errs.New(errs.Invalid, "input").With("text", err.Error()).Because(err)
		}
		defer file.Close()
		*f.into = allocationfile.Source{Name: f.path, Reader: file}
	}
	r, err := allocationfile.Read(files)
	var wrong *allocationfile.Error
	if errors.As(err, &wrong) {
		return nil, errs.New(errs.Invalid, "input").With("text", wrong.Error()).Because(err)
	}
	return r, err
}
