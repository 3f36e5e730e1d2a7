package cli

import (
	"titian/internal/app"
	"titian/internal/feature/report"
	"titian/internal/kernel/page"
)

// ocds prints all signed agreements as one release package.
func (c *ExportCmd) ocds(env *Env, a *app.App) error {
	found, err := all(func(r page.Request) (page.Of[report.OCDSRelease], error) {
		return a.Report.Releases(env.Context, operator(), c.Prefix, r)
	})
	if err != nil {
		return err
	}
	return printJSON(env.Stdout, report.Publication{Publisher: c.Publisher, Prefix: c.Prefix}.Package(found, a.DB.Now()))
}

// hsds prints all partners with their services.
func (c *ExportCmd) hsds(env *Env, a *app.App) error {
	found, err := all(func(r page.Request) (page.Of[report.HSDSOrganization], error) {
		return a.Report.Organizations(env.Context, operator(), r)
	})
	if err != nil {
		return err
	}
	return printJSON(env.Stdout, report.HSDSPackage{Version: report.HSDSProfile, Organizations: found.Items})
}

// all reads every page of a list into one.
func all[T any](fetch func(page.Request) (page.Of[T], error)) (page.Of[T], error) {
	out := page.Of[T]{Items: []T{}}
	for r := (page.Request{Size: page.MaxSize}); ; {
		p, err := fetch(r)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, p.Items...)
		if r.After = p.Next; r.After == "" {
			return out, nil
		}
	}
}
