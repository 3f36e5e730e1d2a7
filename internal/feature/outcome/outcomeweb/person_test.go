package outcomeweb_test

import (
	"context"
	"io"
	"net/http"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/outcome"
	"titian/internal/feature/outcome/outcomeweb"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// personPage is the part of a person's page that is this feature's.
func personPage(d *db.DB, s *outcome.Service) web.Handler {
	people, section, offer := persontest.Service(d), outcomeweb.Section(s), outcomeweb.Offer(s)
	return func(w http.ResponseWriter, r *http.Request) error {
		key, err := web.PathID[id.Person](r, "id")
		if err != nil {
			return err
		}
		actor := authz.FromContext(r.Context())
		p, err := people.Get(r.Context(), actor, key)
		if err != nil {
			return err
		}
		c, err := section(r.Context(), actor, p)
		if err != nil {
			return err
		}
		return web.Page(w, r, body(p, offer(r.Context(), actor, p), c))
	}
}

func body(p person.Person, actions []ui.Action, section templ.Component) templ.Component {
	inside := templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		if err := ui.Actions(actions...).Render(ctx, w); err != nil || section == nil {
			return err
		}
		return section.Render(ctx, w)
	})
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return ui.Layout(ui.Page{Title: p.Name}).Render(templ.WithChildren(ctx, inside), w)
	})
}
