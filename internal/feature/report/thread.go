package report

import (
	"context"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/platform/authz"
)

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
	Withheld  []string        `json:"withheld,omitempty"` // counts of fewer than Few, which are not told to a reader outside and stand as 0
	Next      StepKey         `json:"next,omitempty"`     // the first step that is missing
	Found     string          `json:"found,omitempty"`    // the key of the record that was asked for
	Day       civil.Date      `json:"day"`                // on which it was read: what is overdue, and how people fare, is by this day
	API       string          `json:"api"`
}

// Amount is a promise in its three states. Quantities have a unit; rupiah stand
// beside them because a promise may be valued in both.
type Amount struct {
	Unit      string `json:"unit"`
	Promised  int64  `json:"promised"`
	Delivered int64  `json:"delivered"`         // reported by the promiser, withdrawn ones left out
	Confirmed int64  `json:"confirmed"`         // by the other side
	Disputed  int64  `json:"disputed"`          // reported, and not agreed by the other side
	Counted   int64  `json:"counted,omitempty"` // what the other side counted of that
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
	Here   bool         `json:"here,omitempty"` // the record asked for, or on its path
	API    string       `json:"api"`

	// Vitality is partnership's verdict on a signed agreement: young, concrete,
	// slow or ceremonial.
	Vitality string `json:"vitality,omitempty"`
}

// Thread returns the thread that a reference or key belongs to: of a
// cooperation, meeting, proposal, commitment, agreement, fund or class (by
// reference or key), or of a decision, delivery, activity or enrolment (by key).
// Permission: thread.read. Errors: NotFound, also when out of scope. Who reads from
// outside is not told of few people (withhold).
//
// It takes five queries whatever the number of people, and they touch the
// thread's own rows only, and promises under agreements that implement its own.
func (s *Service) Thread(ctx context.Context, actor authz.Actor, ref string) (Thread, error) {
	if err := policy.Check(actor, "thread.read"); err != nil {
		return Thread{}, err
	}
	h, err := s.head(ctx, actor, ref)
	if err != nil {
		return Thread{}, wrap("find thread", err)
	}
	t := h.thread()
	t.Day = civil.Today(s.db.Now())
	nodes, attended, err := s.nodes(ctx, actor.Scope, h.ID)
	if err != nil {
		return Thread{}, wrap("read records of thread", err)
	}
	t.Attended = attended
	if err := s.vitality(ctx, h.ID, t.Day, nodes); err != nil {
		return Thread{}, wrap("judge agreements of thread", err)
	}
	if err := s.people(ctx, &t, nodes); err != nil {
		return Thread{}, wrap("count people of thread", err)
	}
	pathOf(nodes).around(t.Found)
	t.assemble(nodes)
	t.withhold(actor)
	return t, nil
}
