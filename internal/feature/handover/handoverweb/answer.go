package handoverweb

import (
	"context"
	"net/http"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/feature/handover"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// answering is one of the small forms that move a file: its path, who may, what
// it asks for (a reason or a day), and the act.
type answering struct {
	path   string
	action authz.Action
	reason bool // asks why
	day    bool // asks for the first contact
	must   bool // the day is required
	danger bool
	do     func(ctx context.Context, s *handover.Service, a authz.Actor, key id.HandOver, version int64, reason string, on civil.Date) error
}

func answers() []answering {
	return []answering{
		{path: "accept", action: handover.CanAnswer, day: true, do: func(ctx context.Context, s *handover.Service, a authz.Actor, key id.HandOver, version int64, _ string, on civil.Date) error {
			_, err := s.Accept(ctx, a, key, version, on)
			return err
		}},
		{path: "return", action: handover.CanAnswer, reason: true, do: func(ctx context.Context, s *handover.Service, a authz.Actor, key id.HandOver, version int64, reason string, _ civil.Date) error {
			_, err := s.Return(ctx, a, key, version, reason)
			return err
		}},
		{path: "contact", action: handover.CanAnswer, day: true, must: true, do: func(ctx context.Context, s *handover.Service, a authz.Actor, key id.HandOver, version int64, _ string, on civil.Date) error {
			_, err := s.RecordContact(ctx, a, key, version, on)
			return err
		}},
		{path: "cancel", action: handover.CanWrite, reason: true, danger: true, do: func(ctx context.Context, s *handover.Service, a authz.Actor, key id.HandOver, version int64, reason string, _ civil.Date) error {
			_, err := s.Cancel(ctx, a, key, version, reason)
			return err
		}},
	}
}

type answerView struct {
	answering
	Form *form.Form
	File handover.File
	L    *i18n.Localizer
}

// word is the message of this answer: "handover.accept.title".
func (v answerView) word(name string) string { return v.L.T("handover." + v.path + "." + name) }

// ask shows the form of an answer.
func (p *pages) ask(a answering) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		f, err := p.load(r)
		if err != nil {
			return err
		}
		return p.answerForm(w, r, a, form.Of("version", f.Version, "first_contact_on", f.FirstContactOn), f)
	}
}

func (p *pages) answerForm(w http.ResponseWriter, r *http.Request, a answering, f *form.Form, file handover.File) error {
	return web.FormPage(w, r, f, answerPage(answerView{a, f, file, i18n.From(r.Context())}))
}

// answer takes the form of an answer.
func (p *pages) answer(a answering) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		file, err := p.load(r)
		if err != nil {
			return err
		}
		f := form.Parse(r)
		var reason string
		var on civil.Date
		if a.reason {
			reason = f.Text("reason", form.Required, form.Max(500))
		}
		if a.day {
			var rules []form.Rule
			if a.must {
				rules = append(rules, form.Required)
			}
			on = f.Date("first_contact_on", rules...)
		}
		if f.Valid() {
			err := a.do(r.Context(), p.files, authz.FromContext(r.Context()), file.ID, f.Version(), reason, on)
			if err == nil {
				return web.Done(w, r, path(file.ID, ""), "handover."+a.path+".done", "ref", file.Ref)
			}
			if !f.Merge(err) {
				return err
			}
			f.Set(form.VersionField, file.Version)
		}
		return p.answerForm(w, r, a, f, file)
	}
}
