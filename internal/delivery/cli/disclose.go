package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"titian/internal/engine/disclosure"
	"titian/internal/kernel/errs"
)

// DiscloseCmd makes one release of public statistics and adds it to the
// history, unless the gate refuses. The formats are in docs/engines/disclosure.md.
type DiscloseCmd struct {
	Input   string `required:"" placeholder:"FILE" help:"Records, as CSV."`
	Spec    string `required:"" placeholder:"FILE" help:"Tables and periods of this release, as JSON."`
	History string `required:"" placeholder:"DIR" help:"Folder of everything published before; the release is added to it."`
	KeyFile string `env:"TITIAN_ROUNDING_KEY_FILE" default:"titian.rounding" placeholder:"FILE" help:"File with the secret rounding key, 16 bytes or more; titian.rounding if not given, made when absent and nothing is published yet. Never lose, change or publish it."`
	Check   bool   `help:"Only ask the gate; publish nothing."`
	JSON    bool   `help:"Print the answer as JSON." name:"json"`
}

// maxSpec is far above a spec with every regency and a hundred tables.
const maxSpec = 16 << 20

// Help is the command's example.
func (DiscloseCmd) Help() string {
	return "Example: titian disclose --input records.csv --spec 2025-12.json --history published --key-file rounding.key --check"
}

// Run publishes or refuses. What was published before under the same name is
// published again only if it is the same to the byte, which changes nothing.
func (c *DiscloseCmd) Run(env *Env) error {
	candidate, files, err := c.build(env.Context)
	if err != nil {
		return err
	}
	h, err := openReleases(c.History, !c.Check)
	if err != nil {
		return err
	}
	defer h.close()
	earlier, err := h.read()
	if err != nil {
		return err
	}
	if was, ok := earlier[candidate.Spec.Release]; ok {
		if !was.files.Equal(files) {
			return discloseRefused(fmt.Sprintf("release %s is published already with other numbers, and published numbers stay; give the new release its own name", candidate.Spec.Release))
		}
		return c.answer(env, candidate, true)
	}
	if err := c.judge(env, earlier, candidate); err != nil {
		return err
	}
	if !c.Check {
		if err := h.add(candidate.Spec.Release, files); err != nil {
			return err
		}
	}
	return c.answer(env, candidate, false)
}

// build reads the three files and makes the candidate.
func (c *DiscloseCmd) build(ctx context.Context) (*disclosure.Release, disclosure.Files, error) {
	var none disclosure.Files
	text, err := readWhole(c.Spec, maxSpec)
	if err != nil {
		return nil, none, err
	}
	spec, err := disclosure.ParseSpec(text)
	if err != nil {
		return nil, none, discloseFault(c.Spec, err)
	}
	in, err := os.Open(c.Input)
	if err != nil {
		return nil, none, discloseFault(c.Input, err)
	}
	defer in.Close()
	records, err := disclosure.ReadRecords(interruptible{ctx, in}, spec)
	if err != nil {
		return nil, none, discloseFault(c.Input, err)
	}
	key, err := c.key()
	if err != nil {
		return nil, none, err
	}
	candidate, err := disclosure.Build(spec, records, key)
	if err != nil {
		return nil, none, discloseFault(c.Input, err)
	}
	files, err := candidate.Encode()
	return candidate, files, err
}

// judge asks the gate. A refusal is an answer too: programs get its findings.
func (c *DiscloseCmd) judge(env *Env, earlier map[string]published, candidate *disclosure.Release) error {
	var history []*disclosure.Release
	for _, p := range earlier {
		history = append(history, p.release)
	}
	findings := disclosure.Gate(history, candidate)
	if len(findings) == 0 {
		return nil
	}
	const shown = 20
	text := fmt.Sprintf("release %s is refused; nothing was written:", candidate.Spec.Release)
	for i, f := range findings {
		if i == shown {
			text += fmt.Sprintf("\n  and %d more", len(findings)-shown)
			break
		}
		text += "\n  "
		if f.Ref != (disclosure.Ref{}) { // otherwise it is about the release as a whole
			text += f.Ref.String() + ": "
		}
		text += f.Text
	}
	if c.JSON {
		if err := writeDisclosed(env.Stdout, refusedJSON{candidate.Spec.Release, findings}); err != nil {
			return err
		}
	}
	return discloseRefused(text)
}

type refusedJSON struct {
	Release  string               `json:"release"`
	Findings []disclosure.Finding `json:"findings"`
}

func writeDisclosed(w io.Writer, v any) error {
	out := json.NewEncoder(w)
	out.SetIndent("", " ")
	return out.Encode(v)
}

// disclosedJSON is the answer for programs: the release as it is published.
type disclosedJSON struct {
	Release string             `json:"release"`
	Repeat  bool               `json:"repeat"`  // it was published before, to the byte
	Written bool               `json:"written"` // false when only checked
	Cells   []disclosedCell    `json:"cells"`
	Curves  []disclosedCurve   `json:"curves,omitempty"`
	Tables  []disclosedSummary `json:"tables"`
}

type disclosedCell struct {
	disclosure.Ref
	Value string `json:"value"`
}

type disclosedCurve struct {
	disclosure.Ref
	Points []disclosure.Point `json:"points"`
}

// disclosedSummary counts a table's cells by what they show.
type disclosedSummary struct {
	Table  string `json:"table"`
	Cells  int    `json:"cells"`
	Shown  int    `json:"shown"`
	Hidden int    `json:"hidden"`
}

func (c *DiscloseCmd) answer(env *Env, r *disclosure.Release, repeat bool) error {
	a := disclosedJSON{Release: r.Spec.Release, Repeat: repeat, Written: !c.Check, Cells: []disclosedCell{}}
	for i := range r.Series {
		s := &r.Series[i]
		sum := disclosedSummary{Table: s.ID, Cells: len(s.Cells)}
		for cell, v := range s.Cells {
			shown := v.Shown()
			if s.Kind == disclosure.Curve {
				shown = len(s.Curves[cell]) > 0
				if shown {
					a.Curves = append(a.Curves, disclosedCurve{r.Ref(s, cell), s.Curves[cell]})
				}
			} else {
				a.Cells = append(a.Cells, disclosedCell{r.Ref(s, cell), s.Text(v)})
			}
			if shown {
				sum.Shown++
			}
		}
		sum.Hidden = sum.Cells - sum.Shown
		a.Tables = append(a.Tables, sum)
	}
	if c.JSON {
		return writeDisclosed(env.Stdout, a)
	}
	return a.print(env.Stdout, c.Check)
}

func (a disclosedJSON) print(w io.Writer, check bool) error {
	state := "published"
	switch {
	case a.Repeat:
		state = "published before; nothing changed"
	case check:
		state = "may be published; nothing was written"
	}
	if _, err := fmt.Fprintf(w, "Release %s: %s.\n%-32s %9s %9s %9s\n", a.Release, state, "table", "cells", "shown", "hidden"); err != nil {
		return err
	}
	for _, t := range a.Tables {
		if _, err := fmt.Fprintf(w, "%-32s %9d %9d %9d\n", t.Table, t.Cells, t.Shown, t.Hidden); err != nil {
			return err
		}
	}
	return nil
}

// discloseFault names the file in front of what is wrong with it.
func discloseFault(file string, err error) error {
	return errs.New(errs.Invalid, "input").With("text", fmt.Sprintf("%s: %v", file, err)).Because(err)
}

func discloseRefused(text string) error {
	return errs.New(errs.State, "refused").With("text", text)
}

// readWhole reads a whole small file.
func readWhole(file string, limit int64) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, discloseFault(file, err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, discloseFault(file, err)
	}
	if int64(len(b)) > limit {
		return nil, discloseFault(file, fmt.Errorf("larger than %d bytes", limit))
	}
	return b, nil
}

// interruptible stops reading a long file when the command is interrupted.
type interruptible struct {
	ctx context.Context
	in  io.Reader
}

func (r interruptible) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.in.Read(p)
}
