package questionnaire

import (
	"slices"

	"titian/internal/kernel/errs"
)

// state is one filling while it is looked at: what expressions see.
type state struct {
	env     map[string]any
	has     map[string]any
	points  map[string]any
	visible map[string]bool
}

func (s *state) answered(key string) bool { return s.has[key] == true }

// look asks every question in order. A question that does not apply stands as
// unanswered, so that a chain of conditions falls together.
func (q *Questionnaire) look(a Answers) *state {
	param := map[string]any{}
	for _, p := range q.Parameters {
		param[p.Key] = p.Value
	}
	s := &state{has: map[string]any{}, points: map[string]any{}, visible: map[string]bool{}}
	s.env = map[string]any{"has": s.has, "points": s.points, "param": param, "score": 0.0}
	for _, it := range q.order {
		s.env[it.Key], s.has[it.Key], s.points[it.Key] = it.none(), false, 0.0
	}
	for i := range q.sections {
		if !q.sections[i].when.truth(s) {
			continue
		}
		for _, it := range q.sections[i].items {
			s.ask(it, a[it.Key])
		}
	}
	return s
}

// ask notes an item whose condition holds. An answer that is not of its kind,
// as one from an older version may be, counts as none.
func (s *state) ask(it *item, answer []string) {
	if !it.when.truth(s) {
		return
	}
	s.visible[it.Key] = true
	var f errs.Fields
	if answer = it.Read(&f, answer); len(answer) > 0 {
		s.env[it.Key], s.has[it.Key], s.points[it.Key] = it.value(answer), true, it.points(answer)
	}
}

// Visible are the keys of the questions that apply to these answers, in order.
func (q *Questionnaire) Visible(a Answers) []string {
	s := q.look(a)
	var out []string
	for _, it := range q.order {
		if s.visible[it.Key] {
			out = append(out, it.Key)
		}
	}
	return out
}

// Keep is the answers to the questions that apply, in canonical form, and
// nothing else: what is stored for good when a filling is finished.
func (q *Questionnaire) Keep(a Answers) Answers {
	s, out := q.look(a), Answers{}
	for _, it := range q.order {
		var f errs.Fields
		if answer := it.Read(&f, a[it.Key]); s.visible[it.Key] && len(answer) > 0 {
			out[it.Key] = answer
		}
	}
	return out
}

// Split parts answers into ordinary and medical ones.
func (q *Questionnaire) Split(a Answers) (ordinary, medical Answers) {
	ordinary, medical = Answers{}, Answers{}
	for key, answer := range a {
		if q.IsMedical(key) {
			medical[key] = answer
		} else {
			ordinary[key] = answer
		}
	}
	return ordinary, medical
}

// Check names every question that applies and is wrongly answered, or required
// and not answered. Whoever may not see what is medical is not asked for it.
func (q *Questionnaire) Check(a Answers, withMedical bool) error {
	var f errs.Fields
	for _, key := range q.Visible(a) {
		it := q.items[key]
		if it.medical && !withMedical {
			continue
		}
		answer := it.Read(&f, a[key])
		if it.Required && len(answer) == 0 && !f.Has(Path(key)) {
			f.Add(Path(key), "required")
		}
	}
	for _, key := range sortedKeys(a) {
		if q.items[key] == nil {
			f.Add(Path(key), "questionnaire.no_item")
		}
	}
	return f.Err()
}

// InSection are the items of a section that apply to these answers; a section
// that does not apply has none.
func (q *Questionnaire) InSection(i int, a Answers, withMedical bool) []Item {
	visible := q.Visible(a)
	var out []Item
	for _, it := range q.sections[i].items {
		if slices.Contains(visible, it.Key) && (withMedical || !it.medical) {
			out = append(out, it.Item)
		}
	}
	return out
}
