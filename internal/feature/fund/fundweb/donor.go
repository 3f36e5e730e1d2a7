package fundweb

import (
	"net/http"
	"net/url"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/fund"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// donorView asks for a statement, and shows it once the question is right.
type donorView struct {
	Form      *form.Form
	Donors    []ui.Option
	Statement *fund.DonorStatement
}

// path is the address of the statement in another form.
func (v donorView) path(ending string) string {
	st := v.Statement
	return "/funds/statement" + ending + "?" + url.Values{"partner_id": {st.Partner.String()}, "from": {st.From.String()}, "to": {st.To.String()}}.Encode()
}

func (p *pages) donor(w http.ResponseWriter, r *http.Request) error {
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	donors, err := p.service.Donors(ctx, actor)
	if err != nil {
		return err
	}
	v := donorView{Form: p.asked(r, donors)}
	for _, d := range donors {
		v.Donors = append(v.Donors, ui.Option{Value: d.ID.String(), Label: d.Name})
	}
	if len(donors) == 0 {
		return web.Page(w, r, donorPage(v))
	}
	st, err := p.statement(r, v.Form)
	switch {
	case err == nil:
		v.Statement = &st
	case !v.Form.Merge(err):
		return err
	}
	return web.FormPage(w, r, v.Form, donorPage(v))
}

// asked is the question of the address; without one, this year's of the first
// donor.
func (p *pages) asked(r *http.Request, donors []fund.Donor) *form.Form {
	today := p.around.Today()
	f := form.Of("from", civil.On(today.Year(), 1, 1), "to", today)
	if len(donors) > 0 {
		f.Set("partner_id", donors[0].ID)
	}
	for _, name := range []string{"partner_id", "from", "to"} {
		if q := r.URL.Query(); q.Has(name) {
			f.Set(name, q.Get(name))
		}
	}
	return f
}

// statement answers the question of a form.
func (p *pages) statement(r *http.Request, f *form.Form) (fund.DonorStatement, error) {
	partner, from, to := form.ID[id.Organisation](f, "partner_id", form.Required), f.Date("from", form.Required), f.Date("to", form.Required)
	if err := f.Err(); err != nil {
		return fund.DonorStatement{}, err
	}
	return p.service.Donor(r.Context(), authz.FromContext(r.Context()), partner, from, to)
}
