package reportweb

import (
	"net/http"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/list"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/assessment"
	"titian/internal/feature/report"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// unmetView is the needs of one facility beside the partners that answer them.
type unmetView struct {
	Facility report.Dashboard
	Needs    []report.Unmet
}

func (p *pages) unmet(w http.ResponseWriter, r *http.Request) error {
	v, err := p.needsOf(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, unmetPage(v))
}

func (p *pages) needsOf(r *http.Request) (unmetView, error) {
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	key, err := web.PathID[id.Organisation](r, "id")
	if err != nil {
		return unmetView{}, err
	}
	var v unmetView
	if v.Needs, err = p.reports.Needs(ctx, actor, key); err != nil {
		return v, err
	}
	v.Facility, err = p.reports.Dashboard(ctx, actor, key)
	return v, err
}

func (p *pages) unmetCSV(w http.ResponseWriter, r *http.Request) error {
	v, err := p.needsOf(r)
	if err != nil {
		return err
	}
	l := i18n.From(r.Context())
	head := []string{l.T("unmet.area"), l.T("unmet.people"), l.T("unmet.leaving"), l.T("unmet.in_class"), l.T("unmet.waiting"), l.T("unmet.partners")}
	return list.Export(w, r, l.T("unmet.file"), head, func(page.Request) (page.Of[report.Unmet], error) {
		return page.Of[report.Unmet]{Items: v.Needs}, nil
	}, func(u report.Unmet) list.Cells {
		return list.Cells{areaName(l, u.Area), u.People, u.Leaving, u.InClass, u.Waiting(), partnersText(u)}
	})
}

func areaName(l *i18n.Localizer, a assessment.Area) string { return l.T("unmet.area." + string(a)) }

func partnersText(u report.Unmet) string {
	text := ""
	for i, p := range u.Partners {
		if i > 0 {
			text += ", "
		}
		text += p.Name
	}
	return text
}

// servedTag says what kind of answer a need has.
func servedTag(l *i18n.Localizer, u report.Unmet) ui.Tag {
	switch {
	case u.Unserved():
		return ui.Tag{Text: l.T("unmet.unserved"), Tone: ui.Overdue}
	case u.Waiting() == 0:
		return ui.Tag{Text: l.T("unmet.met"), Tone: ui.Good}
	}
	return ui.Tag{Text: l.T("unmet.promised"), Tone: ui.Active}
}
