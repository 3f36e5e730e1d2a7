package personapi

import (
	"context"
	"time"

	"titian/internal/delivery/api"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// Correction is what was corrected on a person's record, with the value before.
type Correction struct {
	ID     id.Correction `json:"id"`
	Fact   person.Fact   `json:"fact" enum:"born,starts_on,ends_on,end_kind,reopen,void,owner,guided,death"`
	Stay   id.Custody    `json:"stay_id" doc:"Empty for a fact that is not of a stay"`
	Was    string        `json:"was"`
	Became string        `json:"became"`
	Reason string        `json:"reason"`
	By     string        `json:"corrected_by"`
	At     time.Time     `json:"corrected_at"`
}

// correctBody corrects one fact; which value is asked for depends on the fact.
type correctBody struct {
	Fact   person.Fact    `json:"fact" enum:"born,starts_on,ends_on,end_kind,reopen,void,owner,guided,death"`
	Stay   id.Custody     `json:"stay_id,omitempty" doc:"Of starts_on, ends_on, end_kind, reopen, void, owner"`
	Date   civil.Date     `json:"date,omitempty" doc:"Of starts_on, ends_on, guided"`
	Born   civil.Partial  `json:"born,omitempty"`
	Kind   person.EndKind `json:"kind,omitempty" enum:",parole,conditional_leave,prerelease_leave,expiry,escaped,died" doc:"Of end_kind"`
	Owner  id.Person      `json:"owner_id,omitempty" doc:"Of owner: whose stay it is"`
	Reason string         `json:"reason" maxLength:"500"`
}

func corrections(a *api.API, people api.Resource[id.Person, person.Person, Person], s *person.Service) {
	api.Act(people, "correct", "Correct one fact of a person's record", func(ctx context.Context, actor authz.Actor, key id.Person, version int64, b correctBody) (person.Person, error) {
		return s.Correct(ctx, actor, key, person.CorrectCommand{
			Fact: b.Fact, Stay: b.Stay, Date: b.Date, Born: b.Born, Kind: b.Kind, Owner: b.Owner, Reason: b.Reason, Version: version,
		})
	})
	api.Read(a, api.Op{Path: "/people/{person}/corrections", Tag: tag, Summary: "List what was corrected, newest first"},
		func(ctx context.Context, actor authz.Actor, in of) (api.Listed[Correction], error) {
			found, err := s.Corrections(ctx, actor, in.Person)
			out := api.Listed[Correction]{Items: make([]Correction, len(found))}
			for i, c := range found {
				out.Items[i] = Correction{c.ID, c.Fact, c.Stay, c.Was, c.Became, c.Reason, c.By, c.CreatedAt}
			}
			return out, err
		})
}
