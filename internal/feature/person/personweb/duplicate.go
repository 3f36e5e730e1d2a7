package personweb

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/list"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/person"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// pairsView is a facility's likely pairs.
type pairsView struct {
	Query   list.Query
	Office  string
	Choices []ui.Option
	Pairs   []person.Pair
	Asked   bool // of one office; else across those of the reader
	Swept   time.Time
	Names   map[id.Organisation]string // of the offices across
}

// pairs lists the likely second records at one facility or, with none chosen, at
// different ones of the reader's.
func (p *pages) pairs(w http.ResponseWriter, r *http.Request) error {
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	if !person.May(actor, person.CanCompare) {
		return errForbidden
	}
	q, err := list.Parse(r, list.Spec{Filters: []string{"facility"}, Sorts: []string{person.ByName}, Default: person.ByName})
	if err != nil {
		return err
	}
	v := pairsView{Query: q}
	var office id.Organisation
	if err := office.UnmarshalText([]byte(q.Filter("facility"))); err != nil {
		return err
	}
	if office.IsZero() && len(actor.Scope.Orgs) == 1 && !actor.Scope.All {
		office = actor.Scope.Orgs[0]
	} else if v.Choices, err = ui.Options(p.directory.Offices(ctx, actor)); err != nil {
		return err
	}
	if v.Asked = !office.IsZero(); v.Asked {
		if v.Pairs, err = p.people.DuplicatesAt(ctx, actor, office); err != nil {
			return err
		}
		o, err := p.offices.get(ctx, actor, office)
		if err != nil {
			return err
		}
		v.Office = o.Name
		return web.Page(w, r, pairsPage(v))
	}
	found, err := p.people.DuplicatesAcross(ctx, actor)
	if err != nil {
		return err
	}
	v.Pairs, v.Swept, v.Names = found.Pairs, found.Swept, map[id.Organisation]string{}
	for _, x := range v.Pairs {
		for _, e := range []person.Entry{x.First, x.Second} {
			if v.Names[e.Facility], err = p.officeName(ctx, actor, e.Facility); err != nil {
				return err
			}
		}
	}
	return web.Page(w, r, pairsPage(v))
}

// doubleView is one person's likely second records, and those merged already.
type doubleView struct {
	person.Person
	Frame  bool
	Likely []person.Likely
	Merges []person.MergedView
	May    bool // merge and unmerge
	Form   *form.Form
	Undo   id.Merge // whose form to undo it holds what was typed
	Names  map[id.Organisation]string
}

func (p *pages) doubles(w http.ResponseWriter, r *http.Request) error {
	x, err := p.load(r)
	if err != nil {
		return err
	}
	return p.showDoubles(w, r, x, form.New(), id.Merge{})
}

func (p *pages) showDoubles(w http.ResponseWriter, r *http.Request, x person.Person, f *form.Form, undo id.Merge) error {
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	v := doubleView{Person: x, May: person.May(actor, person.CanMerge), Form: f, Undo: undo, Names: map[id.Organisation]string{}}
	var err error
	if v.Likely, err = p.people.Duplicates(ctx, actor, x.ID); err != nil {
		return err
	}
	if v.Merges, err = p.people.Merges(ctx, actor, x.ID); err != nil {
		return err
	}
	for _, e := range v.Likely {
		if v.Names[e.Facility], err = p.officeName(ctx, actor, e.Facility); err != nil {
			return err
		}
	}
	return web.FormPage(w, r, f, doublesPage(v))
}

func (p *pages) officeName(ctx context.Context, actor authz.Actor, key id.Organisation) (string, error) {
	o, err := p.offices.get(ctx, actor, key)
	return o.Name, err
}

// The decisions about two records.
const (
	keepFirst  = "first"
	keepSecond = "second"
	twoPeople  = "two"
)

// compareView is two records side by side with the form that decides.
type compareView struct {
	person.Compared
	May    bool // merge
	Form   *form.Form
	Names  map[id.Organisation]string
	Number [2]string // masked identity numbers
}

func (p *pages) compare(w http.ResponseWriter, r *http.Request) error {
	return p.showCompared(w, r, form.New())
}

func (p *pages) showCompared(w http.ResponseWriter, r *http.Request, f *form.Form) error {
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	first, second, err := twoOf(r)
	if err != nil {
		return err
	}
	v := compareView{May: person.May(actor, person.CanMerge), Form: f, Names: map[id.Organisation]string{}}
	if v.Compared, err = p.people.Compare(ctx, actor, first, second); err != nil {
		return err
	}
	for i, x := range []person.Person{v.First, v.Second} {
		if v.Names[x.Facility], err = p.officeName(ctx, actor, x.Facility); err != nil {
			return err
		}
		n, err := p.people.Identity(ctx, actor, x)
		if err != nil {
			return err
		}
		v.Number[i] = n.Masked
	}
	return web.FormPage(w, r, f, comparePage(v))
}

// twoOf are the people whom the address names.
func twoOf(r *http.Request) (first, second id.Person, err error) {
	if first, err = web.PathID[id.Person](r, "id"); err != nil {
		return first, second, err
	}
	second, err = web.PathID[id.Person](r, "other")
	return first, second, err
}

// decide merges two records or remembers that they are two people.
func (p *pages) decide(w http.ResponseWriter, r *http.Request) error {
	first, second, err := twoOf(r)
	if err != nil {
		return err
	}
	ctx, actor, f := r.Context(), authz.FromContext(r.Context()), form.Parse(r)
	decision := f.Choice("decision", keepFirst, keepSecond, twoPeople)
	reason := f.Text("reason", form.Required, form.Max(person.MaxShort))
	if !f.Valid() {
		return p.showCompared(w, r, f)
	}
	to, said := first, "person.merged"
	switch decision {
	case keepFirst:
		_, err = p.people.Merge(ctx, actor, person.MergeCommand{Survivor: first, Loser: second, Reason: reason})
	case keepSecond:
		to = second
		_, err = p.people.Merge(ctx, actor, person.MergeCommand{Survivor: second, Loser: first, Reason: reason})
	default:
		said = "person.distinguished"
		err = p.people.Distinguish(ctx, actor, first, second, reason)
	}
	if err == nil {
		return web.Done(w, r, path(to, "/duplicates"), said)
	}
	if !f.Merge(err) {
		return err
	}
	return p.showCompared(w, r, f)
}

// unmerge takes a merge into the person back.
func (p *pages) unmerge(w http.ResponseWriter, r *http.Request) error {
	merge, err := web.PathID[id.Merge](r, "merge")
	if err != nil {
		return err
	}
	x, err := p.load(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	reason := f.Text("reason", form.Required, form.Max(person.MaxShort))
	if f.Valid() {
		_, err := p.people.Unmerge(r.Context(), authz.FromContext(r.Context()), merge, reason)
		if err == nil {
			return web.Done(w, r, path(x.ID, "/duplicates"), "person.unmerged")
		}
		if !f.Merge(err) {
			return err
		}
	}
	return p.showDoubles(w, r, x, f, merge)
}

// moved leads from the address of a record that was merged to the one that stands.
func (p *pages) moved(w http.ResponseWriter, r *http.Request, err error) error {
	if e := errs.As(err); e == nil || e.Code != "person.merged" {
		return err
	}
	key, bad := web.PathID[id.Person](r, "id")
	if bad != nil {
		return errors.Join(err, bad)
	}
	to, gone := p.people.Survivor(r.Context(), authz.FromContext(r.Context()), key)
	if gone != nil {
		return gone
	}
	return web.Done(w, r, path(to, ""), "person.moved")
}

// across says of which offices the list is, and as of when.
func across(l *i18n.Localizer, v pairsView) string {
	if v.Swept.IsZero() {
		return l.T("person.doubles_never")
	}
	return l.T("person.doubles_across", "when", l.Time(v.Swept))
}

// reasons tells why two records may be one person's, in words.
func reasons(l *i18n.Localizer, list []person.Likeness) string {
	var out []string
	for _, r := range list {
		out = append(out, l.T("person.like."+string(r)))
	}
	return strings.Join(out, ", ")
}

// decisions are the choices of the reader about two records.
func decisions(l *i18n.Localizer, v compareView) []ui.Option {
	var out []ui.Option
	if v.May {
		out = append(out,
			ui.Option{Value: keepFirst, Label: l.T("person.decide.keep", "name", v.First.Name, "no", v.First.RegisterNo), Hint: l.T("person.decide.keep_hint")},
			ui.Option{Value: keepSecond, Label: l.T("person.decide.keep", "name", v.Second.Name, "no", v.Second.RegisterNo), Hint: l.T("person.decide.keep_hint")})
	}
	return append(out, ui.Option{Value: twoPeople, Label: l.T("person.decide.two"), Hint: l.T("person.decide.two_hint")})
}

// stayed and followed count the rows of a merge.
func counted(m person.MergedView) (followed, stayed int) {
	for _, x := range m.Rows {
		if x.Stayed {
			stayed += int(x.Rows)
		} else {
			followed += int(x.Rows)
		}
	}
	return followed, stayed
}

// undoForm is the form of one merge: what was typed belongs to one of them.
func (v doubleView) undoForm(m person.MergedView) *form.Form {
	if v.Undo == m.ID {
		return v.Form
	}
	return form.New()
}
