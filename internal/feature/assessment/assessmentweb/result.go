package assessmentweb

import (
	"net/http"
	"slices"
	"strings"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/engine/questionnaire"
	"titian/internal/feature/assessment"
	"titian/internal/feature/person"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

func (p *Pages) showSheet(w http.ResponseWriter, r *http.Request) error {
	v, err := p.sheet(r)
	if err != nil {
		return err
	}
	if v.Status == assessment.SheetDraft && v.Write {
		return web.Redirect(w, r, sheetPath(v.ID, "/fill"))
	}
	if err := p.proposals(r, &v); err != nil {
		return err
	}
	v.Form = proposed(v)
	return web.Page(w, r, resultPage(v))
}

// proposals are shown beside the needs that stand open already, so that nobody
// writes one down twice.
func (p *Pages) proposals(r *http.Request, v *sheetView) error {
	actor := authz.FromContext(r.Context())
	if !assessment.May(actor, assessment.CanWriteNeeds) {
		v.Proposed = nil
	}
	if len(v.Proposed) == 0 {
		return nil
	}
	all, err := p.service.Needs(r.Context(), actor, v.Person.ID)
	v.Open = slices.DeleteFunc(all, func(n assessment.Need) bool { return !n.Open() })
	return err
}

// openIn are the needs that stand open in an area.
func (v sheetView) openIn(area string) []assessment.Need {
	return slices.DeleteFunc(slices.Clone(v.Open), func(n assessment.Need) bool { return string(n.Area) != area })
}

// proposed fills the form of the proposals: ticked unless the area has an open
// need.
func proposed(v sheetView) *form.Form {
	f := form.New()
	for i, x := range v.Proposed {
		row := f.Row("needs", i)
		row.Set("severity", x.Severity).Set("topic", x.Topic)
		if len(v.openIn(x.Area)) == 0 {
			row.Set("take", "1")
		}
	}
	return f
}

// confirmNeeds writes the ticked proposals down. The evidence says from which
// questionnaire they come.
func (p *Pages) confirmNeeds(w http.ResponseWriter, r *http.Request) error {
	v, err := p.sheet(r)
	if err != nil {
		return err
	}
	if err := p.proposals(r, &v); err != nil {
		return err
	}
	l, f := i18n.From(r.Context()), form.Parse(r)
	var needs []assessment.NeedCommand
	var rows []int
	for i, x := range v.Proposed {
		row := f.Row("needs", i)
		if !row.Bool("take") {
			continue
		}
		rows = append(rows, i)
		needs = append(needs, assessment.NeedCommand{
			Area: assessment.Area(x.Area), Topic: row.Text("topic", form.Max(person.MaxTitle)), Severity: severity(row.Choice("severity", "1", "2", "3")),
			Evidence: l.T("sheet.evidence", "title", tr(l, v.Filling.Form.Title), "on", v.TakenOn), AssessedOn: v.TakenOn,
		})
	}
	if f.Valid() {
		made, err := p.service.ConfirmNeeds(r.Context(), authz.FromContext(r.Context()), v.ID, needs)
		if err == nil {
			return web.Done(w, r, below(v.Person.ID, "/needs"), "sheet.confirmed", "n", len(made))
		}
		if !f.Merge(rowsBack(err, rows)) {
			return err
		}
	}
	v.Form = f
	return web.FormPage(w, r, f, resultPage(v))
}

func (p *Pages) beginCorrection(w http.ResponseWriter, r *http.Request) error {
	v, err := p.sheet(r)
	if err != nil {
		return err
	}
	v.Form = form.New()
	return web.Page(w, r, correctPage(v))
}

func (p *Pages) correctSheet(w http.ResponseWriter, r *http.Request) error {
	v, err := p.sheet(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	cmd := assessment.CorrectCommand{Reason: f.Text("reason", form.Required, form.Max(person.MaxShort))}
	if f.Valid() {
		x, err := p.service.CorrectSheet(r.Context(), authz.FromContext(r.Context()), v.ID, cmd)
		if err == nil {
			return web.Redirect(w, r, sheetPath(x.ID, "/review"))
		}
		if !f.Merge(err) {
			return err
		}
	}
	v.Form = f
	return web.FormPage(w, r, f, correctPage(v))
}

func sheetFacts(l *i18n.Localizer, v sheetView) []ui.Fact {
	out := []ui.Fact{
		{Label: l.T("sheet.taken_on"), Text: l.Date(v.TakenOn)},
		{Label: l.T("sheet.author"), Text: v.Author},
		{Label: l.T("sheet.form"), Text: l.T("questionnaire.number_of", "title", tr(l, v.Filling.Form.Title), "n", v.Edition.Number), Href: formPath(v.Edition.ID, "")},
	}
	if v.Reason != "" {
		out = append(out, ui.Fact{Label: l.T("sheet.corrects"), Text: v.Reason, Href: sheetPath(v.Corrects, "")})
	}
	if !v.ReplacedBy.IsZero() {
		out = append(out, ui.Fact{Label: l.T("sheet.replaced_by"), Text: l.T("sheet.see"), Href: sheetPath(v.ReplacedBy, "")})
	}
	return out
}

// answerFacts are the answers of a section; what was not answered says so.
func answerFacts(l *i18n.Localizer, v sheetView, section int, change bool) []ui.Fact {
	var out []ui.Fact
	for _, it := range v.items(section) {
		fact := ui.Fact{Label: tr(l, it.Label), Text: answerText(l, it, v.Answers[it.Key])}
		if v.Filling.Form.IsMedical(it.Key) {
			fact.Seen = l.T("health.who")
		}
		if change {
			fact.Change = sectionPath(v.ID, v.Filling.Form.Sections[section].Key) + "#f-answers-" + it.Key
		}
		out = append(out, fact)
	}
	return out
}

// missing are required questions without an answer.
func (v sheetView) missing() []questionnaire.Item {
	var out []questionnaire.Item
	for _, i := range v.steps() {
		for _, it := range v.items(i) {
			if it.Required && len(v.Answers[it.Key]) == 0 {
				out = append(out, it)
			}
		}
	}
	return out
}

// open counts required questions of a section that have no answer.
func (v sheetView) open(section int) int {
	n := 0
	for _, it := range v.items(section) {
		if it.Required && len(v.Answers[it.Key]) == 0 {
			n++
		}
	}
	return n
}

// questionPath is where a question is answered.
func (v sheetView) questionPath(key string) string {
	for i, s := range v.Filling.Form.Sections {
		if slices.ContainsFunc(v.items(i), func(it questionnaire.Item) bool { return it.Key == key }) {
			return sectionPath(v.ID, s.Key)
		}
	}
	return sheetPath(v.ID, "/fill")
}

func (v sheetView) label(l *i18n.Localizer, key string) string {
	it, _ := v.Filling.Form.Item(key)
	return tr(l, it.Label)
}

func (v sheetView) answer(l *i18n.Localizer, key string) string {
	it, _ := v.Filling.Form.Item(key)
	return answerText(l, it, v.Answers[key])
}

// shownKeys are the questions on the page, so that answers tell which of them
// stood there: one that follows from another was perhaps not.
func shownKeys(v sheetView) string {
	var out []string
	for _, it := range v.items(v.At) {
		out = append(out, it.Key)
	}
	return strings.Join(out, " ")
}

// place is the section's number among those that apply.
func place(steps []int, at int) int { return slices.Index(steps, at) + 1 }

func sheetTag(l *i18n.Localizer, x assessment.Sheet) ui.Tag {
	tones := map[assessment.SheetStatus]ui.Tone{assessment.SheetDraft: ui.Due, assessment.SheetSubmitted: ui.Good, assessment.SheetReplaced: ui.Neutral}
	return ui.Tag{Text: l.T("sheet.status." + string(x.Status)), Tone: tones[x.Status]}
}
