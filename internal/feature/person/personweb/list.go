package personweb

import (
	"net/http"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/list"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/person"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// listView is one list as a reader asked for it.
type listView struct {
	Query    list.Query
	Found    page.Of[person.Row]
	Office   string      // the one office whose list this is; empty when there are several
	Choices  []ui.Option // offices to narrow to, when the reader has several
	Choose   bool        // a national reader has not named one yet
	Register bool
	Import   bool // may take in files
	Compare  bool // look for second records
}

func spec(fallback string, filters ...string) list.Spec {
	return list.Spec{Filters: append(filters, "status", "legal_status"), Sorts: []string{person.ByName, person.ByRelease}, Default: fallback}
}

var (
	everybody  = spec(person.ByName, "facility")
	atFacility = spec(person.ByRelease)
)

// question turns the address into the service's filter, without the office.
func question(q list.Query) person.Filter {
	return person.Filter{Text: q.Text, Custody: person.CustodyStatus(q.Filter("status")), Legal: person.LegalStatus(q.Filter("legal_status")), Sort: q.Sort, Desc: q.Desc}
}

// asked reads which people the address of /people means.
func (p *pages) asked(r *http.Request) (v listView, f person.Filter, err error) {
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	if v.Query, err = list.Parse(r, everybody); err != nil {
		return v, f, err
	}
	f = question(v.Query)
	var office id.Organisation
	if err := office.UnmarshalText([]byte(v.Query.Filter("facility"))); err != nil {
		return v, f, err
	}
	switch {
	case !office.IsZero():
		_, err = p.at(ctx, actor, office, &f)
	case len(actor.Scope.Orgs) == 1 && !actor.Scope.All:
		v.Office, err = p.at(ctx, actor, actor.Scope.Orgs[0], &f)
	default:
		v.Choose = actor.Scope.All && person.May(actor, person.CanRead)
	}
	return v, f, err
}

func (p *pages) list(w http.ResponseWriter, r *http.Request) error {
	v, f, err := p.asked(r)
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	v.Register, v.Import = person.May(actor, person.CanRegister), person.May(actor, person.CanImport)
	v.Compare = person.May(actor, person.CanCompare)
	if !v.Choose {
		if v.Found, err = p.people.List(ctx, actor, f, v.Query.Page()); err != nil {
			return err
		}
	}
	if v.Office == "" {
		if v.Choices, err = ui.Options(p.directory.Offices(ctx, actor)); err != nil {
			return err
		}
	}
	return web.Page(w, r, listPage(v))
}

// askedFacility reads which people of one office the address means.
func (p *pages) askedFacility(r *http.Request) (v listView, f person.Filter, err error) {
	office, err := web.PathID[id.Organisation](r, "id")
	if err != nil {
		return v, f, err
	}
	if v.Query, err = list.Parse(r, atFacility); err != nil {
		return v, f, err
	}
	f = question(v.Query)
	v.Office, err = p.at(r.Context(), authz.FromContext(r.Context()), office, &f)
	return v, f, err
}

func (p *pages) facility(w http.ResponseWriter, r *http.Request) error {
	v, f, err := p.askedFacility(r)
	if err != nil {
		return err
	}
	actor := authz.FromContext(r.Context())
	if v.Found, err = p.people.List(r.Context(), actor, f, v.Query.Page()); err != nil {
		return err
	}
	v.Register, v.Compare = person.May(actor, person.CanRegister), person.May(actor, person.CanCompare)
	return web.Page(w, r, listPage(v))
}

func (p *pages) export(w http.ResponseWriter, r *http.Request) error {
	_, f, err := p.asked(r)
	if err != nil {
		return err
	}
	return p.file(w, r, f)
}

func (p *pages) exportFacility(w http.ResponseWriter, r *http.Request) error {
	_, f, err := p.askedFacility(r)
	if err != nil {
		return err
	}
	return p.file(w, r, f)
}

// file writes the whole list; the kit has it noted who took it out.
func (p *pages) file(w http.ResponseWriter, r *http.Request, f person.Filter) error {
	l, actor := i18n.From(r.Context()), authz.FromContext(r.Context())
	header := []string{
		l.T("person.name"), l.T("person.register_no"), l.T("person.sex"), l.T("person.born"), l.T("person.legal_status"),
		l.T("person.custody_status"), l.T("person.risk_level"), l.T("person.release_due_on"), l.T("person.released_on"),
	}
	return list.Export(w, r, l.T("person.file"), header, func(pr page.Request) (page.Of[person.Row], error) {
		return p.people.List(r.Context(), actor, f, pr)
	}, func(x person.Row) list.Cells {
		return list.Cells{
			x.Name, x.RegisterNo, l.T("person.sex." + string(x.Sex)), x.Born, legal(l, x.LegalStatus), custody(l, x.Custody),
			risk(l, x.Risk), x.ReleaseDueOn, x.ReleasedOn,
		}
	})
}
