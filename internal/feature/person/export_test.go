package person

import (
	"testing"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

// Text is a query as tests explain it.
type Text struct {
	SQL  string
	Args []any
}

// ListTexts are the queries that List can run for a filter, first and later pages.
func ListTexts(t *testing.T, s *Service, a authz.Actor, f Filter) map[string]Text {
	t.Helper()
	day, last, out := civil.Must("2026-12-01"), id.Person(a.Org), map[string]Text{} // a key from before everybody
	for name, end := range map[string]func(q *query){
		"names":          func(q *query) { q.names(f.Desc, "", id.Person{}, 51) },
		"names, later":   func(q *query) { q.names(f.Desc, "budi", last, 51) },
		"release":        func(q *query) { q.knownDays(f.Desc, civil.Date{}, id.Person{}, 51) },
		"release, later": func(q *query) { q.knownDays(f.Desc, day, last, 51) },
		"no release day": func(q *query) { q.unknownDays(last, 51) },
	} {
		q, err := s.build(t.Context(), a, f)
		if err != nil {
			t.Fatal(err)
		}
		end(q)
		out[name] = Text{q.text.String(), q.args}
	}
	return out
}

// TransferText is the query that Transfers runs for a filter.
func TransferText(t *testing.T, a authz.Actor, f TransferFilter) (string, []any) {
	t.Helper()
	text, args, err := transfersText(a, f, page.Request{}, civil.Must("2026-11-22"))
	if err != nil {
		t.Fatal(err)
	}
	return text, args
}

// AcrossText is the query that DuplicatesAcross runs for an actor.
func AcrossText(a authz.Actor) (string, []any) {
	q := acrossText(a, civil.Must("2026-11-22"))
	return q.text.String(), q.args
}

// LeastLikely is the points from which two records are shown as likely one.
const LeastLikely = leastLikely

// Weigh compares two records as lists of duplicates do.
func Weigh(a, b Entry) (int, []Likeness) { return compareEntries(prepare(&a), prepare(&b)) }

// EmergencyText is the query that finds whose record an emergency opens.
func EmergencyText(s *Service, number string) (string, []any) { return s.exactText(number) }
