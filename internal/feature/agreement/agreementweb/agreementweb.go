// Package agreementweb is the pages of cooperations, agreements and work plans.
//
// It owns paths, forms and words. It refuses to decide: every rule is the
// service's. What higher features know of a cooperation or an agreement
// (meetings, promises, vitality) is shown as a Part that the app hands in, so
// that this package need not know them. Start with cooperation.go.
package agreementweb

import (
	"context"
	"embed"
	"net/http"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/agreement"
	"titian/internal/feature/attachment"
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
	// Cooperation and Agreement are sections of the two pages, in their order.
	Cooperation []func(ctx context.Context, actor authz.Actor, c agreement.CooperationView) (templ.Component, error)
	Agreement   []func(ctx context.Context, actor authz.Actor, a agreement.View) (templ.Component, error)
	// Stops say, before an agreement is ended, what would stop with it.
	Stops []func(ctx context.Context, actor authz.Actor, a agreement.View) (templ.Component, error)
	// Done is what has come of the activities of an agreement's work plan.
	Done func(ctx context.Context, actor authz.Actor, a id.Agreement) (map[id.Activity]Done, error)
	// Scans is the section of files beside an agreement: the signed scan.
	Scans func(ctx context.Context, actor authz.Actor, kind attachment.Kind, record id.Any) (templ.Component, error)
}

// Done is what has come of one activity, counted by the features above.
type Done struct {
	Sessions, Seated, Finished int
	Classes, Promises          []ui.Crumb
}

// done asks for the progress of a work plan; nothing where the app connects none.
func (p *pages) done(r *http.Request, key id.Agreement) (map[id.Activity]Done, error) {
	if p.around.Done == nil {
		return nil, nil
	}
	return p.around.Done(r.Context(), authz.FromContext(r.Context()), key)
}

type pages struct {
	service *agreement.Service
	around  Around
}

// Register adds the pages to the router. The app calls it.
func Register(rt *web.Router, s *agreement.Service, around Around) {
	p := &pages{s, around}
	rt.HandleFunc("GET /cooperations", p.cooperations)
	rt.Export("/cooperations", p.cooperationsCSV)
	rt.HandleFunc("GET /cooperations/new", may("cooperation.write", p.newCooperation))
	rt.HandleFunc("POST /cooperations", p.openCooperation, web.Repeat("/cooperations/{result}"))
	rt.HandleFunc("GET /cooperations/{id}", p.showCooperation)
	rt.HandleFunc("GET /cooperations/{id}/edit", may("cooperation.write", p.editCooperation))
	rt.HandleFunc("POST /cooperations/{id}", p.changeCooperation, web.Repeat("/cooperations/{id}"))
	rt.HandleFunc("GET /cooperations/{id}/close", may("cooperation.write", p.confirmClose))
	rt.HandleFunc("POST /cooperations/{id}/close", p.closeCooperation, web.Repeat("/cooperations/{id}"))
	rt.HandleFunc("POST /cooperations/{id}/reopen", p.reopenCooperation, web.Repeat("/cooperations/{id}"))

	rt.HandleFunc("GET /agreements", p.agreements)
	rt.Export("/agreements", p.agreementsCSV)
	rt.HandleFunc("GET /agreements/new", may("agreement.write", p.newAgreement))
	rt.HandleFunc("POST /agreements", p.draft, web.Repeat("/agreements/{result}"))
	rt.HandleFunc("GET /agreements/{id}", p.showAgreement)
	rt.HandleFunc("GET /agreements/{id}/edit", may("agreement.write", p.editAgreement))
	rt.HandleFunc("POST /agreements/{id}", p.changeAgreement, web.Repeat("/agreements/{id}"))
	rt.HandleFunc("GET /agreements/{id}/parties", may("agreement.write", p.editParties))
	rt.HandleFunc("POST /agreements/{id}/parties", p.setParties, web.Repeat("/agreements/{id}"))
	rt.HandleFunc("GET /agreements/{id}/texts/new", may("agreement.write", p.newText))
	rt.HandleFunc("POST /agreements/{id}/texts", p.addText, web.Repeat("/agreements/{id}"))
	rt.HandleFunc("GET /agreements/{id}/text", p.readText)
	rt.HandleFunc("GET /agreements/{id}/difference", p.difference)
	rt.HandleFunc("GET /agreements/{id}/approve", may("agreement.approve", p.newApproval))
	rt.HandleFunc("POST /agreements/{id}/approve", p.approve, web.Repeat("/agreements/{id}/text"))
	rt.HandleFunc("GET /agreements/{id}/comments/new", may("agreement.comment", p.newRemark))
	rt.HandleFunc("POST /agreements/{id}/comments", p.remark, web.Repeat("/agreements/{id}/text"))
	rt.HandleFunc("GET /comments/{id}/settle", may("agreement.comment", p.newSettlement))
	rt.HandleFunc("POST /comments/{id}/settle", p.settle, web.Repeat("/agreements/{result}/text"))
	rt.HandleFunc("GET /agreements/{id}/addenda/new", may("agreement.write", p.newAddendum))
	rt.HandleFunc("POST /agreements/{id}/addenda", p.amend, web.Repeat("/agreements/{result}"))
	rt.HandleFunc("GET /agreements/{id}/end", may("agreement.move", p.newEnd))
	rt.HandleFunc("POST /agreements/{id}/end", p.end, web.Repeat("/agreements/{id}"))
	rt.HandleFunc("POST /agreements/{id}/print", p.print, web.Repeat("/agreements/{id}"))
	rt.HandleFunc("GET /papers/{code}", p.paper)
	rt.HandleFunc("GET /sections", may("section.read", p.sections))
	rt.HandleFunc("GET /sections/edit", may("section.write", p.editSection))
	rt.HandleFunc("POST /sections", p.setSection, web.Repeat("/sections"))
	rt.HandleFunc("POST /sections/reset", p.resetSection, web.Repeat("/sections"))
	rt.HandleFunc("GET /agreements/{id}/move", may("agreement.move", p.chooseMove))
	rt.HandleFunc("POST /agreements/{id}/move", p.move, web.Repeat("/agreements/{id}"))
	rt.HandleFunc("GET /agreements/{id}/renew", may("agreement.write", p.newRenewal))
	rt.HandleFunc("POST /agreements/{id}/renew", p.renew, web.Repeat("/agreements/{result}"))

	rt.HandleFunc("GET /activities", p.activities)
	rt.Export("/activities", p.activitiesCSV)
	rt.HandleFunc("GET /agreements/{id}/activities/new", may("activity.write", p.newActivity))
	rt.HandleFunc("POST /agreements/{id}/activities", p.plan, web.Repeat("/agreements/{id}"))
	rt.HandleFunc("GET /activities/{id}", p.showActivity)
	rt.HandleFunc("GET /activities/{id}/edit", may("activity.write", p.editActivity))
	rt.HandleFunc("POST /activities/{id}", p.changeActivity, web.Repeat("/activities/{id}"))
	rt.HandleFunc("POST /activities/{id}/cancel", p.cancelActivity, web.Repeat("/activities/{id}"))
}

// Verdict tells the public page whether a code is a document's of ours; it asks as
// the public whoever reads. Errors: NotFound.
func Verdict(s *agreement.Service) func(ctx context.Context, public authz.Actor, code string) (templ.Component, error) {
	return func(ctx context.Context, public authz.Actor, code string) (templ.Component, error) {
		v, err := s.VerifyPaper(ctx, public, code)
		if err != nil {
			return nil, err
		}
		return verdict(v), nil
	}
}

// may keeps a form from somebody who could not send it. What the form does is
// decided again by the service.
func may(action authz.Action, h web.Handler) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if !agreement.May(authz.FromContext(r.Context()), action) {
			return errs.New(errs.Forbidden, "forbidden")
		}
		return h(w, r)
	}
}
