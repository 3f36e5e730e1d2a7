package assessmentweb

import (
	"net/http"
	"slices"
	"strings"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/engine/questionnaire"
	"titian/internal/feature/assessment"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

func sheetPath(x id.Sheet, rest string) string { return "/assessments/" + x.String() + rest }

func sectionPath(x id.Sheet, section string) string { return sheetPath(x, "/fill?section="+section) }

// beginView is the choice of a questionnaire to fill in about a person.
type beginView struct {
	Person person.Person
	Forms  []assessment.Edition
}

// beginSheet offers the questionnaires; with ?form= one of them.
func (p *Pages) beginSheet(w http.ResponseWriter, r *http.Request) error {
	x, err := p.writer(r, assessment.CanWriteSheets)
	if err != nil {
		return err
	}
	forms, err := p.service.Forms(r.Context(), authz.FromContext(r.Context()), x.ID)
	if err != nil {
		return err
	}
	if key := r.URL.Query().Get("form"); key != "" {
		forms = slices.DeleteFunc(forms, func(e assessment.Edition) bool { return e.Code != key })
	}
	return web.Page(w, r, beginSheetPage(beginView{x, forms}))
}

func (p *Pages) startSheet(w http.ResponseWriter, r *http.Request) error {
	x, err := p.load(r)
	if err != nil {
		return err
	}
	sheet, err := p.service.BeginSheet(r.Context(), authz.FromContext(r.Context()), x.ID, assessment.BeginCommand{Key: form.Parse(r).Value("form")})
	if err != nil {
		return err
	}
	return web.Redirect(w, r, sheetPath(sheet.ID, "/fill"))
}

// sheetView is a filling with whose it is, and the form of one of its sections.
type sheetView struct {
	assessment.Filling
	Person person.Person
	Form   *form.Form
	Write  bool
	At     int  // the section on the page
	More   bool // answers brought up further questions
	Open   []assessment.Need
}

// sheet is the filling that the address names, with its person.
func (p *Pages) sheet(r *http.Request) (v sheetView, err error) {
	key, err := web.PathID[id.Sheet](r, "id")
	if err != nil {
		return v, err
	}
	actor := authz.FromContext(r.Context())
	if v.Filling, err = p.service.Sheet(r.Context(), actor, key); err != nil {
		return v, err
	}
	v.Write = assessment.May(actor, assessment.CanWriteSheets)
	v.Person, err = p.people.Get(r.Context(), actor, v.Filling.Person)
	return v, err
}

// drafting is sheet for pages that change it; whoever comes back to a sheet that
// was submitted in the meantime is told so.
func (p *Pages) drafting(r *http.Request) (sheetView, error) {
	v, err := p.sheet(r)
	switch {
	case err != nil:
	case !v.Write:
		err = errs.New(errs.Forbidden, "forbidden")
	case v.Status != assessment.SheetDraft:
		err = errs.New(errs.State, "sheet.submitted")
	}
	return v, err
}

// home is where the person's sheets of this class are listed.
func (v sheetView) home() string {
	if v.Class == questionnaire.Medical {
		return below(v.Person.ID, "/health")
	}
	return below(v.Person.ID, "/needs")
}

// steps are the sections that apply and that this reader may fill in.
func (v sheetView) steps() []int {
	var out []int
	for i := range v.Filling.Form.Sections {
		if len(v.items(i)) > 0 {
			out = append(out, i)
		}
	}
	return out
}

func (v sheetView) items(section int) []questionnaire.Item {
	return v.Filling.Form.InSection(section, v.Answers, v.WithMedical)
}

// section finds the section on the page: the one asked for, or the first with
// an open question.
func (v sheetView) section(asked string) int {
	steps := v.steps()
	for _, i := range steps {
		if v.Filling.Form.Sections[i].Key == asked {
			return i
		}
	}
	for _, i := range steps {
		if slices.ContainsFunc(v.items(i), func(it questionnaire.Item) bool { return it.Required && len(v.Answers[it.Key]) == 0 }) {
			return i
		}
	}
	if len(steps) == 0 {
		return 0
	}
	return steps[0]
}

// next is where to go when a section was saved: to itself when answers have
// brought up questions that were not on the page, to the next section, or to
// the review.
func (v sheetView) next(shown []string) string {
	section := v.Filling.Form.Sections[v.At]
	for _, it := range v.items(v.At) {
		if !slices.Contains(shown, it.Key) {
			return sectionPath(v.ID, section.Key) + "&more=1"
		}
	}
	for _, i := range v.steps() {
		if i > v.At {
			return sectionPath(v.ID, v.Filling.Form.Sections[i].Key)
		}
	}
	return sheetPath(v.ID, "/review")
}

// answered is a form with the answers of a section as they are typed.
func (v sheetView) answered() *form.Form {
	f := form.Of("version", v.Version)
	for _, it := range v.items(v.At) {
		answer := v.Answers[it.Key]
		switch {
		case len(answer) == 0:
		case it.Kind == questionnaire.Day:
			if d, err := civil.Parse(answer[0]); err == nil {
				f.Set(questionnaire.Path(it.Key), d)
			}
		default:
			f.Set(questionnaire.Path(it.Key), answer)
		}
	}
	return f
}

func (p *Pages) fillSheet(w http.ResponseWriter, r *http.Request) error {
	v, err := p.drafting(r)
	if err != nil {
		return err
	}
	v.At, v.More = v.section(r.URL.Query().Get("section")), r.URL.Query().Has("more")
	v.Form = v.answered()
	return web.Page(w, r, fillPage(v))
}

// readAnswers reads the questions that stood on the page. A day is typed the way
// officers write it.
func readAnswers(f *form.Form, q *questionnaire.Questionnaire, shown []string) questionnaire.Answers {
	out := questionnaire.Answers{}
	for _, key := range shown {
		it, known := q.Item(key)
		switch {
		case !known:
		case it.Kind == questionnaire.Day:
			out[key] = []string{f.Date(questionnaire.Path(key)).String()}
		default:
			out[key] = f.Values(questionnaire.Path(key))
		}
	}
	return out
}

func (p *Pages) saveSheet(w http.ResponseWriter, r *http.Request) error {
	v, err := p.drafting(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	v.Form, v.At = f, v.section(f.Value("section"))
	shown := strings.Fields(f.Value("shown"))
	cmd := assessment.SaveCommand{Answers: readAnswers(f, v.Filling.Form, shown)}
	if f.Valid() {
		saved, err := p.service.SaveSheet(r.Context(), authz.FromContext(r.Context()), v.ID, f.Version(), cmd)
		if err == nil {
			v.Filling = saved
			return web.Redirect(w, r, v.next(shown))
		}
		if !again(f, err, v.Version) {
			return err
		}
	}
	return web.FormPage(w, r, f, fillPage(v))
}

func (p *Pages) reviewSheet(w http.ResponseWriter, r *http.Request) error {
	v, err := p.drafting(r)
	if err != nil {
		return err
	}
	v.Form = form.Of("taken_on", v.TakenOn, "version", v.Version)
	return web.Page(w, r, reviewPage(v))
}

func (p *Pages) submitSheet(w http.ResponseWriter, r *http.Request) error {
	v, err := p.drafting(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	cmd := assessment.SubmitCommand{TakenOn: f.Date("taken_on", form.Required)}
	if f.Valid() {
		_, err := p.service.SubmitSheet(r.Context(), authz.FromContext(r.Context()), v.ID, f.Version(), cmd)
		if err == nil {
			return web.Done(w, r, sheetPath(v.ID, ""), "sheet.done")
		}
		if !again(f, err, v.Version) {
			return err
		}
		v.lead(i18n.From(r.Context()), f)
	}
	v.Form = f
	return web.FormPage(w, r, f, reviewPage(v))
}

// lead makes the summary of errors lead to the answers' own rows, which stand on
// the page as facts and not as fields.
func (v sheetView) lead(l *i18n.Localizer, f *form.Form) {
	for _, it := range v.Filling.Form.Items() {
		path := questionnaire.Path(it.Key)
		if f.Error(path) != nil {
			f.Label(path, rowID(it.Key), tr(l, it.Label))
		}
	}
}

func rowID(key string) string { return "row-" + key }

func (p *Pages) discardSheet(w http.ResponseWriter, r *http.Request) error {
	v, err := p.drafting(r)
	if err != nil {
		return err
	}
	if err := p.service.DiscardSheet(r.Context(), authz.FromContext(r.Context()), v.ID); err != nil {
		return err
	}
	return web.Done(w, r, v.home(), "sheet.discarded")
}
