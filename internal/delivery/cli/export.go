package cli

import (
	"encoding/csv"
	"fmt"
	"io"
	"reflect"

	"titian/internal/app"
	"titian/internal/delivery/web/list"
	"titian/internal/feature/agreement"
	"titian/internal/feature/directory"
	"titian/internal/feature/outcome"
	"titian/internal/feature/partnership"
	"titian/internal/feature/person"
	"titian/internal/feature/programme"
	"titian/internal/kernel/page"
	"titian/internal/kernel/privacy"
	"titian/internal/platform/db"
)

// ExportCmd writes one list as CSV, whole. It names people: the file is the
// operator's to guard. Credentials and identity numbers are never in it.
type ExportCmd struct {
	Database
	List string `arg:"" enum:"cooperations,meetings,proposals,commitments,deliveries,agreements,classes,people,follow-ups" help:"cooperations, meetings, proposals, commitments, deliveries, agreements, classes, people or follow-ups."`
}

// Help is the command's example.
func (ExportCmd) Help() string { return "Example: titian export commitments > commitments.csv" }

// Run writes it to standard output.
func (c *ExportCmd) Run(env *Env) error {
	return c.with(env, func(a *app.App) error {
		ctx, op, w := env.Context, operator(), env.Stdout
		switch c.List {
		case "cooperations":
			return export(w, func(r page.Request) (page.Of[agreement.CooperationView], error) {
				return a.Agreement.Cooperations(ctx, op, agreement.CooperationFilter{}, r)
			})
		case "meetings":
			return export(w, func(r page.Request) (page.Of[partnership.MeetingView], error) {
				return a.Partnership.Meetings(ctx, op, partnership.MeetingFilter{}, r)
			})
		case "proposals":
			return export(w, func(r page.Request) (page.Of[partnership.ProposalView], error) {
				return a.Partnership.Proposals(ctx, op, partnership.ProposalFilter{}, r)
			})
		case "commitments":
			return export(w, func(r page.Request) (page.Of[partnership.CommitmentView], error) {
				return a.Partnership.Commitments(ctx, op, partnership.CommitmentFilter{}, r)
			})
		case "deliveries":
			return export(w, func(r page.Request) (page.Of[partnership.DeliveryView], error) {
				return a.Partnership.Deliveries(ctx, op, partnership.DeliveryFilter{}, r)
			})
		case "agreements":
			return export(w, func(r page.Request) (page.Of[agreement.View], error) {
				return a.Agreement.Agreements(ctx, op, agreement.Filter{}, r)
			})
		case "classes":
			return export(w, func(r page.Request) (page.Of[programme.ClassRow], error) {
				return a.Programme.Classes(ctx, op, programme.ClassFilter{}, r)
			})
		case "people":
			return c.people(env, a)
		default:
			return export(w, func(r page.Request) (page.Of[outcome.Row], error) {
				return a.Outcome.List(ctx, op, outcome.Filter{}, r)
			})
		}
	})
}

// people writes the register facility by facility, as it is kept.
func (c *ExportCmd) people(env *Env, a *app.App) error {
	var parts []func(page.Request) (page.Of[person.Row], error)
	places, err := a.Directory.Choices(env.Context, operator(), directory.Facility)
	if err != nil {
		return err
	}
	for _, f := range places {
		parts = append(parts, func(r page.Request) (page.Of[person.Row], error) {
			return a.Person.List(env.Context, operator(), person.Filter{Facility: f.ID}, r)
		})
	}
	return export(env.Stdout, parts...)
}

// export writes the stored fields of every row, under their stored names.
func export[T any](w io.Writer, parts ...func(page.Request) (page.Of[T], error)) error {
	var columns []db.Column
	var header []string
	for _, c := range db.ColumnsOf[T]() {
		if c.Class != privacy.Secret {
			columns, header = append(columns, c), append(header, c.Name)
		}
	}
	out := csv.NewWriter(w)
	if err := out.Write(header); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	for _, fetch := range parts {
		if err := exportPart(out, columns, fetch); err != nil {
			return fmt.Errorf("export: %w", err)
		}
	}
	out.Flush()
	return out.Error()
}

func exportPart[T any](out *csv.Writer, columns []db.Column, fetch func(page.Request) (page.Of[T], error)) error {
	cells := make([]string, len(columns))
	for r := (page.Request{Size: page.MaxSize}); ; {
		p, err := fetch(r)
		if err != nil {
			return err
		}
		for i := range p.Items {
			row := reflect.ValueOf(&p.Items[i]).Elem()
			for k, c := range columns {
				cells[k] = list.SafeCell(c.Text(row))
			}
			if err := out.Write(cells); err != nil {
				return err
			}
		}
		if r.After = p.Next; r.After == "" {
			return nil
		}
	}
}
