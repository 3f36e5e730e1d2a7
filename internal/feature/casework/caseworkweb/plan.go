package caseworkweb

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/feature/casework"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// planView is a person's plan and stage as one reader sees them.
type planView struct {
	Person   person.Person
	Frame    templ.Component
	Plan     casework.PlanView
	Found    bool
	Versions []casework.Plan
	Lines    []casework.Line // of a version beside the one before
	Posts    map[id.Post]string
	Stages   []casework.StageRow
	Cases    []casework.Case
	Today    civil.Date
	Write    bool
}

// stage is where the person stands; empty when no board has said.
func (v planView) stage() casework.Stage {
	if len(v.Stages) == 0 {
		return ""
	}
	return v.Stages[0].Stage
}

func (p *Pages) plan(w http.ResponseWriter, r *http.Request) error {
	actor := authz.FromContext(r.Context())
	if !casework.May(actor, casework.CanReadPlan) {
		return errForbidden
	}
	x, err := p.load(r)
	if err != nil {
		return err
	}
	v := planView{Person: x, Frame: p.frame(x, "plan"), Today: p.around.Today(), Write: casework.MayWork(actor, x, casework.CanWritePlan)}
	if v.Plan, v.Found, err = p.service.NewestPlan(r.Context(), actor, x.ID); err != nil {
		return err
	}
	if v.Versions, err = p.service.Plans(r.Context(), actor, x.ID); err != nil {
		return err
	}
	if v.Posts, err = p.posts(r.Context(), v.Plan.Facility); err != nil {
		return err
	}
	if v.Stages, err = p.service.StagesOf(r.Context(), actor, x.ID); err != nil {
		return err
	}
	if v.Cases, err = p.service.CasesOf(r.Context(), actor, x.ID); err != nil {
		return err
	}
	return web.Page(w, r, planPage(v))
}

// posts are the titles of an office's posts, ended ones too.
func (p *Pages) posts(ctx context.Context, office id.Organisation) (map[id.Post]string, error) {
	out := map[id.Post]string{}
	if office.IsZero() {
		return out, nil
	}
	found, err := p.directory.Posts(ctx, authz.FromContext(ctx), office)
	for _, x := range found {
		out[x.ID] = x.Title
	}
	return out, err
}

// version is one version with what changed since the one before.
func (p *Pages) version(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Plan](r, "id")
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	v := planView{Today: p.around.Today(), Found: true}
	if v.Plan, err = p.service.Plan(ctx, actor, key); err != nil {
		return err
	}
	if v.Person, err = p.about(ctx, v.Plan.Person); err != nil {
		return err
	}
	v.Frame = p.frame(v.Person, "plan")
	if v.Versions, err = p.service.Plans(ctx, actor, v.Plan.Person); err != nil {
		return err
	}
	var before casework.PlanView
	for _, x := range v.Versions {
		if x.Number == v.Plan.Number-1 {
			if before, err = p.service.Plan(ctx, actor, x.ID); err != nil {
				return err
			}
		}
	}
	if v.Posts, err = p.posts(ctx, v.Plan.Facility); err != nil {
		return err
	}
	v.Lines = casework.Difference(before.Goals, v.Plan.Goals)
	return web.Page(w, r, versionPage(v))
}

func planPath(x id.Plan) string              { return "/plans/" + x.String() }
func stepPath(x id.Step, rest string) string { return "/steps/" + x.String() + rest }
