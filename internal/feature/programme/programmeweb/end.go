package programmeweb

import (
	"net/http"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/feature/programme"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// endPage shows what follows from an act on a class, with the form that does it.
type endPage func(o programme.ClassRow, f *form.Form) templ.Component

// Ending a class, by completing or cancelling it, cannot be undone, so each has
// a page that says what follows before the button that does it.

func (p *pages) confirmComplete(w http.ResponseWriter, r *http.Request) error {
	return p.confirm(w, r, nil, completePage)
}

func (p *pages) confirmCancel(w http.ResponseWriter, r *http.Request) error {
	return p.confirm(w, r, nil, cancelPage)
}

func (p *pages) confirm(w http.ResponseWriter, r *http.Request, f *form.Form, show endPage) error {
	key, err := web.PathID[id.Offering](r, "id")
	if err != nil {
		return err
	}
	o, err := p.service.Class(r.Context(), authz.FromContext(r.Context()), key)
	if err != nil {
		return err
	}
	if f == nil {
		f = form.Of("version", o.Version)
	}
	return web.FormPage(w, r, f, show(o, f))
}

func (p *pages) completeClass(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Offering](r, "id")
	if err != nil {
		return err
	}
	f := form.Parse(r)
	if f.Valid() {
		if _, err := p.service.CompleteClass(r.Context(), authz.FromContext(r.Context()), key, f.Version()); err == nil {
			return web.Done(w, r, "/classes/"+key.String(), "class.completed")
		} else if !f.Merge(err) {
			return err
		}
	}
	return p.confirm(w, r, f, completePage)
}

func (p *pages) cancelClass(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Offering](r, "id")
	if err != nil {
		return err
	}
	f := form.Parse(r)
	reason := f.Text("reason", form.Required, form.Max(500))
	if f.Valid() {
		if _, err := p.service.CancelClass(r.Context(), authz.FromContext(r.Context()), key, f.Version(), reason); err == nil {
			return web.Done(w, r, "/classes/"+key.String(), "class.cancelled")
		} else if !f.Merge(err) {
			return err
		}
	}
	return p.confirm(w, r, f, cancelPage)
}

func (p *pages) confirmLeave(w http.ResponseWriter, r *http.Request) error {
	return p.leavePage(w, r, nil)
}

func (p *pages) leavePage(w http.ResponseWriter, r *http.Request, f *form.Form) error {
	e, who, err := p.participant(r)
	if err != nil {
		return err
	}
	if f == nil {
		f = form.Of("version", e.Version)
	}
	return web.FormPage(w, r, f, leavePage(who, e, f))
}

func (p *pages) leave(w http.ResponseWriter, r *http.Request) error {
	e, _, err := p.participant(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	reason := f.Choice("reason", programme.LeaveReasons()...)
	if f.Valid() {
		if _, err := p.service.Leave(r.Context(), authz.FromContext(r.Context()), e.ID, f.Version(), reason); err == nil {
			return web.Done(w, r, "/classes/"+e.Offering.String(), "enrolment.left")
		} else if !f.Merge(err) {
			return err
		}
	}
	return p.leavePage(w, r, f)
}

// participant is the enrolment of the address and its line of the class list.
func (p *pages) participant(r *http.Request) (programme.Enrolment, programme.Participant, error) {
	key, err := web.PathID[id.Enrolment](r, "id")
	if err != nil {
		return programme.Enrolment{}, programme.Participant{}, err
	}
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	e, err := p.service.Enrolment(ctx, actor, key)
	if err != nil {
		return e, programme.Participant{}, err
	}
	roster, err := p.service.Roster(ctx, actor, e.Offering)
	for _, x := range roster {
		if x.Enrolment == key {
			return e, x, err
		}
	}
	return e, programme.Participant{}, err
}
