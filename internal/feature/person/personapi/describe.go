package personapi

import (
	"context"

	"titian/internal/delivery/api"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// Number is one register number of a person.
type Number struct {
	ID       id.Number         `json:"id"`
	Facility id.Organisation   `json:"facility_id"`
	Kind     person.NumberKind `json:"kind" enum:",a1,a2,a3,a4,a5,b1,b2a,b2b,b3,other"`
	Number   string            `json:"number"`
	SinceOn  civil.Date        `json:"since_on"`
}

// Alias is another name of a person.
type Alias struct {
	ID       id.Alias         `json:"id"`
	Facility id.Organisation  `json:"facility_id"`
	Kind     person.AliasKind `json:"kind" enum:"nickname,former,spelling,false"`
	Name     string           `json:"name"`
}

// Trait is a language, skill, job or school.
type Trait struct {
	ID     id.Trait          `json:"id"`
	Kind   person.TraitKind  `json:"kind" enum:"language,skill,work,school"`
	Title  string            `json:"title"`
	Detail string            `json:"detail"`
	Level  person.TraitLevel `json:"level" enum:",basic,good,expert"`
	Since  *int64            `json:"since_year"`
	Until  *int64            `json:"until_year"`
}

// Adjustment is what is done for a person with a disability. Kind and condition
// are empty in lists, and full at /conditions, whose readings are audited.
type Adjustment struct {
	ID         id.Adjustment         `json:"id"`
	Kind       person.AdjustmentKind `json:"kind" enum:",mobility,sight,hearing,speech,learning,mental,illness,age,pregnancy,other"`
	Condition  string                `json:"condition"`
	Adjustment string                `json:"adjustment"`
	SinceOn    civil.Date            `json:"since_on"`
	EndedOn    civil.Date            `json:"ended_on" doc:"null while it is needed"`
}

// Placement is where inside a facility a person lives.
type Placement struct {
	ID       id.Placement    `json:"id"`
	Facility id.Organisation `json:"facility_id"`
	Block    string          `json:"block"`
	Room     string          `json:"room"`
	Reason   string          `json:"reason"`
	SinceOn  civil.Date      `json:"since_on"`
	EndedOn  civil.Date      `json:"ended_on" doc:"null while the person lives there"`
}

// LegalStep is one step of a person's legal status.
type LegalStep struct {
	Status  person.LegalStatus `json:"legal_status" enum:"detainee,convict,child_suspect,juvenile,client,free"`
	Reason  person.LegalReason `json:"reason"`
	SinceOn civil.Date         `json:"since_on"`
	Note    string             `json:"note"`
}

type numberBody struct {
	Kind    person.NumberKind `json:"kind,omitempty" enum:",a1,a2,a3,a4,a5,b1,b2a,b2b,b3,other" doc:"Read off the number when empty"`
	Number  string            `json:"number" maxLength:"100"`
	SinceOn civil.Date        `json:"since_on,omitempty"`
	Present bool              `json:"present,omitempty" doc:"Lists show the person by it"`
}

type aliasBody struct {
	Kind person.AliasKind `json:"kind" enum:"nickname,former,spelling,false"`
	Name string           `json:"name" maxLength:"200"`
}

type traitBody struct {
	Kind   person.TraitKind  `json:"kind" enum:"language,skill,work,school"`
	Title  string            `json:"title" maxLength:"200"`
	Detail string            `json:"detail,omitempty" maxLength:"500"`
	Level  person.TraitLevel `json:"level,omitempty" enum:",basic,good,expert"`
	Since  *int64            `json:"since_year,omitempty"`
	Until  *int64            `json:"until_year,omitempty"`
}

type adjustmentBody struct {
	Kind       person.AdjustmentKind `json:"kind" enum:"mobility,sight,hearing,speech,learning,mental,illness,age,pregnancy,other"`
	Condition  string                `json:"condition,omitempty" maxLength:"500"`
	Adjustment string                `json:"adjustment" maxLength:"500"`
	SinceOn    civil.Date            `json:"since_on"`
}

type placementBody struct {
	Block  string     `json:"block" maxLength:"100"`
	Room   string     `json:"room,omitempty" maxLength:"100"`
	Reason string     `json:"reason,omitempty" maxLength:"500"`
	On     civil.Date `json:"on"`
}

// legalBody moves a person on in law.
type legalBody struct {
	To     person.LegalStatus `json:"legal_status" enum:"detainee,convict,child_suspect,juvenile,client,free"`
	Reason person.LegalReason `json:"reason" example:"verdict"`
	On     civil.Date         `json:"on"`
	Note   string             `json:"note,omitempty" maxLength:"500"`
}

// parting is what a person's parts have in common: a list, and a way to add.
type parting[R, V, B any] struct {
	path, many, one string
	list            func(context.Context, authz.Actor, id.Person) ([]R, error)
	add             func(context.Context, authz.Actor, id.Person, B) (R, error)
	key             func(R) string
	view            func(R) V
}

func part[R, V, B any](a *api.API, x parting[R, V, B]) {
	at := "/people/{person}/" + x.path
	api.Read(a, api.Op{Path: at, Tag: tag, Summary: "List " + x.many + ", newest first"}, func(ctx context.Context, actor authz.Actor, in of) (api.Listed[V], error) {
		found, err := x.list(ctx, actor, in.Person)
		out := api.Listed[V]{Items: make([]V, len(found))}
		for i, r := range found {
			out.Items[i] = x.view(r)
		}
		return out, err
	})
	api.Post(a, api.Op{Path: at, Tag: tag, Summary: "Add " + x.one}, func(ctx context.Context, actor authz.Actor, in of, b B) (V, error) {
		r, err := x.add(ctx, actor, in.Person, b)
		return x.view(r), err
	}, func(ctx context.Context, actor authz.Actor, in of, result string) (v V, err error) {
		found, err := x.list(ctx, actor, in.Person)
		for _, r := range found {
			if x.key(r) == result {
				return x.view(r), err
			}
		}
		if err == nil {
			err = errs.New(errs.NotFound, "not_found")
		}
		return v, err
	})
}

// describe adds what the register keeps beside the person's row.
func describe(a *api.API, s *person.Service) {
	part(a, parting[person.Number, Number, numberBody]{
		"numbers", "a person's register numbers", "a register number", s.Numbers,
		func(ctx context.Context, actor authz.Actor, p id.Person, b numberBody) (person.Number, error) {
			return s.AddNumber(ctx, actor, p, person.NumberCommand{Kind: b.Kind, Number: b.Number, SinceOn: b.SinceOn, Present: b.Present})
		},
		func(r person.Number) string { return r.ID.String() },
		func(r person.Number) Number { return Number{r.ID, r.Facility, r.Kind, r.Number, r.SinceOn} },
	})
	part(a, parting[person.Alias, Alias, aliasBody]{
		"aliases", "a person's other names", "another name", s.Aliases,
		func(ctx context.Context, actor authz.Actor, p id.Person, b aliasBody) (person.Alias, error) {
			return s.AddAlias(ctx, actor, p, person.AliasCommand{Kind: b.Kind, Name: b.Name})
		},
		func(r person.Alias) string { return r.ID.String() },
		func(r person.Alias) Alias { return Alias{r.ID, r.Facility, r.Kind, r.Name} },
	})
	part(a, parting[person.Trait, Trait, traitBody]{
		"traits", "what a person brings along", "a language, skill, job or school", s.Traits,
		func(ctx context.Context, actor authz.Actor, p id.Person, b traitBody) (person.Trait, error) {
			return s.AddTrait(ctx, actor, p, person.TraitCommand(b))
		},
		func(r person.Trait) string { return r.ID.String() },
		func(r person.Trait) Trait { return Trait{r.ID, r.Kind, r.Title, r.Detail, r.Level, r.Since, r.Until} },
	})
	part(a, parting[person.Adjustment, Adjustment, adjustmentBody]{
		"adjustments", "what is done for a person with a disability", "an adjustment", s.Adjustments,
		func(ctx context.Context, actor authz.Actor, p id.Person, b adjustmentBody) (person.Adjustment, error) {
			return s.AddAdjustment(ctx, actor, p, person.AdjustmentCommand(b))
		},
		func(r person.Adjustment) string { return r.ID.String() },
		func(r person.Adjustment) Adjustment { // what is medical is read at /conditions alone
			return Adjustment{ID: r.ID, Adjustment: r.Adjustment, SinceOn: r.SinceOn, EndedOn: r.EndedOn}
		},
	})
	part(a, parting[person.Placement, Placement, placementBody]{
		"placements", "where a person lived inside facilities", "where a person lives", s.Placements,
		func(ctx context.Context, actor authz.Actor, p id.Person, b placementBody) (person.Placement, error) {
			return s.Place(ctx, actor, p, person.PlaceCommand(b))
		},
		func(r person.Placement) string { return r.ID.String() },
		func(r person.Placement) Placement {
			return Placement{r.ID, r.Facility, r.Block, r.Room, r.Reason, r.SinceOn, r.EndedOn}
		},
	})
	ends(a, s)
	readings(a, s)
}

func viewAdjustment(r person.Adjustment) Adjustment {
	return Adjustment{r.ID, r.Kind, r.Condition, r.Adjustment, r.SinceOn, r.EndedOn}
}

// partPath is the path of one part of a person.
type partPath[K any] struct {
	Person id.Person `path:"person"`
	Part   K         `path:"part"`
}

// ends take parts out again, or end them.
func ends(a *api.API, s *person.Service) {
	end(a, "/people/{person}/numbers/{part}/remove", "Remove a register number that was written down wrongly", s.RemoveNumber)
	end(a, "/people/{person}/aliases/{part}/remove", "Remove another name that was written down wrongly", s.RemoveAlias)
	end(a, "/people/{person}/traits/{part}/remove", "Remove a trait that was written down wrongly", s.RemoveTrait)
	end(a, "/people/{person}/adjustments/{part}/end", "Say that an adjustment is no longer needed", s.EndAdjustment)
}

func end[K any](a *api.API, path, summary string, act func(context.Context, authz.Actor, id.Person, K) error) {
	api.Post(a, api.Op{Path: path, Tag: tag, Summary: summary}, func(ctx context.Context, actor authz.Actor, in partPath[K], _ api.None) (api.None, error) {
		return api.None{}, act(ctx, actor, in.Person, in.Part)
	}, func(context.Context, authz.Actor, partPath[K], string) (api.None, error) { return api.None{}, nil })
}

// readings are lists that nothing is added to by itself.
func readings(a *api.API, s *person.Service) {
	api.Read(a, api.Op{Path: "/people/{person}/legal-steps", Tag: tag, Summary: "List how a person's legal status came about, newest first"},
		func(ctx context.Context, actor authz.Actor, in of) (api.Listed[LegalStep], error) {
			found, err := s.LegalSteps(ctx, actor, in.Person)
			out := api.Listed[LegalStep]{Items: make([]LegalStep, len(found))}
			for i, r := range found {
				out.Items[i] = LegalStep{r.Status, r.Reason, r.SinceOn, r.Note}
			}
			return out, err
		})
	api.Read(a, api.Op{Path: "/people/{person}/conditions", Tag: tag, Summary: "Read why adjustments are needed; each reading is audited"},
		func(ctx context.Context, actor authz.Actor, in of) (api.Listed[Adjustment], error) {
			found, err := s.Conditions(ctx, actor, in.Person)
			out := api.Listed[Adjustment]{Items: make([]Adjustment, len(found))}
			for i, r := range found {
				out.Items[i] = viewAdjustment(r)
			}
			return out, err
		})
}
