package personapi

import (
	"context"
	"strings"

	"titian/internal/delivery/api"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

// Row is a person in a list: what one chooses by, and no more.
type Row struct {
	ID           id.Person            `json:"id"`
	Facility     id.Organisation      `json:"facility_id"`
	RegisterNo   string               `json:"register_no"`
	Name         string               `json:"name"`
	Sex          person.Sex           `json:"sex" enum:"M,F"`
	Born         civil.Partial        `json:"born"`
	LegalStatus  person.LegalStatus   `json:"legal_status" enum:"detainee,convict,child_suspect,juvenile,client,free"`
	Custody      person.CustodyStatus `json:"custody_status" enum:"active,released,escaped,died"`
	Risk         person.Risk          `json:"risk_level" enum:",low,medium,high"`
	ReleaseDueOn civil.Date           `json:"release_due_on"`
	ReleasedOn   civil.Date           `json:"released_on"`
}

func viewRow(r person.Row) Row {
	return Row{
		ID: r.ID, Facility: r.Facility, RegisterNo: r.RegisterNo, Name: r.Name, Sex: r.Sex, Born: r.Born,
		LegalStatus: r.LegalStatus, Custody: r.Custody, Risk: r.Risk, ReleaseDueOn: r.ReleaseDueOn, ReleasedOn: r.ReleasedOn,
	}
}

// searchQuery narrows the list of everybody in scope.
type searchQuery struct {
	Text      string               `query:"q" doc:"Part of a name, which may be misspelt, or of a register number, or a whole identity number"`
	Facility  id.Organisation      `query:"facility" doc:"Whom this facility holds or held last"`
	Probation id.Organisation      `query:"probation" doc:"Whom this probation office guides"`
	Status    person.CustodyStatus `query:"status" enum:"active,released,escaped,died"`
	Legal     person.LegalStatus   `query:"legal_status" enum:"detainee,convict,child_suspect,juvenile,client,free"`
	Sort      string               `query:"sort" enum:"name,-name,release_due_on,-release_due_on" doc:"By name when absent"`
}

// facilityQuery is the list of one facility.
type facilityQuery struct {
	Facility id.Organisation      `path:"facility"`
	Text     string               `query:"q" doc:"Part of a name, which may be misspelt, or of a register number, or a whole identity number"`
	Status   person.CustodyStatus `query:"status" enum:"active,released,escaped,died"`
	Legal    person.LegalStatus   `query:"legal_status" enum:"detainee,convict,child_suspect,juvenile,client,free"`
	Sort     string               `query:"sort" enum:"name,-name,release_due_on,-release_due_on" doc:"By name when absent"`
}

func (q searchQuery) filter() person.Filter {
	f := person.Filter{Facility: q.Facility, Probation: q.Probation, Custody: q.Status, Legal: q.Legal, Text: q.Text}
	f.Sort, f.Desc = strings.CutPrefix(q.Sort, "-")
	return f
}

func lists(a *api.API, s *person.Service) {
	api.List(a, api.Op{Path: "/people", Tag: tag, Summary: "Search people in one's scope"},
		func(ctx context.Context, actor authz.Actor, q searchQuery, p page.Request) (page.Of[person.Row], error) {
			return s.List(ctx, actor, q.filter(), p)
		}, viewRow)
	api.List(a, api.Op{Path: "/facilities/{facility}/people", Tag: tag, Summary: "List a facility's people"},
		func(ctx context.Context, actor authz.Actor, q facilityQuery, p page.Request) (page.Of[person.Row], error) {
			f := searchQuery{Facility: q.Facility, Text: q.Text, Status: q.Status, Legal: q.Legal, Sort: q.Sort}.filter()
			return s.List(ctx, actor, f, p)
		}, viewRow)
}
