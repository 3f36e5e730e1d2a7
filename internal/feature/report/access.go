package report

import (
	"context"

	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Access is who may see a person, and why: the offices that answer for them, the
// partners that may or may not know their name, and who looked in an emergency.
type Access struct {
	Person      person.Person      `json:"-"`
	Offices     []OfficeAccess     `json:"offices"`
	Partners    []PartnerAccess    `json:"partners"`
	Emergencies []person.Emergency `json:"emergencies"`
}

// OfficeAccess is one office and what it is to the person.
type OfficeAccess struct {
	ID   id.Organisation `db:"id" privacy:"internal" json:"id"`
	Name string          `db:"name" privacy:"public" json:"name"`
	Why  string          `db:"why" privacy:"internal" json:"why"` // holds, guides, above
}

// PartnerAccess is one partner, one purpose, and the decision.
type PartnerAccess struct {
	ID      id.Organisation `json:"id"`
	Name    string          `json:"name"`
	Purpose person.Purpose  `json:"purpose"`
	Class   string          `json:"class"` // reference of the class, or of the promise, that links them; empty for none
	person.Decision
}

// AccessTo tells who may see a person, and why. Permission: access.read. Errors:
// NotFound when the person is not in the actor's scope; an emergency does not
// open it.
func (s *Service) AccessTo(ctx context.Context, actor authz.Actor, key id.Person) (Access, error) {
	if err := policy.Check(actor, "access.read"); err != nil {
		return Access{}, err
	}
	p, err := s.own(ctx, actor, key)
	if err != nil {
		return Access{}, wrap("tell who may see a person", err)
	}
	a, err := accessTo(ctx, s.db, p, civil.Today(s.db.Now()))
	return a, wrap("tell who may see a person", err)
}

// own is a person of the actor's scope, not one whom an emergency opened.
func (s *Service) own(ctx context.Context, actor authz.Actor, key id.Person) (person.Person, error) {
	p, err := person.Visible(ctx, s.db, actor, key)
	if err == nil && !p.In(actor.Scope) {
		err = errs.New(errs.NotFound, "not_found")
	}
	return p, err
}

func accessTo(ctx context.Context, q db.Querier, p person.Person, today civil.Date) (a Access, err error) {
	a = Access{Person: p, Partners: []PartnerAccess{}, Emergencies: []person.Emergency{}}
	if a.Offices, err = officesOf(ctx, q, p); err != nil {
		return a, err
	}
	if a.Partners, err = partnersOf(ctx, q, p, today); err != nil {
		return a, err
	}
	nights, err := db.All[person.Emergency](ctx, q, `SELECT `+db.Columns[person.Emergency]("")+` FROM person_emergency WHERE person_id = $1 ORDER BY id DESC`, p.ID)
	a.Emergencies = append(a.Emergencies, nights...)
	return a, err
}

// officesOf lists the offices from the nearest to the highest.
func officesOf(ctx context.Context, q db.Querier, p person.Person) ([]OfficeAccess, error) {
	return db.All[OfficeAccess](ctx, q, `WITH RECURSIVE up (id, name, parent_id, why, step) AS (
		SELECT id, name, parent_id, CASE WHEN id = $1 THEN 'holds' ELSE 'guides' END, 0 FROM directory_organisation WHERE id = $2 OR id = $3
		UNION SELECT o.id, o.name, o.parent_id, 'above', up.step + 1 FROM directory_organisation o JOIN up ON o.id = up.parent_id
	) SELECT id, name, why FROM up ORDER BY step, why, name`, p.Facility, p.Facility, p.Probation)
}

// link is a seat of the person in a class that a partner gives.
type link struct {
	Partner   id.Organisation `db:"partner_id" privacy:"internal"`
	Name      string          `db:"name" privacy:"public"`
	Class     string          `db:"ref" privacy:"internal"`
	Agreement string          `db:"agreement" privacy:"internal"`
}

// asked is a partner about whom the person was asked.
type asked struct {
	Partner id.Organisation `db:"partner_id" privacy:"internal"`
	Name    string          `db:"name" privacy:"public"`
	Purpose person.Purpose  `db:"purpose" privacy:"internal"`
}

// partnersOf decides on every partner that has to do with the person, by a class
// or by an answer that the person gave.
func partnersOf(ctx context.Context, q db.Querier, p person.Person, today civil.Date) ([]PartnerAccess, error) {
	links, err := db.All[link](ctx, q, `SELECT o.partner_id, r.name, o.ref,
		CASE WHEN c.status <> 'cancelled' AND a.stage IN ('DITANDATANGANI', 'AKTIF', 'EVALUASI', 'DIPERPANJANG') AND a.starts_on <= $1 AND a.ends_on >= $2 THEN a.ref ELSE '' END AS agreement
		FROM programme_enrolment e JOIN programme_offering o ON o.facility_id = e.facility_id AND o.id = e.offering_id
		JOIN directory_organisation r ON r.id = o.partner_id
		LEFT JOIN partnership_commitment c ON c.id = o.commitment_id LEFT JOIN agreement_agreement a ON a.id = c.agreement_id
		WHERE e.person_id = $3 ORDER BY e.enrolled_on DESC, o.id`, today, today, p.ID)
	if err != nil {
		return nil, err
	}
	best := map[id.Organisation]link{}
	out := []PartnerAccess{}
	for _, l := range links {
		if b, has := best[l.Partner]; !has || b.Agreement == "" && l.Agreement != "" {
			best[l.Partner] = l
		}
	}
	for _, l := range links {
		if b := best[l.Partner]; b.Class == l.Class {
			d, err := person.DecisionsFor(ctx, q, person.Ground{Partner: l.Partner, Purpose: person.ClassAttendance, Agreement: b.Agreement}, []id.Person{p.ID}, today)
			if err != nil {
				return nil, err
			}
			out = append(out, PartnerAccess{ID: l.Partner, Name: l.Name, Purpose: person.ClassAttendance, Class: l.Class, Decision: d[p.ID]})
		}
	}
	answers, err := db.All[asked](ctx, q, `SELECT c.partner_id, r.name, c.purpose FROM person_consent c JOIN directory_organisation r ON r.id = c.partner_id
		WHERE c.person_id = $1 AND c.latest ORDER BY r.name, c.purpose`, p.ID)
	for _, x := range answers {
		if _, linked := best[x.Partner]; linked && x.Purpose == person.ClassAttendance {
			continue
		}
		by, err := offerTo(ctx, q, x.Partner, x.Purpose, p, today)
		if err != nil {
			return nil, err
		}
		d := person.Decide(person.Ground{Partner: x.Partner, Purpose: x.Purpose}, person.Facts{}, today) // not linked
		if by.Ref != "" {
			found, err := person.DecisionsFor(ctx, q, person.Ground{Partner: x.Partner, Purpose: x.Purpose, Agreement: by.Agreement}, []id.Person{p.ID}, today)
			if err != nil {
				return nil, err
			}
			d = found[p.ID]
		}
		out = append(out, PartnerAccess{ID: x.Partner, Name: x.Name, Purpose: x.Purpose, Class: by.Ref, Decision: d})
	}
	return out, err
}
