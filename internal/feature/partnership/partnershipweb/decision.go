package partnershipweb

import (
	"net/http"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/agreement"
	"titian/internal/feature/partnership"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// This file takes the forms in which a decision becomes an agreement, or is done.

// askDecision shows a form about one decision.
func (p *pages) askDecision(w http.ResponseWriter, r *http.Request, show func(l *i18n.Localizer, d partnership.Decision, m partnership.MeetingDetail) templ.Component) error {
	d, m, err := p.forDecision(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, show(i18n.From(r.Context()), d, m))
}

// decisionFrame is what stands around a form about one decision.
func decisionFrame(l *i18n.Localizer, f *form.Form, d partnership.Decision, m partnership.MeetingDetail, title, action, submit string) formView {
	return formView{
		Form: f, Title: title, Lead: d.Body, Crumbs: meetingCrumbs(l, m.MeetingView),
		Props: ui.FormProps{Action: "/decisions/" + d.ID.String() + action, Submit: submit, Cancel: "/meetings/" + m.ID.String()},
	}
}

func settleForm(l *i18n.Localizer, f *form.Form, d partnership.Decision, m partnership.MeetingDetail) templ.Component {
	return settlePage(decisionFrame(l, f, d, m, l.T("decision.settle"), "/settle", l.T("decision.settle_do")))
}

func (p *pages) askSettle(w http.ResponseWriter, r *http.Request) error {
	return p.askDecision(w, r, func(l *i18n.Localizer, d partnership.Decision, m partnership.MeetingDetail) templ.Component {
		return settleForm(l, form.Of("version", d.Version), d, m)
	})
}

func (p *pages) settle(w http.ResponseWriter, r *http.Request) error {
	d, m, err := p.forDecision(r)
	if err != nil {
		return err
	}
	f, l := form.Parse(r), i18n.From(r.Context())
	note := f.Text("settled_note", form.Required)
	return web.Save(w, r, f, web.Saving{
		Do: func() error {
			return p.service.Settle(r.Context(), authz.FromContext(r.Context()), d.ID, f.Version(), note)
		},
		To: func() string { return "/meetings/" + m.ID.String() }, Done: "decision.was_settled", Words: "decision.",
		Version: func() (int64, error) { now, _, err := p.forDecision(r); return now.Version, err },
		Page:    func(*ui.Conflict) (templ.Component, error) { return settleForm(l, f, d, m), nil },
	})
}

func agreementForm(l *i18n.Localizer, f *form.Form, d partnership.Decision, m partnership.MeetingDetail) templ.Component {
	return draftPage(decisionFrame(l, f, d, m, l.T("decision.to_agreement"), "/agreement", l.T("decision.draft_do")))
}

func (p *pages) askAgreement(w http.ResponseWriter, r *http.Request) error {
	return p.askDecision(w, r, func(l *i18n.Localizer, d partnership.Decision, m partnership.MeetingDetail) templ.Component {
		return agreementForm(l, form.Of("title", firstLine(d.Body), "scope", d.Body), d, m)
	})
}

// draftAgreement makes the draft and leads to it. What it is called beside its
// kind (MoU, Nota Kesepakatan) is the kind's own word until somebody changes it.
func (p *pages) draftAgreement(w http.ResponseWriter, r *http.Request) error {
	d, m, err := p.forDecision(r)
	if err != nil {
		return err
	}
	f, l := form.Parse(r), i18n.From(r.Context())
	cmd := agreement.DraftCommand{Terms: agreement.Terms{
		Kind: form.Choice(f, "kind", agreement.Kinds()), LegalTrack: form.Choice(f, "legal_track", agreement.LegalTracks()),
		Title: f.Text("title", form.Required), Scope: f.Text("scope"),
	}}
	if cmd.Kind != "" {
		cmd.Label = l.T("agreement.kind." + string(cmd.Kind))
	}
	var made agreement.Agreement
	return web.Save(w, r, f, web.Saving{
		Do: func() (err error) {
			made, err = p.service.DraftAgreement(r.Context(), authz.FromContext(r.Context()), d.ID, cmd)
			return err
		},
		To: func() string { return "/agreements/" + made.ID.String() }, Done: "decision.was_drafted",
		Page: func(*ui.Conflict) (templ.Component, error) { return agreementForm(l, f, d, m), nil },
	})
}

func trackOptions(l *i18n.Localizer) []ui.Option {
	var out []ui.Option
	for _, t := range agreement.LegalTracks() {
		out = append(out, ui.Option{Value: string(t), Label: l.T("agreement.track." + string(t)), Hint: l.T("agreement.track_hint." + string(t))})
	}
	return out
}

func agreementKindOptions(l *i18n.Localizer) []ui.Option {
	return options(agreement.Kinds(), func(k agreement.Kind) string { return l.T("agreement.kind." + string(k)) })
}

// outcomeWord is the present state of what a decision became.
func outcomeWord(l *i18n.Localizer, o partnership.Outcome) string {
	if o.Kind == "agreement" {
		return l.T("agreement.stage." + o.Status)
	}
	return l.T(o.Kind + ".status." + o.Status)
}
