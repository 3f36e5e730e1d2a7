package report

import (
	"context"

	"titian/internal/feature/agreement"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Stops is what stands on an agreement, and on those below it, on the day when
// somebody thinks of ending it: promises that are open, classes that have not
// ended, and how many people sit in them.
type Stops struct {
	Promises []OpenPromise `json:"promises"`
	Classes  []LiveClass   `json:"classes"` // at facilities in the reader's scope
	// Elsewhere are classes at other facilities, which the reader may only count.
	Elsewhere       int          `json:"classes_elsewhere"`
	PeopleElsewhere int          `json:"people_elsewhere"`
	People          int          `json:"people"` // sitting in any of the classes, each once a class
	Value           money.Rupiah `json:"value"`  // of the open promises
}

// OpenPromise is a promise that nobody would be bound to any more.
type OpenPromise struct {
	ID       id.Commitment `db:"id" privacy:"internal" json:"id"`
	Ref      string        `db:"ref" privacy:"internal" json:"ref"`
	Title    string        `db:"title" privacy:"internal" json:"title"`
	Quantity int           `db:"quantity" privacy:"internal" json:"quantity"`
	Unit     string        `db:"unit" privacy:"internal" json:"unit"`
	Value    money.Rupiah  `db:"value_rp" privacy:"internal" json:"value"`
	DueOn    civil.Date    `db:"due_on" privacy:"internal" json:"due_on"`
}

// LiveClass is a class that would lose what carries it. Names are on its own
// page, for those who may read them there.
type LiveClass struct {
	ID           id.Offering     `db:"id" privacy:"internal" json:"id"`
	Facility     id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	FacilityName string          `db:"name" privacy:"internal" json:"facility"`
	Ref          string          `db:"ref" privacy:"internal" json:"ref"`
	Title        string          `db:"title" privacy:"internal" json:"title"`
	EndsOn       civil.Date      `db:"ends_on" privacy:"internal" json:"ends_on"`
	People       int             `db:"people" privacy:"internal" json:"people"`
}

// under is an agreement with everything that implements or amends it.
const under = `WITH RECURSIVE family (id) AS (
	SELECT id FROM agreement_agreement WHERE id = $1
	UNION SELECT a.id FROM family f CROSS JOIN agreement_agreement a WHERE a.parent_id = f.id) `

const openPromises = under + `SELECT c.id, c.ref, c.title, c.quantity, c.unit, c.value_rp, c.due_on
	FROM family f CROSS JOIN partnership_commitment c WHERE c.agreement_id = f.id AND c.status = 'open' ORDER BY c.due_on, c.id`

const liveClasses = under + `SELECT o.id, o.facility_id, d.name, o.ref, o.title, o.ends_on,
	(SELECT count(*) FROM programme_enrolment e WHERE e.facility_id = o.facility_id AND e.offering_id = o.id AND e.status = 'active') AS people
	FROM family f CROSS JOIN partnership_commitment c CROSS JOIN programme_offering o JOIN directory_organisation d ON d.id = o.facility_id
	WHERE c.agreement_id = f.id AND o.commitment_id = c.id AND o.status IN ('open', 'running') ORDER BY o.ends_on, o.id`

// StopsOf tells what would lose its support if an agreement were ended today.
// Permission: stops.read. Errors: NotFound.
func (s *Service) StopsOf(ctx context.Context, actor authz.Actor, key id.Agreement) (Stops, error) {
	out := Stops{Promises: []OpenPromise{}, Classes: []LiveClass{}}
	if err := policy.Check(actor, "stops.read"); err != nil {
		return out, err
	}
	if _, err := s.coopOf(ctx, actor, key); err != nil {
		return out, wrap("tell what stops", err)
	}
	promises, err := db.All[OpenPromise](ctx, s.db, openPromises, key)
	if err != nil {
		return out, wrap("read open promises", err)
	}
	for _, p := range promises {
		out.Promises = append(out.Promises, p)
		out.Value += p.Value
	}
	classes, err := db.All[LiveClass](ctx, s.db, liveClasses, key)
	for _, c := range classes {
		out.People += c.People
		if actor.Scope.Has(c.Facility) {
			out.Classes = append(out.Classes, c)
			continue
		}
		out.Elsewhere++
		out.PeopleElsewhere += c.People
	}
	return out, wrap("read classes", err)
}

// coopOf finds the cooperation of an agreement that the actor may see.
func (s *Service) coopOf(ctx context.Context, actor authz.Actor, key id.Agreement) (id.Cooperation, error) {
	where, args := agreement.Visible(actor.Scope, "a", 2)
	return db.One[id.Cooperation](ctx, s.db, `SELECT a.cooperation_id FROM agreement_agreement a WHERE a.id = $1 AND `+where, append([]any{key}, args...)...)
}
