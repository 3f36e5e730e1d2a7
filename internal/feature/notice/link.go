package notice

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"time"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Purpose is the one thing that a link is good for.
type Purpose string

// The purposes.
const (
	AnswerProposal  Purpose = "answer_proposal"
	ConfirmDelivery Purpose = "confirm_delivery"
	AddEvidence     Purpose = "add_evidence"
	TickSession     Purpose = "tick_session"
)

// Purposes lists the purposes in the order of the words.
func Purposes() []Purpose {
	return []Purpose{AnswerProposal, ConfirmDelivery, AddEvidence, TickSession}
}

// once are the purposes that end with their first use: an answer is given once.
// Attendance may be corrected, and evidence has several pages, until the link ends.
func (p Purpose) once() bool { return p == AnswerProposal || p == ConfirmDelivery }

// Ask is what a link would let its holder do, as the feature that owns the
// record says: for whom, and with which rights to which rows.
type Ask struct {
	Org     id.Organisation // whose link it is: the side of the house
	Partner id.Organisation
	Name    string // the partner's, for the audit
	Ref     string
	Acts    []authz.Action
	Rows    []id.Any
}

// Asker looks whether there is something to ask of the partner about a record.
// The actor is who would send the link, or the operator when it is opened.
// Errors: NotFound out of the actor's scope; Forbidden when it is not for their
// side to ask; State when there is nothing to answer any more.
type Asker func(ctx context.Context, q db.Querier, actor authz.Actor, record id.Any) (Ask, error)

// OnAsk connects a purpose with the feature that owns its records. The app calls
// it at start-up.
func (s *Service) OnAsk(f func() (Purpose, Asker)) {
	p, ask := f()
	s.purposes[p] = ask
}

// Link is a link that was made.
type Link struct {
	ID        id.Link         `db:"id" privacy:"internal"`
	Hash      []byte          `db:"hash" privacy:"secret"`
	Org       id.Organisation `db:"org_id" privacy:"internal"`
	Partner   id.Organisation `db:"partner_id" privacy:"internal"`
	Purpose   Purpose         `db:"purpose" privacy:"internal"`
	Record    id.Any          `db:"record_id" privacy:"internal"`
	Ref       string          `db:"ref" privacy:"internal"`
	Email     string          `db:"email" privacy:"restricted"`
	SentBy    id.User         `db:"sent_by" privacy:"internal"`
	Sender    string          `db:"sender" privacy:"restricted"`
	ExpiresAt time.Time       `db:"expires_at" privacy:"internal"`
	UsedAt    time.Time       `db:"used_at" privacy:"internal"`
	RevokedAt time.Time       `db:"revoked_at" privacy:"internal"`
	Version   int64           `db:"version" privacy:"internal"`
	CreatedAt time.Time       `db:"created_at" privacy:"internal"`
	UpdatedAt time.Time       `db:"updated_at" privacy:"internal"`
}

// LinkView is a link with its partner's name.
type LinkView struct {
	Link
	PartnerName string `db:"partner_name" privacy:"internal"`
}

// Use is one time that a link was opened or used.
type Use struct {
	ID   id.Any    `db:"id" privacy:"internal"`
	Link id.Link   `db:"link_id" privacy:"internal"`
	What string    `db:"what" privacy:"internal"`
	At   time.Time `db:"at" privacy:"internal"`
}

// State says in one word whether a link still opens: active, used, expired or
// revoked.
func (l Link) State(now time.Time) string {
	switch {
	case !l.RevokedAt.IsZero():
		return "revoked"
	case !l.UsedAt.IsZero() && l.Purpose.once():
		return "used"
	case !l.ExpiresAt.After(now):
		return "expired"
	}
	return "active"
}

// open is nil, or says why the link does not open.
func (l Link) open(now time.Time) error {
	if s := l.State(now); s != "active" {
		return errs.New(errs.State, "link."+s)
	}
	return nil
}

// How long a link may live.
const (
	DefaultLinkDays = 14
	maxLinkDays     = 60
)

// LinkCommand makes a link. Email is where to send it; empty, the sender passes
// it on. ExpiresOn is its last day, DefaultLinkDays from today when unknown.
type LinkCommand struct {
	ID        id.Link
	Purpose   Purpose
	Record    id.Any
	Email     string
	ExpiresOn civil.Date
}

func (c *LinkCommand) validate(today civil.Date) error {
	var f errs.Fields
	if !slices.Contains(Purposes(), c.Purpose) {
		f.Add("purpose", "choice.invalid")
	}
	if c.Record.IsZero() {
		f.Add("record_id", "required")
	}
	if c.Email != "" {
		checkEmail(&f, "email", &c.Email)
	}
	if c.ExpiresOn.IsZero() {
		c.ExpiresOn = today.AddDays(DefaultLinkDays)
	}
	if c.ExpiresOn.Before(today) {
		f.Add("expires_on", "date.too_early", "min", today)
	} else if last := today.AddDays(maxLinkDays); c.ExpiresOn.After(last) {
		f.Add("expires_on", "date.too_late", "max", last)
	}
	return f.Err()
}

// newSecret makes the part of a link that opens it: 256 random bits.
func newSecret() (secret string, hash []byte) {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // never fails: the program would end instead
	secret = base64.RawURLEncoding.EncodeToString(raw)
	return secret, hashOf(secret)
}

func hashOf(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// holder is whoever opens the link: the partner, for these acts on these rows and
// nothing else. The audit names the link as the means.
func (l Link) holder(a Ask, origin authz.Origin) authz.Actor {
	origin.Channel = "link"
	return authz.Actor{
		Name: "link " + l.ID.String()[24:] + " (" + a.Name + ")", Role: authz.Partner, Org: l.Partner, OrgName: a.Name, Origin: origin,
		Scope: authz.Scope{Partner: l.Partner, Rows: a.Rows}, Acts: a.Acts,
	}
}
