package sentenceweb

import (
	"net/http"
	"strconv"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/list"
	"titian/internal/delivery/web/ui"
	engine "titian/internal/engine/sentence"
	"titian/internal/feature/sentence"
	"titian/internal/feature/sentence/sentencetext"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

func dueSpec() list.Spec {
	return list.Spec{Filters: []string{"facility", "point", "within"}, Sorts: []string{"falls_on"}, Default: "falls_on"}
}

// spans are how far the list looks ahead, in days.
func spans() []int { return []int{30, 90, 180, 365} }

const (
	farAhead = 36500 // days: all that is to come
	lookBack = 60    // days past, so that what nobody has taken up stays in sight
)

// asked turns the address into the service's filter.
func (p *Pages) asked(r *http.Request) (list.Query, sentence.Filter, error) {
	q, err := list.Parse(r, dueSpec())
	today := p.around.Today()
	f := sentence.Filter{Point: q.Filter("point"), From: today.AddDays(-lookBack), Until: today.AddDays(farAhead), Desc: q.Desc}
	if err != nil {
		return q, f, err
	}
	if n, err := strconv.Atoi(q.Filter("within")); err == nil && n > 0 && n <= 3650 {
		f.Until = today.AddDays(n)
	}
	return q, f, f.Facility.UnmarshalText([]byte(q.Filter("facility")))
}

// dueView is the list of what comes due.
type dueView struct {
	Query  list.Query
	Found  page.Of[sentence.Due]
	Today  civil.Date
	Choose bool // a national reader names a facility first
}

func (p *Pages) due(w http.ResponseWriter, r *http.Request) error {
	q, f, err := p.asked(r)
	if err != nil {
		return err
	}
	actor := authz.FromContext(r.Context())
	v := dueView{Query: q, Today: p.around.Today(), Choose: actor.Scope.All && f.Facility.IsZero() && sentence.May(actor, sentence.CanRead)}
	if !v.Choose {
		if v.Found, err = p.service.Due(r.Context(), actor, f, q.Page()); err != nil {
			return err
		}
	}
	return web.Page(w, r, duePage(v))
}

func (p *Pages) exportDue(w http.ResponseWriter, r *http.Request) error {
	_, f, err := p.asked(r)
	if err != nil {
		return err
	}
	l, actor := i18n.From(r.Context()), authz.FromContext(r.Context())
	header := []string{l.T("sentence.person"), l.T("sentence.register_no"), l.T("sentence.date"), l.T("sentence.falls_on"), l.T("sentence.vouched")}
	return list.Export(w, r, l.T("sentence.file"), header, func(pr page.Request) (page.Of[sentence.Due], error) {
		return p.service.Due(r.Context(), actor, f, pr)
	}, func(d sentence.Due) list.Cells {
		return list.Cells{d.Name, d.RegisterNo, pointName(l, d.Point), d.FallsOn, l.T("sentence.source." + string(d.Source))}
	})
}

// dueFilters are the choices above the list.
func dueFilters(l *i18n.Localizer) []ui.FilterSelect {
	points := ui.FilterSelect{Name: "point", Label: l.T("sentence.date")}
	for _, pt := range sentence.KeyPoints() {
		points.Options = append(points.Options, ui.Option{Value: pt.String(), Label: sentencetext.Point(l, pt)})
	}
	within := ui.FilterSelect{Name: "within", Label: l.T("sentence.within")}
	for _, n := range spans() {
		within.Options = append(within.Options, ui.Option{Value: strconv.Itoa(n), Label: l.T("sentence.ahead", "n", n)})
	}
	return []ui.FilterSelect{points, within}
}

// pointName is a stored point in words.
func pointName(l *i18n.Localizer, name string) string {
	if pt, ok := engine.PointOf(name); ok {
		return sentencetext.Point(l, pt)
	}
	return name
}
