// Package notice tells people what waits for them, once: in the app, by e-mail at
// once or in a daily digest, as each chooses; it calls other systems by signed
// webhooks; and it makes links by which a partner without an account gives one
// answer (link.go).
//
// It owns the notice_* tables. It refuses to decide what is worth telling: the
// features above say so through the Teller, in the transaction in which it
// happens. It refuses names of prisoners, whoever reads: News carries a
// reference, a day and names of organisations, nothing of a person.
//
// Start with News and Teller, then Service. Letters and calls leave through
// platform/outbox; post.go and call.go work on it.
package notice

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// Kind is what somebody is told; the message "notice.kind.<kind>" says it in
// words, and webhooks know it as the event.
type Kind string

// The kinds.
const (
	ProposalReceived  Kind = "proposal.received"
	ProposalAnswered  Kind = "proposal.answered"
	ProposalWithdrawn Kind = "proposal.withdrawn"
	ProposalOverdue   Kind = "proposal.overdue"
	ProposalEscalated Kind = "proposal.escalated"
	DeliveryReported  Kind = "delivery.reported"
	DeliveryConfirmed Kind = "delivery.confirmed"
	DeliveryDisputed  Kind = "delivery.disputed"
	DeliveryOverdue   Kind = "delivery.overdue"
	DeliveryEscalated Kind = "delivery.escalated"
	PromiseDue        Kind = "commitment.due"
	PromiseOverdue    Kind = "commitment.overdue"
	PromiseEscalated  Kind = "commitment.escalated"
	AgreementEnding   Kind = "agreement.ending"
	MeetingPlanned    Kind = "meeting.planned"
	MeetingCancelled  Kind = "meeting.cancelled"
	LinkUsed          Kind = "link.used"
	PostGiven         Kind = "commitment.owned" // the reader holds a post now, and answers for what it promised
)

// Kinds lists the kinds in the order of the forms.
func Kinds() []Kind {
	return []Kind{
		ProposalReceived, ProposalAnswered, ProposalWithdrawn, ProposalOverdue, ProposalEscalated,
		DeliveryReported, DeliveryConfirmed, DeliveryDisputed, DeliveryOverdue, DeliveryEscalated,
		PromiseDue, PromiseOverdue, PromiseEscalated, AgreementEnding, MeetingPlanned, MeetingCancelled, LinkUsed, PostGiven,
	}
}

// Topic is what somebody chooses about: a few words, not a dozen kinds.
type Topic string

// Topics lists the topics in the order of the form.
func Topics() []Topic {
	return []Topic{"proposal", "delivery", "commitment", "agreement", "meeting", "link"}
}

// topic is the part of a kind before the dot.
func (k Kind) topic() Topic {
	before, _, _ := strings.Cut(string(k), ".")
	return Topic(before)
}

// Way is how somebody is told.
type Way string

// The ways. None is not told at all; the others all stand in the app as well.
const (
	None     Way = "none"
	InApp    Way = "app"
	AtOnce   Way = "mail"
	Digest   Way = "digest"
	digested Way = "digested" // was in a digest
)

// Ways lists what somebody may choose.
func Ways() []Way { return []Way{InApp, AtOnce, Digest, None} }

// Record is what a notice is about.
type Record struct {
	Kind string
	ID   [16]byte
	Ref  string
}

// paths lead to the pages of records. One that is not here has no page.
var paths = map[string]string{
	"proposal": "/proposals/", "delivery": "/deliveries/", "commitment": "/commitments/",
	"agreement": "/agreements/", "meeting": "/meetings/", "link": "/reply-links/", "post": "/posts/",
}

// News is one thing to tell.
type News struct {
	Kind   Kind
	Record Record
	Due    civil.Date
	Key    string            // names this news for ever: told again under the same key, nobody hears it twice
	To     []id.Organisation // whose officers are told
	Post   id.Post           // of To, that answers for it: its holder is told instead, while there is one
	Hears  []id.Organisation // whose webhooks are called; usually both sides
	Words  map[string]string // harmless: names of organisations, numbers
	But    id.User           // who did it needs no notice
	Only   id.User           // whom alone it concerns, whatever they do there; zero for all officers
}

// Notice is what one person was told, where they work.
type Notice struct {
	ID         id.Notice       `db:"id" privacy:"internal"`
	User       id.User         `db:"user_id" privacy:"internal"`
	Org        id.Organisation `db:"org_id" privacy:"internal"`
	Key        string          `db:"key" privacy:"internal"`
	Kind       Kind            `db:"kind" privacy:"internal"`
	RecordKind string          `db:"record_kind" privacy:"internal"`
	Record     id.Any          `db:"record_id" privacy:"internal"`
	Ref        string          `db:"ref" privacy:"internal"`
	Words      string          `db:"words" privacy:"internal"` // JSON of News.Words
	Due        civil.Date      `db:"due_on" privacy:"internal"`
	Way        Way             `db:"way" privacy:"internal"`
	ReadAt     time.Time       `db:"read_at" privacy:"internal"`
	CreatedAt  time.Time       `db:"created_at" privacy:"internal"`
}

// Unread reports whether it was not opened yet.
func (n Notice) Unread() bool { return n.ReadAt.IsZero() }

// Path leads to the record's page; empty when it has none.
func (n Notice) Path() string {
	if p, ok := paths[n.RecordKind]; ok {
		return p + n.Record.String()
	}
	return ""
}

// Pairs fill the placeholders of the kind's message.
func (n Notice) Pairs() []any {
	out := []any{"ref", n.Ref, "due", n.Due}
	words := map[string]string{}
	_ = json.Unmarshal([]byte(n.Words), &words) // we wrote it
	for k, v := range words {
		out = append(out, k, v)
	}
	return out
}

// officers are the roles that are told of what happens to an organisation's
// records: those who can act on it.
var officers = []authz.Role{authz.FacilityHead, authz.ProgrammeOfficer, authz.ProbationOfficer, authz.RegionalOffice, authz.Partner}

// holders are the roles in which the holder of a post is told what it answers for:
// a case guardian reads promises as well, and may hold the post that made one.
var holders = append(slices.Clone(officers), authz.CaseGuardian)
