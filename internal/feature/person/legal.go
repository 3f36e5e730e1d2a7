package person

import (
	"context"
	"slices"
	"time"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// LegalReason is why somebody's legal status changed.
type LegalReason string

// The reasons. Releases give their own: a person on parole is a client because
// of the parole. Recorded is for a status that the service's own register shows
// without saying why.
const (
	Recorded       LegalReason = "recorded"
	Corrected      LegalReason = "corrected"
	ByVerdict      LegalReason = "verdict"
	CameOfAge      LegalReason = "came_of_age"
	Acquitted      LegalReason = "acquitted"
	CaseDropped    LegalReason = "case_dropped"
	ReleasedByLaw  LegalReason = "released_by_law"
	Diversion      LegalReason = "diversion"
	Conditional    LegalReason = "conditional_sentence"
	Supervision    LegalReason = "supervision_order"
	ServiceOrder   LegalReason = "service_order"
	Pardon         LegalReason = "pardon"
	Revoked        LegalReason = "revoked"
	GuidanceEnded  LegalReason = "guidance_ended"
	NewCase        LegalReason = "new_case"
	TakenOver      LegalReason = "taken_over"
	ByParole                   = LegalReason(Parole)
	ByConditional              = LegalReason(ConditionalLeave)
	ByPrerelease               = LegalReason(PrereleaseLeave)
	BySentencesEnd             = LegalReason(Expiry)
)

var (
	orders   = []LegalReason{Conditional, Supervision, ServiceOrder}
	leaves   = []LegalReason{ByParole, ByConditional, ByPrerelease, TakenOver}
	endings  = []LegalReason{BySentencesEnd, Pardon}
	dropping = []LegalReason{Acquitted, CaseDropped, ReleasedByLaw, BySentencesEnd}
)

// legalMoves are the steps that the law knows (UU 22/2022 and UU 11/2012), each
// with its reasons. A client whose parole is revoked serves again; a free person
// with a new case is a detainee again; a child who comes of age serves on as an
// adult.
var legalMoves = map[LegalStatus]map[LegalStatus][]LegalReason{
	Detainee:     {Convict: {ByVerdict}, Client: append(slices.Clone(orders), TakenOver), Free: dropping},
	Convict:      {Client: leaves, Free: endings},
	ChildSuspect: {Juvenile: {ByVerdict}, Client: append(slices.Clone(orders), Diversion, TakenOver), Free: dropping},
	Juvenile:     {Convict: {CameOfAge}, Client: leaves, Free: endings},
	Client:       {Free: {GuidanceEnded, Pardon}, Convict: {Revoked}, Juvenile: {Revoked}},
	Free: {
		Detainee: {NewCase}, ChildSuspect: {NewCase}, Convict: {NewCase, ByVerdict}, Juvenile: {NewCase, ByVerdict},
		Client: append(slices.Clone(orders), Diversion, TakenOver),
	},
}

// May reports whether the law knows a step from s to next.
func (s LegalStatus) May(next LegalStatus) bool {
	return s == next || len(legalMoves[s][next]) > 0
}

// Reasons lists why somebody can go from s to next.
func (s LegalStatus) Reasons(next LegalStatus) []LegalReason { return legalMoves[s][next] }

// LegalReasons lists all reasons that a form can offer.
func LegalReasons() []LegalReason {
	out := []LegalReason{Recorded}
	for _, from := range LegalStatuses() {
		for _, to := range LegalStatuses() {
			for _, r := range legalMoves[from][to] {
				if !slices.Contains(out, r) {
					out = append(out, r)
				}
			}
		}
	}
	return out
}

// LegalStep is one step of a person's legal status. Steps are only added.
type LegalStep struct {
	Facility  id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	ID        id.LegalStep    `db:"id" privacy:"internal" json:"id"`
	Person    id.Person       `db:"person_id" privacy:"internal" json:"person_id"`
	Status    LegalStatus     `db:"legal_status" privacy:"restricted" json:"legal_status"`
	Reason    LegalReason     `db:"reason" privacy:"restricted" json:"reason"`
	SinceOn   civil.Date      `db:"since_on" privacy:"restricted" json:"since_on"`
	Note      string          `db:"note" privacy:"restricted" seal:"id" json:"note"`
	CreatedAt time.Time       `db:"created_at" privacy:"internal" json:"-"`
}

// LegalCommand moves a person on in law without moving them in space: a verdict,
// an acquittal after release, the end of guidance.
type LegalCommand struct {
	To      LegalStatus
	Reason  LegalReason
	On      civil.Date
	Note    string // the decision's number
	Version int64
}

// LegalNext lists where a person can go in law from where they stand: whoever is
// held stays in custody, so that only a release makes them a client or free.
func (p *Person) LegalNext() []LegalStatus {
	var out []LegalStatus
	for _, next := range LegalStatuses() {
		held := slices.Contains(Held(), next)
		if next != p.LegalStatus && p.LegalStatus.May(next) && held == (p.Custody == Active) && p.Custody != Died {
			out = append(out, next)
		}
	}
	return out
}

func (c *LegalCommand) validate(p Person, today civil.Date) error {
	var f errs.Fields
	directory.CheckChoice(&f, "legal_status", c.To, p.LegalNext())
	reasons := LegalReasons()
	if !f.Has("legal_status") {
		reasons = append([]LegalReason{Recorded}, p.LegalStatus.Reasons(c.To)...)
	}
	directory.CheckChoice(&f, "reason", c.Reason, reasons)
	CheckPast(&f, "on", c.On, today)
	directory.CheckText(&f, "note", &c.Note, MaxShort, false)
	return f.Err()
}

// ChangeLegal records a step in law. Permission: person.move, at the facility
// that holds the person or the office that guides them. Errors: Invalid for a
// step or a reason that the law does not know, NotFound, Conflict.
func (s *Service) ChangeLegal(ctx context.Context, a authz.Actor, person id.Person, c LegalCommand) (Person, error) {
	if err := policy.Check(a, CanChangeLegal); err != nil {
		return Person{}, err
	}
	return s.update(ctx, a, person, c.Version, CanChangeLegal, func(ctx context.Context, tx *db.Tx, p *Person) error {
		if err := c.validate(*p, civil.Today(tx.Now())); err != nil {
			return err
		}
		return step(ctx, tx, p, c.To, c.Reason, c.On, c.Note)
	})
}

// LegalSteps lists how a person's legal status came about, newest first.
func (s *Service) LegalSteps(ctx context.Context, a authz.Actor, person id.Person) ([]LegalStep, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return nil, err
	}
	if _, err := visible(ctx, s.db, a, person); err != nil {
		return nil, err
	}
	return legalSteps(ctx, s.db, person)
}

// step changes the status of the row and keeps why; no step when nothing changes.
func step(ctx context.Context, tx *db.Tx, p *Person, to LegalStatus, why LegalReason, on civil.Date, note string) error {
	if p.LegalStatus == to {
		return nil
	}
	if err := firstStep(ctx, tx, *p); err != nil {
		return err
	}
	p.LegalStatus = to
	return keepStep(ctx, tx, *p, why, on, note)
}

// firstStep keeps where somebody stood who has no steps yet, as in a generated
// country. A correction finds the way back by it.
func firstStep(ctx context.Context, tx *db.Tx, p Person) error {
	steps, err := legalSteps(ctx, tx, p.ID)
	if err != nil || len(steps) > 0 {
		return err
	}
	return keepStep(ctx, tx, p, Recorded, p.AdmittedOn, "")
}

// keepStep stores how the person's present status came about. A day that nobody
// knows is the day on which it was written down.
func keepStep(ctx context.Context, tx *db.Tx, p Person, why LegalReason, on civil.Date, note string) error {
	return db.Insert(ctx, tx, "person_legal_step", legalStep(tx, p, why, on, note))
}

func legalStep(tx *db.Tx, p Person, why LegalReason, on civil.Date, note string) LegalStep {
	if on.IsZero() {
		on = civil.Today(tx.Now())
	}
	return LegalStep{Facility: p.Facility, ID: id.LegalStep{}.Make(), Person: p.ID, Status: p.LegalStatus, Reason: why, SinceOn: on, Note: note, CreatedAt: tx.Now()}
}

// usual is the reason of a step that another act brings about.
func usual(from, to LegalStatus) LegalReason {
	if r := legalMoves[from][to]; len(r) > 0 {
		return r[0]
	}
	return Recorded
}

func legalSteps(ctx context.Context, q db.Querier, person id.Person) ([]LegalStep, error) {
	return db.All[LegalStep](ctx, q, `SELECT `+db.Columns[LegalStep]("")+` FROM person_legal_step WHERE person_id = $1 ORDER BY id DESC`, person)
}
