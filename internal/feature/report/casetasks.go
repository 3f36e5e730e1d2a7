package report

import (
	"strconv"

	"titian/internal/feature/casework"
	"titian/internal/kernel/civil"
	"titian/internal/platform/authz"
)

// with is whom an office works with: those it holds, and those it guides outside.
func with(own string) string {
	return `(p.facility_id = ` + own + ` AND p.custody_status = 'active' OR p.probation_id = ` + own + ` AND p.custody_status = 'released')`
}

// steps are open steps of plans in force: those with a day of their own, and for
// each distance those that hang on a release. The days are taken off in Go: the
// two engines subtract them differently.
func steps(u *union, a authz.Actor, day civil.Date) {
	const text = `SELECT 'step' AS kind, p.id, s.task AS ref, p.name AS title, `
	from := func(own string) string {
		return ` FROM casework_step s JOIN person_person p ON p.id = s.person_id
		WHERE s.facility_id = ` + own + ` AND s.newest = TRUE AND s.status = 'open' AND ` + with(own)
	}
	until := day.AddDays(stepAhead)
	u.add(text + `s.due_on AS due_on, 0 AS n` + from(u.own(a)) + ` AND s.days_before IS NULL AND s.due_on <= ` + u.arg(until))
	for _, days := range casework.Distances() {
		n := strconv.FormatInt(days, 10)
		u.add(text + `p.release_due_on AS due_on, ` + n + ` AS n` + from(u.own(a)) + ` AND s.days_before = ` + n + ` AND p.release_due_on <= ` + u.arg(until.AddDays(int(days))))
	}
}

// boardCases are people whom the board wanted to see again, and plans whose
// review has come, as long as they stand on no agenda to come.
func boardCases(u *union, a authz.Actor, day civil.Date) {
	u.add(`SELECT 'board_case' AS kind, p.id, p.register_no AS ref, p.name AS title, c.review_on AS due_on, 0 AS n FROM casework_case c
		JOIN person_person p ON p.id = c.person_id WHERE c.facility_id = ` + u.own(a) + ` AND c.review_on <= ` + u.arg(day.AddDays(boardAhead)) + ` AND ` + with(u.own(a)) + `
		AND NOT EXISTS (SELECT 1 FROM casework_case l JOIN casework_sitting x ON x.facility_id = l.facility_id AND x.id = l.sitting_id
		WHERE l.person_id = c.person_id AND x.status <> 'cancelled' AND l.id > c.id)`)
	u.add(`SELECT 'board_case' AS kind, p.id, p.register_no AS ref, p.name AS title, l.review_on AS due_on, 0 AS n FROM casework_plan l
		JOIN person_person p ON p.id = l.person_id WHERE l.facility_id = ` + u.own(a) + ` AND l.newest = TRUE AND l.review_on <= ` + u.arg(day.AddDays(boardAhead)) + ` AND ` + with(u.own(a)) + `
		AND NOT EXISTS (SELECT 1 FROM casework_case c JOIN casework_sitting x ON x.facility_id = c.facility_id AND x.id = c.sitting_id
		WHERE c.person_id = p.id AND (c.decision = '' AND x.status = 'planned' OR c.review_on IS NOT NULL))`)
}

// sittings are boards whose day has come and which are not concluded.
func sittings(u *union, a authz.Actor, day civil.Date) {
	u.add(`SELECT 'sitting' AS kind, id, place AS ref, ref AS title, held_on AS due_on, 0 AS n FROM casework_sitting
		WHERE facility_id = ` + u.own(a) + ` AND status = 'planned' AND held_on <= ` + u.arg(day))
}

// answered is the decision by which a board has dealt with a right.
const answered = `CASE k.point WHEN 'parole_from' THEN 'parole' WHEN 'conditional_leave_from' THEN 'conditional_leave' ELSE 'prerelease_leave' END`

// boardDue is how many people a date of their sentence brings before the board:
// a part served whose stage nobody has decided, a right that nobody has proposed.
// It is one task however many they are; the page names them. Passing a date
// moves nobody.
func boardDue(u *union, a authz.Actor, day civil.Date) {
	u.add(`SELECT 'board_due' AS kind, k.facility_id AS id, '' AS ref, '' AS title, min(k.falls_on) AS due_on, CAST(count(DISTINCT p.id) AS INTEGER) AS n
		FROM sentence_key_date k CROSS JOIN person_person p LEFT JOIN casework_stage g ON g.person_id = p.id AND g.newest = TRUE
		WHERE p.id = k.person_id AND k.facility_id = ` + u.own(a) + ` AND p.facility_id = ` + u.own(a) + ` AND p.custody_status = 'active' AND k.falls_on <= ` + u.arg(day.AddDays(boardAhead)) + `
		AND (k.point = 'one_third' AND coalesce(g.stage, '') IN ('', 'early') OR k.point = 'one_half' AND coalesce(g.stage, '') IN ('', 'early', 'mid1')
		OR k.point = 'two_thirds' AND coalesce(g.stage, '') IN ('', 'early', 'mid1', 'mid2')
		OR k.point IN ('parole_from', 'conditional_leave_from', 'prerelease_leave_from') AND NOT EXISTS (SELECT 1 FROM casework_case d
			WHERE d.person_id = p.id AND d.decision = ` + answered + ` AND (p.admitted_on IS NULL OR d.decided_on >= p.admitted_on)))
		AND NOT EXISTS (SELECT 1 FROM casework_case c JOIN casework_sitting x ON x.facility_id = c.facility_id AND x.id = c.sitting_id
			WHERE c.person_id = p.id AND x.status = 'planned' AND c.decision = '' OR c.person_id = p.id AND c.decision = 'defer' AND c.review_on > ` + u.arg(day) + `)
		GROUP BY k.facility_id`)
}
