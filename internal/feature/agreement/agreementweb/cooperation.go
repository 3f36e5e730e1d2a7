package agreementweb

import (
	"net/http"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/list"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/agreement"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

var cooperationSpec = list.Spec{Filters: []string{"status"}, Sorts: []string{"ref", "title"}, Default: "-ref"}

type cooperationsView struct {
	Query list.Query
	Page  page.Of[agreement.CooperationView]
	Actor authz.Actor
}

// opens is where a row leads: to the file or, for a reader who may only list, to
// the thread with its counts.
func (v cooperationsView) opens(c agreement.CooperationView) string {
	if agreement.May(v.Actor, "cooperation.read") {
		return "/cooperations/" + c.ID.String()
	}
	return "/thread/" + c.ID.String()
}

func cooperationFilter(q list.Query) agreement.CooperationFilter {
	return agreement.CooperationFilter{Text: q.Text, Status: agreement.Status(q.Filter("status")), Sort: q.Sort, Desc: q.Desc}
}

func (p *pages) cooperations(w http.ResponseWriter, r *http.Request) error {
	q, err := list.Parse(r, cooperationSpec)
	if err != nil {
		return err
	}
	actor := authz.FromContext(r.Context())
	found, err := p.service.Cooperations(r.Context(), actor, cooperationFilter(q), q.Page())
	if err != nil {
		return err
	}
	return web.Page(w, r, cooperationsPage(cooperationsView{q, found, actor}))
}

func (p *pages) cooperationsCSV(w http.ResponseWriter, r *http.Request) error {
	q, err := list.Parse(r, cooperationSpec)
	if err != nil {
		return err
	}
	ctx, l := r.Context(), i18n.From(r.Context())
	head := []string{l.T("coop.ref"), l.T("coop.title"), l.T("coop.host"), l.T("coop.partner"), l.T("coop.status"), l.T("coop.closed_on")}
	return list.Export(w, r, l.T("coop.file"), head, func(pr page.Request) (page.Of[agreement.CooperationView], error) {
		return p.service.Cooperations(ctx, authz.FromContext(ctx), cooperationFilter(q), pr)
	}, func(c agreement.CooperationView) list.Cells {
		return list.Cells{c.Ref, c.Title, c.HostName, c.PartnerName, l.T("coop.status." + string(c.Status)), c.ClosedOn}
	})
}

// cooperationView is all that the page of a cooperation shows to one reader.
type cooperationView struct {
	agreement.CooperationView
	Actor      authz.Actor
	Agreements []agreement.View
	Parts      []templ.Component
}

func (v cooperationView) path(rest string) string { return "/cooperations/" + v.ID.String() + rest }

// writes reports whether the reader may change the file itself.
func (v cooperationView) writes() bool {
	return agreement.May(v.Actor, "cooperation.write") && agreement.ActsFor(v.Actor, v.Host)
}

func (p *pages) showCooperation(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Cooperation](r, "id")
	if err != nil {
		return err
	}
	ctx := r.Context()
	v := cooperationView{Actor: authz.FromContext(ctx)}
	if v.CooperationView, err = p.service.Cooperation(ctx, v.Actor, key); err != nil {
		return err
	}
	found, err := p.service.Agreements(ctx, v.Actor, agreement.Filter{Cooperation: key}, page.Request{})
	if err != nil {
		return err
	}
	v.Agreements = found.Items
	for _, part := range p.around.Cooperation {
		c, err := part(ctx, v.Actor, v.CooperationView)
		if err != nil {
			return err
		}
		v.Parts = append(v.Parts, c)
	}
	return web.Page(w, r, cooperationPage(v))
}

// openView is the form that begins a cooperation.
type openView struct {
	Form            *form.Form
	Hosts, Partners []agreement.Named
}

func (p *pages) openForm(r *http.Request, f *form.Form) (templ.Component, error) {
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	hosts, err := p.service.Hosts(ctx, actor)
	if err != nil {
		return nil, err
	}
	partners, err := p.service.Partners(ctx, actor)
	if f.Value("host_id") == "" && len(hosts) == 1 {
		f.Set("host_id", hosts[0].ID)
	}
	return openPage(openView{f, hosts, partners}), err
}

func (p *pages) newCooperation(w http.ResponseWriter, r *http.Request) error {
	c, err := p.openForm(r, form.New())
	if err != nil {
		return err
	}
	return web.Page(w, r, c)
}

func (p *pages) openCooperation(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	cmd := agreement.OpenCommand{
		Ref:  f.Text("ref"),
		Host: form.ID[id.Organisation](f, "host_id", form.Required), Partner: form.ID[id.Organisation](f, "partner_id", form.Required),
		Title: f.Text("title", form.Required), Purpose: f.Text("purpose"),
	}
	var made agreement.Cooperation
	return web.Save(w, r, f, web.Saving{
		Do: func() (err error) {
			made, err = p.service.OpenCooperation(r.Context(), authz.FromContext(r.Context()), cmd)
			return err
		},
		To: func() string { return "/cooperations/" + made.ID.String() }, Done: "coop.opened",
		Page: func(*ui.Conflict) (templ.Component, error) { return p.openForm(r, f) },
	})
}

// forCooperation loads a cooperation for one of its forms.
func (p *pages) forCooperation(w http.ResponseWriter, r *http.Request, show func(agreement.CooperationView) templ.Component) error {
	key, err := web.PathID[id.Cooperation](r, "id")
	if err != nil {
		return err
	}
	c, err := p.service.Cooperation(r.Context(), authz.FromContext(r.Context()), key)
	if err != nil {
		return err
	}
	return web.Page(w, r, show(c))
}

func (p *pages) editCooperation(w http.ResponseWriter, r *http.Request) error {
	return p.forCooperation(w, r, func(c agreement.CooperationView) templ.Component {
		return changePage(changeView(i18n.From(r.Context()), form.Of("title", c.Title, "purpose", c.Purpose, "version", c.Version), c, nil))
	})
}

func (p *pages) confirmClose(w http.ResponseWriter, r *http.Request) error {
	return p.forCooperation(w, r, func(c agreement.CooperationView) templ.Component {
		return closePage(closeView(i18n.From(r.Context()), form.Of("version", c.Version), c, nil))
	})
}

func cooperationCrumbs(l *i18n.Localizer, c agreement.CooperationView) []ui.Crumb {
	return []ui.Crumb{{Label: l.T("coop.list"), Href: "/cooperations"}, {Label: c.Title, Href: "/cooperations/" + c.ID.String()}}
}

func changeView(l *i18n.Localizer, f *form.Form, c agreement.CooperationView, conflict *ui.Conflict) formView {
	at := "/cooperations/" + c.ID.String()
	return formView{
		Form: f, Title: l.T("coop.edit"), Crumbs: cooperationCrumbs(l, c), Conflict: conflict,
		Props: ui.FormProps{Action: at, Submit: l.T("coop.save"), Cancel: at},
	}
}

func closeView(l *i18n.Localizer, f *form.Form, c agreement.CooperationView, conflict *ui.Conflict) formView {
	at := "/cooperations/" + c.ID.String()
	return formView{
		Form: f, Title: l.T("coop.close"), Lead: l.T("coop.close_lead"), Crumbs: cooperationCrumbs(l, c), Conflict: conflict,
		Props: ui.FormProps{Action: at + "/close", Submit: l.T("coop.close_do"), Cancel: at, Danger: true},
	}
}

// alterCooperation runs a change of an existing cooperation and its page.
func (p *pages) alterCooperation(w http.ResponseWriter, r *http.Request, f *form.Form, done string, do func(key id.Cooperation) error, show func(agreement.CooperationView, *ui.Conflict) templ.Component) error {
	key, err := web.PathID[id.Cooperation](r, "id")
	if err != nil {
		return err
	}
	load := func() (agreement.CooperationView, error) {
		return p.service.Cooperation(r.Context(), authz.FromContext(r.Context()), key)
	}
	return web.Save(w, r, f, web.Saving{
		Do: func() error { return do(key) }, To: func() string { return "/cooperations/" + key.String() }, Done: done, Words: "coop.",
		Version: func() (int64, error) { c, err := load(); return c.Version, err },
		Page: func(conflict *ui.Conflict) (templ.Component, error) {
			c, err := load()
			if err != nil {
				return nil, err
			}
			return show(c, conflict), nil
		},
	})
}

func (p *pages) changeCooperation(w http.ResponseWriter, r *http.Request) error {
	f, l := form.Parse(r), i18n.From(r.Context())
	cmd := agreement.CooperationCommand{Title: f.Text("title", form.Required), Purpose: f.Text("purpose")}
	return p.alterCooperation(w, r, f, "coop.changed", func(key id.Cooperation) error {
		return p.service.ChangeCooperation(r.Context(), authz.FromContext(r.Context()), key, f.Version(), cmd)
	}, func(c agreement.CooperationView, conflict *ui.Conflict) templ.Component {
		return changePage(changeView(l, f, c, conflict))
	})
}

func (p *pages) closeCooperation(w http.ResponseWriter, r *http.Request) error {
	f, l := form.Parse(r), i18n.From(r.Context())
	reason := f.Text("reason", form.Required)
	return p.alterCooperation(w, r, f, "coop.closed", func(key id.Cooperation) error {
		return p.service.CloseCooperation(r.Context(), authz.FromContext(r.Context()), key, f.Version(), reason)
	}, func(c agreement.CooperationView, conflict *ui.Conflict) templ.Component {
		return closePage(closeView(l, f, c, conflict))
	})
}

func (p *pages) reopenCooperation(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Cooperation](r, "id")
	if err != nil {
		return err
	}
	if err := p.service.ReopenCooperation(r.Context(), authz.FromContext(r.Context()), key, form.Parse(r).Version()); err != nil {
		return err
	}
	return web.Done(w, r, "/cooperations/"+key.String(), "coop.reopened")
}
