package person

import (
	"context"
	"fmt"
	"slices"

	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Alias is another name that a file gives p, by the rules of AddAlias. Files do
// not say of what sort it is.
func (d *Drafts) Alias(p Person, name string) (Alias, error) {
	c := AliasCommand{Kind: "nickname", Name: name}
	if err := c.validate(); err != nil {
		return Alias{}, err
	}
	return Alias{Facility: p.Facility, ID: id.Alias{}.Make(), Person: p.ID, Kind: c.Kind, Name: c.Name, NameKey: NameKey(c.Name), Version: 1}, nil
}

// Unknown are those of names that are neither p's name nor one of its aliases,
// each once.
func Unknown(p Person, known []Alias, names []string) []string {
	var out []string
	seen := []string{NameKey(p.Name)}
	for _, n := range known {
		seen = append(seen, n.NameKey)
	}
	for _, n := range names {
		if key := NameKey(n); !slices.Contains(seen, key) {
			out, seen = append(out, n), append(seen, key)
		}
	}
	return out
}

// AliasesOf reads the other names of people; whom the caller may see is the
// caller's to ask.
func AliasesOf(ctx context.Context, q db.Querier, people []id.Person) (map[id.Person][]Alias, error) {
	if len(people) == 0 {
		return nil, nil
	}
	args := make([]any, len(people))
	for i, p := range people {
		args[i] = p
	}
	out := map[id.Person][]Alias{}
	err := db.Each(ctx, q, `SELECT `+db.Columns[Alias]("")+` FROM person_alias WHERE person_id IN (`+db.In(len(args), 1)+`) ORDER BY id`, args, func(n *Alias) error {
		out[n.Person] = append(out[n.Person], *n)
		return nil
	})
	return out, err
}

// storeAliases stores new names with an audit entry each.
func storeAliases(ctx context.Context, tx *db.Tx, a authz.Actor, list []Alias) error {
	for i := range list {
		list[i].CreatedAt, list[i].UpdatedAt = tx.Now(), tx.Now()
	}
	if err := db.InsertMany(ctx, tx, "person_alias", list); err != nil {
		return fmt.Errorf("add %d aliases: %w", len(list), err)
	}
	return audit.CreatedMany(ctx, tx, a, list, func(n *Alias) audit.What { return whatPart(*n, "alias", "add") })
}

// NameTx adds other names to somebody who is in the register, whose row as it is
// stored now is p.
func NameTx(ctx context.Context, tx *db.Tx, a authz.Actor, p Person, list []Alias) error {
	was, err := knownAs(ctx, tx, p.ID)
	if err != nil || len(list) == 0 {
		return err
	}
	if err := storeAliases(ctx, tx, a, list); err != nil {
		return err
	}
	return rename(ctx, tx, p, p, was)
}

// UnnameTx takes names back that NameTx added; one that is gone stays gone.
func UnnameTx(ctx context.Context, tx *db.Tx, a authz.Actor, p Person, names []id.Alias) error {
	was, err := knownAs(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	all, err := AliasesOf(ctx, tx, []id.Person{p.ID})
	if err != nil {
		return err
	}
	for _, n := range all[p.ID] {
		if !slices.Contains(names, n.ID) {
			continue
		}
		if _, err := db.Exec(ctx, tx, `DELETE FROM person_alias WHERE facility_id = $1 AND id = $2`, n.Facility, n.ID); err != nil {
			return err
		}
		if err := audit.Did(ctx, tx, a, whatPart(n, "alias", "remove")); err != nil {
			return err
		}
	}
	return rename(ctx, tx, p, p, was)
}
