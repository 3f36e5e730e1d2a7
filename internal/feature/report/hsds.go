package report

import (
	"context"

	"titian/internal/feature/agreement"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

// HSDSProfile is the version of the Human Services Data Specification of which
// this is a profile: partners are organizations, the classes that they give are
// services, and facilities are the locations.
const HSDSProfile = "3.1"

// HSDSOrganization is a partner with a signed agreement. Nobody of it is named:
// the specification's contacts are left out.
type HSDSOrganization struct {
	ID            string         `json:"id"`
	Name          string         `json:"name"`
	AlternateName string         `json:"alternate_name" doc:"Its code"`
	Description   string         `json:"description" doc:"Its sort: zakat_board, local_government …"`
	Services      []HSDSService  `json:"services"`
	Locations     []HSDSLocation `json:"locations" doc:"Where its services are given"`
}

// HSDSService is a class.
type HSDSService struct {
	ID          string                  `json:"id"`
	Name        string                  `json:"name"`
	Description string                  `json:"description" doc:"The programme of the catalogue"`
	Status      string                  `json:"status" enum:"active,inactive"`
	Schedules   []HSDSSchedule          `json:"schedules"`
	At          []HSDSServiceAtLocation `json:"service_at_locations"`
}

// HSDSSchedule is when a class is held, from day to day.
type HSDSSchedule struct {
	ID        string     `json:"id"`
	ValidFrom civil.Date `json:"valid_from"`
	ValidTo   civil.Date `json:"valid_to"`
}

// HSDSServiceAtLocation says where a class is held.
type HSDSServiceAtLocation struct {
	ID       string       `json:"id"`
	Location HSDSLocation `json:"location"`
}

// HSDSLocation is a facility.
type HSDSLocation struct {
	ID           string        `json:"id"`
	LocationType string        `json:"location_type"`
	Name         string        `json:"name"`
	Addresses    []HSDSAddress `json:"addresses"`
}

// HSDSAddress is where a facility stands, as far as it is known.
type HSDSAddress struct {
	ID         string `json:"id"`
	Address1   string `json:"address_1"`
	City       string `json:"city" doc:"Regency or city; empty when it is not known"`
	Province   string `json:"state_province"`
	PostalCode string `json:"postal_code" doc:"Always empty: it is not kept, and the specification wants it"`
	Country    string `json:"country"`
	Type       string `json:"address_type"`
}

// ally is a partner with whom something is signed.
type ally struct {
	ID   id.Organisation `db:"id" privacy:"internal"`
	Code string          `db:"code" privacy:"internal"`
	Name string          `db:"name" privacy:"public"`
	Kind string          `db:"partner_kind" privacy:"internal"`
}

// lesson is a class with where it is held.
type lesson struct {
	Partner      id.Organisation `db:"partner_id" privacy:"internal"`
	ID           id.Offering     `db:"id" privacy:"internal"`
	Title        string          `db:"title" privacy:"internal"`
	Programme    string          `db:"programme" privacy:"public"`
	Status       string          `db:"status" privacy:"internal"`
	Starts       civil.Date      `db:"starts_on" privacy:"internal"`
	Ends         civil.Date      `db:"ends_on" privacy:"internal"`
	Facility     id.Organisation `db:"facility_id" privacy:"internal"`
	FacilityName string          `db:"facility_name" privacy:"public"`
	Address      string          `db:"address" privacy:"public"`
	Regency      string          `db:"regency" privacy:"public"`
	Province     string          `db:"province" privacy:"public"`
}

// Organizations lists the partners whose signed agreements the actor may see, by
// name, with the classes that they give, as a profile of HSDS. Permission:
// open.read.
func (s *Service) Organizations(ctx context.Context, actor authz.Actor, r page.Request) (page.Of[HSDSOrganization], error) {
	none := page.Of[HSDSOrganization]{}
	if err := policy.Check(actor, "open.read"); err != nil {
		return none, err
	}
	q := agreement.Over(`SELECT DISTINCT p.id, p.code, p.name, p.partner_kind FROM agreement_agreement a
		JOIN directory_organisation p ON p.id = a.partner_id`, actor.Scope, "a").And("a.signed_on IS NOT NULL")
	found, err := agreement.Page(ctx, s.db, q, agreement.Order[ally]{
		By: "p.name", ID: "p.id", Value: func(a ally) string { return a.Name }, Key: func(a ally) string { return a.ID.String() },
	}, r)
	if err != nil {
		return none, wrap("list partners", err)
	}
	lessons, err := s.lessons(ctx, actor.Scope, found.Items)
	if err != nil {
		return none, wrap("list classes of partners", err)
	}
	out := page.Of[HSDSOrganization]{Next: found.Next, Items: []HSDSOrganization{}}
	for _, a := range found.Items {
		out.Items = append(out.Items, a.organization(lessons[a.ID]))
	}
	return out, nil
}

// lessons reads the classes of some partners that the scope may see.
func (s *Service) lessons(ctx context.Context, scope authz.Scope, list []ally) (map[id.Organisation][]lesson, error) {
	out := map[id.Organisation][]lesson{}
	if len(list) == 0 {
		return out, nil
	}
	q := agreement.Over(`SELECT o.partner_id, o.id, o.title, g.name AS programme, o.status, o.starts_on, o.ends_on, o.facility_id, f.name AS facility_name, f.address, COALESCE(r.name, '') AS regency, COALESCE(v.name, '') AS province
		FROM programme_offering o JOIN programme_programme g ON g.id = o.programme_id JOIN directory_organisation f ON f.id = o.facility_id
		LEFT JOIN directory_regency r ON r.code = f.regency_code LEFT JOIN directory_province v ON v.code = r.province_code`, scope, "o")
	marks, args := "", make([]any, len(list))
	for i, a := range list {
		marks, args[i] = marks+", ?", a.ID
	}
	rows, err := agreement.All[lesson](ctx, s.db, q.And("o.partner_id IN ("+marks[2:]+") AND o.status <> 'cancelled'", args...).Then("ORDER BY o.starts_on, o.id"))
	for _, x := range rows {
		out[x.Partner] = append(out[x.Partner], x)
	}
	return out, err
}

func (a ally) organization(lessons []lesson) HSDSOrganization {
	o := HSDSOrganization{ID: a.ID.String(), Name: a.Name, AlternateName: a.Code, Description: a.Kind, Services: []HSDSService{}, Locations: []HSDSLocation{}}
	seen := map[id.Organisation]bool{}
	for _, x := range lessons {
		o.Services = append(o.Services, x.service())
		if !seen[x.Facility] {
			seen[x.Facility] = true
			o.Locations = append(o.Locations, x.location())
		}
	}
	return o
}

func (x lesson) service() HSDSService {
	status := "inactive"
	if x.Status == "open" || x.Status == "running" {
		status = "active"
	}
	key := x.ID.String()
	return HSDSService{
		ID: key, Name: x.Title, Description: x.Programme, Status: status,
		Schedules: []HSDSSchedule{{key, x.Starts, x.Ends}}, At: []HSDSServiceAtLocation{{key, x.location()}},
	}
}

func (x lesson) location() HSDSLocation {
	l := HSDSLocation{ID: x.Facility.String(), LocationType: "physical", Name: x.FacilityName, Addresses: []HSDSAddress{}}
	if x.Address != "" {
		l.Addresses = []HSDSAddress{{x.Facility.String(), x.Address, x.Regency, x.Province, "", "ID", "physical"}}
	}
	return l
}
