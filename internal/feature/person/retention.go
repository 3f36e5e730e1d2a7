package person

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Rules are how many years after a case is closed what is kept of it goes. The
// figures are the house's defaults until the agency's own retention schedule
// (JRA) names others; they are data, see ParseRules.
type Rules struct {
	Closed   int `json:"closed_years"`   // the identity
	Health   int `json:"health_years"`   // what is medical, and with it the identity
	Readings int `json:"readings_years"` // who opened the record
}

// DefaultRules are used where nobody says otherwise.
func DefaultRules() Rules { return Rules{Closed: 5, Health: 25, Readings: 5} }

// ParseRules reads rules from JSON; what is absent keeps its default. Invalid for
// unknown names, for less than a year, and for health that ends before the rest.
func ParseRules(text string) (Rules, error) {
	r := DefaultRules()
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return r, errs.New(errs.Invalid, "retention.rules").Because(err)
	}
	if min(r.Closed, r.Health, r.Readings) < 1 || r.Health < r.Closed {
		return r, errs.New(errs.Invalid, "retention.rules")
	}
	return r, nil
}

// Disposal is what is done to a record whose time is over.
type Disposal string

// The disposals. A closed child's record is sealed at once; one with medical
// rows is sealed, not made anonymous, until their longer time is over too:
// nobody could find them again otherwise.
const (
	Seal      Disposal = "seal"
	Anonymise Disposal = "anonymise"
)

// Due is one record whose time is over, with the rule that says so.
type Due struct {
	Person   id.Person       `json:"person_id"`
	Facility id.Organisation `json:"facility_id"`
	ClosedOn civil.Date      `json:"closed_on"`
	Rule     string          `json:"rule"` // child, closed, closed_health, health
	Do       Disposal        `json:"do"`
	Health   bool            `json:"health"` // medical rows go as well
}

// RuleCodes lists the rules, the nearest first.
func RuleCodes() []string { return []string{"child", "closed", "closed_health", "health"} }

// Closing is what higher features are told when a record is disposed of: each
// erases the free text of its own rows, and the medical rows when Health is set.
// What statistics count stays.
type Closing struct {
	Person id.Person
	Do     Disposal
	Health bool
}

// closed is a case that nobody works on any more.
type closed struct {
	ID         id.Person       `db:"id" privacy:"internal"`
	Facility   id.Organisation `db:"facility_id" privacy:"internal"`
	Born       civil.Partial   `db:"born" privacy:"restricted"`
	Kept       Kept            `db:"kept" privacy:"internal"`
	ReleasedOn civil.Date      `db:"released_on" privacy:"restricted"`
	EndsOn     civil.Date      `db:"ends_on" privacy:"restricted"`
	WasChild   bool            `db:"was_child" privacy:"restricted"`
}

// on is the day on which the case was closed; zero when no day is known, and then
// nothing is done: a missing day is for an officer to mend.
func (c closed) on() civil.Date {
	if c.EndsOn.After(c.ReleasedOn) || c.ReleasedOn.IsZero() {
		return c.EndsOn
	}
	return c.ReleasedOn
}

// decide says what is due of a closed case on a day; ok is false for nothing.
func (r Rules) decide(c closed, medical bool, asOf civil.Date) (d Due, ok bool) {
	on := c.on()
	past := func(years int) bool { return !on.AddMonths(12 * years).After(asOf) }
	d = Due{Person: c.ID, Facility: c.Facility, ClosedOn: on, Do: Anonymise}
	switch {
	case on.IsZero() || on.After(asOf) || c.Kept == Anonymous:
		return d, false
	case medical && past(r.Health):
		d.Rule, d.Health = "health", true
	case !medical && past(r.Closed):
		d.Rule = "closed"
	case medical && past(r.Closed) && c.Kept == Whole:
		d.Rule, d.Do = "closed_health", Seal
	case c.Kept == Whole && (c.WasChild || isChild("", c.Born, on)):
		d.Rule, d.Do = "child", Seal
	default:
		return d, false
	}
	return d, true
}

// RetentionPlan lists whose time is over on a day, without touching anything.
// Permission: person.retain, the operator's.
func (s *Service) RetentionPlan(ctx context.Context, a authz.Actor, r Rules, asOf civil.Date) ([]Due, error) {
	if err := policy.Check(a, CanRetain); err != nil {
		return nil, err
	}
	return s.plan(ctx, r, asOf)
}

// RetentionCounts counts the plan by rule, for those who answer for the machine
// and know nobody by name. Permission: person.retention_counts.
func (s *Service) RetentionCounts(ctx context.Context, a authz.Actor, asOf civil.Date) (map[string]int, error) {
	if err := policy.Check(a, CanTally); err != nil {
		return nil, err
	}
	out := map[string]int{}
	list, err := s.plan(ctx, DefaultRules(), asOf)
	for _, d := range list {
		out[d.Rule]++
	}
	return out, err
}

func (s *Service) plan(ctx context.Context, r Rules, asOf civil.Date) ([]Due, error) {
	cases, err := db.All[closed](ctx, s.db, `SELECT p.id, p.facility_id, p.born, p.kept, p.released_on,
		(SELECT max(c.ends_on) FROM person_custody c WHERE c.person_id = p.id) AS ends_on,
		EXISTS (SELECT 1 FROM person_legal_step l WHERE l.person_id = p.id AND l.legal_status IN ('juvenile', 'child_suspect')) AS was_child
		FROM person_person p WHERE p.kept <> 'anonymous' AND (p.custody_status = 'died' OR p.custody_status = 'released' AND p.legal_status = 'free') ORDER BY p.id`)
	if err != nil {
		return nil, fmt.Errorf("plan retention: %w", err)
	}
	out := []Due{}
	for _, c := range cases {
		medical, err := s.medical(ctx, c.ID)
		if err != nil {
			return nil, fmt.Errorf("plan retention: %w", err)
		}
		if d, due := r.decide(c, medical, asOf); due {
			out = append(out, d)
		}
	}
	return out, nil
}

func (s *Service) medical(ctx context.Context, p id.Person) (bool, error) {
	for _, holds := range s.Medical {
		if has, err := holds(ctx, s.db, p); err != nil || has {
			return has, err
		}
	}
	return false, nil
}

// Dispose does what is due of one record, its rows in every feature included, in
// one transaction. Permission: person.retain. State when it was done before.
func (s *Service) Dispose(ctx context.Context, a authz.Actor, d Due) error {
	if err := policy.Check(a, CanRetain); err != nil {
		return err
	}
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		p, err := db.One[Person](ctx, tx, byID+tx.ForUpdate(), d.Person)
		if err != nil {
			return err
		}
		if p.Kept == Anonymous || p.Kept == Sealed && d.Do == Seal {
			return errs.New(errs.State, "retention.done")
		}
		after := p
		if d.Do == Seal {
			err = s.seal(ctx, tx, p)
			after.erase(Sealed)
		} else {
			err = unbox(ctx, tx, p.ID)
			after.erase(Anonymous)
		}
		if err != nil {
			return err
		}
		if err := store(ctx, tx, a, authz.Action("person."+string(d.Do)), p, &after, 0); err != nil {
			return err
		}
		if err := scrub(ctx, tx, d); err != nil {
			return err
		}
		if err := forgetMerged(ctx, tx, a, d); err != nil {
			return err
		}
		return s.Closing.tell(ctx, tx, Closing{Person: d.Person, Do: d.Do, Health: d.Health})
	})
	return wrapped("dispose of", d.Person, err)
}

// forgetMerged erases the second records of a person that were merged into this
// one: their rows stand with it, and their names would tell whose they are.
func forgetMerged(ctx context.Context, tx *db.Tx, a authz.Actor, d Due) error {
	losers, err := db.All[Person](ctx, tx, `SELECT `+db.Columns[Person]("")+` FROM person_person WHERE merged_into = $1 AND kept <> 'anonymous'`, d.Person)
	if err != nil {
		return err
	}
	for _, l := range losers {
		after := l
		after.erase(Anonymous)
		if err := store(ctx, tx, a, authz.Action("person."+string(Anonymise)), l, &after, 0); err != nil {
			return err
		}
		if err := scrub(ctx, tx, Due{Person: l.ID, Do: Anonymise}); err != nil {
			return err
		}
	}
	return nil
}

func wrapped(doing string, p id.Person, err error) error {
	if err == nil {
		return nil
	}
	return wrap(doing, p, err)
}

// CutReadings deletes who opened records before a day, and notes that it did.
// Permission: person.retain.
func (s *Service) CutReadings(ctx context.Context, a authz.Actor, before civil.Date) (n int64, err error) {
	if err := policy.Check(a, CanRetain); err != nil {
		return 0, err
	}
	err = s.db.InTx(ctx, func(tx *db.Tx) error {
		// What waits to be filed is of the last hour, and no office keeps so little.
		n, err = db.Exec(ctx, tx, `DELETE FROM person_reading WHERE at < $1`, before.Time().UnixMicro())
		if err != nil || n == 0 || a.Org.IsZero() {
			return err
		}
		return audit.Did(ctx, tx, a, audit.What{Org: a.Org, Action: "person.cut_readings", Kind: "organisation", Record: a.Org})
	})
	return n, err
}
