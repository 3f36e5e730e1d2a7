package reportapi

import (
	"time"

	"titian/internal/feature/person"
	"titian/internal/feature/report"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
)

// PersonAccess is who may see a person, and why.
type PersonAccess struct {
	Offices     []AccessOffice    `json:"offices"`
	Partners    []AccessPartner   `json:"partners"`
	Emergencies []AccessEmergency `json:"emergencies"`
}

// AccessOffice is an office and what it is to the person.
type AccessOffice struct {
	ID   id.Organisation `json:"id"`
	Name string          `json:"name"`
	Why  string          `json:"why" enum:"holds,guides,above"`
}

// AccessPartner is the decision on one partner and one purpose.
type AccessPartner struct {
	ID        id.Organisation `json:"id"`
	Name      string          `json:"name"`
	Purpose   person.Purpose  `json:"purpose" enum:"class_attendance,job_placement,aid"`
	Class     string          `json:"class" doc:"Reference of the class, or of the promise, that links them; empty for none"`
	Allowed   bool            `json:"allowed"`
	Reason    person.Reason   `json:"reason"`
	Agreement string          `json:"agreement" doc:"Reference of the agreement in force"`
	Basis     string          `json:"basis" doc:"Law that stands in for consent"`
	Until     civil.Date      `json:"until" doc:"Last day of the consent"`
	Fields    []string        `json:"fields" doc:"What the partner sees"`
}

// AccessEmergency is an emergency access to the person.
type AccessEmergency struct {
	ID       id.Emergency   `json:"id"`
	OpenedBy string         `json:"opened_by"`
	OpenedAt time.Time      `json:"opened_at"`
	Verdict  person.Verdict `json:"verdict" enum:",justified,not_justified"`
}

// Introduction is one person whom the partner may know, and no more of them.
type Introduction struct {
	Name         string         `json:"name"`
	Purpose      person.Purpose `json:"purpose" enum:"job_placement,aid"`
	Promise      string         `json:"promise" doc:"Reference of the promise that links them"`
	Office       string         `json:"office"`
	Until        civil.Date     `json:"until" doc:"Last day of the consent; null where a law stands in for it"`
	Certificates []string       `json:"certificates" doc:"For work alone"`
}

// PersonExtract is everything that is held about a person.
type PersonExtract struct {
	MadeAt time.Time     `json:"made_at"`
	MadeBy string        `json:"made_by"`
	Shared PersonAccess  `json:"shared"`
	Parts  []ExtractPart `json:"parts"`
}

// ExtractPart is the rows of one kind.
type ExtractPart struct {
	Key     string     `json:"key"`
	Columns []string   `json:"columns"`
	Rows    [][]string `json:"rows"`
}

func viewAccess(a report.Access) PersonAccess {
	out := PersonAccess{Offices: []AccessOffice{}, Partners: []AccessPartner{}, Emergencies: []AccessEmergency{}}
	for _, o := range a.Offices {
		out.Offices = append(out.Offices, AccessOffice{o.ID, o.Name, o.Why})
	}
	for _, p := range a.Partners {
		out.Partners = append(out.Partners, AccessPartner{
			ID: p.ID, Name: p.Name, Purpose: p.Purpose, Class: p.Class, Allowed: p.Allowed, Reason: p.Reason,
			Agreement: p.Agreement, Basis: p.Basis, Until: p.Until, Fields: append([]string{}, p.Fields...),
		})
	}
	for _, e := range a.Emergencies {
		out.Emergencies = append(out.Emergencies, AccessEmergency{e.ID, e.OpenedBy, e.OpenedAt, e.Verdict})
	}
	return out
}

func viewParts(parts []report.Part) []ExtractPart {
	out := make([]ExtractPart, len(parts))
	for i, p := range parts {
		out[i] = ExtractPart(p)
	}
	return out
}
