package report

import (
	"context"
	"slices"
	"strings"

	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Event is one thing that happened in a person's way from the gate to freedom.
// Kind is what it is about, Code what happened ("need.closed" has the code
// "met"), Text and More what stands beside it; each is empty where the reader
// may know of the event and not of its words.
type Event struct {
	On   civil.Date `json:"on"`
	Kind string     `json:"kind"`
	What string     `json:"what"`
	Code string     `json:"code"`
	Text string     `json:"text"`
	More string     `json:"more"`
	Path string     `json:"path,omitempty"` // of the page that shows it, where the reader may open it
	ID   id.Any     `json:"id"`
}

// moment is an event as a source's query finds it. Words that are stored sealed
// open on the way; all others pass.
type moment struct {
	On       civil.Date      `db:"happened_on" privacy:"restricted"`
	ID       id.Any          `db:"id" privacy:"internal"`
	Facility id.Organisation `db:"facility_id" privacy:"internal"`
	Link     id.Any          `db:"link_id" privacy:"internal"`
	Code     string          `db:"code" privacy:"restricted"`
	Text     string          `db:"text" privacy:"medical" seal:"id"`
	More     string          `db:"more" privacy:"restricted" seal:"id"`
}

// TimelineFilter narrows a timeline to one kind.
type TimelineFilter struct{ Kind string }

// place is where a page of a timeline ended.
type place struct {
	on   civil.Date
	what string
	id   id.Any
}

// Timeline is everything about a person in order, the latest first. Each source
// asks the policy of the feature that owns it: what the reader may not see is
// absent, and the words of notes on health and protection are never here,
// because reading those is audited where they stand. What has no day yet ends
// the last page. One query a source, each cut at a page. Permission: timeline.read; NotFound when out of scope.
func (s *Service) Timeline(ctx context.Context, actor authz.Actor, key id.Person, f TimelineFilter, r page.Request) (page.Of[Event], error) {
	none := page.Of[Event]{}
	if err := policy.Check(actor, "timeline.read"); err != nil {
		return none, err
	}
	about, err := person.Visible(ctx, s.db, actor, key)
	if err != nil {
		return none, wrap("read timeline", err)
	}
	if f.Kind != "" {
		var check errs.Fields
		if directory.CheckChoice(&check, "kind", f.Kind, TimelineKinds()); check.Err() != nil {
			return none, check.Err()
		}
	}
	after, err := placeOf(r)
	if err != nil {
		return none, err
	}
	out := []Event{}
	for _, x := range sources {
		if f.Kind != "" && f.Kind != x.kind || !x.may(actor, about) {
			continue
		}
		q := x.query(actor, about, after, r.Limit()+1)
		rows, err := db.All[moment](ctx, s.db, q.String(), q.args...)
		if err != nil {
			return none, wrap("read timeline of "+x.what, err)
		}
		for _, m := range rows {
			out = append(out, x.event(actor, about, m))
		}
	}
	slices.SortFunc(out, latestFirst)
	cut := page.Cut(out[:min(len(out), r.Limit()+1)], r, func(e Event) []string { return []string{e.On.String(), e.What, e.ID.String()} })
	if cut.Next == "" { // whatever has no day stands behind all that has one
		undated, err := s.undated(ctx, actor, about, f)
		if err != nil {
			return none, err
		}
		cut.Items = append(cut.Items, undated...)
	}
	return cut, nil
}

// undated are the events of which nobody knows the day, in the order in which
// they were written down.
func (s *Service) undated(ctx context.Context, actor authz.Actor, about person.Person, f TimelineFilter) ([]Event, error) {
	var out []Event
	for _, x := range sources {
		if x.undated == "" || f.Kind != "" && f.Kind != x.kind || !x.may(actor, about) {
			continue
		}
		rows, err := db.All[moment](ctx, s.db, x.undated, about.ID)
		if err != nil {
			return nil, wrap("read what is undated of "+x.what, err)
		}
		for _, m := range rows {
			out = append(out, x.event(actor, about, m))
		}
	}
	return out, nil
}

// latestFirst is the order of a timeline: by day, then by source and key, so
// that a page ends at one place.
func latestFirst(a, b Event) int {
	if c := b.On.Compare(a.On); c != 0 {
		return c
	}
	if c := strings.Compare(a.What, b.What); c != 0 {
		return c
	}
	return strings.Compare(a.ID.String(), b.ID.String())
}

func placeOf(r page.Request) (*place, error) {
	v, err := page.Decode(r.After, 3)
	if err != nil || v == nil {
		return nil, err
	}
	p := place{what: v[1]}
	if p.on, err = civil.Parse(v[0]); err == nil {
		err = p.id.UnmarshalText([]byte(v[2]))
	}
	if err != nil {
		return nil, errs.New(errs.Invalid, "cursor.invalid").Because(err)
	}
	return &p, nil
}

// query is a source's text with what narrows it to one page.
func (x source) query(actor authz.Actor, about person.Person, after *place, limit int) *timelineQuery {
	q := &timelineQuery{}
	q.WriteString(x.text(q, actor, about))
	day := x.day
	if after != nil {
		on := any(after.on)
		if x.textDay {
			on = after.on.String()
		}
		switch strings.Compare(x.what, after.what) {
		case -1: // of that day all are shown
			q.WriteString(" AND " + day + " < " + q.arg(on))
		case 0:
			q.WriteString(" AND (" + day + " < " + q.arg(on) + " OR " + day + " = " + q.arg(on) + " AND " + x.key + " > " + q.arg(after.id) + ")")
		default:
			q.WriteString(" AND " + day + " <= " + q.arg(on))
		}
	}
	q.WriteString(" ORDER BY " + day + " DESC, " + x.key + " LIMIT " + q.arg(limit))
	return q
}

func (x source) event(actor authz.Actor, about person.Person, m moment) Event {
	e := Event{On: m.On, Kind: x.kind, What: x.what, Code: m.Code, Text: beginning(m.Text), More: m.More, ID: m.ID}
	switch {
	case x.path == "":
	case strings.HasPrefix(x.path, "/people/"):
		e.Path = strings.Replace(x.path, "{id}", about.ID.String(), 1)
	case actor.Scope.Has(m.Facility):
		e.Path = x.path + m.Link.String()
	}
	return e
}

// maxWords is how much of a long text stands in a timeline. It is cut here,
// because what is stored sealed cannot be cut where it lies.
const maxWords = 400

func beginning(text string) string {
	if n := 0; len(text) > maxWords {
		for at := range text {
			if n == maxWords {
				return text[:at]
			}
			n++
		}
	}
	return text
}
