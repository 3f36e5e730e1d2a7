// Package programmeweb is the pages of programmes and classes: the catalogue,
// classes with their seats, sessions and attendance, results, certificates and
// the public page that verifies one.
//
// It owns paths, forms and words. It refuses to decide: every rule is the
// service's. Start with class.go.
package programmeweb

import (
	"context"
	"embed"
	"net/http"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/feature/programme"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// Words are the messages of these pages.
//
//go:embed words
var Words embed.FS

// Promise is what the pages show of a commitment that a class may stand on.
type Promise struct {
	ID       id.Commitment
	Ref      string
	Title    string
	Partner  string
	Quantity int
	Unit     string
	DueOn    civil.Date
}

// Around is what stands beside classes on the thread; the app connects it to
// the clock and to partnership. A missing part is left out of the pages.
type Around struct {
	Today func() civil.Date
	// Promise finds one commitment that the actor may see.
	Promise func(ctx context.Context, actor authz.Actor, key id.Commitment) (Promise, error)
	// Promises lists the commitments to the actor's facility on which a class may stand.
	Promises func(ctx context.Context, actor authz.Actor) ([]Promise, error)
	// Document tells the public page of a code that is no certificate's.
	Document func(ctx context.Context, public authz.Actor, code string) (templ.Component, error)
}

type pages struct {
	service *programme.Service
	around  Around
}

// Register adds the pages to the router. The app calls it.
func Register(rt *web.Router, s *programme.Service, around Around) {
	p := &pages{s, around}
	rt.HandleFunc("GET /programmes", p.catalogue)
	rt.Export("/programmes", p.catalogueCSV)
	rt.HandleFunc("GET /programmes/new", may("programme.write", p.newProgramme))
	rt.HandleFunc("POST /programmes", p.addProgramme, web.Repeat("/programmes/{result}"))
	rt.HandleFunc("GET /programmes/{id}", p.showProgramme)
	rt.HandleFunc("GET /programmes/{id}/edit", may("programme.write", p.editProgramme))
	rt.HandleFunc("POST /programmes/{id}", p.changeProgramme, web.Repeat("/programmes/{id}"))

	rt.HandleFunc("GET /classes", p.classes)
	rt.Export("/classes", p.classesCSV)
	rt.HandleFunc("GET /classes/new", may("class.write", p.newClass))
	rt.HandleFunc("POST /classes", p.openClass, web.Repeat("/classes/{result}"))
	rt.HandleFunc("GET /classes/{id}", p.showClass)
	rt.HandleFunc("GET /classes/{id}/edit", may("class.write", p.editClass))
	rt.HandleFunc("POST /classes/{id}", p.changeClass, web.Repeat("/classes/{id}"))
	rt.HandleFunc("GET /classes/{id}/complete", may("class.write", p.confirmComplete))
	rt.HandleFunc("POST /classes/{id}/complete", p.completeClass, web.Repeat("/classes/{id}"))
	rt.HandleFunc("GET /classes/{id}/cancel", may("class.write", p.confirmCancel))
	rt.HandleFunc("POST /classes/{id}/cancel", p.cancelClass, web.Repeat("/classes/{id}"))

	rt.HandleFunc("GET /classes/{id}/enrol", may("enrolment.write", p.choosePeople))
	rt.HandleFunc("POST /classes/{id}/enrol", p.enrol, web.Repeat("/classes/{id}"))
	rt.HandleFunc("GET /enrolments/{id}/leave", may("enrolment.write", p.confirmLeave))
	rt.HandleFunc("POST /enrolments/{id}/leave", p.leave)

	rt.HandleFunc("GET /classes/{id}/sessions/new", may("class.write", p.newSession))
	rt.HandleFunc("POST /classes/{id}/sessions", p.planSession, web.Repeat("/classes/{id}"))
	rt.HandleFunc("POST /sessions/{id}/cancel", p.cancelSession)
	rt.HandleFunc("GET /classes/{id}/attendance", may("attendance.write", p.classGrid))
	rt.HandleFunc("POST /classes/{id}/attendance", p.markClass, web.Repeat("/classes/{id}"))
	rt.HandleFunc("GET /sessions/{id}/attendance", may("attendance.write", p.sessionGrid))
	rt.HandleFunc("POST /sessions/{id}/attendance", p.markSession)

	rt.HandleFunc("GET /enrolments/{id}/results", may("result.write", p.resultsForm))
	rt.HandleFunc("POST /enrolments/{id}/results", p.assess, web.Repeat("/enrolments/{id}/results"))
	rt.HandleFunc("GET /enrolments/{id}/certificate", may("result.write", p.certificate))
	rt.HandleFunc("POST /enrolments/{id}/certificate", p.certify, web.Repeat("/enrolments/{id}/certificate"))
	rt.HandleFunc("POST /enrolments/{id}/certificate/revoke", p.revoke, web.Repeat("/enrolments/{id}/certificate"))

	rt.HandleFunc("GET /verify", p.verifyForm, web.Public())
	rt.HandleFunc("GET /verify/{code}", p.verify, web.Public(), web.PerAddress(60))
}

// may keeps a form from somebody who could not send it. What the form does is
// decided again by the service.
func may(action authz.Action, h web.Handler) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if !programme.May(authz.FromContext(r.Context()), action) {
			return errs.New(errs.Forbidden, "forbidden")
		}
		return h(w, r)
	}
}
