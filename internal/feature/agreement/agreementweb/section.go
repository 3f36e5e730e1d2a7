package agreementweb

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/agreement"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// This file is how an office words the sections of its agreements.

// sectionsView is the sections of an office on a track.
type sectionsView struct {
	Org      id.Organisation
	Track    agreement.LegalTrack
	Sections []agreement.Section
	Hosts    []agreement.Named
	Form     *form.Form
	Writes   bool
}

func (v sectionsView) edit(name string) string {
	return "/sections/edit?" + url.Values{"org_id": {v.Org.String()}, "legal_track": {string(v.Track)}, "name": {name}}.Encode()
}

// hosts lists the offices whose wording the reader may see, their own first.
func (p *pages) hosts(r *http.Request) ([]agreement.Named, error) {
	actor := authz.FromContext(r.Context())
	list, err := p.service.Hosts(r.Context(), actor)
	slices.SortStableFunc(list, func(a, b agreement.Named) int {
		switch {
		case a.ID == actor.Org && b.ID != actor.Org:
			return -1
		case b.ID == actor.Org && a.ID != actor.Org:
			return 1
		}
		return 0
	})
	return list, err
}

func (p *pages) sections(w http.ResponseWriter, r *http.Request) error {
	actor := authz.FromContext(r.Context())
	hosts, err := p.hosts(r)
	if err != nil {
		return err
	}
	f := form.Of("org_id", r.URL.Query().Get("org_id"), "legal_track", r.URL.Query().Get("legal_track"))
	v := sectionsView{Hosts: hosts, Form: f, Writes: agreement.May(actor, "section.write"), Track: agreement.LegalTrack(f.Value("legal_track"))}
	if !slices.Contains(agreement.LegalTracks(), v.Track) {
		v.Track = agreement.Sinergi
	}
	if err := v.Org.UnmarshalText([]byte(f.Value("org_id"))); (err != nil || v.Org.IsZero()) && len(hosts) > 0 {
		v.Org = hosts[0].ID
	}
	f.Set("org_id", v.Org.String()).Set("legal_track", string(v.Track))
	if v.Sections, err = p.service.Sections(r.Context(), actor, v.Org, v.Track); err != nil {
		return err
	}
	return web.Page(w, r, sectionsPage(v))
}

// sectionView is the form of one section.
type sectionView struct {
	formView
	Section agreement.Section
	Org     id.Organisation
	Track   agreement.LegalTrack
}

// sectionForm is the form of the section that the form names.
func (p *pages) sectionForm(r *http.Request, f *form.Form, fresh bool) (templ.Component, error) {
	l := i18n.From(r.Context())
	v := sectionView{Track: agreement.LegalTrack(f.Value("legal_track"))}
	if err := v.Org.UnmarshalText([]byte(f.Value("org_id"))); err != nil {
		return nil, err
	}
	list, err := p.service.Sections(r.Context(), authz.FromContext(r.Context()), v.Org, v.Track)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(list, func(x agreement.Section) bool { return x.Name == f.Value("name") })
	if i < 0 || !slices.Contains(agreement.LegalTracks(), v.Track) {
		return nil, errs.New(errs.NotFound, "not_found")
	}
	v.Section = list[i]
	if fresh {
		f.Set("heading", v.Section.Heading).Set("body", v.Section.Body).Set("version", strconv.FormatInt(v.Section.Version, 10))
		if v.Section.LeftOut {
			f.Set("left_out", "on")
		}
	}
	back := "/sections?" + url.Values{"org_id": {v.Org.String()}, "legal_track": {string(v.Track)}}.Encode()
	v.formView = formView{
		Form: f, Title: l.T("section.edit", "name", sectionName(l, v.Section.Name)), Lead: l.T("section.edit_lead"),
		Crumbs: []ui.Crumb{{Label: l.T("section.list"), Href: back}},
		Props:  ui.FormProps{Action: "/sections", Submit: l.T("section.save"), Cancel: back},
	}
	return sectionPage(v), nil
}

func (p *pages) editSection(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	c, err := p.sectionForm(r, form.Of("org_id", q.Get("org_id"), "legal_track", q.Get("legal_track"), "name", q.Get("name")), true)
	if err != nil {
		return err
	}
	return web.Page(w, r, c)
}

func (p *pages) setSection(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	cmd := agreement.SectionCommand{
		Org: form.ID[id.Organisation](f, "org_id", form.Required), Track: form.Choice(f, "legal_track", agreement.LegalTracks()),
		Name: f.Text("name", form.Required), Heading: f.Text("heading"), Body: f.Text("body"), LeftOut: f.Bool("left_out"),
	}
	return web.Save(w, r, f, web.Saving{
		Do: func() error {
			return p.service.SetSection(r.Context(), authz.FromContext(r.Context()), f.Version(), cmd)
		},
		To:   func() string { return sectionsOf(cmd.Org, cmd.Track) },
		Done: "section.saved", Words: "section.",
		Page: func(*ui.Conflict) (templ.Component, error) { return p.sectionForm(r, f, false) },
	})
}

func sectionsOf(org id.Organisation, track agreement.LegalTrack) string {
	return "/sections?" + url.Values{"org_id": {org.String()}, "legal_track": {string(track)}}.Encode()
}

func (p *pages) resetSection(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	org, track := form.ID[id.Organisation](f, "org_id", form.Required), form.Choice(f, "legal_track", agreement.LegalTracks())
	name := f.Text("name", form.Required)
	if err := f.Err(); err != nil {
		return err
	}
	if err := p.service.ResetSection(r.Context(), authz.FromContext(r.Context()), org, track, name); err != nil {
		return err
	}
	return web.Done(w, r, sectionsOf(org, track), "section.was_reset")
}

// resetAction offers to take an office's own wording back.
func (v sectionsView) resetAction(l *i18n.Localizer, s agreement.Section) ui.Action {
	return ui.Action{Label: l.T("section.reset"), Href: "/sections/reset", Post: true, Quiet: true, Hidden: []ui.Hidden{
		{Name: "org_id", Value: v.Org.String()}, {Name: "legal_track", Value: string(v.Track)}, {Name: "name", Value: s.Name},
	}}
}

func sectionName(l *i18n.Localizer, name string) string { return l.T("section.name." + name) }

// sectionFrom says whose wording it is.
func sectionFrom(l *i18n.Localizer, v sectionsView, s agreement.Section) ui.Tag {
	switch {
	case s.LeftOut:
		return ui.Tag{Text: l.T("section.left"), Tone: ui.Neutral}
	case s.From.IsZero():
		return ui.Tag{Text: l.T("section.from.program"), Tone: ui.Neutral}
	case s.From == v.Org:
		return ui.Tag{Text: l.T("section.from.own"), Tone: ui.Good}
	}
	return ui.Tag{Text: l.T("section.from.above"), Tone: ui.Active}
}
