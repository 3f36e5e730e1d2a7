package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"titian/internal/engine/survival"
	"titian/internal/engine/survival/survivalfile"
	"titian/internal/kernel/errs"
)

// SurvivalCmd tells from a file what became of people: how long until an
// event, by group. It prints counts and 95 % intervals and leaves conclusions
// to the reader. The answer is explained in docs/engines/survival.md.
type SurvivalCmd struct {
	Input      string    `required:"" placeholder:"FILE" help:"CSV with one row a person; - reads standard input."`
	Time       string    `required:"" placeholder:"COLUMN" help:"How long the person was followed."`
	Event      string    `required:"" placeholder:"COLUMN" help:"1 if it ended with the event, 0 if the person was still without it; with --competing 0, 1, 2 … for the cause."`
	Group      string    `placeholder:"COLUMN" help:"Compare the groups named in this column."`
	Strata     string    `placeholder:"COLUMN" help:"Compare only people of the same stratum (tests and Cox model)."`
	Entry      string    `placeholder:"COLUMN" help:"When following began, if later than 0; for several rows a person, when the row begins."`
	Covariates []string  `placeholder:"COLUMNS" help:"Fit a Cox model on these columns, separated by commas. Text is a factor against its alphabetically first level."`
	ID         string    `name:"id" placeholder:"COLUMN" help:"Rows with one value are one person: robust standard errors in the Cox model."`
	Ties       string    `enum:"efron,breslow" default:"efron" help:"How the Cox model treats ties: efron or breslow."`
	Competing  bool      `help:"Events of several causes compete: cumulative incidence and Gray's test."`
	Conf       string    `enum:"plain,log,log-log" default:"log-log" help:"Scale of the curves' intervals: plain, log or log-log."`
	Tau        *float64  `help:"Restricted means up to this time; by default as long as every group was followed."`
	Rho        float64   `default:"0" help:"Weight of early events in the test: 0 is log-rank, 1 Peto-Peto."`
	At         []float64 `placeholder:"TIMES" help:"Print the curves at these times only, separated by commas."`
	Quantiles  []float64 `placeholder:"PERCENTS" help:"Also print by when these percentages had the event."`
	JSON       bool      `name:"json" xor:"form" help:"Print JSON."`
	SVG        bool      `name:"svg" xor:"form" help:"Print the curves as an SVG picture with numbers at risk."`
}

// Help is the command's example.
func (SurvivalCmd) Help() string {
	return `Example: titian survival --input people.csv --time week --event arrest --group aid --at 10,20,52

A Cox model: titian survival --input people.csv --time week --event arrest --covariates aid,age,prior --json

Curves as a picture: titian survival --input people.csv --time week --event arrest --group aid --svg > curves.svg

Several causes: titian survival --input people.csv --time month --event cause --group sex --competing`
}

// Run reads and computes everything before it prints anything, so that wrong
// input leaves no partial answer.
func (c *SurvivalCmd) Run(env *Env) error {
	if err := c.check(); err != nil {
		return err
	}
	table, err := statisticsTable(env, c.Input, c.columns())
	if err != nil {
		return err
	}
	report, err := c.report(table)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	switch {
	case c.JSON:
		err = printStatistics(&out, report)
	case c.SVG:
		err = c.chart(report).Draw(&out)
	default:
		report.text(&out)
	}
	if err != nil {
		return fmt.Errorf("print survival: %w", err)
	}
	_, err = env.Stdout.Write(out.Bytes())
	return err
}

// check refuses options that contradict each other or cannot be.
func (c *SurvivalCmd) check() error {
	switch {
	case c.Competing && len(c.Covariates) > 0:
		return statisticsInput("--covariates fits a model of one kind of event and cannot go with --competing: code the causes of interest as 1 and all else as 0")
	case c.Competing && len(c.Quantiles) > 0, c.Competing && c.Tau != nil:
		return statisticsInput("--tau and --quantiles belong to curves of one kind of event and cannot go with --competing")
	case c.ID != "" && len(c.Covariates) == 0:
		return statisticsInput("--id needs --covariates: it widens the errors of the Cox model")
	case !(c.Rho >= 0 && c.Rho <= 10):
		return statisticsInput("--rho must lie between 0 and 10")
	case c.Tau != nil && !(*c.Tau > 0):
		return statisticsInput("--tau must be more than 0")
	}
	for _, t := range c.At {
		if !(t >= 0) {
			return statisticsInput("--at: a time cannot be negative")
		}
	}
	for _, q := range c.Quantiles {
		if !(q > 0 && q < 100) {
			return statisticsInput("--quantiles: a percentage lies between 0 and 100")
		}
	}
	return nil
}

func (c *SurvivalCmd) columns() []survivalfile.Column {
	event := survivalfile.Flag
	if c.Competing {
		event = survivalfile.Cause
	}
	columns := []survivalfile.Column{{Name: c.Time, Kind: survivalfile.Time}, {Name: c.Event, Kind: event}}
	if c.Entry != "" {
		columns = append(columns, survivalfile.Column{Name: c.Entry, Kind: survivalfile.Time})
	}
	for _, label := range []string{c.Group, c.Strata, c.ID} {
		if label != "" {
			columns = append(columns, survivalfile.Column{Name: label, Kind: survivalfile.Label})
		}
	}
	return append(columns, covariateColumns(c.Covariates)...)
}

func covariateColumns(names []string) []survivalfile.Column {
	var out []survivalfile.Column
	for _, name := range names {
		out = append(out, survivalfile.Column{Name: name, Kind: survivalfile.Covariate})
	}
	return out
}

// sample is the follow-up of the table; its errors name a line.
func (c *SurvivalCmd) sample(t *survivalfile.Table) (*survival.Sample, error) {
	var entry []float64
	if c.Entry != "" {
		entry = t.Numbers(c.Entry)
	}
	s, err := survival.NewSample(entry, t.Numbers(c.Time), t.Whole(c.Event))
	if e := errs.As(err); e != nil && e.Code == "survival.interval" {
		row, _ := e.Args["row"].(int)
		return nil, t.At(row, c.Entry, "following begins at or after its end, so the row covers no time")
	}
	return s, err
}

// statisticsTable reads the columns of a file, or of standard input.
func statisticsTable(env *Env, path string, columns []survivalfile.Column) (*survivalfile.Table, error) {
	in, name := env.Stdin, "standard input"
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, statisticsInput(err.Error())
		}
		defer f.Close()
		in, name = f, path
	}
	return survivalfile.Read(in, name, columns)
}

// statisticsInput is a mistake of the caller, told in a whole sentence.
func statisticsInput(text string) error {
	return errs.New(errs.Invalid, "input").With("text", text)
}

// statisticsRefusal tells in a sentence why an engine refused.
func statisticsRefusal(err error) error {
	e := errs.As(err)
	if e == nil {
		return err
	}
	text := refusalWords(e.Code)
	if text == "" {
		return err
	}
	return errs.New(errs.Invalid, "input").With("text", fillWords(text, e.Args)).Because(err)
}

// fillWords puts the arguments of a message in their places.
func fillWords(text string, args errs.Args) string {
	return os.Expand(text, func(name string) string {
		if v, ok := args[name].(float64); ok {
			return fmt.Sprintf("%.4g", v)
		}
		if args[name] == nil {
			return "(several together)"
		}
		return fmt.Sprint(args[name])
	})
}

// printStatistics refuses what JSON has no number for instead of printing half.
func printStatistics(w io.Writer, v any) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	err := out.Encode(v)
	var bad *json.UnsupportedValueError
	if errors.As(err, &bad) {
		return errs.New(errs.Internal, "statistics.not_a_number").Because(err)
	}
	return err
}
