package caseworkweb

import (
	"net/http"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/list"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/casework"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// sittingsView is the list of sittings as a reader asked for it.
type sittingsView struct {
	Query   list.Query
	Found   page.Of[casework.SittingRow]
	Choices []ui.Option // offices, when the reader has several
	Choose  bool        // a national reader has not named one yet
	Write   bool
}

func askedSittings(r *http.Request) (list.Query, casework.SittingFilter, error) {
	q, err := list.Parse(r, sittingSpec)
	f := casework.SittingFilter{Status: casework.SittingStatus(q.Filter("status")), Oldest: !q.Desc}
	if err != nil {
		return q, f, err
	}
	return q, f, f.Facility.UnmarshalText([]byte(q.Filter("facility")))
}

func (p *Pages) sittings(w http.ResponseWriter, r *http.Request) error {
	q, f, err := askedSittings(r)
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	v := sittingsView{Query: q, Write: casework.May(actor, casework.CanWriteReview)}
	v.Choose = actor.Scope.All && f.Facility.IsZero() && casework.May(actor, casework.CanReadReview)
	if !v.Choose {
		if v.Found, err = p.service.Sittings(ctx, actor, f, q.Page()); err != nil {
			return err
		}
	}
	if v.Choices, err = ui.Options(p.directory.Narrowing(ctx, actor)); err != nil {
		return err
	}
	return web.Page(w, r, sittingsPage(v))
}

func (p *Pages) exportSittings(w http.ResponseWriter, r *http.Request) error {
	_, f, err := askedSittings(r)
	if err != nil {
		return err
	}
	l, actor := i18n.From(r.Context()), authz.FromContext(r.Context())
	header := []string{l.T("review.ref"), l.T("review.office"), l.T("review.held_on"), l.T("review.place"), l.T("review.status"), l.T("review.cases"), l.T("review.decided")}
	return list.Export(w, r, l.T("review.file"), header, func(pr page.Request) (page.Of[casework.SittingRow], error) {
		return p.service.Sittings(r.Context(), actor, f, pr)
	}, func(x casework.SittingRow) list.Cells {
		return list.Cells{x.Ref, x.Office, x.HeldOn, x.Place, l.T("review.status." + string(x.Status)), x.Cases, x.Decided}
	})
}

// horizon is how far ahead the list of due cases looks: a month is the time in
// which a board sits again.
const horizon = 30

// dueView is whom a board should see.
type dueView struct {
	Query   list.Query
	Office  id.Organisation
	Until   civil.Date
	Reason  casework.Reason
	Found   []casework.DueCase
	Counts  map[casework.Reason]int
	Choices []ui.Option
	Choose  bool
	Write   bool
}

var dueSpec = list.Spec{Filters: []string{"reason", "facility"}}

// asked reads which office and which reason; a reader of one office means it.
func (p *Pages) askedDue(r *http.Request) (v dueView, err error) {
	actor := authz.FromContext(r.Context())
	if v.Query, err = list.Parse(r, dueSpec); err != nil {
		return v, err
	}
	if err := v.Office.UnmarshalText([]byte(v.Query.Filter("facility"))); err != nil {
		return v, err
	}
	if v.Office.IsZero() && len(actor.Scope.Orgs) == 1 {
		v.Office = actor.Scope.Orgs[0]
	}
	v.Reason, v.Until = casework.Reason(v.Query.Filter("reason")), p.around.Today().AddDays(horizon)
	v.Choose = v.Office.IsZero() && casework.May(actor, casework.CanReadReview)
	if v.Choose {
		return v, nil
	}
	all, err := p.service.DueCases(r.Context(), actor, v.Office, v.Until)
	v.narrow(all)
	return v, err
}

// narrow counts the cases by reason and keeps those that were asked for.
func (v *dueView) narrow(all []casework.DueCase) {
	v.Counts = map[casework.Reason]int{}
	for _, c := range all {
		wanted := v.Reason == ""
		for _, r := range c.Reasons {
			v.Counts[r]++
			wanted = wanted || r == v.Reason
		}
		if wanted {
			v.Found = append(v.Found, c)
		}
	}
}

func (p *Pages) dueCases(w http.ResponseWriter, r *http.Request) error {
	v, err := p.askedDue(r)
	if err != nil {
		return err
	}
	actor := authz.FromContext(r.Context())
	v.Write = casework.May(actor, casework.CanWriteReview)
	if v.Choices, err = ui.Options(p.directory.Narrowing(r.Context(), actor)); err != nil {
		return err
	}
	return web.Page(w, r, duePage(v))
}

func (p *Pages) exportDue(w http.ResponseWriter, r *http.Request) error {
	v, err := p.askedDue(r)
	if err != nil {
		return err
	}
	l := i18n.From(r.Context())
	header := []string{l.T("case.person"), l.T("case.register_no"), l.T("stage.title"), l.T("case.reasons"), l.T("case.due_on")}
	return list.Export(w, r, l.T("review.due_file"), header, func(page.Request) (page.Of[casework.DueCase], error) {
		return page.Of[casework.DueCase]{Items: v.Found}, nil
	}, func(c casework.DueCase) list.Cells {
		return list.Cells{c.Name, c.RegisterNo, stageText(l, c.Stage), reasonsText(l, c.Reasons), c.DueOn}
	})
}
