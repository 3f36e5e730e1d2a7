package person

import (
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

// Answer is what was said when the person was asked.
type Answer string

// The answers. A refusal is recorded so that nobody is asked again and again.
const (
	Given   Answer = "given"
	Refused Answer = "refused"
)

// Answers lists the answers in the order of the forms.
func Answers() []Answer { return []Answer{Given, Refused} }

// By is who answered. For a child a parent or guardian does (UU 27/2022 article
// 25); a guardian may answer for an adult who cannot.
type By string

// Who may answer.
const (
	Self     By = "self"
	Parent   By = "parent"
	Guardian By = "guardian"
)

// Bys lists who may answer in the order of the forms.
func Bys() []By { return []By{Self, Parent, Guardian} }

// ConsentTerm is how many months a consent stands when nobody says otherwise, and
// MaxConsentTerm the longest that may be agreed: what somebody said years ago is
// no word of today. Neither is in the law; both are the house's choice.
const (
	ConsentTerm    = 12
	MaxConsentTerm = 24
)

// Consent is a person's answer on whether one partner may know them by name for
// one purpose, as it stands on the receipt that the person keeps. Only the day of
// withdrawal is ever added to it; another answer is another row.
type Consent struct {
	Facility       id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	ID             id.Consent      `db:"id" privacy:"internal" json:"id"`
	Person         id.Person       `db:"person_id" privacy:"internal" json:"person_id"`
	Partner        id.Organisation `db:"partner_id" privacy:"internal" json:"partner_id"`
	Purpose        Purpose         `db:"purpose" privacy:"internal" json:"purpose"`
	Number         string          `db:"number" privacy:"internal" json:"number"`
	Wording        int             `db:"wording" privacy:"internal" json:"wording"`
	Answer         Answer          `db:"answer" privacy:"internal" json:"answer"`
	By             By              `db:"answered_by" privacy:"internal" json:"answered_by"`
	Representative string          `db:"representative" privacy:"restricted" json:"representative"`
	GivenOn        civil.Date      `db:"given_on" privacy:"internal" json:"given_on"`
	ExpiresOn      civil.Date      `db:"expires_on" privacy:"internal" json:"expires_on"`
	WithdrawnOn    civil.Date      `db:"withdrawn_on" privacy:"internal" json:"withdrawn_on"`
	Evidence       string          `db:"evidence" privacy:"restricted" seal:"id" json:"evidence"`
	Latest         bool            `db:"latest" privacy:"internal" json:"-"`
	Version        int64           `db:"version" privacy:"internal" json:"version"`
	CreatedAt      time.Time       `db:"created_at" privacy:"internal" json:"-"`
	UpdatedAt      time.Time       `db:"updated_at" privacy:"internal" json:"-"`
}

// Standing is what an answer is worth on a day.
type Standing string

// The standings. Nobody was asked where there is no answer.
const (
	NotAsked   Standing = "not_asked"
	InForce    Standing = "in_force"
	Declined   Standing = "refused"
	Withdrawn  Standing = "withdrawn"
	Expired    Standing = "expired"
	Superseded Standing = "superseded"
)

// Standings lists what can become of an answer.
func Standings() []Standing {
	return []Standing{NotAsked, InForce, Declined, Withdrawn, Expired, Superseded}
}

// On is what the answer is worth on a day. Consent stands through its last day.
func (c Consent) On(today civil.Date) Standing {
	switch {
	case c.ID.IsZero():
		return NotAsked
	case !c.WithdrawnOn.IsZero():
		return Withdrawn
	case !c.Latest:
		return Superseded
	case c.Answer == Refused:
		return Declined
	case c.ExpiresOn.Before(today):
		return Expired
	}
	return InForce
}

// ConsentCommand records an answer. Evidence says where the person's own word is
// kept: a signed sheet and its number. The zero answer is consent given by the
// person for ConsentTerm months.
type ConsentCommand struct {
	Partner        id.Organisation
	Purpose        Purpose
	Answer         Answer
	By             By
	Representative string // name of the parent or guardian
	GivenOn        civil.Date
	ExpiresOn      civil.Date
	Evidence       string
}

// fill sets what was left open.
func (c *ConsentCommand) fill() {
	if c.Answer == "" {
		c.Answer = Given
	}
	if c.By == "" {
		c.By = Self
	}
	switch {
	case c.Answer == Refused:
		c.ExpiresOn = civil.Date{}
	case c.ExpiresOn.IsZero() && !c.GivenOn.IsZero():
		c.ExpiresOn = c.GivenOn.AddMonths(ConsentTerm)
	}
}

func (c *ConsentCommand) validate(p Person, today civil.Date) error {
	c.fill()
	var f errs.Fields
	if c.Partner.IsZero() {
		f.Add("partner_id", "required")
	}
	directory.CheckChoice(&f, "purpose", c.Purpose, Purposes())
	directory.CheckChoice(&f, "answer", c.Answer, Answers())
	directory.CheckChoice(&f, "answered_by", c.By, Bys())
	CheckPast(&f, "given_on", c.GivenOn, today)
	directory.CheckText(&f, "evidence", &c.Evidence, MaxShort, c.Answer != Refused)
	directory.CheckText(&f, "representative", &c.Representative, MaxTitle, c.By == Parent || c.By == Guardian)
	c.checkTerm(&f, today)
	if !f.Has("answered_by") {
		c.checkWho(&f, p, today)
	}
	return f.Err()
}

// checkTerm keeps an agreement from outliving what was meant.
func (c *ConsentCommand) checkTerm(f *errs.Fields, today civil.Date) {
	if c.Answer != Given || f.Has("given_on") {
		return
	}
	if last := c.GivenOn.AddMonths(MaxConsentTerm); c.ExpiresOn.After(last) {
		f.Add("expires_on", "date.too_late", "max", last)
	}
	if c.ExpiresOn.Before(today) {
		f.Add("expires_on", "date.too_early", "min", today)
	}
}

// checkWho asks that for a child somebody answers who may, and that an adult is
// asked and not the parents.
func (c *ConsentCommand) checkWho(f *errs.Fields, p Person, today civil.Date) {
	child := p.IsChild(today)
	switch {
	case child && c.By == Self:
		f.Add("answered_by", "consent.child")
	case !child && c.By == Parent:
		f.Add("answered_by", "consent.adult")
	}
	if c.By == Self {
		c.Representative = ""
	}
}
