package outcome

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// DueRow is somebody to be looked up: the milestone is open or overdue and
// nothing was written for it.
type DueRow struct {
	Person     id.Person       `db:"person_id" privacy:"internal" json:"person_id"`
	Facility   id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	Probation  id.Organisation `db:"probation_id" privacy:"internal" json:"probation_id,omitzero"`
	Name       string          `db:"name" privacy:"restricted" json:"name"`
	RegisterNo string          `db:"register_no" privacy:"restricted" json:"register_no"`
	ReleasedOn civil.Date      `db:"released_on" privacy:"restricted" json:"released_on"`
	Milestone  int             `db:"milestone" privacy:"internal" json:"milestone"`
	DueOn      civil.Date      `json:"due_on"`
	Standing   Standing        `json:"standing"`
}

// DueFilter narrows what is due. Office is the one that does the follow-ups;
// Standing is Open, Overdue or empty; Text a part of a name or register number.
type DueFilter struct {
	Office    id.Organisation
	Milestone int
	Standing  Standing
	Text      string
}

// Due is one page of the follow-ups that an office has to do, the longest
// overdue first. Those who are in custody again, died or escaped are not on it.
func (s *Service) Due(ctx context.Context, a authz.Actor, f DueFilter, r page.Request) (page.Of[DueRow], error) {
	none := page.Of[DueRow]{}
	if err := policy.Check(a, CanRead); err != nil {
		return none, err
	}
	today := civil.Today(s.db.Now())
	text, args, err := dueText(a, f, r, today)
	if err != nil {
		return none, err
	}
	rows, err := db.All[DueRow](ctx, s.db, text, args...)
	if err != nil {
		return none, err
	}
	for i := range rows {
		rows[i].DueOn = DueOn(rows[i].ReleasedOn, rows[i].Milestone)
		rows[i].Standing = standing(rows[i].ReleasedOn, rows[i].Milestone, today)
	}
	slices.SortFunc(rows, compareDue)
	return page.Cut(rows, r, func(x DueRow) []string {
		return []string{strconv.Itoa(x.Milestone), x.ReleasedOn.String(), x.Person.String()}
	}), nil
}

// compareDue orders by day, then by milestone; within one milestone the day of
// release keeps the order that the index has.
func compareDue(x, y DueRow) int {
	return cmp.Or(x.DueOn.Compare(y.DueOn), cmp.Compare(x.Milestone, y.Milestone), x.ReleasedOn.Compare(y.ReleasedOn), slices.Compare(x.Person[:], y.Person[:]))
}

// dueText is one query: a limited branch for each milestone, which an index has
// in order, put together afterwards in Go. The two engines add months
// differently, so that the bounds of each branch are days of release.
func dueText(a authz.Actor, f DueFilter, r page.Request, today civil.Date) (string, []any, error) {
	var check errs.Fields
	checkMilestone(&check, f.Milestone)
	if f.Standing != "" {
		directory.CheckChoice(&check, "standing", f.Standing, []Standing{Open, Overdue})
	}
	offices, err := inScope(a, f.Office, &check)
	if err == nil {
		err = check.Err()
	}
	if err != nil {
		return "", nil, err
	}
	after, err := dueAfter(r)
	if err != nil {
		return "", nil, err
	}
	q := &query{}
	for _, m := range Milestones() {
		if f.Milestone != 0 && f.Milestone != m {
			continue
		}
		if q.Len() > 0 {
			q.WriteString(" UNION ALL ")
		}
		q.branch(m, offices, f, after, today)
		q.WriteString(" AND " + person.NotChild(a, "p", today))
		q.WriteString(" ORDER BY p.released_on, p.id LIMIT " + q.arg(r.Limit()+1) + ") m" + strconv.Itoa(m))
	}
	return q.String(), q.args, nil
}

// branch selects those of whom one milestone is due.
func (q *query) branch(m int, offices []id.Organisation, f DueFilter, after DueRow, today civil.Date) {
	first, last := firstReleased(today, m+Lapse), lastReleased(today.AddDays(Ahead), m)
	switch f.Standing {
	case Open:
		first = firstReleased(today, m)
	case Overdue:
		last = firstReleased(today, m).AddDays(-1)
	}
	months := strconv.Itoa(m)
	q.WriteString(`SELECT * FROM (SELECT p.id AS person_id, p.facility_id, p.probation_id, p.name, p.register_no, p.released_on, ` + months + ` AS milestone
		FROM person_person p WHERE p.custody_status = 'released' AND COALESCE(p.probation_id, p.facility_id) IN ` + q.offices(offices) + `
		AND p.released_on <= ` + q.arg(last))
	switch {
	case m == after.Milestone:
		q.WriteString(` AND (p.released_on, p.id) > (` + q.arg(after.ReleasedOn) + `, ` + q.arg(after.Person) + `)`)
	case after.Milestone != 0:
		first = later(first, firstReleased(after.DueOn.AddDays(btoi(m < after.Milestone)), m))
	}
	q.WriteString(` AND p.released_on >= ` + q.arg(first) + ` AND NOT EXISTS (SELECT 1 FROM outcome_follow_up f
		WHERE f.person_id = p.id AND f.released_on = p.released_on AND f.milestone = ` + months + `)`)
	q.search(f.Text)
}

// dueAfter is the row at which the page before ended.
func dueAfter(r page.Request) (after DueRow, err error) {
	v, err := page.Decode(r.After, 3)
	if err != nil || v == nil {
		return after, err
	}
	after.Milestone, err = strconv.Atoi(v[0])
	if err == nil {
		after.ReleasedOn, err = civil.Parse(v[1])
	}
	if err == nil {
		err = after.Person.UnmarshalText([]byte(v[2]))
	}
	if err != nil || !isMilestone(after.Milestone) || after.Person.IsZero() {
		return DueRow{}, errs.New(errs.Invalid, "cursor.invalid").Because(err)
	}
	after.DueOn = DueOn(after.ReleasedOn, after.Milestone)
	return after, nil
}

func later(x, y civil.Date) civil.Date {
	if y.After(x) {
		return y
	}
	return x
}

// btoi is the day by which a branch of an earlier milestone must be later than
// the last row shown: of two on one day, the earlier milestone came first.
func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
