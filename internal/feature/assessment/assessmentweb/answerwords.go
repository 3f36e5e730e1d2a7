package assessmentweb

import (
	"strconv"
	"strings"

	"titian/internal/delivery/web/ui"
	"titian/internal/engine/questionnaire"
	"titian/internal/feature/assessment"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/platform/i18n"
)

// tr is a text of a questionnaire in the reader's language.
func tr(l *i18n.Localizer, t questionnaire.Text) string { return t.In(string(l.Lang())) }

// number is a score or an answer: as many digits as it has, two at most.
func number(l *i18n.Localizer, n float64) string {
	for digits := range 2 {
		if !tail(n, digits) {
			return l.Decimal(n, digits)
		}
	}
	return l.Decimal(n, 2)
}

// tail reports whether n has anything behind so many digits.
func tail(n float64, digits int) bool {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(n, 'f', digits, 64), 64)
	return err == nil && rounded != n
}

// answerText is an answer in words.
func answerText(l *i18n.Localizer, it questionnaire.Item, answer []string) string {
	if len(answer) == 0 {
		return l.T("sheet.unanswered")
	}
	switch it.Kind {
	case questionnaire.YesNo:
		return l.T("sheet." + answer[0])
	case questionnaire.Choice, questionnaire.Several:
		var chosen []string
		for _, o := range it.Options {
			for _, a := range answer {
				if a == o.Value {
					chosen = append(chosen, tr(l, o.Label))
				}
			}
		}
		return strings.Join(chosen, ", ")
	case questionnaire.Number, questionnaire.Scale:
		if n, err := strconv.ParseFloat(answer[0], 64); err == nil {
			return numberText(l, it, n)
		}
	case questionnaire.Day:
		if d, err := civil.Parse(answer[0]); err == nil {
			return l.Date(d)
		}
	}
	return answer[0]
}

// numberText is a number, and on a scale its end with what that means.
func numberText(l *i18n.Localizer, it questionnaire.Item, n float64) string {
	text := number(l, n)
	switch {
	case it.Kind != questionnaire.Scale:
	case n == *it.Min && it.Low != (questionnaire.Text{}):
		text += " (" + tr(l, it.Low) + ")"
	case n == *it.Max && it.High != (questionnaire.Text{}):
		text += " (" + tr(l, it.High) + ")"
	default:
		text = l.T("sheet.score_of", "value", text, "max", number(l, *it.Max))
	}
	return text
}

// scaleOptions are the steps of a scale, bare so that they stand in one line on a
// phone; the hint says what the ends mean.
func scaleOptions(it questionnaire.Item) []ui.Option {
	var out []ui.Option
	for n := int(*it.Min); n <= int(*it.Max); n++ {
		out = append(out, ui.Option{Value: strconv.Itoa(n), Label: strconv.Itoa(n)})
	}
	return out
}

// scaleHint says what the ends of a scale mean.
func scaleHint(l *i18n.Localizer, it questionnaire.Item) string {
	if it.Low == (questionnaire.Text{}) || it.High == (questionnaire.Text{}) {
		return ""
	}
	return l.T("sheet.ends", "low", number(l, *it.Min), "first", tr(l, it.Low), "high", number(l, *it.Max), "last", tr(l, it.High))
}

func choiceOptions(l *i18n.Localizer, it questionnaire.Item) []ui.Option {
	if it.Kind == questionnaire.YesNo {
		return []ui.Option{{Value: questionnaire.Yes, Label: l.T("sheet.yes")}, {Value: questionnaire.No, Label: l.T("sheet.no")}}
	}
	var out []ui.Option
	for _, o := range it.Options {
		out = append(out, ui.Option{Value: o.Value, Label: tr(l, o.Label)})
	}
	return out
}

// itemField is a question as a field of the form.
func itemField(l *i18n.Localizer, it questionnaire.Item, medical bool) ui.Field {
	f := ui.Field{Name: questionnaire.Path(it.Key), Label: tr(l, it.Label), Hint: tr(l, it.Help), Optional: !it.Required}
	if medical {
		f.Seen = l.T("health.who")
	}
	if ends := scaleHint(l, it); it.Kind == questionnaire.Scale && ends != "" {
		f.Hint = strings.TrimSpace(f.Hint + " " + ends)
	}
	if it.Kind == questionnaire.Number {
		f.Width = 5
		if f.Hint == "" {
			f.Hint = l.T("sheet.between", "low", number(l, *it.Min), "high", number(l, *it.Max))
		}
	}
	return f
}

// ofMax is a score without its band: "72,5 dari 100".
func ofMax(l *i18n.Localizer, o assessment.Outcome) string {
	if o.Status != questionnaire.Computed {
		return l.T("sheet.score." + string(o.Status))
	}
	return l.T("sheet.score_of", "value", number(l, o.Value), "max", number(l, o.Score.Max))
}

// valueLine is a score with its band in a line.
func valueLine(l *i18n.Localizer, o assessment.Outcome) string {
	if o.Band == nil {
		return ofMax(l, o)
	}
	return ofMax(l, o) + " · " + tr(l, o.Band.Label)
}

// sinceText says what became of a score, or what is missing to tell it.
func sinceText(l *i18n.Localizer, q *questionnaire.Questionnaire, o assessment.Outcome) string {
	if o.Status == questionnaire.Computed {
		return changeLine(l, o)
	}
	return missingLine(l, q, o.Missing)
}

// bandTag is a band on its colour; empty without one.
func bandTag(l *i18n.Localizer, o assessment.Outcome) ui.Tag {
	if o.Band == nil {
		return ui.Tag{}
	}
	tones := map[string]ui.Tone{"good": ui.Good, "attention": ui.Due, "urgent": ui.Overdue, "": ui.Neutral}
	return ui.Tag{Text: tr(l, o.Band.Label), Tone: tones[o.Band.Tone]}
}

// changeLine says what may be said about the time before.
func changeLine(l *i18n.Localizer, o assessment.Outcome) string {
	e := o.Earlier
	if e == nil {
		return l.T("sheet.first")
	}
	return l.T("sheet.change."+string(e.Told), "was", number(l, e.Value), "on", e.TakenOn)
}

// changeTone is green for the better and amber for the worse, when the
// questionnaire says which is which.
func changeTone(o assessment.Outcome) ui.Tone {
	switch o.Better() {
	case 1:
		return ui.Good
	case -1:
		return ui.Due
	}
	return ui.Neutral
}

// missingLine names the questions without which a score is not told.
func missingLine(l *i18n.Localizer, q *questionnaire.Questionnaire, keys []string) string {
	var out []string
	for _, key := range keys {
		it, _ := q.Item(key)
		out = append(out, tr(l, it.Label))
	}
	return strings.Join(out, "; ")
}

// rowsBack turns the service's row numbers into those of the form, which has
// rows that were not ticked.
func rowsBack(err error, rows []int) error {
	e := errs.As(err)
	if e == nil {
		return err
	}
	out := *e
	out.Fields = nil
	for _, f := range e.Fields {
		for i, row := range rows {
			if rest, found := strings.CutPrefix(f.Path, "needs["+strconv.Itoa(i)+"]."); found {
				f.Path = "needs[" + strconv.Itoa(row) + "]." + rest
				break
			}
		}
		out.Fields = append(out.Fields, f)
	}
	return &out
}
