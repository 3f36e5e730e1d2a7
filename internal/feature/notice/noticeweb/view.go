package noticeweb

import (
	"strings"
	"time"
	"unicode/utf8"

	"titian/internal/delivery/web/ui"
	"titian/internal/feature/notice"
	"titian/internal/kernel/civil"
	"titian/internal/platform/i18n"
	"titian/internal/platform/outbox"
)

// sentence is a notice in the reader's words.
func sentence(l *i18n.Localizer, n notice.Notice) string {
	return l.T("notice.kind."+string(n.Kind), n.Pairs()...)
}

func noticeActions(l *i18n.Localizer, unread int) []ui.Action {
	var out []ui.Action
	if unread > 0 {
		out = append(out, ui.Action{Label: l.T("notice.read_all"), Href: "/notices/read", Post: true, Quiet: true})
	}
	return append(out, ui.Action{Label: l.T("notice.settings"), Href: "/notices/settings", Quiet: true})
}

func wayOptions(l *i18n.Localizer) []ui.Option {
	var out []ui.Option
	for _, w := range notice.Ways() {
		out = append(out, ui.Option{Value: string(w), Label: l.T("notice.way." + string(w))})
	}
	return out
}

func kindOptions(l *i18n.Localizer) []ui.Option {
	var out []ui.Option
	for _, k := range notice.Kinds() {
		out = append(out, ui.Option{Value: string(k), Label: l.T("hook.event." + string(k)), Hint: string(k)})
	}
	return out
}

// jobTag is how far a letter or a call is.
func jobTag(l *i18n.Localizer, s outbox.Status) ui.Tag {
	tones := map[outbox.Status]ui.Tone{outbox.Waiting: ui.Due, outbox.Working: ui.Active, outbox.Done: ui.Good, outbox.Dead: ui.Overdue, outbox.Unsure: ui.Due}
	return ui.Tag{Text: l.T("outbox.status." + string(s)), Tone: tones[s]}
}

// outcome is the code of a failed attempt in words, or as it is.
func outcome(l *i18n.Localizer, j outbox.Job) string {
	if key := "outbox.outcome." + j.Outcome; l.Has(key) {
		return l.T(key)
	}
	return j.Outcome
}

func linkTag(l *i18n.Localizer, x notice.Link, now time.Time) ui.Tag {
	tones := map[string]ui.Tone{"active": ui.Active, "used": ui.Good, "expired": ui.Neutral, "revoked": ui.Neutral}
	s := x.State(now)
	return ui.Tag{Text: l.T("link.state." + s), Tone: tones[s]}
}

// lastDay is the last day on which a link opens.
func lastDay(x notice.Link) civil.Date { return civil.Today(x.ExpiresAt.Add(-time.Second)) }

// instant is the reader's day as an instant, to tell what has ended by it.
func instant(day civil.Date) time.Time { return day.Time() }

func purpose(l *i18n.Localizer, p notice.Purpose, ref string) string {
	return l.T("link.purpose."+string(p), "ref", ref)
}

func hookTag(l *i18n.Localizer, h notice.Hook) ui.Tag {
	if h.Active {
		return ui.Tag{Text: l.T("hook.state.active"), Tone: ui.Good}
	}
	return ui.Tag{Text: l.T("hook.state.stopped"), Tone: ui.Neutral}
}

// hookEvents names what a webhook is called for.
func hookEvents(l *i18n.Localizer, h notice.Hook) string {
	if h.Events == "" {
		return l.T("hook.all_events")
	}
	var out []string
	for _, k := range h.Kinds() {
		out = append(out, l.T("hook.event."+string(k)))
	}
	return strings.Join(out, ", ")
}

// hookFrame is the title of a webhook's form, where it goes and where back.
func hookFrame(l *i18n.Localizer, h notice.Hook) (title, action, back string) {
	if h.ID.IsZero() {
		return l.T("hook.new"), "/webhooks", "/webhooks"
	}
	at := "/webhooks/" + h.ID.String()
	return l.T("hook.edit"), at, at
}

func linkFacts(l *i18n.Localizer, d notice.LinkDetail) []ui.Fact {
	out := []ui.Fact{
		{Label: l.T("link.partner"), Text: d.PartnerName},
		{Label: l.T("link.record"), Text: d.Ref, Href: recordPath(d.Link)},
		{Label: l.T("link.sender"), Text: d.Sender},
		{Label: l.T("link.made_on"), Text: l.Time(d.CreatedAt)},
		{Label: l.T("link.expires_on"), Text: l.Date(lastDay(d.Link))},
	}
	if d.Email != "" {
		out = append(out, ui.Fact{Label: l.T("link.email"), Text: d.Email})
	}
	return out
}

// recordPath leads to the page from which a link was made.
func recordPath(x notice.Link) string {
	at := map[notice.Purpose]string{notice.AnswerProposal: "/proposals/", notice.ConfirmDelivery: "/deliveries/", notice.AddEvidence: "/deliveries/", notice.TickSession: "/sessions/"}
	end := ""
	if x.Purpose == notice.TickSession {
		end = "/attendance"
	}
	return at[x.Purpose] + x.Record.String() + end
}

// titled begins a phrase with a capital, where it stands alone.
func titled(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	return strings.ToUpper(s[:n]) + s[n:]
}
