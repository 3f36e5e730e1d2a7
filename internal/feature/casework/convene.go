package casework

import (
	"context"
	"fmt"
	"slices"

	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// CaseRow is a case with whose it is.
type CaseRow struct {
	Case
	Name         string     `db:"name" privacy:"restricted" json:"name"`
	RegisterNo   string     `db:"register_no" privacy:"restricted" json:"register_no"`
	ReleaseDueOn civil.Date `db:"release_due_on" privacy:"restricted" json:"release_due_on"`
	Stage        Stage      `db:"stage" privacy:"restricted" json:"stage"` // where the person stands now
}

// Agenda is a sitting with its board and its cases.
type Agenda struct {
	Sitting
	Members []Member  `json:"members"`
	Cases   []CaseRow `json:"cases"`
	Sealed  int       `json:"sealed_cases"` // of children whose records the reader may not open
}

// Undecided counts the cases that still wait.
func (g Agenda) Undecided() int {
	n := 0
	for _, c := range g.Cases {
		if !c.Decided() {
			n++
		}
	}
	return n
}

// Agenda is one sitting, whole. Its cases name people: only those whom the
// reader may see are there.
func (s *Service) Agenda(ctx context.Context, a authz.Actor, key id.Sitting) (Agenda, error) {
	if err := policy.Check(a, CanReadReview); err != nil {
		return Agenda{}, err
	}
	x, err := sittingIn(ctx, s.db, a, key)
	if err != nil {
		return Agenda{}, err
	}
	g, err := agendaOf(ctx, s.db, x)
	if err != nil {
		return Agenda{}, err
	}
	return g, s.seal(ctx, a, &g)
}

// seal takes the cases away that the reader may not know of, and counts them.
func (s *Service) seal(ctx context.Context, a authz.Actor, g *Agenda) error {
	open, err := db.All[id.Case](ctx, s.db, `SELECT c.id FROM casework_case c JOIN person_person p ON p.id = c.person_id
		WHERE c.facility_id = $1 AND c.sitting_id = $2 AND `+person.NotChild(a, "p", civil.Today(s.db.Now())), g.Facility, g.ID)
	all := len(g.Cases)
	g.Cases = slices.DeleteFunc(g.Cases, func(c CaseRow) bool { return !slices.Contains(open, c.ID) })
	g.Sealed = all - len(g.Cases)
	return err
}

func agendaOf(ctx context.Context, q db.Querier, x Sitting) (g Agenda, err error) {
	g = Agenda{Sitting: x, Members: []Member{}, Cases: []CaseRow{}}
	members, err := db.All[Member](ctx, q, selectMember+`WHERE facility_id = $1 AND sitting_id = $2 ORDER BY line`, x.Facility, x.ID)
	if err != nil {
		return g, err
	}
	cases, err := db.All[CaseRow](ctx, q, selectCaseRow+`WHERE c.facility_id = $1 AND c.sitting_id = $2 ORDER BY CASE WHEN c.due_on IS NULL THEN 1 ELSE 0 END, c.due_on, p.name_key, c.id`, x.Facility, x.ID)
	g.Members, g.Cases = append(g.Members, members...), append(g.Cases, cases...)
	return g, err
}

var selectCaseRow = `SELECT ` + db.Columns[Case]("c") + `, p.name, p.register_no, p.release_due_on, coalesce(s.stage, '') AS stage FROM casework_case c
	JOIN person_person p ON p.id = c.person_id LEFT JOIN casework_stage s ON s.person_id = c.person_id AND s.newest `

// sittingIn is a sitting of a board in the actor's scope.
func sittingIn(ctx context.Context, q db.Querier, a authz.Actor, key id.Sitting) (Sitting, error) {
	text := selectSitting + `WHERE id = $1`
	if tx, ok := q.(*db.Tx); ok {
		text += tx.ForUpdate()
	}
	x, err := db.One[Sitting](ctx, q, text, key)
	if err != nil {
		return Sitting{}, err
	}
	if !a.Scope.Has(x.Facility) {
		return Sitting{}, errNotFound
	}
	return x, nil
}

// Convene calls a sitting of the board of a facility or probation office.
func (s *Service) Convene(ctx context.Context, a authz.Actor, c SittingCommand) (Agenda, error) {
	if err := policy.Check(a, CanWriteReview); err != nil {
		return Agenda{}, err
	}
	if c.Facility.IsZero() {
		c.Facility = a.Org
	}
	if !a.Scope.Has(c.Facility) {
		return Agenda{}, errNotFound
	}
	if c.ID.IsZero() {
		c.ID = c.ID.Make()
	}
	var g Agenda
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		if err := c.validate(); err != nil {
			return err
		}
		if kind, err := person.OfficeType(ctx, tx, c.Facility); err != nil || kind == "" {
			return cmpOr(err, errNotFound)
		}
		x := Sitting{Facility: c.Facility, ID: c.ID, Status: Planned, Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now()}
		c.write(&x)
		var err error
		if x.Ref, err = directory.NextNumberTx(ctx, tx, x.Facility, series, x.HeldOn.Year()); err != nil {
			return err
		}
		if err := db.Insert(ctx, tx, "casework_sitting", x); err != nil {
			return err
		}
		g = Agenda{Sitting: x, Members: c.members(x), Cases: []CaseRow{}}
		if err := insertMembers(ctx, tx, g.Members); err != nil {
			return err
		}
		return audit.Created(ctx, tx, a, whatSitting(x, "review.convene"), x)
	})
	if err != nil {
		return Agenda{}, fmt.Errorf("convene board: %w", err)
	}
	return g, nil
}

func cmpOr(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

func insertMembers(ctx context.Context, tx *db.Tx, members []Member) error {
	for _, m := range members {
		if err := db.Insert(ctx, tx, "casework_member", m); err != nil {
			return err
		}
	}
	return nil
}

// ChangeSitting changes day, place, board, attendance and minutes. Minutes and
// attendance may be mended after the sitting is concluded, the day may not.
func (s *Service) ChangeSitting(ctx context.Context, a authz.Actor, key id.Sitting, version int64, c SittingCommand) (Agenda, error) {
	return s.updateSitting(ctx, a, key, version, "review.change", func(tx *db.Tx, x *Sitting) error {
		if x.Status == Cancelled {
			return errs.New(errs.State, "review.cancelled")
		}
		if err := c.validate(); err != nil {
			return err
		}
		if x.Status == Concluded && x.HeldOn != c.HeldOn {
			var f errs.Fields
			f.Add("held_on", "review.day_fixed")
			return f.Err()
		}
		c.write(x)
		if _, err := db.Exec(ctx, tx, `DELETE FROM casework_member WHERE facility_id = $1 AND sitting_id = $2`, x.Facility, x.ID); err != nil {
			return err
		}
		return insertMembers(ctx, tx, c.members(*x))
	})
}

// Conclude ends a sitting: every case is decided, and its day has come.
func (s *Service) Conclude(ctx context.Context, a authz.Actor, key id.Sitting, version int64) (Agenda, error) {
	return s.updateSitting(ctx, a, key, version, "review.conclude", func(tx *db.Tx, x *Sitting) error {
		g, err := agendaOf(ctx, tx, *x)
		switch {
		case err != nil:
			return err
		case x.Status != Planned:
			return errs.New(errs.State, "review.over")
		case x.HeldOn.After(today(tx)):
			return errs.New(errs.State, "review.not_yet")
		case g.Undecided() > 0:
			return errs.New(errs.State, "review.undecided").With("n", g.Undecided())
		}
		x.Status = Concluded
		return nil
	})
}

// CancelSitting calls a sitting off. Its cases are due again by themselves.
// State when one of them is decided.
func (s *Service) CancelSitting(ctx context.Context, a authz.Actor, key id.Sitting, version int64, reason string) (Agenda, error) {
	return s.updateSitting(ctx, a, key, version, "review.cancel", func(tx *db.Tx, x *Sitting) error {
		var f errs.Fields
		directory.CheckText(&f, "reason", &reason, person.MaxShort, true)
		if err := f.Err(); err != nil {
			return err
		}
		g, err := agendaOf(ctx, tx, *x)
		switch {
		case err != nil:
			return err
		case x.Status != Planned:
			return errs.New(errs.State, "review.over")
		case g.Undecided() < len(g.Cases):
			return errs.New(errs.State, "review.has_decisions")
		}
		x.Status, x.CancelReason = Cancelled, reason
		return nil
	})
}

func (s *Service) updateSitting(ctx context.Context, a authz.Actor, key id.Sitting, version int64, action string, change func(tx *db.Tx, x *Sitting) error) (Agenda, error) {
	if err := policy.Check(a, CanWriteReview); err != nil {
		return Agenda{}, err
	}
	var before Sitting
	var g Agenda
	err := s.db.InTx(ctx, func(tx *db.Tx) (err error) {
		if before, err = sittingIn(ctx, tx, a, key); err != nil {
			return err
		}
		after := before
		if err := change(tx, &after); err != nil {
			return err
		}
		since := orNewest(version, before.Version)
		after.Version, after.UpdatedAt = since+1, tx.Now()
		if err := db.Update(ctx, tx, "casework_sitting", after, since, "facility_id", "id"); err != nil {
			return err
		}
		if err := audit.Changed(ctx, tx, a, whatSitting(after, action), before, after); err != nil {
			return err
		}
		g, err = agendaOf(ctx, tx, after)
		return err
	})
	if err != nil {
		return Agenda{}, fmt.Errorf("%s %s: %w", action, key, audit.Stale(ctx, s.db, err, before.Facility, key, version))
	}
	return g, nil
}

func whatSitting(x Sitting, action string) audit.What {
	return audit.What{Org: x.Facility, Action: action, Kind: "sitting", Record: x.ID, Version: x.Version}
}
