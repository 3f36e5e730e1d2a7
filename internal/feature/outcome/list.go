package outcome

import (
	"context"

	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Filter narrows the list of what was done. Office is the facility that let the
// people go or the office that guides them; Reached and Reoffended are Yes, No
// or empty; Text is a part of a name or register number.
type Filter struct {
	Office     id.Organisation
	Milestone  int
	Reached    Answer
	Livelihood Livelihood
	Reoffended Answer
	Text       string
	Oldest     bool // first
}

func (f *Filter) check(e *errs.Fields) {
	checkMilestone(e, f.Milestone)
	optional(e, "reached", f.Reached, Answers())
	optional(e, "livelihood", f.Livelihood, Livelihoods())
	optional(e, "reoffended", f.Reoffended, Answers())
}

func optional[T ~string](e *errs.Fields, path string, v T, allowed []T) {
	if v != "" {
		directory.CheckChoice(e, path, v, allowed)
	}
}

// List is one page of the follow-ups that were done, the newest first.
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
	return page.Cut(rows, r, func(x Row) []string { return []string{x.DoneOn.String(), x.ID.String()} }), err
}

// listText has a branch for those whom the offices let go, which an index has in
// order, and one for those whom they only guide, which are few enough to sort.
func listText(a authz.Actor, f Filter, r page.Request, today civil.Date) (string, []any, error) {
	var check errs.Fields
	f.check(&check)
	offices, err := inScope(a, f.Office, &check)
	if err == nil {
		err = check.Err()
	}
	if err != nil {
		return "", nil, err
	}
	day, last, err := listAfter(r)
	if err != nil {
		return "", nil, err
	}
	compare, order := " < ", " DESC"
	if f.Oldest {
		compare, order = " > ", ""
	}
	q := &query{}
	end := func(alias string) {
		q.WriteString(" AND " + person.NotChild(a, "p", today))
		f.narrow(q)
		if !last.IsZero() {
			q.WriteString(" AND (f.done_on, f.id)" + compare + "(" + q.arg(day) + ", " + q.arg(last) + ")")
		}
		q.WriteString(" ORDER BY f.done_on" + order + ", f.id" + order + " LIMIT " + q.arg(r.Limit()+1) + ") " + alias)
	}
	q.WriteString(`SELECT * FROM (SELECT ` + columns + ` FROM outcome_follow_up f JOIN person_person p ON p.id = f.person_id
		WHERE f.facility_id IN ` + q.offices(offices))
	end("let_go")
	q.WriteString(` UNION ALL SELECT * FROM (SELECT ` + columns + ` FROM person_person p JOIN outcome_follow_up f ON f.person_id = p.id
		WHERE p.probation_id IN ` + q.offices(offices) + ` AND f.facility_id NOT IN ` + q.offices(offices))
	end("guided")
	q.WriteString(" ORDER BY done_on" + order + ", id" + order + " LIMIT " + q.arg(r.Limit()+1))
	return q.String(), q.args, nil
}

func (f *Filter) narrow(q *query) {
	if f.Milestone != 0 {
		q.WriteString(" AND f.milestone = " + q.arg(f.Milestone))
	}
	if f.Reached != "" {
		q.WriteString(" AND f.reached = " + q.arg(f.Reached == Yes))
	}
	if f.Livelihood != "" {
		q.WriteString(" AND f.livelihood = " + q.arg(string(f.Livelihood)))
	}
	if f.Reoffended != "" {
		q.WriteString(" AND f.reoffended = " + q.arg(string(f.Reoffended)))
	}
	q.search(f.Text)
}

func listAfter(r page.Request) (day civil.Date, last id.FollowUp, err error) {
	v, err := page.Decode(r.After, 2)
	if err != nil || v == nil {
		return day, last, err
	}
	if day, err = civil.Parse(v[0]); err == nil {
		err = last.UnmarshalText([]byte(v[1]))
	}
	if err != nil || last.IsZero() {
		return day, last, errs.New(errs.Invalid, "cursor.invalid").Because(err)
	}
	return day, last, nil
}
