package casework

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Milestone is a day of a sentence that makes a case due.
type Milestone struct {
	Person id.Person
	Reason Reason
	On     civil.Date
}

// Dates tells which milestones of the people of an office lie on or before a
// day. It reads through q.
type Dates func(ctx context.Context, q db.Querier, office id.Organisation, until civil.Date) ([]Milestone, error)

// ReadinessAhead is the days before release in which the readiness checklist of
// the way out is due.
const ReadinessAhead = 90

// DueCase is somebody whom the board should see, and why.
type DueCase struct {
	Person     id.Person  `json:"person_id"`
	Name       string     `json:"name"`
	RegisterNo string     `json:"register_no"`
	Stage      Stage      `json:"stage"`
	Reasons    []Reason   `json:"reasons"`
	DueOn      civil.Date `json:"due_on"` // of the first reason
}

// standing is what a board knows of a person before it looks.
type standing struct {
	Person       id.Person       `db:"id" privacy:"internal"`
	Name         string          `db:"name" privacy:"restricted"`
	NameKey      string          `db:"name_key" privacy:"restricted"`
	RegisterNo   string          `db:"register_no" privacy:"restricted"`
	AdmittedOn   civil.Date      `db:"admitted_on" privacy:"restricted"`
	ReleaseDueOn civil.Date      `db:"release_due_on" privacy:"restricted"`
	Stage        Stage           `db:"stage" privacy:"restricted"`
	PlanOffice   id.Organisation `db:"plan_office" privacy:"internal"`
	PlanReviewOn civil.Date      `db:"plan_review_on" privacy:"restricted"`
	Ready        bool            `db:"ready" privacy:"restricted"`
}

// DueCases is what the board of an office should see until a day: nobody is
// listed who stands on the agenda of a sitting to come, and no child by whoever
// may not open the record. First what is due first.
func (s *Service) DueCases(ctx context.Context, a authz.Actor, office id.Organisation, until civil.Date) ([]DueCase, error) {
	if err := policy.Check(a, CanReadReview); err != nil {
		return nil, err
	}
	if !a.Scope.Has(office) {
		return nil, errNotFound
	}
	if until.IsZero() {
		return nil, (&errs.Error{Kind: errs.Invalid, Code: "invalid", Fields: []errs.Field{{Path: "until", Code: "required"}}})
	}
	out, err := s.dueCases(ctx, a, office, until)
	if err != nil {
		return nil, fmt.Errorf("list due cases of %s: %w", office, err)
	}
	return out, nil
}

func (s *Service) dueCases(ctx context.Context, a authz.Actor, office id.Organisation, until civil.Date) ([]DueCase, error) {
	people, err := standingsOf(ctx, s.db, a, office)
	if err != nil {
		return nil, err
	}
	cases, err := db.All[boardCase](ctx, s.db, selectBoardCase, office)
	if err != nil {
		return nil, err
	}
	var marks []Milestone
	if s.dates != nil {
		if marks, err = s.dates(ctx, s.db, office, until); err != nil {
			return nil, err
		}
	}
	return due(people, cases, marks, office, until), nil
}

// standingsOf reads everybody with whom the office works and whom the actor may
// read. Whoever is held elsewhere is no longer its business, whatever it planned
// for them.
func standingsOf(ctx context.Context, q db.Querier, a authz.Actor, office id.Organisation) ([]standing, error) {
	kind, err := person.OfficeType(ctx, q, office)
	if err != nil {
		return nil, err
	}
	text := selectStanding + `WHERE p.facility_id = $1 AND p.custody_status = 'active'`
	if kind == bapas {
		text = selectStanding + `WHERE p.probation_id = $1 AND p.custody_status = 'released'`
	}
	return db.All[standing](ctx, q, text+" AND "+person.NotChild(a, "p", civil.Today(q.Now())), office)
}

const bapas = "BAPAS"

const selectStanding = `SELECT p.id, p.name, p.name_key, p.register_no, p.admitted_on, p.release_due_on, coalesce(s.stage, '') AS stage,
	l.facility_id AS plan_office, l.review_on AS plan_review_on,
	CASE WHEN EXISTS (SELECT 1 FROM assessment_readiness r WHERE r.person_id = p.id AND r.phase = 'release'
		AND (p.admitted_on IS NULL OR r.taken_on >= p.admitted_on)) THEN TRUE ELSE FALSE END AS ready
	FROM person_person p LEFT JOIN casework_stage s ON s.person_id = p.id AND s.newest
	LEFT JOIN casework_plan l ON l.person_id = p.id AND l.newest `

// boardCase is what matters of an earlier case for what is due now.
type boardCase struct {
	ID        id.Case       `db:"id" privacy:"internal"`
	Person    id.Person     `db:"person_id" privacy:"internal"`
	Decision  DecisionKind  `db:"decision" privacy:"restricted"`
	DecidedOn civil.Date    `db:"decided_on" privacy:"restricted"`
	ReviewOn  civil.Date    `db:"review_on" privacy:"restricted"`
	Status    SittingStatus `db:"status" privacy:"internal"`
}

const selectBoardCase = `SELECT c.id, c.person_id, c.decision, c.decided_on, c.review_on, x.status FROM casework_case c
	JOIN casework_sitting x ON x.facility_id = c.facility_id AND x.id = c.sitting_id
	WHERE c.facility_id = $1 AND x.status <> 'cancelled' ORDER BY c.decided_on, c.id`

// history is what boards have said of one person in this stay.
type history struct {
	waits    bool // on the agenda of a sitting to come
	last     boardCase
	proposed map[DecisionKind]bool
}

func historyOf(p standing, cases []boardCase) history {
	h := history{proposed: map[DecisionKind]bool{}}
	for _, c := range cases {
		switch {
		case c.Decision == Undecided:
			h.waits = h.waits || c.Status == Planned
		case p.AdmittedOn.After(c.DecidedOn): // of an earlier stay
		default:
			h.proposed[c.Decision] = true
			h.last = c
		}
	}
	return h
}

// due is the rule, without a database: which of the people should be seen.
func due(people []standing, cases []boardCase, marks []Milestone, office id.Organisation, until civil.Date) []DueCase {
	seen, dated := map[id.Person][]boardCase{}, map[id.Person][]Milestone{}
	for _, c := range cases {
		seen[c.Person] = append(seen[c.Person], c)
	}
	for _, m := range marks {
		dated[m.Person] = append(dated[m.Person], m)
	}
	out := []DueCase{}
	names := map[id.Person]string{}
	for _, p := range people {
		h := historyOf(p, seen[p.Person])
		if h.waits || h.last.Decision == Defer && h.last.ReviewOn.After(until) {
			continue
		}
		c := DueCase{Person: p.Person, Name: p.Name, RegisterNo: p.RegisterNo, Stage: p.Stage}
		for _, m := range dated[p.Person] {
			if m.wanted(p, h) {
				c.add(m.Reason, m.On, until)
			}
		}
		if !p.Ready && !p.ReleaseDueOn.IsZero() {
			c.add(ForReadiness, p.ReleaseDueOn.AddDays(-ReadinessAhead), until)
		}
		if p.PlanOffice != office && !p.PlanOffice.IsZero() {
			c.add(PlanTakeOver, p.AdmittedOn, until)
		}
		c.add(PlanReview, p.PlanReviewOn, until)
		c.add(NextReview, h.last.ReviewOn, until)
		if len(c.Reasons) > 0 {
			out, names[p.Person] = append(out, c), p.NameKey
		}
	}
	slices.SortFunc(out, func(a, b DueCase) int {
		if d := a.DueOn.Compare(b.DueOn); d != 0 {
			return d
		}
		if d := strings.Compare(names[a.Person], names[b.Person]); d != 0 {
			return d
		}
		return strings.Compare(a.Person.String(), b.Person.String())
	})
	return out
}

// wanted reports whether a milestone still asks for something: a stage that was
// reached, and a right that was proposed, do not.
func (m Milestone) wanted(p standing, h history) bool {
	switch m.Reason {
	case ToMid1, ToMid2, ToFinal:
		return p.Stage.rank() < slices.Index([]Reason{"", ToMid1, ToMid2, ToFinal}, m.Reason)
	}
	return !h.proposed[DecisionKind(m.Reason)]
}

// add notes a reason whose day has come.
func (c *DueCase) add(r Reason, on, until civil.Date) {
	if on.IsZero() || on.After(until) {
		return
	}
	c.Reasons = append(c.Reasons, r)
	if c.DueOn.IsZero() || c.DueOn.After(on) {
		c.DueOn = on
	}
}
