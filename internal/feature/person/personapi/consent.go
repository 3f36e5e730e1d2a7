package personapi

import (
	"context"

	"titian/internal/delivery/api"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// Consent is a person's word that a partner may know their name for a purpose.
type Consent struct {
	ID          id.Consent      `json:"id"`
	Facility    id.Organisation `json:"facility_id"`
	Person      id.Person       `json:"person_id"`
	Partner     id.Organisation `json:"partner_id"`
	Purpose     person.Purpose  `json:"purpose" enum:"class_attendance,job_placement,aid"`
	GivenOn     civil.Date      `json:"given_on"`
	WithdrawnOn civil.Date      `json:"withdrawn_on" doc:"null while in force"`
	Evidence    string          `json:"evidence"`
	Version     int64           `json:"version"`
}

func viewConsent(c person.Consent) Consent {
	return Consent{
		ID: c.ID, Facility: c.Facility, Person: c.Person, Partner: c.Partner, Purpose: c.Purpose, GivenOn: c.GivenOn,
		WithdrawnOn: c.WithdrawnOn, Evidence: c.Evidence, Version: c.Version,
	}
}

// consentBody gives consent.
type consentBody struct {
	Partner  id.Organisation `json:"partner_id"`
	Purpose  person.Purpose  `json:"purpose" enum:"class_attendance,job_placement,aid"`
	GivenOn  civil.Date      `json:"given_on"`
	Evidence string          `json:"evidence" maxLength:"500" doc:"Where the person's own word is kept"`
}

// one is the path of one consent.
type one struct {
	Person  id.Person  `path:"person"`
	Consent id.Consent `path:"consent"`
}

func consents(a *api.API, s *person.Service) {
	api.Read(a, api.Op{Path: "/people/{person}/consents", Tag: tag, Summary: "List a person's consents, newest first"},
		func(ctx context.Context, actor authz.Actor, in of) (api.Listed[Consent], error) {
			found, err := s.Consents(ctx, actor, in.Person)
			out := api.Listed[Consent]{Items: make([]Consent, len(found))}
			for i, c := range found {
				out.Items[i] = viewConsent(c)
			}
			return out, err
		})
	api.Post(a, api.Op{Path: "/people/{person}/consents", Tag: tag, Summary: "Give consent to one partner for one purpose"},
		func(ctx context.Context, actor authz.Actor, in of, b consentBody) (Consent, error) {
			c, err := s.GiveConsent(ctx, actor, in.Person, person.ConsentCommand{Partner: b.Partner, Purpose: b.Purpose, GivenOn: b.GivenOn, Evidence: b.Evidence})
			return viewConsent(c), err
		},
		func(ctx context.Context, actor authz.Actor, in of, result string) (Consent, error) {
			return again(ctx, s, actor, in.Person, result)
		})
	api.Post(a, api.Op{Path: "/people/{person}/consents/{consent}/withdraw", Tag: tag, Summary: "Withdraw a consent at once"},
		func(ctx context.Context, actor authz.Actor, in one, _ api.None) (Consent, error) {
			c, err := s.WithdrawConsent(ctx, actor, in.Person, in.Consent)
			return viewConsent(c), err
		},
		func(ctx context.Context, actor authz.Actor, in one, _ string) (Consent, error) {
			return again(ctx, s, actor, in.Person, in.Consent.String())
		})
}

// again reads a consent that an earlier request with the same key wrote.
func again(ctx context.Context, s *person.Service, actor authz.Actor, p id.Person, consent string) (Consent, error) {
	found, err := s.Consents(ctx, actor, p)
	if err != nil {
		return Consent{}, err
	}
	for _, c := range found {
		if c.ID.String() == consent {
			return viewConsent(c), nil
		}
	}
	return Consent{}, errs.New(errs.NotFound, "not_found")
}
