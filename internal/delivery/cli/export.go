package cli

import (
	"fmt"
	"io"
	"reflect"
	"time"

	"titian/internal/app"
	"titian/internal/feature/agreement"
	"titian/internal/feature/directory"
	"titian/internal/feature/outcome"
	"titian/internal/feature/partnership"
	"titian/internal/feature/person"
	"titian/internal/feature/programme"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/kernel/page"
	"titian/internal/kernel/privacy"
	"titian/internal/platform/db"
	"titian/internal/platform/tabular"
)

// ExportCmd writes one list as CSV or XLSX, whole. It may name people: the file
// is the operator's to guard, and each facility's audit says that its people were
// taken out. Credentials and identity numbers are never in it.
type ExportCmd struct {
	Database
	List string `arg:"" enum:"cooperations,meetings,proposals,commitments,deliveries,agreements,classes,people,follow-ups,ocds,hsds" help:"cooperations, meetings, proposals, commitments, deliveries, agreements, classes, people, follow-ups, ocds (agreements and milestones) or hsds (partners and services)."`
	As   string `enum:"csv,xlsx" default:"csv" help:"csv or xlsx; ocds and hsds are JSON."`

	Publisher string `default:"Titian" help:"Name of the publisher of ocds."`
	Prefix    string `default:"ocds-unregistered" help:"Prefix of ocds, as registered with the Open Contracting Partnership."`
}

// Help is the command's example.
func (ExportCmd) Help() string {
	return "Example: titian export commitments --as xlsx > commitments.xlsx"
}

// Run writes it to standard output.
func (c *ExportCmd) Run(env *Env) error {
	return c.with(env, func(a *app.App) error {
		ctx, op := env.Context, operator()
		out := sheet{to: env.Stdout, form: tabular.Format(c.As), name: c.List}
		switch c.List {
		case "cooperations":
			return export(out, func(r page.Request) (page.Of[agreement.CooperationView], error) {
				return a.Agreement.Cooperations(ctx, op, agreement.CooperationFilter{}, r)
			})
		case "meetings":
			return export(out, func(r page.Request) (page.Of[partnership.MeetingView], error) {
				return a.Partnership.Meetings(ctx, op, partnership.MeetingFilter{}, r)
			})
		case "proposals":
			return export(out, func(r page.Request) (page.Of[partnership.ProposalView], error) {
				return a.Partnership.Proposals(ctx, op, partnership.ProposalFilter{}, r)
			})
		case "commitments":
			return export(out, func(r page.Request) (page.Of[partnership.CommitmentView], error) {
				return a.Partnership.Commitments(ctx, op, partnership.CommitmentFilter{}, r)
			})
		case "deliveries":
			return export(out, func(r page.Request) (page.Of[partnership.DeliveryView], error) {
				return a.Partnership.Deliveries(ctx, op, partnership.DeliveryFilter{}, r)
			})
		case "agreements":
			return export(out, func(r page.Request) (page.Of[agreement.View], error) {
				return a.Agreement.Agreements(ctx, op, agreement.Filter{}, r)
			})
		case "classes":
			return export(out, func(r page.Request) (page.Of[programme.ClassRow], error) {
				return a.Programme.Classes(ctx, op, programme.ClassFilter{}, r)
			})
		case "ocds":
			return c.ocds(env, a)
		case "hsds":
			return c.hsds(env, a)
		case "people":
			return exportPeople(env, a, out, func(office id.Organisation, r page.Request) (page.Of[person.Row], error) {
				return a.Person.List(ctx, op, person.Filter{Facility: office}, r)
			})
		default:
			return exportPeople(env, a, out, func(office id.Organisation, r page.Request) (page.Of[outcome.Row], error) {
				return a.Outcome.List(ctx, op, outcome.Filter{Office: office}, r)
			})
		}
	})
}

// exportPeople writes a list office by office, as the records are kept, and has
// it noted in each office that its people were taken out.
func exportPeople[T any](env *Env, a *app.App, out sheet, fetch func(id.Organisation, page.Request) (page.Of[T], error)) error {
	places, err := a.Directory.Choices(env.Context, operator(), directory.Facility)
	if err != nil {
		return err
	}
	var parts []func(page.Request) (page.Of[T], error)
	for _, f := range places {
		noted := false
		parts = append(parts, func(r page.Request) (page.Of[T], error) {
			found, err := fetch(f.ID, r)
			if err == nil && !noted && len(found.Items) > 0 {
				noted = true
				err = a.Person.NoteExport(env.Context, operator(), person.Export{List: out.name, Form: string(out.form), Office: f.ID})
			}
			return found, err
		})
	}
	return export(out, parts...)
}

// sheet is where a list goes, in which form, under which name.
type sheet struct {
	to   io.Writer
	form tabular.Format
	name string
}

// export writes the stored fields of every row, under their stored names.
func export[T any](to sheet, parts ...func(page.Request) (page.Of[T], error)) error {
	var columns []db.Column
	var header []string
	var widths []int
	for _, c := range db.ColumnsOf[T]() {
		if c.Class != privacy.Secret {
			columns, header, widths = append(columns, c), append(header, c.Name), append(widths, max(14, len(c.Name)+2))
		}
	}
	out, err := tabular.NewWriter(to.to, to.form, to.name, header, widths...)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	for _, fetch := range parts {
		if err := exportPart(out, columns, fetch); err != nil {
			return fmt.Errorf("export: %w", err)
		}
	}
	return out.Close()
}

func exportPart[T any](out tabular.Writer, columns []db.Column, fetch func(page.Request) (page.Of[T], error)) error {
	cells := make([]any, len(columns))
	for r := (page.Request{Size: page.MaxSize}); ; {
		p, err := fetch(r)
		if err != nil {
			return err
		}
		for i := range p.Items {
			row := reflect.ValueOf(&p.Items[i]).Elem()
			for k, c := range columns {
				cells[k] = stored(c, row)
			}
			if err := out.Row(tabular.Typed(cells)); err != nil {
				return err
			}
		}
		if r.After = p.Next; r.After == "" {
			return nil
		}
	}
}

// stored is a field's value with its type where a workbook knows it, and as the
// audit writes it otherwise.
func stored(c db.Column, row reflect.Value) any {
	switch v := c.Of(row).Interface().(type) {
	case int, int64, *int64, money.Rupiah, *money.Rupiah, civil.Date, civil.Partial, time.Time:
		return v
	}
	return c.Text(row)
}
