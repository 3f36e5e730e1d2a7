package assessmentweb

import (
	"net/http"
	"strconv"
	"strings"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/feature/assessment"
	"titian/internal/feature/person"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// healthView is everything medical about a person.
type healthView struct {
	assessment.HealthRecord
	Person person.Person
	Write  bool
}

func (p *Pages) health(w http.ResponseWriter, r *http.Request) error {
	v, err := p.treated(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, healthPage(v))
}

// treated reads a person's health, which is audited. The service asks the
// policy and that the reader's own facility holds the person.
func (p *Pages) treated(r *http.Request) (v healthView, err error) {
	actor := authz.FromContext(r.Context())
	v.Write = assessment.May(actor, assessment.CanWriteHealth)
	if v.Person, err = p.writer(r, assessment.CanReadHealth); err != nil {
		return v, err
	}
	v.HealthRecord, err = p.service.Health(r.Context(), actor, v.Person.ID)
	return v, err
}

// screeningView is the form of a screening.
type screeningView struct {
	Key    id.Screening // zero for a new one
	Person person.Person
	Form   *form.Form
}

func readScreening(f *form.Form) assessment.ScreeningCommand {
	return assessment.ScreeningCommand{
		Kind: f.Choice("kind", assessment.ScreeningKinds()...), ScreenedOn: f.Date("screened_on", form.Required),
		Result: form.Choice(f, "result", assessment.Results()), Note: f.Text("note", form.Max(person.MaxShort)),
	}
}

func (p *Pages) beginScreening(w http.ResponseWriter, r *http.Request) error {
	x, err := p.treats(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, screeningPage(screeningView{Person: x, Form: form.Of("screened_on", p.today())}))
}

// treats is the person for a form that writes about their health, which only
// the facility that holds them does.
func (p *Pages) treats(r *http.Request) (person.Person, error) {
	x, err := p.writer(r, assessment.CanWriteHealth)
	if err == nil && !authz.FromContext(r.Context()).Scope.Has(x.Facility) {
		err = errs.New(errs.NotFound, "not_found")
	}
	return x, err
}

func (p *Pages) recordScreening(w http.ResponseWriter, r *http.Request) error {
	x, err := p.treats(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	cmd := readScreening(f)
	if f.Valid() {
		_, err := p.service.RecordScreening(r.Context(), authz.FromContext(r.Context()), x.ID, cmd)
		if err == nil {
			return web.Done(w, r, below(x.ID, "/health"), "screening.recorded")
		}
		if !f.Merge(err) {
			return err
		}
	}
	return web.FormPage(w, r, f, screeningPage(screeningView{Person: x, Form: f}))
}

func (p *Pages) editScreening(w http.ResponseWriter, r *http.Request) error {
	return p.screeningForm(w, r, nil)
}

// screeningForm shows the form of a screening that is stored, which is a read of
// it. With a form that was sent, that stays as it was typed.
func (p *Pages) screeningForm(w http.ResponseWriter, r *http.Request, f *form.Form) error {
	x, err := p.treats(r)
	if err != nil {
		return err
	}
	key, err := web.PathID[id.Screening](r, "screening")
	if err != nil {
		return err
	}
	s, err := p.service.Screening(r.Context(), authz.FromContext(r.Context()), key)
	if err != nil {
		return err
	}
	if s.Person != x.ID {
		return errs.New(errs.NotFound, "not_found")
	}
	if f == nil {
		f = form.Of("kind", s.Kind, "screened_on", s.ScreenedOn, "result", s.Result, "note", s.Note)
	}
	f.Set("version", s.Version)
	return web.FormPage(w, r, f, screeningPage(screeningView{s.ID, x, f}))
}

func (p *Pages) changeScreening(w http.ResponseWriter, r *http.Request) error {
	about, err := web.PathID[id.Person](r, "id")
	if err != nil {
		return err
	}
	key, err := web.PathID[id.Screening](r, "screening")
	if err != nil {
		return err
	}
	f := form.Parse(r)
	cmd := readScreening(f)
	if f.Valid() {
		_, err := p.service.ChangeScreening(r.Context(), authz.FromContext(r.Context()), key, f.Version(), cmd)
		if err == nil {
			return web.Done(w, r, below(about, "/health"), "screening.changed")
		}
		if !again(f, err, f.Version()) {
			return err
		}
	}
	return p.screeningForm(w, r, f)
}

// stageView is the form that moves a person to the next stage.
type stageView struct {
	Person person.Person
	Stage  assessment.Stage // where they are; empty before the first
	Form   *form.Form
}

func (p *Pages) beginStage(w http.ResponseWriter, r *http.Request) error {
	return p.stagePage(w, r, form.Of("since_on", p.today()))
}

func (p *Pages) stagePage(w http.ResponseWriter, r *http.Request, f *form.Form) error {
	if _, err := p.treats(r); err != nil {
		return err
	}
	v, err := p.treated(r)
	if err != nil {
		return err
	}
	return web.FormPage(w, r, f, stagePage(stageView{v.Person, v.HealthRecord.Stage(), f}))
}

func (p *Pages) moveStage(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Person](r, "id")
	if err != nil {
		return err
	}
	f := form.Parse(r)
	cmd := assessment.StageCommand{
		Stage: form.Choice(f, "stage", assessment.Stages()), SinceOn: f.Date("since_on", form.Required), Physical: score(f, "physical"),
		Psychological: score(f, "psychological"), Social: score(f, "social"), Environment: score(f, "environment"), Note: f.Text("note", form.Max(person.MaxShort)),
	}
	if f.Valid() {
		_, err := p.service.MoveStage(r.Context(), authz.FromContext(r.Context()), key, cmd)
		if err == nil {
			return web.Done(w, r, below(key, "/health"), "rehabilitation.moved")
		}
		if !f.Merge(err) {
			return err
		}
	}
	return p.stagePage(w, r, f)
}

// score is a measured score; an empty field is "not measured", which is not zero.
func score(f *form.Form, name string) *int64 {
	if strings.TrimSpace(f.Value(name)) == "" {
		return nil
	}
	n := int64(f.Int(name, form.Between(0, 100)))
	return &n
}

// scoreText writes a score, or that nobody measured it.
func scoreText(l *i18n.Localizer, n *int64) string {
	if n == nil {
		return l.T("rehabilitation.not_measured")
	}
	return strconv.FormatInt(*n, 10)
}
