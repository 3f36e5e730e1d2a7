// Package sentenceapi is sentences as JSON: a person's dates with their steps in
// both languages, the entries behind them, and the list of what comes due.
//
// It owns paths and wire shapes; who may read or write is the service's. Start
// with Register.
package sentenceapi

import (
	"context"

	"titian/internal/delivery/api"
	"titian/internal/feature/sentence"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

const tag = "Sentences"

// of is the person whose sentence it is.
type of struct {
	Person id.Person `path:"person"`
}

// Register adds the operations; speakers are the languages of the texts. The app
// calls it.
func Register(a *api.API, s *sentence.Service, speakers ...*i18n.Localizer) {
	entries := api.Resource[sentence.EntryID, sentence.Entry, Entry]{
		API: a, Path: "/sentence-entries", Tag: tag, Name: "sentence entry",
		Get: s.Entry, View: view,
		Key:     func(e sentence.Entry) sentence.EntryID { return e.ID },
		Version: func(e sentence.Entry) int64 { return e.Version },
	}
	api.One(entries)
	api.Read(a, api.Op{
		Path: "/people/{person}/sentence", Tag: tag, Summary: "A person's sentence: dates, steps, entries",
		Detail: "Dates of SDP and decrees stand in the place of ours; computed has ours alone, as estimates, with every step.",
	}, func(ctx context.Context, actor authz.Actor, in of) (Sheet, error) {
		v, err := s.Of(ctx, actor, in.Person)
		if err != nil {
			return Sheet{}, err
		}
		return sheet(v, speakers), nil
	})
	api.CreateUnder(entries, "/people/{person}/sentence-entries", func(ctx context.Context, actor authz.Actor, in of, b entryBody) (sentence.Entry, error) {
		return s.Add(ctx, actor, in.Person, b.command())
	})
	api.Act(entries, "correct", "Put another entry in the place of one, with the reason", func(ctx context.Context, actor authz.Actor, key sentence.EntryID, version int64, b correctBody) (sentence.Entry, error) {
		return s.Correct(ctx, actor, key, version, b.command())
	})
	api.Act(entries, "withdraw", "Say that an entry should not have been written", func(ctx context.Context, actor authz.Actor, key sentence.EntryID, version int64, b reasonBody) (sentence.Entry, error) {
		return s.Withdraw(ctx, actor, key, version, b.Reason)
	})
	api.List(a, api.Op{Path: "/sentences/due", Tag: tag, Summary: "List whose dates come due", Detail: "People in custody, in the order of the dates. A date that has passed moves nobody."},
		func(ctx context.Context, actor authz.Actor, q dueQuery, p page.Request) (page.Of[sentence.Due], error) {
			return s.Due(ctx, actor, q.filter(), p)
		}, due)
}
