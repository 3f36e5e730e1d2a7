package reportweb

import (
	"context"

	"titian/internal/delivery/web/ui"
	"titian/internal/feature/report"
	"titian/internal/feature/report/reporttext"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// way is one cooperation that reached a person, as a line of records from the
// meeting to the class.
type way struct {
	Title   string
	Between string
	Href    string // the whole thread, for a reader who may open it
	Steps   []column
}

func ways(ctx context.Context, found []report.Reach) []way {
	l, a, today := i18n.From(ctx), authz.FromContext(ctx), ui.Today(ctx)
	var out []way
	for _, r := range found {
		w := way{Title: r.Title, Between: l.T("thread.between", "host", r.Host, "partner", r.Partner)}
		if r.Open {
			w.Href = "/thread/" + r.Ref
		}
		for _, n := range r.Path {
			key := report.StepOf(n.Kind)
			c := cardOf(l, a, report.Thread{}, n, today)
			if !r.Open {
				c.Href = ""
			}
			if last := len(w.Steps) - 1; last >= 0 && w.Steps[last].Key == key {
				w.Steps[last].Cards = append(w.Steps[last].Cards, c)
				continue
			}
			w.Steps = append(w.Steps, column{Key: key, Label: reporttext.Step(l, key), State: ui.StepDone, Said: l.T("thread.state.done"), Cards: []card{c}})
		}
		out = append(out, w)
	}
	return out
}
