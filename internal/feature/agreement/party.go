package agreement

import (
	"errors"

	"titian/internal/feature/directory"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
)

// Limits of an agreement's lists; Tanjung Jabung Barat signed with seven offices.
const (
	maxParties   = 20
	maxWitnesses = 20
	maxServed    = 100
)

// Party is one organisation that signs. Each keeps its own number for the same
// paper. The signatory is a post, never a person's name: posts outlive people.
type Party struct {
	Organisation id.Organisation `db:"organisation_id" privacy:"internal"`
	Number       string          `db:"number" privacy:"internal"`
	Signatory    string          `db:"signatory" privacy:"internal"`
	Authority    string          `db:"authority" privacy:"internal"` // what lets the post sign: a law, a power of attorney
}

// PartyView is a party with its name.
type PartyView struct {
	Party
	Name string `db:"name" privacy:"internal"`
}

// Served is a facility that an agreement made above serves.
type Served struct {
	Facility id.Organisation `db:"facility_id" privacy:"internal"`
	Name     string          `db:"name" privacy:"internal"`
}

// PartiesCommand replaces who stands in the agreement.
type PartiesCommand struct {
	Parties   []Party
	Witnesses []string // offices
	Served    []id.Organisation
}

func (c *PartiesCommand) validate() error {
	var f errs.Fields
	tooMany(&f, "parties", len(c.Parties), maxParties)
	tooMany(&f, "witnesses", len(c.Witnesses), maxWitnesses)
	tooMany(&f, "served", len(c.Served), maxServed)
	seen := map[id.Organisation]bool{}
	for i := range c.Parties {
		p := &c.Parties[i]
		at := row("parties", i)
		switch {
		case p.Organisation.IsZero():
			f.Add(at+".organisation_id", "required")
		case seen[p.Organisation]:
			f.Add(at+".organisation_id", "agreement.party_twice")
		}
		seen[p.Organisation] = true
		directory.CheckText(&f, at+".number", &p.Number, titleLimit, false)
		directory.CheckText(&f, at+".signatory", &p.Signatory, titleLimit, false)
		directory.CheckText(&f, at+".authority", &p.Authority, shortLimit, false)
	}
	for i := range c.Witnesses {
		directory.CheckText(&f, row("witnesses", i)+".office", &c.Witnesses[i], titleLimit, true)
	}
	return f.Err()
}

func tooMany(f *errs.Fields, path string, n, limit int) {
	if n > limit {
		f.Add(path, "too_many", "max", limit)
	}
}

// signable lists everything that is missing before an agreement may be signed,
// so that the office fetches it in one go. What the text lacks is concord's.
func signable(f *errs.Fields, a Agreement, parties []PartyView) {
	if a.StartsOn.IsZero() {
		f.Add("starts_on", "required")
	}
	if a.EndsOn.IsZero() {
		f.Add("ends_on", "required")
	}
	present := map[id.Organisation]bool{}
	for i, p := range parties {
		present[p.Organisation] = true
		if p.Number == "" {
			f.Add(row("parties", i)+".number", "agreement.sign_number", "party", p.Name)
		}
		if p.Signatory == "" {
			f.Add(row("parties", i)+".signatory", "agreement.sign_signatory", "party", p.Name)
		}
	}
	if !present[a.Host] || !present[a.Partner] {
		f.Add("parties", "agreement.sign_parties")
	}
}

// unknownOrganisation turns a broken reference into the field's error.
func unknownOrganisation(err error, path string) error {
	if !errors.Is(err, errs.NotFound) {
		return err
	}
	var f errs.Fields
	f.Add(path, "choice.invalid")
	return f.Err()
}
