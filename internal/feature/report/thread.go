package report

import (
	"context"
	"strconv"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// StepKey names one step of the thread, in the order of the product's promise.
type StepKey string

// The steps. Every column of the thread is one of them.
const (
	StepMeeting    StepKey = "meeting"
	StepProposal   StepKey = "proposal"
	StepCommitment StepKey = "commitment"
	StepAgreement  StepKey = "agreement"
	StepWorkPlan   StepKey = "work_plan"
	StepDelivery   StepKey = "delivery"
	StepFund       StepKey = "fund"
	StepClass      StepKey = "class"
	StepEnrolment  StepKey = "enrolment"
	StepAttendance StepKey = "attendance"
	StepCompetency StepKey = "competency"
	StepReadiness  StepKey = "readiness"
	StepHandOver   StepKey = "hand_over"
	StepFollowUp   StepKey = "follow_up"
	StepOutcome    StepKey = "outcome"
	StepRenewal    StepKey = "renewal"
)

// Steps lists them in order.
func Steps() []StepKey {
	return []StepKey{StepMeeting, StepProposal, StepCommitment, StepAgreement, StepWorkPlan, StepDelivery, StepFund, StepClass,
		StepEnrolment, StepAttendance, StepCompetency, StepReadiness, StepHandOver, StepFollowUp, StepOutcome, StepRenewal}
}

// Amount is a promise in its three states. Quantities have a unit; rupiah stand
// beside them because a promise may be valued in both.
type Amount struct {
	Unit      string `json:"unit"`
	Promised  int64  `json:"promised"`
	Delivered int64  `json:"delivered"` // reported by the promiser, withdrawn ones left out
	Confirmed int64  `json:"confirmed"` // by the other side
	Disputed  int64  `json:"disputed"`
}

// Node is one record on the thread.
type Node struct {
	Kind   string       `json:"kind"`
	ID     string       `json:"id"`
	Ref    string       `json:"ref,omitempty"`
	Title  string       `json:"title"`
	Status string       `json:"status"`
	Day    string       `json:"day,omitempty"` // a day, a part of one, or empty for unknown
	Due    civil.Date   `json:"due_on"`
	Amount *Amount      `json:"amount,omitempty"`
	Value  money.Rupiah `json:"value_rp,omitempty"`
	People *PeopleCount `json:"people,omitempty"`
	From   []string     `json:"from,omitempty"` // ids of the nodes that led to this one
	Here   bool         `json:"here,omitempty"` // the object that the reader came from, or on its path
	API    string       `json:"api"`
}

// PeopleCount is how many people a class, or the whole thread, has reached and
// how far they have come. Each person counts once.
type PeopleCount struct {
	Enrolled   int `json:"enrolled"`
	ByNeed     int `json:"by_need"`
	Attended   int `json:"attended"` // present at least once
	Completed  int `json:"completed"`
	Left       int `json:"left"`
	Competent  int `json:"competent"`
	Certified  int `json:"certified"`
	Before     int `json:"readiness_before"`
	After      int `json:"readiness_after"`
	ReadyGain  int `json:"readiness_gained"` // more done after than before
	Released   int `json:"released"`
	HandedOver int `json:"handed_over"`
	Followed   int `json:"followed_up"`
	Reached    int `json:"reached"`
	SixMonths  int `json:"six_month_follow_up"`
}

// Fare is how the people who were followed up fare, at their latest follow-up.
// Unknown is counted, never dropped.
type Fare struct {
	Due        int `json:"due"`     // released three months ago or earlier
	Unknown    int `json:"unknown"` // due, and not followed up or not reached
	Livelihood int `json:"livelihood"`
	Seeking    int `json:"seeking"`
	Housed     int `json:"housed"`
	Family     int `json:"family"`
	Reoffended int `json:"reoffended"`
}

// Attended is the sessions held and the marks given.
type Attended struct {
	Sessions int `db:"sessions" privacy:"internal" json:"sessions"`
	Marked   int `db:"marked" privacy:"internal" json:"marked"`
	Present  int `db:"present" privacy:"internal" json:"present"`
}

// Step is one column: its records, or a count of people with a list to open.
type Step struct {
	Key   StepKey `json:"step"`
	Nodes []Node  `json:"nodes,omitempty"`
	Count int     `json:"count"`
	Done  bool    `json:"done"`
}

// Thread is the whole chain of one cooperation.
type Thread struct {
	ID        id.Cooperation  `json:"id"`
	Ref       string          `json:"ref"`
	Title     string          `json:"title"`
	Host      string          `json:"host"`
	HostID    id.Organisation `json:"host_id"`
	Partner   string          `json:"partner"`
	PartnerID id.Organisation `json:"partner_id"`
	Status    string          `json:"status"`
	Steps     []Step          `json:"steps"`
	People    PeopleCount     `json:"people"`
	Fare      Fare            `json:"fare"`
	Attended  Attended        `json:"attendance"`
	Next      StepKey         `json:"next,omitempty"` // the first step that is missing
	API       string          `json:"api"`
}

// Thread returns the thread that a reference or key belongs to: of a
// cooperation, meeting, proposal, commitment, agreement, fund or class (by
// reference or key), or of a delivery, activity or enrolment (by key).
// Permission: thread.read. Errors: NotFound, also when out of scope.
//
// It takes five queries whatever the number of people, and none of them
// touches another thread's rows.
func (s *Service) Thread(ctx context.Context, actor authz.Actor, ref string) (Thread, error) {
	if err := policy.Check(actor, "thread.read"); err != nil {
		return Thread{}, err
	}
	head, err := s.head(ctx, actor, ref)
	if err != nil {
		return Thread{}, wrap("read thread", err)
	}
	t := Thread{ID: head.ID, Ref: head.Ref, Title: head.Title, Host: head.Host, HostID: head.HostID, Partner: head.Partner, PartnerID: head.PartnerID,
		Status: head.Status, API: "/api/v1/threads/" + head.Ref}
	nodes, err := s.nodes(ctx, head.ID)
	if err != nil {
		return Thread{}, wrap("read thread", err)
	}
	if err := s.people(ctx, &t, nodes); err != nil {
		return Thread{}, wrap("read thread", err)
	}
	mark(nodes, ref, head.Found)
	t.assemble(nodes)
	return t, nil
}

// head is the cooperation with its two sides, and the key of what was asked for.
type head struct {
	ID        id.Cooperation  `db:"id" privacy:"internal"`
	Ref       string          `db:"ref" privacy:"internal"`
	Title     string          `db:"title" privacy:"internal"`
	Status    string          `db:"status" privacy:"internal"`
	Host      string          `db:"host" privacy:"internal"`
	HostID    id.Organisation `db:"host_id" privacy:"internal"`
	Partner   string          `db:"partner" privacy:"internal"`
	PartnerID id.Organisation `db:"partner_id" privacy:"internal"`
	Found     id.Any          `db:"found" privacy:"internal"`
}

// byRef and byKey find the cooperation of whatever the reference names. Every
// branch is one lookup by a unique index.
const byRef = `SELECT id AS coop, id AS found FROM agreement_cooperation WHERE ref = $1
	UNION ALL SELECT cooperation_id, id FROM partnership_meeting WHERE ref = $1
	UNION ALL SELECT cooperation_id, id FROM partnership_proposal WHERE ref = $1
	UNION ALL SELECT cooperation_id, id FROM partnership_commitment WHERE ref = $1
	UNION ALL SELECT cooperation_id, id FROM agreement_agreement WHERE ref = $1
	UNION ALL SELECT cooperation_id, id FROM fund_fund WHERE ref = $1`

const byKey = `SELECT id AS coop, id AS found FROM agreement_cooperation WHERE id = $1
	UNION ALL SELECT cooperation_id, id FROM partnership_meeting WHERE id = $1
	UNION ALL SELECT cooperation_id, id FROM partnership_proposal WHERE id = $1
	UNION ALL SELECT cooperation_id, id FROM partnership_commitment WHERE id = $1
	UNION ALL SELECT cooperation_id, id FROM partnership_delivery WHERE id = $1
	UNION ALL SELECT cooperation_id, id FROM agreement_agreement WHERE id = $1
	UNION ALL SELECT cooperation_id, id FROM agreement_activity WHERE id = $1
	UNION ALL SELECT cooperation_id, id FROM fund_fund WHERE id = $1`

// byClass and byEnrolment look in each facility, because the facility comes
// first in the key of large tables.
const byClass = ` UNION ALL SELECT o.cooperation_id, o.id FROM directory_organisation f JOIN programme_offering o ON o.facility_id = f.id AND o.id = $1 WHERE f.kind = 'facility'
	UNION ALL SELECT o.cooperation_id, o.id FROM directory_organisation f JOIN programme_enrolment e ON e.facility_id = f.id AND e.id = $1
		JOIN programme_offering o ON o.facility_id = e.facility_id AND o.id = e.offering_id WHERE f.kind = 'facility'`

const byClassRef = ` UNION ALL SELECT o.cooperation_id, o.id FROM directory_organisation f JOIN programme_offering o ON o.facility_id = f.id AND o.ref = $1 WHERE f.kind = 'facility'`

func (s *Service) head(ctx context.Context, actor authz.Actor, ref string) (head, error) {
	find, arg := byRef+byClassRef, any(ref)
	if key, err := id.Parse[anything](ref); err == nil {
		find, arg = byKey+byClass, key
	}
	where, args := VisibleCooperations(actor.Scope, "c", 2)
	return db.One[head](ctx, s.db, `SELECT c.id, c.ref, c.title, c.status, h.name AS host, c.host_id, p.name AS partner, c.partner_id, x.found
		FROM (`+find+`) x JOIN agreement_cooperation c ON c.id = x.coop
		JOIN directory_organisation h ON h.id = c.host_id JOIN directory_organisation p ON p.id = c.partner_id
		WHERE `+where, append([]any{arg}, args...)...)
}

type anything struct{}

// VisibleCooperations is the row filter of cooperations for an alias: the
// host's, the partner's, and those whose agreement serves a facility in scope.
func VisibleCooperations(s authz.Scope, alias string, from int) (string, []any) {
	if s.All {
		return "TRUE", nil
	}
	if !s.Partner.IsZero() {
		return alias + ".partner_id = $" + strconv.Itoa(from), []any{s.Partner}
	}
	args := make([]any, len(s.Orgs))
	for i, o := range s.Orgs {
		args[i] = o
	}
	in := db.In(len(args), from)
	return "(" + alias + ".host_id IN (" + in + ") OR " + alias + ".id IN (SELECT v.cooperation_id FROM agreement_served v WHERE v.facility_id IN (" + in + ")))", args
}

// mark puts Here on the record asked for and on all that led to it or followed
// from it.
func mark(nodes []Node, ref string, found id.Any) {
	at := map[string]*Node{}
	next := map[string][]string{}
	for i := range nodes {
		at[nodes[i].ID] = &nodes[i]
		for _, f := range nodes[i].From {
			next[f] = append(next[f], nodes[i].ID)
		}
	}
	var walk func(key string, ways func(string) []string, seen map[string]bool)
	walk = func(key string, ways func(string) []string, seen map[string]bool) {
		n := at[key]
		if n == nil || seen[key] {
			return
		}
		seen[key], n.Here = true, true
		for _, k := range ways(key) {
			walk(k, ways, seen)
		}
	}
	start := found.String()
	walk(start, func(k string) []string { return at[k].From }, map[string]bool{})
	walk(start, func(k string) []string { return next[k] }, map[string]bool{})
}

// assemble sorts the nodes into the steps and derives what is missing.
func (t *Thread) assemble(nodes []Node) {
	by := map[StepKey][]Node{}
	for _, n := range nodes {
		by[stepOf(n.Kind)] = append(by[stepOf(n.Kind)], n)
	}
	counts := map[StepKey]int{
		StepEnrolment: t.People.Enrolled, StepAttendance: t.Attended.Present, StepCompetency: t.People.Competent,
		StepReadiness: t.People.After, StepHandOver: t.People.HandedOver, StepFollowUp: t.People.Followed, StepOutcome: t.People.Reached,
	}
	for _, k := range Steps() {
		st := Step{Key: k, Nodes: by[k], Count: len(by[k])}
		if c, isPeople := counts[k]; isPeople {
			st.Count = c
		}
		st.Done = st.Count > 0
		if k == StepDelivery {
			st.Done = confirmed(st.Nodes)
		}
		if !st.Done && t.Next == "" && !optional(k) {
			t.Next = k
		}
		t.Steps = append(t.Steps, st)
	}
}

// optional steps do not hold a thread up: money is needed only when a promise
// is one of money, and renewal waits for the agreement's end.
func optional(k StepKey) bool { return k == StepFund || k == StepRenewal || k == StepWorkPlan }

func confirmed(nodes []Node) bool {
	for _, n := range nodes {
		if n.Status == "confirmed" {
			return true
		}
	}
	return false
}

func stepOf(kind string) StepKey {
	switch kind {
	case "activity":
		return StepWorkPlan
	case "renewal":
		return StepRenewal
	case "decision":
		return StepMeeting
	}
	return StepKey(kind)
}
