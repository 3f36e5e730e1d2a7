package caseworkweb

import (
	"net/http"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/casework"
	"titian/internal/feature/person"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// caseView is one case before its board.
type caseView struct {
	Case     casework.CaseRow
	Sitting  casework.Agenda
	Form     *form.Form
	Write    bool
	Open     bool // the person's page can be opened
	Next     id.Case
	Conflict *ui.Conflict
}

func (p *Pages) loadCase(r *http.Request) (v caseView, err error) {
	key, err := web.PathID[id.Case](r, "id")
	if err != nil {
		return v, err
	}
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	if v.Case, err = p.service.Case(ctx, actor, key); err != nil {
		return v, err
	}
	if v.Sitting, err = p.service.Agenda(ctx, actor, v.Case.Sitting); err != nil {
		return v, err
	}
	v.Write = casework.May(actor, casework.CanWriteReview) && v.Sitting.Status != casework.Cancelled && !v.Sitting.HeldOn.After(p.around.Today())
	_, err = p.people.Get(ctx, actor, v.Case.Person)
	v.Open = err == nil
	for _, c := range v.Sitting.Cases { // the case to decide after this one
		if !c.Decided() && c.ID != key {
			v.Next = c.ID
			break
		}
	}
	return v, nil
}

func (p *Pages) beginDecision(w http.ResponseWriter, r *http.Request) error {
	v, err := p.loadCase(r)
	if err != nil {
		return err
	}
	c := v.Case
	v.Form = form.Of("decision", string(c.Decision), "to_stage", string(c.ToStage), "grounds", c.Grounds, "review_on", c.ReviewOn, "version", c.Version)
	return web.Page(w, r, decisionPage(v))
}

func (p *Pages) decide(w http.ResponseWriter, r *http.Request) error {
	v, err := p.loadCase(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	v.Form = f
	cmd := casework.DecisionCommand{
		Kind: form.Choice(f, "decision", casework.Decisions()), ToStage: casework.Stage(f.Value("to_stage")),
		Grounds: f.Text("grounds", form.Max(person.MaxLong)), ReviewOn: f.Date("review_on"), Correction: f.Text("correction", form.Max(person.MaxShort)),
	}
	return web.Save(w, r, f, web.Saving{
		Do: func() error {
			_, err := p.service.Decide(r.Context(), authz.FromContext(r.Context()), v.Case.ID, f.Version(), cmd)
			return err
		},
		To: func() string { // one after the other, as the board does
			if v.Next.IsZero() || v.Case.Decided() {
				return reviewPath(v.Case.Sitting, "")
			}
			return casePath(v.Next, "")
		},
		Done: "case.decided", Words: "case.",
		Version: func() (int64, error) { return v.Case.Version, nil },
		Page: func(c *ui.Conflict) (templ.Component, error) {
			v.Conflict = c
			return decisionPage(v), nil
		},
	})
}

func (p *Pages) dropCase(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Case](r, "id")
	if err != nil {
		return err
	}
	g, err := p.service.DropCase(r.Context(), authz.FromContext(r.Context()), key)
	if err != nil {
		return err
	}
	return web.Done(w, r, reviewPath(g.ID, ""), "case.dropped")
}
