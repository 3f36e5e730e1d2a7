package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"titian/internal/app"
	"titian/internal/feature/directory"
	"titian/internal/feature/intake"
	"titian/internal/feature/intake/intaketext"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/i18n"
)

// ImportCmd takes files in.
type ImportCmd struct {
	People ImportPeopleCmd `cmd:"" help:"Take a CSV or XLSX file of people into the register."`
	Resume ImportResumeCmd `cmd:"" help:"Go on with imports that were under way when the program ended; serve does so by itself."`
	Undo   ImportUndoCmd   `cmd:"" help:"Take a whole import back, on its own day."`
}

// ImportPeopleCmd takes one file of people.
type ImportPeopleCmd struct {
	Database
	File     string            `arg:"" help:"CSV or XLSX; its columns are recognised by their Indonesian headers."`
	Facility string            `placeholder:"CODE" help:"Code of the facility that the people go into; without it a column names each row's."`
	Map      map[string]string `placeholder:"COLUMN=FIELD" help:"What a column means, by its letter: --map B=name. An empty field leaves it out."`
	DryRun   bool              `name:"dry-run" help:"Say what would be done, and change nothing."`
	GoodRows bool              `name:"good-rows" help:"Take the good rows when others are wrong; without it such a file is refused whole."`
	Errors   string            `placeholder:"OUT.xlsx" help:"Write the file again as a workbook that says of each row what becomes of it."`
	Lang     string            `enum:"id,en" default:"id" help:"Language of what is said of rows."`
	JSON     bool              `name:"json" help:"Print JSON."`
	Quiet    bool              `short:"q" help:"No progress bar."`
}

// Help is the command's example.
func (ImportPeopleCmd) Help() string {
	return "Example: titian import people sdp.xlsx --facility BUNGO --dry-run --errors periksa.xlsx\nExit codes: 0 done, 2 the file cannot be read or holds wrong rows (nothing is changed), 3 no such facility, 5 wrong state."
}

// imported is what --json prints.
type imported struct {
	intake.Import
	Remarks []said `json:"remarks"`
}

// said is one remark in words.
type said struct {
	Line int    `json:"line"`
	What string `json:"what"`
	Text string `json:"text"`
}

// shownRemarks is how many rows are told on the screen; --errors tells all.
const shownRemarks = 200

// Run receives, checks, and, unless rows are wrong, applies the file.
func (c *ImportPeopleCmd) Run(env *Env) error {
	words, err := app.Words()
	if err != nil {
		return err
	}
	l := words.Localizer(i18n.Lang(c.Lang))
	defer app.FollowHeap(env.Context)()
	return c.with(env, func(a *app.App) error {
		i, err := c.check(env, a)
		if err != nil {
			return inWords(l, err)
		}
		if err := c.annotate(env, a, l, i); err != nil {
			return err
		}
		wrong := i.Wrong > 0 && !c.GoodRows
		if c.DryRun || wrong {
			if err := c.report(env, a, l, i); err != nil {
				return err
			}
			_, err := a.Intake.Drop(env.Context, operator(), i.ID, i.Version)
			if err == nil && wrong && !c.DryRun {
				err = errs.New(errs.Invalid, "intake.wrong_rows").With("text", fmt.Sprintf("%d rows are wrong: nothing was changed. Correct them (--errors names them all) or take the good ones with --good-rows", i.Wrong))
			}
			return err
		}
		if i, err = a.Intake.Confirm(env.Context, operator(), i.ID, intake.ConfirmCommand{GoodRows: c.GoodRows, Version: i.Version}); err != nil {
			return err
		}
		if i, err = work(env, a, i.ID, c.Quiet); err != nil {
			return err
		}
		return c.report(env, a, l, i)
	})
}

// check receives the file and compares its rows.
func (c *ImportPeopleCmd) check(env *Env, a *app.App) (intake.Import, error) {
	var none intake.Import
	var into id.Organisation
	if c.Facility != "" {
		var err error
		if into, err = facility(env.Context, a, c.Facility); err != nil {
			return none, err
		}
	}
	f, err := os.Open(c.File)
	if err != nil {
		return none, errs.New(errs.NotFound, "input").With("text", err.Error())
	}
	defer f.Close()
	i, err := a.Intake.Receive(env.Context, operator(), intake.ReceiveCommand{Into: into, FileName: filepath.Base(c.File), File: f})
	if err == nil && len(c.Map) > 0 {
		i, err = c.mapped(env.Context, a, i)
	}
	if err != nil {
		return none, err
	}
	bar := progress(env, c.Quiet)
	out, err := a.Intake.Check(env.Context, operator(), i.ID, func(rows int) {
		if bar != nil {
			bar("check", int64(rows))
		}
	})
	if err != nil {
		_, derr := a.Intake.Drop(context.WithoutCancel(env.Context), operator(), i.ID, 0)
		return none, errors.Join(err, derr)
	}
	return out, nil
}

func (c *ImportPeopleCmd) mapped(ctx context.Context, a *app.App, i intake.Import) (intake.Import, error) {
	fields := i.Shape.Fields()
	for letter, f := range c.Map {
		at := intake.ColumnAt(letter)
		if at < 0 || at >= len(fields) {
			return i, errs.New(errs.Invalid, "input").With("text", fmt.Sprintf("--map %s=%s: the file has no column %s", letter, f, letter))
		}
		fields[at] = intake.Field(f)
	}
	return a.Intake.Map(ctx, operator(), i.ID, i.Version, fields)
}

// facility finds one by its code.
func facility(ctx context.Context, a *app.App, code string) (id.Organisation, error) {
	list, err := a.Directory.List(ctx, operator(), directory.Filter{Kind: directory.Facility, Text: code}, page.Request{Size: page.MaxSize})
	if err != nil {
		return id.Organisation{}, err
	}
	for _, o := range list.Items {
		if strings.EqualFold(o.Code, code) {
			return o.ID, nil
		}
	}
	return id.Organisation{}, errs.New(errs.NotFound, "input").With("text", "no facility has the code "+code)
}

// work applies or takes back to the end, with a bar.
func work(env *Env, a *app.App, key id.Import, quiet bool) (intake.Import, error) {
	bar := progress(env, quiet)
	return a.Intake.Work(env.Context, operator(), key, func(i intake.Import) {
		if bar != nil {
			bar(string(i.Status), int64(float64(i.Rows)*i.Progress()))
		}
	})
}

// annotate writes the workbook that --errors names.
func (c *ImportPeopleCmd) annotate(env *Env, a *app.App, l *i18n.Localizer, i intake.Import) error {
	if c.Errors == "" {
		return nil
	}
	f, err := os.Create(c.Errors)
	if err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return errors.Join(a.Intake.Annotated(env.Context, operator(), i.ID, f, intaketext.Annotation(l, i.Shape)), f.Close())
}

// report prints counts and the first remarks.
func (c *ImportPeopleCmd) report(env *Env, a *app.App, l *i18n.Localizer, i intake.Import) error {
	p, err := a.Intake.Remarks(env.Context, operator(), i.ID, intake.RemarkFilter{}, page.Request{Size: shownRemarks})
	if err != nil {
		return err
	}
	out := imported{Import: i, Remarks: []said{}}
	for _, r := range p.Items {
		out.Remarks = append(out.Remarks, said{r.Line, r.What, intaketext.Remark(l, i.Shape, r)})
	}
	if c.JSON {
		return printJSON(env.Stdout, out)
	}
	return tell(env.Stdout, l, out, p.Next != "")
}

func tell(w io.Writer, l *i18n.Localizer, out imported, more bool) error {
	i := out.Import
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: %s\n", i.ID, i.Status, l.T("intake.counts", "n", i.Rows, "new", i.Fresh, "changed", i.Changed, "same", i.Same, "wrong", i.Wrong, "doubtful", i.Doubtful, "skipped", i.Skipped))
	for _, r := range out.Remarks {
		if r.What == "changed" {
			continue // they are what was asked for
		}
		fmt.Fprintf(&b, "%s\n", l.T("intake.row", "line", r.Line, "what", intaketext.Verdict(l, r.What), "text", strings.ReplaceAll(r.Text, "\n", "; ")))
	}
	if more {
		fmt.Fprintln(&b, "…")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// inWords says a file's error in the language that was asked for, with its columns.
func inWords(l *i18n.Localizer, err error) error {
	e := errs.As(err)
	if e == nil || e.Args["text"] != nil {
		return err
	}
	lines := []string{l.Error(e)}
	for _, f := range e.Fields {
		lines = append(lines, "  "+f.Path+": "+l.Field(f))
	}
	return e.With("text", strings.Join(lines, "\n"))
}

// ImportResumeCmd goes on with what is under way.
type ImportResumeCmd struct {
	Database
	Quiet bool `short:"q" help:"No progress bar."`
}

// Help is the command's example.
func (ImportResumeCmd) Help() string { return "Example: titian import resume --db sqlite:titian.db" }

// Run works on each to its end.
func (c *ImportResumeCmd) Run(env *Env) error {
	return c.with(env, func(a *app.App) error {
		list, err := a.Intake.UnderWay(env.Context, operator())
		for _, key := range list {
			i, werr := work(env, a, key, c.Quiet)
			if werr != nil {
				return werr
			}
			fmt.Fprintf(env.Stdout, "%s %s\n", i.ID, i.Status)
		}
		return err
	})
}

// ImportUndoCmd takes an import back.
type ImportUndoCmd struct {
	Database
	ID    string `arg:"" help:"The import, as import people printed it."`
	JSON  bool   `name:"json" help:"Print JSON."`
	Quiet bool   `short:"q" help:"No progress bar."`
}

// Help is the command's example.
func (ImportUndoCmd) Help() string {
	return "Example: titian import undo 0196f0c2-… --db sqlite:titian.db"
}

// Run takes it back to its first row.
func (c *ImportUndoCmd) Run(env *Env) error {
	var key id.Import
	if err := key.UnmarshalText([]byte(c.ID)); err != nil {
		return err
	}
	return c.with(env, func(a *app.App) error {
		i, err := a.Intake.Undo(env.Context, operator(), key, 0)
		if err == nil {
			i, err = work(env, a, key, c.Quiet)
		}
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(env.Stdout, i)
		}
		_, err = fmt.Fprintf(env.Stdout, "%s %s, kept %d\n", i.ID, i.Status, i.Kept)
		return err
	})
}
