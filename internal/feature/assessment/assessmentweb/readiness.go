package assessmentweb

import (
	"net/http"
	"slices"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/assessment"
	"titian/internal/feature/person"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// readyView is one look at the checklist with whose it is, and its form.
type readyView struct {
	assessment.Check
	Person   person.Person
	Form     *form.Form
	Conflict *ui.Conflict
	Write    bool
}

// readReadiness reads the form. Every thing has a row of its own, in the order
// of the checklist, so that errors find their row again.
func readReadiness(f *form.Form) assessment.ReadinessCommand {
	c := assessment.ReadinessCommand{Phase: form.Choice(f, "phase", assessment.Phases()), TakenOn: f.Date("taken_on", form.Required), Confidence: f.Int("confidence", form.Between(0, 5))}
	for i, thing := range assessment.Things() {
		row := f.Row("items", i)
		it := assessment.ItemAnswer{Item: thing, Answer: form.Choice(row, "answer", assessment.Answers())}
		owner, due := row.Text("owner", form.Max(person.MaxTitle)), row.Date("due_on")
		if it.Answer == assessment.Needed { // what the look before said of a thing that is done by now is over
			it.Owner, it.DueOn = owner, due
		}
		c.Items = append(c.Items, it)
	}
	return c
}

// beginReadiness starts from the last look: what was in place then probably is
// now, and only the difference has to be ticked.
func (p *Pages) beginReadiness(w http.ResponseWriter, r *http.Request) error {
	x, err := p.writer(r, assessment.CanWriteReady)
	if err != nil {
		return err
	}
	earlier, err := p.service.Checks(r.Context(), authz.FromContext(r.Context()), x.ID)
	if err != nil {
		return err
	}
	f := form.New()
	phase := assessment.Before
	if len(earlier) > 0 {
		f, phase = filledReadiness(earlier[0]), assessment.After
	}
	if asked := assessment.Phase(r.URL.Query().Get("phase")); slices.Contains(assessment.Phases(), asked) {
		phase = asked
	}
	f.Set("phase", phase).Set("taken_on", p.today()).Set("confidence", "").Set("version", "")
	return web.Page(w, r, readinessFormPage(readyView{Person: x, Form: f}))
}

func filledReadiness(c assessment.Check) *form.Form {
	f := form.Of("phase", c.Phase, "taken_on", c.TakenOn, "version", c.Version)
	if c.Confidence > 0 {
		f.Set("confidence", c.Confidence)
	}
	for i, thing := range assessment.Things() {
		for _, it := range c.Items {
			if it.Item == thing {
				f.Row("items", i).Set("answer", it.Answer).Set("owner", it.Owner).Set("due_on", it.DueOn)
			}
		}
	}
	return f
}

func (p *Pages) takeReadiness(w http.ResponseWriter, r *http.Request) error {
	x, err := p.load(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	cmd := readReadiness(f)
	if f.Valid() {
		c, err := p.service.TakeReadiness(r.Context(), authz.FromContext(r.Context()), x.ID, cmd)
		if err == nil {
			return web.Done(w, r, readyPath(c.ID, ""), "readiness.taken")
		}
		if !f.Merge(err) {
			return err
		}
	}
	return web.FormPage(w, r, f, readinessFormPage(readyView{Person: x, Form: f}))
}

// look is the look at the checklist that the address names, with its person.
func (p *Pages) look(r *http.Request) (v readyView, err error) {
	key, err := web.PathID[id.Readiness](r, "id")
	if err != nil {
		return v, err
	}
	actor := authz.FromContext(r.Context())
	if v.Check, err = p.service.Check(r.Context(), actor, key); err != nil {
		return v, err
	}
	v.Write = assessment.May(actor, assessment.CanWriteReady)
	v.Person, err = p.people.Get(r.Context(), actor, v.Check.Person)
	return v, err
}

func (p *Pages) showReadiness(w http.ResponseWriter, r *http.Request) error {
	v, err := p.look(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, readinessPage(v))
}

func (p *Pages) editReadiness(w http.ResponseWriter, r *http.Request) error {
	v, err := p.look(r)
	if err != nil {
		return err
	}
	if !v.Write {
		return errs.New(errs.Forbidden, "forbidden")
	}
	v.Form = filledReadiness(v.Check)
	return web.Page(w, r, readinessFormPage(v))
}

func (p *Pages) changeReadiness(w http.ResponseWriter, r *http.Request) error {
	v, err := p.look(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	cmd := readReadiness(f)
	v.Form = f
	if f.Valid() {
		_, err := p.service.ChangeReadiness(r.Context(), authz.FromContext(r.Context()), v.ID, f.Version(), cmd)
		if err == nil {
			return web.Done(w, r, readyPath(v.ID, ""), "readiness.changed")
		}
		if stale(err) {
			v.Conflict = readinessConflict(i18n.From(r.Context()), v, err)
			f.Set("version", v.Version)
			return web.Render(w, r, http.StatusConflict, readinessFormPage(v))
		}
		if !f.Merge(err) {
			return err
		}
	}
	return web.FormPage(w, r, f, readinessFormPage(v))
}

// readinessConflict sets the stored answers beside what was ticked.
func readinessConflict(l *i18n.Localizer, v readyView, err error) *ui.Conflict {
	c, latest := &ui.Conflict{Latest: readyPath(v.ID, "")}, filledReadiness(v.Check)
	for _, f := range errs.As(err).Fields {
		c.By, c.When = whoWhen(l, f)
	}
	for i, thing := range assessment.Things() {
		yours, theirs := answerLine(l, v.Form.Row("items", i)), answerLine(l, latest.Row("items", i))
		if yours != theirs {
			c.Differences = append(c.Differences, ui.Difference{Label: l.T("readiness.item." + thing), Yours: yours, Theirs: theirs})
		}
	}
	return c
}

// asksOwner reports whether a row's owner and day should stand open.
func asksOwner(row *form.Form) bool {
	return row.Has("answer", string(assessment.Needed)) || row.Error("owner") != nil || row.Error("due_on") != nil
}

// answerLine is a row of the form in words.
func answerLine(l *i18n.Localizer, row *form.Form) string {
	answer := row.Value("answer")
	if answer == "" {
		return l.Unknown()
	}
	line := l.T("readiness.answer." + answer)
	if answer == string(assessment.Needed) {
		line += " · " + orUnknown(l, row.Value("owner")) + " · " + orUnknown(l, row.Value("due_on"))
	}
	return line
}
