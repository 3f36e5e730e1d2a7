package report

import (
	"context"
	"slices"

	"titian/internal/feature/assessment"
	"titian/internal/feature/partnership"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Unmet is one area of need at a facility beside what answers it: how many people
// there have the need, how many of them leave soon, how many sit in a class of
// that area, and which partners have promised help that answers it.
type Unmet struct {
	Area     assessment.Area `json:"area"`
	People   int             `json:"people"`
	Leaving  int             `json:"leaving"` // within leavingMonths
	InClass  int             `json:"in_class"`
	Partners []Helper        `json:"partners"`
}

// Helper is a partner with open promises that answer a need.
type Helper struct {
	ID       id.Organisation `json:"id"`
	Name     string          `json:"name"`
	Promises int             `json:"promises"`
}

// Waiting is how many have the need and no class that answers it.
func (u Unmet) Waiting() int { return u.People - u.InClass }

// Unserved reports whether people wait and no partner has promised anything.
func (u Unmet) Unserved() bool { return u.Waiting() > 0 && len(u.Partners) == 0 }

// leavingMonths is how soon "soon" is: what a skills class and its papers take.
const leavingMonths = 6

// Needs shows which needs at a facility no partner serves: those first, then
// where most wait. It counts and names nobody. Permission: unmet.read. Errors:
// NotFound out of scope.
func (s *Service) Needs(ctx context.Context, actor authz.Actor, facility id.Organisation) ([]Unmet, error) {
	if err := policy.Check(actor, "unmet.read"); err != nil {
		return nil, err
	}
	if !actor.Scope.Has(facility) {
		return nil, errs.New(errs.NotFound, "not_found")
	}
	counts, err := needCounts(ctx, s.db, facility, civil.Today(s.db.Now()).AddMonths(leavingMonths))
	if err != nil {
		return nil, wrap("count needs", err)
	}
	promises, err := promisesTo(ctx, s.db, facility)
	if err != nil {
		return nil, wrap("read promises", err)
	}
	list := make([]Unmet, len(counts))
	for i, c := range counts {
		list[i] = Unmet{c.Area, c.People, c.Leaving, c.InClass, helpersFor(c.Area, promises)}
	}
	slices.SortStableFunc(list, func(a, b Unmet) int {
		if a.Unserved() != b.Unserved() {
			if a.Unserved() {
				return -1
			}
			return 1
		}
		return b.Waiting() - a.Waiting()
	})
	return list, nil
}

type needCount struct {
	Area    assessment.Area `db:"area" privacy:"internal"`
	People  int             `db:"people" privacy:"internal"`
	Leaving int             `db:"leaving" privacy:"internal"`
	InClass int             `db:"in_class" privacy:"internal"`
}

const needCountsText = `SELECT n.area, count(DISTINCT n.person_id) AS people,
	count(DISTINCT CASE WHEN p.release_due_on <= $2 THEN n.person_id END) AS leaving,
	count(DISTINCT CASE WHEN EXISTS (SELECT 1 FROM programme_enrolment e JOIN programme_offering o ON o.facility_id = e.facility_id AND o.id = e.offering_id
		JOIN programme_programme g ON g.id = o.programme_id WHERE e.person_id = n.person_id AND e.status = 'active' AND g.area = n.area) THEN n.person_id END) AS in_class
	FROM assessment_need n JOIN person_person p ON p.id = n.person_id
	WHERE n.facility_id = $1 AND n.closed_on IS NULL AND p.facility_id = $1 AND p.custody_status = 'active' GROUP BY n.area ORDER BY n.area`

func needCounts(ctx context.Context, q db.Querier, facility id.Organisation, soon civil.Date) ([]needCount, error) {
	return db.All[needCount](ctx, q, needCountsText, facility, soon)
}

type promised struct {
	Form     string          `db:"form" privacy:"internal"`
	Partner  id.Organisation `db:"partner_id" privacy:"internal"`
	Name     string          `db:"name" privacy:"public"`
	Promises int             `db:"promises" privacy:"internal"`
}

// promisesToText finds open promises of partners to the facility itself, and to
// an office whose agreement serves it.
const promisesToText = `SELECT c.form, c.partner_id, o.name, count(*) AS promises FROM partnership_commitment c JOIN directory_organisation o ON o.id = c.partner_id
	WHERE c.status = 'open' AND c.promiser_id = c.partner_id
	AND (c.host_id = $1 OR c.cooperation_id IN (SELECT cooperation_id FROM agreement_served WHERE facility_id = $1))
	GROUP BY c.form, c.partner_id, o.name ORDER BY o.name, c.form`

func promisesTo(ctx context.Context, q db.Querier, facility id.Organisation) ([]promised, error) {
	return db.All[promised](ctx, q, promisesToText, facility)
}

// helpersFor are the partners whose promises answer an area, by name.
func helpersFor(area assessment.Area, promises []promised) []Helper {
	out := []Helper{}
	for _, p := range promises {
		if !slices.Contains(partnership.FormOf(p.Form).Areas, area) {
			continue
		}
		if last := len(out) - 1; last >= 0 && out[last].ID == p.Partner {
			out[last].Promises += p.Promises
			continue
		}
		out = append(out, Helper{p.Partner, p.Name, p.Promises})
	}
	return out
}
