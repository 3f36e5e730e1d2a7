package personweb

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/feature/person"
	"titian/internal/platform/authz"
)

// kept is what the register keeps beside the person's row.
type kept struct {
	Identity    person.Identity
	Stays       []person.Custody
	Numbers     []person.Number
	Aliases     []person.Alias
	Traits      []person.Trait
	Adjustments []person.Adjustment
	Placements  []person.Placement
	Steps       []person.LegalStep
}

// keeps reads it, for the page of the register.
func (p *pages) keeps(ctx context.Context, v *personView) (err error) {
	k := &v.Kept
	for _, read := range []func() error{
		func() error { k.Identity, err = p.people.Identity(ctx, v.Actor, v.Person); return err },
		func() error { k.Stays, err = p.people.CustodyOf(ctx, v.Actor, v.ID); return err },
		func() error { k.Numbers, err = p.people.Numbers(ctx, v.Actor, v.ID); return err },
		func() error { k.Aliases, err = p.people.Aliases(ctx, v.Actor, v.ID); return err },
		func() error { k.Traits, err = p.people.Traits(ctx, v.Actor, v.ID); return err },
		func() error { k.Adjustments, err = p.people.Adjustments(ctx, v.Actor, v.ID); return err },
		func() error { k.Placements, err = p.people.Placements(ctx, v.Actor, v.ID); return err },
		func() error { k.Steps, err = p.people.LegalSteps(ctx, v.Actor, v.ID); return err },
	} {
		if err := read(); err != nil {
			return err
		}
	}
	return nil
}

// conditionsView is what is medical about a person's adjustments.
type conditionsView struct {
	person.Person
	Frame      templ.Component
	Conditions []person.Adjustment
}

// conditions is a page of its own, because opening it leaves an entry in the
// audit: whoever only passes by sees what is to be done, and not why.
func (p *pages) conditions(w http.ResponseWriter, r *http.Request) error {
	x, err := p.load(r)
	if err != nil {
		return err
	}
	v := conditionsView{Person: x, Frame: p.frame(x, registerTab.Path)}
	if v.Conditions, err = p.people.Conditions(r.Context(), authz.FromContext(r.Context()), x.ID); err != nil {
		return err
	}
	return web.Page(w, r, conditionsPage(v))
}
