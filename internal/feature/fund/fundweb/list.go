package fundweb

import (
	"net/http"
	"strconv"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/list"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/fund"
	"titian/internal/kernel/money"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

var spec = list.Spec{Filters: []string{"status", "type", "cooperation"}}

type listView struct {
	Query list.Query
	Page  page.Of[fund.View]
	Write bool
	Books bool
}

// also are the pages that look at all funds together.
func (v listView) also(l *i18n.Localizer) []ui.Action {
	out := []ui.Action{{Label: l.T("donor.title"), Href: "/funds/statement", Quiet: true}}
	if v.Books {
		out = append(out, ui.Action{Label: l.T("books.title"), Href: "/funds/books", Quiet: true})
	}
	return out
}

// filterOf reads the filters of the address; a key that is none is refused.
func filterOf(q list.Query) (fund.Filter, error) {
	f := fund.Filter{Text: q.Text, Status: fund.Status(q.Filter("status")), Type: fund.Type(q.Filter("type"))}
	return f, f.Cooperation.UnmarshalText([]byte(q.Filter("cooperation")))
}

func (p *pages) list(w http.ResponseWriter, r *http.Request) error {
	q, err := list.Parse(r, spec)
	if err != nil {
		return err
	}
	f, err := filterOf(q)
	if err != nil {
		return err
	}
	actor := authz.FromContext(r.Context())
	found, err := p.service.List(r.Context(), actor, f, q.Page())
	if err != nil {
		return err
	}
	return web.Page(w, r, listPage(listView{q, found, fund.May(actor, "fund.write"), fund.May(actor, "fund.closings")}))
}

func (p *pages) listCSV(w http.ResponseWriter, r *http.Request) error {
	q, err := list.Parse(r, spec)
	if err != nil {
		return err
	}
	f, err := filterOf(q)
	if err != nil {
		return err
	}
	ctx, l := r.Context(), i18n.From(r.Context())
	head := []string{
		l.T("fund.ref"), l.T("fund.purpose"), l.T("fund.type"), l.T("fund.partner"), l.T("fund.host"), l.T("fund.received"),
		l.T("fund.allocated"), l.T("fund.disbursed"), l.T("fund.returned"), l.T("fund.free"), l.T("fund.status"),
	}
	return list.Export(w, r, l.T("fund.file"), head, func(pr page.Request) (page.Of[fund.View], error) {
		return p.service.List(ctx, authz.FromContext(ctx), f, pr)
	}, func(v fund.View) list.Cells {
		return list.Cells{
			v.Ref, v.Purpose, typeName(l, v.Type), v.PartnerName, v.HostName, v.Received, v.Allocated,
			v.Disbursed, v.Returned, v.Free(), l.T("fund.status." + string(v.Status)),
		}
	})
}

// bookCSV is a fund's book for a spreadsheet: one line an entry, a reversal with
// a negative amount, so that the columns add up to the account.
func (p *pages) bookCSV(w http.ResponseWriter, r *http.Request) error {
	v, err := p.fundOf(r)
	if err != nil {
		return err
	}
	ctx, l := r.Context(), i18n.From(r.Context())
	head := []string{l.T("entry.booked_on"), l.T("entry.kind"), l.T("entry.amount"), l.T("entry.for"), l.T("entry.asnaf"), l.T("entry.receipt_no"), l.T("entry.note"), l.T("entry.key"), l.T("entry.reverses")}
	return list.Export(w, r, v.Ref, head, func(pr page.Request) (page.Of[fund.EntryView], error) {
		return p.service.Entries(ctx, authz.FromContext(ctx), v.ID, pr)
	}, func(e fund.EntryView) list.Cells {
		amount := e.Amount
		if e.Reversal() {
			amount = -amount
		}
		return list.Cells{e.BookedOn, l.T("entry.kind." + string(e.Kind)), amount, forWhom(l, e), asnafName(l, e.Asnaf), e.Paper, e.Note, e.ID.String(), e.Reverses.String()}
	})
}

// plain writes an amount as a number that a spreadsheet adds up.
func plain(r money.Rupiah) string { return strconv.FormatInt(int64(r), 10) }
