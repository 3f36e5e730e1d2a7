package assessmentweb

import (
	"context"

	"github.com/a-h/templ"

	"titian/internal/delivery/web/ui"
	"titian/internal/feature/assessment"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// Offer is what this reader may do about a person's needs and readiness: the
// next look at the checklist is the one that their stay asks for.
func (p *Pages) Offer(ctx context.Context, actor authz.Actor, x person.Person) []ui.Action {
	l := i18n.From(ctx)
	var out []ui.Action
	if assessment.May(actor, assessment.CanWriteNeeds) {
		out = append(out, ui.Action{Label: l.T("need.new"), Href: below(x.ID, "/needs/new")})
	}
	if assessment.May(actor, assessment.CanWriteReady) {
		out = append(out, ui.Action{Label: l.T("readiness.new"), Href: below(x.ID, "/readiness/new")})
	}
	if assessment.May(actor, assessment.CanWriteSheets) {
		out = append(out, ui.Action{Label: l.T("sheet.new"), Href: below(x.ID, "/assessments/new")})
	}
	return out
}

// Needs is the part of a person's page about needs.
func (p *Pages) Needs(ctx context.Context, actor authz.Actor, x person.Person) (templ.Component, error) {
	if !assessment.May(actor, assessment.CanReadNeeds) {
		return nil, nil
	}
	found, err := p.service.Needs(ctx, actor, x.ID)
	return needsPart(found), err
}

// Readiness is the part about readiness to go home: the latest look, and how it
// compares with the one before a programme.
func (p *Pages) Readiness(ctx context.Context, actor authz.Actor, x person.Person) (templ.Component, error) {
	if !assessment.May(actor, assessment.CanReadReady) {
		return nil, nil
	}
	found, err := p.service.Checks(ctx, actor, x.ID)
	return readinessPart(found), err
}

// Sheets is the part about questionnaires that were filled in, without those
// that are medical: they stand on the health page.
func (p *Pages) Sheets(ctx context.Context, actor authz.Actor, x person.Person) (templ.Component, error) {
	if !assessment.May(actor, assessment.CanReadSheets) {
		return nil, nil
	}
	found, err := p.service.Sheets(ctx, actor, x.ID)
	return sheetsPart(below(x.ID, ""), found, assessment.May(actor, assessment.CanWriteSheets)), err
}

// Health is the door to what is medical, for those who may open it.
func (p *Pages) Health(_ context.Context, actor authz.Actor, x person.Person) (templ.Component, error) {
	if !assessment.May(actor, assessment.CanReadHealth) || !actor.Scope.Has(x.Facility) {
		return nil, nil
	}
	return healthPart(x), nil
}

func needFacts(l *i18n.Localizer, v needView) []ui.Fact {
	out := []ui.Fact{
		{Label: l.T("need.evidence"), Text: v.Evidence, Seen: l.T("need.seen")},
		{Label: l.T("need.assessed_on"), Text: l.Date(v.AssessedOn)},
	}
	if !v.Open() {
		out = append(out, ui.Fact{Label: l.T("need.closed_on"), Text: l.Date(v.ClosedOn)}, ui.Fact{Label: l.T("need.close_reason"), Text: l.T("need.reason." + string(v.CloseReason))})
	}
	return out
}

func readyFacts(l *i18n.Localizer, c assessment.Check) []ui.Fact {
	confidence := l.T("readiness.not_asked")
	if c.Confidence > 0 {
		confidence = l.T("readiness.confidence_of", "n", c.Confidence)
	}
	out := []ui.Fact{
		{Label: l.T("readiness.taken_on"), Text: l.Date(c.TakenOn)},
		{Label: l.T("readiness.confidence"), Text: confidence},
	}
	if missing := c.Score().Missing; len(missing) > 0 {
		out = append(out, ui.Fact{Label: l.T("readiness.missing"), Text: things(l, missing)})
	}
	return out
}

// answerTag colours an answer: what is needed is due, and overdue after its day.
func answerTag(l *i18n.Localizer, it assessment.Item, today civil.Date) ui.Tag {
	tag := ui.Tag{Text: l.T("readiness.answer." + string(it.Answer)), Tone: ui.Neutral}
	switch {
	case it.Answer == assessment.Done:
		tag.Tone = ui.Good
	case it.Answer == assessment.Needed && it.DueOn.Before(today):
		tag = ui.Tag{Text: tag.Text + ", " + l.Due(it.DueOn, today), Tone: ui.Overdue}
	case it.Answer == assessment.Needed:
		tag.Tone = ui.Due
	}
	return tag
}

// scoreLine is a look's score: "4 dari 6".
func scoreLine(l *i18n.Localizer, c assessment.Check) string {
	s := c.Score()
	return l.T("readiness.score_of", "done", s.Done, "total", s.Applicable)
}

// changeFacts set the look before a programme beside the latest after it.
func changeFacts(l *i18n.Localizer, c assessment.Change) []ui.Fact {
	line := func(x assessment.Check) string { return scoreLine(l, x) + " · " + l.Date(x.TakenOn) }
	out := []ui.Fact{{Label: l.T("readiness.was"), Text: line(c.Before)}, {Label: l.T("readiness.is_now"), Text: line(c.After)}}
	if len(c.Gained) > 0 {
		out = append(out, ui.Fact{Label: l.T("readiness.gained"), Text: things(l, c.Gained)})
	}
	if len(c.Lost) > 0 {
		out = append(out, ui.Fact{Label: l.T("readiness.lost"), Text: things(l, c.Lost)})
	}
	return out
}

func stageLead(l *i18n.Localizer, s assessment.Stage) string {
	if s == "" {
		return l.T("rehabilitation.not_begun")
	}
	return l.T("rehabilitation.now", "stage", l.T("rehabilitation.stage."+string(s)))
}
