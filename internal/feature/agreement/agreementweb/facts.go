package agreementweb

import (
	"strconv"
	"strings"

	"titian/internal/delivery/web/ui"
	"titian/internal/feature/agreement"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// This file chooses what the pages show and offer.

// agreementFacts are the rows of the summary.
func agreementFacts(l *i18n.Localizer, v agreementView) []ui.Fact {
	list := []ui.Fact{
		{Label: l.T("agreement.sides"), Text: v.HostName + " – " + v.PartnerName, Href: "/cooperations/" + v.Cooperation.String()},
		{Label: l.T("agreement.stage"), Text: stageName(l, v.Stage)},
		{Label: l.T("agreement.kind"), Text: l.T("agreement.kind." + string(v.Kind))},
		{Label: l.T("agreement.legal_track"), Text: l.T("agreement.track." + string(v.LegalTrack))},
	}
	if !v.SignedOn.IsZero() {
		list = append(list, ui.Fact{Label: l.T("agreement.signed_on"), Text: l.Date(v.SignedOn)})
	}
	list = append(list, []ui.Fact{
		{Label: l.T("agreement.period"), Text: l.T("agreement.from_to", "from", v.StartsOn, "to", v.EndsOn)},
		{Label: l.T("agreement.place"), Text: orUnknown(l, v.Place)},
		{Label: l.T("agreement.scope"), Text: orUnknown(l, strings.Join(v.ScopeItems(), "\n"))},
		{Label: l.T("agreement.financing"), Text: orUnknown(l, v.Financing)},
	}...)
	return append(list, relatives(l, v)...)
}

// relatives link the agreements above, before and after this one.
func relatives(l *i18n.Localizer, v agreementView) []ui.Fact {
	var out []ui.Fact
	add := func(label string, other id.Agreement) {
		if !other.IsZero() {
			out = append(out, ui.Fact{Label: label, Text: l.T("agreement.open_it"), Href: "/agreements/" + other.String()})
		}
	}
	add(l.T("agreement.parent"), v.Parent)
	add(l.T("agreement.renews"), v.Renews)
	add(l.T("agreement.renewal"), v.Renewal)
	return out
}

// nextStep is the page's one primary act: to renew what ends soon or has ended,
// and before that to carry the paper to its next stage.
func nextStep(l *i18n.Localizer, v agreementView, today civil.Date) *ui.Action {
	switch {
	case !v.writes():
		return nil
	case v.renewable() && v.near(today):
		return &ui.Action{Label: l.T("agreement.renew"), Href: v.path("/renew")}
	case v.discussed():
		return &ui.Action{Label: l.T("agreement.text_read"), Href: v.path("/text")}
	case len(onward(v.Actor, v.Stage)) == 0:
		return nil
	}
	return &ui.Action{Label: l.T("agreement.move"), Href: v.path("/move")}
}

// discussed says that the two sides still read the text: it cannot move on
// before every comment is settled and both have approved its newest version.
func (v agreementView) discussed() bool {
	if v.Stage != agreement.Review || len(v.Texts) == 0 {
		return false
	}
	for _, c := range v.Comments {
		if c.Open() {
			return true
		}
	}
	for _, side := range agreement.Sides() {
		if _, ok := agreement.ApprovedBy(v.Approvals, side, v.Texts[0].Number); !ok {
			return true
		}
	}
	return false
}

// renewable says that the agreement may be followed by another, and is not yet.
func (v agreementView) renewable() bool {
	return v.Stage.Frozen() && v.Renewal.IsZero() && v.Stage != agreement.Cancelled && v.Stage != agreement.Renewed && v.Kind != agreement.Addendum
}

// near says that the agreement ends within the days of its reminders, or has.
func (v agreementView) near(today civil.Date) bool {
	s, _ := v.On(today)
	return s == agreement.EndingSoon || s == agreement.PastItsEnd
}

// agreementActions are the other acts; the primary one is not said twice.
func agreementActions(l *i18n.Localizer, v agreementView, today civil.Date) []ui.Action {
	var out []ui.Action
	if !v.Stage.Frozen() {
		out = []ui.Action{
			{Label: l.T("agreement.edit"), Href: v.path("/edit"), Quiet: true},
			{Label: l.T("agreement.parties_edit"), Href: v.path("/parties"), Quiet: true},
			{Label: l.T("agreement.text_new"), Href: v.path("/texts/new"), Quiet: true},
		}
	}
	if !v.SignedOn.IsZero() && !v.Stage.Over() && v.Kind != agreement.Addendum {
		out = append(out, ui.Action{Label: l.T("agreement.amend"), Href: v.path("/addenda/new"), Quiet: true})
	}
	switch {
	case (v.discussed() || v.renewable() && v.near(today)) && len(onward(v.Actor, v.Stage)) > 0:
		out = append(out, ui.Action{Label: l.T("agreement.move"), Href: v.path("/move"), Quiet: true})
	case v.renewable() && !v.near(today):
		out = append(out, ui.Action{Label: l.T("agreement.renew"), Href: v.path("/renew"), Quiet: true})
	}
	if len(endings(v.Actor, v.Stage)) > 0 {
		out = append(out, ui.Action{Label: l.T("agreement.end"), Href: v.path("/end"), Danger: true})
	}
	return out
}

// composeAction offers to begin with the office's own sections.
func composeAction(l *i18n.Localizer, v agreementView) *ui.Action {
	if !v.writes() || v.Stage.Frozen() {
		return nil
	}
	return &ui.Action{Label: l.T("agreement.compose"), Href: v.path("/texts/new?from=sections"), Quiet: true}
}

func endOptions(l *i18n.Localizer, steps []agreement.Step) []ui.Option {
	var out []ui.Option
	for _, s := range steps {
		out = append(out, ui.Option{Value: string(s.To), Label: stageName(l, s.To), Hint: l.T("agreement.end_hint." + string(s.To))})
	}
	return out
}

// stillOpen are the agreements below that have not ended themselves.
func stillOpen(list []agreement.View) []agreement.View {
	var out []agreement.View
	for _, a := range list {
		if !a.Stage.Over() {
			out = append(out, a)
		}
	}
	return out
}

func fieldNames() string { return "{" + strings.Join(agreement.Fields(), "} {") + "}" }

// doneText says what has come of an activity.
func doneText(l *i18n.Localizer, all map[id.Activity]Done, key id.Activity) string {
	d, ok := all[key]
	if !ok {
		return l.T("activity.done_none")
	}
	text := l.T("activity.done_sessions", "n", d.Sessions) + ", " + l.T("activity.done_finished", "n", d.Finished)
	if d.Seated > 0 {
		text += ", " + l.T("activity.done_seated", "n", d.Seated)
	}
	return text
}

func planAction(l *i18n.Localizer, v agreementView) *ui.Action {
	if !v.writes() || v.Stage.Over() {
		return nil
	}
	return &ui.Action{Label: l.T("activity.new"), Href: v.path("/activities/new"), Quiet: true}
}

// onward are the steps that do not end the agreement; those have their own page.
func onward(a authz.Actor, stage agreement.Stage) []agreement.Step {
	var out []agreement.Step
	for _, s := range agreement.StepsFrom(stage, a) {
		if !s.Ends() {
			out = append(out, s)
		}
	}
	return out
}

func moveEvents(l *i18n.Localizer, moves []agreement.Move) []ui.Event {
	var out []ui.Event
	for _, m := range moves {
		text := ""
		if m.Document != "" {
			text = l.T("agreement.by_document", "document", m.Document)
		}
		if m.Reason != "" {
			text = strings.TrimSpace(text + "\n" + l.T("agreement.because", "reason", m.Reason))
		}
		out = append(out, ui.Event{Title: stageName(l, m.To), By: m.MovedBy, When: l.Date(m.MovedOn), Text: text})
	}
	return out
}

// stepOptions says of each step what it asks for.
func stepOptions(l *i18n.Localizer, steps []agreement.Step) []ui.Option {
	var out []ui.Option
	for _, s := range steps {
		hint := ""
		switch {
		case s.To == agreement.Signed:
			hint = l.T("agreement.step_sign_hint")
		case s.To == agreement.Agreed:
			hint = l.T("agreement.step_agree_hint")
		case s.Document:
			hint = l.T("agreement.step_document_hint")
		}
		out = append(out, ui.Option{Value: string(s.To), Label: stageName(l, s.To), Hint: hint})
	}
	return out
}

func servedNames(list []agreement.Served) []string {
	var out []string
	for _, s := range list {
		out = append(out, s.Name)
	}
	return out
}

func joined(l *i18n.Localizer, list []string) string {
	if len(list) == 0 {
		return l.T("agreement.nobody")
	}
	return strings.Join(list, "\n")
}

// cooperationActions are the quieter acts at the foot of the page.
func cooperationActions(l *i18n.Localizer, v cooperationView) []ui.Action {
	if v.Status == agreement.Closed {
		return []ui.Action{{Label: l.T("coop.reopen"), Href: v.path("/reopen"), Post: true, Quiet: true, Hidden: []ui.Hidden{{Name: "version", Value: strconv.FormatInt(v.Version, 10)}}}}
	}
	return []ui.Action{{Label: l.T("coop.edit"), Href: v.path("/edit"), Quiet: true}, {Label: l.T("coop.close"), Href: v.path("/close"), Danger: true}}
}

func draftAction(l *i18n.Localizer, v cooperationView) *ui.Action {
	if v.Status != agreement.Active || !agreement.May(v.Actor, "agreement.write") || !v.Actor.Scope.Has(v.Host) {
		return nil
	}
	return &ui.Action{Label: l.T("agreement.new"), Href: "/agreements/new?cooperation=" + v.ID.String(), Quiet: true}
}

func cooperationFacts(l *i18n.Localizer, c agreement.CooperationView) []ui.Fact {
	list := []ui.Fact{
		{Label: l.T("coop.host"), Text: c.HostName},
		{Label: l.T("coop.partner"), Text: c.PartnerName},
		{Label: l.T("coop.purpose"), Text: orUnknown(l, c.Purpose)},
	}
	if c.Status == agreement.Closed {
		list = append(list, ui.Fact{Label: l.T("coop.closed_on"), Text: l.Date(c.ClosedOn)}, ui.Fact{Label: l.T("coop.close_reason"), Text: c.CloseReason})
	}
	return list
}
