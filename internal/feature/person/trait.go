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

// TraitKind is what sort of thing a person brings along.
type TraitKind string

// TraitKinds lists the kinds in the order of the form.
func TraitKinds() []TraitKind { return []TraitKind{"language", "skill", "work", "school"} }

// TraitLevel is how well somebody can do it.
type TraitLevel string

// TraitLevels lists the levels; the first is "not said".
func TraitLevels() []TraitLevel { return []TraitLevel{"", "basic", "good", "expert"} }

// Trait is a language, a skill, a job or a school that a person brings along: what
// programmes and employers build on.
type Trait struct {
	Facility  id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	ID        id.Trait        `db:"id" privacy:"internal" json:"id"`
	Person    id.Person       `db:"person_id" privacy:"internal" json:"person_id"`
	Kind      TraitKind       `db:"kind" privacy:"internal" json:"kind"`
	Title     string          `db:"title" privacy:"restricted" json:"title"`
	Detail    string          `db:"detail" privacy:"restricted" json:"detail"`
	Level     TraitLevel      `db:"level" privacy:"restricted" json:"level"`
	Since     *int64          `db:"since_year" privacy:"restricted" json:"since_year"`
	Until     *int64          `db:"until_year" privacy:"restricted" json:"until_year"`
	Version   int64           `db:"version" privacy:"internal" json:"version"`
	CreatedAt time.Time       `db:"created_at" privacy:"internal" json:"-"`
	UpdatedAt time.Time       `db:"updated_at" privacy:"internal" json:"-"`
}

func (t Trait) key() [16]byte          { return t.ID }
func (t Trait) place() id.Organisation { return t.Facility }

// TraitCommand adds one. The years may be unknown.
type TraitCommand struct {
	Kind   TraitKind
	Title  string
	Detail string // the employer, the school, what exactly
	Level  TraitLevel
	Since  *int64
	Until  *int64
}

func (c *TraitCommand) validate(today civil.Date) error {
	var f errs.Fields
	directory.CheckChoice(&f, "kind", c.Kind, TraitKinds())
	directory.CheckText(&f, "title", &c.Title, MaxTitle, true)
	directory.CheckText(&f, "detail", &c.Detail, MaxShort, false)
	directory.CheckChoice(&f, "level", c.Level, TraitLevels())
	for path, year := range map[string]*int64{"since_year": c.Since, "until_year": c.Until} {
		if year != nil {
			CheckRange(&f, path, int(*year), 1940, today.Year())
		}
	}
	if c.Since != nil && c.Until != nil && *c.Until < *c.Since {
		f.Add("until_year", "number.too_small", "min", *c.Since)
	}
	return f.Err()
}

// AddTrait adds a language, skill, job or school. Permission: person.describe.
func (s *Service) AddTrait(ctx context.Context, a authz.Actor, person id.Person, c TraitCommand) (Trait, error) {
	if err := policy.Check(a, CanDescribe); err != nil {
		return Trait{}, err
	}
	return add(ctx, s, a, person, "trait", func(tx *db.Tx, p *Person) (Trait, error) {
		err := c.validate(civil.Today(tx.Now()))
		return Trait{
			Facility: p.Facility, ID: id.Trait{}.Make(), Person: p.ID, Kind: c.Kind, Title: c.Title, Detail: c.Detail, Level: c.Level,
			Since: c.Since, Until: c.Until, Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
		}, err
	})
}

// Traits lists what a person brings along, newest first.
func (s *Service) Traits(ctx context.Context, a authz.Actor, person id.Person) ([]Trait, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return nil, err
	}
	return partsOf[Trait](ctx, s, a, person, "trait")
}

// RemoveTrait removes one that was written down wrongly.
func (s *Service) RemoveTrait(ctx context.Context, a authz.Actor, person id.Person, key id.Trait) error {
	if err := policy.Check(a, CanDescribe); err != nil {
		return err
	}
	return remove[Trait](ctx, s, a, person, "trait", key)
}
