package directoryweb

import (
	"context"
	"net/http"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/list"
	"titian/internal/feature/directory"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

var organisationList = list.Spec{Filters: []string{"kind", "partner_kind", "ended"}, Sorts: []string{"name"}, Default: "name"}

// filterOf reads the list's question. An address with an unknown kind lists all,
// as the select then shows.
func filterOf(q list.Query) directory.Filter {
	return directory.Filter{
		Kind: directory.Kind(q.Filter("kind")), PartnerKind: directory.PartnerKind(q.Filter("partner_kind")),
		Inactive: q.Filter("ended") != "", Text: q.Text, Desc: q.Desc,
	}
}

func (p *pages) list(w http.ResponseWriter, r *http.Request) error {
	q, err := list.Parse(r, organisationList)
	if err != nil {
		return err
	}
	found, err := p.orgs.List(r.Context(), authz.FromContext(r.Context()), filterOf(q), q.Page())
	if err != nil {
		return err
	}
	return web.Page(w, r, listPage(q, found))
}

func (p *pages) export(w http.ResponseWriter, r *http.Request) error {
	q, err := list.Parse(r, organisationList)
	if err != nil {
		return err
	}
	l, actor := i18n.From(r.Context()), authz.FromContext(r.Context())
	header := []string{l.T("organisation.code"), l.T("organisation.name"), l.T("organisation.kind"), l.T("organisation.regency"), l.T("organisation.status")}
	return list.Export(w, r, l.T("organisation.file"), header, func(pr page.Request) (page.Of[directory.Organisation], error) {
		return p.orgs.List(r.Context(), actor, filterOf(q), pr)
	}, func(o directory.Organisation) list.Cells {
		return list.Cells{o.Code, o.Name, sortOf(l, o), string(o.Regency), statusTag(l, o.Active).Text}
	})
}

// shown is everything that an organisation's page shows.
type shown struct {
	directory.Organisation
	Above   []directory.Organisation
	Below   page.Of[directory.Organisation]
	Posts   []directory.Post
	Regency directory.Regency
	Manages bool // the reader may change it
	Keeps   bool // the reader may keep its posts
}

func (p *pages) load(r *http.Request) (shown, error) {
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	key, err := web.PathID[id.Organisation](r, "id")
	if err != nil {
		return shown{}, err
	}
	v := shown{}
	if v.Organisation, err = p.orgs.Get(ctx, actor, key); err != nil {
		return v, err
	}
	v.Manages, v.Keeps = directory.Manages(actor, v.Organisation), directory.KeepsPosts(actor, v.Organisation)
	chain, err := p.orgs.Chain(ctx, actor, key)
	if err != nil {
		return v, err
	}
	v.Above = chain[:max(0, len(chain)-1)]
	if v.Posts, err = p.orgs.Posts(ctx, actor, key); err != nil {
		return v, err
	}
	if v.Organisation.Regency != "" {
		if v.Regency, err = p.orgs.Regency(ctx, actor, v.Organisation.Regency); err != nil {
			return v, err
		}
	}
	v.Below, err = p.orgs.List(ctx, actor, directory.Filter{Parent: key}, page.Request{Size: page.MaxSize})
	return v, err
}

func (p *pages) show(w http.ResponseWriter, r *http.Request) error {
	v, err := p.load(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, showPage(v, form.New()))
}

func (p *pages) new(w http.ResponseWriter, r *http.Request) error {
	return p.form(w, r, form.Of("kind", r.URL.Query().Get("kind")), directory.Organisation{})
}

// form shows the form for a new organisation (without an id) or for one that is
// there.
func (p *pages) form(w http.ResponseWriter, r *http.Request, f *form.Form, o directory.Organisation) error {
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	parents, err := p.orgs.Choices(ctx, actor, directory.Directorate, directory.RegionalOffice)
	if err != nil {
		return err
	}
	var mine []directory.Choice
	for _, c := range parents {
		if actor.Scope.Has(c.ID) || c.ID == o.Parent {
			mine = append(mine, c)
		}
	}
	regencies, err := p.orgs.Regencies(ctx, actor, "")
	if err != nil {
		return err
	}
	return web.FormPage(w, r, f, formPage(f, o, mine, regencies))
}

func detailsFrom(f *form.Form) directory.Details {
	return directory.Details{
		Name: f.Text("name", form.Required, form.Max(200)), FacilityType: directory.FacilityType(f.Value("facility_type")), Class: f.Text("class"),
		PartnerKind: directory.PartnerKind(f.Value("partner_kind")), Regency: directory.RegencyCode(f.Value("regency_code")), Address: f.Text("address", form.Max(500)),
	}
}

func (p *pages) create(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	command := directory.CreateCommand{
		Code: f.Text("code", form.Required), Kind: form.Choice(f, "kind", directory.Kinds()),
		Parent: form.ID[id.Organisation](f, "parent_id"), Details: detailsFrom(f),
	}
	if f.Valid() {
		o, err := p.orgs.Create(r.Context(), authz.FromContext(r.Context()), command)
		if err == nil {
			return web.Done(w, r, "/organisations/"+o.ID.String(), "organisation.created", "name", o.Name)
		}
		if !f.Merge(err) {
			return err
		}
	}
	return p.form(w, r, f, directory.Organisation{})
}

func (p *pages) edit(w http.ResponseWriter, r *http.Request) error {
	v, err := p.load(r)
	if err != nil {
		return err
	}
	if !directory.Manages(authz.FromContext(r.Context()), v.Organisation) {
		return errs.New(errs.Forbidden, "forbidden")
	}
	return p.form(w, r, formOf(v.Organisation), v.Organisation)
}

func formOf(o directory.Organisation) *form.Form {
	return form.Of("name", o.Name, "parent_id", o.Parent, "facility_type", string(o.FacilityType), "class", o.Class, "partner_kind", string(o.PartnerKind),
		"regency_code", string(o.Regency), "address", o.Address, "version", o.Version)
}

func (p *pages) change(w http.ResponseWriter, r *http.Request) error {
	v, err := p.load(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	command := directory.ChangeCommand{Parent: form.ID[id.Organisation](f, "parent_id"), Version: f.Version(), Details: detailsFrom(f)}
	if f.Valid() {
		_, err := p.orgs.Change(r.Context(), authz.FromContext(r.Context()), v.ID, command)
		if err == nil {
			return web.Done(w, r, "/organisations/"+v.ID.String(), "organisation.changed")
		}
		if !f.Merge(err) {
			return err
		}
		f.Set("version", v.Version)
	}
	return p.form(w, r, f, v.Organisation)
}

func (p *pages) deactivate(w http.ResponseWriter, r *http.Request) error {
	return p.move(w, r, "organisation.deactivated", p.orgs.Deactivate)
}

func (p *pages) reactivate(w http.ResponseWriter, r *http.Request) error {
	return p.move(w, r, "organisation.reactivated", p.orgs.Reactivate)
}

// move does one step with the organisation of the address; the button carries
// the version that the page showed.
func (p *pages) move(w http.ResponseWriter, r *http.Request, done string, step func(context.Context, authz.Actor, id.Organisation, int64) (directory.Organisation, error)) error {
	key, err := web.PathID[id.Organisation](r, "id")
	if err != nil {
		return err
	}
	if _, err := step(r.Context(), authz.FromContext(r.Context()), key, form.Parse(r).Version()); err != nil {
		return err
	}
	return web.Done(w, r, "/organisations/"+key.String(), done)
}
