package reportweb

import (
	"net/http"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/list"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/person"
	"titian/internal/feature/programme"
	"titian/internal/feature/report"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// figures are those of every facility in the reader's scope.
func (p *pages) figures(w http.ResponseWriter, r *http.Request) error {
	found, err := p.reports.Figures(r.Context(), authz.FromContext(r.Context()))
	if err != nil {
		return err
	}
	return web.Page(w, r, figuresPage(found))
}

func (p *pages) figuresCSV(w http.ResponseWriter, r *http.Request) error {
	found, err := p.reports.Figures(r.Context(), authz.FromContext(r.Context()))
	if err != nil {
		return err
	}
	l := i18n.From(r.Context())
	head := []string{l.T("figures.facility"), l.T("figures.active"), l.T("figures.enrolled"), l.T("figures.sessions"), l.T("figures.marks"), l.T("figures.present")}
	return list.Export(w, r, l.T("figures.file"), head, func(page.Request) (page.Of[report.Dashboard], error) {
		return page.Of[report.Dashboard]{Items: found}, nil
	}, func(d report.Dashboard) list.Cells {
		return list.Cells{d.Name, int(d.Active), int(d.Enrolled), int(d.Sessions), int(d.Marked), int(d.Present)}
	})
}

// rate is the attendance, or that there is none to speak of.
func rate(l *i18n.Localizer, d report.Dashboard) string {
	if d.Marked == 0 {
		return l.Unknown()
	}
	return l.Percent(d.Rate)
}

func attendanceChart(l *i18n.Localizer, d report.Dashboard) ui.Chart {
	return ui.Chart{
		Title: l.T("figures.attendance"), Note: l.T("figures.attendance_note", "rate", l.Percent(d.Rate), "day", d.Since), Label: l.T("figures.mark"),
		Points: []string{l.T("figures.present"), l.T("figures.absent")},
		Series: []ui.Series{{Name: l.T("figures.marks"), Values: []float64{float64(d.Present), float64(d.Marked - d.Present)}}},
	}
}

// peoplePath leads from the count to the names, for those who may read names.
func peoplePath(a authz.Actor, d report.Dashboard) string {
	if !person.May(a, person.CanRead) {
		return ""
	}
	return "/facilities/" + d.Facility.String() + "/people"
}

func classesPath(a authz.Actor) string {
	if !programme.May(a, "class.read") {
		return ""
	}
	return "/classes"
}
