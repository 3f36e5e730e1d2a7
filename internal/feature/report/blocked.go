package report

import (
	"context"
	"slices"
	"strings"

	"titian/internal/feature/casework"
	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// BlockFilter narrows the list of who is blocked by what. A reader of one
// facility means it; others name one.
type BlockFilter struct {
	Facility id.Organisation
	Right    string
	Kind     string // of a block
	Next     string
}

func (f BlockFilter) check() error {
	var e errs.Fields
	for path, x := range map[string]struct {
		value   string
		allowed []string
	}{"right": {f.Right, Rights()}, "kind": {f.Kind, BlockKinds()}, "next": {f.Next, Nexts()}} {
		if x.value != "" {
			directory.CheckChoice(&e, path, x.value, x.allowed)
		}
	}
	return e.Err()
}

func (f BlockFilter) has(w Way) bool {
	return (f.Right == "" || f.Right == w.Right) && (f.Kind == "" || w.Blocked(f.Kind)) && (f.Next == "" || f.Next == w.Next)
}

// BlockCount is how many people something blocks.
type BlockCount struct {
	Kind   string `json:"kind"`
	Code   string `json:"code"`
	People int    `json:"people"`
}

// Blocked is a page of ways, with the counts of the whole facility.
type Blocked struct {
	page.Of[Way]
	People int          // held at the facility
	Counts []BlockCount // by kind, the most frequent first within each
}

// WayOf is what is next for one person and what blocks it. Permission:
// blocked.read; NotFound when out of scope or not in custody.
func (s *Service) WayOf(ctx context.Context, actor authz.Actor, key id.Person) (Way, error) {
	if err := policy.Check(actor, "blocked.read"); err != nil {
		return Way{}, err
	}
	about, err := person.Visible(ctx, s.db, actor, key)
	if err != nil {
		return Way{}, wrap("read the way of a person", err)
	}
	all, err := s.walk(ctx, about.Facility, key, "1 = 1")
	if err != nil {
		return Way{}, wrap("read the way of a person", err)
	}
	if len(all) == 0 {
		return Way{}, wrap("read the way of a person", errs.New(errs.NotFound, "not_found"))
	}
	return all[0].way(civil.Today(s.db.Now())), nil
}

// Blocked lists who at a facility is blocked by what, whose right begins first
// first. Permission: blocked.read. It reads the facility whole, in seven
// queries, because counts and order follow from what is computed. Children are
// neither listed nor counted for whoever may not open their records.
func (s *Service) Blocked(ctx context.Context, actor authz.Actor, f BlockFilter, r page.Request) (Blocked, error) {
	none := Blocked{}
	if err := policy.Check(actor, "blocked.read"); err != nil {
		return none, err
	}
	if err := f.check(); err != nil {
		return none, err
	}
	if !actor.Scope.Has(f.Facility) {
		return none, errs.New(errs.NotFound, "not_found")
	}
	after, err := page.Decode(r.After, 1)
	if err != nil {
		return none, err
	}
	all, err := s.walk(ctx, f.Facility, id.Person{}, person.NotChild(actor, "p", civil.Today(s.db.Now())))
	if err != nil {
		return none, wrap("list who is blocked", err)
	}
	today, ways := civil.Today(s.db.Now()), make([]Way, 0, len(all))
	for _, x := range all {
		ways = append(ways, x.way(today))
	}
	out := Blocked{People: len(ways), Counts: counted(ways)}
	slices.SortFunc(ways, soonest)
	ways = slices.DeleteFunc(ways, func(w Way) bool { return !f.has(w) })
	if after != nil {
		at := slices.IndexFunc(ways, func(w Way) bool { return w.Person.String() == after[0] })
		ways = ways[at+1:]
	}
	out.Of = page.Cut(ways[:min(len(ways), r.Limit()+1)], r, func(w Way) []string { return []string{w.Person.String()} })
	return out, nil
}

// soonest orders ways by the day of the right, unknown days last.
func soonest(a, b Way) int {
	switch {
	case a.From.IsZero() != b.From.IsZero():
		if a.From.IsZero() {
			return 1
		}
		return -1
	case a.From != b.From:
		return a.From.Compare(b.From)
	case a.nameKey != b.nameKey:
		return strings.Compare(a.nameKey, b.nameKey)
	}
	return strings.Compare(a.Person.String(), b.Person.String())
}

// counted says how many people each thing blocks.
func counted(ways []Way) []BlockCount {
	n := map[BlockCount]int{}
	for _, w := range ways {
		for _, b := range w.Blocks {
			n[BlockCount{Kind: b.Kind, Code: b.Code}]++
		}
	}
	out := make([]BlockCount, 0, len(n))
	for k, people := range n {
		k.People = people
		out = append(out, k)
	}
	slices.SortFunc(out, func(a, b BlockCount) int {
		if d := slices.Index(BlockKinds(), a.Kind) - slices.Index(BlockKinds(), b.Kind); d != 0 {
			return d
		}
		if a.People != b.People {
			return b.People - a.People
		}
		return strings.Compare(a.Code, b.Code)
	})
	return out
}

// walker is a person in custody.
type walker struct {
	ID         id.Person       `db:"id" privacy:"internal"`
	Facility   id.Organisation `db:"facility_id" privacy:"internal"`
	Name       string          `db:"name" privacy:"restricted"`
	NameKey    string          `db:"name_key" privacy:"restricted"`
	RegisterNo string          `db:"register_no" privacy:"restricted"`
	Admitted   civil.Date      `db:"admitted_on" privacy:"restricted"`
	Release    civil.Date      `db:"release_due_on" privacy:"restricted"`
	Stage      casework.Stage  `db:"stage" privacy:"restricted"`
	Checked    bool            `db:"checked" privacy:"restricted"`
}

// walk gathers the facts of everybody whom a facility holds, or of one of them,
// as far as a condition on the person p lets them be named.
func (s *Service) walk(ctx context.Context, facility id.Organisation, one id.Person, named string) ([]facts, error) {
	people, err := db.All[walker](ctx, s.db, narrowed(selectWalker+" AND "+named, "p.id", one), arguments(facility, one)...)
	if err != nil || len(people) == 0 {
		return nil, err
	}
	at, out := map[id.Person]int{}, make([]facts, len(people))
	for i, p := range people {
		at[p.ID] = i
		out[i] = facts{person: p, checked: p.Checked}
	}
	put := func(p id.Person, f func(x *facts)) {
		if i, known := at[p]; known {
			f(&out[i])
		}
	}
	days, err := db.All[keyDay](ctx, s.db, narrowed(selectKeyDay, "k.person_id", one), arguments(facility, one)...)
	for _, d := range days {
		put(d.Person, func(x *facts) { x.dates = append(x.dates, d) })
	}
	if err != nil {
		return nil, err
	}
	for _, q := range lacks {
		rows, err := db.All[lack](ctx, s.db, narrowed(q.text, q.person, one)+q.order, arguments(facility, one)...)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			put(r.Person, func(x *facts) { q.put(x, r.Code) })
		}
	}
	said, err := db.All[heard](ctx, s.db, narrowed(selectHeard, "c.person_id", one), arguments(facility, one)...)
	for _, h := range said {
		put(h.Person, func(x *facts) { x.heard = append(x.heard, h) })
	}
	return out, err
}

// narrowed is a query about a facility, or about one person there.
func narrowed(text, column string, one id.Person) string {
	if one.IsZero() {
		return text
	}
	return text + " AND " + column + " = $2"
}

func arguments(facility id.Organisation, one id.Person) []any {
	if one.IsZero() {
		return []any{facility}
	}
	return []any{facility, one}
}

const (
	selectWalker = `SELECT p.id, p.facility_id, p.name, p.name_key, p.register_no, p.admitted_on, p.release_due_on, coalesce(s.stage, '') AS stage,
		CASE WHEN EXISTS (SELECT 1 FROM assessment_readiness r WHERE r.person_id = p.id AND (p.admitted_on IS NULL OR r.taken_on >= p.admitted_on)) THEN TRUE ELSE FALSE END AS checked
		FROM person_person p LEFT JOIN casework_stage s ON s.person_id = p.id AND s.newest = TRUE
		WHERE p.facility_id = $1 AND p.custody_status = 'active' AND p.legal_status IN ('convict', 'juvenile')`

	selectKeyDay = `SELECT k.person_id, k.point, k.falls_on, k.source FROM sentence_key_date k
		WHERE k.facility_id = $1 AND k.point IN ('parole_from', 'conditional_leave_from', 'prerelease_leave_from')`

	selectHeard = `SELECT c.person_id, c.decision, c.decided_on, c.review_on, CASE WHEN x.status = 'planned' THEN TRUE ELSE FALSE END AS planned
		FROM casework_case c JOIN casework_sitting x ON x.facility_id = c.facility_id AND x.id = c.sitting_id
		WHERE c.facility_id = $1 AND x.status <> 'cancelled'`
)

// lacks are the queries of what is missing. Of the looks at the checklist the
// latest speaks; a need of the first severity would help and blocks nothing.
var lacks = []struct {
	text, person, order string
	put                 func(x *facts, code string)
}{
	{
		`SELECT r.person_id, i.item AS code FROM assessment_readiness r
		JOIN assessment_readiness_item i ON i.facility_id = r.facility_id AND i.readiness_id = r.id AND i.answer = 'needed'
		WHERE r.facility_id = $1 AND NOT EXISTS (SELECT 1 FROM assessment_readiness l WHERE l.person_id = r.person_id AND (l.taken_on > r.taken_on OR l.taken_on = r.taken_on AND l.id > r.id))`,
		"r.person_id", ` ORDER BY i.item`, func(x *facts, code string) { x.papers = append(x.papers, code) },
	},
	{
		`SELECT h.person_id, i.item AS code FROM handover_handover h JOIN handover_item i ON i.facility_id = h.facility_id AND i.handover_id = h.id AND i.answer = 'missing'
		WHERE h.facility_id = $1 AND h.status IN ('draft', 'returned')`,
		"h.person_id", ` ORDER BY i.item`, func(x *facts, code string) { x.documents = append(x.documents, code) },
	},
	{
		`SELECT DISTINCT n.person_id, n.area AS code FROM assessment_need n WHERE n.facility_id = $1 AND n.closed_on IS NULL AND n.severity >= 2
		AND n.area IN ('education', 'skill', 'work', 'substance', 'character') AND NOT EXISTS (SELECT 1 FROM programme_enrolment e
		JOIN programme_offering o ON o.facility_id = e.facility_id AND o.id = e.offering_id JOIN programme_programme g ON g.id = o.programme_id
		WHERE e.person_id = n.person_id AND e.status = 'completed' AND (g.area = n.area OR e.need_id = n.id))`,
		"n.person_id", ` ORDER BY code`, func(x *facts, code string) { x.programmes = append(x.programmes, code) },
	},
}
