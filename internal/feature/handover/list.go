package handover

import (
	"context"
	"strconv"
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

// Side is from where a list of hand-overs is looked at.
type Side string

// The sides.
const (
	Outgoing Side = "out" // what the facility sends
	Incoming Side = "in"  // what the probation office receives
)

// Sides lists both.
func Sides() []Side { return []Side{Outgoing, Incoming} }

// Row is one line of a list.
type Row struct {
	ID         id.HandOver     `db:"id" privacy:"internal" json:"id"`
	Facility   id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	To         id.Organisation `db:"to_id" privacy:"internal" json:"to_id"`
	Person     id.Person       `db:"person_id" privacy:"internal" json:"person_id"`
	Ref        string          `db:"ref" privacy:"internal" json:"ref"`
	Name       string          `db:"name" privacy:"restricted" json:"name"`
	RegisterNo string          `db:"register_no" privacy:"restricted" json:"register_no"`
	ReleaseOn  civil.Date      `db:"release_on" privacy:"restricted" json:"release_on"`
	Status     Status          `db:"status" privacy:"internal" json:"status"`
	SentOn     civil.Date      `db:"sent_on" privacy:"internal" json:"sent_on"`
}

// Filter narrows a list. Without an office it lists those of every one in scope;
// a national reader names one.
type Filter struct {
	Side   Side // Outgoing when empty
	Office id.Organisation
	Status Status
	Text   string // a part of the name or the number
	Desc   bool
}

// List is one page of hand-overs in order of release.
func (s *Service) List(ctx context.Context, a authz.Actor, f Filter, r page.Request) (page.Of[Row], error) {
	none := page.Of[Row]{}
	if err := policy.Check(a, CanRead); err != nil {
		return none, err
	}
	text, args, err := listText(a, f, r, civil.Today(s.db.Now()))
	if err != nil {
		return none, err
	}
	rows, err := db.All[Row](ctx, s.db, text, args...)
	return page.Cut(rows, r, func(x Row) []string { return []string{x.ReleaseOn.String(), x.ID.String()} }), err
}

const selectRow = `SELECT h.id, h.facility_id, h.to_id, h.person_id, h.ref, p.name, p.register_no, h.release_on, h.status, h.sent_on
	FROM handover_handover h JOIN person_person p ON p.id = h.person_id WHERE `

func listText(a authz.Actor, f Filter, r page.Request, today civil.Date) (string, []any, error) {
	orgs, err := offices(a, f)
	if err != nil {
		return "", nil, err
	}
	var args []any
	for _, o := range orgs {
		args = append(args, o)
	}
	text := selectRow + "h.facility_id IN (" + db.In(len(orgs), 1) + ")"
	if f.Side == Incoming {
		text = selectRow + "h.to_id IN (" + db.In(len(orgs), 1) + ") AND h.sent_on IS NOT NULL"
	}
	text += " AND " + person.NotChild(a, "p", today)
	and := func(condition string, values ...any) {
		for _, v := range values {
			args = append(args, v)
			condition = strings.Replace(condition, "?", "$"+strconv.Itoa(len(args)), 1)
		}
		text += " AND " + condition
	}
	if f.Status != "" {
		and("h.status = ?", string(f.Status))
	}
	if t := strings.ToLower(strings.TrimSpace(f.Text)); t != "" {
		if name := person.NameKey(t); name != "" {
			and(`(p.name_key LIKE ? ESCAPE '\' OR LOWER(h.ref) LIKE ? ESCAPE '\')`, person.Contains(name), person.Contains(t))
		} else { // signs alone are in no name
			and(`LOWER(h.ref) LIKE ? ESCAPE '\'`, person.Contains(t))
		}
	}
	compare, order := ">", ""
	if f.Desc {
		compare, order = "<", " DESC"
	}
	day, last, err := cursor(r)
	if err != nil {
		return "", nil, err
	}
	if !last.IsZero() {
		and("(h.release_on, h.id) "+compare+" (?, ?)", day, last)
	}
	text += " ORDER BY h.release_on" + order + ", h.id" + order + " LIMIT $" + strconv.Itoa(len(args)+1)
	return text, append(args, r.Limit()+1), nil
}

// offices are the organisations whose files are listed.
func offices(a authz.Actor, f Filter) ([]id.Organisation, error) {
	var e errs.Fields
	directory.CheckChoice(&e, "side", f.Side, append(Sides(), ""))
	if f.Status != "" {
		directory.CheckChoice(&e, "status", f.Status, Statuses())
	}
	switch {
	case !f.Office.IsZero() && !a.Scope.Has(f.Office):
		return nil, errNotFound
	case !f.Office.IsZero():
		return []id.Organisation{f.Office}, e.Err()
	case a.Scope.All:
		e.Add("office", "required")
	}
	return a.Scope.Orgs, e.Err()
}

func cursor(r page.Request) (day civil.Date, last id.HandOver, err error) {
	after, err := page.Decode(r.After, 2)
	if err != nil || after == nil {
		return day, last, err
	}
	if day, err = civil.Parse(after[0]); err == nil {
		err = last.UnmarshalText([]byte(after[1]))
	}
	if err != nil {
		err = errs.New(errs.Invalid, "cursor.invalid").Because(err)
	}
	return day, last, err
}
