package cli

import (
	"fmt"
	"maps"
	"os"
	"slices"

	"titian/internal/app"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
)

// RetentionCmd disposes of the records whose time is over. It names people by key
// only; who answers for the retention reads the plan before it is carried out.
type RetentionCmd struct {
	Database
	DryRun bool   `help:"List what would be done, and do nothing."`
	AsOf   string `help:"Day to decide on, 2026-11-22; today when absent."`
	Rules  string `type:"existingfile" help:"Rules as JSON: {\"closed_years\":5,\"health_years\":25,\"readings_years\":5}."`
}

// Help is the command's example.
func (RetentionCmd) Help() string { return "Example: titian retention --dry-run --as-of 2031-01-01" }

// Run plans and, without --dry-run, carries out: each record in a transaction of
// its own, so that it may be stopped and run again.
func (c *RetentionCmd) Run(env *Env) error {
	rules := person.DefaultRules()
	if c.Rules != "" {
		text, err := os.ReadFile(c.Rules)
		if err != nil {
			return fmt.Errorf("read rules: %w", err)
		}
		if rules, err = person.ParseRules(string(text)); err != nil {
			return err
		}
	}
	return c.with(env, func(a *app.App) error {
		day := civil.Today(a.DB.Now())
		if c.AsOf != "" {
			var err error
			if day, err = civil.Parse(c.AsOf); err != nil {
				return err
			}
		}
		return c.carryOut(env, a, rules, day)
	})
}

func (c *RetentionCmd) carryOut(env *Env, a *app.App, rules person.Rules, day civil.Date) error {
	list, err := a.Person.RetentionPlan(env.Context, operator(), rules, day)
	if err != nil {
		return err
	}
	counts := map[string]int{}
	for _, d := range list {
		if !c.DryRun {
			if err := a.Person.Dispose(env.Context, operator(), d); err != nil {
				return err
			}
		}
		counts[string(d.Do)+" by rule "+d.Rule]++
		fmt.Fprintf(env.Stdout, "%s\t%s\t%s\tclosed %s\n", d.Person, d.Do, d.Rule, d.ClosedOn)
	}
	for _, what := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintf(env.Stdout, "%d: %s\n", counts[what], what)
	}
	if c.DryRun {
		fmt.Fprintf(env.Stdout, "%d records; nothing was changed\n", len(list))
		return nil
	}
	n, err := a.Person.CutReadings(env.Context, operator(), day.AddMonths(-12*rules.Readings))
	if err == nil {
		fmt.Fprintf(env.Stdout, "%d records; %d readings deleted\n", len(list), n)
	}
	return err
}
