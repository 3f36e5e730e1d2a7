package outcome

import (
	"context"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// cohort reads the releases of a cohort with what was found, grouped: one row for
// each day of release and answer, however many the people are.
func cohort(ctx context.Context, d *db.DB, offices []id.Organisation, f FareFilter) ([]group, error) {
	text, args := cohortText(offices, f)
	return db.All[group](ctx, d, text, args...)
}

// cohortText takes releases from the stays that ended with one, because the
// register itself keeps a person's latest release alone; whom an office guides it
// takes from the register, because the stay is another facility's. UNION counts a
// release once that is both.
func cohortText(offices []id.Organisation, f FareFilter) (string, []any) {
	q := &query{}
	q.WriteString(`WITH release AS (SELECT c.person_id, c.ends_on AS released_on FROM person_custody c
		WHERE c.facility_id IN ` + q.offices(offices) + ` AND c.ends_on IS NOT NULL AND c.end_kind IN ('parole', 'conditional_leave', 'prerelease_leave', 'expiry')`)
	q.between("c.ends_on", f.From, f.To)
	q.WriteString(` UNION SELECT p.id, p.released_on FROM person_person p WHERE p.probation_id IN ` + q.offices(offices) + ` AND p.released_on IS NOT NULL`)
	q.between("p.released_on", f.From, f.To)
	q.WriteString(`), known AS (SELECT r.person_id, r.released_on, p.custody_status = 'died' AS died FROM release r JOIN person_person p ON p.id = r.person_id)
		SELECT released_on, died, 0 AS milestone, died AS reached, '' AS livelihood, '' AS housing, '' AS family, '' AS reoffended, COUNT(*) AS n
		FROM known GROUP BY released_on, died
		UNION ALL SELECT k.released_on, k.died, f.milestone, f.reached, f.livelihood, f.housing, f.family, f.reoffended, COUNT(*)
		FROM known k JOIN outcome_follow_up f ON f.person_id = k.person_id AND f.released_on = k.released_on
		GROUP BY k.released_on, k.died, f.milestone, f.reached, f.livelihood, f.housing, f.family, f.reoffended`)
	return q.String(), q.args
}

func (q *query) between(column string, from, to civil.Date) {
	if !from.IsZero() {
		q.WriteString(" AND " + column + " >= " + q.arg(from))
	}
	if !to.IsZero() {
		q.WriteString(" AND " + column + " <= " + q.arg(to))
	}
}
