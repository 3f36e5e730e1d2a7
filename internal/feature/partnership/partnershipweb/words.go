package partnershipweb

import (
	"strconv"

	"titian/internal/delivery/web/ui"
	"titian/internal/feature/agreement"
	"titian/internal/feature/partnership"
	"titian/internal/kernel/civil"
	"titian/internal/platform/i18n"
)

// This file turns the core's constants into words of the reader's language.

// formName is a form's name from the catalogue.
func formName(l *i18n.Localizer, code string) string {
	f := partnership.FormOf(code)
	if l.Lang() == i18n.English {
		return f.English
	}
	return f.Indonesian
}

func formOptions(l *i18n.Localizer) []ui.Option {
	return options(partnership.FormCodes(), func(code string) string { return formName(l, code) })
}

func meetingTag(l *i18n.Localizer, s partnership.MeetingStatus) ui.Tag {
	tone := map[partnership.MeetingStatus]ui.Tone{partnership.MeetingPlanned: ui.Due, partnership.MeetingHeld: ui.Good, partnership.MeetingCancelled: ui.Neutral}[s]
	return ui.Tag{Text: l.T("meeting.status." + string(s)), Tone: tone}
}

// proposalTag says that an answer is late where it is.
func proposalTag(l *i18n.Localizer, p partnership.Proposal, today civil.Date) ui.Tag {
	if p.Silent(today) {
		return ui.Tag{Text: l.T("proposal.silent", "n", today.Sub(p.AnswerDueOn)), Tone: ui.Overdue}
	}
	tone := map[partnership.ProposalStatus]ui.Tone{
		partnership.ProposalSent: ui.Due, partnership.ProposalAccepted: ui.Good, partnership.ProposalChanged: ui.Good,
	}[p.Status]
	if tone == "" {
		tone = ui.Neutral
	}
	return ui.Tag{Text: l.T("proposal.status." + string(p.Status)), Tone: tone}
}

// commitmentTag says that a promise is overdue where it is.
func commitmentTag(l *i18n.Localizer, c partnership.Commitment, today civil.Date) ui.Tag {
	if n := c.Late(today); n > 0 {
		return ui.Tag{Text: l.T("commitment.late", "n", n), Tone: ui.Overdue}
	}
	tone := map[partnership.CommitmentStatus]ui.Tone{partnership.CommitmentOpen: ui.Active, partnership.CommitmentFulfilled: ui.Good, partnership.CommitmentCancelled: ui.Neutral}[c.Status]
	return ui.Tag{Text: l.T("commitment.status." + string(c.Status)), Tone: tone}
}

// deliveryTag says that the receiver's answer is late where it is.
func deliveryTag(l *i18n.Localizer, d partnership.Delivery, today civil.Date) ui.Tag {
	if n := d.Unconfirmed(today); n > 0 {
		return ui.Tag{Text: l.T("delivery.unconfirmed", "n", n), Tone: ui.Overdue}
	}
	tone := map[partnership.DeliveryStatus]ui.Tone{
		partnership.DeliveryReported: ui.Due, partnership.DeliveryConfirmed: ui.Good, partnership.DeliveryDisputed: ui.Overdue, partnership.DeliveryWithdrawn: ui.Neutral,
	}[d.Status]
	return ui.Tag{Text: l.T("delivery.status." + string(d.Status)), Tone: tone}
}

// partTag says how a part of a promise stands; a promise that has ended waits for
// none of its parts.
func partTag(l *i18n.Localizer, v commitmentView, x partnership.Part) ui.Tag {
	switch {
	case x.Done:
		return ui.Tag{Text: l.T("commitment.part_done"), Tone: ui.Good}
	case !v.open():
		return ui.Tag{Text: l.T("commitment.status." + string(v.Status)), Tone: ui.Neutral}
	case x.Late > 0:
		return ui.Tag{Text: l.T("commitment.late", "n", x.Late), Tone: ui.Overdue}
	}
	return ui.Tag{Text: l.T("commitment.part_open"), Tone: ui.Active}
}

// partText is how much a part is: a quantity, a value or both.
func partText(l *i18n.Localizer, m partnership.Milestone, unit string) string {
	if m.Quantity == 0 {
		return l.Rupiah(m.Value)
	}
	return amountText(l, m.Quantity, unit, m.Value)
}

func verdictTag(l *i18n.Localizer, v partnership.Verdict) ui.Tag {
	tone := map[partnership.Verdict]ui.Tone{partnership.Concrete: ui.Good, partnership.Slow: ui.Due, partnership.Ceremonial: ui.Overdue, partnership.Young: ui.Active, partnership.NotSigned: ui.Neutral}[v]
	return ui.Tag{Text: l.T("vitality." + string(v)), Tone: tone}
}

func meetingKindOptions(l *i18n.Localizer) []ui.Option {
	return options(partnership.MeetingKinds(), func(k partnership.MeetingKind) string { return l.T("meeting.kind." + string(k)) })
}

func meetingStatusOptions(l *i18n.Localizer) []ui.Option {
	return options(partnership.MeetingStatuses(), func(s partnership.MeetingStatus) string { return l.T("meeting.status." + string(s)) })
}

func proposalStatusOptions(l *i18n.Localizer) []ui.Option {
	return options(partnership.ProposalStatuses(), func(s partnership.ProposalStatus) string { return l.T("proposal.status." + string(s)) })
}

func commitmentStatusOptions(l *i18n.Localizer) []ui.Option {
	return options(partnership.CommitmentStatuses(), func(s partnership.CommitmentStatus) string { return l.T("commitment.status." + string(s)) })
}

func deliveryStatusOptions(l *i18n.Localizer) []ui.Option {
	return options(partnership.DeliveryStatuses(), func(s partnership.DeliveryStatus) string { return l.T("delivery.status." + string(s)) })
}

func sideOptions(list []partnership.Side) []ui.Option {
	var out []ui.Option
	for _, s := range list {
		out = append(out, ui.Option{Value: s.ID.String(), Label: s.Name})
	}
	return out
}

func postOptions(list []partnership.Post) []ui.Option {
	var out []ui.Option
	for _, p := range list {
		out = append(out, ui.Option{Value: p.ID.String(), Label: p.Title})
	}
	return out
}

func agreementOptions(list []agreement.View) []ui.Option {
	var out []ui.Option
	for _, a := range list {
		out = append(out, ui.Option{Value: a.ID.String(), Label: a.Ref + " · " + a.Title})
	}
	return out
}

func activityOptions(list []agreement.ActivityView) []ui.Option {
	var out []ui.Option
	for _, x := range list {
		out = append(out, ui.Option{Value: x.ID.String(), Label: x.Title})
	}
	return out
}

func options[T ~string](values []T, label func(T) string) []ui.Option {
	var out []ui.Option
	for _, v := range values {
		out = append(out, ui.Option{Value: string(v), Label: label(v)})
	}
	return out
}

func orUnknown(l *i18n.Localizer, s string) string {
	if s == "" {
		return l.Unknown()
	}
	return s
}

// quantity is "5 orang".
func quantity(l *i18n.Localizer, n int, unit string) string { return l.Number(n) + " " + unit }

func versionText(v int64) string { return strconv.FormatInt(v, 10) }
