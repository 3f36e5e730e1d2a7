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

var agreementSpec = list.Spec{Filters: []string{"stage", "kind", "standing"}, Sorts: []string{"ref", "ends_on"}, Default: "ends_on"}

type agreementsView struct {
	Query list.Query
	Page  page.Of[agreement.View]
}

func agreementFilter(q list.Query) agreement.Filter {
	return agreement.Filter{
		Text: q.Text, Stage: agreement.Stage(q.Filter("stage")), Kind: agreement.Kind(q.Filter("kind")),
		Standing: agreement.Standing(q.Filter("standing")), Sort: q.Sort, Desc: q.Desc,
	}
}

func (p *pages) agreements(w http.ResponseWriter, r *http.Request) error {
	q, err := list.Parse(r, agreementSpec)
	if err != nil {
		return err
	}
	found, err := p.service.Agreements(r.Context(), authz.FromContext(r.Context()), agreementFilter(q), q.Page())
	if err != nil {
		return err
	}
	return web.Page(w, r, agreementsPage(agreementsView{q, found}))
}

func (p *pages) agreementsCSV(w http.ResponseWriter, r *http.Request) error {
	q, err := list.Parse(r, agreementSpec)
	if err != nil {
		return err
	}
	ctx, l := r.Context(), i18n.From(r.Context())
	head := []string{
		l.T("agreement.ref"), l.T("agreement.title"), l.T("agreement.kind"), l.T("agreement.label"), l.T("coop.host"), l.T("coop.partner"),
		l.T("agreement.stage"), l.T("agreement.signed_on"), l.T("agreement.starts_on"), l.T("agreement.ends_on"),
	}
	return list.Export(w, r, l.T("agreement.file"), head, func(pr page.Request) (page.Of[agreement.View], error) {
		return p.service.Agreements(ctx, authz.FromContext(ctx), agreementFilter(q), pr)
	}, func(a agreement.View) list.Cells {
		return list.Cells{
			a.Ref, a.Title, l.T("agreement.kind." + string(a.Kind)), a.Label, a.HostName, a.PartnerName,
			stageName(l, a.Stage), a.SignedOn, a.StartsOn, a.EndsOn,
		}
	})
}

// agreementView is all that the page of an agreement shows to one reader.
type agreementView struct {
	agreement.Detail
	Actor authz.Actor
	Parts []templ.Component
	Done  map[id.Activity]Done
	Scans templ.Component
}

func (v agreementView) path(rest string) string { return "/agreements/" + v.ID.String() + rest }

// writes reports whether the reader may prepare this agreement.
func (v agreementView) writes() bool {
	return agreement.May(v.Actor, "agreement.write") && v.Actor.Scope.Has(v.Host)
}

// prints reports whether the reader may make the document now.
func (v agreementView) prints() bool {
	agreed := v.Stage == agreement.Agreed || !v.SignedOn.IsZero() && len(v.Papers) == 0
	return agreed && v.writes()
}

func (p *pages) showAgreement(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Agreement](r, "id")
	if err != nil {
		return err
	}
	ctx := r.Context()
	v := agreementView{Actor: authz.FromContext(ctx)}
	if v.Detail, err = p.service.Agreement(ctx, v.Actor, key); err != nil {
		return err
	}
	if v.Done, err = p.done(r, key); err != nil {
		return err
	}
	v.Scans = templ.NopComponent
	if p.around.Scans != nil {
		if v.Scans, err = p.around.Scans(ctx, v.Actor, agreement.Scans, id.Any(key)); err != nil {
			return err
		}
	}
	for _, part := range p.around.Agreement {
		c, err := part(ctx, v.Actor, v.View)
		if err != nil {
			return err
		}
		v.Parts = append(v.Parts, c)
	}
	return web.Page(w, r, agreementPage(v))
}

// termsView is the form of an agreement's terms.
type termsView struct {
	formView
	New     bool
	Parents []agreement.View
	Key     string
}

func agreementCrumbs(l *i18n.Localizer, a agreement.View) []ui.Crumb {
	return []ui.Crumb{{Label: l.T("agreement.list"), Href: "/agreements"}, {Label: a.Title, Href: "/agreements/" + a.ID.String()}}
}

// draftForm is the form of a new agreement of the cooperation that the form names.
func (p *pages) draftForm(r *http.Request, f *form.Form) (templ.Component, error) {
	ctx, actor, l := r.Context(), authz.FromContext(r.Context()), i18n.From(r.Context())
	var key id.Cooperation
	_ = key.UnmarshalText([]byte(f.Value("cooperation_id"))) // no key finds nothing
	c, err := p.service.Cooperation(ctx, actor, key)
	if err != nil {
		return nil, err
	}
	parents, err := p.service.Parents(ctx, actor, c.ID)
	at := "/cooperations/" + c.ID.String()
	return termsPage(termsView{New: true, Parents: parents, formView: formView{
		Form: f, Title: l.T("agreement.new"), Lead: l.T("agreement.new_lead", "host", c.HostName, "partner", c.PartnerName), Crumbs: cooperationCrumbs(l, c),
		Props: ui.FormProps{Action: "/agreements", Submit: l.T("agreement.draft_do"), Cancel: at},
	}}), err
}

func (p *pages) newAgreement(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	c, err := p.draftForm(r, form.Of("cooperation_id", q.Get("cooperation"), "parent_id", q.Get("parent"), "legal_track", string(agreement.Sinergi)))
	if err != nil {
		return err
	}
	return web.Page(w, r, c)
}

// readTerms reads the fields that new and changed agreements share.
func readTerms(f *form.Form) agreement.Terms {
	return agreement.Terms{
		Kind: form.Choice(f, "kind", agreement.AllKinds()), Label: f.Text("label", form.Required), LegalTrack: form.Choice(f, "legal_track", agreement.LegalTracks()),
		Title: f.Text("title", form.Required), Scope: f.Text("scope"), Financing: f.Text("financing"), Place: f.Text("place"),
		StartsOn: f.Date("starts_on"), EndsOn: f.Date("ends_on"), Parent: form.ID[id.Agreement](f, "parent_id"),
	}
}

func (p *pages) draft(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	cmd := agreement.DraftCommand{
		Cooperation: form.ID[id.Cooperation](f, "cooperation_id", form.Required),
		Stage:       form.Choice(f, "stage", agreement.FirstStages()), On: f.Date("on"), Terms: readTerms(f),
	}
	var made agreement.Agreement
	return web.Save(w, r, f, web.Saving{
		Do: func() (err error) {
			made, err = p.service.Draft(r.Context(), authz.FromContext(r.Context()), cmd)
			return err
		},
		To: func() string { return "/agreements/" + made.ID.String() }, Done: "agreement.drafted",
		Page: func(*ui.Conflict) (templ.Component, error) { return p.draftForm(r, f) },
	})
}

// forAgreement loads an agreement for one of its forms.
func (p *pages) forAgreement(r *http.Request) (agreement.Detail, error) {
	key, err := web.PathID[id.Agreement](r, "id")
	if err != nil {
		return agreement.Detail{}, err
	}
	return p.service.Agreement(r.Context(), authz.FromContext(r.Context()), key)
}

// alterAgreement runs a change of an existing agreement and its page.
func (p *pages) alterAgreement(w http.ResponseWriter, r *http.Request, f *form.Form, done string, do func(key id.Agreement) error, show func(agreement.Detail, *ui.Conflict) (templ.Component, error)) error {
	key, err := web.PathID[id.Agreement](r, "id")
	if err != nil {
		return err
	}
	return web.Save(w, r, f, web.Saving{
		Do: func() error { return do(key) }, To: func() string { return "/agreements/" + key.String() }, Done: done, Words: "agreement.",
		Version: func() (int64, error) { a, err := p.forAgreement(r); return a.Version, err },
		Page: func(conflict *ui.Conflict) (templ.Component, error) {
			a, err := p.forAgreement(r)
			if err != nil {
				return nil, err
			}
			return show(a, conflict)
		},
	})
}

func (p *pages) termsForm(r *http.Request, f *form.Form, a agreement.Detail, conflict *ui.Conflict) (templ.Component, error) {
	l := i18n.From(r.Context())
	parents, err := p.service.Parents(r.Context(), authz.FromContext(r.Context()), a.Cooperation)
	at := "/agreements/" + a.ID.String()
	return termsPage(termsView{Parents: parents, Key: a.ID.String(), formView: formView{
		Form: f, Title: l.T("agreement.edit"), Crumbs: agreementCrumbs(l, a.View), Conflict: conflict,
		Props: ui.FormProps{Action: at, Submit: l.T("agreement.save"), Cancel: at},
	}}), err
}

func (p *pages) editAgreement(w http.ResponseWriter, r *http.Request) error {
	a, err := p.forAgreement(r)
	if err != nil {
		return err
	}
	f := form.Of("kind", a.Kind, "label", a.Label, "legal_track", a.LegalTrack, "title", a.Title, "scope", a.Scope, "financing", a.Financing,
		"place", a.Place, "starts_on", a.StartsOn, "ends_on", a.EndsOn, "parent_id", a.Parent, "version", a.Version)
	c, err := p.termsForm(r, f, a, nil)
	if err != nil {
		return err
	}
	return web.Page(w, r, c)
}

func (p *pages) changeAgreement(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	terms := readTerms(f)
	return p.alterAgreement(w, r, f, "agreement.changed", func(key id.Agreement) error {
		return p.service.Change(r.Context(), authz.FromContext(r.Context()), key, f.Version(), terms)
	}, func(a agreement.Detail, conflict *ui.Conflict) (templ.Component, error) {
		return p.termsForm(r, f, a, conflict)
	})
}
