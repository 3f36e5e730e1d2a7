package report

import (
	"context"
	"time"

	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Extract is everything that is held about one person, for that person (UU
// 27/2022 article 7), with what was shared with whom.
type Extract struct {
	Person  id.Person       `json:"person_id"`
	Holder  id.Organisation `json:"office_id"`
	MadeAt  time.Time       `json:"made_at"`
	MadeBy  string          `json:"made_by"`
	Masked  string          `json:"identity_number,omitempty"` // never whole, also not here: the person has the card
	Shared  Access          `json:"shared"`
	Parts   []Part          `json:"parts"`
	Version int64           `json:"version"`
}

// Part is the rows of one kind, oldest first. A cell is as it is stored: a day as
// 2026-11-22, a word of ours as its code, which pages and documents translate.
type Part struct {
	Key     string     `json:"key"`
	Columns []string   `json:"columns"`
	Rows    [][]string `json:"rows"`
}

// Extract takes everything out, what is medical included, and writes in the
// chain of the office that it did: without the entry there is no answer.
// Permission: extract.make. Errors: NotFound.
func (s *Service) Extract(ctx context.Context, actor authz.Actor, key id.Person, identity string) (Extract, error) {
	if err := policy.Check(actor, "extract.make"); err != nil {
		return Extract{}, err
	}
	var x Extract
	err := s.db.InTx(ctx, func(tx *db.Tx) (err error) {
		p, err := person.GetTx(ctx, tx, actor, key) // never under an emergency
		if err != nil {
			return err
		}
		x = Extract{Person: p.ID, Holder: p.Facility, MadeAt: tx.Now(), MadeBy: actor.Name, Masked: identity, Parts: []Part{}, Version: p.Version}
		if x.Shared, err = accessTo(ctx, tx, p, civil.Today(tx.Now())); err != nil {
			return err
		}
		if err := person.FileTx(ctx, tx, p.ID); err != nil {
			return err
		}
		for _, h := range holdings {
			part := Part{Key: h.key, Columns: h.columns, Rows: [][]string{}}
			if part.Rows, err = h.rows(ctx, tx, p.ID); err != nil {
				return err
			}
			x.Parts = append(x.Parts, part)
		}
		if err := person.NoteTx(ctx, tx, actor, p, person.WayExport); err != nil {
			return err
		}
		return audit.Did(ctx, tx, actor, audit.What{Org: p.Facility, Action: "person.extract", Kind: "person", Record: p.ID, Version: p.Version})
	})
	return x, wrap("take out what is held about a person", err)
}

// cells is a row of text, as wide as the widest part, with the row's key, under
// which words that are stored sealed open.
type cells struct {
	ID id.Any `db:"id" privacy:"internal"`
	A  string `db:"a" privacy:"restricted" seal:"id"`
	B  string `db:"b" privacy:"restricted" seal:"id"`
	C  string `db:"c" privacy:"restricted" seal:"id"`
	D  string `db:"d" privacy:"restricted" seal:"id"`
	E  string `db:"e" privacy:"restricted" seal:"id"`
	F  string `db:"f" privacy:"restricted" seal:"id"`
}

// holding is one kind of rows about a person: its columns and the query that
// writes each of them as text. The row's key stands first where the row has words
// that are stored sealed, and NULL elsewhere.
type holding struct {
	key     string
	columns []string
	text    string
}

func (h holding) rows(ctx context.Context, q db.Querier, p id.Person) ([][]string, error) {
	found, err := db.All[cells](ctx, q, h.text, p)
	out := make([][]string, len(found))
	for i, r := range found {
		out[i] = []string{r.A, r.B, r.C, r.D, r.E, r.F}[:len(h.columns)]
	}
	return out, err
}

// holdings are all tables that know a person. A test reads the schema and finds
// the one that is missing here.
var holdings = []holding{
	{"register", []string{"name", "register_no", "sex", "born", "religion", "home_regency"}, `SELECT NULL AS id, name AS a, register_no AS b, sex AS c, born AS d, religion AS e,
		coalesce((SELECT g.name FROM directory_regency g WHERE g.code = home_regency), '') AS f FROM person_person WHERE id = $1`},
	{"birth", []string{"birth_place"}, `SELECT NULL AS id, birth_place AS a, '' AS b, '' AS c, '' AS d, '' AS e, '' AS f FROM person_person WHERE id = $1`},
	{"status", []string{"schooling", "legal_status", "custody_status", "risk_level", "admitted_on", "release_due_on"}, `SELECT NULL AS id, schooling AS a, legal_status AS b, custody_status AS c,
		risk_level AS d, coalesce(CAST(admitted_on AS TEXT), '') AS e, coalesce(CAST(release_due_on AS TEXT), '') AS f FROM person_person WHERE id = $1`},
	{"custody", []string{"facility", "starts_on", "ends_on", "end_kind"}, `SELECT NULL AS id, o.name AS a, coalesce(CAST(c.starts_on AS TEXT), '') AS b, coalesce(CAST(c.ends_on AS TEXT), '') AS c,
		c.end_kind AS d, '' AS e, '' AS f FROM person_custody c JOIN directory_organisation o ON o.id = c.facility_id WHERE c.person_id = $1 ORDER BY c.id`},
	{"legal_step", []string{"since_on", "legal_status", "reason", "note"}, `SELECT id, CAST(since_on AS TEXT) AS a, legal_status AS b, reason AS c, note AS d, '' AS e, '' AS f
		FROM person_legal_step WHERE person_id = $1 ORDER BY id`},
	{"number", []string{"kind", "number", "since_on"}, `SELECT NULL AS id, kind AS a, number AS b, coalesce(CAST(since_on AS TEXT), '') AS c, '' AS d, '' AS e, '' AS f
		FROM person_number WHERE person_id = $1 ORDER BY id`},
	{"alias", []string{"kind", "name"}, `SELECT NULL AS id, kind AS a, name AS b, '' AS c, '' AS d, '' AS e, '' AS f FROM person_alias WHERE person_id = $1 ORDER BY id`},
	{"trait", []string{"kind", "title", "detail", "level"}, `SELECT NULL AS id, kind AS a, title AS b, detail AS c, level AS d, '' AS e, '' AS f FROM person_trait WHERE person_id = $1 ORDER BY id`},
	{"adjustment", []string{"since_on", "kind", "condition", "adjustment", "ended_on"}, `SELECT id, CAST(since_on AS TEXT) AS a, kind AS b, condition_note AS c, adjustment AS d,
		coalesce(CAST(ended_on AS TEXT), '') AS e, '' AS f FROM person_adjustment WHERE person_id = $1 ORDER BY id`},
	{"placement", []string{"since_on", "block", "room", "reason", "ended_on"}, `SELECT id, CAST(since_on AS TEXT) AS a, block AS b, room AS c, reason AS d,
		coalesce(CAST(ended_on AS TEXT), '') AS e, '' AS f FROM person_placement WHERE person_id = $1 ORDER BY id`},
	{"transfer", []string{"planned_on", "to", "reason", "note", "status", "answer_reason"}, `SELECT t.id AS id, CAST(t.planned_on AS TEXT) AS a, o.name AS b, t.purpose AS c, t.note AS d, t.status AS e, t.answer_reason AS f
		FROM person_transfer t JOIN directory_organisation o ON o.id = t.to_id WHERE t.person_id = $1 ORDER BY t.id`},
	{"correction", []string{"fact", "was", "became", "reason", "author"}, `SELECT id, fact AS a, was AS b, became AS c, reason AS d, corrected_by AS e, '' AS f
		FROM person_correction WHERE person_id = $1 ORDER BY id`},
	{"sentence", []string{"topic", "code", "dated_on", "length", "met_on", "status"}, `SELECT NULL AS id, topic AS a, code AS b, coalesce(CAST(dated_on AS TEXT), '') AS c,
		CASE WHEN years + months + days > 0 THEN CAST(years AS TEXT) || '-' || CAST(months AS TEXT) || '-' || CAST(days AS TEXT) ELSE '' END AS d,
		coalesce(CAST(met_on AS TEXT), '') AS e, state AS f FROM sentence_entry WHERE person_id = $1 ORDER BY id`},
	{"sentence_source", []string{"topic", "dated_on", "source", "doc_no", "reason", "author"}, `SELECT id, topic AS a, coalesce(CAST(dated_on AS TEXT), '') AS b, source AS c, doc_no AS d, reason AS e, author AS f
		FROM sentence_entry WHERE person_id = $1 ORDER BY id`},
	{"key_date", []string{"point", "falls_on", "source"}, `SELECT NULL AS id, point AS a, coalesce(CAST(falls_on AS TEXT), '') AS b, source AS c, '' AS d, '' AS e, '' AS f
		FROM sentence_key_date WHERE person_id = $1 ORDER BY point`},
	{"consent", []string{"number", "partner", "purpose", "answer", "given_on", "withdrawn_on"}, `SELECT NULL AS id, c.number AS a, o.name AS b, c.purpose AS c, c.answer AS d,
		CAST(c.given_on AS TEXT) AS e, coalesce(CAST(c.withdrawn_on AS TEXT), '') AS f FROM person_consent c JOIN directory_organisation o ON o.id = c.partner_id WHERE c.person_id = $1 ORDER BY c.id`},
	{"need", []string{"assessed_on", "area", "topic", "severity", "evidence", "closed_on"}, `SELECT id, CAST(assessed_on AS TEXT) AS a, area AS b, topic AS c, CAST(severity AS TEXT) AS d, evidence AS e,
		coalesce(CAST(closed_on AS TEXT), '') AS f FROM assessment_need WHERE person_id = $1 ORDER BY id`},
	{"readiness", []string{"taken_on", "phase", "item", "answer"}, `SELECT NULL AS id, CAST(r.taken_on AS TEXT) AS a, r.phase AS b, i.item AS c, i.answer AS d, '' AS e, '' AS f FROM assessment_readiness r
		JOIN assessment_readiness_item i ON i.facility_id = r.facility_id AND i.readiness_id = r.id WHERE r.person_id = $1 ORDER BY r.id, i.item`},
	{"sheet", []string{"taken_on", "code", "status", "answers", "author", "medical"}, `SELECT id, CAST(taken_on AS TEXT) AS a, code AS b, status AS c, answers AS d, author AS e, medical AS f
		FROM assessment_sheet WHERE person_id = $1 ORDER BY id`},
	{"screening", []string{"screened_on", "kind", "result", "note"}, `SELECT id, CAST(screened_on AS TEXT) AS a, kind AS b, result AS c, note AS d, '' AS e, '' AS f
		FROM assessment_screening WHERE person_id = $1 ORDER BY id`},
	{"rehabilitation", []string{"since_on", "stage", "note"}, `SELECT id, CAST(since_on AS TEXT) AS a, stage AS b, note AS c, '' AS d, '' AS e, '' AS f
		FROM assessment_rehabilitation WHERE person_id = $1 ORDER BY id`},
	{"plan", []string{"planned_on", "number", "reason", "release_on", "review_on", "author"}, `SELECT id, CAST(planned_on AS TEXT) AS a, CAST(number AS TEXT) AS b, reason AS c,
		coalesce(CAST(release_on AS TEXT), '') AS d, coalesce(CAST(review_on AS TEXT), '') AS e, author AS f FROM casework_plan WHERE person_id = $1 ORDER BY id`},
	{"step", []string{"task", "owner", "due_on", "status", "settled_on", "settled_why"}, `SELECT id, task AS a, owner AS b, coalesce(CAST(due_on AS TEXT), '') AS c, status AS d,
		coalesce(CAST(settled_on AS TEXT), '') AS e, settled_why AS f FROM casework_step WHERE person_id = $1 ORDER BY id`},
	{"shift", []string{"from_on", "to_on", "cause", "author"}, `SELECT NULL AS id, coalesce(CAST(from_on AS TEXT), '') AS a, coalesce(CAST(to_on AS TEXT), '') AS b, cause AS c, author AS d, '' AS e, '' AS f
		FROM casework_shift WHERE person_id = $1 ORDER BY id`},
	{"board_case", []string{"decided_on", "reasons", "decision", "from_stage", "to_stage", "grounds"}, `SELECT id, coalesce(CAST(decided_on AS TEXT), '') AS a, reasons AS b, decision AS c, from_stage AS d, to_stage AS e, grounds AS f
		FROM casework_case WHERE person_id = $1 ORDER BY id`},
	{"stage", []string{"since_on", "stage", "reason", "author"}, `SELECT id, CAST(since_on AS TEXT) AS a, stage AS b, reason AS c, author AS d, '' AS e, '' AS f
		FROM casework_stage WHERE person_id = $1 ORDER BY id`},
	{"note", []string{"happened_on", "kind", "text", "status", "author", "office"}, `SELECT id, CAST(happened_on AS TEXT) AS a, kind AS b, text AS c, status AS d, author AS e, office AS f
		FROM casework_note WHERE person_id = $1 ORDER BY id`},
	{"alert", []string{"since_on", "kind", "text", "until_on", "end_reason", "author"}, `SELECT id, CAST(since_on AS TEXT) AS a, kind AS b, text AS c, coalesce(CAST(until_on AS TEXT), '') AS d, end_reason AS e, author AS f
		FROM casework_alert WHERE person_id = $1 ORDER BY id`},
	{"class", []string{"ref", "title", "partner", "enrolled_on", "status", "end_reason"}, `SELECT NULL AS id, o.ref AS a, o.title AS b, coalesce(r.name, '') AS c, CAST(e.enrolled_on AS TEXT) AS d, e.status AS e, e.end_reason AS f
		FROM programme_enrolment e JOIN programme_offering o ON o.facility_id = e.facility_id AND o.id = e.offering_id LEFT JOIN directory_organisation r ON r.id = o.partner_id
		WHERE e.person_id = $1 ORDER BY e.id`},
	{"attendance", []string{"held_on", "ref", "mark", "note"}, `SELECT NULL AS id, CAST(s.held_on AS TEXT) AS a, o.ref AS b, m.mark AS c, m.note AS d, '' AS e, '' AS f FROM programme_enrolment e
		JOIN programme_attendance m ON m.facility_id = e.facility_id AND m.enrolment_id = e.id JOIN programme_session s ON s.facility_id = m.facility_id AND s.id = m.session_id
		JOIN programme_offering o ON o.facility_id = e.facility_id AND o.id = e.offering_id WHERE e.person_id = $1 ORDER BY s.held_on, s.id`},
	{"result", []string{"assessed_on", "unit", "competent", "assessor"}, `SELECT NULL AS id, CAST(t.assessed_on AS TEXT) AS a, t.unit AS b, CASE WHEN t.competent THEN 'yes' ELSE 'no' END AS c, t.assessor AS d, '' AS e, '' AS f
		FROM programme_enrolment e JOIN programme_result t ON t.facility_id = e.facility_id AND t.enrolment_id = e.id WHERE e.person_id = $1 ORDER BY t.assessed_on, t.unit`},
	{"certificate", []string{"issued_on", "number", "title", "holder", "issuer", "revoked_on"}, `SELECT NULL AS id, CAST(c.issued_on AS TEXT) AS a, c.number AS b, c.title AS c, c.holder AS d, c.issuer AS e,
		coalesce(CAST(c.revoked_on AS TEXT), '') AS f FROM programme_enrolment e JOIN programme_certificate c ON c.facility_id = e.facility_id AND c.enrolment_id = e.id WHERE e.person_id = $1 ORDER BY c.id`},
	{"aid", []string{"booked_on", "kind", "amount_rp", "asnaf", "asnaf_evidence", "note"}, `SELECT id, CAST(booked_on AS TEXT) AS a, kind AS b, CAST(amount_rp AS TEXT) AS c, asnaf AS d, asnaf_evidence AS e, note AS f
		FROM fund_entry WHERE person_id = $1 ORDER BY id`},
	{"hand_over", []string{"ref", "to", "release_on", "summary", "status", "answer_reason"}, `SELECT h.id AS id, h.ref AS a, o.name AS b, CAST(h.release_on AS TEXT) AS c, h.summary AS d, h.status AS e, h.answer_reason AS f
		FROM handover_handover h JOIN directory_organisation o ON o.id = h.to_id WHERE h.person_id = $1 ORDER BY h.id`},
	{"follow_up", []string{"done_on", "livelihood", "housing", "family", "reoffended", "note"}, `SELECT id, CAST(done_on AS TEXT) AS a, livelihood AS b, housing AS c, family AS d, reoffended AS e, note AS f
		FROM outcome_follow_up WHERE person_id = $1 ORDER BY id`},
	{"income", []string{"done_on", "income_rp"}, `SELECT NULL AS id, CAST(done_on AS TEXT) AS a, coalesce(CAST(income_rp AS TEXT), '') AS b, '' AS c, '' AS d, '' AS e, '' AS f
		FROM outcome_follow_up WHERE person_id = $1 ORDER BY id`},
	{"emergency", []string{"opened_on", "opened_by", "office", "reason", "verdict", "review_note"}, `SELECT e.id AS id, CAST(e.opened_on AS TEXT) AS a, e.opened_by AS b, o.name AS c, e.reason AS d, e.verdict AS e, e.review_note AS f
		FROM person_emergency e JOIN directory_organisation o ON o.id = e.org_id WHERE e.person_id = $1 ORDER BY e.id`},
	// Who works at an office is not the person's to know by name; which office
	// looked, in which post and how often, is.
	{"reading", []string{"role", "office", "way", "times"}, `SELECT NULL AS id, r.role AS a, coalesce(o.name, '') AS b, r.way AS c, CAST(count(*) AS TEXT) AS d, '' AS e, '' AS f
		FROM person_reading r LEFT JOIN directory_organisation o ON o.id = r.org_id WHERE r.person_id = $1 GROUP BY r.role, o.name, r.way ORDER BY r.role, o.name, r.way`},
}
