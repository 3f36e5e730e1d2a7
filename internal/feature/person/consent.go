package person

import (
	"strconv"
	"time"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
)

// Purpose is what a partner may know a person's name for.
type Purpose string

// The purposes.
const (
	ClassAttendance Purpose = "class_attendance"
	JobPlacement    Purpose = "job_placement"
	Aid             Purpose = "aid"
)

// Purposes lists the purposes in the order of the forms.
func Purposes() []Purpose { return []Purpose{ClassAttendance, JobPlacement, Aid} }

// Consent is a person's word that one partner may know them by name for one
// purpose. Withdrawing is as easy as giving, and both stay in the audit.
type Consent struct {
	Facility    id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	ID          id.Consent      `db:"id" privacy:"internal" json:"id"`
	Person      id.Person       `db:"person_id" privacy:"internal" json:"person_id"`
	Partner     id.Organisation `db:"partner_id" privacy:"internal" json:"partner_id"`
	Purpose     Purpose         `db:"purpose" privacy:"internal" json:"purpose"`
	GivenOn     civil.Date      `db:"given_on" privacy:"internal" json:"given_on"`
	WithdrawnOn civil.Date      `db:"withdrawn_on" privacy:"internal" json:"withdrawn_on"`
	Evidence    string          `db:"evidence" privacy:"restricted" json:"evidence"`
	Version     int64           `db:"version" privacy:"internal" json:"version"`
	CreatedAt   time.Time       `db:"created_at" privacy:"internal" json:"-"`
	UpdatedAt   time.Time       `db:"updated_at" privacy:"internal" json:"-"`
}

// InForce reports whether the consent stands.
func (c Consent) InForce() bool { return c.WithdrawnOn.IsZero() }

// ConsentCommand gives consent. Evidence says where the person's own word is
// kept: a signed sheet and its number.
type ConsentCommand struct {
	Partner  id.Organisation
	Purpose  Purpose
	GivenOn  civil.Date
	Evidence string
}

func (c *ConsentCommand) validate(today civil.Date) error {
	var f errs.Fields
	if c.Partner.IsZero() {
		f.Add("partner_id", "required")
	}
	directory.CheckChoice(&f, "purpose", c.Purpose, Purposes())
	CheckPast(&f, "given_on", c.GivenOn, today)
	directory.CheckText(&f, "evidence", &c.Evidence, MaxShort, true)
	return f.Err()
}

// NamedTo is the SQL condition under which a partner may read a person's name
// for a purpose: consent in force, and not a child. Alias is the person_person
// row's; placeholders start at from. It is the only rule on this, wherever a
// query hands names to a partner.
func NamedTo(alias string, from int, partner id.Organisation, purpose Purpose, today civil.Date) (string, []any) {
	n := func(i int) string { return "$" + strconv.Itoa(from+i) }
	return alias + ".legal_status NOT IN ('child_suspect', 'juvenile') AND " + alias + ".born < " + n(0) +
		" AND EXISTS (SELECT 1 FROM person_consent named WHERE named.person_id = " + alias + ".id AND named.partner_id = " + n(1) +
		" AND named.purpose = " + n(2) + " AND named.withdrawn_on IS NULL)", []any{childBornFrom(today), partner, string(purpose)}
}
