package partnershipweb

import (
	"strings"

	"titian/internal/delivery/web/ui"
	"titian/internal/feature/agreement"
	"titian/internal/feature/notice"
	"titian/internal/feature/partnership"
	"titian/internal/kernel/money"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// This file chooses what the pages show of a record and which acts they offer to
// their reader.

func mayHost(v coopView, action authz.Action) bool {
	return partnership.May(v.Actor, action) && agreement.ActsFor(v.Actor, v.Coop.Host)
}

func link(label, path, key, text string) ui.Fact {
	return ui.Fact{Label: label, Text: text, Href: path + key}
}

func proposalFacts(l *i18n.Localizer, v proposalView) []ui.Fact {
	list := append(tableFacts(l, v),
		link(l.T("side.cooperation"), "/cooperations/", v.Cooperation.String(), v.HostName+" – "+v.PartnerName),
		ui.Fact{Label: l.T("proposal.from"), Text: v.FromName},
		ui.Fact{Label: l.T("proposal.to"), Text: v.ToName},
		ui.Fact{Label: l.T("proposal.form"), Text: formName(l, v.Form)},
		ui.Fact{Label: l.T("proposal.quantity"), Text: amountText(l, v.Quantity, v.Unit, v.Value)},
		ui.Fact{Label: l.T("proposal.wanted_by"), Text: l.Date(v.WantedBy)},
	)
	if v.Details != "" {
		list = append(list, ui.Fact{Label: l.T("proposal.details"), Text: v.Details})
	}
	if !v.Meeting.IsZero() {
		list = append(list, link(l.T("side.meeting"), "/meetings/", v.Meeting.String(), l.T("side.open_meeting")))
	}
	if !v.SentOn.IsZero() {
		list = append(list, ui.Fact{Label: l.T("proposal.sent_on"), Text: l.Date(v.SentOn)}, ui.Fact{Label: l.T("proposal.answer_due_on"), Text: l.Date(v.AnswerDueOn)})
	}
	return list
}

// tableFacts say whose turn it is and what lies on the table: the first that
// both sides of an open proposal come for.
func tableFacts(l *i18n.Localizer, v proposalView) []ui.Fact {
	if v.Status != partnership.ProposalSent {
		return nil
	}
	who := v.ToName
	if v.Awaits() == v.From {
		who = v.FromName
	}
	list := []ui.Fact{{Label: l.T("proposal.awaits"), Text: who}}
	if at := v.OnTable(); len(v.Rounds) > 1 {
		list = append(list, ui.Fact{Label: l.T("proposal.on_table"), Text: offeredText(l, at, v.Unit)})
	}
	return list
}

func answerFacts(l *i18n.Localizer, v proposalView) []ui.Fact {
	list := []ui.Fact{
		{Label: l.T("proposal.status"), Text: l.T("proposal.status." + string(v.Status))},
		{Label: l.T("proposal.answered_on"), Text: l.Date(v.AnsweredOn)},
	}
	if v.AnsweredQuantity != nil {
		var value money.Rupiah
		if v.AnsweredValue != nil {
			value = *v.AnsweredValue
		}
		list = append(list, ui.Fact{Label: l.T("proposal.answer_quantity"), Text: amountText(l, int(*v.AnsweredQuantity), v.Unit, value)})
	}
	if v.AnswerReason != "" {
		list = append(list, ui.Fact{Label: l.T("proposal.answer_reason"), Text: v.AnswerReason})
	}
	if !v.Commitment.IsZero() {
		list = append(list, link(l.T("proposal.became"), "/commitments/", v.Commitment.String(), l.T("proposal.open_commitment")))
	}
	return list
}

// proposalNext is the one act that carries the proposal on.
func proposalNext(l *i18n.Localizer, v proposalView) *ui.Action {
	switch {
	case v.Status == partnership.ProposalDraft && v.mine():
		return &ui.Action{Label: l.T("proposal.send"), Href: v.path("/send")}
	case v.awaited():
		return &ui.Action{Label: l.T("proposal.answer"), Href: v.path("/answer")}
	}
	return nil
}

func proposalActions(l *i18n.Localizer, v proposalView) []ui.Action {
	var list []ui.Action
	if v.Status == partnership.ProposalSent && v.Awaits() == v.Partner && v.Actor.Scope.Partner.IsZero() && (v.mine() || agreement.ActsFor(v.Actor, v.To) || agreement.ActsFor(v.Actor, v.Host)) {
		list = append(list, replyLink(l, v.Actor, notice.AnswerProposal, v.ID.String())...)
	}
	if v.awaited() {
		list = append(list, ui.Action{Label: l.T("proposal.counter"), Href: v.path("/counter"), Quiet: true})
	}
	if !v.mine() {
		return list
	}
	if v.Status == partnership.ProposalDraft {
		list = append(list, ui.Action{Label: l.T("proposal.edit"), Href: v.path("/edit"), Quiet: true})
	}
	if v.Status == partnership.ProposalDraft || v.Status == partnership.ProposalSent {
		list = append(list, post(l.T("proposal.withdraw"), v.path("/withdraw"), v.Version))
	}
	return list
}

// post is a button that ends something, with the version that the reader saw.
func post(label, href string, version int64) ui.Action {
	return ui.Action{Label: label, Href: href, Post: true, Danger: true, Hidden: []ui.Hidden{{Name: "version", Value: versionText(version)}}}
}

// ownerFact leads to the post's own page, which says to its own side who holds it.
func ownerFact(l *i18n.Localizer, v commitmentView) ui.Fact {
	f := ui.Fact{Label: l.T("commitment.owner_post_id"), Text: orUnknown(l, v.OwnerTitle)}
	if !v.OwnerPost.IsZero() {
		f.Href = "/posts/" + v.OwnerPost.String()
	}
	return f
}

func commitmentFacts(l *i18n.Localizer, v commitmentView) []ui.Fact {
	list := []ui.Fact{
		link(l.T("side.cooperation"), "/cooperations/", v.Cooperation.String(), v.HostName+" – "+v.PartnerName),
		{Label: l.T("commitment.promiser_id"), Text: v.PromiserName},
		ownerFact(l, v),
		{Label: l.T("commitment.receiver_id"), Text: v.ReceiverName},
		{Label: l.T("commitment.quantity"), Text: amountText(l, v.Quantity, v.Unit, v.Value)},
		{Label: l.T("ledger.in_rupiah"), Text: l.T("ledger.rupiah", "promised", v.Value, "delivered", v.Sums.DeliveredRp, "confirmed", v.Sums.ConfirmedRp)},
		{Label: l.T("commitment.due_on"), Text: l.Date(v.DueOn)},
	}
	for _, x := range []struct{ label, path, key, text string }{
		{l.T("side.meeting"), "/meetings/", v.Meeting.String(), l.T("side.open_meeting")},
		{l.T("commitment.from_proposal"), "/proposals/", v.Proposal.String(), l.T("commitment.open_proposal")},
		{l.T("commitment.agreement_id"), "/agreements/", v.Agreement.String(), l.T("commitment.open_agreement")},
		{l.T("commitment.activity_id"), "/activities/", v.Activity.String(), l.T("commitment.open_activity")},
	} {
		if x.key != "" {
			list = append(list, link(x.label, x.path, x.key, x.text))
		}
	}
	if !v.ClosedOn.IsZero() {
		list = append(list, ui.Fact{Label: l.T("commitment.closed_on"), Text: l.Date(v.ClosedOn)})
	}
	if v.CloseReason != "" {
		list = append(list, ui.Fact{Label: l.T("commitment.reason"), Text: v.CloseReason})
	}
	return list
}

// commitmentNext is the one act that carries the promise on.
func commitmentNext(l *i18n.Localizer, v commitmentView) *ui.Action {
	if v.open() && v.gives() {
		return &ui.Action{Label: l.T("delivery.new"), Href: v.path("/deliveries/new")}
	}
	if !v.gets() {
		return nil
	}
	for _, d := range v.Deliveries {
		if d.Status == partnership.DeliveryReported {
			return &ui.Action{Label: l.T("delivery.confirm"), Href: "/deliveries/" + d.ID.String() + "/confirm"}
		}
	}
	return nil
}

func commitmentActions(l *i18n.Localizer, v commitmentView) []ui.Action {
	var list []ui.Action
	if !v.open() || !partnership.May(v.Actor, "commitment.write") {
		return nil
	}
	if v.gives() || v.gets() || agreement.ActsFor(v.Actor, v.Host) {
		list = append(list, ui.Action{Label: l.T("commitment.amend"), Href: v.path("/edit"), Quiet: true})
	}
	if v.gets() {
		list = append(list, ui.Action{Label: l.T("commitment.cancel"), Href: v.path("/cancel"), Danger: true})
	}
	return list
}

// rowAct is the act at the end of a delivery's row.
func rowAct(l *i18n.Localizer, d partnership.Delivery, receives bool) ui.Action {
	at := "/deliveries/" + d.ID.String()
	if receives && (d.Status == partnership.DeliveryReported || d.Status == partnership.DeliveryDisputed) {
		return ui.Action{Label: l.T("delivery.confirm"), Href: at + "/confirm"}
	}
	return ui.Action{Label: l.T("delivery.show"), Href: at}
}

// deliveryNext is the one act that carries the delivery on.
func deliveryNext(l *i18n.Localizer, v deliveryView) *ui.Action {
	switch {
	case v.pending() && v.gets():
		return &ui.Action{Label: l.T("delivery.confirm"), Href: v.path("/confirm")}
	case v.Status == partnership.DeliveryDisputed && v.gives():
		return &ui.Action{Label: l.T("delivery.edit"), Href: v.path("/edit")}
	}
	return nil
}

func deliveryActions(l *i18n.Localizer, v deliveryView) []ui.Action {
	var list []ui.Action
	if v.Status == partnership.DeliveryReported && v.gets() {
		list = append(list, ui.Action{Label: l.T("delivery.dispute"), Href: v.path("/dispute"), Danger: true})
	}
	if v.Status == partnership.DeliveryDisputed && v.gives() {
		list = append(list, ui.Action{
			Label: l.T("delivery.concede", "amount", given(l, v.Delivery, v.Unit)), Href: v.path("/concede"), Post: true, Quiet: true,
			Hidden: []ui.Hidden{{Name: "version", Value: versionText(v.Version)}},
		})
	}
	if v.pending() && v.gives() {
		list = append(list, ui.Action{Label: l.T("delivery.edit"), Href: v.path("/edit"), Quiet: true}, post(l.T("delivery.withdraw"), v.path("/withdraw"), v.Version))
	}
	if v.Status == partnership.DeliveryReported && v.gives() && v.Receiver == v.Partner {
		list = append(list, replyLink(l, v.Actor, notice.ConfirmDelivery, v.ID.String())...)
	}
	if v.Status != partnership.DeliveryWithdrawn && v.Actor.Scope.Partner.IsZero() && (v.gives() || v.gets()) {
		for _, a := range replyLink(l, v.Actor, notice.AddEvidence, v.ID.String()) {
			a.Label = l.T("link.evidence")
			list = append(list, a)
		}
	}
	return list
}

// replyLink leads to the page on which a link for a partner without an account
// is made.
func replyLink(l *i18n.Localizer, a authz.Actor, p notice.Purpose, record string) []ui.Action {
	if !notice.May(a, notice.CanLink) {
		return nil
	}
	return []ui.Action{{Label: l.T("link.new"), Href: "/reply-links/new?purpose=" + string(p) + "&record=" + record, Quiet: true}}
}

// amendmentEvents tell what a promise was before each change, its parts and its
// owner with it.
func amendmentEvents(l *i18n.Localizer, v commitmentView) []ui.Event {
	var out []ui.Event
	for _, a := range v.Amendments {
		lines := []string{a.Reason}
		if a.OwnerTitle != "" && a.OwnerTitle != v.OwnerTitle {
			lines = append(lines, l.T("commitment.was_owned", "post", a.OwnerTitle))
		}
		for _, m := range a.Milestones {
			lines = append(lines, l.T("commitment.was_part", "title", m.Title, "amount", partText(l, m, a.Unit), "due", m.DueOn))
		}
		out = append(out, ui.Event{
			Title: l.T("commitment.was", "amount", amountText(l, a.Quantity, a.Unit, a.Value), "due", a.DueOn),
			By:    a.MadeBy, When: l.Time(a.MadeAt), Text: strings.Join(lines, "\n"),
		})
	}
	return out
}

// wordEvents tell what both sides said of a delivery, the newest first.
func wordEvents(l *i18n.Localizer, v deliveryView) []ui.Event {
	var out []ui.Event
	for i := len(v.Words) - 1; i >= 0; i-- {
		w := v.Words[i]
		title := l.T("delivery.word."+string(w.Act), "who", w.ByName, "amount", amountText(l, w.Quantity, v.Unit, w.Value), "on", w.SaidOn)
		out = append(out, ui.Event{Title: title, By: w.MadeBy, When: l.Time(w.MadeAt), Text: w.Note})
	}
	return out
}

// meetingNext is the page's one primary act.
// whenHeld is a meeting's day, with its hour where one is known.
func whenHeld(l *i18n.Localizer, m partnership.Meeting) string {
	if m.BeginsAt == "" {
		return l.Partial(m.HeldOn)
	}
	return l.T("meeting.day_and_hour", "day", l.Partial(m.HeldOn), "hour", l.Hour(m.BeginsAt))
}

// heldOr chooses the words of a meeting that took place, or of one to come:
// nobody was present at what has not happened.
func heldOr(s partnership.MeetingStatus) string {
	if s == partnership.MeetingHeld {
		return "held"
	}
	return "planned"
}

// meetingFacts are the rows of the summary. Minutes are asked of a meeting that
// took place.
func meetingFacts(l *i18n.Localizer, v meetingView) []ui.Fact {
	list := []ui.Fact{
		link(l.T("side.cooperation"), "/cooperations/", v.Cooperation.String(), v.HostName+" – "+v.PartnerName),
		{Label: l.T("meeting.held_on"), Text: whenHeld(l, v.Meeting)},
		{Label: l.T("meeting.place"), Text: orUnknown(l, v.Place)},
		{Label: l.T("meeting.agenda"), Content: agendaList(v.Items())},
	}
	if v.Status == partnership.MeetingHeld || v.Minutes != "" {
		list = append(list, ui.Fact{Label: l.T("meeting.minutes"), Text: orUnknown(l, v.Minutes)})
	}
	return list
}

func meetingNext(l *i18n.Localizer, v meetingView) *ui.Action {
	switch {
	case !v.writes():
		return nil
	case v.Status == partnership.MeetingPlanned:
		return &ui.Action{Label: l.T("meeting.hold"), Href: v.path("/hold")}
	}
	return &ui.Action{Label: l.T("decision.new"), Href: v.path("/decisions/new")}
}

func meetingActions(l *i18n.Localizer, v meetingView) []ui.Action {
	list := []ui.Action{
		{Label: l.T("meeting.edit"), Href: v.path("/edit"), Quiet: true},
		{Label: l.T("meeting.follow"), Href: "/meetings/new?cooperation=" + v.Cooperation.String() + "&follows=" + v.ID.String(), Quiet: true},
	}
	if v.Status == partnership.MeetingPlanned {
		list = append(list, ui.Action{Label: l.T("meeting.cancel"), Href: v.path("/cancel"), Post: true, Danger: true, Hidden: []ui.Hidden{{Name: "version", Value: versionText(v.Version)}}})
	}
	return list
}

// becomes are the records that can be made of a decision.
func becomes(l *i18n.Localizer, v meetingView, d partnership.Decision) []ui.Action {
	with := "?decision=" + d.ID.String()
	list := []ui.Action{
		{Label: l.T("decision.to_proposal"), Href: "/proposals/new" + with, Quiet: true},
		{Label: l.T("decision.to_commitment"), Href: "/commitments/new" + with, Quiet: true},
	}
	if agreement.May(v.Actor, "agreement.write") && d.Agreement.IsZero() {
		list = append(list, ui.Action{Label: l.T("decision.to_agreement"), Href: "/decisions/" + d.ID.String() + "/agreement", Quiet: true})
	}
	return list
}

// decisionActions are the acts on a decision. While nothing has become of it,
// what it can become comes first.
func decisionActions(l *i18n.Localizer, v meetingView, d partnership.Decision) []ui.Action {
	var list []ui.Action
	if len(v.outcomes(d)) == 0 && d.SettledOn.IsZero() {
		list = becomes(l, v, d)
	}
	if len(v.outcomes(d)) == 0 && d.SettledOn.IsZero() {
		list = append(list, ui.Action{Label: l.T("decision.settle"), Href: "/decisions/" + d.ID.String() + "/settle", Quiet: true})
	}
	list = append(list, ui.Action{Label: l.T("decision.edit"), Href: "/decisions/" + d.ID.String() + "/edit", Quiet: true})
	if len(v.outcomes(d)) == 0 {
		list = append(list, ui.Action{Label: l.T("decision.remove"), Href: "/decisions/" + d.ID.String() + "/remove", Post: true, Quiet: true})
	}
	return list
}
