package person

import (
	"context"
	"errors"
	"fmt"
	"time"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Service is the register's use cases. Every method answers Unauthenticated or
// Forbidden by role, and NotFound for a person who is neither held nor guided by
// an organisation in the actor's scope.
type Service struct {
	db    *db.DB
	vault vault

	// Left tells higher features that a stay ended, ReleaseMoved that the expected
	// release is another day, Redated that a release was on another day, or never.
	Left         Hook[Left]
	ReleaseMoved Hook[ReleaseMoved]
	Redated      Hook[Redated]
	// Placed tells that a record is another facility's now.
	Placed Hook[Placed]
	// Joined tells that rows of higher features went from one record to another.
	Joined Hook[Joined]

	// Links are the rows that follow a person from one record to another. To the
	// register's own the app adds those of higher features at start-up.
	Links []Link

	// Closing tells higher features that a record is disposed of; Medical asks them
	// whether they still hold what is medical about a person.
	Closing Hook[Closing]
	Medical []func(ctx context.Context, q db.Querier, p id.Person) (bool, error)

	// EmergencyFor is how long an emergency access stands.
	EmergencyFor time.Duration

	readings *readings
}

// New returns the register on a database.
func New(d *db.DB, k Keys) *Service {
	return &Service{db: d, vault: newVault(k), EmergencyFor: EmergencyTerm, readings: &readings{}, Links: ownLinks()}
}

// Get is one person: one query, by key. That the record was opened is noted, see
// Readers.
func (s *Service) Get(ctx context.Context, a authz.Actor, person id.Person) (Person, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return Person{}, err
	}
	p, err := visible(ctx, s.db, a, person)
	if err != nil {
		return Person{}, err
	}
	if !p.MayOpen(a, civil.Today(s.db.Now())) { // an emergency, noted already
		return s.unsealed(ctx, p)
	}
	return p, s.noteOpened(ctx, a, p)
}

// Identity is the identity number as people are shown it, with what in it
// disagrees with the register. Nobody is shown it whole.
type Identity struct {
	Masked string   `json:"masked"`
	Doubts []string `json:"doubts"`
}

// Identity opens the number of a person whom Get returned; no query.
func (s *Service) Identity(ctx context.Context, a authz.Actor, p Person) (Identity, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return Identity{}, err
	}
	if !p.MayOpen(a, civil.Today(s.db.Now())) {
		if open, err := underEmergency(ctx, s.db, a, p); err != nil || !open {
			return Identity{}, errors.Join(err, errNotFound)
		}
	}
	n, err := s.vault.open(p.NIKCipher, p.ID)
	return Identity{Masked: n.Masked(), Doubts: n.Doubts(p.Sex, p.Born)}, err
}

// Register takes a person into the register and opens the first stay. A number
// that somebody else has is a field error; where that person is, is not told.
func (s *Service) Register(ctx context.Context, a authz.Actor, c RegisterCommand) (Person, error) {
	if err := policy.Check(a, CanRegister); err != nil {
		return Person{}, err
	}
	if !a.Scope.Has(c.Facility) {
		return Person{}, errNotFound
	}
	nik, err := c.validate(civil.Today(s.db.Now()))
	if err != nil {
		return Person{}, err
	}
	if c.ID.IsZero() {
		c.ID = c.ID.Make()
	}
	var p Person
	err = s.db.InTx(ctx, func(tx *db.Tx) error {
		p = Person{ID: c.ID, Facility: c.Facility, Custody: Active, AdmittedOn: c.AdmittedOn, Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now()}
		c.Details.write(&p)
		p.NIKCipher, p.NIKHash = s.vault.seal(nik, p.ID), s.vault.digest(nik)
		office, err := OfficeType(ctx, tx, c.Facility)
		if err != nil {
			return err
		}
		if err := c.place(office, a, &p); err != nil {
			return err
		}
		if err := db.Insert(ctx, tx, table, p); err != nil {
			return fieldOf(err, p)
		}
		if p.Custody == Active {
			if err := openCustody(ctx, tx, p); err != nil {
				return err
			}
		}
		if err := begin(ctx, tx, p); err != nil {
			return err
		}
		if err := keep(ctx, tx, nil, p); err != nil {
			return err
		}
		return audit.Created(ctx, tx, a, what(p, CanRegister), p)
	})
	if err != nil {
		return Person{}, wrap("register", c.ID, err)
	}
	return p, nil
}

// begin keeps the first number and the first legal status of a new person.
func begin(ctx context.Context, tx *db.Tx, p Person) error {
	if err := keepNumber(ctx, tx, p, p.RegisterNo, p.since()); err != nil {
		return err
	}
	return keepStep(ctx, tx, p, Recorded, p.since(), "")
}

// place decides between custody and guidance by the kind of office.
func (c *RegisterCommand) place(office directory.FacilityType, a authz.Actor, p *Person) error {
	var f errs.Fields
	if (office == directory.Bapas) != (c.LegalStatus == Client) || a.Role == authz.ProbationOfficer && c.LegalStatus != Client {
		f.Add("legal_status", "person.wrong_office")
	}
	if c.LegalStatus == Client {
		p.Custody, p.Probation, p.AdmittedOn, p.ReleasedOn = Released, c.Facility, civil.Date{}, c.ReleasedOn
	}
	return f.Err()
}

// Change corrects the register. Facilities change whom they hold, a probation
// office whom it guides.
func (s *Service) Change(ctx context.Context, a authz.Actor, person id.Person, c ChangeCommand) (Person, error) {
	if err := policy.Check(a, CanChange); err != nil {
		return Person{}, err
	}
	return s.update(ctx, a, person, c.Version, CanChange, func(ctx context.Context, tx *db.Tx, p *Person) error {
		today := civil.Today(tx.Now())
		nik, err := c.validate(*p, today)
		if err != nil {
			return err
		}
		if err := step(ctx, tx, p, c.LegalStatus, Recorded, today, ""); err != nil {
			return err
		}
		if err := renumber(ctx, tx, p, c.RegisterNo, today, false); err != nil {
			return err
		}
		c.Details.write(p)
		if c.NIK != nil {
			p.NIKCipher, p.NIKHash = s.vault.seal(nik, p.ID), s.vault.digest(nik)
		}
		return nil
	})
}

// update runs one change of a person's row: load in scope, change, store, audit.
func (s *Service) update(ctx context.Context, a authz.Actor, person id.Person, version int64, action authz.Action,
	change func(ctx context.Context, tx *db.Tx, p *Person) error,
) (Person, error) {
	var before, after Person
	err := s.db.InTx(ctx, func(tx *db.Tx) (err error) {
		if before, err = visible(ctx, tx, a, person); err != nil {
			return err
		}
		after = before
		if err := change(ctx, tx, &after); err != nil {
			return err
		}
		if err := s.place(ctx, tx, a, action, before, &after, version); err != nil {
			return err
		}
		if before.ReleaseDueOn == after.ReleaseDueOn {
			return nil
		}
		return s.ReleaseMoved.tell(ctx, tx, ReleaseMoved{a, person, before.ReleaseDueOn, after.ReleaseDueOn, string(action)})
	})
	if err != nil {
		return Person{}, wrap(string(action), person, audit.Stale(ctx, s.db, err, before.Facility, person, version))
	}
	return after, nil
}

// place is store for a row that may have become another facility's.
func (s *Service) place(ctx context.Context, tx *db.Tx, a authz.Actor, action authz.Action, before Person, after *Person, version int64) error {
	if err := store(ctx, tx, a, action, before, after, version); err != nil || before.Facility == after.Facility {
		return err
	}
	return s.Placed.tell(ctx, tx, Placed{a, before, *after})
}

// store writes a changed row and its audit entry, in the chain of the facility
// that had the person before. Version zero means the one just read.
func store(ctx context.Context, tx *db.Tx, a authz.Actor, action authz.Action, before Person, after *Person, version int64) error {
	if version == 0 {
		version = before.Version
	}
	after.Version, after.UpdatedAt = version+1, tx.Now()
	if err := db.Update(ctx, tx, table, *after, version, "id"); err != nil {
		return fieldOf(err, *after)
	}
	if err := keep(ctx, tx, &before, *after); err != nil {
		return err
	}
	w := what(*after, action)
	w.Org = before.Facility
	return audit.Changed(ctx, tx, a, w, before, *after)
}

func what(p Person, action authz.Action) audit.What {
	return audit.What{Org: p.Facility, Action: string(action), Kind: "person", Record: p.ID, Version: p.Version}
}

// fieldOf turns a broken constraint into the field that broke it.
func fieldOf(err error, p Person) error {
	var f errs.Fields
	e := errs.As(err)
	switch {
	case db.IsUnique(err, "person_person_nik_key", "person_person.nik_hash"):
		f.Add("nik", "nik.exists")
	case e != nil && e.Code == "reference" && p.HomeRegency != "":
		f.Add("home_regency", "choice.invalid")
	default:
		return err
	}
	return f.Err()
}

func wrap(doing string, person id.Person, err error) error {
	return fmt.Errorf("%s %s: %w", doing, person, err)
}
