package reportweb

import (
	"net/http"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/account"
	"titian/internal/feature/agreement"
	"titian/internal/feature/report"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// home is what the page Today shows.
type home struct {
	Day      string
	Lead     string
	Groups   []taskGroup
	More     bool
	Empty    ui.Empty
	Figures  *report.Dashboard // for whom tasks are not the point
	Partner  *report.PartnerHome
	Elsewise []Group // where there is nothing to do: the places one may go
}

// taskGroup is the tasks of one kind, most urgent first.
type taskGroup struct {
	Label string
	Tasks []ui.Task
}

func (p *pages) today(w http.ResponseWriter, r *http.Request) error {
	actor, l := authz.FromContext(r.Context()), i18n.From(r.Context())
	t, err := p.reports.Today(r.Context(), actor)
	if err != nil {
		return err
	}
	h := home{Day: l.LongDate(t.Day), Groups: grouped(l, t), More: t.More, Empty: nothing(l, actor), Lead: lead(l, t)}
	if len(t.Tasks) == 0 {
		h.Elsewise = Menu(l, actor)
	}
	if report.May(actor, "partner.home") {
		own, err := p.reports.HomeOfPartner(r.Context(), actor)
		if err != nil {
			return err
		}
		h.Partner = &own
	}
	if actor.Role == authz.Observer {
		d, err := p.reports.Dashboard(r.Context(), actor, actor.Org)
		if err != nil && errs.KindOf(err) != errs.NotFound { // an office has no figures of its own
			return err
		}
		if err == nil {
			h.Figures = &d
		}
	}
	return web.Page(w, r, todayPage(h))
}

// lead says in a sentence how much there is.
func lead(l *i18n.Localizer, t report.Today) string {
	overdue := 0
	for _, k := range t.Tasks {
		if k.Overdue {
			overdue++
		}
	}
	switch {
	case len(t.Tasks) == 0:
		return ""
	case overdue == 0:
		return l.T("today.count", "n", len(t.Tasks))
	}
	return l.T("today.count", "n", len(t.Tasks)) + " " + l.T("today.overdue", "n", overdue)
}

// grouped keeps the order of urgency between the groups too: the group whose
// first task is due first comes first.
func grouped(l *i18n.Localizer, t report.Today) []taskGroup {
	var out []taskGroup
	at := map[string]int{}
	for _, k := range t.Tasks {
		i, known := at[k.Kind]
		if !known {
			i = len(out)
			at[k.Kind] = i
			out = append(out, taskGroup{Label: l.T("today.kind." + k.Kind)})
		}
		out[i].Tasks = append(out[i].Tasks, taskOf(l, k, t.Day))
	}
	return out
}

func taskOf(l *i18n.Localizer, k report.Task, today civil.Date) ui.Task {
	detail := k.Ref
	if k.Kind == "follow_up" {
		detail = l.T("today.month", "n", k.N) + " · " + k.Ref
	}
	title := k.Title
	if k.Kind == "board_due" {
		title = l.T("today.people", "n", k.People)
	}
	return ui.Task{
		Title: title, Detail: detail, Href: k.Path,
		Due:    ui.Tag{Text: l.Date(k.Due) + " · " + l.Due(k.Due, today), Tone: urgency(k.Due, today)},
		Action: &ui.Action{Label: l.T("today.act." + k.Kind), Href: k.Path, Quiet: !k.Overdue},
	}
}

// nothing is what an empty day says, with the place to go from here.
func nothing(l *i18n.Localizer, a authz.Actor) ui.Empty {
	e := ui.Empty{Title: l.T("today.none"), Text: l.T("today.none_hint")}
	switch {
	case account.May(a, account.CanManage):
		e.Text, e.Action = l.T("today.none_admin"), &ui.Action{Label: l.T("nav.users"), Href: "/users"}
	case agreement.May(a, "cooperation.list"):
		e.Action = &ui.Action{Label: l.T("today.see_cooperations"), Href: "/cooperations", Quiet: true}
	}
	if a.Role == authz.Observer {
		e.Text = l.T("today.none_observer")
	}
	return e
}
