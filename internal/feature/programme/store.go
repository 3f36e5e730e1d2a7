package programme

import (
	"context"
	"strconv"
	"strings"

	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// This file is all SQL over programme_*. Beyond its own tables it reads, by the
// reasoned list of the house rules: person_person (whose names stand on a class
// list), assessment_need (who needs the class),
// agreement_activity (whose plan the class fulfils) and directory_organisation
// (names of facility and partner).

func programmeByID(ctx context.Context, q db.Querier, key id.Programme) (Programme, error) {
	return db.One[Programme](ctx, q, `SELECT `+db.Columns[Programme]("")+` FROM programme_programme WHERE id = $1`, key)
}

func unitsOf(ctx context.Context, q db.Querier, key id.Programme) ([]Unit, error) {
	return db.All[Unit](ctx, q, `SELECT programme_id, code, title FROM programme_unit WHERE programme_id = $1 ORDER BY code`, key)
}

func insertUnits(ctx context.Context, tx *db.Tx, key id.Programme, units []Unit) error {
	for _, u := range units {
		u.Programme = key
		if err := db.Insert(ctx, tx, "programme_unit", u); err != nil {
			return err
		}
	}
	return nil
}

// conditions collects the WHERE of a list with its arguments.
type conditions struct {
	parts []string
	args  []any
}

// add appends a condition whose placeholders are written as ?.
func (c *conditions) add(text string, args ...any) {
	for _, a := range args {
		c.args = append(c.args, a)
		text = strings.Replace(text, "?", "$"+strconv.Itoa(len(c.args)), 1)
	}
	c.parts = append(c.parts, text)
}

func (c *conditions) where() string {
	if len(c.parts) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(c.parts, " AND ")
}

// contains makes a LIKE pattern that takes the text literally.
func contains(s string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.ToLower(s)) + "%"
}

func listProgrammes(ctx context.Context, q db.Querier, f ProgrammeFilter, r page.Request) (page.Of[Programme], error) {
	text, args, err := programmesQuery(f, r)
	if err != nil {
		return page.Of[Programme]{}, err
	}
	rows, err := db.All[Programme](ctx, q, text, args...)
	return page.Cut(rows, r, func(p Programme) []string { return []string{p.Name, p.ID.String()} }), err
}

func programmesQuery(f ProgrammeFilter, r page.Request) (string, []any, error) {
	at, err := page.Decode(r.After, 2)
	if err != nil {
		return "", nil, err
	}
	var c conditions
	if f.Category != "" {
		c.add("category = ?", f.Category)
	}
	if f.Text != "" {
		c.add(`(lower(name) LIKE ? ESCAPE '\' OR lower(code) LIKE ? ESCAPE '\')`, contains(f.Text), contains(f.Text))
	}
	if len(f.Sectors) > 0 {
		args := make([]any, len(f.Sectors))
		for i, s := range f.Sectors {
			args[i] = s
		}
		c.add("sector IN (?"+strings.Repeat(", ?", len(args)-1)+")", args...)
	}
	if at != nil {
		key, err := id.Parse[programmeMark](at[1])
		if err != nil {
			return "", nil, err
		}
		c.add("(name, id) > (?, ?)", at[0], key)
	}
	return `SELECT ` + db.Columns[Programme]("") + ` FROM programme_programme` + c.where() + ` ORDER BY name, id LIMIT ` + strconv.Itoa(r.Limit()+1), c.args, nil
}

// programmeMark lets a cursor's key be read without naming which record it is of.
type programmeMark struct{}

func offeringInScope(ctx context.Context, q db.Querier, actor authz.Actor, key id.Offering) (Offering, error) {
	where, args := seen(actor.Scope, "o", 2)
	return db.One[Offering](ctx, q, `SELECT `+db.Columns[Offering]("o")+` FROM programme_offering o WHERE o.id = $1 AND `+where, append([]any{key}, args...)...)
}

func enrolmentInScope(ctx context.Context, q db.Querier, actor authz.Actor, key id.Enrolment) (Enrolment, error) {
	if !actor.Scope.Partner.IsZero() {
		return Enrolment{}, errNotFound
	}
	where, args := visible(actor.Scope, "e", 2)
	return db.One[Enrolment](ctx, q, `SELECT `+db.Columns[Enrolment]("e")+` FROM programme_enrolment e WHERE e.id = $1 AND `+where, append([]any{key}, args...)...)
}

func sessionInScope(ctx context.Context, q db.Querier, actor authz.Actor, key id.Session) (Session, error) {
	if beside(actor, key) {
		return Session{}, errNotFound
	}
	where, args := visible(actor.Scope, "o", 2)
	return db.One[Session](ctx, q, `SELECT `+db.Columns[Session]("s")+` FROM programme_offering o
		JOIN programme_session s ON s.facility_id = o.facility_id AND s.offering_id = o.id AND s.id = $1 WHERE `+where, append([]any{key}, args...)...)
}

// offeringLocked is offeringInScope for a change: seats are taken without a new
// version, so the row stays locked from reading to writing.
func offeringLocked(ctx context.Context, tx *db.Tx, actor authz.Actor, key id.Offering) (Offering, error) {
	where, args := seen(actor.Scope, "o", 2)
	return db.One[Offering](ctx, tx, `SELECT `+db.Columns[Offering]("o")+` FROM programme_offering o WHERE o.id = $1 AND `+where+tx.ForUpdate(), append([]any{key}, args...)...)
}

func classInScope(ctx context.Context, q db.Querier, actor authz.Actor, key id.Offering) (ClassRow, error) {
	where, args := seen(actor.Scope, "o", 2)
	return db.One[ClassRow](ctx, q, classRowSelect+` WHERE o.id = $1 AND `+where, append([]any{key}, args...)...)
}

// plannedUnder checks that an activity belongs to the work plans of the
// cooperation that the class stands on.
func plannedUnder(ctx context.Context, tx *db.Tx, a id.Activity, c id.Cooperation) error {
	if a.IsZero() {
		return nil
	}
	n, err := db.One[int64](ctx, tx, `SELECT count(*) FROM agreement_activity WHERE id = $1 AND cooperation_id = $2`, a, c)
	if err == nil && n == 0 {
		return field("activity_id", "choice.invalid")
	}
	return err
}

var classRowSelect = `SELECT ` + db.Columns[Offering]("o") + `, g.name AS programme_name, h.name AS facility_name, coalesce(r.name, '') AS partner_name
	FROM programme_offering o JOIN programme_programme g ON g.id = o.programme_id
	JOIN directory_organisation h ON h.id = o.facility_id LEFT JOIN directory_organisation r ON r.id = o.partner_id`

func listOfferings(ctx context.Context, q db.Querier, scope authz.Scope, f ClassFilter, r page.Request) (page.Of[ClassRow], error) {
	text, args, err := offeringsQuery(scope, f, r)
	if err != nil {
		return page.Of[ClassRow]{}, err
	}
	rows, err := db.All[ClassRow](ctx, q, text, args...)
	return page.Cut(rows, r, func(o ClassRow) []string { return []string{o.Starts.String(), o.ID.String()} }), err
}

// offeringsQuery is the list of classes, apart so that a test can ask for its plan.
func offeringsQuery(scope authz.Scope, f ClassFilter, r page.Request) (string, []any, error) {
	at, err := page.Decode(r.After, 2)
	if err != nil {
		return "", nil, err
	}
	var c conditions
	where, args := visible(scope, "o", 1)
	c.parts, c.args = []string{where}, args
	if f.Status != "" {
		c.add("o.status = ?", f.Status)
	}
	if !f.Programme.IsZero() {
		c.add("o.programme_id = ?", f.Programme)
	}
	if !f.Cooperation.IsZero() {
		c.add("o.cooperation_id = ?", f.Cooperation)
	}
	if !f.Commitment.IsZero() {
		c.add("o.commitment_id = ?", f.Commitment)
	}
	if f.Text != "" {
		c.add(`(lower(o.title) LIKE ? ESCAPE '\' OR lower(o.ref) LIKE ? ESCAPE '\')`, contains(f.Text), contains(f.Text))
	}
	order, cmp := "ASC", ">"
	if f.Desc {
		order, cmp = "DESC", "<"
	}
	if at != nil {
		key, err := id.Parse[programmeMark](at[1])
		if err != nil {
			return "", nil, err
		}
		starts, err := civil.Parse(at[0])
		if err != nil {
			return "", nil, err
		}
		c.add("(o.starts_on, o.id) "+cmp+" (?, ?)", starts, key)
	}
	return classRowSelect + c.where() + ` ORDER BY o.starts_on ` + order + `, o.id ` + order + ` LIMIT ` + strconv.Itoa(r.Limit()+1), c.args, nil
}

// endEnrolments ends every active enrolment of a class. Seats stay counted: who
// completed a class had one.
func endEnrolments(ctx context.Context, tx *db.Tx, o Offering, to EnrolmentStatus, reason string) error {
	_, err := db.Exec(ctx, tx, `UPDATE programme_enrolment SET status = $1, end_reason = $2, ended_on = $3, version = version + 1, updated_at = $4
		WHERE facility_id = $5 AND offering_id = $6 AND status = 'active'`,
		to, reason, civil.Today(tx.Now()), tx.Now().UnixMicro(), o.Facility, o.ID)
	return err
}

// maxCandidates is more than any class seats; whoever is not among them is found by name.
const maxCandidates = 200

// candidatesOf finds people with an open need in the programme's area: those
// held at the class's facility, and, at a probation office, its clients, whose
// needs may have been written down where they were held.
const candidatesOf = `SELECT n.person_id, n.id AS need_id, p.name, p.register_no, n.topic, n.severity, p.release_due_on
	FROM programme_programme g JOIN (
		SELECT id, name, register_no, release_due_on FROM person_person WHERE facility_id = $1 AND custody_status = 'active'
		UNION ALL SELECT id, name, register_no, release_due_on FROM person_person WHERE probation_id = $1 AND custody_status = 'released' AND legal_status = 'client'
	) p ON TRUE JOIN assessment_need n ON n.person_id = p.id AND n.area = g.area AND n.closed_on IS NULL
	WHERE g.id = $2 AND NOT EXISTS (SELECT 1 FROM programme_enrolment e WHERE e.facility_id = $1 AND e.offering_id = $3 AND e.person_id = n.person_id AND e.status <> 'left')
	ORDER BY n.severity DESC, p.release_due_on IS NULL, p.release_due_on, p.name, n.id LIMIT 400`

// candidates ranks by severity, then by who leaves soonest. Who has two such
// needs stands once, with the worse.
func candidates(ctx context.Context, q db.Querier, o Offering) ([]Candidate, error) {
	var list []Candidate
	seen := map[id.Person]bool{}
	err := db.Each(ctx, q, candidatesOf,
		[]any{o.Facility, o.Programme, o.ID}, func(c *Candidate) error {
			if !seen[c.Person] && len(list) < maxCandidates {
				list = append(list, *c)
			}
			seen[c.Person] = true
			return nil
		})
	return list, err
}

// unseated finds people at the class's facility who have no seat in it, by
// name or register number.
func unseated(ctx context.Context, q db.Querier, o Offering, text string) ([]Candidate, error) {
	return db.All[Candidate](ctx, q, `SELECT p.id AS person_id, NULL AS need_id, p.name, p.register_no, '' AS topic, 0 AS severity, p.release_due_on
		FROM person_person p WHERE p.facility_id = $1 AND p.custody_status = 'active' AND (lower(p.name) LIKE $2 ESCAPE '\' OR lower(p.register_no) LIKE $3 ESCAPE '\')
		AND NOT EXISTS (SELECT 1 FROM programme_enrolment e WHERE e.facility_id = p.facility_id AND e.offering_id = $4 AND e.person_id = p.id AND e.status <> 'left')
		ORDER BY p.name_key, p.id LIMIT 50`, o.Facility, contains(text), contains(text), o.ID)
}

func participants(ctx context.Context, q db.Querier, actor authz.Actor, o Offering) ([]Participant, error) {
	sealed := "1 = 1"
	if actor.Scope.Partner.IsZero() { // a partner has lines without names instead
		sealed = person.NotChild(actor, "p", civil.Today(q.Now()))
	}
	return db.All[Participant](ctx, q, `SELECT e.id AS enrolment_id, e.person_id, p.name, p.register_no, e.status, e.need_id, e.end_reason, e.version,
		(SELECT count(*) FROM programme_attendance a WHERE a.facility_id = e.facility_id AND a.enrolment_id = e.id AND a.mark = 'present') AS present,
		(SELECT count(*) FROM programme_attendance a WHERE a.facility_id = e.facility_id AND a.enrolment_id = e.id) AS marked,
		(SELECT count(*) FROM programme_result t WHERE t.facility_id = e.facility_id AND t.enrolment_id = e.id AND t.competent) AS competent,
		(SELECT count(*) FROM programme_result t WHERE t.facility_id = e.facility_id AND t.enrolment_id = e.id) AS assessed,
		coalesce((SELECT c.code FROM programme_certificate c WHERE c.facility_id = e.facility_id AND c.enrolment_id = e.id AND c.revoked_on IS NULL), '') AS code
		FROM programme_enrolment e JOIN person_person p ON p.id = e.person_id
		WHERE e.facility_id = $1 AND e.offering_id = $2 AND `+sealed+` ORDER BY p.name_key, e.id`, o.Facility, o.ID)
}

// seated lists who has, or had, a seat in the class.
func seated(ctx context.Context, q db.Querier, o Offering) ([]id.Person, error) {
	return db.All[id.Person](ctx, q, `SELECT person_id FROM programme_enrolment WHERE facility_id = $1 AND offering_id = $2`, o.Facility, o.ID)
}

// enrolledIn tells which of the marked are participants of the class, and who
// they are. It asks by key: a class may have far more participants than marks.
func enrolledIn(ctx context.Context, q db.Querier, o Offering, marks []Attendance) (map[id.Enrolment]id.Person, error) {
	type seat struct {
		ID       id.Enrolment `db:"id" privacy:"internal"`
		Offering id.Offering  `db:"offering_id" privacy:"internal"`
		Person   id.Person    `db:"person_id" privacy:"internal"`
	}
	args := make([]any, 0, 1+len(marks))
	args = append(args, o.Facility)
	for _, m := range marks {
		args = append(args, m.Enrolment)
	}
	out := make(map[id.Enrolment]id.Person, len(marks))
	err := db.Each(ctx, q, `SELECT id, offering_id, person_id FROM programme_enrolment WHERE facility_id = $1 AND id IN (`+db.In(len(marks), 2)+`)`, args, func(s *seat) error {
		if s.Offering == o.ID {
			out[s.ID] = s.Person
		}
		return nil
	})
	return out, err
}

// PersonClass is a line of a person's page.
type PersonClass struct {
	Enrolment
	Title   string `db:"title" privacy:"internal" json:"title"`
	Ref     string `db:"ref" privacy:"internal" json:"ref"`
	Partner string `db:"partner_name" privacy:"internal" json:"partner_name"`
}

// classesOf is empty for a person whom neither facility nor probation office of
// the scope has.
func classesOf(ctx context.Context, q db.Querier, scope authz.Scope, person id.Person) ([]PersonClass, error) {
	at, args := "", []any{person}
	if !scope.All {
		for _, o := range scope.Orgs {
			args = append(args, o)
		}
		in := db.In(len(scope.Orgs), 2)
		at = ` AND EXISTS (SELECT 1 FROM person_person p WHERE p.id = e.person_id AND (p.facility_id IN (` + in + `) OR p.probation_id IN (` + in + `)))`
	}
	return db.All[PersonClass](ctx, q, `SELECT `+db.Columns[Enrolment]("e")+`, o.title, o.ref, coalesce(r.name, '') AS partner_name
		FROM programme_enrolment e JOIN programme_offering o ON o.facility_id = e.facility_id AND o.id = e.offering_id
		LEFT JOIN directory_organisation r ON r.id = o.partner_id
		WHERE e.person_id = $1`+at+` ORDER BY e.enrolled_on DESC, e.id DESC`, args...)
}

func sessionsOf(ctx context.Context, q db.Querier, o Offering) ([]Session, error) {
	return db.All[Session](ctx, q, `SELECT `+db.Columns[Session]("")+` FROM programme_session WHERE facility_id = $1 AND offering_id = $2 ORDER BY held_on, id`, o.Facility, o.ID)
}

func marksOf(ctx context.Context, q db.Querier, x Session) ([]Attendance, error) {
	return db.All[Attendance](ctx, q, `SELECT `+db.Columns[Attendance]("")+` FROM programme_attendance WHERE facility_id = $1 AND session_id = $2 ORDER BY enrolment_id`, x.Facility, x.ID)
}

func sessionToMark(ctx context.Context, tx *db.Tx, o Offering, cmd AttendanceCommand) (Session, bool, error) {
	text := `SELECT ` + db.Columns[Session]("") + ` FROM programme_session WHERE facility_id = $1 AND offering_id = $2 AND `
	if !cmd.Session.IsZero() {
		return db.Find[Session](ctx, tx, text+`id = $3`+tx.ForUpdate(), o.Facility, o.ID, cmd.Session)
	}
	return db.Find[Session](ctx, tx, text+`held_on = $3 AND status <> 'cancelled' ORDER BY id LIMIT 1`+tx.ForUpdate(), o.Facility, o.ID, cmd.HeldOn)
}

// upsertMarks stores all marks in one statement: a class of thirty is one
// round trip.
func upsertMarks(ctx context.Context, tx *db.Tx, x Session, marks []Attendance) error {
	var b strings.Builder
	b.WriteString(`INSERT INTO programme_attendance (facility_id, session_id, enrolment_id, mark, note) VALUES `)
	args := make([]any, 0, 2+3*len(marks))
	args = append(args, x.Facility, x.ID)
	for i, m := range marks {
		if i > 0 {
			b.WriteString(", ")
		}
		n := len(args)
		b.WriteString("($1, $2, $" + strconv.Itoa(n+1) + ", $" + strconv.Itoa(n+2) + ", $" + strconv.Itoa(n+3) + ")")
		args = append(args, m.Enrolment, string(m.Mark), m.Note)
	}
	b.WriteString(` ON CONFLICT (facility_id, session_id, enrolment_id) DO UPDATE SET mark = excluded.mark, note = excluded.note`)
	_, err := db.Exec(ctx, tx, b.String(), args...)
	return err
}

func counted(ctx context.Context, tx *db.Tx, x Session) (marked, present int, err error) {
	type sums struct {
		Marked  int `db:"marked" privacy:"internal"`
		Present int `db:"present" privacy:"internal"`
	}
	s, err := db.One[sums](ctx, tx, `SELECT count(*) AS marked, count(*) FILTER (WHERE mark = 'present') AS present
		FROM programme_attendance WHERE facility_id = $1 AND session_id = $2`, x.Facility, x.ID)
	return s.Marked, s.Present, err
}

func unitCodes(ctx context.Context, q db.Querier, e Enrolment) (map[string]bool, error) {
	list, err := db.All[string](ctx, q, `SELECT u.code FROM programme_offering o JOIN programme_unit u ON u.programme_id = o.programme_id
		WHERE o.facility_id = $1 AND o.id = $2`, e.Facility, e.Offering)
	out := make(map[string]bool, len(list))
	for _, c := range list {
		out[c] = true
	}
	return out, err
}

func upsertResult(ctx context.Context, tx *db.Tx, r Result) error {
	_, err := db.Exec(ctx, tx, `INSERT INTO programme_result (facility_id, enrolment_id, unit, before_score, after_score, competent, assessed_on, assessor)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (facility_id, enrolment_id, unit) DO UPDATE SET
		before_score = excluded.before_score, after_score = excluded.after_score, competent = excluded.competent,
		assessed_on = excluded.assessed_on, assessor = excluded.assessor`,
		r.Facility, r.Enrolment, r.Unit, r.Before, r.After, r.Competent, r.AssessedOn, r.Assessor)
	return err
}

func resultsOf(ctx context.Context, q db.Querier, e Enrolment) ([]Result, error) {
	return db.All[Result](ctx, q, `SELECT `+db.Columns[Result]("")+` FROM programme_result WHERE facility_id = $1 AND enrolment_id = $2 ORDER BY unit`, e.Facility, e.ID)
}
