package outcomeweb

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/list"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/outcome"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// figuresView is how a cohort fares.
type figuresView struct {
	listView[struct{}]
	Fares outcome.Fares
}

var figuresSpec = list.Spec{Filters: []string{"quarter", "office"}}

func (p *pages) figures(w http.ResponseWriter, r *http.Request) error {
	lists, office, err := asked[struct{}](p, r, figuresSpec, outcome.CanCount)
	if err != nil {
		return err
	}
	f := outcome.FareFilter{Office: office}
	if f.From, f.To, err = quarter(lists.Query.Filter("quarter")); err != nil {
		return err
	}
	v := figuresView{listView: lists}
	if !v.Choose {
		if v.Fares, err = p.outcomes.Fares(r.Context(), authz.FromContext(r.Context()), f); err != nil {
			return err
		}
	}
	return web.Page(w, r, figuresPage(v))
}

// quarter reads "2026-2" as 1 April to 30 June; empty is ever since.
func quarter(text string) (from, to civil.Date, err error) {
	if text == "" {
		return from, to, nil
	}
	var year, n int
	if _, err := fmt.Sscanf(text, "%4d-%1d", &year, &n); err != nil || n < 1 || n > 4 || text != quarterKey(year, n) {
		return from, to, errs.New(errs.Invalid, "choice.invalid")
	}
	from = civil.On(year, time.Month(3*n-2), 1)
	return from, from.AddMonths(3).AddDays(-1), nil
}

func quarterKey(year, n int) string { return fmt.Sprintf("%04d-%d", year, n) }

// quarters are the last twelve, which cover every milestone.
func quarters(l *i18n.Localizer, today civil.Date) []ui.Option {
	var out []ui.Option
	day := civil.On(today.Year(), today.Month(), 1)
	for range 12 {
		n := (int(day.Month()) + 2) / 3
		out = append(out, ui.Option{Value: quarterKey(day.Year(), n), Label: l.T("follow_up.quarter", "q", n, "year", fmt.Sprint(day.Year()))})
		day = day.AddMonths(-3)
	}
	return out
}

// measure is one line of the figures: a share of each milestone.
type measure struct {
	Key   string
	Share func(f outcome.Fare) outcome.Share
}

func measures() []measure {
	return []measure{
		{"working", func(f outcome.Fare) outcome.Share { return f.Working }},
		{"studying", func(f outcome.Fare) outcome.Share { return f.Studying }},
		{"housed", func(f outcome.Fare) outcome.Share { return f.Housed }},
		{"family", func(f outcome.Fare) outcome.Share { return f.Family }},
		{"reoffended", func(f outcome.Fare) outcome.Share { return f.Reoffended }},
	}
}

// share reads "3 of 8, 4 unknown". No percentage: of few people it says more than
// is known.
func share(l *i18n.Localizer, s outcome.Share) string {
	if s.Denominator == 0 {
		return l.T("follow_up.nobody_due")
	}
	return l.T("follow_up.share", "n", s.Numerator, "of", l.Number(s.Denominator), "unknown", l.Number(s.Unknown))
}

// asking reads "8 due: 4 reached, 1 not found, 2 not asked, 1 died".
func asking(l *i18n.Localizer, f outcome.Fare) string {
	if f.Due == 0 {
		return l.T("follow_up.nobody_due")
	}
	parts := []string{l.T("follow_up.count_reached", "n", f.Reached), l.T("follow_up.count_unreached", "n", f.Unreached), l.T("follow_up.count_unrecorded", "n", f.Unrecorded)}
	if f.Died > 0 {
		parts = append(parts, l.T("follow_up.count_died", "n", f.Died))
	}
	return l.T("follow_up.count_due", "n", f.Due) + ": " + strings.Join(parts, ", ")
}
