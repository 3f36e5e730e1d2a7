package fundapi

import (
	"context"

	"titian/internal/delivery/api"
	"titian/internal/feature/fund"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/platform/authz"
)

// Books is what one office has closed.
type Books struct {
	Host     id.Organisation `json:"host_id"`
	Name     string          `json:"name"`
	Agrees   bool            `json:"agrees" doc:"Whether the entries still are what was closed, to the rupiah"`
	Next     civil.Date      `json:"next_on" doc:"The last day of the month that may be closed next"`
	Closings []Closing       `json:"closings" doc:"Latest first"`
	Access   []fund.Access   `json:"access" doc:"People of each faith, and how many zakat and other money reached; empty for readers who may not know"`
}

// Closing is a month that takes no entries any more, with the sums of the
// office's books up to its last day.
type Closing struct {
	ID      id.Closing      `json:"id"`
	Host    id.Organisation `json:"host_id"`
	Through civil.Date      `json:"through_on"`
	Entries int64           `json:"entries"`
	Sums
}

func closingView(c fund.Closing) Closing {
	return Closing{c.ID, c.Host, c.Through, c.Entries, Sums(c.Sums())}
}

type offices struct {
	Items []Books `json:"items"`
}

type closeBody struct {
	Host    id.Organisation `json:"host_id"`
	Through civil.Date      `json:"through_on" doc:"The last day of a month that is over"`
}

func registerBooks(a *api.API, s *fund.Service) {
	api.Read(a, api.Op{Path: "/fund-books", Tag: "Funds", Summary: "What the offices in scope have closed"},
		func(ctx context.Context, actor authz.Actor, _ api.None) (offices, error) {
			return booksOf(ctx, s, actor)
		})
	api.Post(a, api.Op{Path: "/fund-books", Tag: "Funds", Summary: "Close an office's books up to the end of a month, for good"},
		func(ctx context.Context, actor authz.Actor, _ api.None, b closeBody) (Closing, error) {
			c, err := s.CloseMonth(ctx, actor, b.Host, b.Through)
			return closingView(c), err
		}, func(ctx context.Context, actor authz.Actor, _ api.None, result string) (Closing, error) {
			return closingOf(ctx, s, actor, result)
		})
	api.Read(a, api.Op{Path: "/donor-statements", Tag: "Funds", Summary: "What became of a partner's money between two days"},
		func(ctx context.Context, actor authz.Actor, q donorQuery) (DonorStatement, error) {
			st, err := s.Donor(ctx, actor, q.Partner, q.From, q.To)
			return donorView(st), err
		})
}

func booksOf(ctx context.Context, s *fund.Service, actor authz.Actor) (offices, error) {
	list, err := s.Books(ctx, actor)
	out := offices{make([]Books, len(list))}
	for i, b := range list {
		view := Books{Host: b.Host, Name: b.Name, Agrees: b.Agrees(), Next: b.Next, Closings: make([]Closing, len(b.Closings)), Access: []fund.Access{}}
		for j, c := range b.Closings {
			view.Closings[j] = closingView(c)
		}
		if fund.May(actor, "fund.names") {
			if view.Access, err = s.Access(ctx, actor, b.Host); err != nil {
				return out, err
			}
		}
		out.Items[i] = view
	}
	return out, err
}

// closingOf finds the closing that an earlier, equal request made.
func closingOf(ctx context.Context, s *fund.Service, actor authz.Actor, key string) (Closing, error) {
	list, err := s.Books(ctx, actor)
	for _, b := range list {
		for _, c := range b.Closings {
			if c.ID.String() == key {
				return closingView(c), nil
			}
		}
	}
	if err == nil {
		err = errs.New(errs.NotFound, "not_found")
	}
	return Closing{}, err
}

type donorQuery struct {
	Partner id.Organisation `query:"partner"`
	From    civil.Date      `query:"from"`
	To      civil.Date      `query:"to"`
}

// DonorStatement is what became of a partner's money between two days.
type DonorStatement struct {
	Partner id.Organisation `json:"partner_id"`
	Name    string          `json:"name"`
	From    civil.Date      `json:"from"`
	To      civil.Date      `json:"to"`
	Funds   []DonorFund     `json:"funds"`
	Opening Sums            `json:"opening"`
	Moved   Sums            `json:"moved"`
	Held    money.Rupiah    `json:"held" doc:"Still in hand at the end"`
}

// DonorFund is one fund of a statement.
type DonorFund struct {
	Fund    Fund   `json:"fund"`
	Opening Sums   `json:"opening" doc:"Up to the day before the first"`
	Moved   Sums   `json:"moved"`
	Entries []Line `json:"entries"`
}

// Line is an entry with the accounts on which it is booked.
type Line struct {
	Entry
	fund.Posting
}

func donorView(st fund.DonorStatement) DonorStatement {
	total := st.Total()
	out := DonorStatement{
		Partner: st.Partner, Name: st.Name, From: st.From, To: st.To, Opening: Sums(total.Opening), Moved: Sums(total.Moved),
		Held: total.Closing().Held(), Funds: make([]DonorFund, len(st.Funds)),
	}
	for i, d := range st.Funds {
		view := DonorFund{Fund: fundView(d.Fund.Fund), Opening: Sums(d.Opening), Moved: Sums(d.Moved), Entries: make([]Line, len(d.Entries))}
		for j, e := range d.Entries {
			view.Entries[j] = Line{entryView(e), e.Posting()}
		}
		out.Funds[i] = view
	}
	return out
}
