package handoverweb

import (
	"context"
	"net/http"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/directory"
	"titian/internal/feature/handover"
	"titian/internal/feature/person"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

type fileView struct {
	handover.File
	Actor authz.Actor
	Names names
}

func (p *pages) show(w http.ResponseWriter, r *http.Request) error {
	f, err := p.load(r)
	if err != nil {
		return err
	}
	known, err := p.named(r.Context(), f.Facility, f.To)
	if err != nil {
		return err
	}
	return web.Page(w, r, filePage(fileView{f, authz.FromContext(r.Context()), known}))
}

// formView is the form of a file, new or existing.
type formView struct {
	Form     *form.Form
	Action   string
	Back     string
	Person   string
	Ref      string // empty for a new one
	Offices  []ui.Option
	Conflict *ui.Conflict
}

// command reads the form. Its papers stand in the order of handover.Papers, so
// that the service's errors find their lines again.
func command(f *form.Form) handover.Command {
	c := handover.Command{
		To:          form.ID[id.Organisation](f, "to_id", form.Required),
		ReleaseKind: form.Choice(f, "release_kind", person.ReleaseKinds()),
		ReleaseOn:   f.Date("release_on", form.Required),
		Summary:     f.Text("summary", form.Max(person.MaxLong)),
		FollowOn:    f.Text("follow_on", form.Max(person.MaxLong)),
	}
	for i, paper := range handover.Papers() {
		row := f.Row("items", i)
		c.Items = append(c.Items, handover.ItemAnswer{Item: paper, Answer: form.Choice(row, "answer", append(handover.Answers(), "")), Note: row.Text("note", form.Max(person.MaxShort))})
	}
	return c
}

// filled is the form of a file as it is stored.
func filled(f handover.File) *form.Form {
	out := form.Of("to_id", f.To, "release_kind", string(f.ReleaseKind), "release_on", f.ReleaseOn, "summary", f.Summary, "follow_on", f.FollowOn, "version", f.Version)
	for i, paper := range handover.Papers() {
		it := f.Answer(paper)
		out.Row("items", i).Set("answer", string(it.Answer)).Set("note", it.Note)
	}
	return out
}

func (p *pages) begin(w http.ResponseWriter, r *http.Request) error {
	about, err := p.about(r)
	if err != nil {
		return err
	}
	return p.newForm(w, r, form.Of("release_on", about.ReleaseDueOn), about)
}

// about is the person whom a new file is for.
func (p *pages) about(r *http.Request) (person.Person, error) {
	key, err := web.PathID[id.Person](r, "person")
	if err != nil {
		return person.Person{}, err
	}
	return p.people.Get(r.Context(), authz.FromContext(r.Context()), key)
}

func (p *pages) newForm(w http.ResponseWriter, r *http.Request, f *form.Form, about person.Person) error {
	offices, err := p.offices(r.Context())
	if err != nil {
		return err
	}
	back := "/people/" + about.ID.String()
	return web.FormPage(w, r, f, formPage(formView{Form: f, Action: back + "/hand-overs", Back: back, Person: about.Name, Offices: offices}))
}

func (p *pages) draft(w http.ResponseWriter, r *http.Request) error {
	about, err := p.about(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	cmd := command(f)
	if f.Valid() {
		made, err := p.files.Draft(r.Context(), authz.FromContext(r.Context()), about.ID, cmd)
		if err == nil {
			return web.Done(w, r, path(made.ID, ""), "handover.drafted", "ref", made.Ref)
		}
		if !f.Merge(err) {
			return err
		}
	}
	return p.newForm(w, r, f, about)
}

func (p *pages) edit(w http.ResponseWriter, r *http.Request) error {
	f, err := p.load(r)
	if err != nil {
		return err
	}
	return p.editForm(w, r, filled(f), f, nil)
}

func (p *pages) editForm(w http.ResponseWriter, r *http.Request, f *form.Form, now handover.File, conflict *ui.Conflict) error {
	offices, err := p.offices(r.Context())
	if err != nil {
		return err
	}
	back := path(now.ID, "")
	c := formPage(formView{Form: f, Action: back, Back: back, Person: now.Name, Ref: now.Ref, Offices: offices, Conflict: conflict})
	if conflict != nil {
		return web.Render(w, r, http.StatusConflict, c)
	}
	return web.FormPage(w, r, f, c)
}

func (p *pages) change(w http.ResponseWriter, r *http.Request) error {
	now, err := p.load(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	cmd := command(f)
	if !f.Valid() {
		return p.editForm(w, r, f, now, nil)
	}
	saved, err := p.files.Change(r.Context(), authz.FromContext(r.Context()), now.ID, f.Version(), cmd)
	switch e := errs.As(err); {
	case err == nil:
		return web.Done(w, r, path(saved.ID, ""), "handover.saved")
	case e != nil && e.Code == "stale":
		f.Set(form.VersionField, now.Version) // saving again is then a decision
		return p.editForm(w, r, f, now, conflictOf(i18n.From(r.Context()), f, now, e))
	case f.Merge(err):
		return p.editForm(w, r, f, now, nil)
	}
	return err
}

// send sends the file. With gaps it leads to the form, where each is marked.
func (p *pages) send(w http.ResponseWriter, r *http.Request) error {
	now, err := p.load(r)
	if err != nil {
		return err
	}
	_, err = p.files.Send(r.Context(), authz.FromContext(r.Context()), now.ID, form.Parse(r).Version())
	if e := errs.As(err); e != nil && e.Code == "handover.incomplete" {
		f := filled(now)
		f.Merge(err)
		return p.editForm(w, r, f, now, nil)
	}
	if err != nil {
		return err
	}
	return web.Done(w, r, path(now.ID, ""), "handover.was_sent", "ref", now.Ref)
}

// offices are the probation offices, for the form.
func (p *pages) offices(ctx context.Context) ([]ui.Option, error) {
	var out []ui.Option
	pr := page.Request{Size: page.MaxSize}
	for {
		found, err := p.orgs.List(ctx, authz.FromContext(ctx), directory.Filter{Kind: directory.Facility}, pr)
		if err != nil {
			return nil, err
		}
		for _, o := range found.Items {
			if o.FacilityType == directory.Bapas {
				out = append(out, ui.Option{Value: o.ID.String(), Label: o.Name})
			}
		}
		if pr.After = found.Next; found.Next == "" {
			return out, nil
		}
	}
}
