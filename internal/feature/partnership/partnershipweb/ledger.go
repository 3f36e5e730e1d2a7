package partnershipweb

import (
	"net/http"
	"net/url"
	"slices"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/list"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/partnership"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// ledgerSpec: by chooses the accounts; the others narrow what is added up, and
// are the same as those of the list of commitments, to which every line leads.
var ledgerSpec = list.Spec{Filters: []string{"by", "form", "status", "cooperation", "agreement", "partner", "facility"}}

// narrowing are the filters that an account's link carries on.
var narrowing = []string{"form", "status", "cooperation", "agreement", "partner", "facility"}

// ledgerView is the ledger as one reader asked for it.
type ledgerView struct {
	Query list.Query
	By    partnership.Axis
	partnership.Ledger
	Of []narrowedTo
}

// narrowedTo is one partner, agreement or facility that the reader looks at.
type narrowedTo struct{ Label, Name, Clear string }

// axis is by what the accounts are kept: as asked, or else the first that the
// reader has not narrowed to one already.
func axis(q list.Query, actor authz.Actor) partnership.Axis {
	if by := partnership.Axis(q.Filter("by")); by != "" {
		return by
	}
	for _, a := range partnership.Axes() {
		if q.Filter(string(a)) == "" && (a != partnership.ByPartner || actor.Scope.Partner.IsZero()) {
			return a
		}
	}
	return partnership.ByFacility
}

func (p *pages) readLedger(r *http.Request) (ledgerView, error) {
	q, err := list.Parse(r, ledgerSpec)
	if err != nil {
		return ledgerView{}, err
	}
	actor := authz.FromContext(r.Context())
	v := ledgerView{Query: q, By: axis(q, actor)}
	f, err := commitmentFilter(q)
	if err != nil {
		return v, err
	}
	f.By = "" // here "by" is the axis
	if v.Ledger, err = p.service.Accounts(r.Context(), actor, f, v.By); err != nil {
		return v, err
	}
	return v, p.nameNarrowing(r, &v, f)
}

// nameNarrowing says by name what the reader looks at. What has no row has no
// name here: whether it exists is not told.
func (p *pages) nameNarrowing(r *http.Request, v *ledgerView, f partnership.CommitmentFilter) error {
	l := i18n.From(r.Context())
	for _, a := range partnership.Axes() {
		asked := v.Query.Filter(string(a))
		if asked == "" {
			continue
		}
		var key id.Any
		if err := key.UnmarshalText([]byte(asked)); err != nil {
			return err
		}
		name, found, err := p.service.AccountName(r.Context(), authz.FromContext(r.Context()), f, a, key)
		if err != nil {
			return err
		}
		if found {
			v.Of = append(v.Of, narrowedTo{l.T("ledger.axis." + string(a)), name, v.Query.Without(string(a), asked)})
		}
	}
	return nil
}

func (p *pages) ledger(w http.ResponseWriter, r *http.Request) error {
	v, err := p.readLedger(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, ledgerPage(v))
}

// ledgerFile are the accounts, without the total: a workbook adds by itself.
func (p *pages) ledgerFile(w http.ResponseWriter, r *http.Request) error {
	v, err := p.readLedger(r)
	if err != nil {
		return err
	}
	l := i18n.From(r.Context())
	head := []string{l.T("ledger.axis." + string(v.By)), l.T("ledger.promises"), l.T("ledger.promised"), l.T("ledger.due"), l.T("ledger.delivered"), l.T("ledger.confirmed"), l.T("ledger.disputed")}
	return list.Export(w, r, l.T("ledger.file"), head, func(page.Request) (page.Of[partnership.Account], error) {
		return page.Of[partnership.Account]{Items: v.Accounts}, nil
	}, func(a partnership.Account) list.Cells {
		cells := list.Cells{accountName(l, a), a.Line.Promises}
		for _, rp := range rupiahs(a.Line) {
			cells = append(cells, rp)
		}
		return cells
	})
}

// narrowed is an address with the reader's narrowing and one choice more.
func (v ledgerView) narrowed(path string, pairs ...string) string {
	to := url.Values{}
	for _, name := range narrowing {
		if x := v.Query.Filter(name); x != "" {
			to.Set(name, x)
		}
	}
	for pair := range slices.Chunk(pairs, 2) {
		to.Set(pair[0], pair[1])
	}
	if len(to) == 0 {
		return path
	}
	return path + "?" + to.Encode()
}

// account is where an account's name leads: the same ledger, narrowed to it.
func (v ledgerView) account(a partnership.Account) string {
	if a.Key.IsZero() {
		return ""
	}
	return v.narrowed("/ledger", string(v.By), a.Key.String())
}

// line is where a line leads: the promises that it adds up.
func (v ledgerView) line(x partnership.LedgerLine) string {
	by := "host"
	if x.ByPartner {
		by = "partner"
	}
	return v.narrowed("/commitments", "form", x.Form, "unit", x.Unit, "by", by)
}

// axes are the tabs over the accounts.
func (v ledgerView) axes(l *i18n.Localizer) []ui.Tab {
	var out []ui.Tab
	for _, a := range partnership.Axes() {
		out = append(out, ui.Tab{Label: l.T("ledger.axis." + string(a)), Href: v.narrowed("/ledger", "by", string(a)), Current: a == v.By})
	}
	return out
}

// accountName is an account's name; what stands under no agreement is called so.
func accountName(l *i18n.Localizer, a partnership.Account) string {
	if a.Key.IsZero() {
		return l.T("ledger.no_agreement")
	}
	return a.Name
}

// rupiahs are a line's five sums in the order of the columns.
func rupiahs(x partnership.LedgerLine) []money.Rupiah {
	return []money.Rupiah{x.PromisedRp, x.DueRp, x.DeliveredRp, x.ConfirmedRp, x.DisputedRp}
}

// quantities are a line's five sums in units.
func quantities(x partnership.LedgerLine) []int {
	return []int{x.Promised, x.Due, x.Delivered, x.Confirmed, x.Disputed}
}

// sumColumns are the heads over both.
func sumColumns(l *i18n.Localizer, first ...ui.Column) []ui.Column {
	for _, name := range sumNames() {
		first = append(first, ui.Column{Label: l.T("ledger." + name), Numeric: true})
	}
	return first
}

func sumNames() []string { return []string{"promised", "due", "delivered", "confirmed", "disputed"} }
