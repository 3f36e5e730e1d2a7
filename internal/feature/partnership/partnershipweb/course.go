package partnershipweb

import (
	"context"
	"fmt"
	"net/http"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/partnership"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// Reach is indicator 25 as report counts it. Hidden says that small counts were
// withheld from this reader.
type Reach struct {
	Promised, Seats, Used, People, Finished, Still int
	Hidden                                         bool
}

// Courses are the pages of vitality over time.
type Courses struct {
	Service *partnership.Service
	// Whose says whose agreements an organisation's page is about, and its name.
	Whose func(ctx context.Context, actor authz.Actor, key id.Organisation) (partnership.Whose, string, error)
	// Reached counts the people whom the agreements reached.
	Reached func(ctx context.Context, actor authz.Actor, whose partnership.Whose) (Reach, error)
}

// Register adds the pages to rt.
func (c *Courses) Register(rt *web.Router) {
	rt.HandleFunc("GET /agreements/{id}/vitality", c.ofAgreement)
	rt.HandleFunc("GET /organisations/{id}/vitality", c.ofOrganisation)
}

// courseView is the vitality of one agreement, or of one organisation's.
type courseView struct {
	partnership.Course
	Title  string
	Back   ui.Crumb
	Single bool
	Reach  Reach
}

// now is the standing of today.
func (v courseView) now() partnership.Standing { return v.Points[len(v.Points)-1] }

func (c *Courses) ofAgreement(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Agreement](r, "id")
	if err != nil {
		return err
	}
	v, err := c.view(r, partnership.Whose{Agreement: key})
	if err != nil {
		return err
	}
	a := v.Agreements[0]
	v.Single, v.Title, v.Back = true, a.Title, ui.Crumb{Label: a.Ref, Href: "/agreements/" + key.String()}
	return web.Page(w, r, coursePage(v))
}

func (c *Courses) ofOrganisation(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Organisation](r, "id")
	if err != nil {
		return err
	}
	whose, name, err := c.Whose(r.Context(), authz.FromContext(r.Context()), key)
	if err != nil {
		return err
	}
	v, err := c.view(r, whose)
	if err != nil {
		return err
	}
	v.Title, v.Back = name, ui.Crumb{Label: name, Href: "/organisations/" + key.String()}
	return web.Page(w, r, coursePage(v))
}

func (c *Courses) view(r *http.Request, whose partnership.Whose) (v courseView, err error) {
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	if v.Course, err = c.Service.Course(ctx, actor, whose); err != nil {
		return v, err
	}
	v.Reach, err = c.Reached(ctx, actor, whose)
	return v, err
}

// from is the first point at which any of the agreements was in force: quarters
// before it would be rows of nothing. Today is always shown.
func (v courseView) from() int {
	for i, p := range v.Points {
		for _, verdict := range judged() {
			if p.Verdicts[verdict] > 0 {
				return i
			}
		}
	}
	return len(v.Points) - 1
}

// judged are the verdicts that an agreement in force can have, in the order in
// which the rule asks for them.
func judged() []partnership.Verdict {
	return []partnership.Verdict{partnership.Concrete, partnership.Slow, partnership.Ceremonial, partnership.Young}
}

// quarterName is the day of a point: the quarter that ended then, or today.
func quarterName(l *i18n.Localizer, v courseView, i int) string {
	day := v.Points[i].Day
	if i == len(v.Points)-1 {
		return l.T("course.today", "day", day)
	}
	return l.T("course.quarter", "quarter", fmt.Sprint((int(day.Month())+2)/3), "year", fmt.Sprint(day.Year()))
}

// verdictsChart is how many agreements had which verdict, quarter by quarter.
func verdictsChart(l *i18n.Localizer, v courseView) ui.Chart {
	c := ui.Chart{Title: l.T("course.verdicts"), Note: l.T("course.verdicts_note"), Label: l.T("course.end_of")}
	for i := v.from(); i < len(v.Points); i++ {
		c.Points = append(c.Points, quarterName(l, v, i))
	}
	for _, verdict := range judged() {
		s := ui.Series{Name: l.T("vitality." + string(verdict))}
		for _, p := range v.Points[v.from():] {
			s.Values = append(s.Values, float64(p.Verdicts[verdict]))
		}
		c.Series = append(c.Series, s)
	}
	return c
}

// onsetChart is the share of agreements that had not started by a day.
func onsetChart(l *i18n.Localizer, o partnership.Onset) ui.Chart {
	c := ui.Chart{Title: l.T("course.onset"), Note: onsetText(l, o), Label: l.T("course.days_after"), Unit: "%", Series: []ui.Series{{Name: l.T("course.not_started")}}}
	for i, day := range o.Days {
		c.Points = append(c.Points, l.Number(day))
		c.Series[0].Values = append(c.Series[0].Values, 100*o.Share[i])
	}
	return c
}

func onsetText(l *i18n.Localizer, o partnership.Onset) string {
	text := l.T("course.started", "n", o.Started, "of", l.Number(o.Signed))
	if o.Known {
		return text + " " + l.T("course.median", "days", l.Number(o.Median))
	}
	return text + " " + l.T("course.no_median")
}

// measure is one indicator with what it was counted from.
type measure struct {
	No, Name          string
	N, Of, Unknown    string
	Share             string
	partnership.Ratio // for the file and the tests
}

// measures are the indicators of a standing, in the order of the catalogue.
func measures(l *i18n.Localizer, v courseView) []measure {
	p := v.now()
	count := func(n int64) string { return l.Number(int(n)) }
	rupiah := func(n int64) string { return l.Rupiah(money.Rupiah(n)) }
	of := func(no, key string, r partnership.Ratio, say func(int64) string) measure {
		m := measure{no, l.T("course." + key), say(r.N), say(r.Of), say(r.Unknown), l.Unknown(), r}
		if share, known := r.Share(); known {
			m.Share = l.Percent(share)
		}
		return m
	}
	list := []measure{
		of("23", "kept", p.Kept, count),
		of("24", "value", p.Value, rupiah),
		of("25", "finished", partnership.Ratio{N: int64(v.Reach.Finished), Of: int64(v.Reach.Promised), Unknown: int64(v.Reach.Still)}, count),
		of("25", "seats", partnership.Ratio{N: int64(v.Reach.Used), Of: int64(v.Reach.Seats)}, count),
		of("26", "started_share", partnership.Ratio{N: int64(v.First.Started), Of: int64(v.First.Signed), Unknown: int64(v.First.Never)}, count),
		of("27", "renewed", p.Renewed, count),
		of("27", "active", p.Active, count),
		of("28", "evidence", p.Evidence, count),
	}
	if v.Reach.Hidden {
		for i := 2; i <= 3; i++ {
			list[i].N, list[i].Unknown, list[i].Share = l.T("course.few"), l.T("course.few"), l.T("course.few")
		}
	}
	return list
}

// pastVerdict is what an agreement was at a point; nothing before it was signed
// and after it ended.
func pastVerdict(v courseView, a partnership.Lived, i int) (partnership.Verdict, bool) {
	day := v.Points[i].Day
	return a.Verdicts[i], !a.SignedOn.After(day) && !a.EndsOn.Before(day)
}

// since is the end of the first quarter of the present verdict without a break.
func since(v courseView, a partnership.Lived) (civil.Date, bool) {
	last := len(a.Verdicts) - 1
	i := last
	for i > 0 && a.Verdicts[i-1] == a.Verdicts[last] {
		i--
	}
	return v.Points[i].Day, i < last
}
