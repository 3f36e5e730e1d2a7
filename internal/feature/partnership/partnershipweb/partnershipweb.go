// Package partnershipweb is the pages of meetings, proposals, commitments and
// deliveries, and the sections that stand on the pages of cooperations and
// agreements: what was said and promised, and whether an agreement lives.
//
// It owns paths, forms and words. It refuses to decide: every rule, and which
// side may do what, is the service's. Start with proposal.go.
package partnershipweb

import (
	"context"
	"embed"
	"net/http"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/feature/agreement"
	"titian/internal/feature/attachment"
	"titian/internal/feature/partnership"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// Words are the messages of these pages.
//
//go:embed words
var Words embed.FS

// Around is what stands beside these pages on the thread; the app connects it.
type Around struct {
	// Today is the day that forms begin with.
	Today func() civil.Date
	// Commitment are sections of a commitment's page, such as the classes that
	// stand on it, in their order.
	Commitment []func(ctx context.Context, actor authz.Actor, c partnership.CommitmentView) (templ.Component, error)
	// Calendar tells whose calendar a secret opens, or nobody.
	Calendar func(ctx context.Context, secret string) (authz.Actor, error)
	// Template is an office's own Word template of a paper, nil where it has none.
	Template func(ctx context.Context, actor authz.Actor, p partnership.Paper, office id.Organisation) ([]byte, error)
	// Files is the section of files on the page of a meeting or a delivery.
	Files func(ctx context.Context, actor authz.Actor, kind attachment.Kind, record id.Any) (templ.Component, error)
}

type pages struct {
	service    *partnership.Service
	agreements *agreement.Service
	around     Around
}

// Register adds the pages to the router. The app calls it.
func Register(rt *web.Router, s *partnership.Service, agreements *agreement.Service, around Around) {
	p := &pages{s, agreements, around}
	p.registerMeetings(rt)
	p.registerProposals(rt)
	rt.HandleFunc("GET /ledger", p.ledger)
	rt.Export("/ledger", p.ledgerFile)
	rt.HandleFunc("GET /commitments", p.commitments)
	rt.Export("/commitments", p.commitmentsCSV)
	rt.HandleFunc("GET /commitments/new", may("commitment.write", p.newCommitment))
	rt.HandleFunc("POST /commitments", p.promise, web.Repeat("/commitments/{result}"))
	rt.HandleFunc("GET /commitments/{id}", p.showCommitment)
	rt.HandleFunc("GET /commitments/{id}/edit", may("commitment.write", p.editCommitment))
	rt.HandleFunc("POST /commitments/{id}", p.amend, web.Repeat("/commitments/{id}"))
	rt.HandleFunc("GET /commitments/{id}/cancel", may("commitment.write", p.confirmCancel))
	rt.HandleFunc("POST /commitments/{id}/cancel", p.cancelCommitment, web.Repeat("/commitments/{id}"))

	rt.HandleFunc("GET /deliveries", p.deliveries)
	rt.Export("/deliveries", p.deliveriesCSV)
	rt.HandleFunc("GET /commitments/{id}/deliveries/new", may("delivery.report", p.newDelivery))
	rt.HandleFunc("POST /commitments/{id}/deliveries", p.report, web.Repeat("/commitments/{id}"))
	rt.HandleFunc("GET /deliveries/{id}", p.showDelivery)
	rt.HandleFunc("GET /deliveries/{id}/edit", may("delivery.report", p.editDelivery))
	rt.HandleFunc("POST /deliveries/{id}", p.reportAgain, web.Repeat("/deliveries/{id}"))
	rt.HandleFunc("GET /deliveries/{id}/confirm", may("delivery.confirm", p.confirmForm))
	rt.HandleFunc("POST /deliveries/{id}/confirm", p.confirm, web.Repeat("/deliveries/{id}"))
	rt.HandleFunc("GET /deliveries/{id}/dispute", may("delivery.confirm", p.disputeForm))
	rt.HandleFunc("POST /deliveries/{id}/dispute", p.dispute, web.Repeat("/deliveries/{id}"))
	rt.HandleFunc("POST /deliveries/{id}/concede", p.concede, web.Repeat("/deliveries/{id}"))
	rt.HandleFunc("POST /deliveries/{id}/withdraw", p.withdrawDelivery, web.Repeat("/deliveries/{id}"))
}

// may keeps a form from somebody who could not send it. What the form does is
// decided again by the service.
func may(action authz.Action, h web.Handler) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if !partnership.May(authz.FromContext(r.Context()), action) {
			return errs.New(errs.Forbidden, "forbidden")
		}
		return h(w, r)
	}
}

// cooperationOf finds the cooperation that a form for a new record names, by
// itself or through a decision.
func (p *pages) cooperationOf(ctx context.Context, f *form.Form) (agreement.CooperationView, partnership.Decision, error) {
	actor := authz.FromContext(ctx)
	var coop id.Cooperation
	var decision id.Decision
	_ = coop.UnmarshalText([]byte(f.Value("cooperation_id"))) // no key finds nothing
	_ = decision.UnmarshalText([]byte(f.Value("decision_id")))
	var d partnership.Decision
	if !decision.IsZero() {
		var err error
		if d, err = p.service.Decision(ctx, actor, decision); err != nil {
			return agreement.CooperationView{}, d, err
		}
		coop = d.Cooperation
	}
	c, err := p.agreements.Cooperation(ctx, actor, coop)
	return c, d, err
}

// files is the section of a record's files; nothing where the app connects none.
func (p *pages) files(r *http.Request, kind attachment.Kind, record id.Any) (templ.Component, error) {
	if p.around.Files == nil {
		return templ.NopComponent, nil
	}
	return p.around.Files(r.Context(), authz.FromContext(r.Context()), kind, record)
}

// begin is the form of a new record as its link asks for it.
func begin(r *http.Request, pairs ...any) *form.Form {
	q := r.URL.Query()
	return form.Of(append([]any{"cooperation_id", q.Get("cooperation"), "decision_id", q.Get("decision")}, pairs...)...)
}
