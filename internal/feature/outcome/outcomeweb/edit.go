package outcomeweb

import (
	"fmt"
	"net/http"
	"time"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/outcome"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// showView is a follow-up with who wrote it.
type showView struct {
	outcome.Row
	History  []audit.Entry
	Writable bool
}

func (p *pages) load(r *http.Request) (outcome.Row, error) {
	key, err := web.PathID[id.FollowUp](r, "id")
	if err != nil {
		return outcome.Row{}, err
	}
	return p.outcomes.Read(r.Context(), authz.FromContext(r.Context()), key)
}

func (p *pages) show(w http.ResponseWriter, r *http.Request) error {
	row, err := p.load(r)
	if err != nil {
		return err
	}
	actor := authz.FromContext(r.Context())
	v := showView{Row: row, Writable: writable(actor, row)}
	if v.History, err = p.outcomes.History(r.Context(), actor, row.ID); err != nil {
		return err
	}
	return web.Page(w, r, showPage(v))
}

func writable(actor authz.Actor, row outcome.Row) bool {
	return outcome.May(actor, outcome.CanWrite) && row.GuidedIn(actor.Scope)
}

func (p *pages) edit(w http.ResponseWriter, r *http.Request) error {
	row, err := p.load(r)
	if err != nil {
		return err
	}
	if !writable(authz.FromContext(r.Context()), row) {
		return errs.New(errs.Forbidden, "follow_up.other_office")
	}
	return web.FormPage(w, r, filled(row.FollowUp), formPage(editing(r, row, filled(row.FollowUp))))
}

func editing(r *http.Request, row outcome.Row, f *form.Form) formView {
	return formView{Form: f, Key: row.ID, Person: row.Person, Name: row.Name, Caption: row.RegisterNo + " · " + months(i18n.From(r.Context()), row.Milestone)}
}

// filled is the form of a record.
func filled(x outcome.FollowUp) *form.Form {
	f := form.Of("done_on", x.DoneOn, "reached", string(yesNo(x.Reached)), "livelihood", string(x.Livelihood), "housing", string(x.Housing),
		"family", string(x.Family), "reoffended", string(x.Reoffended), "note", x.Note, "version", x.Version)
	if x.Income != nil {
		f.Set("income", *x.Income)
	}
	return f
}

func (p *pages) change(w http.ResponseWriter, r *http.Request) error {
	row, err := p.load(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	c := found(f)
	v := editing(r, row, f)
	if f.Valid() {
		_, err := p.outcomes.Change(r.Context(), authz.FromContext(r.Context()), row.ID, f.Version(), c)
		if err == nil {
			return web.Done(w, r, path(row.ID), "follow_up.changed")
		}
		if e := errs.As(err); e != nil && e.Code == "stale" {
			return conflict(w, r, v, e, row.FollowUp)
		}
		if !f.Merge(err) {
			return err
		}
	}
	return web.FormPage(w, r, f, formPage(v))
}

// families are the fields whose values are words of ours.
var families = map[string]bool{"reached": true, "livelihood": true, "housing": true, "family": true, "reoffended": true}

// conflict shows what somebody else saved meanwhile beside what was typed; saving
// again is then a decision, so the form carries the new version.
func conflict(w http.ResponseWriter, r *http.Request, v formView, e *errs.Error, latest outcome.FollowUp) error {
	l, theirs := i18n.From(r.Context()), filled(latest)
	v.Form.Set("version", latest.Version)
	v.Conflict = &ui.Conflict{Latest: path(v.Key)}
	shown := func(f *form.Form, field string) string {
		switch value := f.Value(field); {
		case families[field]:
			return word(l, field, value)
		default:
			return value
		}
	}
	for _, x := range e.Fields {
		at, _ := x.Args["at"].(time.Time)
		v.Conflict.By, v.Conflict.When = fmt.Sprint(x.Args["who"]), l.Time(at)
		field := x.Path
		if field == "income_rp" {
			field = "income"
		}
		if families[field] || field == "done_on" || field == "note" || field == "income" {
			v.Conflict.Differences = append(v.Conflict.Differences, ui.Difference{Label: l.T("follow_up." + field), Yours: shown(v.Form, field), Theirs: shown(theirs, field)})
		}
	}
	return web.Render(w, r, http.StatusConflict, formPage(v))
}
