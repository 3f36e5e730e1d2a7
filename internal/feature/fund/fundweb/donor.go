package fundweb

import (
	"net/http"
	"net/url"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/list"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/fund"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
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

// donorCSV is the statement for a spreadsheet: one line an entry, so that the
// columns of debits and credits add up to the totals on the page.
func (p *pages) donorCSV(w http.ResponseWriter, r *http.Request) error {
	st, err := p.statement(r, p.asked(r, nil))
	if err != nil {
		return err
	}
	l := i18n.From(r.Context())
	head := []string{l.T("fund.ref"), l.T("fund.type"), l.T("fund.purpose"), l.T("entry.booked_on"), l.T("entry.kind"), l.T("entry.for"), l.T("entry.receipt_no"), l.T("account.debit"), l.T("account.credit"), l.T("entry.amount")}
	type line struct {
		fund  fund.View
		entry fund.EntryView
	}
	var lines []line
	for _, d := range st.Funds {
		for _, e := range d.Entries {
			lines = append(lines, line{d.Fund, e})
		}
	}
	return list.WriteCSV(w, l.T("donor.file"), head, func(page.Request) (page.Of[line], error) {
		return page.Of[line]{Items: lines}, nil
	}, func(x line) []string {
		f, e, sides := x.fund, x.entry, x.entry.Posting()
		return []string{
			f.Ref, typeName(l, f.Type), f.Purpose, e.BookedOn.String(), l.T("entry.kind." + string(e.Kind)), forWhom(l, e), e.Paper,
			l.T("account." + string(sides.Debit)), l.T("account." + string(sides.Credit)), plain(e.Amount),
		}
	})
}
