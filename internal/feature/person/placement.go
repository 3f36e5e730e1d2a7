package person

import (
	"context"
	"time"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Placement is where inside a facility a person lives. Blocks and rooms are as
// the house calls them; it has no end while the person lives there.
type Placement struct {
	Facility  id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	ID        id.Placement    `db:"id" privacy:"internal" json:"id"`
	Person    id.Person       `db:"person_id" privacy:"internal" json:"person_id"`
	Block     string          `db:"block" privacy:"restricted" json:"block"`
	Room      string          `db:"room" privacy:"restricted" json:"room"`
	Reason    string          `db:"reason" privacy:"restricted" seal:"id" json:"reason"`
	SinceOn   civil.Date      `db:"since_on" privacy:"restricted" json:"since_on"`
	EndedOn   civil.Date      `db:"ended_on" privacy:"restricted" json:"ended_on"`
	Version   int64           `db:"version" privacy:"internal" json:"version"`
	CreatedAt time.Time       `db:"created_at" privacy:"internal" json:"-"`
	UpdatedAt time.Time       `db:"updated_at" privacy:"internal" json:"-"`
}

func (x Placement) key() [16]byte          { return x.ID }
func (x Placement) place() id.Organisation { return x.Facility }

// PlaceCommand moves a person to a room of the facility that holds them.
type PlaceCommand struct {
	Block  string
	Room   string
	Reason string // the review board's decision, health, security …
	On     civil.Date
}

func (c *PlaceCommand) validate(p Person, last []Placement, today civil.Date) error {
	var f errs.Fields
	directory.CheckText(&f, "block", &c.Block, 100, true)
	directory.CheckText(&f, "room", &c.Room, 100, false)
	directory.CheckText(&f, "reason", &c.Reason, MaxShort, false)
	CheckPast(&f, "on", c.On, today)
	since := p.AdmittedOn
	for _, x := range last {
		if x.Facility == p.Facility && x.SinceOn.After(since) {
			since = x.SinceOn
		}
	}
	if !f.Has("on") && c.On.Before(since) {
		f.Add("on", "date.too_early", "min", since)
	}
	return f.Err()
}

// Place moves a person to a room; where they lived before ends on that day.
// Permission: person.describe, at the facility that holds them. State for
// somebody who is not held.
func (s *Service) Place(ctx context.Context, a authz.Actor, person id.Person, c PlaceCommand) (Placement, error) {
	if err := policy.Check(a, CanDescribe); err != nil {
		return Placement{}, err
	}
	return add(ctx, s, a, person, "placement", func(tx *db.Tx, p *Person) (Placement, error) {
		if !a.Scope.Has(p.Facility) {
			return Placement{}, errNotFound
		}
		if p.Custody != Active {
			return Placement{}, errs.New(errs.State, "person.custody_"+string(p.Custody))
		}
		last, err := placements(ctx, tx, person)
		if err != nil {
			return Placement{}, err
		}
		if err := c.validate(*p, last, civil.Today(tx.Now())); err != nil {
			return Placement{}, err
		}
		return Placement{
			Facility: p.Facility, ID: id.Placement{}.Make(), Person: p.ID, Block: c.Block, Room: c.Room, Reason: c.Reason, SinceOn: c.On,
			Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
		}, endPlacement(ctx, tx, person, c.On)
	})
}

// Placements lists where a person lived inside facilities, newest first.
func (s *Service) Placements(ctx context.Context, a authz.Actor, person id.Person) ([]Placement, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return nil, err
	}
	return partsOf[Placement](ctx, s, a, person, "placement")
}

func placements(ctx context.Context, q db.Querier, person id.Person) ([]Placement, error) {
	return db.All[Placement](ctx, q, `SELECT `+db.Columns[Placement]("")+` FROM person_placement WHERE person_id = $1 ORDER BY id DESC`, person)
}

// endPlacement ends where a person lives, when they move or leave.
func endPlacement(ctx context.Context, tx *db.Tx, person id.Person, on civil.Date) error {
	_, err := db.Exec(ctx, tx, `UPDATE person_placement SET ended_on = $1, version = version + 1, updated_at = $2 WHERE person_id = $3 AND ended_on IS NULL`,
		on, tx.Now().UnixMicro(), person)
	return err
}
