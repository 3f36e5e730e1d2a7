package assessmentweb

import (
	"net/http"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/list"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/assessment"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// needsView is the list of open needs as a reader asked for it.
type needsView struct {
	Query   list.Query
	Found   page.Of[assessment.NeedRow]
	Choices []ui.Option // facilities, when the reader has several
	Choose  bool        // a national reader has not named one yet
}

var needSpec = list.Spec{Filters: []string{"area", "severity", "facility"}}

func askedNeeds(r *http.Request) (list.Query, assessment.NeedFilter, error) {
	q, err := list.Parse(r, needSpec)
	f := assessment.NeedFilter{Topic: q.Text, Area: assessment.Area(q.Filter("area"))}
	if err != nil {
		return q, f, err
	}
	if s := q.Filter("severity"); s != "" {
		if f.Severity = severity(s); f.Severity == 0 {
			f.Severity = -1 // the service says that there is no such thing
		}
	}
	return q, f, f.Facility.UnmarshalText([]byte(q.Filter("facility")))
}

func (p *Pages) needs(w http.ResponseWriter, r *http.Request) error {
	q, f, err := askedNeeds(r)
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	v := needsView{Query: q, Choose: actor.Scope.All && f.Facility.IsZero() && assessment.May(actor, assessment.CanReadNeeds)}
	if !v.Choose {
		if v.Found, err = p.service.ListNeeds(ctx, actor, f, q.Page()); err != nil {
			return err
		}
	}
	if len(actor.Scope.Orgs) != 1 {
		if v.Choices, err = ui.Options(p.directory.Offices(ctx, actor)); err != nil {
			return err
		}
	}
	return web.Page(w, r, needsPage(v))
}

func (p *Pages) exportNeeds(w http.ResponseWriter, r *http.Request) error {
	_, f, err := askedNeeds(r)
	if err != nil {
		return err
	}
	l, actor := i18n.From(r.Context()), authz.FromContext(r.Context())
	header := []string{l.T("need.person"), l.T("need.register_no"), l.T("need.area"), l.T("need.topic"), l.T("need.severity"), l.T("need.assessed_on"), l.T("need.release_due_on")}
	return list.Export(w, r, l.T("need.file"), header, func(pr page.Request) (page.Of[assessment.NeedRow], error) {
		return p.service.ListNeeds(r.Context(), actor, f, pr)
	}, func(n assessment.NeedRow) list.Cells {
		return list.Cells{n.Name, n.RegisterNo, area(l, n.Area), n.Topic, n.Severity, n.AssessedOn, n.ReleaseDueOn}
	})
}
