package person

import (
	"context"
	"time"

	"titian/internal/feature/directory"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// AliasKind is what sort of other name it is.
type AliasKind string

// AliasKinds lists the kinds: what friends say, an earlier name, another
// spelling on a paper, a name that was given falsely.
func AliasKinds() []AliasKind { return []AliasKind{"nickname", "former", "spelling", "false"} }

// Alias is another name of a person. Searches find people by it.
type Alias struct {
	Facility  id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	ID        id.Alias        `db:"id" privacy:"internal" json:"id"`
	Person    id.Person       `db:"person_id" privacy:"internal" json:"person_id"`
	Kind      AliasKind       `db:"kind" privacy:"restricted" json:"kind"`
	Name      string          `db:"name" privacy:"restricted" json:"name"`
	NameKey   string          `db:"name_key" privacy:"restricted" json:"-"`
	Version   int64           `db:"version" privacy:"internal" json:"version"`
	CreatedAt time.Time       `db:"created_at" privacy:"internal" json:"-"`
	UpdatedAt time.Time       `db:"updated_at" privacy:"internal" json:"-"`
}

func (n Alias) key() [16]byte          { return n.ID }
func (n Alias) place() id.Organisation { return n.Facility }

// AliasCommand adds another name.
type AliasCommand struct {
	Kind AliasKind
	Name string
}

func (c *AliasCommand) validate() error {
	var f errs.Fields
	directory.CheckChoice(&f, "kind", c.Kind, AliasKinds())
	directory.CheckText(&f, "name", &c.Name, MaxTitle, true)
	if !f.Has("name") && NameKey(c.Name) == "" {
		f.Add("name", "text.invalid")
	}
	return f.Err()
}

// AddAlias adds another name. Permission: person.describe.
func (s *Service) AddAlias(ctx context.Context, a authz.Actor, person id.Person, c AliasCommand) (Alias, error) {
	if err := policy.Check(a, CanDescribe); err != nil {
		return Alias{}, err
	}
	return add(ctx, s, a, person, "alias", func(tx *db.Tx, p *Person) (Alias, error) {
		return Alias{
			Facility: p.Facility, ID: id.Alias{}.Make(), Person: p.ID, Kind: c.Kind, Name: c.Name, NameKey: NameKey(c.Name),
			Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
		}, c.validate()
	})
}

// Aliases lists a person's other names, newest first.
func (s *Service) Aliases(ctx context.Context, a authz.Actor, person id.Person) ([]Alias, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return nil, err
	}
	return partsOf[Alias](ctx, s, a, person, "alias")
}

// RemoveAlias removes another name that was written down wrongly.
func (s *Service) RemoveAlias(ctx context.Context, a authz.Actor, person id.Person, key id.Alias) error {
	if err := policy.Check(a, CanDescribe); err != nil {
		return err
	}
	return remove[Alias](ctx, s, a, person, "alias", key)
}
