package programmeapi

import (
	"context"

	"titian/internal/delivery/api"
	"titian/internal/feature/programme"
	"titian/internal/kernel/civil"
	"titian/internal/platform/authz"
)

// Certificate is proof of a finished class.
type Certificate struct {
	Code      string     `json:"code" example:"K7QM-2XHB-4D3A-PQRS"`
	Number    string     `json:"number"`
	Holder    string     `json:"holder"`
	Title     string     `json:"title"`
	Issuer    string     `json:"issuer"`
	Hours     int        `json:"hours"`
	IssuedOn  civil.Date `json:"issued_on"`
	RevokedOn civil.Date `json:"revoked_on" doc:"Day it was withdrawn; null while it is good"`
	Version   int64      `json:"version"`
}

func certificateView(c programme.Certificate) Certificate {
	return Certificate{c.Code, c.Number, c.Holder, c.Title, c.Issuer, c.Hours, c.IssuedOn, c.RevokedOn, c.Version}
}

type certifyBody struct {
	Number string `json:"number" maxLength:"200"`
}

type byCode struct {
	Code string `path:"code" doc:"As printed; case, spaces and dashes do not matter"`
}

func registerCertificates(a *api.API, s *programme.Service) {
	of := func(ctx context.Context, actor authz.Actor, in ofEnrolment) (Certificate, error) {
		c, err := s.CertificateOf(ctx, actor, in.Enrolment)
		return certificateView(c), err
	}
	op := api.Op{Path: "/enrolments/{enrolment}/certificate", Tag: "Certificates", Summary: "Certificate in force of a participant"}
	api.Read(a, op, of)
	op.Summary = "Issue a certificate to a participant"
	api.Post(a, op, func(ctx context.Context, actor authz.Actor, in ofEnrolment, b certifyBody) (Certificate, error) {
		c, err := s.Certify(ctx, actor, in.Enrolment, b.Number)
		return certificateView(c), err
	}, func(ctx context.Context, actor authz.Actor, in ofEnrolment, _ string) (Certificate, error) {
		return of(ctx, actor, in)
	})

	verify := func(ctx context.Context, actor authz.Actor, in byCode) (Certificate, error) {
		c, err := s.Verify(ctx, actor, in.Code)
		return certificateView(c), err
	}
	api.Read(a, api.Op{Path: "/certificates/{code}", Tag: "Certificates", Summary: "Verify a certificate by its code"}, verify)
	api.Post(a, api.Op{Path: "/certificates/{code}/revoke", Tag: "Certificates", Summary: "Withdraw a certificate issued wrongly"},
		func(ctx context.Context, actor authz.Actor, in byCode, _ api.None) (Certificate, error) {
			c, err := s.Verify(ctx, actor, in.Code)
			if err != nil {
				return Certificate{}, err
			}
			c, err = s.Revoke(ctx, actor, c.ID, 0)
			return certificateView(c), err
		}, func(ctx context.Context, actor authz.Actor, in byCode, _ string) (Certificate, error) {
			return verify(ctx, actor, in)
		})
}
