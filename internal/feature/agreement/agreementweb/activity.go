package agreementweb

import (
	"net/http"
	"strconv"

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

var activitySpec = list.Spec{Filters: []string{"quarter", "year", "agreement"}, Sorts: []string{"title"}, Default: "title"}

type activitiesView struct {
	Query list.Query
	Page  page.Of[agreement.ActivityView]
}

// activityFilter reads the address; what is no number or key finds nothing.
func activityFilter(q list.Query) (agreement.ActivityFilter, error) {
	f := agreement.ActivityFilter{Text: q.Text, Desc: q.Desc}
	f.Year, _ = strconv.Atoi(q.Filter("year"))
	f.Quarter, _ = strconv.Atoi(q.Filter("quarter"))
	return f, f.Agreement.UnmarshalText([]byte(q.Filter("agreement")))
}

func (p *pages) activities(w http.ResponseWriter, r *http.Request) error {
	q, err := list.Parse(r, activitySpec)
	if err != nil {
		return err
	}
	f, err := activityFilter(q)
	if err != nil {
		return err
	}
	found, err := p.service.Activities(r.Context(), authz.FromContext(r.Context()), f, q.Page())
	if err != nil {
		return err
	}
	return web.Page(w, r, activitiesPage(activitiesView{q, found}))
}

func (p *pages) activitiesCSV(w http.ResponseWriter, r *http.Request) error {
	q, err := list.Parse(r, activitySpec)
	if err != nil {
		return err
	}
	f, err := activityFilter(q)
	if err != nil {
		return err
	}
	ctx, l := r.Context(), i18n.From(r.Context())
	head := []string{
		l.T("activity.title"), l.T("agreement.ref"), l.T("activity.year"), l.T("activity.quarter"), l.T("activity.target"), l.T("activity.unit"),
		l.T("activity.responsible"), l.T("activity.budget_source"), l.T("activity.status"),
	}
	return list.Export(w, r, l.T("activity.file"), head, func(pr page.Request) (page.Of[agreement.ActivityView], error) {
		return p.service.Activities(ctx, authz.FromContext(ctx), f, pr)
	}, func(x agreement.ActivityView) list.Cells {
		return list.Cells{
			x.Title, x.AgreementRef, x.Year, x.Quarter, x.Target, x.Unit,
			x.Responsible, l.T("activity.budget." + x.BudgetSource), l.T("activity.status." + string(x.State)),
		}
	})
}

type activityView struct {
	agreement.ActivityView
	Actor authz.Actor
	Done  map[id.Activity]Done
}

func (v activityView) writes() bool {
	return agreement.May(v.Actor, "activity.write") && v.Actor.Scope.Has(v.Host) && v.Status == agreement.Planned && !v.AgreementStage.Over()
}

func (p *pages) forActivity(r *http.Request) (agreement.ActivityView, error) {
	key, err := web.PathID[id.Activity](r, "id")
	if err != nil {
		return agreement.ActivityView{}, err
	}
	return p.service.Activity(r.Context(), authz.FromContext(r.Context()), key)
}

func (p *pages) showActivity(w http.ResponseWriter, r *http.Request) error {
	x, err := p.forActivity(r)
	if err != nil {
		return err
	}
	done, err := p.done(r, x.Agreement)
	if err != nil {
		return err
	}
	return web.Page(w, r, activityPage(activityView{x, authz.FromContext(r.Context()), done}))
}

func readActivity(f *form.Form) agreement.ActivityCommand {
	return agreement.ActivityCommand{
		Title: f.Text("title", form.Required), Year: f.Int("year", form.Required), Quarter: f.Int("quarter", form.Required), Place: f.Text("place"),
		Target: f.Int("target", form.Required), Unit: f.Text("unit", form.Required), Responsible: f.Text("responsible", form.Required),
		BudgetSource: f.Choice("budget_source", agreement.BudgetSources()...),
	}
}

func planForm(l *i18n.Localizer, f *form.Form, a agreement.Detail) templ.Component {
	at := "/agreements/" + a.ID.String()
	return activityFormPage(formView{
		Form: f, Title: l.T("activity.new"), Crumbs: agreementCrumbs(l, a.View),
		Props: ui.FormProps{Action: at + "/activities", Submit: l.T("activity.plan_do"), Cancel: at},
	})
}

func (p *pages) newActivity(w http.ResponseWriter, r *http.Request) error {
	a, err := p.forAgreement(r)
	if err != nil {
		return err
	}
	today := p.around.Today()
	f := form.Of("year", today.Year(), "quarter", (int(today.Month())+2)/3)
	return web.Page(w, r, planForm(i18n.From(r.Context()), f, a))
}

func (p *pages) plan(w http.ResponseWriter, r *http.Request) error {
	f, l := form.Parse(r), i18n.From(r.Context())
	cmd := readActivity(f)
	return p.alterAgreement(w, r, f, "activity.planned", func(key id.Agreement) error {
		_, err := p.service.Plan(r.Context(), authz.FromContext(r.Context()), key, cmd)
		return err
	}, func(a agreement.Detail, _ *ui.Conflict) (templ.Component, error) { return planForm(l, f, a), nil })
}

func activityForm(l *i18n.Localizer, f *form.Form, x agreement.ActivityView, conflict *ui.Conflict) templ.Component {
	at := "/activities/" + x.ID.String()
	return activityFormPage(formView{
		Form: f, Title: l.T("activity.edit"), Conflict: conflict,
		Crumbs: []ui.Crumb{{Label: x.AgreementTitle, Href: "/agreements/" + x.Agreement.String()}, {Label: x.Title, Href: at}},
		Props:  ui.FormProps{Action: at, Submit: l.T("activity.save"), Cancel: at},
	})
}

func (p *pages) editActivity(w http.ResponseWriter, r *http.Request) error {
	x, err := p.forActivity(r)
	if err != nil {
		return err
	}
	f := form.Of("title", x.Title, "year", x.Year, "quarter", x.Quarter, "place", x.Place, "target", x.Target, "unit", x.Unit,
		"responsible", x.Responsible, "budget_source", x.BudgetSource, "version", x.Version)
	return web.Page(w, r, activityForm(i18n.From(r.Context()), f, x, nil))
}

func (p *pages) changeActivity(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Activity](r, "id")
	if err != nil {
		return err
	}
	f, l := form.Parse(r), i18n.From(r.Context())
	cmd := readActivity(f)
	return web.Save(w, r, f, web.Saving{
		Do: func() error {
			return p.service.ChangeActivity(r.Context(), authz.FromContext(r.Context()), key, f.Version(), cmd)
		},
		To: func() string { return "/activities/" + key.String() }, Done: "activity.changed", Words: "activity.",
		Version: func() (int64, error) { x, err := p.forActivity(r); return x.Version, err },
		Page: func(conflict *ui.Conflict) (templ.Component, error) {
			x, err := p.forActivity(r)
			return activityForm(l, f, x, conflict), err
		},
	})
}

func (p *pages) cancelActivity(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Activity](r, "id")
	if err != nil {
		return err
	}
	if err := p.service.CancelActivity(r.Context(), authz.FromContext(r.Context()), key, form.Parse(r).Version()); err != nil {
		return err
	}
	return web.Done(w, r, "/activities/"+key.String(), "activity.cancelled")
}
