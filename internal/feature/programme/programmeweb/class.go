package programmeweb

import (
	"context"
	"net/http"
	"slices"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/list"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/programme"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

var classSpec = list.Spec{Filters: []string{"status", "programme", "commitment"}, Sorts: []string{"starts_on"}, Default: "-starts_on"}

type classesView struct {
	Query list.Query
	Page  page.Of[programme.ClassRow]
	Actor authz.Actor
}

// classFilter reads the filters of the address; a key that is none finds nothing.
func classFilter(q list.Query) (programme.ClassFilter, error) {
	f := programme.ClassFilter{Text: q.Text, Status: programme.Status(q.Filter("status")), Desc: q.Desc}
	err := f.Programme.UnmarshalText([]byte(q.Filter("programme")))
	if err == nil {
		err = f.Commitment.UnmarshalText([]byte(q.Filter("commitment")))
	}
	return f, err
}

func (p *pages) classes(w http.ResponseWriter, r *http.Request) error {
	q, err := list.Parse(r, classSpec)
	if err != nil {
		return err
	}
	f, err := classFilter(q)
	if err != nil {
		return err
	}
	actor := authz.FromContext(r.Context())
	found, err := p.service.Classes(r.Context(), actor, f, q.Page())
	if err != nil {
		return err
	}
	return web.Page(w, r, classesPage(classesView{q, found, actor}))
}

func (p *pages) classesCSV(w http.ResponseWriter, r *http.Request) error {
	q, err := list.Parse(r, classSpec)
	if err != nil {
		return err
	}
	f, err := classFilter(q)
	if err != nil {
		return err
	}
	ctx, l := r.Context(), i18n.From(r.Context())
	head := []string{
		l.T("class.ref"), l.T("class.title"), l.T("class.programme"), l.T("class.facility"), l.T("class.partner"), l.T("class.starts_on"),
		l.T("class.ends_on"), l.T("class.capacity"), l.T("class.enrolled"), l.T("class.status"),
	}
	return list.Export(w, r, l.T("class.file"), head, func(pr page.Request) (page.Of[programme.ClassRow], error) {
		return p.service.Classes(ctx, authz.FromContext(ctx), f, pr)
	}, func(o programme.ClassRow) list.Cells {
		return list.Cells{
			o.Ref, o.Title, o.ProgrammeName, o.FacilityName, o.PartnerName, o.Starts, o.Ends,
			o.Capacity, o.Enrolled, l.T("class.status." + string(o.Status)),
		}
	})
}

// classView is all that the page of a class shows to one reader.
type classView struct {
	programme.ClassRow
	Actor    authz.Actor
	Promise  Promise
	Units    int
	Roster   []programme.Participant
	Named    bool // the reader may read the roster
	Sessions []programme.Session
	History  []audit.Entry
	Today    civil.Date
}

func (v classView) may(action authz.Action) bool { return programme.May(v.Actor, action) }
func (v classView) path(rest string) string      { return "/classes/" + v.ID.String() + rest }

func (p *pages) showClass(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Offering](r, "id")
	if err != nil {
		return err
	}
	v, err := p.viewClass(r.Context(), key)
	if err != nil {
		return err
	}
	return web.Page(w, r, classPage(v))
}

func (p *pages) viewClass(ctx context.Context, key id.Offering) (v classView, err error) {
	v.Actor = authz.FromContext(ctx)
	if v.ClassRow, err = p.service.Class(ctx, v.Actor, key); err != nil {
		return v, err
	}
	if v.Named = v.may("roster.read"); v.Named {
		if v.Roster, err = p.service.Roster(ctx, v.Actor, key); err != nil {
			return v, err
		}
	}
	if v.Sessions, err = p.service.Sessions(ctx, v.Actor, key); err != nil {
		return v, err
	}
	if v.Actor.Scope.Has(v.Facility) {
		if v.History, err = p.service.History(ctx, v.Actor, key); err != nil {
			return v, err
		}
	}
	_, units, err := p.service.Programme(ctx, v.Actor, v.Programme)
	if err != nil {
		return v, err
	}
	v.Units, v.Today = len(units), p.around.Today()
	v.Promise = p.promise(ctx, v.Actor, v.Commitment)
	return v, nil
}

// promise is the commitment behind a class, or nothing when the actor may not see it.
func (p *pages) promise(ctx context.Context, actor authz.Actor, key id.Commitment) Promise {
	if key.IsZero() || p.around.Promise == nil {
		return Promise{}
	}
	found, err := p.around.Promise(ctx, actor, key)
	if err != nil {
		return Promise{}
	}
	return found
}

// classForm is the form of a class with what it offers to choose from.
type classForm struct {
	Form       *form.Form
	Key        id.Offering // zero for a new class
	Programmes []programme.Programme
	Promises   []Promise
	Conflict   *ui.Conflict // somebody else changed the class meanwhile
}

// choices fills the selects of the form. A promise that is already kept or
// given up is offered only to the class that stands on it.
func (p *pages) choices(ctx context.Context, actor authz.Actor, f *form.Form, key id.Offering) (classForm, error) {
	v := classForm{Form: f, Key: key}
	found, err := p.service.Programmes(ctx, actor, programme.ProgrammeFilter{}, page.Request{Size: page.MaxSize})
	if err != nil {
		return v, err
	}
	v.Programmes = slices.DeleteFunc(found.Items, func(x programme.Programme) bool { return !x.Active && x.ID.String() != f.Value("programme_id") })
	if p.around.Promises != nil {
		if v.Promises, err = p.around.Promises(ctx, actor); err != nil {
			return v, err
		}
	}
	chosen := f.Value("commitment_id")
	if !slices.ContainsFunc(v.Promises, func(x Promise) bool { return x.ID.String() == chosen }) {
		var c id.Commitment
		if c.UnmarshalText([]byte(chosen)) == nil {
			if x := p.promise(ctx, actor, c); !x.ID.IsZero() {
				v.Promises = append(v.Promises, x)
			}
		}
	}
	return v, nil
}

// usualWeeks is how long a new class runs until somebody says otherwise.
const usualWeeks = 4

// newClass fills the form from where the reader comes: ?commitment= brings the
// promise's title and quantity, ?programme= the catalogue's name and size.
func (p *pages) newClass(w http.ResponseWriter, r *http.Request) error {
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	q := r.URL.Query()
	today := p.around.Today()
	f := form.Of("starts_on", today, "ends_on", today.AddDays(7*usualWeeks), "capacity", 20)
	var commitment id.Commitment
	if commitment.UnmarshalText([]byte(q.Get("commitment"))) == nil {
		if x := p.promise(ctx, actor, commitment); !x.ID.IsZero() {
			f.Set("commitment_id", x.ID.String()).Set("title", x.Title)
			if x.Quantity > 1 && x.Quantity <= 60 {
				f.Set("capacity", x.Quantity)
			}
		}
	}
	var key id.Programme
	if key.UnmarshalText([]byte(q.Get("programme"))) == nil && !key.IsZero() {
		x, _, err := p.service.Programme(ctx, actor, key)
		if err != nil {
			return err
		}
		f.Set("programme_id", x.ID.String()).Set("capacity", x.Capacity)
		if f.Value("title") == "" {
			f.Set("title", x.Name)
		}
	}
	v, err := p.choices(ctx, actor, f, id.Offering{})
	if err != nil {
		return err
	}
	return web.Page(w, r, classFormPage(v))
}

func (p *pages) editClass(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Offering](r, "id")
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	o, err := p.service.Class(ctx, actor, key)
	if err != nil {
		return err
	}
	f := form.Of("version", o.Version, "programme_id", o.Programme.String(), "commitment_id", o.Commitment.String(), "activity_id", o.Activity.String(),
		"title", o.Title, "place", o.Place, "starts_on", o.Starts, "ends_on", o.Ends, "capacity", o.Capacity)
	v, err := p.choices(ctx, actor, f, key)
	if err != nil {
		return err
	}
	return web.Page(w, r, classFormPage(v))
}

func readClass(f *form.Form) programme.ClassCommand {
	return programme.ClassCommand{
		Version:    f.Version(),
		Programme:  form.ID[id.Programme](f, "programme_id", form.Required),
		Commitment: form.ID[id.Commitment](f, "commitment_id"),
		Activity:   form.ID[id.Activity](f, "activity_id"),
		Title:      f.Text("title", form.Required, form.Max(200)),
		Place:      f.Text("place", form.Max(200)),
		Starts:     f.Date("starts_on", form.Required),
		Ends:       f.Date("ends_on", form.Required),
		Capacity:   f.Int("capacity", form.Between(1, 500)),
	}
}

func (p *pages) openClass(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	cmd := readClass(f)
	actor := authz.FromContext(r.Context())
	if f.Valid() {
		o, err := p.service.OpenClass(r.Context(), actor, cmd)
		if err == nil {
			return web.Done(w, r, "/classes/"+o.ID.String(), "class.opened", "ref", o.Ref)
		}
		if !f.Merge(err) {
			return err
		}
	}
	return p.classAgain(w, r, f, id.Offering{})
}

func (p *pages) changeClass(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Offering](r, "id")
	if err != nil {
		return err
	}
	f := form.Parse(r)
	cmd := readClass(f)
	cmd.ID = key
	if f.Valid() {
		_, err := p.service.ChangeClass(r.Context(), authz.FromContext(r.Context()), cmd)
		if err == nil {
			return web.Done(w, r, "/classes/"+key.String(), "class.changed")
		}
		if e := errs.As(err); e != nil && e.Code == "stale" {
			return p.classConflict(w, r, f, key, e)
		}
		if !f.Merge(err) {
			return err
		}
	}
	return p.classAgain(w, r, f, key)
}

// classConflict shows what somebody else saved meanwhile beside what was typed;
// saving again is then a decision, so the form carries the new version.
func (p *pages) classConflict(w http.ResponseWriter, r *http.Request, f *form.Form, key id.Offering, e *errs.Error) error {
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	o, err := p.service.Class(ctx, actor, key)
	if err != nil {
		return err
	}
	v, err := p.choices(ctx, actor, f.Set("version", o.Version), key)
	if err != nil {
		return err
	}
	v.Conflict = conflictOf(i18n.From(ctx), f, e, "class.", "/classes/"+key.String())
	return web.Render(w, r, http.StatusConflict, classFormPage(v))
}

// classAgain shows the form with what was typed and what is wrong with it.
func (p *pages) classAgain(w http.ResponseWriter, r *http.Request, f *form.Form, key id.Offering) error {
	v, err := p.choices(r.Context(), authz.FromContext(r.Context()), f, key)
	if err != nil {
		return err
	}
	return web.FormPage(w, r, f, classFormPage(v))
}
