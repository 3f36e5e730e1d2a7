package programme

import (
	"context"
	"fmt"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Backing is what a class needs to know of the promise it stands on.
type Backing struct {
	Cooperation id.Cooperation
	Partner     id.Organisation
	Activity    id.Activity // the planned activity that the promise serves, if any
	Live        bool        // neither cancelled nor closed without delivery
	Agreement   string      // reference of the agreement in force today; empty for none
}

// BackingFunc finds the promise behind a commitment as far as the actor may see
// it; an unknown one is errs.NotFound. The app connects it to partnership.
type BackingFunc func(ctx context.Context, q db.Querier, actor authz.Actor, c id.Commitment) (Backing, error)

// Service is the use cases of programmes and classes.
type Service struct {
	db      *db.DB
	backing BackingFunc
}

// New makes the service.
func New(d *db.DB, backing BackingFunc) *Service { return &Service{d, backing} }

// AddProgramme adds an entry to the catalogue. Permission: programme.write.
// Errors: Invalid; Conflict "exists" for a code in use.
func (s *Service) AddProgramme(ctx context.Context, actor authz.Actor, cmd ProgrammeCommand) (Programme, error) {
	if err := policy.Check(actor, "programme.write"); err != nil {
		return Programme{}, err
	}
	if err := cmd.validate(); err != nil {
		return Programme{}, err
	}
	var p Programme
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		p = Programme{
			ID: cmd.ID, Code: cmd.Code, Name: cmd.Name, Category: cmd.Category, Area: cmd.Area, Sector: cmd.Sector,
			Hours: cmd.Hours, Capacity: cmd.Capacity, Active: true, Version: 1, Created: tx.Now(), Updated: tx.Now(),
		}
		if p.ID.IsZero() {
			p.ID = p.ID.Make()
		}
		if err := db.Insert(ctx, tx, "programme_programme", p); err != nil {
			return codeTaken(err)
		}
		if err := insertUnits(ctx, tx, p.ID, cmd.Units); err != nil {
			return err
		}
		return audit.Created(ctx, tx, actor, audit.What{Org: actorOrg(actor, p.ID), Action: "programme.add", Kind: "programme", Record: p.ID, Version: 1}, p)
	})
	return p, wrap("add programme", err)
}

// ChangeProgramme changes a catalogue entry and replaces its units. Permission:
// programme.write. Errors: Invalid, NotFound, Conflict.
func (s *Service) ChangeProgramme(ctx context.Context, actor authz.Actor, cmd ProgrammeCommand) (Programme, error) {
	if err := policy.Check(actor, "programme.write"); err != nil {
		return Programme{}, err
	}
	if err := cmd.validate(); err != nil {
		return Programme{}, err
	}
	var p Programme
	org := actorOrg(actor, cmd.ID)
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		old, err := programmeByID(ctx, tx, cmd.ID)
		if err != nil {
			return err
		}
		p = old
		p.Code, p.Name, p.Category, p.Area, p.Sector = cmd.Code, cmd.Name, cmd.Category, cmd.Area, cmd.Sector
		p.Hours, p.Capacity, p.Active = cmd.Hours, cmd.Capacity, cmd.Active
		p.Version, p.Updated = cmd.Version+1, tx.Now()
		if err := db.Update(ctx, tx, "programme_programme", p, cmd.Version, "id"); err != nil {
			return codeTaken(err)
		}
		if _, err := db.Exec(ctx, tx, `DELETE FROM programme_unit WHERE programme_id = $1`, p.ID); err != nil {
			return err
		}
		if err := insertUnits(ctx, tx, p.ID, cmd.Units); err != nil {
			return err
		}
		return audit.Changed(ctx, tx, actor, audit.What{Org: org, Action: "programme.change", Kind: "programme", Record: p.ID, Version: p.Version}, old, p)
	})
	return p, wrap("change programme", audit.Stale(ctx, s.db, err, org, cmd.ID, cmd.Version))
}

// Programme returns a catalogue entry with its units. Permission: programme.read.
func (s *Service) Programme(ctx context.Context, actor authz.Actor, key id.Programme) (Programme, []Unit, error) {
	if err := policy.Check(actor, "programme.read"); err != nil {
		return Programme{}, nil, err
	}
	p, err := programmeByID(ctx, s.db, key)
	if err != nil {
		return Programme{}, nil, wrap("read programme", err)
	}
	u, err := unitsOf(ctx, s.db, key)
	return p, u, wrap("read programme", err)
}

// ProgrammeFilter narrows the catalogue. Regency, when given, puts programmes
// that fit the regency's local potential first by keeping only those.
type ProgrammeFilter struct {
	Text     string
	Category Category
	Sectors  []string // only programmes of these sectors; empty for all
}

// Programmes lists the catalogue by name. Permission: programme.read.
func (s *Service) Programmes(ctx context.Context, actor authz.Actor, f ProgrammeFilter, r page.Request) (page.Of[Programme], error) {
	if err := policy.Check(actor, "programme.read"); err != nil {
		return page.Of[Programme]{}, err
	}
	p, err := listProgrammes(ctx, s.db, f, r)
	return p, wrap("list programmes", err)
}

// OpenClass opens a class at a facility of the actor's. When it stands on a
// commitment the partner and the thread follow from it. Permission: class.write.
// Errors: Invalid (also for an inactive programme or an ended promise), NotFound.
func (s *Service) OpenClass(ctx context.Context, actor authz.Actor, cmd ClassCommand) (Offering, error) {
	if err := policy.Check(actor, "class.write"); err != nil {
		return Offering{}, err
	}
	if cmd.Facility.IsZero() {
		cmd.Facility = actor.Org
	}
	if !actor.Scope.Has(cmd.Facility) {
		return Offering{}, errNotFound
	}
	if err := cmd.validate(); err != nil {
		return Offering{}, err
	}
	var o Offering
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		if err := mayTeach(ctx, tx, cmd.Programme); err != nil {
			return err
		}
		b, err := s.backingOf(ctx, tx, actor, cmd.Commitment)
		if err != nil {
			return err
		}
		activity := cmd.Activity
		if activity.IsZero() {
			activity = b.Activity
		}
		if err := plannedUnder(ctx, tx, activity, b.Cooperation); err != nil {
			return err
		}
		ref, err := directory.NextNumberTx(ctx, tx, cmd.Facility, "KLS", civil.Today(tx.Now()).Year())
		if err != nil {
			return err
		}
		o = Offering{
			Facility: cmd.Facility, ID: cmd.ID, Programme: cmd.Programme, Cooperation: b.Cooperation, Commitment: cmd.Commitment,
			Activity: activity, Partner: b.Partner, Ref: ref, Title: cmd.Title, Place: cmd.Place, Starts: cmd.Starts, Ends: cmd.Ends,
			Capacity: cmd.Capacity, Status: Open, Version: 1, Created: tx.Now(), Updated: tx.Now(),
		}
		if o.ID.IsZero() {
			o.ID = o.ID.Make()
		}
		if err := db.Insert(ctx, tx, "programme_offering", o); err != nil {
			return err
		}
		return audit.Created(ctx, tx, actor, s.what(o, "class.open"), o)
	})
	return o, wrap("open class", err)
}

// mayTeach checks that the catalogue has the programme and still offers it.
func mayTeach(ctx context.Context, tx *db.Tx, key id.Programme) error {
	p, err := programmeByID(ctx, tx, key)
	if errs.KindOf(err) == errs.NotFound || err == nil && !p.Active {
		return field("programme_id", "choice.invalid")
	}
	return err
}

func (s *Service) backingOf(ctx context.Context, q db.Querier, actor authz.Actor, c id.Commitment) (Backing, error) {
	if c.IsZero() {
		return Backing{}, nil
	}
	b, err := s.backing(ctx, q, actor, c)
	if errs.KindOf(err) == errs.NotFound {
		return b, field("commitment_id", "choice.invalid")
	}
	if err == nil && !b.Live {
		return b, field("commitment_id", "class.promise_ended")
	}
	return b, err
}

// ChangeClass changes a live class; seats cannot fall below those taken.
// Permission: class.write. Errors: Invalid, NotFound, State, Conflict.
func (s *Service) ChangeClass(ctx context.Context, actor authz.Actor, cmd ClassCommand) (Offering, error) {
	if err := policy.Check(actor, "class.write"); err != nil {
		return Offering{}, err
	}
	if err := cmd.validate(); err != nil {
		return Offering{}, err
	}
	return s.change(ctx, actor, cmd.ID, cmd.Version, "class.change", func(tx *db.Tx, o *Offering) error {
		if !o.Status.Live() {
			return errs.New(errs.State, "class.ended")
		}
		if cmd.Capacity < o.Enrolled {
			return field("capacity", "class.seats_taken", "n", o.Enrolled)
		}
		if cmd.Programme != o.Programme {
			if err := mayTeach(ctx, tx, cmd.Programme); err != nil {
				return err
			}
		}
		if cmd.Commitment != o.Commitment {
			b, err := s.backingOf(ctx, tx, actor, cmd.Commitment)
			if err != nil {
				return err
			}
			o.Commitment, o.Cooperation, o.Partner = cmd.Commitment, b.Cooperation, b.Partner
		}
		if err := plannedUnder(ctx, tx, cmd.Activity, o.Cooperation); err != nil {
			return err
		}
		o.Programme, o.Activity, o.Title, o.Place = cmd.Programme, cmd.Activity, cmd.Title, cmd.Place
		o.Starts, o.Ends, o.Capacity = cmd.Starts, cmd.Ends, cmd.Capacity
		return nil
	})
}

// CompleteClass ends a running class: participants who are still active have
// completed it. Permission: class.write. Errors: NotFound, State, Conflict.
func (s *Service) CompleteClass(ctx context.Context, actor authz.Actor, key id.Offering, version int64) (Offering, error) {
	if err := policy.Check(actor, "class.write"); err != nil {
		return Offering{}, err
	}
	return s.change(ctx, actor, key, version, "class.complete", func(tx *db.Tx, o *Offering) error {
		if !o.Status.mayBecome(Completed) {
			return errs.New(errs.State, "class.not_running")
		}
		o.Status = Completed
		return endEnrolments(ctx, tx, *o, Finished, "")
	})
}

// CancelClass ends a class early, for a reason, and with it its seats.
// Permission: class.write. Errors: Invalid, NotFound, State, Conflict.
func (s *Service) CancelClass(ctx context.Context, actor authz.Actor, key id.Offering, version int64, reason string) (Offering, error) {
	if err := policy.Check(actor, "class.write"); err != nil {
		return Offering{}, err
	}
	var f errs.Fields
	directory.CheckText(&f, "reason", &reason, maxShort, true)
	if err := f.Err(); err != nil {
		return Offering{}, err
	}
	return s.change(ctx, actor, key, version, "class.cancel", func(tx *db.Tx, o *Offering) error {
		if !o.Status.mayBecome(Cancelled) {
			return errs.New(errs.State, "class.ended")
		}
		o.Status, o.CloseReason = Cancelled, reason
		return endEnrolments(ctx, tx, *o, Left, "class_cancelled")
	})
}

// change loads a class in scope, lets f change it and stores it with its audit.
func (s *Service) change(ctx context.Context, actor authz.Actor, key id.Offering, version int64, action string, f func(tx *db.Tx, o *Offering) error) (Offering, error) {
	var o Offering
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		old, err := offeringLocked(ctx, tx, actor, key)
		if err != nil {
			return err
		}
		o = old
		if err := f(tx, &o); err != nil {
			return err
		}
		since := orPresent(version, old.Version)
		o.Version, o.Updated = since+1, tx.Now()
		if err := db.Update(ctx, tx, "programme_offering", o, since, "facility_id", "id"); err != nil {
			return err
		}
		return audit.Changed(ctx, tx, actor, s.what(o, action), old, o)
	})
	return o, wrap(action, audit.Stale(ctx, s.db, err, o.Facility, key, version))
}

// orPresent lets a caller who looked at no version act on the present one.
func orPresent(version, present int64) int64 {
	if version == 0 {
		return present
	}
	return version
}

// Class returns a class in scope with the names around it. Permission: class.read.
func (s *Service) Class(ctx context.Context, actor authz.Actor, key id.Offering) (ClassRow, error) {
	if err := policy.Check(actor, "class.read"); err != nil {
		return ClassRow{}, err
	}
	o, err := classInScope(ctx, s.db, actor, key)
	return o, wrap("read class", err)
}

// ClassIn is Class inside another feature's transaction, which has asked its
// own policy. Errors: NotFound, also out of the actor's scope.
func ClassIn(ctx context.Context, q db.Querier, actor authz.Actor, key id.Offering) (Offering, error) {
	return offeringInScope(ctx, q, actor, key)
}

// ClassFilter narrows the list of classes.
type ClassFilter struct {
	Text        string
	Status      Status
	Programme   id.Programme
	Commitment  id.Commitment
	Cooperation id.Cooperation
	Desc        bool // latest start first
}

// ClassRow is a class with the names of its programme, facility and partner.
type ClassRow struct {
	Offering
	ProgrammeName string `db:"programme_name" privacy:"public" json:"programme_name"`
	FacilityName  string `db:"facility_name" privacy:"internal" json:"facility_name"`
	PartnerName   string `db:"partner_name" privacy:"internal" json:"partner_name"`
}

// Classes lists classes in scope by their start. Permission: class.read.
func (s *Service) Classes(ctx context.Context, actor authz.Actor, f ClassFilter, r page.Request) (page.Of[ClassRow], error) {
	if err := policy.Check(actor, "class.read"); err != nil {
		return page.Of[ClassRow]{}, err
	}
	p, err := listOfferings(ctx, s.db, actor.Scope, f, r)
	return p, wrap("list classes", err)
}

// History lists what was done to a class, newest first. Permission: class.read.
func (s *Service) History(ctx context.Context, actor authz.Actor, key id.Offering) ([]audit.Entry, error) {
	o, err := s.Class(ctx, actor, key)
	if err != nil {
		return nil, err
	}
	if !actor.Scope.Has(o.Facility) {
		return nil, errNotFound // a partner sees the class, not who worked on it
	}
	return audit.History(ctx, s.db, o.Facility, o.ID)
}

func (s *Service) what(o Offering, action string) audit.What {
	return audit.What{Org: o.Facility, Action: action, Kind: "class", Record: o.ID, Version: o.Version}
}

// actorOrg is the chain that a catalogue change is written to: the actor's
// organisation, or for the operator the entry itself.
func actorOrg(a authz.Actor, p id.Programme) id.Organisation {
	if a.Org.IsZero() {
		return id.Organisation(p)
	}
	return a.Org
}

func field(path, code string, pairs ...any) error {
	var f errs.Fields
	f.Add(path, code, pairs...)
	return f.Err()
}

func codeTaken(err error) error {
	if db.IsUnique(err, "programme_programme_code_key", "programme_programme.code") {
		return field("code", "exists")
	}
	return err
}

func wrap(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}
