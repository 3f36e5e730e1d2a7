package assessmentapi

import (
	"context"

	"titian/internal/delivery/api"
	"titian/internal/feature/assessment"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// Readiness is one look at the checklist of what must be in place for going home.
type Readiness struct {
	ID         id.Readiness     `json:"id"`
	Facility   id.Organisation  `json:"facility_id"`
	Person     id.Person        `json:"person_id"`
	Phase      assessment.Phase `json:"phase" enum:"before,after,release"`
	TakenOn    civil.Date       `json:"taken_on"`
	Confidence int              `json:"confidence" minimum:"0" maximum:"5" doc:"The person's own, 1 to 5; 0 when not asked"`
	Items      []ReadinessItem  `json:"items"`
	Score      ReadinessScore   `json:"score"`
	Version    int64            `json:"version"`
}

// ReadinessItem is the answer to one thing of the checklist.
type ReadinessItem struct {
	Item   string            `json:"item" enum:"papers,housing,livelihood,health,family,debts,handover"`
	Answer assessment.Answer `json:"answer" enum:"done,needed,not_applicable"`
	Owner  string            `json:"owner,omitempty" maxLength:"200" doc:"Post that sees to what is needed"`
	DueOn  civil.Date        `json:"due_on,omitempty"`
}

// ReadinessScore counts the things that apply.
type ReadinessScore struct {
	Done       int      `json:"done"`
	Applicable int      `json:"applicable"`
	Missing    []string `json:"missing"`
}

func viewCheck(c assessment.Check) Readiness {
	out := Readiness{
		ID: c.ID, Facility: c.Facility, Person: c.Person, Phase: c.Phase, TakenOn: c.TakenOn, Confidence: c.Confidence,
		Items: make([]ReadinessItem, len(c.Items)), Score: ReadinessScore(c.Score()), Version: c.Version,
	}
	for i, it := range c.Items {
		out.Items[i] = ReadinessItem{Item: it.Item, Answer: it.Answer, Owner: it.Owner, DueOn: it.DueOn}
	}
	return out
}

// readinessBody takes a look at the checklist or corrects one whole.
type readinessBody struct {
	ID         id.Readiness     `json:"id,omitempty" doc:"Of a new one: a key of the client's own, optional"`
	Phase      assessment.Phase `json:"phase" enum:"before,after,release"`
	TakenOn    civil.Date       `json:"taken_on"`
	Confidence int              `json:"confidence,omitempty" minimum:"0" maximum:"5"`
	Items      []ReadinessItem  `json:"items" doc:"All seven things, each answered"`
}

func (b readinessBody) command() assessment.ReadinessCommand {
	c := assessment.ReadinessCommand{ID: b.ID, Phase: b.Phase, TakenOn: b.TakenOn, Confidence: b.Confidence}
	for _, it := range b.Items {
		c.Items = append(c.Items, assessment.ItemAnswer(it))
	}
	return c
}

func readiness(a *api.API, s *assessment.Service) {
	one := api.Resource[id.Readiness, assessment.Check, Readiness]{
		API: a, Path: "/readiness", Tag: "Readiness", Name: "look at readiness",
		Get: s.Check, View: viewCheck,
		Key:     func(c assessment.Check) id.Readiness { return c.ID },
		Version: func(c assessment.Check) int64 { return c.Version },
	}
	api.One(one)
	api.Read(a, api.Op{Path: "/people/{person}/readiness", Tag: "Readiness", Summary: "List a person's looks at readiness, newest first"},
		func(ctx context.Context, actor authz.Actor, in of) (api.Listed[Readiness], error) {
			found, err := s.Checks(ctx, actor, in.Person)
			return all(found, viewCheck), err
		})
	api.CreateUnder(one, "/people/{person}/readiness", func(ctx context.Context, actor authz.Actor, in of, b readinessBody) (assessment.Check, error) {
		return s.TakeReadiness(ctx, actor, in.Person, b.command())
	})
	api.Update(one, func(ctx context.Context, actor authz.Actor, key id.Readiness, version int64, b readinessBody) (assessment.Check, error) {
		return s.ChangeReadiness(ctx, actor, key, version, b.command())
	})
}
