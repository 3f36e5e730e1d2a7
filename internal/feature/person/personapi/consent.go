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

// Consent is a person's answer on whether a partner may know their name.
type Consent struct {
	ID             id.Consent      `json:"id"`
	Facility       id.Organisation `json:"facility_id"`
	Person         id.Person       `json:"person_id"`
	Partner        id.Organisation `json:"partner_id"`
	Purpose        person.Purpose  `json:"purpose" enum:"class_attendance,job_placement,aid"`
	Number         string          `json:"number" doc:"Number of the receipt"`
	Wording        int             `json:"wording" doc:"Number of the text that was agreed to"`
	Answer         person.Answer   `json:"answer" enum:"given,refused"`
	By             person.By       `json:"answered_by" enum:"self,parent,guardian"`
	Representative string          `json:"representative" doc:"Name of the parent or guardian"`
	GivenOn        civil.Date      `json:"given_on"`
	ExpiresOn      civil.Date      `json:"expires_on" doc:"Last day; null for a refusal"`
	WithdrawnOn    civil.Date      `json:"withdrawn_on" doc:"null unless withdrawn"`
	Evidence       string          `json:"evidence"`
	Latest         bool            `json:"latest" doc:"Whether this is the newest answer, which alone decides"`
	Version        int64           `json:"version"`
}

func viewConsent(c person.Consent) Consent {
	return Consent{
		ID: c.ID, Facility: c.Facility, Person: c.Person, Partner: c.Partner, Purpose: c.Purpose, Number: c.Number, Wording: c.Wording,
		Answer: c.Answer, By: c.By, Representative: c.Representative, GivenOn: c.GivenOn, ExpiresOn: c.ExpiresOn,
		WithdrawnOn: c.WithdrawnOn, Evidence: c.Evidence, Latest: c.Latest, Version: c.Version,
	}
}

// consentBody records an answer.
type consentBody struct {
	Partner        id.Organisation `json:"partner_id"`
	Purpose        person.Purpose  `json:"purpose" enum:"class_attendance,job_placement,aid"`
	Answer         person.Answer   `json:"answer,omitempty" enum:"given,refused" doc:"Given when absent"`
	By             person.By       `json:"answered_by,omitempty" enum:"self,parent,guardian" doc:"The person when absent; for a child a parent or guardian"`
	Representative string          `json:"representative,omitempty" maxLength:"200" doc:"Name of the parent or guardian"`
	GivenOn        civil.Date      `json:"given_on"`
	ExpiresOn      civil.Date      `json:"expires_on,omitempty" doc:"Twelve months on when absent, twenty-four at most"`
	Evidence       string          `json:"evidence,omitempty" maxLength:"500" doc:"Where the person's own word is kept; required for consent"`
}

func (b consentBody) command() person.ConsentCommand {
	return person.ConsentCommand{
		Partner: b.Partner, Purpose: b.Purpose, Answer: b.Answer, By: b.By, Representative: b.Representative,
		GivenOn: b.GivenOn, ExpiresOn: b.ExpiresOn, Evidence: b.Evidence,
	}
}

// one is the path of one consent.
type one struct {
	Person  id.Person  `path:"person"`
	Consent id.Consent `path:"consent"`
}

func consents(a *api.API, s *person.Service) {
	api.Read(a, api.Op{Path: "/people/{person}/consents", Tag: tag, Summary: "List a person's answers to partners, newest first"},
		func(ctx context.Context, actor authz.Actor, in of) (api.Listed[Consent], error) {
			found, err := s.Consents(ctx, actor, in.Person)
			out := api.Listed[Consent]{Items: make([]Consent, len(found))}
			for i, c := range found {
				out.Items[i] = viewConsent(c)
			}
			return out, err
		})
	api.Post(a, api.Op{Path: "/people/{person}/consents", Tag: tag, Summary: "Record consent, or its refusal, to one partner for one purpose"},
		func(ctx context.Context, actor authz.Actor, in of, b consentBody) (Consent, error) {
			c, err := s.GiveConsent(ctx, actor, in.Person, b.command())
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
