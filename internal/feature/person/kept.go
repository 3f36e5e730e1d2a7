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
	BirthPlace string        `json:"birth_place,omitempty"`
	Religion   string        `json:"religion"`
	NIK        NIK           `json:"nik"`
	Aliases    []string      `json:"aliases,omitempty"`
	Numbers    []string      `json:"numbers,omitempty"`
}

// erase leaves what statistics need: sex, the year of birth, region, schooling
// and the days of custody. What says who it was goes.
func (p *Person) erase(to Kept) {
	p.RegisterNo, p.Name, p.NameKey, p.BirthPlace, p.Religion, p.NIKCipher, p.NIKHash = "", NoName, NameKey(NoName), "", "", nil, nil
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
	was := identityOf{RegisterNo: p.RegisterNo, Name: p.Name, Born: p.Born, BirthPlace: p.BirthPlace, Religion: p.Religion, NIK: nik}
	if was.Aliases, err = db.All[string](ctx, tx, `SELECT name FROM person_alias WHERE person_id = $1 ORDER BY id`, p.ID); err != nil {
		return err
	}
	if was.Numbers, err = db.All[string](ctx, tx, `SELECT number FROM person_number WHERE person_id = $1 ORDER BY id`, p.ID); err != nil {
		return err
	}
	plain, err := json.Marshal(was)
	if err != nil {
		return fmt.Errorf("seal %s: %w", p.ID, err)
	}
	return db.Insert(ctx, tx, "person_sealed", box{
		Person: p.ID, Box: s.vault.sealBytes(plain, p.ID), NumberHash: s.vault.digestText(p.RegisterNo), NIKHash: s.vault.digest(nik), SealedOn: civil.Today(tx.Now()),
	})
}

// unbox throws the box away, if there is one.
func unbox(ctx context.Context, tx *db.Tx, p id.Person) error {
	_, err := db.Exec(ctx, tx, `DELETE FROM person_sealed WHERE person_id = $1`, p)
	return err
}

// scrub removes what this package keeps of a person beside their row and would
// tell who they were; of an anonymous one also what they brought along.
func scrub(ctx context.Context, tx *db.Tx, d Due) error {
	texts := []string{
		`DELETE FROM person_alias WHERE person_id = $1`,
		`DELETE FROM person_number WHERE person_id = $1`,
		`DELETE FROM person_name_key WHERE person_id = $1`,
		`DELETE FROM person_correction WHERE person_id = $1`, // it keeps what a name was
		`UPDATE person_transfer SET letter = '', note = '', answer_reason = '' WHERE person_id = $1`,
		`UPDATE person_merge SET reason = '', undo_reason = '' WHERE survivor_id = $1`,
		`UPDATE person_consent SET representative = '', evidence = '' WHERE person_id = $1`,
	}
	if d.Do == Anonymise {
		texts = append(texts,
			`DELETE FROM person_trait WHERE person_id = $1`,
			`DELETE FROM person_adjustment WHERE person_id = $1`,
			`UPDATE person_placement SET reason = '' WHERE person_id = $1`,
			`UPDATE person_legal_step SET note = '' WHERE person_id = $1`,
			`UPDATE person_emergency SET reason = '', review_note = '' WHERE person_id = $1`)
	}
	for _, text := range texts {
		if _, err := db.Exec(ctx, tx, text, d.Person); err != nil {
			return err
		}
	}
	return nil
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
	p.RegisterNo, p.Name, p.Born, p.BirthPlace, p.Religion = was.RegisterNo, was.Name, was.Born, was.BirthPlace, was.Religion
	p.NIKCipher = s.vault.seal(was.NIK, p.ID)
	return p, nil
}
