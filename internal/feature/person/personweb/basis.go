package personweb

import (
	"net/http"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/list"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

func (p *pages) legalBases(rt *web.Router) {
	rt.HandleFunc("GET /legal-bases", p.bases)
	rt.Export("/legal-bases", p.basesFile)
	rt.HandleFunc("GET /legal-bases/new", p.beginBasis)
	rt.HandleFunc("POST /legal-bases", p.citeBasis, web.Repeat("/legal-bases/{result}"))
	rt.HandleFunc("GET /legal-bases/{id}", p.basis)
	rt.HandleFunc("POST /legal-bases/{id}/end", p.endBasis, web.Repeat("/legal-bases/{id}"))
}

// basesView is the laws that were cited, with the organisations that they name.
type basesView struct {
	Query list.Query
	Found page.Of[person.Basis]
	Names map[id.Organisation]string
	Today civil.Date
	Cite  *ui.Action
}

func (p *pages) bases(w http.ResponseWriter, r *http.Request) error {
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	q, err := list.Parse(r, list.Spec{})
	if err != nil {
		return err
	}
	v := basesView{Query: q, Names: map[id.Organisation]string{}, Today: p.around.Today()}
	if v.Found, err = p.people.Bases(ctx, actor, q.Page()); err != nil {
		return err
	}
	for _, b := range v.Found.Items {
		if err := p.name(ctx, actor, v.Names, b.Partner, b.Org); err != nil {
			return err
		}
	}
	if person.May(actor, person.CanCite) {
		v.Cite = &ui.Action{Label: i18n.From(ctx).T("basis.new"), Href: "/legal-bases/new"}
	}
	return web.Page(w, r, basesPage(v))
}

func (p *pages) beginBasis(w http.ResponseWriter, r *http.Request) error {
	return p.basisForm(w, r, form.Of("starts_on", p.around.Today()))
}

func (p *pages) basisForm(w http.ResponseWriter, r *http.Request, f *form.Form) error {
	actor := authz.FromContext(r.Context())
	if !person.May(actor, person.CanCite) {
		return errForbidden
	}
	partners, err := ui.Options(p.directory.Choices(r.Context(), actor, directory.Partner))
	if err != nil {
		return err
	}
	return web.FormPage(w, r, f, basisFormPage(f, partners))
}

func (p *pages) citeBasis(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	c := person.BasisCommand{
		Partner: form.ID[id.Organisation](f, "partner_id", form.Required), Purpose: form.Choice(f, "purpose", person.Purposes()),
		Law: f.Text("law", form.Required, form.Max(person.MaxShort)), StartsOn: f.Date("starts_on", form.Required), EndsOn: f.Date("ends_on"),
	}
	if f.Valid() {
		b, err := p.people.CiteBasis(r.Context(), authz.FromContext(r.Context()), c)
		if err == nil {
			return web.Done(w, r, "/legal-bases/"+b.ID.String(), "basis.cited")
		}
		if !f.Merge(err) {
			return err
		}
	}
	return p.basisForm(w, r, f)
}

// basisView is one citation, with the button that ends it.
type basisView struct {
	person.Basis
	Names map[id.Organisation]string
	Today civil.Date
	Form  *form.Form
	End   bool
}

func (p *pages) basis(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Basis](r, "id")
	if err != nil {
		return err
	}
	b, err := p.people.Basis(r.Context(), authz.FromContext(r.Context()), key)
	if err != nil {
		return err
	}
	return p.basisShown(w, r, b, form.Of("version", b.Version))
}

func (p *pages) basisShown(w http.ResponseWriter, r *http.Request, b person.Basis, f *form.Form) error {
	actor := authz.FromContext(r.Context())
	v := basisView{Basis: b, Names: map[id.Organisation]string{}, Today: p.around.Today(), Form: f}
	v.End = person.MayEnd(actor, b) && !b.EndsOn.Before(v.Today)
	if err := p.name(r.Context(), actor, v.Names, b.Partner, b.Org); err != nil {
		return err
	}
	return web.FormPage(w, r, f, basisPage(v))
}

func (p *pages) endBasis(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Basis](r, "id")
	if err != nil {
		return err
	}
	ctx, actor, f := r.Context(), authz.FromContext(r.Context()), form.Parse(r)
	if f.Valid() {
		_, err := p.people.EndBasis(ctx, actor, key, f.Version())
		if e := errs.As(err); e != nil && e.Code == "stale" {
			err = errs.New(errs.Conflict, "person.stale")
		}
		if err == nil {
			return web.Done(w, r, "/legal-bases/"+key.String(), "basis.was_ended")
		}
		if !f.Merge(err) {
			return err
		}
	}
	b, err := p.people.Basis(ctx, actor, key)
	if err != nil {
		return err
	}
	return p.basisShown(w, r, b, f)
}

// basisFacts are what a citation says.
func basisFacts(l *i18n.Localizer, v basisView) []ui.Fact {
	until := l.T("basis.open")
	if !v.EndsOn.IsZero() {
		until = l.Date(v.EndsOn)
	}
	return []ui.Fact{
		{Label: l.T("basis.law"), Text: v.Law},
		{Label: l.T("consent.partner_id"), Text: v.Names[v.Partner]},
		{Label: l.T("consent.purpose"), Text: l.T("consent.purpose." + string(v.Purpose))},
		{Label: l.T("basis.org_id"), Text: v.Names[v.Org]},
		{Label: l.T("basis.cited_by"), Text: v.CitedBy},
		{Label: l.T("basis.starts_on"), Text: l.Date(v.StartsOn)},
		{Label: l.T("basis.ends_on"), Text: until},
	}
}

// basisTag says whether a citation holds today.
func basisTag(l *i18n.Localizer, b person.Basis, today civil.Date) ui.Tag {
	switch {
	case b.Standing(today):
		return ui.Tag{Text: l.T("basis.stands"), Tone: ui.Good}
	case b.StartsOn.After(today):
		return ui.Tag{Text: l.T("basis.to_come"), Tone: ui.Active}
	}
	return ui.Tag{Text: l.T("basis.over"), Tone: ui.Neutral}
}
