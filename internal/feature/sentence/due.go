package sentence

import (
	"context"
	"strconv"
	"strings"

	engine "titian/internal/engine/sentence"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Due is somebody for whom a date comes near or has passed. It moves nobody: the
// review board decides.
type Due struct {
	Facility   id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	Person     id.Person       `db:"person_id" privacy:"internal" json:"person_id"`
	Name       string          `db:"name" privacy:"restricted" json:"name"`
	RegisterNo string          `db:"register_no" privacy:"restricted" json:"register_no"`
	Point      string          `db:"point" privacy:"restricted" json:"point"`
	FallsOn    civil.Date      `db:"falls_on" privacy:"restricted" json:"falls_on"`
	Source     Source          `db:"source" privacy:"internal" json:"source"`
}

// Filter narrows the list. Without a facility it lists those of everyone in
// scope; a national reader names one. Until is required, From optional.
type Filter struct {
	Facility id.Organisation
	Point    string
	From     civil.Date
	Until    civil.Date
	Desc     bool
}

// Due lists people in custody whose dates fall between two days, by date; no
// child for whoever may not open the record.
func (s *Service) Due(ctx context.Context, a authz.Actor, f Filter, r page.Request) (page.Of[Due], error) {
	none := page.Of[Due]{}
	if err := policy.Check(a, CanRead); err != nil {
		return none, err
	}
	text, args, err := dueText(a, f, r, civil.Today(s.db.Now()))
	if err != nil {
		return none, err
	}
	rows, err := db.All[Due](ctx, s.db, text, args...)
	return page.Cut(rows, r, func(x Due) []string { return []string{x.FallsOn.String(), x.Person.String(), x.Point} }), err
}

// A CROSS JOIN keeps SQLite to this order, dates first: it would rather read all
// people and sort. To PostgreSQL it is a join like any other.
const selectDue = `SELECT k.facility_id, k.person_id, p.name, p.register_no, k.point, k.falls_on, k.source
	FROM sentence_key_date k CROSS JOIN person_person p WHERE p.id = k.person_id AND `

func dueText(a authz.Actor, f Filter, r page.Request, today civil.Date) (string, []any, error) {
	orgs, err := facilities(a, f)
	if err != nil {
		return "", nil, err
	}
	var args []any
	for _, o := range orgs {
		args = append(args, o)
	}
	text := selectDue + "k.facility_id IN (" + db.In(len(orgs), 1) + ") AND p.custody_status = 'active' AND " + person.NotChild(a, "p", today)
	and := func(condition string, values ...any) {
		for _, v := range values {
			args = append(args, v)
			condition = strings.Replace(condition, "?", "$"+strconv.Itoa(len(args)), 1)
		}
		text += " AND " + condition
	}
	and("k.falls_on <= ?", f.Until)
	if !f.From.IsZero() {
		and("k.falls_on >= ?", f.From)
	}
	if f.Point != "" {
		and("k.point = ?", f.Point)
	}
	compare, order := ">", ""
	if f.Desc {
		compare, order = "<", " DESC"
	}
	after, err := page.Decode(r.After, 3)
	if err != nil {
		return "", nil, err
	}
	if after != nil {
		day, last, err := cursor(after)
		if err != nil {
			return "", nil, err
		}
		and("(k.falls_on, k.person_id, k.point) "+compare+" (?, ?, ?)", day, last, after[2])
	}
	text += " ORDER BY k.falls_on" + order + ", k.person_id" + order + ", k.point" + order + " LIMIT $" + strconv.Itoa(len(args)+1)
	return text, append(args, r.Limit()+1), nil
}

// facilities are those whose people are listed.
func facilities(a authz.Actor, f Filter) ([]id.Organisation, error) {
	var e errs.Fields
	if f.Until.IsZero() {
		e.Add("until", "required")
	}
	if _, known := engine.PointOf(f.Point); f.Point != "" && !known {
		e.Add("point", "choice.invalid")
	}
	switch {
	case !f.Facility.IsZero() && !a.Scope.Has(f.Facility):
		return nil, errNotFound
	case !f.Facility.IsZero():
		return []id.Organisation{f.Facility}, e.Err()
	case a.Scope.All:
		e.Add("facility", "required")
	}
	return a.Scope.Orgs, e.Err()
}

func cursor(after []string) (day civil.Date, last id.Person, err error) {
	if day, err = civil.Parse(after[0]); err == nil {
		err = last.UnmarshalText([]byte(after[1]))
	}
	if err != nil {
		err = errs.New(errs.Invalid, "cursor.invalid").Because(err)
	}
	return day, last, err
}
