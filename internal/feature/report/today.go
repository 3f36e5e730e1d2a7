package report

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Task is one thing that is due, with the page on which one action clears it.
// Tasks are derived from dates at every read and stored nowhere.
type Task struct {
	Kind    string     `db:"kind" privacy:"internal" json:"kind"`
	ID      id.Any     `db:"id" privacy:"internal" json:"id"`
	Ref     string     `db:"ref" privacy:"internal" json:"ref"`
	Title   string     `db:"title" privacy:"internal" json:"title"`
	Due     civil.Date `db:"due_on" privacy:"internal" json:"due_on"`
	N       int        `db:"n" privacy:"internal" json:"n"` // months of a follow-up, else 0
	Path    string     `json:"path"`
	Overdue bool       `json:"overdue"`
}

// Today is a reader's home.
type Today struct {
	Day   civil.Date `json:"day"`
	Tasks []Task     `json:"tasks"`
	More  bool       `json:"more"` // there are more than are listed
}

// maxTasks is what a person can take in; the lists of each feature have the rest.
const maxTasks = 100

// horizons are how far ahead each kind looks, in days.
const (
	commitmentAhead = 14
	handOverAhead   = 30
	agreementAhead  = 90
	followUpAhead   = 7
)

// kindRoles says whose task a kind is: each task stands on the page of those who
// can clear it, and of nobody else.
var kindRoles = map[string][]authz.Role{
	"answer":     {authz.FacilityHead, authz.ProgrammeOfficer, authz.RegionalOffice, authz.ProbationOfficer, authz.Partner},
	"commitment": {authz.FacilityHead, authz.ProgrammeOfficer, authz.RegionalOffice, authz.ProbationOfficer, authz.Partner},
	"confirm":    {authz.FacilityHead, authz.ProgrammeOfficer, authz.RegionalOffice, authz.ProbationOfficer, authz.Partner},
	"attendance": {authz.ProgrammeOfficer, authz.CaseGuardian, authz.Partner},
	"hand_over":  {authz.FacilityHead, authz.ProgrammeOfficer},
	"accept":     {authz.FacilityHead, authz.ProbationOfficer},
	"follow_up":  {authz.ProbationOfficer, authz.FacilityHead},
	"agreement":  {authz.FacilityHead, authz.ProgrammeOfficer, authz.RegionalOffice, authz.Partner},
}

var taskPaths = map[string]string{
	"answer": "/proposals/", "commitment": "/commitments/", "confirm": "/deliveries/", "attendance": "/sessions/",
	"hand_over": "/people/", "accept": "/hand-overs/", "follow_up": "/people/", "agreement": "/agreements/",
}

// Today lists what is due for the actor, most urgent first. Permission: today.read.
func (s *Service) Today(ctx context.Context, actor authz.Actor) (Today, error) {
	if err := policy.Check(actor, "today.read"); err != nil {
		return Today{}, err
	}
	day := civil.Today(s.db.Now())
	out := Today{Day: day}
	q := tasksOf(actor, day)
	if len(q.parts) == 0 {
		return out, nil
	}
	rows, err := db.All[Task](ctx, s.db, `SELECT kind, id, ref, title, due_on, n FROM (`+strings.Join(q.parts, "\nUNION ALL ")+`) t
		ORDER BY due_on, kind, ref, id LIMIT `+strconv.Itoa(5*maxTasks), q.args...)
	if err != nil {
		return out, wrap("list tasks", err)
	}
	for i := range rows { // a follow-up comes with its release
		rows[i].Due = rows[i].Due.AddMonths(rows[i].N)
	}
	slices.SortStableFunc(rows, func(a, b Task) int { return a.Due.Compare(b.Due) })
	if len(rows) > maxTasks {
		rows, out.More = rows[:maxTasks], true
	}
	for _, t := range rows {
		t.Overdue = t.Due.Before(day)
		t.Path = taskPaths[t.Kind] + t.ID.String() + taskSuffix[t.Kind]
		out.Tasks = append(out.Tasks, t)
	}
	return out, nil
}

var taskSuffix = map[string]string{"attendance": "/attendance", "follow_up": "/follow-ups/new", "hand_over": "/hand-overs/new"}

type union struct {
	parts []string
	args  []any
}

// arg adds an argument and gives its placeholder.
func (u *union) arg(v any) string {
	u.args = append(u.args, v)
	return "$" + strconv.Itoa(len(u.args))
}

// mine is "col is one of the actor's organisations".
func (u *union) mine(a authz.Actor, col string) string {
	if !a.Scope.Partner.IsZero() {
		return col + " = " + u.arg(a.Scope.Partner)
	}
	return col + " = " + u.arg(a.Org)
}

// tasksOf builds one branch a kind that is the actor's. A task is the own
// organisation's even for those who see more: a regional office's home is not
// the sum of its facilities' homes.
func tasksOf(a authz.Actor, day civil.Date) *union {
	u := &union{}
	is := func(kind string) bool {
		for _, r := range kindRoles[kind] {
			if r == a.Role {
				return true
			}
		}
		return false
	}
	if is("answer") {
		side := u.mine(a, sideColumn(a))
		to := u.mine(a, "to_id")
		u.parts = append(u.parts, `SELECT 'answer' AS kind, id, ref, title, answer_due_on AS due_on, 0 AS n FROM partnership_proposal WHERE `+side+` AND status = 'sent' AND `+to)
	}
	if is("commitment") {
		side := u.mine(a, sideColumn(a))
		by := u.mine(a, "promiser_id")
		until := u.arg(day.AddDays(commitmentAhead))
		u.parts = append(u.parts, `SELECT 'commitment', id, ref, title, due_on, 0 FROM partnership_commitment WHERE `+side+` AND status = 'open' AND due_on <= `+until+` AND `+by+`
			AND NOT EXISTS (SELECT 1 FROM partnership_delivery d WHERE d.commitment_id = partnership_commitment.id AND d.status = 'reported')`)
	}
	if is("confirm") {
		to := u.mine(a, "d.receiver_id")
		u.parts = append(u.parts, `SELECT 'confirm', d.id, c.ref, c.title, d.delivered_on, 0 FROM partnership_delivery d JOIN partnership_commitment c ON c.id = d.commitment_id WHERE `+to+` AND d.status = 'reported'`)
	}
	if is("attendance") {
		col := "s.facility_id"
		if !a.Scope.Partner.IsZero() {
			col = "o.partner_id"
		}
		of := u.mine(a, col)
		until := u.arg(day)
		u.parts = append(u.parts, `SELECT 'attendance', s.id, o.ref, o.title, s.held_on, 0 FROM programme_offering o
			JOIN programme_session s ON s.facility_id = o.facility_id AND s.offering_id = o.id
			WHERE `+of+` AND s.status = 'planned' AND s.held_on <= `+until+` AND o.status IN ('open', 'running')`)
	}
	if is("hand_over") {
		of := u.mine(a, "p.facility_id")
		until := u.arg(day.AddDays(handOverAhead))
		u.parts = append(u.parts, `SELECT 'hand_over', p.id, p.register_no, '', p.release_due_on, 0 FROM person_person p WHERE `+of+` AND p.custody_status = 'active' AND p.release_due_on <= `+until+`
			AND NOT EXISTS (SELECT 1 FROM handover_handover h WHERE h.person_id = p.id AND h.status IN ('sent', 'accepted'))`)
	}
	if is("accept") {
		to := u.mine(a, "h.to_id")
		u.parts = append(u.parts, `SELECT 'accept', h.id, h.ref, '', h.release_on, 0 FROM handover_handover h WHERE `+to+` AND h.status = 'sent'`)
	}
	if is("follow_up") {
		u.followUps(a, day)
	}
	if is("agreement") {
		side := u.mine(a, sideColumn(a))
		from, until := u.arg(day), u.arg(day.AddDays(agreementAhead))
		u.parts = append(u.parts, `SELECT 'agreement', id, ref, title, ends_on, 0 FROM agreement_agreement WHERE `+side+` AND ends_on BETWEEN `+from+` AND `+until+`
			AND stage IN ('DITANDATANGANI', 'AKTIF', 'EVALUASI') AND NOT EXISTS (SELECT 1 FROM agreement_agreement n WHERE n.cooperation_id = agreement_agreement.cooperation_id AND n.renews_id = agreement_agreement.id)`)
	}
	return u
}

func sideColumn(a authz.Actor) string {
	if !a.Scope.Partner.IsZero() {
		return "partner_id"
	}
	return "host_id"
}

// milestones are the follow-ups in months; one stays on the list for half a
// year after its day, then it is unreached for good and only counted.
var milestones = []int{3, 6, 12, 24}

const followUpLapses = 6

// followUps lists people whose milestone is near or past. A client belongs to
// the probation office that accepted them, otherwise to the releasing facility.
// The months are added in Go: the two engines add them differently.
func (u *union) followUps(a authz.Actor, day civil.Date) {
	for _, m := range milestones {
		for _, side := range []string{"p.probation_id", "p.facility_id"} {
			of := u.mine(a, side)
			from, until := u.arg(day.AddMonths(-m-followUpLapses)), u.arg(day.AddDays(followUpAhead).AddMonths(-m))
			months := strconv.Itoa(m)
			alone := ""
			if side == "p.facility_id" {
				alone = " AND p.probation_id IS NULL"
			}
			u.parts = append(u.parts, `SELECT 'follow_up', p.id, p.register_no, '', p.released_on, `+months+` FROM person_person p WHERE `+of+alone+`
				AND p.custody_status = 'released' AND p.released_on BETWEEN `+from+` AND `+until+`
				AND NOT EXISTS (SELECT 1 FROM outcome_follow_up f WHERE f.person_id = p.id AND f.released_on = p.released_on AND f.milestone = `+months+`)`)
		}
	}
}
