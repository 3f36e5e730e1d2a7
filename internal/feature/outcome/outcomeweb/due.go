package outcomeweb

import (
	"net/http"
	"strconv"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/list"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/outcome"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// listView is a list as one reader asked for it.
type listView[T any] struct {
	Query   list.Query
	Found   page.Of[T]
	Offices []ui.Option // to narrow to, when the reader has several
	Choose  bool        // a national reader has not named one yet
}

// asked reads the address and what it offers; action is what the list needs.
func asked[T any](p *pages, r *http.Request, spec list.Spec, action authz.Action) (v listView[T], office id.Organisation, err error) {
	actor := authz.FromContext(r.Context())
	if v.Query, err = list.Parse(r, spec); err != nil {
		return v, office, err
	}
	if err = office.UnmarshalText([]byte(v.Query.Filter("office"))); err != nil {
		return v, office, err
	}
	v.Choose = actor.Scope.All && office.IsZero() && outcome.May(actor, action)
	v.Offices, err = ui.Options(p.directory.Narrowing(r.Context(), actor))
	return v, office, err
}

// milestone is the filter of that name; what is no number finds nothing and is
// told so by the service.
func milestone(q list.Query) int {
	text := q.Filter("milestone")
	if n, err := strconv.Atoi(text); err == nil || text == "" {
		return n
	}
	return -1
}

var dueSpec = list.Spec{Filters: []string{"standing", "milestone", "office"}}

func (p *pages) askedDue(r *http.Request) (listView[outcome.DueRow], outcome.DueFilter, error) {
	v, office, err := asked[outcome.DueRow](p, r, dueSpec, outcome.CanRead)
	return v, outcome.DueFilter{Office: office, Milestone: milestone(v.Query), Standing: outcome.Standing(v.Query.Filter("standing")), Text: v.Query.Text}, err
}

func (p *pages) due(w http.ResponseWriter, r *http.Request) error {
	v, f, err := p.askedDue(r)
	if err != nil {
		return err
	}
	if !v.Choose {
		if v.Found, err = p.outcomes.Due(r.Context(), authz.FromContext(r.Context()), f, v.Query.Page()); err != nil {
			return err
		}
	}
	return web.Page(w, r, duePage(v, outcome.May(authz.FromContext(r.Context()), outcome.CanWrite)))
}

func (p *pages) dueCSV(w http.ResponseWriter, r *http.Request) error {
	_, f, err := p.askedDue(r)
	if err != nil {
		return err
	}
	l, actor := i18n.From(r.Context()), authz.FromContext(r.Context())
	header := []string{l.T("follow_up.name"), l.T("follow_up.register_no"), l.T("follow_up.released_on"), l.T("follow_up.milestone"), l.T("follow_up.due_on"), l.T("follow_up.status")}
	return list.Export(w, r, l.T("follow_up.due_file"), header, func(pr page.Request) (page.Of[outcome.DueRow], error) {
		return p.outcomes.Due(r.Context(), actor, f, pr)
	}, func(x outcome.DueRow) list.Cells {
		return list.Cells{x.Name, x.RegisterNo, x.ReleasedOn, x.Milestone, x.DueOn, word(l, "standing", x.Standing)}
	})
}
