package person

import (
	"cmp"
	"context"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// Ground is what a partner stands on when it asks for names: an agreement in
// force and what the names are for. Higher features know the agreement; a partner
// without one has an empty Agreement.
type Ground struct {
	Partner   id.Organisation
	Purpose   Purpose
	Agreement string // reference of the agreement in force
}

// Facts are what the register knows about one person for one ground.
type Facts struct {
	Child   bool
	Closed  bool // sealed or anonymous: nobody's business any more
	Linked  bool // has to do with this partner: a seat in a class that it gives, or its promise of work or aid
	Basis   string
	Consent Consent // the latest answer; zero when nobody was asked
}

// Reason says why a decision fell as it did; each has words.
type Reason string

// The reasons. The first two let the partner know the name.
const (
	ByConsent     Reason = "consent"
	ByStatute     Reason = "statute"
	NotLinked     Reason = "not_linked"
	IsAChild      Reason = "child"
	IsClosed      Reason = "closed"
	NoPurpose     Reason = "no_purpose"
	NoAgreement   Reason = "no_agreement"
	NoConsent     Reason = "not_asked"
	SaidNo        Reason = "refused"
	TookBack      Reason = "withdrawn"
	ConsentOver   Reason = "expired"
	ParentsAnswer Reason = "parents_answer" // given for a child who is one no longer
)

// Reasons lists the reasons in the order in which they are asked.
func Reasons() []Reason {
	return []Reason{NotLinked, IsClosed, IsAChild, NoPurpose, NoAgreement, ByStatute, NoConsent, SaidNo, TookBack, ConsentOver, ParentsAnswer, ByConsent}
}

// Decision is whether a partner may know one person by name, and why.
type Decision struct {
	Allowed   bool       `json:"allowed"`
	Reason    Reason     `json:"reason"`
	Agreement string     `json:"agreement,omitempty"`
	Basis     string     `json:"basis,omitempty"` // the law, where no consent is needed
	Until     civil.Date `json:"until"`           // last day of the consent
	Fields    []string   `json:"fields,omitempty"`
}

// shownFor lists what a purpose shows. Nothing else of a person is ever shown to
// a partner, whatever they agreed to.
var shownFor = map[Purpose][]string{
	ClassAttendance: {"name", "attendance"},
	JobPlacement:    {"name", "certificates"},
	Aid:             {"name"},
}

// Decide is the one rule on which a partner knows a person by name: the person
// has to do with the partner, an agreement is in force, the purpose is one that
// the program knows, and the person consents or a law stands in for consent. A
// child is never named (UU 11/2012 article 19), whatever was signed or cited.
func Decide(g Ground, f Facts, today civil.Date) Decision {
	d := Decision{Agreement: g.Agreement}
	standing := f.Consent.On(today)
	switch {
	case !f.Linked:
		d.Reason = NotLinked
	case f.Closed:
		d.Reason = IsClosed
	case f.Child:
		d.Reason = IsAChild
	case shownFor[g.Purpose] == nil:
		d.Reason = NoPurpose
	case g.Agreement == "":
		d.Reason = NoAgreement
	case f.Basis != "":
		d.Reason, d.Basis, d.Allowed = ByStatute, f.Basis, true
	case standing == InForce && f.Consent.By == Parent:
		d.Reason = ParentsAnswer
	case standing == InForce:
		d.Reason, d.Until, d.Allowed = ByConsent, f.Consent.ExpiresOn, true
	default:
		d.Reason = map[Standing]Reason{NotAsked: NoConsent, Declined: SaidNo, Withdrawn: TookBack, Expired: ConsentOver, Superseded: NoConsent}[standing]
	}
	if d.Allowed {
		d.Fields = shownFor[g.Purpose]
	}
	return d
}

// DecisionsFor asks Decide for people of whom the caller knows that they have to
// do with the partner. It is two queries, however many people there are.
func DecisionsFor(ctx context.Context, q db.Querier, g Ground, people []id.Person, today civil.Date) (map[id.Person]Decision, error) {
	out := make(map[id.Person]Decision, len(people))
	if len(people) == 0 {
		return out, nil
	}
	laws, err := lawsFor(ctx, q, g.Partner, g.Purpose, today)
	if err != nil {
		return nil, err
	}
	found, err := factsOf(ctx, q, g, people)
	if err != nil {
		return nil, err
	}
	for _, x := range found {
		f := Facts{Child: x.child(today), Closed: x.Kept != "", Linked: true, Basis: cmp.Or(laws[x.Facility], laws[x.Probation])}
		if !x.Consent.IsZero() {
			f.Consent = Consent{ID: x.Consent, Answer: x.Answer, By: x.By, ExpiresOn: x.ExpiresOn, WithdrawnOn: x.WithdrawnOn, Latest: true}
		}
		// Whoever was moved has answers at two offices: the one that lets is asked.
		if d := Decide(g, f, today); d.Allowed || out[x.ID].Reason == "" {
			out[x.ID] = d
		}
	}
	return out, nil
}

// asked is a person with their latest answer to one partner and purpose.
type asked struct {
	ID          id.Person       `db:"id" privacy:"internal"`
	Facility    id.Organisation `db:"facility_id" privacy:"internal"`
	Probation   id.Organisation `db:"probation_id" privacy:"internal"`
	LegalStatus LegalStatus     `db:"legal_status" privacy:"restricted"`
	Born        civil.Partial   `db:"born" privacy:"restricted"`
	Kept        Kept            `db:"kept" privacy:"internal"`
	Consent     id.Consent      `db:"consent_id" privacy:"internal"`
	Answer      Answer          `db:"answer" privacy:"internal"`
	By          By              `db:"answered_by" privacy:"internal"`
	ExpiresOn   civil.Date      `db:"expires_on" privacy:"internal"`
	WithdrawnOn civil.Date      `db:"withdrawn_on" privacy:"internal"`
}

func (x asked) child(today civil.Date) bool {
	p := Person{LegalStatus: x.LegalStatus, Born: x.Born}
	return p.IsChild(today)
}
