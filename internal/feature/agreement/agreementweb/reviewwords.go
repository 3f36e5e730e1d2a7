package agreementweb

import (
	"strconv"

	"titian/internal/delivery/web/ui"
	"titian/internal/engine/textdiff"
	"titian/internal/feature/agreement"
	"titian/internal/platform/i18n"
)

// This file puts sides, clauses, approvals and differences into words.

func sideName(a agreement.View, s agreement.Side) string {
	if s == agreement.PartnerSide {
		return a.PartnerName
	}
	return a.HostName
}

func sideOptions(l *i18n.Localizer, sides []agreement.Side) []ui.Option {
	return options(sides, func(s agreement.Side) string { return l.T("agreement.side." + string(s)) })
}

// clauseName calls what stands before the first heading by its place.
func clauseName(l *i18n.Localizer, heading string) string {
	if heading == "" {
		return l.T("agreement.clause_first")
	}
	return heading
}

func versionOptions(l *i18n.Localizer, texts []agreement.Text) []ui.Option {
	var out []ui.Option
	for _, t := range texts {
		out = append(out, ui.Option{Value: strconv.Itoa(t.Number), Label: l.T("agreement.version_n", "number", t.Number)})
	}
	return out
}

// diffSign says in a letter what the colour says: + new, − gone, ± changed.
func diffSign(x textdiff.Line) string {
	switch {
	case x.Op == textdiff.Added:
		return "+"
	case x.Op == textdiff.Removed:
		return "−"
	case x.Changed():
		return "±"
	}
	return ""
}

// approvalFacts say for each side whether it has approved a version.
func approvalFacts(l *i18n.Localizer, d agreement.Detail, text int) []ui.Fact {
	var out []ui.Fact
	for _, side := range agreement.Sides() {
		fact := ui.Fact{Label: l.T("agreement.approval_of", "side", sideName(d.View, side)), Text: l.T("agreement.approval_none")}
		if x, ok := agreement.ApprovedBy(d.Approvals, side, text); ok {
			fact.Text = l.T("agreement.approval_given", "on", x.ApprovedOn, "who", x.ApprovedBy)
			if x.Document != "" {
				fact.Text += "\n" + l.T("agreement.by_document", "document", x.Document)
			}
		}
		out = append(out, fact)
	}
	open := 0
	for _, c := range d.Comments {
		if c.Open() {
			open++
		}
	}
	return append(out, ui.Fact{Label: l.T("comment.list"), Text: l.T("comment.count", "n", len(d.Comments), "open", open)})
}

func approveAction(l *i18n.Localizer, v textView) *ui.Action {
	if !v.newest() || !approves(v.Actor, v.Detail) {
		return nil
	}
	return &ui.Action{Label: l.T("agreement.approve"), Href: v.path("/approve")}
}
