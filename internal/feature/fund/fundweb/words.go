package fundweb

import (
	"strconv"

	"titian/internal/delivery/web/ui"
	"titian/internal/feature/fund"
	"titian/internal/platform/i18n"
)

// This file turns the core's constants into words of the reader's language.

func typeName(l *i18n.Localizer, t fund.Type) string { return l.T("fund.type." + string(t)) }

func typeOptions(l *i18n.Localizer) []ui.Option {
	var out []ui.Option
	for _, t := range fund.Types() {
		out = append(out, ui.Option{Value: string(t), Label: typeName(l, t)})
	}
	return out
}

func statusOptions(l *i18n.Localizer) []ui.Option {
	var out []ui.Option
	for _, s := range fund.Statuses() {
		out = append(out, ui.Option{Value: string(s), Label: l.T("fund.status." + string(s))})
	}
	return out
}

func statusTag(l *i18n.Localizer, s fund.Status) ui.Tag {
	if s == fund.Closed {
		return ui.Tag{Text: l.T("fund.status.closed"), Tone: ui.Good}
	}
	return ui.Tag{Text: l.T("fund.status.open"), Tone: ui.Active}
}

func asnafName(l *i18n.Localizer, a fund.Asnaf) string {
	if a == "" {
		return ""
	}
	return l.T("asnaf." + string(a))
}

func asnafOptions(l *i18n.Localizer) []ui.Option {
	var out []ui.Option
	for _, a := range fund.Asnafs() {
		out = append(out, ui.Option{Value: string(a), Label: asnafName(l, a)})
	}
	return out
}

// forWhom says what an entry's money is for, by name only when the reader knows it.
func forWhom(l *i18n.Localizer, e fund.EntryView) string {
	who := ""
	switch {
	case e.PersonName != "":
		who = e.PersonName
	case e.ForPerson:
		who = l.T("entry.one_person")
	case e.Class.IsZero() && e.Kind == fund.Allocation:
		return l.T("entry.aid")
	case e.Class.IsZero():
		return ""
	}
	if e.Class.IsZero() {
		return who
	}
	class := e.ClassRef + " " + e.ClassTitle
	if e.ClassRef == "" {
		class = l.T("entry.a_class")
	}
	if who == "" {
		return class
	}
	return who + " · " + class
}

func className(l *i18n.Localizer, c fund.ClassSum) string {
	switch {
	case c.Class.IsZero():
		return l.T("entry.aid")
	case c.Ref == "":
		return l.T("entry.a_class")
	}
	return c.Ref + " " + c.Title
}

// entryTag marks what was taken back and what takes back.
func entryTag(l *i18n.Localizer, e fund.EntryView) *ui.Tag {
	switch {
	case e.Reversal():
		return &ui.Tag{Text: l.T("entry.is_reversal"), Tone: ui.Neutral}
	case e.Reversed:
		return &ui.Tag{Text: l.T("entry.was_reversed"), Tone: ui.Neutral}
	}
	return nil
}

// acts are what a keeper does with a fund, the likeliest first.
func acts(l *i18n.Localizer, v accountView) []ui.Action {
	if !v.Write {
		return nil
	}
	if v.Fund.Status == fund.Closed {
		return []ui.Action{{Label: l.T("fund.reopen"), Href: v.path("/reopen"), Post: true, Quiet: true, Hidden: []ui.Hidden{{Name: "version", Value: versionText(v.Fund.Version)}}}}
	}
	var out []ui.Action
	add := func(when bool, kind fund.Kind) {
		if when {
			out = append(out, ui.Action{Label: l.T("entry.new." + string(kind)), Href: v.path("/entries/new?kind=" + string(kind)), Quiet: true})
		}
	}
	add(true, fund.Receipt)
	add(v.Fund.Free() > 0, fund.Allocation)
	add(v.Fund.Unpaid() > 0, fund.Disbursement)
	add(v.Fund.Free() > 0, fund.Return)
	out = append(out, ui.Action{Label: l.T("fund.edit"), Href: v.path("/edit"), Quiet: true})
	if v.Fund.Balanced() && v.Fund.Received > 0 {
		out = append(out, ui.Action{Label: l.T("fund.close"), Href: v.path("/close")})
	}
	return out
}

func versionText(v int64) string { return strconv.FormatInt(v, 10) }

func crumbs(l *i18n.Localizer, v fund.View) []ui.Crumb {
	return []ui.Crumb{{Label: l.T("fund.list"), Href: "/funds"}, {Label: v.Purpose, Href: "/funds/" + v.ID.String()}}
}
