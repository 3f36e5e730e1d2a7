package report

import (
	"strconv"
	"strings"

	"titian/internal/feature/assessment"
	"titian/internal/feature/casework"
	"titian/internal/feature/handover"
	"titian/internal/feature/outcome"
	"titian/internal/feature/person"
	"titian/internal/feature/programme"
	"titian/internal/feature/sentence"
	"titian/internal/platform/authz"
)

// TimelineKinds lists what a timeline can be narrowed to.
func TimelineKinds() []string {
	return []string{"stay", "sentence", "need", "note", "plan", "board", "class", "home", "consent"}
}

// source is one sort of event with the query that finds it. A row that begins
// and ends is two sources, so that a page can end between the two.
type source struct {
	kind, what string
	may        func(a authz.Actor, p person.Person) bool
	text       func(q *timelineQuery, a authz.Actor, p person.Person) string
	day, key   string // columns by which it is ordered
	textDay    bool   // the day is text, because a part of it may be unknown
	path       string // of the page: the person's, or up to the record's key
	undated    string // finds those of which nobody knows the day; empty where each has one
}

// timelineQuery is a text with its arguments.
type timelineQuery struct {
	strings.Builder
	args []any
}

func (q *timelineQuery) arg(v any) string {
	q.args = append(q.args, v)
	return "$" + strconv.Itoa(len(q.args))
}

// anyone is whoever may read the person.
func anyone(authz.Actor, person.Person) bool { return true }

func ifMay(may func(authz.Actor, authz.Action) bool, action authz.Action) func(authz.Actor, person.Person) bool {
	return func(a authz.Actor, _ person.Person) bool { return may(a, action) }
}

// of is a query about one person: what is selected, and from where. The last
// condition is the person's.
func of(selected string) func(q *timelineQuery, a authz.Actor, p person.Person) string {
	return func(q *timelineQuery, _ authz.Actor, p person.Person) string { return selected + q.arg(p.ID) }
}

// knownDay is the first day that a partial date can mean.
const knownDay = `substr(n.happened_on || '-01-01', 1, 10)`

// openNotes reads the notes that this reader may read, without the words of the
// closed kinds.
func openNotes(q *timelineQuery, a authz.Actor, p person.Person) string {
	var kinds []string
	for _, k := range casework.ReadableKinds(a, p) {
		kinds = append(kinds, q.arg(string(k)))
	}
	return `SELECT ` + knownDay + ` AS happened_on, n.id, n.facility_id, n.id AS link_id, n.kind AS code,
		CASE WHEN n.kind IN ('health', 'protection') THEN '' ELSE n.text END AS text, n.author AS more
		FROM casework_note n WHERE n.status = 'current' AND n.kind IN (` + strings.Join(kinds, ", ") + `) AND n.person_id = ` + q.arg(p.ID)
}

// alerts are those that this reader must know of; what is medical or protects is
// told where it stands.
func alerts(q *timelineQuery, a authz.Actor, p person.Person) string {
	var kinds []string
	for _, k := range casework.ReadableAlerts(a, p) {
		kinds = append(kinds, q.arg(string(k)))
	}
	return `SELECT w.since_on AS happened_on, w.id, w.facility_id, w.id AS link_id, w.kind AS code, CASE WHEN w.kind = 'contact_ban' THEN w.text ELSE '' END AS text, w.author AS more
		FROM casework_alert w WHERE w.kind IN (` + strings.Join(kinds, ", ") + `) AND w.person_id = ` + q.arg(p.ID)
}

func anyAlert(a authz.Actor, p person.Person) bool { return len(casework.ReadableAlerts(a, p)) > 0 }

// What has no day yet is still known of.
const (
	undatedStay = `SELECT c.starts_on AS happened_on, c.id, c.facility_id, c.id AS link_id, '' AS code, o.name AS text, '' AS more
		FROM person_custody c JOIN directory_organisation o ON o.id = c.facility_id WHERE c.starts_on IS NULL AND c.person_id = $1 ORDER BY c.id`
	undatedSentence = `SELECT e.dated_on AS happened_on, e.id, e.facility_id, e.id AS link_id, e.topic AS code, e.code AS text,
		e.years || '/' || e.months || '/' || e.days AS more FROM sentence_entry e WHERE e.state = 'current' AND e.dated_on IS NULL AND e.person_id = $1 ORDER BY e.id`
)

// needs are the areas that this reader may know of.
const (
	needFound  = `SELECT n.assessed_on AS happened_on, n.id, n.facility_id, n.id AS link_id, n.area AS code, n.topic AS text, '' AS more FROM assessment_need n WHERE n.person_id = `
	needClosed = `SELECT n.closed_on AS happened_on, n.id, n.facility_id, n.id AS link_id, n.area AS code, n.topic AS text, n.close_reason AS more FROM assessment_need n WHERE n.closed_on IS NOT NULL AND n.person_id = `
)

// sheets leaves medical questionnaires to those who may read health.
func sheets(q *timelineQuery, a authz.Actor, p person.Person) string {
	privacy := " AND q.privacy <> 'medical'"
	if assessment.May(a, assessment.CanReadHealth) && a.Scope.Has(p.Facility) {
		privacy = ""
	}
	return `SELECT s.taken_on AS happened_on, s.id, s.facility_id, s.id AS link_id, q.code AS code, q.title_indonesian AS text, q.title_english AS more
		FROM assessment_sheet s JOIN assessment_questionnaire q ON q.id = s.questionnaire_id WHERE s.status = 'submitted'` + privacy + ` AND s.person_id = ` + q.arg(p.ID)
}

// attended is an enrolment's attendance in short: present of marked.
const attended = `(SELECT count(*) FROM programme_attendance t WHERE t.facility_id = e.facility_id AND t.enrolment_id = e.id AND t.mark = 'present') || '/' ||
	(SELECT count(*) FROM programme_attendance t WHERE t.facility_id = e.facility_id AND t.enrolment_id = e.id)`

// sources are all that is known of a person, by the feature that owns it.
var sources = []source{
	{kind: "stay", what: "stay.begin", may: anyone, day: "c.starts_on", key: "c.id", path: "/people/{id}/register", undated: undatedStay, text: of(`SELECT c.starts_on AS happened_on, c.id, c.facility_id, c.id AS link_id, '' AS code, o.name AS text, '' AS more
		FROM person_custody c JOIN directory_organisation o ON o.id = c.facility_id WHERE c.starts_on IS NOT NULL AND c.person_id = `)},
	{kind: "stay", what: "stay.end", may: anyone, day: "c.ends_on", key: "c.id", path: "/people/{id}/register", text: of(`SELECT c.ends_on AS happened_on, c.id, c.facility_id, c.id AS link_id, c.end_kind AS code, o.name AS text, '' AS more
		FROM person_custody c JOIN directory_organisation o ON o.id = c.facility_id WHERE c.ends_on IS NOT NULL AND c.person_id = `)},
	{kind: "stay", what: "legal.changed", may: anyone, day: "g.since_on", key: "g.id", path: "/people/{id}/register", text: of(`SELECT g.since_on AS happened_on, g.id, g.facility_id, g.id AS link_id, g.legal_status AS code, g.reason AS text, g.note AS more
		FROM person_legal_step g WHERE g.person_id = `)},

	{kind: "sentence", what: "sentence.written", may: ifMay(sentence.May, sentence.CanRead), day: "e.dated_on", key: "e.id", path: "/people/{id}/sentence", undated: undatedSentence, text: of(`SELECT e.dated_on AS happened_on, e.id, e.facility_id, e.id AS link_id, e.topic AS code, e.code AS text,
		e.years || '/' || e.months || '/' || e.days AS more FROM sentence_entry e WHERE e.state = 'current' AND e.dated_on IS NOT NULL AND e.person_id = `)},

	{kind: "need", what: "need.found", may: ifMay(assessment.May, assessment.CanReadNeeds), day: "n.assessed_on", key: "n.id", path: "/needs/", text: of(needFound)},
	{kind: "need", what: "need.closed", may: ifMay(assessment.May, assessment.CanReadNeeds), day: "n.closed_on", key: "n.id", path: "/needs/", text: of(needClosed)},
	{kind: "need", what: "readiness.taken", may: ifMay(assessment.May, assessment.CanReadReady), day: "r.taken_on", key: "r.id", path: "/readiness/", text: of(`SELECT r.taken_on AS happened_on, r.id, r.facility_id, r.id AS link_id, r.phase AS code, '' AS text, '' AS more
		FROM assessment_readiness r WHERE r.person_id = `)},
	{kind: "need", what: "sheet.submitted", may: ifMay(assessment.May, assessment.CanReadSheets), day: "s.taken_on", key: "s.id", text: sheets},

	{kind: "note", what: "note.written", may: ifMay(casework.May, casework.CanReadNote), day: knownDay, key: "n.id", textDay: true, path: "/notes/", text: openNotes},
	{kind: "note", what: "alert.raised", may: anyAlert, day: "w.since_on", key: "w.id", path: "/people/{id}/alerts", text: alerts},

	{kind: "plan", what: "plan.written", may: ifMay(casework.May, casework.CanReadPlan), day: "l.planned_on", key: "l.id", path: "/plans/", text: of(`SELECT l.planned_on AS happened_on, l.id, l.facility_id, l.id AS link_id, '' AS code, l.reason AS text, CAST(l.number AS TEXT) AS more
		FROM casework_plan l WHERE l.person_id = `)},
	{kind: "plan", what: "step.settled", may: ifMay(casework.May, casework.CanReadPlan), day: "s.settled_on", key: "s.id", path: "/people/{id}/plan", text: of(`SELECT s.settled_on AS happened_on, s.id, s.facility_id, s.id AS link_id, s.status AS code, s.task AS text, s.settled_why AS more
		FROM casework_step s WHERE s.newest = TRUE AND s.settled_on IS NOT NULL AND s.person_id = `)},

	{kind: "board", what: "board.decided", may: ifMay(casework.May, casework.CanReadReview), day: "c.decided_on", key: "c.id", path: "/cases/", text: of(`SELECT c.decided_on AS happened_on, c.id, c.facility_id, c.id AS link_id, c.decision AS code, c.grounds AS text, c.to_stage AS more
		FROM casework_case c WHERE c.decided_on IS NOT NULL AND c.person_id = `)},
	{kind: "board", what: "stage.entered", may: ifMay(casework.May, casework.CanReadReview), day: "g.since_on", key: "g.id", path: "/people/{id}/plan", text: of(`SELECT g.since_on AS happened_on, g.id, g.facility_id, g.id AS link_id, g.stage AS code, g.reason AS text, '' AS more
		FROM casework_stage g WHERE g.person_id = `)},

	{kind: "class", what: "class.begun", may: ifMay(programme.May, "roster.read"), day: "e.enrolled_on", key: "e.id", path: "/classes/", text: of(`SELECT e.enrolled_on AS happened_on, e.id, e.facility_id, o.id AS link_id, '' AS code, o.title AS text, '' AS more
		FROM programme_enrolment e JOIN programme_offering o ON o.facility_id = e.facility_id AND o.id = e.offering_id WHERE e.person_id = `)},
	{kind: "class", what: "class.ended", may: ifMay(programme.May, "roster.read"), day: "e.ended_on", key: "e.id", path: "/classes/", text: of(`SELECT e.ended_on AS happened_on, e.id, e.facility_id, o.id AS link_id, e.status AS code, o.title AS text, ` + attended + ` AS more
		FROM programme_enrolment e JOIN programme_offering o ON o.facility_id = e.facility_id AND o.id = e.offering_id WHERE e.ended_on IS NOT NULL AND e.person_id = `)},
	{kind: "class", what: "certificate.issued", may: ifMay(programme.May, "certificate.read"), day: "c.issued_on", key: "c.id", text: of(`SELECT c.issued_on AS happened_on, c.id, c.facility_id, c.id AS link_id, '' AS code, c.title AS text, c.issuer AS more
		FROM programme_enrolment e JOIN programme_certificate c ON c.facility_id = e.facility_id AND c.enrolment_id = e.id WHERE c.revoked_on IS NULL AND e.person_id = `)},

	{kind: "home", what: "hand_over.sent", may: ifMay(handover.May, handover.CanRead), day: "h.sent_on", key: "h.id", path: "/hand-overs/", text: of(`SELECT h.sent_on AS happened_on, h.id, h.facility_id, h.id AS link_id, h.release_kind AS code, o.name AS text, h.ref AS more
		FROM handover_handover h JOIN directory_organisation o ON o.id = h.to_id WHERE h.sent_on IS NOT NULL AND h.person_id = `)},
	{kind: "home", what: "hand_over.answered", may: ifMay(handover.May, handover.CanRead), day: "h.answered_on", key: "h.id", path: "/hand-overs/", text: of(`SELECT h.answered_on AS happened_on, h.id, h.facility_id, h.id AS link_id, h.status AS code, o.name AS text, h.ref AS more
		FROM handover_handover h JOIN directory_organisation o ON o.id = h.to_id WHERE h.answered_on IS NOT NULL AND h.person_id = `)},
	{kind: "home", what: "follow_up.done", may: ifMay(outcome.May, outcome.CanRead), day: "f.done_on", key: "f.id", path: "/follow-ups/", text: of(`SELECT f.done_on AS happened_on, f.id, f.facility_id, f.id AS link_id, CAST(f.milestone AS TEXT) AS code, '' AS text, '' AS more
		FROM outcome_follow_up f WHERE f.person_id = `)},

	{kind: "consent", what: "consent.given", may: anyone, day: "c.given_on", key: "c.id", path: "/people/{id}/consents", text: of(`SELECT c.given_on AS happened_on, c.id, c.facility_id, c.id AS link_id, c.answer AS code, o.name AS text, c.purpose AS more
		FROM person_consent c JOIN directory_organisation o ON o.id = c.partner_id WHERE c.person_id = `)},
	{kind: "consent", what: "consent.withdrawn", may: anyone, day: "c.withdrawn_on", key: "c.id", path: "/people/{id}/consents", text: of(`SELECT c.withdrawn_on AS happened_on, c.id, c.facility_id, c.id AS link_id, c.purpose AS code, o.name AS text, '' AS more
		FROM person_consent c JOIN directory_organisation o ON o.id = c.partner_id WHERE c.withdrawn_on IS NOT NULL AND c.person_id = `)},
}

// TimelineSorts lists what can happen in a timeline.
func TimelineSorts() []string {
	out := make([]string, len(sources))
	for i, x := range sources {
		out[i] = x.what
	}
	return out
}
