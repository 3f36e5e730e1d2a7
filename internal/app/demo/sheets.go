package demo

import (
	"context"
	"strconv"

	"titian/internal/engine/questionnaire"
	"titian/internal/feature/assessment"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
)

// selfRated lets the first of a class say how ready for work they feel. Before
// the class they feel half ready and afterwards most feel readier, one in three
// no more than measurement error allows to tell.
func (t *teller) selfRated(ctx context.Context, c class, group []member, phase assessment.Phase, day civil.Date) {
	if !t.reached(day) {
		return
	}
	t.on(day)
	for i, m := range group[:min(4, len(group))] {
		answer := 2 + i%2
		if phase == assessment.After && i%3 != 0 {
			answer += 2
		}
		t.did("self-rated employability", func() error { return t.answer(ctx, c, m.id, "employability", strconv.Itoa(answer), day) })
	}
}

// answer fills a questionnaire in with one answer to everything and submits it.
func (t *teller) answer(ctx context.Context, c class, person id.Person, key, value string, day civil.Date) error {
	x, err := t.s.Assessment.BeginSheet(ctx, t.as(c.officer), person, assessment.BeginCommand{Key: key})
	if err != nil {
		return err
	}
	answers := questionnaire.Answers{}
	for _, it := range x.Form.Items() {
		answers[it.Key] = []string{value}
	}
	if x, err = t.s.Assessment.SaveSheet(ctx, t.as(c.officer), x.ID, x.Version, assessment.SaveCommand{TakenOn: day, Answers: answers}); err != nil {
		return err
	}
	_, err = t.s.Assessment.SubmitSheet(ctx, t.as(c.officer), x.ID, x.Version, assessment.SubmitCommand{})
	return err
}
