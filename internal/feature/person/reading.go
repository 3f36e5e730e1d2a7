package person

import (
	"time"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
)

// Way is how a record was read.
type Way string

// The ways. A record is opened by its page or by the API; lists are no reading,
// they show what one chooses by.
const (
	WayOpen      Way = "open"
	WayChild     Way = "child"     // a child's record
	WayHealth    Way = "health"    // what is medical
	WayEmergency Way = "emergency" // out of scope, see Emergency
	WayExport    Way = "export"    // taken out as a file
)

// Ways lists the ways.
func Ways() []Way { return []Way{WayOpen, WayChild, WayHealth, WayEmergency, WayExport} }

// Reading is that somebody opened a person's record.
type Reading struct {
	Facility  id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	ID        id.Reading      `db:"id" privacy:"internal" json:"id"`
	Person    id.Person       `db:"person_id" privacy:"internal" json:"person_id"`
	User      id.User         `db:"user_id" privacy:"internal" json:"user_id"`
	Org       id.Organisation `db:"org_id" privacy:"internal" json:"org_id"`
	Reader    string          `db:"reader" privacy:"internal" json:"reader"`
	Role      string          `db:"role" privacy:"internal" json:"role"`
	Way       Way             `db:"way" privacy:"internal" json:"way"`
	Channel   string          `db:"channel" privacy:"internal" json:"channel"`
	RequestID string          `db:"request_id" privacy:"internal" json:"request_id"`
	At        time.Time       `db:"at" privacy:"internal" json:"at"`
}

// box is the identity of a sealed record, encrypted for that person alone.
type box struct {
	Person     id.Person  `db:"person_id" privacy:"internal"`
	Box        []byte     `db:"box" privacy:"secret"`
	NumberHash []byte     `db:"number_hash" privacy:"secret"`
	NIKHash    []byte     `db:"nik_hash" privacy:"secret"`
	SealedOn   civil.Date `db:"sealed_on" privacy:"internal"`
}
