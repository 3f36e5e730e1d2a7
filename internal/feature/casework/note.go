package casework

import (
	"time"

	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
)

// NoteKind is what a case note is about; it decides who reads the note.
type NoteKind string

// The kinds of notes. Incident is the discipline record (register F).
const (
	Contact        NoteKind = "contact"
	Observation    NoteKind = "observation"
	Incident       NoteKind = "incident"
	Family         NoteKind = "family"
	HealthNote     NoteKind = "health"
	ProtectionNote NoteKind = "protection"
	OtherNote      NoteKind = "other"
)

// NoteKinds lists the kinds in the order of the form.
func NoteKinds() []NoteKind {
	return []NoteKind{Contact, Observation, Incident, Family, HealthNote, ProtectionNote, OtherNote}
}

// Closed reports whether reading a note of the kind leaves an entry in the audit.
func (k NoteKind) Closed() bool { return k == HealthNote || k == ProtectionNote }

// NoteStatus is where a wording of a note stands.
type NoteStatus string

// The statuses of a wording.
const (
	NoteCurrent   NoteStatus = "current"
	NoteReplaced  NoteStatus = "replaced"
	NoteRetracted NoteStatus = "retracted"
)

// Note is one wording of a case note: Number 1 is the first, Root its key. What
// an officer writes may be of any class, so a note takes the most closed one
// that the feature knows.
type Note struct {
	Facility   id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	ID         id.Note         `db:"id" privacy:"internal" json:"id"`
	Root       id.Note         `db:"root_id" privacy:"internal" json:"root_id"`
	Number     int             `db:"number" privacy:"internal" json:"number"`
	Person     id.Person       `db:"person_id" privacy:"internal" json:"person_id"`
	Kind       NoteKind        `db:"kind" privacy:"restricted" json:"kind"`
	HappenedOn civil.Partial   `db:"happened_on" privacy:"restricted" json:"happened_on"`
	Text       string          `db:"text" privacy:"medical" seal:"id" json:"text"`
	Status     NoteStatus      `db:"status" privacy:"internal" json:"status"`
	Reason     string          `db:"reason" privacy:"medical" seal:"id" json:"reason"` // of the correction, or of the retraction
	Author     string          `db:"author" privacy:"internal" json:"author"`
	Office     string          `db:"office" privacy:"internal" json:"office"`
	Version    int64           `db:"version" privacy:"internal" json:"version"`
	CreatedAt  time.Time       `db:"created_at" privacy:"internal" json:"at"`
	UpdatedAt  time.Time       `db:"updated_at" privacy:"internal" json:"-"`
}

// NoteCommand writes a note or words it anew; Reason is for the latter.
type NoteCommand struct {
	ID         id.Note // of a new one, optional
	Kind       NoteKind
	HappenedOn civil.Partial
	Text       string
	Reason     string
}

func (c *NoteCommand) validate(correction bool, today civil.Date) error {
	var f errs.Fields
	directory.CheckChoice(&f, "kind", c.Kind, NoteKinds())
	switch {
	case c.HappenedOn == "":
		f.Add("happened_on", "required")
	case c.HappenedOn.Earliest().After(today):
		f.Add("happened_on", "date.too_late", "max", today)
	}
	directory.CheckText(&f, "text", &c.Text, person.MaxLong, true)
	directory.CheckText(&f, "reason", &c.Reason, person.MaxShort, correction)
	return f.Err()
}
