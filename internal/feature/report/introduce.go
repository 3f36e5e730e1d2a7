package report

import (
	"context"
	"slices"

	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// A partner that has promised work, or help to individuals, to an office may know
// by name those of the office's people who agreed to it, under an agreement in
// force. The promise is what links them, as a seat links who sits in a class.

// linking are the forms of promises that link people for a purpose.
var linking = map[person.Purpose][]string{
	person.JobPlacement: {"job_places", "business_mentoring", "market"},
	person.Aid:          {"business_capital", "funds", "house_support", "reintegration_help", "documents"},
}

// Introduction is one person whom a partner may know, for one purpose.
type Introduction struct {
	Person       id.Person      `json:"person_id"`
	Name         string         `json:"name"`
	Purpose      person.Purpose `json:"purpose"`
	Promise      string         `json:"promise"` // reference
	Office       string         `json:"office"`  // to whom it was promised
	Until        civil.Date     `json:"until"`   // last day of the consent; unknown where a law stands in for it
	Certificates []string       `json:"certificates"`
}

// offer is a promise of the partner with its agreement, if that is in force.
type offer struct {
	Ref       string          `db:"ref" privacy:"internal"`
	Form      string          `db:"form" privacy:"internal"`
	Office    id.Organisation `db:"office_id" privacy:"internal"`
	Name      string          `db:"name" privacy:"public"`
	Agreement string          `db:"agreement" privacy:"internal"`
}

// offersOf reads the partner's promises that still bind, once for each office
// that they are made to or that their agreement serves.
const offersOf = `SELECT c.ref, c.form, o.id AS office_id, o.name,
	CASE WHEN a.stage IN ('DITANDATANGANI', 'AKTIF', 'EVALUASI', 'DIPERPANJANG') AND a.starts_on <= $1 AND a.ends_on >= $2 THEN a.ref ELSE '' END AS agreement
	FROM partnership_commitment c LEFT JOIN agreement_agreement a ON a.id = c.agreement_id
	JOIN directory_organisation o ON o.id = c.host_id OR o.id IN (SELECT s.facility_id FROM agreement_served s WHERE s.cooperation_id = c.cooperation_id)
	WHERE c.partner_id = $3 AND c.status IN ('open', 'fulfilled') AND c.promiser_id = c.partner_id ORDER BY c.due_on DESC, c.id`

// best is the promise that links an office's people for a purpose: one under an
// agreement in force before others, the latest of them.
func best(offers []offer, purpose person.Purpose, offices ...id.Organisation) (found offer) {
	for _, o := range offers {
		fits := slices.Contains(linking[purpose], o.Form) && slices.Contains(offices, o.Office)
		if fits && (found.Ref == "" || found.Agreement == "" && o.Agreement != "") {
			found = o
		}
	}
	return found
}

// offerTo is the promise that links one person with a partner; its reference is
// empty when none does.
func offerTo(ctx context.Context, q db.Querier, partner id.Organisation, purpose person.Purpose, p person.Person, today civil.Date) (offer, error) {
	if linking[purpose] == nil {
		return offer{}, nil
	}
	offers, err := db.All[offer](ctx, q, offersOf, today, today, partner)
	return best(offers, purpose, p.Facility, p.Probation), err
}

// agreed is somebody who answered the partner.
type agreed struct {
	Person    id.Person       `db:"id" privacy:"internal"`
	Name      string          `db:"name" privacy:"restricted"`
	Facility  id.Organisation `db:"facility_id" privacy:"internal"`
	Probation id.Organisation `db:"probation_id" privacy:"internal"`
	Purpose   person.Purpose  `db:"purpose" privacy:"internal"`
}

const selectAgreed = `SELECT p.id, p.name, p.facility_id, p.probation_id, c.purpose FROM person_consent c JOIN person_person p ON p.id = c.person_id
	WHERE c.partner_id = $1 AND c.purpose IN ('job_placement', 'aid') AND c.latest AND c.answer = 'given' AND c.withdrawn_on IS NULL ORDER BY c.purpose, p.name_key, p.id`

// Introductions lists the people whom the actor's organisation may know by name
// for work or aid, and shows of them what they agreed to: the name and, for work,
// the certificates. Whether it may is person.Decide's to say, for each.
// Permission: introduction.read, which partners have.
func (s *Service) Introductions(ctx context.Context, actor authz.Actor) ([]Introduction, error) {
	if err := policy.Check(actor, "introduction.read"); err != nil {
		return nil, err
	}
	partner, today := actor.Scope.Partner, civil.Today(s.db.Now())
	offers, err := db.All[offer](ctx, s.db, offersOf, today, today, partner)
	if err != nil {
		return nil, wrap("list introductions", err)
	}
	people, err := db.All[agreed](ctx, s.db, selectAgreed, partner)
	if err != nil {
		return nil, wrap("list introductions", err)
	}
	promises, groups := map[key]offer{}, map[person.Ground][]id.Person{}
	for _, x := range people {
		o := best(offers, x.Purpose, x.Facility, x.Probation)
		g := person.Ground{Partner: partner, Purpose: x.Purpose, Agreement: o.Agreement}
		if o.Ref != "" && !slices.Contains(groups[g], x.Person) {
			promises[key{x.Person, x.Purpose}], groups[g] = o, append(groups[g], x.Person)
		}
	}
	may := map[key]person.Decision{}
	for g, group := range groups {
		found, err := person.DecisionsFor(ctx, s.db, g, group, today)
		if err != nil {
			return nil, wrap("list introductions", err)
		}
		for p, d := range found {
			may[key{p, g.Purpose}] = d
		}
	}
	out := []Introduction{}
	for _, x := range people { // in the order of purpose and name
		k := key{x.Person, x.Purpose}
		d, o := may[k], promises[k]
		if !d.Allowed {
			continue
		}
		i := Introduction{Person: x.Person, Name: x.Name, Purpose: x.Purpose, Promise: o.Ref, Office: o.Name, Until: d.Until, Certificates: []string{}}
		if slices.Contains(d.Fields, "certificates") {
			titles, err := db.All[string](ctx, s.db, certificatesOf, x.Person)
			if err != nil {
				return nil, wrap("list introductions", err)
			}
			i.Certificates = append(i.Certificates, titles...)
		}
		out = append(out, i)
	}
	return out, nil
}

// key is one person and one purpose.
type key struct {
	Person  id.Person
	Purpose person.Purpose
}

const certificatesOf = `SELECT DISTINCT c.title FROM programme_enrolment e JOIN programme_certificate c ON c.facility_id = e.facility_id AND c.enrolment_id = e.id
	WHERE e.person_id = $1 AND c.revoked_on IS NULL ORDER BY c.title`
