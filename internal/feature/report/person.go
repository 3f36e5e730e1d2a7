package report

import (
	"context"
	"slices"

	"titian/internal/feature/person"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Reach is one cooperation that has reached a person: the records that made it
// possible, from the meeting to the class. Open says whether the actor may open
// the whole thread; who guides a person may know whom the person owes a class
// to, also when the cooperation is another facility's.
type Reach struct {
	ID      id.Cooperation `json:"id"`
	Ref     string         `json:"ref"`
	Title   string         `json:"title"`
	Host    string         `json:"host"`
	Partner string         `json:"partner"`
	Open    bool           `json:"open"`
	Path    []Node         `json:"path"` // in the order of the steps
	API     string         `json:"api"`
}

type reached struct {
	ID      id.Cooperation `db:"id" privacy:"internal"`
	Ref     string         `db:"ref" privacy:"internal"`
	Title   string         `db:"title" privacy:"internal"`
	Host    string         `db:"host" privacy:"internal"`
	Partner string         `db:"partner" privacy:"internal"`
	Open    bool           `db:"open" privacy:"internal"`
	Class   id.Offering    `db:"class" privacy:"internal"`
}

// ThreadsOfPerson lists the cooperations whose classes the person has a seat in,
// latest first. Permission: reach.read, for those who know people by name;
// partners and observers do not. Errors: NotFound when the person is out of
// scope.
func (s *Service) ThreadsOfPerson(ctx context.Context, actor authz.Actor, key id.Person) ([]Reach, error) {
	if err := policy.Check(actor, "reach.read"); err != nil {
		return nil, err
	}
	if _, err := person.Visible(ctx, s.db, actor, key); err != nil {
		return nil, wrap("read threads of person", err)
	}
	where, args := visible(actor.Scope, "c", 2)
	seats, err := db.All[reached](ctx, s.db, `SELECT c.id, c.ref, c.title, h.name AS host, p.name AS partner,
		CASE WHEN `+where+` THEN TRUE ELSE FALSE END AS open, o.id AS class
		FROM programme_enrolment e JOIN programme_offering o ON o.facility_id = e.facility_id AND o.id = e.offering_id
		JOIN agreement_cooperation c ON c.id = o.cooperation_id
		JOIN directory_organisation h ON h.id = c.host_id JOIN directory_organisation p ON p.id = c.partner_id
		WHERE e.person_id = $1 ORDER BY e.enrolled_on DESC, o.id`, append([]any{key}, args...)...)
	if err != nil {
		return nil, wrap("read threads of person", err)
	}
	return s.paths(ctx, actor.Scope, seats)
}

// paths reads the records of each cooperation once, also when a person has sat
// in several of its classes.
func (s *Service) paths(ctx context.Context, scope authz.Scope, seats []reached) ([]Reach, error) {
	classes := map[id.Cooperation][]string{}
	var order []reached
	for _, x := range seats {
		if classes[x.ID] == nil {
			order = append(order, x)
		}
		if !slices.Contains(classes[x.ID], x.Class.String()) { // who came back to a class sits there twice
			classes[x.ID] = append(classes[x.ID], x.Class.String())
		}
	}
	out := []Reach{}
	for _, x := range order {
		nodes, _, err := s.nodes(ctx, scope, x.ID)
		if err != nil {
			return nil, wrap("read path to person", err)
		}
		path := pathOf(nodes)
		for _, class := range classes[x.ID] {
			path.upTo(class)
		}
		r := Reach{ID: x.ID, Ref: x.Ref, Title: x.Title, Host: x.Host, Partner: x.Partner, Open: x.Open, API: "/api/v1/threads/" + x.Ref}
		var t Thread
		t.assemble(nodes)
		for _, step := range t.Steps {
			for _, n := range step.Nodes {
				if n.Here {
					r.Path = append(r.Path, n)
				}
			}
		}
		out = append(out, r)
	}
	return out, nil
}
