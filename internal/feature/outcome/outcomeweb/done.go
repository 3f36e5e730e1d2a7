package outcomeweb

import (
	"net/http"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/list"
	"titian/internal/feature/outcome"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

var doneSpec = list.Spec{Filters: []string{"milestone", "reached", "livelihood", "reoffended", "office"}, Sorts: []string{"done_on"}, Default: "-done_on"}

func (p *pages) askedDone(r *http.Request) (listView[outcome.Row], outcome.Filter, error) {
	v, office, err := asked[outcome.Row](p, r, doneSpec, outcome.CanRead)
	q := v.Query
	return v, outcome.Filter{
		Office: office, Milestone: milestone(q), Reached: outcome.Answer(q.Filter("reached")), Livelihood: outcome.Livelihood(q.Filter("livelihood")),
		Reoffended: outcome.Answer(q.Filter("reoffended")), Text: q.Text, Oldest: !q.Desc,
	}, err
}

func (p *pages) done(w http.ResponseWriter, r *http.Request) error {
	v, f, err := p.askedDone(r)
	if err != nil {
		return err
	}
	if !v.Choose {
		if v.Found, err = p.outcomes.List(r.Context(), authz.FromContext(r.Context()), f, v.Query.Page()); err != nil {
			return err
		}
	}
	return web.Page(w, r, donePage(v))
}

func (p *pages) doneCSV(w http.ResponseWriter, r *http.Request) error {
	_, f, err := p.askedDone(r)
	if err != nil {
		return err
	}
	l, actor := i18n.From(r.Context()), authz.FromContext(r.Context())
	var header []string
	for _, field := range []string{"name", "register_no", "released_on", "milestone", "done_on", "reached", "livelihood", "income", "housing", "family", "reoffended", "note"} {
		header = append(header, l.T("follow_up."+field))
	}
	return list.Export(w, r, l.T("follow_up.done_file"), header, func(pr page.Request) (page.Of[outcome.Row], error) {
		return p.outcomes.List(r.Context(), actor, f, pr)
	}, func(x outcome.Row) list.Cells {
		return list.Cells{
			x.Name, x.RegisterNo, x.ReleasedOn, x.Milestone, x.DoneOn, word(l, "reached", yesNo(x.Reached)),
			word(l, "livelihood", x.Livelihood), x.Income, word(l, "housing", x.Housing), word(l, "family", x.Family), word(l, "reoffended", x.Reoffended), x.Note,
		}
	})
}
