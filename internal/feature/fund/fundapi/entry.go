package fundapi

import (
	"context"

	"titian/internal/delivery/api"
	"titian/internal/feature/fund"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

// Entry is one line of a fund's book. Whom a payment reached, on what evidence
// and who looked are empty for readers who may not know.
type Entry struct {
	ID        id.Entry     `json:"id"`
	Fund      id.Fund      `json:"fund_id"`
	Kind      string       `json:"kind" enum:"receipt,allocation,disbursement,return"`
	Amount    money.Rupiah `json:"amount"`
	BookedOn  civil.Date   `json:"booked_on"`
	Class     id.Offering  `json:"class_id"`
	Person    id.Person    `json:"person_id"`
	ForPerson bool         `json:"for_person" doc:"Paid to somebody, whether or not the reader may know whom"`
	Asnaf     string       `json:"asnaf"`
	Evidence  string       `json:"asnaf_evidence"`
	Surveyor  string       `json:"surveyor"`
	Paper     string       `json:"receipt_no"`
	Note      string       `json:"note"`
	Reverses  id.Entry     `json:"reverses_id" doc:"The entry that this one takes back"`
	Reversed  bool         `json:"reversed" doc:"Taken back by a later entry"`
}

func entryView(e fund.EntryView) Entry {
	return Entry{
		e.ID, e.Fund, string(e.Kind), e.Amount, e.BookedOn, e.Class, e.Person, e.ForPerson, string(e.Asnaf), e.Evidence, e.Surveyor,
		e.Paper, e.Note, e.Reverses, e.Reversed,
	}
}

type entryBody struct {
	ID       id.Entry     `json:"id,omitempty"`
	Kind     string       `json:"kind" enum:"receipt,allocation,disbursement,return"`
	Amount   money.Rupiah `json:"amount" minimum:"1"`
	BookedOn civil.Date   `json:"booked_on"`
	Class    id.Offering  `json:"class_id,omitempty"`
	Person   id.Person    `json:"person_id,omitempty"`
	Asnaf    string       `json:"asnaf,omitempty" enum:"fakir,miskin,amil,muallaf,riqab,gharim,fisabilillah,ibnu_sabil"`
	Evidence string       `json:"asnaf_evidence,omitempty" maxLength:"500"`
	Surveyor string       `json:"surveyor,omitempty" maxLength:"200"`
	Paper    string       `json:"receipt_no,omitempty" maxLength:"200" doc:"Required except for an allocation"`
	Note     string       `json:"note,omitempty" maxLength:"500"`
}

func (b entryBody) command(key id.Fund) fund.BookCommand {
	return fund.BookCommand{
		ID: b.ID, Fund: key, Kind: fund.Kind(b.Kind), Amount: b.Amount, BookedOn: b.BookedOn, Class: b.Class, Person: b.Person,
		Asnaf: fund.Asnaf(b.Asnaf), Evidence: b.Evidence, Surveyor: b.Surveyor, Paper: b.Paper, Note: b.Note,
	}
}

type ofFund struct {
	Fund id.Fund `path:"fund"`
}

type ofEntry struct {
	Entry id.Entry `path:"entry"`
}

type reverseBody struct {
	Reason string `json:"reason" maxLength:"500"`
}

func registerEntries(a *api.API, s *fund.Service) {
	entries := api.Resource[id.Entry, fund.EntryView, Entry]{
		API: a, Path: "/entries", Tag: "Funds", Name: "entry of a fund", View: entryView, Get: s.Entry,
		Key: func(e fund.EntryView) id.Entry { return e.ID },
	}
	api.One(entries)
	api.List(a, api.Op{Path: "/funds/{fund}/entries", Tag: "Funds", Summary: "A fund's book by day"},
		func(ctx context.Context, actor authz.Actor, q ofFund, r page.Request) (page.Of[fund.EntryView], error) {
			return s.Entries(ctx, actor, q.Fund, r)
		}, entryView)
	api.CreateUnder(entries, "/funds/{fund}/entries", func(ctx context.Context, actor authz.Actor, in ofFund, b entryBody) (fund.EntryView, error) {
		e, err := s.Book(ctx, actor, b.command(in.Fund))
		return fund.EntryView{Entry: e, ForPerson: !e.Person.IsZero()}, err
	})
	api.Post(a, api.Op{Path: "/entries/{entry}/reverse", Tag: "Funds", Summary: "Take an entry back with an entry of its own"},
		func(ctx context.Context, actor authz.Actor, in ofEntry, b reverseBody) (Entry, error) {
			e, err := s.Reverse(ctx, actor, in.Entry, b.Reason)
			return entryView(fund.EntryView{Entry: e, ForPerson: !e.Person.IsZero()}), err
		}, func(ctx context.Context, actor authz.Actor, _ ofEntry, result string) (Entry, error) {
			var key id.Entry
			if err := key.UnmarshalText([]byte(result)); err != nil {
				return Entry{}, err
			}
			e, err := s.Entry(ctx, actor, key)
			return entryView(e), err
		})
}
