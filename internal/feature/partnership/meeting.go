package partnership

import (
	"regexp"
	"strings"
	"time"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
)

// MeetingKind is what a meeting is for.
type MeetingKind string

// The kinds of meetings.
const (
	Audience     MeetingKind = "audience"
	Coordination MeetingKind = "coordination"
	DraftingTalk MeetingKind = "drafting"
	Signing      MeetingKind = "signing"
	Monitoring   MeetingKind = "monitoring"
)

// MeetingKinds lists the kinds in the order of the forms.
func MeetingKinds() []MeetingKind {
	return []MeetingKind{Audience, Coordination, DraftingTalk, Signing, Monitoring}
}

// MeetingStatus is whether a meeting took place.
type MeetingStatus string

// The statuses of a meeting.
const (
	MeetingPlanned   MeetingStatus = "planned"
	MeetingHeld      MeetingStatus = "held"
	MeetingCancelled MeetingStatus = "cancelled"
)

// MeetingStatuses lists the statuses in the order of the forms.
func MeetingStatuses() []MeetingStatus {
	return []MeetingStatus{MeetingPlanned, MeetingHeld, MeetingCancelled}
}

var meetingMoves = map[MeetingStatus][]MeetingStatus{MeetingPlanned: {MeetingHeld, MeetingCancelled}}

// Meeting is one meeting of the two sides. Its day may be unknown: reports
// often name none, and a guess would be read as a fact.
type Meeting struct {
	ID          id.Meeting      `db:"id" privacy:"internal"`
	Cooperation id.Cooperation  `db:"cooperation_id" privacy:"internal"`
	Host        id.Organisation `db:"host_id" privacy:"internal"`
	Partner     id.Organisation `db:"partner_id" privacy:"internal"`
	Series      id.Meeting      `db:"series_id" privacy:"internal"`  // the first of its series; none when it stands alone
	Follows     id.Meeting      `db:"follows_id" privacy:"internal"` // the one before it
	Ref         string          `db:"ref" privacy:"internal"`
	Kind        MeetingKind     `db:"kind" privacy:"internal"`
	Title       string          `db:"title" privacy:"internal"`
	HeldOn      civil.Partial   `db:"held_on" privacy:"internal"`
	BeginsAt    string          `db:"begins_at" privacy:"internal"` // 09:30 by the clock at the place, or empty
	Place       string          `db:"place" privacy:"internal"`
	Agenda      string          `db:"agenda" privacy:"internal"`
	Minutes     string          `db:"minutes" privacy:"internal"`
	Status      MeetingStatus   `db:"status" privacy:"internal"`
	Version     int64           `db:"version" privacy:"internal"`
	CreatedAt   time.Time       `db:"created_at" privacy:"internal"`
	UpdatedAt   time.Time       `db:"updated_at" privacy:"internal"`
}

// MeetingView is a meeting with the names of its sides.
type MeetingView struct {
	Meeting
	Sides
	HostRegency directory.RegencyCode `db:"regency_code" privacy:"public"` // in whose time zone it is held
}

// Attendee is one who was there, by office. A name is optional.
type Attendee struct {
	Organisation string `db:"organisation" privacy:"internal"`
	Office       string `db:"office" privacy:"internal"`
	Name         string `db:"name" privacy:"internal"`
}

// Decision is one thing that a meeting decided.
type Decision struct {
	ID          id.Decision    `db:"id" privacy:"internal"`
	Meeting     id.Meeting     `db:"meeting_id" privacy:"internal"`
	Cooperation id.Cooperation `db:"cooperation_id" privacy:"internal"`
	Ordinal     int            `db:"ordinal" privacy:"internal"`
	Body        string         `db:"body" privacy:"internal"`
	Agreement   id.Agreement   `db:"agreement_id" privacy:"internal"` // drafted because of it
	SettledOn   civil.Date     `db:"settled_on" privacy:"internal"`   // done without a record of its own
	SettledNote string         `db:"settled_note" privacy:"internal"`
	Version     int64          `db:"version" privacy:"internal"`
	CreatedAt   time.Time      `db:"created_at" privacy:"internal"`
	UpdatedAt   time.Time      `db:"updated_at" privacy:"internal"`
}

// Outcome is what became of a decision: a proposal, a commitment or an agreement.
type Outcome struct {
	Decision id.Decision `db:"decision_id" privacy:"internal"`
	Kind     string      `db:"kind" privacy:"internal"` // proposal, commitment or agreement
	Record   id.Any      `db:"id" privacy:"internal"`
	Ref      string      `db:"ref" privacy:"internal"`
	Title    string      `db:"title" privacy:"internal"`
	Status   string      `db:"status" privacy:"internal"`
}

// MeetingDetail is a meeting with who was there, what was decided and what
// became of it.
type MeetingDetail struct {
	MeetingView
	Attendees []Attendee
	Decisions []Decision
	Outcomes  []Outcome
	Around    []Neighbour // the other meetings of the series, oldest first
	Carried   []Carried   // what earlier meetings of the series left open
}

// MeetingCommand is what people write of a meeting.
type MeetingCommand struct {
	Kind      MeetingKind
	Title     string
	HeldOn    civil.Partial
	BeginsAt  string
	Place     string
	Agenda    string
	Minutes   string
	Attendees []Attendee
}

const maxAttendees = 200

// Items are the points of the agenda in their order: one a line, as it is typed,
// whatever number or dash somebody wrote before it.
func (m Meeting) Items() []string {
	var out []string
	for line := range strings.Lines(m.Agenda) {
		if line = strings.TrimSpace(numbered.ReplaceAllString(strings.TrimSpace(line), "")); line != "" {
			out = append(out, line)
		}
	}
	return out
}

var numbered = regexp.MustCompile(`^(?:[0-9]{1,2}[.)]|[-*•])\s+`)

// hourMinute reads an hour and minute as people here write them, 9.30 or 09:30,
// into 09:30. Nothing is an hour that is not known.
func hourMinute(s string) (string, bool) {
	if s = strings.TrimSpace(s); s == "" {
		return "", true
	}
	t, err := time.Parse("15:04", strings.Replace(s, ".", ":", 1))
	return t.Format("15:04"), err == nil
}

func (c *MeetingCommand) validate() error {
	var f errs.Fields
	directory.CheckChoice(&f, "kind", c.Kind, MeetingKinds())
	directory.CheckText(&f, "title", &c.Title, titleLimit, true)
	if _, err := civil.ParsePartial(string(c.HeldOn)); err != nil {
		f.Add("held_on", "date.invalid")
	}
	if at, ok := hourMinute(c.BeginsAt); ok {
		c.BeginsAt = at
	} else {
		f.Add("begins_at", "meeting.clock")
	}
	directory.CheckText(&f, "place", &c.Place, shortLimit, false)
	directory.CheckText(&f, "agenda", &c.Agenda, textLimit, false)
	directory.CheckText(&f, "minutes", &c.Minutes, textLimit, false)
	if len(c.Attendees) > maxAttendees {
		f.Add("attendees", "too_many", "max", maxAttendees)
	}
	for i := range c.Attendees {
		a := &c.Attendees[i]
		directory.CheckText(&f, row("attendees", i)+".organisation", &a.Organisation, titleLimit, false)
		directory.CheckText(&f, row("attendees", i)+".office", &a.Office, titleLimit, true)
		directory.CheckText(&f, row("attendees", i)+".name", &a.Name, titleLimit, false)
	}
	return f.Err()
}

func (c MeetingCommand) apply(m Meeting) Meeting {
	m.Kind, m.Title, m.HeldOn, m.BeginsAt, m.Place, m.Agenda, m.Minutes = c.Kind, c.Title, c.HeldOn, c.BeginsAt, c.Place, c.Agenda, c.Minutes
	return m
}

// RecordCommand enters a meeting: one to come, or one that was held.
type RecordCommand struct {
	ID          id.Meeting
	Cooperation id.Cooperation
	Follows     id.Meeting    // of the same cooperation; none for a first meeting
	Status      MeetingStatus // planned (default) or held
	MeetingCommand
}

// held refuses a day in the future for a meeting that took place.
func held(status MeetingStatus, on civil.Partial, today civil.Date) error {
	if status == MeetingHeld && on.Earliest().After(today) {
		return invalid("held_on", "date.too_late", "max", today)
	}
	return nil
}
