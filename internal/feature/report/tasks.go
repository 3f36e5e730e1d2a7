package report

import (
	"strconv"

	"titian/internal/kernel/civil"
	"titian/internal/platform/authz"
)

// horizons are how far ahead each kind looks, in days.
const (
	commitmentAhead = 14
	handOverAhead   = 30
	agreementAhead  = 90
	followUpAhead   = 7
	stepAhead       = 14
	boardAhead      = 14
)

// settleWithin is the days in which the giver is expected to settle what the
// receiver disputes.
const settleWithin = 14

// milestones are the follow-ups in months; one stays on the list for half a
// year after its day, then it is unreached for good and only counted.
var milestones = []int{3, 6, 12, 24}

const followUpLapses = 6

// taskKind is one sort of task: whose it is, the page that clears it, and the
// queries that find it. Each task stands on the page of those who can clear it;
// what they leave lying stands on that of the office above (escalated.go).
type taskKind struct {
	name   string
	roles  []authz.Role
	before string // the page's path up to the record's key
	after  string
	find   func(u *union, a authz.Actor, day civil.Date)
}

var (
	parties = []authz.Role{authz.FacilityHead, authz.ProgrammeOfficer, authz.RegionalOffice, authz.ProbationOfficer, authz.Partner}
	above   = []authz.Role{authz.RegionalOffice}
	board   = []authz.Role{authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.ProbationOfficer}

	taskKinds = []taskKind{
		{"answer", parties, "/proposals/", "/answer", answers},
		{"commitment", parties, "/commitments/", "/deliveries/new", commitments},
		{"confirm", parties, "/deliveries/", "", confirmations},
		{"disputed", parties, "/deliveries/", "", disputes},
		{"late_promise", above, "/commitments/", "", latePromises},
		{"late_answer", above, "/proposals/", "", lateAnswers},
		{"late_confirmation", above, "/deliveries/", "", lateConfirmations},
		{"attendance", []authz.Role{authz.ProgrammeOfficer, authz.CaseGuardian, authz.Partner}, "/sessions/", "/attendance", sessions},
		{"hand_over", []authz.Role{authz.FacilityHead, authz.ProgrammeOfficer}, "/people/", "/hand-overs/new", handOvers},
		{"transfer", []authz.Role{authz.FacilityHead, authz.ProgrammeOfficer}, "/transfers/", "", transfers},
		{"accept", []authz.Role{authz.FacilityHead, authz.ProbationOfficer}, "/hand-overs/", "", arrivals},
		{"follow_up", []authz.Role{authz.FacilityHead, authz.ProbationOfficer}, "/people/", "/follow-ups/new", followUps},
		{"step", []authz.Role{authz.ProgrammeOfficer, authz.CaseGuardian, authz.ProbationOfficer}, "/people/", "/plan", steps},
		{"board_case", board, "/people/", "/plan", boardCases},
		{"board_due", board, "/reviews/due?facility=", "", boardDue},
		{"sitting", board, "/reviews/", "", sittings},
		{"emergency", []authz.Role{authz.FacilityHead}, "/emergencies/", "", emergencies},
		{"agreement", []authz.Role{authz.FacilityHead, authz.ProgrammeOfficer, authz.RegionalOffice, authz.Partner}, "/agreements/", "", endings},
	}
)

// union gathers the branches of the one query of Today with their arguments.
type union struct {
	parts []string
	args  []any
}

// add adds a branch. Each is cut at its own most urgent rows, so that the whole
// is complete in what is most urgent, and short.
func (u *union) add(branch string) {
	n := strconv.Itoa(len(u.parts))
	u.parts = append(u.parts, `SELECT * FROM (`+branch+` ORDER BY 5, 2 LIMIT `+strconv.Itoa(maxTasks+1)+`) AS t`+n)
}

// arg adds an argument and gives its placeholder.
func (u *union) arg(v any) string {
	u.args = append(u.args, v)
	return "$" + strconv.Itoa(len(u.args))
}

// own is the organisation whose tasks these are. It is the actor's own even for
// those who see more: a regional office's home is not the sum of its facilities'.
func (u *union) own(a authz.Actor) string {
	if !a.Scope.Partner.IsZero() {
		return u.arg(a.Scope.Partner)
	}
	return u.arg(a.Org)
}

// side is the column in which rows repeat the actor's side.
func side(a authz.Actor) string {
	if !a.Scope.Partner.IsZero() {
		return "partner_id"
	}
	return "host_id"
}

func answers(u *union, a authz.Actor, _ civil.Date) {
	u.add(`SELECT 'answer' AS kind, id, ref, title, answer_due_on AS due_on, 0 AS n FROM partnership_proposal
		WHERE ` + side(a) + ` = ` + u.own(a) + ` AND status = 'sent' AND coalesce(turn_id, to_id) = ` + u.own(a))
}

func commitments(u *union, a authz.Actor, day civil.Date) {
	u.add(`SELECT 'commitment' AS kind, id, ref, title, due_on, 0 AS n FROM partnership_commitment
		WHERE ` + side(a) + ` = ` + u.own(a) + ` AND status = 'open' AND due_on <= ` + u.arg(day.AddDays(commitmentAhead)) + ` AND promiser_id = ` + u.own(a) + `
		AND NOT EXISTS (SELECT 1 FROM partnership_delivery d WHERE d.commitment_id = partnership_commitment.id AND d.status = 'reported')`)
}

func confirmations(u *union, a authz.Actor, _ civil.Date) {
	u.add(`SELECT 'confirm' AS kind, d.id, c.ref, c.title, d.confirm_due_on AS due_on, 0 AS n FROM partnership_delivery d
		JOIN partnership_commitment c ON c.id = d.commitment_id WHERE d.receiver_id = ` + u.own(a) + ` AND d.status = 'reported'`)
}

// disputes are reports of the own side that the other side counted otherwise.
func disputes(u *union, a authz.Actor, _ civil.Date) {
	u.add(`SELECT 'disputed' AS kind, d.id, c.ref, c.title, d.answered_on AS due_on, 0 AS n FROM partnership_commitment c
		JOIN partnership_delivery d ON d.commitment_id = c.id
		WHERE c.` + side(a) + ` = ` + u.own(a) + ` AND c.status = 'open' AND c.promiser_id = ` + u.own(a) + ` AND d.status = 'disputed'`)
}

func sessions(u *union, a authz.Actor, day civil.Date) {
	of := "o.facility_id"
	if !a.Scope.Partner.IsZero() {
		of = "o.partner_id"
	}
	u.add(`SELECT 'attendance' AS kind, s.id, o.ref, o.title, s.held_on AS due_on, 0 AS n FROM programme_offering o
		JOIN programme_session s ON s.facility_id = o.facility_id AND s.offering_id = o.id
		WHERE ` + of + ` = ` + u.own(a) + ` AND s.status = 'planned' AND s.held_on <= ` + u.arg(day) + ` AND o.status IN ('open', 'running')`)
}

func handOvers(u *union, a authz.Actor, day civil.Date) {
	u.add(`SELECT 'hand_over' AS kind, p.id, p.register_no AS ref, p.name AS title, p.release_due_on AS due_on, 0 AS n FROM person_person p
		WHERE p.facility_id = ` + u.own(a) + ` AND p.custody_status = 'active' AND p.release_due_on <= ` + u.arg(day.AddDays(handOverAhead)) + `
		AND NOT EXISTS (SELECT 1 FROM handover_handover h WHERE h.person_id = p.id AND h.status IN ('sent', 'accepted')
		AND (p.admitted_on IS NULL OR h.release_on >= p.admitted_on))`)
}

func arrivals(u *union, a authz.Actor, _ civil.Date) {
	u.add(`SELECT 'accept' AS kind, h.id, h.ref, p.name AS title, h.release_on AS due_on, 0 AS n FROM handover_handover h
		JOIN person_person p ON p.id = h.person_id WHERE h.to_id = ` + u.own(a) + ` AND h.status = 'sent'`)
}

// transfers are people whom another facility sends.
func transfers(u *union, a authz.Actor, _ civil.Date) {
	u.add(`SELECT 'transfer' AS kind, t.id, t.letter AS ref, p.name AS title, t.planned_on AS due_on, 0 AS n FROM person_transfer t
		JOIN person_person p ON p.id = t.person_id WHERE t.to_id = ` + u.own(a) + ` AND t.status = 'requested'`)
}

// followUps lists people whose milestone is near or past. A client belongs to
// the probation office that accepted them, otherwise to the releasing facility.
// The months are added in Go: the two engines add them differently.
func followUps(u *union, a authz.Actor, day civil.Date) {
	for _, m := range milestones {
		for _, whose := range []string{"p.probation_id = ", "p.probation_id IS NULL AND p.facility_id = "} {
			months := strconv.Itoa(m)
			u.add(`SELECT 'follow_up' AS kind, p.id, p.register_no AS ref, p.name AS title, p.released_on AS due_on, ` + months + ` AS n FROM person_person p
				WHERE ` + whose + u.own(a) + ` AND p.custody_status = 'released'
				AND p.released_on BETWEEN ` + u.arg(day.AddMonths(-m-followUpLapses)) + ` AND ` + u.arg(day.AddDays(followUpAhead).AddMonths(-m)) + `
				AND NOT EXISTS (SELECT 1 FROM outcome_follow_up f WHERE f.person_id = p.id AND f.released_on = p.released_on AND f.milestone = ` + months + `)`)
		}
	}
}

// emergencies are accesses to the office's people that nobody has reviewed yet.
func emergencies(u *union, a authz.Actor, _ civil.Date) {
	u.add(`SELECT 'emergency' AS kind, e.id, p.register_no AS ref, p.name AS title, e.opened_on AS due_on, 0 AS n FROM person_emergency e
		JOIN person_person p ON p.id = e.person_id WHERE e.facility_id = ` + u.own(a) + ` AND e.verdict = '' AND e.org_id <> ` + u.own(a))
}

func endings(u *union, a authz.Actor, day civil.Date) {
	u.add(`SELECT 'agreement' AS kind, id, ref, title, ends_on AS due_on, 0 AS n FROM agreement_agreement
		WHERE ` + side(a) + ` = ` + u.own(a) + ` AND ends_on BETWEEN ` + u.arg(day) + ` AND ` + u.arg(day.AddDays(agreementAhead)) + `
		AND stage IN ('DITANDATANGANI', 'AKTIF', 'EVALUASI')
		AND NOT EXISTS (SELECT 1 FROM agreement_agreement n WHERE n.renews_id = agreement_agreement.id)`)
}
