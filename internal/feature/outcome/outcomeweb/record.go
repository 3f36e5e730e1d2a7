package outcomeweb

import (
	"net/http"
	"strconv"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/outcome"
	"titian/internal/feature/person"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/platform/authz"
)

// formView is the form of a follow-up, of a new one or a stored one.
type formView struct {
	Form     *form.Form
	Key      id.FollowUp // zero for a new one
	Person   id.Person
	Name     string
	Caption  string // register number and, of a stored one, its milestone
	Free     []outcome.Step
	Conflict *ui.Conflict
}

// found reads what was found. Radio buttons cannot be unticked, so the answers of
// somebody who was not reached are left out; the form says so.
func found(f *form.Form) outcome.ChangeCommand {
	c := outcome.ChangeCommand{DoneOn: f.Date("done_on", form.Required), Note: f.Text("note", form.Max(person.MaxShort))}
	c.Reached = form.Choice(f, "reached", outcome.Answers()) == outcome.Yes
	if f.Value("reached") == "" {
		f.Add("reached", "required")
	}
	if !c.Reached {
		return c
	}
	c.Livelihood = form.Choice(f, "livelihood", outcome.Livelihoods())
	if f.Value("income") != "" {
		sum := f.Rupiah("income")
		c.Income = new(money.Rupiah)
		*c.Income = sum
	}
	c.Housing = form.Choice(f, "housing", outcome.Housings())
	c.Family = form.Choice(f, "family", outcome.Families())
	c.Reoffended = form.Choice(f, "reoffended", outcome.Answers())
	return c
}

func command(f *form.Form, p id.Person) outcome.RecordCommand {
	c := found(f)
	return outcome.RecordCommand{
		Person: p, Milestone: f.Int("milestone", form.Required), DoneOn: c.DoneOn, Reached: c.Reached, Livelihood: c.Livelihood,
		Income: c.Income, Housing: c.Housing, Family: c.Family, Reoffended: c.Reoffended, Note: c.Note,
	}
}

func (p *pages) begin(w http.ResponseWriter, r *http.Request) error {
	return p.newForm(w, r, nil)
}

// newForm shows the form of a new follow-up, which may hold errors.
func (p *pages) newForm(w http.ResponseWriter, r *http.Request, f *form.Form) error {
	key, err := web.PathID[id.Person](r, "id")
	if err != nil {
		return err
	}
	t, err := p.outcomes.Begin(r.Context(), authz.FromContext(r.Context()), key)
	if err != nil {
		return err
	}
	if f == nil {
		f = form.Of("done_on", t.Today)
		if asked := r.URL.Query().Get("milestone"); asked != "" {
			f.Set("milestone", asked)
		} else if t.Next() != 0 {
			f.Set("milestone", strconv.Itoa(t.Next()))
		}
	}
	return web.FormPage(w, r, f, formPage(formView{Form: f, Person: key, Name: t.Person.Name, Caption: t.Person.RegisterNo, Free: t.Free()}))
}

func (p *pages) record(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Person](r, "id")
	if err != nil {
		return err
	}
	f := form.Parse(r)
	c := command(f, key)
	if f.Valid() {
		x, err := p.outcomes.Record(r.Context(), authz.FromContext(r.Context()), c)
		if err == nil {
			return web.Done(w, r, path(x.ID), "follow_up.recorded")
		}
		if errs.KindOf(err) == errs.State || !f.Merge(err) {
			return err // nothing in the form can mend a state
		}
	}
	return p.newForm(w, r, f)
}
