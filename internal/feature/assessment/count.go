package assessment

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

// NeedCount is how many people in custody have an open need in an area: each
// person once, by their most severe need.
type NeedCount struct {
	Area   Area `db:"area" privacy:"internal" json:"area"`
	People int  `db:"people" privacy:"internal" json:"people"`
	High   int  `db:"high" privacy:"internal" json:"high"`
}

const countNeeds = `SELECT area, COUNT(*) AS people, COUNT(*) FILTER (WHERE worst = 3) AS high FROM (
	SELECT n.area AS area, MAX(n.severity) AS worst FROM assessment_need n
	JOIN person_person p ON p.id = n.person_id AND p.facility_id = n.facility_id AND p.custody_status = 'active'
	WHERE n.facility_id = $1 AND n.closed_on IS NULL`

// CountNeeds is the evidence behind a proposal: how many people in custody at a
// facility have an open need, by area, in the order of Areas. Empty areas or
// topic do not narrow. It gives counts and no names; the caller has asked its
// own policy.
func CountNeeds(ctx context.Context, q db.Querier, facility id.Organisation, areas []Area, topic string) ([]NeedCount, error) {
	text, args := countNeeds, []any{facility}
	if len(areas) > 0 {
		text += ` AND n.area IN (` + db.In(len(areas), 2) + `)`
		for _, x := range areas {
			args = append(args, string(x))
		}
	}
	if topic != "" {
		args = append(args, topic)
		text += ` AND n.topic = $` + strconv.Itoa(len(args))
	}
	found, err := db.All[NeedCount](ctx, q, text+` GROUP BY n.area, n.person_id) each_person GROUP BY area`, args...)
	if err != nil {
		return nil, err
	}
	var out []NeedCount
	for _, x := range Areas() {
		for _, c := range found {
			if c.Area == x {
				out = append(out, c)
			}
		}
	}
	return out, nil
}

// CountNeeds is the function of that name for a facility in the actor's scope;
// an observer may ask, because nobody is named.
func (s *Service) CountNeeds(ctx context.Context, a authz.Actor, facility id.Organisation, areas []Area, topic string) ([]NeedCount, error) {
	if err := policy.Check(a, CanCountNeeds); err != nil {
		return nil, err
	}
	if !a.Scope.Has(facility) {
		return nil, errNotFound
	}
	return CountNeeds(ctx, s.db, facility, areas, topic)
}

// NeedRow is an open need with whose it is.
type NeedRow struct {
	ID           id.Need         `db:"id" privacy:"internal" json:"id"`
	Facility     id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	Person       id.Person       `db:"person_id" privacy:"internal" json:"person_id"`
	Name         string          `db:"name" privacy:"restricted" json:"name"`
	RegisterNo   string          `db:"register_no" privacy:"restricted" json:"register_no"`
	Area         Area            `db:"area" privacy:"restricted" json:"area"`
	Topic        string          `db:"topic" privacy:"restricted" json:"topic"`
	Severity     int             `db:"severity" privacy:"restricted" json:"severity"`
	AssessedOn   civil.Date      `db:"assessed_on" privacy:"restricted" json:"assessed_on"`
	ReleaseDueOn civil.Date      `db:"release_due_on" privacy:"restricted" json:"release_due_on"`
	ReleasedOn   civil.Date      `db:"released_on" privacy:"restricted" json:"released_on"` // zero while inside
}

const selectNeedRow = `SELECT n.id, n.facility_id, n.person_id, p.name, p.register_no, n.area, n.topic, n.severity, n.assessed_on, p.release_due_on,
		CASE WHEN p.custody_status = 'released' THEN p.released_on END AS released_on
	FROM assessment_need n JOIN person_person p ON p.id = n.person_id WHERE n.closed_on IS NULL AND `

// NeedFilter narrows the list of open needs. Without a facility it lists those
// of every facility in scope; a national reader names one. To a probation
// officer the offices are those that guide, because a client's needs were
// written down where they were held.
type NeedFilter struct {
	Facility id.Organisation
	Area     Area
	Severity int    // zero is any
	Topic    string // a part of it
}

// ListNeeds is one page of open needs, the most severe first.
func (s *Service) ListNeeds(ctx context.Context, a authz.Actor, f NeedFilter, r page.Request) (page.Of[NeedRow], error) {
	none := page.Of[NeedRow]{}
	if err := policy.Check(a, CanReadNeeds); err != nil {
		return none, err
	}
	text, args, err := needList(a, f, r, civil.Today(s.db.Now()))
	if err != nil {
		return none, err
	}
	rows, err := db.All[NeedRow](ctx, s.db, text, args...)
	return page.Cut(rows, r, func(n NeedRow) []string { return []string{strconv.Itoa(n.Severity), n.ID.String()} }), err
}

func needList(a authz.Actor, f NeedFilter, r page.Request, today civil.Date) (string, []any, error) {
	var check errs.Fields
	if f.Area != "" {
		directory.CheckChoice(&check, "area", f.Area, Areas())
	}
	if f.Severity < 0 || f.Severity > High {
		check.Add("severity", "choice.invalid")
	}
	orgs := a.Scope.Orgs
	switch {
	case !f.Facility.IsZero() && !a.Scope.Has(f.Facility):
		return "", nil, errNotFound
	case !f.Facility.IsZero():
		orgs = []id.Organisation{f.Facility}
	case a.Scope.All:
		check.Add("facility", "required")
	}
	if err := check.Err(); err != nil {
		return "", nil, err
	}
	var args []any
	for _, o := range orgs {
		args = append(args, o)
	}
	office := "n.facility_id"
	if a.Role == authz.ProbationOfficer {
		office = "p.probation_id"
	}
	text := selectNeedRow + office + ` IN (` + db.In(len(orgs), 1) + `) AND ` + person.NotChild(a, "p", today)
	and := func(condition string, values ...any) {
		for _, v := range values {
			args = append(args, v)
			condition = strings.Replace(condition, "?", "$"+strconv.Itoa(len(args)), 1)
		}
		text += " AND " + condition
	}
	if f.Area != "" {
		and("n.area = ?", string(f.Area))
	}
	if f.Severity != 0 {
		and("n.severity = ?", f.Severity)
	}
	if f.Topic != "" {
		and(`LOWER(n.topic) LIKE ? ESCAPE '\'`, person.Contains(strings.ToLower(f.Topic)))
	}
	after, err := page.Decode(r.After, 2)
	if err != nil {
		return "", nil, err
	}
	if after != nil {
		severity, err := strconv.Atoi(after[0])
		last, idErr := id.Need{}, error(nil)
		if idErr = last.UnmarshalText([]byte(after[1])); err != nil || idErr != nil {
			return "", nil, errs.New(errs.Invalid, "cursor.invalid")
		}
		and("(n.severity, n.id) < (?, ?)", severity, last)
	}
	text += " ORDER BY n.severity DESC, n.id DESC LIMIT $" + strconv.Itoa(len(args)+1)
	return text, append(args, r.Limit()+1), nil
}
