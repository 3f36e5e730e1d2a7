package personapi

import (
	"context"

	"titian/internal/delivery/api"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

// LegalBasis is a law that lets a partner know people by name without consent.
type LegalBasis struct {
	ID       id.Basis        `json:"id"`
	Partner  id.Organisation `json:"partner_id"`
	Purpose  person.Purpose  `json:"purpose" enum:"class_attendance,job_placement,aid"`
	Law      string          `json:"law"`
	Org      id.Organisation `json:"org_id" doc:"Who cites it; it holds for the people of this office and those below it"`
	CitedBy  string          `json:"cited_by"`
	StartsOn civil.Date      `json:"starts_on"`
	EndsOn   civil.Date      `json:"ends_on" doc:"Last day; null until it is ended"`
	Version  int64           `json:"version"`
}

func viewBasis(b person.Basis) LegalBasis {
	return LegalBasis{ID: b.ID, Partner: b.Partner, Purpose: b.Purpose, Law: b.Law, Org: b.Org, CitedBy: b.CitedBy, StartsOn: b.StartsOn, EndsOn: b.EndsOn, Version: b.Version}
}

// basisBody cites a law.
type basisBody struct {
	Partner  id.Organisation `json:"partner_id"`
	Purpose  person.Purpose  `json:"purpose" enum:"class_attendance,job_placement,aid"`
	Law      string          `json:"law" maxLength:"500" example:"UU 23/2011 pasal 25"`
	StartsOn civil.Date      `json:"starts_on"`
	EndsOn   civil.Date      `json:"ends_on,omitempty"`
}

func bases(a *api.API, s *person.Service) {
	laws := api.Resource[id.Basis, person.Basis, LegalBasis]{
		API: a, Path: "/legal-bases", Tag: tag, Name: "legal basis",
		Get: s.Basis, View: viewBasis,
		Key:     func(b person.Basis) id.Basis { return b.ID },
		Version: func(b person.Basis) int64 { return b.Version },
	}
	api.One(laws)
	api.List(a, api.Op{Path: "/legal-bases", Tag: tag, Summary: "List laws that stand in for consent, newest first"},
		func(ctx context.Context, actor authz.Actor, _ api.None, p page.Request) (page.Of[person.Basis], error) {
			return s.Bases(ctx, actor, p)
		}, viewBasis)
	api.Create(laws, func(ctx context.Context, actor authz.Actor, b basisBody) (person.Basis, error) {
		return s.CiteBasis(ctx, actor, person.BasisCommand{Partner: b.Partner, Purpose: b.Purpose, Law: b.Law, StartsOn: b.StartsOn, EndsOn: b.EndsOn})
	})
	api.Act(laws, "end", "End the citation of a law", func(ctx context.Context, actor authz.Actor, key id.Basis, version int64, _ api.None) (person.Basis, error) {
		return s.EndBasis(ctx, actor, key, version)
	})
}
