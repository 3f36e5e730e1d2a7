package personweb

import (
	"context"
	"encoding"
	"net/http"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/feature/person"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// description adds the routes of what the register keeps beside the person's row.
func (p *pages) description(rt *web.Router) {
	const back = "/people/{id}/register"
	for _, d := range []deed{p.number(), p.alias(), p.trait(), p.adjustment(), p.placement(), p.legal()} {
		p.serve(rt, d, back)
	}
	removing(rt, "numbers", "number.removed", p.people.RemoveNumber)
	removing(rt, "aliases", "alias.removed", p.people.RemoveAlias)
	removing(rt, "traits", "trait.removed", p.people.RemoveTrait)
	rt.HandleFunc("POST /people/{id}/adjustments/{part}/end", taking("adjustment.ended", p.people.EndAdjustment), web.Repeat(back))
	rt.HandleFunc("GET /people/{id}/conditions", p.conditions)
}

// removing adds the route that takes out one part that was written down wrongly.
func removing[K any, PK interface {
	*K
	encoding.TextUnmarshaler
}](rt *web.Router, at, done string, remove func(context.Context, authz.Actor, id.Person, K) error) {
	rt.HandleFunc("POST /people/{id}/"+at+"/{part}/remove", taking[K, PK](done, remove), web.Repeat("/people/{id}/register"))
}

// taking is the handler of an act on one part.
func taking[K any, PK interface {
	*K
	encoding.TextUnmarshaler
}](done string, act func(context.Context, authz.Actor, id.Person, K) error) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		key, err := web.PathID[id.Person](r, "id")
		if err != nil {
			return err
		}
		part, err := web.PathID[K, PK](r, "part")
		if err != nil {
			return err
		}
		if err := act(r.Context(), authz.FromContext(r.Context()), key, part); err != nil {
			return err
		}
		return web.Done(w, r, path(key, "/register"), done)
	}
}

func (p *pages) number() deed {
	return deed{
		at: "numbers", back: registerTab.Path, title: "number.new", submit: "person.save", done: "number.added", may: describes, fields: numberFields,
		begin: func(*http.Request, person.Person) *form.Form { return form.Of("present", true) },
		take: func(ctx context.Context, a authz.Actor, x person.Person, f *form.Form) func() error {
			c := person.NumberCommand{Number: f.Text("number", form.Required, form.Max(100)), Kind: form.Choice(f, "kind", person.NumberKinds()), SinceOn: f.Date("since_on"), Present: f.Bool("present")}
			return func() error { _, err := p.people.AddNumber(ctx, a, x.ID, c); return err }
		},
	}
}

func (p *pages) alias() deed {
	return deed{
		at: "aliases", back: registerTab.Path, title: "alias.new", lead: "alias.lead", submit: "person.save", done: "alias.added", may: describes, fields: aliasFields,
		take: func(ctx context.Context, a authz.Actor, x person.Person, f *form.Form) func() error {
			c := person.AliasCommand{Name: f.Text("name", form.Required, form.Max(person.MaxTitle)), Kind: form.Choice(f, "kind", person.AliasKinds())}
			return func() error { _, err := p.people.AddAlias(ctx, a, x.ID, c); return err }
		},
	}
}

func (p *pages) trait() deed {
	return deed{
		at: "traits", back: registerTab.Path, title: "trait.new", submit: "person.save", done: "trait.added", may: describes, fields: traitFields,
		take: func(ctx context.Context, a authz.Actor, x person.Person, f *form.Form) func() error {
			c := person.TraitCommand{
				Kind: form.Choice(f, "kind", person.TraitKinds()), Title: f.Text("title", form.Required, form.Max(person.MaxTitle)), Detail: f.Text("detail", form.Max(person.MaxShort)),
				Level: form.Choice(f, "level", person.TraitLevels()), Since: yearOf(f, "since_year"), Until: yearOf(f, "until_year"),
			}
			return func() error { _, err := p.people.AddTrait(ctx, a, x.ID, c); return err }
		},
	}
}

// yearOf is a year, or nil when nobody knows it.
func yearOf(f *form.Form, name string) *int64 {
	if f.Value(name) == "" {
		return nil
	}
	n := int64(f.Int(name))
	return &n
}

func (p *pages) adjustment() deed {
	return deed{
		at: "adjustments", back: registerTab.Path, title: "adjustment.new", lead: "adjustment.lead", submit: "person.save", done: "adjustment.added", fields: adjustmentFields,
		may:   func(a authz.Actor, x person.Person) bool { return x.MayReadCondition(a) },
		begin: p.today("since_on"),
		take: func(ctx context.Context, a authz.Actor, x person.Person, f *form.Form) func() error {
			c := person.AdjustmentCommand{
				Kind: form.Choice(f, "kind", person.AdjustmentKinds()), Condition: f.Text("condition", form.Max(person.MaxShort)),
				Adjustment: f.Text("adjustment", form.Required, form.Max(person.MaxShort)), SinceOn: f.Date("since_on", form.Required),
			}
			return func() error { _, err := p.people.AddAdjustment(ctx, a, x.ID, c); return err }
		},
	}
}

func (p *pages) placement() deed {
	return deed{
		at: "placements", back: registerTab.Path, title: "placement.new", submit: "person.save", done: "placement.added", fields: placementFields,
		may: placesIn, begin: p.today("on"),
		take: func(ctx context.Context, a authz.Actor, x person.Person, f *form.Form) func() error {
			c := person.PlaceCommand{Block: f.Text("block", form.Required, form.Max(100)), Room: f.Text("room", form.Max(100)), Reason: f.Text("reason", form.Max(person.MaxShort)), On: f.Date("on", form.Required)}
			return func() error { _, err := p.people.Place(ctx, a, x.ID, c); return err }
		},
	}
}

// placesIn reports whether the actor may say where somebody lives in the facility.
func placesIn(a authz.Actor, x person.Person) bool {
	return person.May(a, person.CanDescribe) && a.Scope.Has(x.Facility) && x.Custody == person.Active
}

func (p *pages) legal() deed {
	return deed{
		at: "legal", back: registerTab.Path, title: "legal.new", lead: "legal.lead", submit: "person.save", done: "legal.changed", fields: legalFields,
		may: changesLegal,
		begin: func(_ *http.Request, x person.Person) *form.Form {
			return form.Of("on", p.around.Today(), "version", x.Version)
		},
		take: func(ctx context.Context, a authz.Actor, x person.Person, f *form.Form) func() error {
			c := person.LegalCommand{
				To: form.Choice(f, "legal_status", person.LegalStatuses()), Reason: form.Choice(f, "reason", person.LegalReasons()),
				On: f.Date("on", form.Required), Note: f.Text("note", form.Max(person.MaxShort)), Version: f.Version(),
			}
			return func() error { _, err := p.people.ChangeLegal(ctx, a, x.ID, c); return err }
		},
	}
}

// changesLegal reports whether there is a step in law that the actor may record.
func changesLegal(a authz.Actor, x person.Person) bool {
	return person.May(a, person.CanChangeLegal) && len(x.LegalNext()) > 0
}

// today begins a form with the server's day.
func (p *pages) today(field string) func(*http.Request, person.Person) *form.Form {
	return func(*http.Request, person.Person) *form.Form { return form.Of(field, p.around.Today()) }
}

// leadOf is the sentence below a deed's title, if it has one.
func leadOf(l *i18n.Localizer, d deed) string {
	if d.lead == "" {
		return ""
	}
	return l.T(d.lead)
}
