package noticeweb

import (
	"net/http"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/notice"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

func (p *pages) hooks(w http.ResponseWriter, r *http.Request) error {
	list, err := p.service.Hooks(r.Context(), authz.FromContext(r.Context()))
	if err != nil {
		return err
	}
	return web.Page(w, r, hooksPage(list))
}

func readHook(f *form.Form) notice.HookCommand {
	c := notice.HookCommand{URL: f.Text("url", form.Required, form.Max(1000)), Active: f.Bool("active")}
	for _, k := range f.Values("events") {
		c.Events = append(c.Events, notice.Kind(k))
	}
	return c
}

func (p *pages) newHook(w http.ResponseWriter, r *http.Request) error {
	if !notice.May(authz.FromContext(r.Context()), notice.CanHook) {
		return errs.New(errs.Forbidden, "forbidden")
	}
	return web.Page(w, r, hookFormPage(form.New(), notice.Hook{}, nil))
}

// makeHook shows the secret in its own answer and never again.
func (p *pages) makeHook(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	c := readHook(f)
	if f.Valid() {
		h, secret, err := p.service.MakeHook(r.Context(), authz.FromContext(r.Context()), c)
		if err == nil {
			return web.Page(w, r, hookMadePage(h, secret))
		}
		if !f.Merge(err) {
			return err
		}
	}
	return web.FormPage(w, r, f, hookFormPage(f, notice.Hook{}, nil))
}

func (p *pages) forHook(r *http.Request) (notice.Hook, error) {
	key, err := web.PathID[id.Hook](r, "id")
	if err != nil {
		return notice.Hook{}, err
	}
	return p.service.Hook(r.Context(), authz.FromContext(r.Context()), key)
}

func (p *pages) hook(w http.ResponseWriter, r *http.Request) error {
	h, err := p.forHook(r)
	if err != nil {
		return err
	}
	calls, err := p.service.Calls(r.Context(), authz.FromContext(r.Context()), h.ID)
	if err != nil {
		return err
	}
	return web.Page(w, r, hookPage(h, calls))
}

func (p *pages) editHook(w http.ResponseWriter, r *http.Request) error {
	h, err := p.forHook(r)
	if err != nil {
		return err
	}
	var events []string
	for _, k := range h.Kinds() {
		events = append(events, string(k))
	}
	f := form.Of("url", h.URL, "version", h.Version, "events", events, "active", h.Active)
	return web.Page(w, r, hookFormPage(f, h, nil))
}

func (p *pages) changeHook(w http.ResponseWriter, r *http.Request) error {
	h, err := p.forHook(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	c := readHook(f)
	return web.Save(w, r, f, web.Saving{
		Do: func() error {
			_, err := p.service.ChangeHook(r.Context(), authz.FromContext(r.Context()), h.ID, f.Version(), c)
			return err
		},
		To: func() string { return "/webhooks/" + h.ID.String() }, Done: "hook.changed", Words: "hook.",
		Version: func() (int64, error) { x, err := p.forHook(r); return x.Version, err },
		Page:    func(conflict *ui.Conflict) (templ.Component, error) { return hookFormPage(f, h, conflict), nil },
	})
}

func (p *pages) ping(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Hook](r, "id")
	if err != nil {
		return err
	}
	if _, err := p.service.Ping(r.Context(), authz.FromContext(r.Context()), key); err != nil {
		return err
	}
	return web.Done(w, r, "/webhooks/"+key.String(), "hook.pinged")
}

func (p *pages) replay(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Hook](r, "id")
	if err != nil {
		return err
	}
	call, err := web.PathID[id.Job](r, "call")
	if err != nil {
		return err
	}
	if _, err := p.service.Replay(r.Context(), authz.FromContext(r.Context()), key, call); err != nil {
		return err
	}
	return web.Done(w, r, "/webhooks/"+key.String(), "hook.replayed")
}
