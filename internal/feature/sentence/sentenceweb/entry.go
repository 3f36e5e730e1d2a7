package sentenceweb

import (
	"strings"

	"titian/internal/delivery/web/ui"
	engine "titian/internal/engine/sentence"
	"titian/internal/feature/sentence"
	"titian/internal/feature/sentence/sentencetext"
	"titian/internal/platform/i18n"
)

// told is what an entry says, in one line.
func told(l *i18n.Localizer, e sentence.Entry) string {
	length := sentencetext.Term(l, e.Term())
	var parts []string
	add := func(s string) {
		if s != "" {
			parts = append(parts, s)
		}
	}
	switch e.Topic {
	case sentence.Start:
		add(l.Date(e.DatedOn))
		add(l.T("sentence.status." + e.Code))
	case sentence.Verdict, sentence.Fine, sentence.Reported:
		add(length)
	case sentence.Detention, sentence.Remission:
		add(sentencetext.Kind(l, e.Code))
		add(length)
	case sentence.Condition:
		add(sentencetext.Kind(l, e.Code))
	case sentence.Official:
		add(sentencetext.Kind(l, e.Code))
		add(l.Date(e.DatedOn))
	}
	if !e.DatedOn.IsZero() && (e.Topic == sentence.Verdict || e.Topic == sentence.Remission) {
		add(l.Date(e.DatedOn))
	}
	add(met(l, e))
	return strings.Join(parts, " · ")
}

// met says whether a fine is paid and a special condition shown.
func met(l *i18n.Localizer, e sentence.Entry) string {
	if e.Topic != sentence.Fine && e.Topic != sentence.Condition {
		return ""
	}
	if e.MetOn.IsZero() {
		return l.T("sentence.unmet." + string(e.Topic))
	}
	return l.T("sentence.met."+string(e.Topic), "on", e.MetOn)
}

func topic(l *i18n.Localizer, t sentence.Topic) string { return l.T("sentence.topic." + string(t)) }

// vouched says where an entry comes from.
func vouched(l *i18n.Localizer, e sentence.Entry) string {
	text := l.T("sentence.source." + string(e.Source))
	if e.DocNo != "" {
		text += " · " + e.DocNo
	}
	return text
}

// facts are all that is written about one entry.
func facts(l *i18n.Localizer, e sentence.Entry) []ui.Fact {
	out := []ui.Fact{
		{Label: l.T("sentence.what"), Text: told(l, e), Seen: l.T("sentence.seen")},
		{Label: l.T("sentence.vouched"), Text: vouched(l, e)},
		{Label: l.T("sentence.state"), Text: l.T("sentence.state." + string(e.State))},
		{Label: l.T("sentence.author"), Text: e.Author + " · " + l.Time(e.CreatedAt)},
	}
	if e.Reason != "" {
		out = append(out, ui.Fact{Label: l.T("sentence.reason"), Text: e.Reason})
	}
	return out
}

// events tells what stood here before. Why something was corrected stands with
// the entry that took its place.
func events(l *i18n.Localizer, v sentence.View) []ui.Event {
	why := map[sentence.EntryID]string{}
	for _, e := range append(v.Entries[:len(v.Entries):len(v.Entries)], v.Past...) {
		if !e.Replaces.IsZero() {
			why[e.Replaces] = e.Reason
		}
	}
	out := make([]ui.Event, 0, len(v.Past))
	for _, e := range v.Past {
		title := topic(l, e.Topic) + ": " + told(l, e)
		text := l.T("sentence.state." + string(e.State))
		if e.State == sentence.Current {
			text = l.T("sentence.earlier", "number", e.Number)
		}
		if e.State == sentence.Withdrawn {
			why[e.ID] = e.Reason
		}
		if reason := why[e.ID]; reason != "" {
			text += " · " + reason
		}
		out = append(out, ui.Event{Title: title, By: e.Author, When: l.Time(e.UpdatedAt), Text: text})
	}
	return out
}

// proposed is a remission that would be due; that a feast's day is no more than
// reckoned stands beside it.
func proposed(l *i18n.Localizer, e engine.Expected) string {
	text := "sentence.proposal"
	if e.Estimated {
		text = "sentence.proposal_estimated"
	}
	return l.T(text, "date", e.Date, "kind", sentencetext.Kind(l, e.Kind), "term", sentencetext.Term(l, engine.Term{Months: e.Months, Days: e.Days}), "nth", e.Nth)
}
