package caseworkweb

import (
	"context"
	"strconv"

	"titian/internal/delivery/web/ui"
	"titian/internal/feature/casework"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

func actorOf(ctx context.Context) authz.Actor { return authz.FromContext(ctx) }

func reviewCrumbs(l *i18n.Localizer) []ui.Crumb {
	return []ui.Crumb{{Label: l.T("review.list"), Href: "/reviews"}}
}

// dueFilters offer the reasons that occur, each with how many.
func dueFilters(l *i18n.Localizer, v dueView) []ui.FilterSelect {
	var reasons []ui.Option
	for _, r := range casework.Reasons() {
		if n := v.Counts[r]; n > 0 || r == v.Reason {
			reasons = append(reasons, ui.Option{Value: string(r), Label: l.T("case.reason."+string(r)) + " (" + l.Number(n) + ")"})
		}
	}
	return append([]ui.FilterSelect{{Name: "reason", Label: l.T("case.reasons"), Options: reasons}}, officeFilter(l, v.Choices)...)
}

func dueTag(l *i18n.Localizer, due, today civil.Date) ui.Tag {
	tag := ui.Tag{Text: l.Date(due) + " · " + l.Due(due, today), Tone: ui.Due}
	if due.Before(today) {
		tag.Tone = ui.Overdue
	}
	return tag
}

func dueOptions(l *i18n.Localizer, due []casework.DueCase) []ui.Option {
	var out []ui.Option
	for _, c := range due {
		out = append(out, ui.Option{
			Value: c.Person.String(), Label: c.Name + " · " + c.RegisterNo,
			Hint: reasonsText(l, c.Reasons) + " · " + l.Date(c.DueOn) + " · " + stageText(l, c.Stage),
		})
	}
	return out
}

func personOptions(people []person.Row) []ui.Option {
	var out []ui.Option
	for _, p := range people {
		out = append(out, ui.Option{Value: p.ID.String(), Label: p.Name, Hint: p.RegisterNo})
	}
	return out
}

// sittingActions are the next things to do with a sitting, the first of them
// the likeliest.
func sittingActions(l *i18n.Localizer, v sittingView) []ui.Action {
	var out []ui.Action
	if v.open() && v.came() && len(v.Cases) > 0 {
		if v.Undecided() > 0 {
			for _, c := range v.Cases {
				if !c.Decided() {
					out = append(out, ui.Action{Label: l.T("review.decide_next"), Href: casePath(c.ID, "")})
					break
				}
			}
		} else {
			out = append(out, ui.Action{Label: l.T("review.conclude"), Href: reviewPath(v.ID, "/conclude"), Post: true, Hidden: []ui.Hidden{{Name: "version", Value: strconv.FormatInt(v.Version, 10)}}})
		}
	}
	if v.open() {
		out = append(out, ui.Action{Label: l.T("review.build"), Href: reviewPath(v.ID, "/agenda")}, ui.Action{Label: l.T("review.request"), Href: reviewPath(v.ID, "/cases/new")})
	}
	if v.Write && v.Status != casework.Cancelled {
		out = append(out, ui.Action{Label: l.T("review.edit"), Href: reviewPath(v.ID, "/edit")})
	}
	out = append(out, ui.Action{Label: l.T("review.print"), Href: reviewPath(v.ID, "/minutes")})
	if v.open() && v.Undecided() == len(v.Cases) {
		out = append(out, ui.Action{Label: l.T("review.cancel"), Href: reviewPath(v.ID, "/cancel")})
	}
	for i := range out {
		out[i].Quiet = i > 0
	}
	return out
}

func sittingFacts(l *i18n.Localizer, v sittingView) []ui.Fact {
	out := []ui.Fact{{Label: l.T("review.held_on"), Text: l.LongDate(v.HeldOn)}}
	for _, f := range []ui.Fact{{Label: l.T("review.place"), Text: v.Place}, {Label: l.T("review.chair"), Text: v.Chair}} {
		if f.Text != "" {
			out = append(out, f)
		}
	}
	return out
}

func decisionTag(l *i18n.Localizer, c casework.Case) ui.Tag {
	tag := ui.Tag{Text: decisionText(l, c), Tone: ui.Good}
	switch c.Decision {
	case casework.Undecided:
		tag.Tone = ui.Due
	case casework.Defer:
		tag.Tone = ui.Neutral
	}
	return tag
}

// stageOptions are the stages to which the board can move the person; a
// correction starts from where they stood before.
func stageOptions(l *i18n.Localizer, c casework.CaseRow) []ui.Option {
	from := c.Stage
	if c.Decision == casework.MoveStage {
		from = c.FromStage
	}
	return options(l, "stage.", casework.NextStages(from))
}

func caseFacts(l *i18n.Localizer, v caseView) []ui.Fact {
	c := v.Case
	out := []ui.Fact{
		{Label: l.T("case.reasons"), Text: reasonsText(l, c.Why())},
		{Label: l.T("stage.title"), Text: stageText(l, c.Stage)},
		{Label: l.T("plan.release"), Text: l.Date(c.ReleaseDueOn)},
	}
	if c.Request != "" {
		out = append(out, ui.Fact{Label: l.T("case.request"), Text: c.Request})
	}
	if c.Decided() {
		out = append(out, ui.Fact{Label: l.T("case.decision"), Text: decisionText(l, c.Case) + " · " + l.Date(c.DecidedOn) + " · " + c.Author})
	}
	if c.Grounds != "" {
		out = append(out, ui.Fact{Label: l.T("case.grounds"), Text: c.Grounds})
	}
	if c.Correction != "" {
		out = append(out, ui.Fact{Label: l.T("case.correction"), Text: c.Correction})
	}
	return out
}
