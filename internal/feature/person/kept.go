package person

import (
	"context"
	"encoding/json"
	"fmt"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// Kept is what retention has left of a person's record.
type Kept string

// What is left. A sealed record keeps its identity in a box that only emergency
// access opens; an anonymous one has none left, and counts on in statistics.
const (
	Whole     Kept = ""
	Sealed    Kept = "sealed"
	Anonymous Kept = "anonymous"
)

// NoName stands where a name was.
const NoName = "Anonim"

// identityOf is what of a record says who somebody is.
type identityOf struct {
	RegisterNo string        `json:"register_no"`
	Name       string        `json:"name"`
	Born       civil.Partial `json:"born"`
	Religion   string        `json:"religion"`
	NIK        NIK           `json:"nik"`
}

// erase leaves what statistics need: sex, the year of birth, region, schooling
// and the days of custody. What says who it was goes.
func (p *Person) erase(to Kept) {
	p.RegisterNo, p.Name, p.NameKey, p.Religion, p.NIKCipher, p.NIKHash = "", NoName, NameKey(NoName), "", nil, nil
	if len(p.Born) > 4 {
		p.Born = p.Born[:4]
	}
	p.Kept = to
}

// seal puts the identity of a person into a box of their own.
func (s *Service) seal(ctx context.Context, tx *db.Tx, p Person) error {
	nik, err := s.vault.open(p.NIKCipher, p.ID)
	if err != nil {
		return err
	}
	plain, err := json.Marshal(identityOf{p.RegisterNo, p.Name, p.Born, p.Religion, nik})
	if err != nil {
		return fmt.Errorf("seal %s: %w", p.ID, err)
	}
	return db.Insert(ctx, tx, "person_sealed", box{
		Person: p.ID, Box: s.vault.sealBytes(plain, p.ID), NumberHash: s.vault.digestText(p.RegisterNo), NIKHash: s.vault.digest(nik), SealedOn: civil.Today(tx.Now()),
	})
}

// unsealed puts the identity back into what an emergency reads of a sealed record.
// The record itself stays sealed.
func (s *Service) unsealed(ctx context.Context, p Person) (Person, error) {
	if p.Kept != Sealed {
		return p, nil
	}
	b, err := db.One[box](ctx, s.db, `SELECT `+db.Columns[box]("")+` FROM person_sealed WHERE person_id = $1`, id.Person(p.ID))
	if err != nil {
		return Person{}, err
	}
	plain, err := s.vault.openBytes(b.Box, p.ID)
	if err != nil {
		return Person{}, err
	}
	var was identityOf
	if err := json.Unmarshal(plain, &was); err != nil {
		return Person{}, fmt.Errorf("open sealed record %s: %w", p.ID, err)
	}
	p.RegisterNo, p.Name, p.Born, p.Religion = was.RegisterNo, was.Name, was.Born, was.Religion
	p.NIKCipher = s.vault.seal(was.NIK, p.ID)
	return p, nil
}
