package report

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
	return []StepKey{
		StepMeeting, StepProposal, StepCommitment, StepAgreement, StepWorkPlan, StepDelivery, StepFund, StepClass,
		StepEnrolment, StepAttendance, StepCompetency, StepReadiness, StepHandOver, StepFollowUp, StepOutcome, StepRenewal,
	}
}

// Step is one column: its records, or a count of people with a list to open.
type Step struct {
	Key   StepKey `json:"step"`
	Nodes []Node  `json:"nodes,omitempty"`
	Count int     `json:"count"`
	Few   bool    `json:"few,omitempty"` // the count is of fewer people than Few and not told
	Done  bool    `json:"done"`
	Here  bool    `json:"here,omitempty"` // the record asked for stands in this column
}

// optional steps do not hold a thread up: money is needed only when a promise
// is one of money, and renewal waits for the agreement's end.
func optional(k StepKey) bool { return k == StepFund || k == StepRenewal || k == StepWorkPlan }

// StepOf is the column of a kind of record.
func StepOf(kind string) StepKey {
	switch kind {
	case "activity":
		return StepWorkPlan
	case "decision":
		return StepMeeting
	}
	return StepKey(kind)
}

// assemble sorts the nodes into the steps and derives which is missing first.
func (t *Thread) assemble(nodes []Node) {
	by := map[StepKey][]Node{}
	for _, n := range nodes {
		by[StepOf(n.Kind)] = append(by[StepOf(n.Kind)], n)
	}
	by[StepMeeting] = besideMeetings(by[StepMeeting])
	counts := map[StepKey]int{
		StepEnrolment: t.People.Enrolled, StepAttendance: t.Attended.Present, StepCompetency: t.People.Competent,
		StepReadiness: t.People.After, StepHandOver: t.People.HandedOver, StepFollowUp: t.People.Followed, StepOutcome: t.People.Reached,
	}
	for _, k := range Steps() {
		st := Step{Key: k, Nodes: by[k], Count: counts[k]}
		for _, n := range st.Nodes {
			count(&st.Count, n.Kind != "decision") // a decision is a part of its meeting
			st.Here = st.Here || n.ID == t.Found
		}
		st.Done = st.done()
		if !st.Done && t.Next == "" && !optional(k) {
			t.Next = k
		}
		t.Steps = append(t.Steps, st)
	}
}

// besideMeetings puts each decision behind the meeting that took it.
func besideMeetings(nodes []Node) []Node {
	var out []Node
	for _, m := range nodes {
		if m.Kind != "meeting" {
			continue
		}
		out = append(out, m)
		for _, d := range nodes {
			if d.Kind == "decision" && d.From[0] == m.ID {
				out = append(out, d)
			}
		}
	}
	return out
}

// done: a meeting must have been held, a delivery confirmed by the other side
// and an agreement signed before they carry what comes after them.
func (s Step) done() bool {
	switch s.Key {
	case StepMeeting:
		return s.has(func(n Node) bool { return n.Kind == "meeting" && n.Status == "held" })
	case StepProposal:
		return s.has(func(n Node) bool { return n.Status == "accepted" || n.Status == "changed" })
	case StepAgreement:
		return s.has(func(n Node) bool { return n.Day != "" })
	case StepDelivery:
		return s.has(func(n Node) bool { return n.Status == "confirmed" })
	case StepCommitment, StepClass, StepWorkPlan:
		return s.has(func(n Node) bool { return n.Status != "cancelled" })
	}
	return s.Count > 0
}

func (s Step) has(is func(Node) bool) bool {
	for _, n := range s.Nodes {
		if is(n) {
			return true
		}
	}
	return false
}
