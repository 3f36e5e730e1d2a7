package casework

import (
	"context"
	"strconv"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// SittingRow is one line of the list of sittings, with how many cases stand on
// its agenda and how many are decided. It names nobody.
type SittingRow struct {
	ID       id.Sitting      `db:"id" privacy:"internal" json:"id"`
	Facility id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	Office   string          `db:"office" privacy:"internal" json:"office"`
	Ref      string          `db:"ref" privacy:"internal" json:"ref"`
	HeldOn   civil.Date      `db:"held_on" privacy:"internal" json:"held_on"`
	Place    string          `db:"place" privacy:"internal" json:"place"`
	Status   SittingStatus   `db:"status" privacy:"internal" json:"status"`
	Cases    int             `db:"cases" privacy:"internal" json:"cases"`
	Decided  int             `db:"decided" privacy:"internal" json:"decided"`
}

// SittingFilter narrows the list. Without a facility it lists those of every
// office in scope; a national reader names one.
type SittingFilter struct {
	Facility id.Organisation
	Status   SittingStatus
	Oldest   bool // first
}

const selectSittingRow = `SELECT x.id, x.facility_id, o.name AS office, x.ref, x.held_on, x.place, x.status,
	(SELECT count(*) FROM casework_case c WHERE c.facility_id = x.facility_id AND c.sitting_id = x.id) AS cases,
	(SELECT count(*) FROM casework_case c WHERE c.facility_id = x.facility_id AND c.sitting_id = x.id AND c.decision <> '') AS decided
	FROM casework_sitting x JOIN directory_organisation o ON o.id = x.facility_id WHERE x.facility_id IN (`

// Sittings is one page of sittings, the latest first.
func (s *Service) Sittings(ctx context.Context, a authz.Actor, f SittingFilter, r page.Request) (page.Of[SittingRow], error) {
	none := page.Of[SittingRow]{}
	if err := policy.Check(a, CanReadReview); err != nil {
		return none, err
	}
	text, args, err := sittingList(a, f, r)
	if err != nil {
		return none, err
	}
	rows, err := db.All[SittingRow](ctx, s.db, text, args...)
	return page.Cut(rows, r, func(x SittingRow) []string { return []string{x.HeldOn.String(), x.ID.String()} }), err
}

func sittingList(a authz.Actor, f SittingFilter, r page.Request) (string, []any, error) {
	var check errs.Fields
	if f.Status != "" {
		directory.CheckChoice(&check, "status", f.Status, SittingStatuses())
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
	arg := func(v any) string { args = append(args, v); return "$" + strconv.Itoa(len(args)) }
	text := selectSittingRow + db.In(len(orgs), 1) + ")"
	if f.Status != "" {
		text += " AND x.status = " + arg(string(f.Status))
	}
	compare, order := " < ", " DESC"
	if f.Oldest {
		compare, order = " > ", ""
	}
	after, err := page.Decode(r.After, 2)
	if err != nil {
		return "", nil, err
	}
	if after != nil {
		day, err := civil.Parse(after[0])
		var last id.Sitting
		if keyErr := last.UnmarshalText([]byte(after[1])); err != nil || keyErr != nil {
			return "", nil, errs.New(errs.Invalid, "cursor.invalid")
		}
		text += " AND (x.held_on, x.id)" + compare + "(" + arg(day) + ", " + arg(last) + ")"
	}
	text += " ORDER BY x.held_on" + order + ", x.id" + order + " LIMIT " + arg(r.Limit()+1)
	return text, args, nil
}
