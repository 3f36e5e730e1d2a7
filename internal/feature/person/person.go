// Package person is the register of the people whom the work is for: those in
// custody and those guided outside.
//
// It owns the person_* tables: the person with other names, numbers and what they
// bring along, legal status step by step, the custody episodes at facilities and
// the transfers between them, corrections, and consent to be known by name to a
// partner. It refuses to hold an offence,
// a sentence's arithmetic or anything medical, and it never claims to replace
// the service's own register: numbers and release dates are what that says.
// Partners and observers find nobody here; whom a partner may know by name is
// decided by Decide, and nowhere else.
//
// A child's record is sealed more tightly, see seal.go.
//
// Start with Person, then Service. Features that stand on a person's state
// (hand-over, follow-up) call the exported functions that end in Tx, because
// only this package writes its tables.
package person

import (
	"strings"
	"time"
	"unicode"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// Sex as registered.
type Sex string

// The sexes that the register knows.
const (
	Male   Sex = "M"
	Female Sex = "F"
)

// Sexes lists them in the order of the forms.
func Sexes() []Sex { return []Sex{Male, Female} }

// LegalStatus is where a person stands in law (UU 22/2022): before a verdict,
// serving, guided outside, or free.
type LegalStatus string

// The legal statuses. ChildSuspect and Juvenile are children: their records are
// kept from partners and observers altogether.
const (
	Detainee     LegalStatus = "detainee"
	Convict      LegalStatus = "convict"
	ChildSuspect LegalStatus = "child_suspect"
	Juvenile     LegalStatus = "juvenile"
	Client       LegalStatus = "client"
	Free         LegalStatus = "free"
)

// LegalStatuses lists the legal statuses in the order of the law.
func LegalStatuses() []LegalStatus {
	return []LegalStatus{Detainee, Convict, ChildSuspect, Juvenile, Client, Free}
}

// Risk is the assessed risk of offending again; empty is "not assessed".
type Risk string

// The risk levels.
const (
	LowRisk    Risk = "low"
	MediumRisk Risk = "medium"
	HighRisk   Risk = "high"
)

// Risks lists the levels; the first is "not assessed".
func Risks() []Risk { return []Risk{"", LowRisk, MediumRisk, HighRisk} }

// Religions lists what the register knows; the first is "not known". It decides
// who may receive zakat and which guidance is offered, and nothing else.
func Religions() []string {
	return []string{"", "islam", "protestant", "catholic", "hindu", "buddhist", "confucian", "belief"}
}

// Schoolings lists the highest schooling finished; the first is "not known".
func Schoolings() []string {
	return []string{"", "none", "primary", "lower_secondary", "upper_secondary", "vocational", "diploma", "degree"}
}

// Person is one person, as stored and as the API shows them. The identity number
// is never part of it: see Service.NIK.
type Person struct {
	ID           id.Person             `db:"id" privacy:"internal" json:"id"`
	Facility     id.Organisation       `db:"facility_id" privacy:"internal" json:"facility_id"`
	Probation    id.Organisation       `db:"probation_id" privacy:"internal" json:"probation_id,omitzero"`
	RegisterNo   string                `db:"register_no" privacy:"restricted" json:"register_no"`
	Name         string                `db:"name" privacy:"restricted" json:"name"`
	NameKey      string                `db:"name_key" privacy:"restricted" json:"-"`
	Sex          Sex                   `db:"sex" privacy:"restricted" json:"sex"`
	Born         civil.Partial         `db:"born" privacy:"restricted" json:"born"`
	BirthPlace   string                `db:"birth_place" privacy:"restricted" json:"birth_place"` // as the card has it: a town, not a code
	Religion     string                `db:"religion" privacy:"restricted" json:"religion"`
	HomeRegency  directory.RegencyCode `db:"home_regency" privacy:"restricted" json:"home_regency"`
	Schooling    string                `db:"schooling" privacy:"restricted" json:"schooling"`
	LegalStatus  LegalStatus           `db:"legal_status" privacy:"restricted" json:"legal_status"`
	Custody      CustodyStatus         `db:"custody_status" privacy:"restricted" json:"custody_status"`
	Risk         Risk                  `db:"risk_level" privacy:"restricted" json:"risk_level"`
	AdmittedOn   civil.Date            `db:"admitted_on" privacy:"restricted" json:"admitted_on"`
	ReleaseDueOn civil.Date            `db:"release_due_on" privacy:"restricted" json:"release_due_on"`
	ReleasedOn   civil.Date            `db:"released_on" privacy:"restricted" json:"released_on"`
	DiedOn       civil.Date            `db:"died_on" privacy:"restricted" json:"died_on"`
	NIKCipher    []byte                `db:"nik_cipher" privacy:"secret" json:"-"`
	NIKHash      []byte                `db:"nik_hash" privacy:"secret" json:"-"`
	Kept         Kept                  `db:"kept" privacy:"internal" json:"kept,omitempty"`
	MergedInto   id.Person             `db:"merged_into" privacy:"internal" json:"-"`
	Version      int64                 `db:"version" privacy:"internal" json:"version"`
	CreatedAt    time.Time             `db:"created_at" privacy:"internal" json:"-"`
	UpdatedAt    time.Time             `db:"updated_at" privacy:"internal" json:"-"`
}

// in reports whether the person is held, or guided, by an organisation in scope.
func (p *Person) in(s authz.Scope) bool {
	if p.Kept != Whole { // closed long ago: no longer part of anybody's work
		return s.All
	}
	return s.Has(p.Facility) || !p.Probation.IsZero() && s.Has(p.Probation)
}

// In reports whether the person is part of the scope's work. One who is not is
// read under an emergency at most.
func (p *Person) In(s authz.Scope) bool { return p.in(s) }

// holder is the office that answers for the person: the one that guides a client,
// otherwise the one that holds them or did last.
func (p *Person) holder() id.Organisation {
	if p.Custody == Released && !p.Probation.IsZero() {
		return p.Probation
	}
	return p.Facility
}

// GuidedIn reports whether the office that guides the person is in scope; where
// no office does, the facility that held the person last stands in for it.
func (p *Person) GuidedIn(s authz.Scope) bool {
	if p.Probation.IsZero() {
		return s.Has(p.Facility)
	}
	return s.Has(p.Probation)
}

// IsChild reports whether the person's record is a child's: by legal status, or
// until the day on which they turn eighteen (UU 11/2012 article 1). Whose birth is
// known by year or month alone is a child until the last day that it may have been.
func (p *Person) IsChild(today civil.Date) bool {
	return isChild(p.LegalStatus, p.Born, today)
}

func isChild(s LegalStatus, born civil.Partial, today civil.Date) bool {
	day := eighteenAgo(today)
	return s == ChildSuspect || s == Juvenile || string(born) > day || string(born) == day[:4] || string(born) == day[:7]
}

// eighteenAgo is the birth of those who turn eighteen on a day, as it is stored.
func eighteenAgo(today civil.Date) string { return today.AddMonths(-18 * 12).String() }

// NameKey is a name as lists sort and search it: lower case, single spaces, no
// marks. Spelling variants are not folded here, because a list in another order
// than the eye's is not one. Whoever loads people in bulk stores this and nothing
// else in name_key: lists page by it.
func NameKey(name string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ")
}
