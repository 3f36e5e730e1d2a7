package assessmentapi

import (
	"context"

	"titian/internal/delivery/api"
	"titian/internal/feature/assessment"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// Screening is one health screening.
type Screening struct {
	ID         id.Screening      `json:"id"`
	Facility   id.Organisation   `json:"facility_id"`
	Person     id.Person         `json:"person_id"`
	Kind       string            `json:"kind" enum:"general,tb,hiv,hepatitis,mental,substance"`
	ScreenedOn civil.Date        `json:"screened_on"`
	Result     assessment.Result `json:"result" enum:"clear,follow_up,declined"`
	Note       string            `json:"note"`
	Version    int64             `json:"version"`
}

func viewScreening(x assessment.Screening) Screening {
	return Screening{ID: x.ID, Facility: x.Facility, Person: x.Person, Kind: x.Kind, ScreenedOn: x.ScreenedOn, Result: x.Result, Note: x.Note, Version: x.Version}
}

// screeningBody writes a screening down or corrects it whole.
type screeningBody struct {
	ID         id.Screening      `json:"id,omitempty" doc:"Of a new one: a key of the client's own, optional"`
	Kind       string            `json:"kind" enum:"general,tb,hiv,hepatitis,mental,substance"`
	ScreenedOn civil.Date        `json:"screened_on"`
	Result     assessment.Result `json:"result" enum:"clear,follow_up,declined"`
	Note       string            `json:"note,omitempty" maxLength:"500"`
}

func (b screeningBody) command() assessment.ScreeningCommand {
	return assessment.ScreeningCommand{ID: b.ID, Kind: b.Kind, ScreenedOn: b.ScreenedOn, Result: b.Result, Note: b.Note}
}

// Rehabilitation is one stage with the four scores (0–100) at its start.
type Rehabilitation struct {
	ID            assessment.RehabilitationID `json:"id"`
	Stage         assessment.Stage            `json:"stage" enum:"screening,entry,primary,re_entry,aftercare,finished,left"`
	SinceOn       civil.Date                  `json:"since_on"`
	Physical      *int64                      `json:"physical" doc:"null when not measured"`
	Psychological *int64                      `json:"psychological"`
	Social        *int64                      `json:"social"`
	Environment   *int64                      `json:"environment"`
	Note          string                      `json:"note"`
}

func viewStage(r assessment.Rehabilitation) Rehabilitation {
	return Rehabilitation{ID: r.ID, Stage: r.Stage, SinceOn: r.SinceOn, Physical: r.Physical, Psychological: r.Psychological, Social: r.Social, Environment: r.Environment, Note: r.Note}
}

// stageBody moves a person to the next stage.
type stageBody struct {
	ID            assessment.RehabilitationID `json:"id,omitempty" doc:"A key of the client's own, optional"`
	Stage         assessment.Stage            `json:"stage" enum:"screening,entry,primary,re_entry,aftercare,finished,left"`
	SinceOn       civil.Date                  `json:"since_on"`
	Physical      *int64                      `json:"physical,omitempty" minimum:"0" maximum:"100"`
	Psychological *int64                      `json:"psychological,omitempty" minimum:"0" maximum:"100"`
	Social        *int64                      `json:"social,omitempty" minimum:"0" maximum:"100"`
	Environment   *int64                      `json:"environment,omitempty" minimum:"0" maximum:"100"`
	Note          string                      `json:"note,omitempty" maxLength:"500"`
}

func (b stageBody) command() assessment.StageCommand {
	return assessment.StageCommand{
		ID: b.ID, Stage: b.Stage, SinceOn: b.SinceOn, Physical: b.Physical, Psychological: b.Psychological,
		Social: b.Social, Environment: b.Environment, Note: b.Note,
	}
}

// Health is everything medical about a person.
type Health struct {
	Screenings     []Screening      `json:"screenings"`
	Rehabilitation []Rehabilitation `json:"rehabilitation"`
}

const healthDetail = "For the staff of the facility that holds the person. Every reading leaves an entry in the audit."

func health(a *api.API, s *assessment.Service) {
	api.Read(a, api.Op{Path: "/people/{person}/health", Tag: "Health", Summary: "Read screenings and rehabilitation", Detail: healthDetail},
		func(ctx context.Context, actor authz.Actor, in of) (Health, error) {
			h, err := s.Health(ctx, actor, in.Person)
			return Health{all(h.Screenings, viewScreening).Items, all(h.Rehabilitation, viewStage).Items}, err
		})
	one := api.Resource[id.Screening, assessment.Screening, Screening]{
		API: a, Path: "/screenings", Tag: "Health", Name: "screening",
		Get: s.Screening, View: viewScreening,
		Key:     func(x assessment.Screening) id.Screening { return x.ID },
		Version: func(x assessment.Screening) int64 { return x.Version },
	}
	api.One(one)
	api.CreateUnder(one, "/people/{person}/screenings", func(ctx context.Context, actor authz.Actor, in of, b screeningBody) (assessment.Screening, error) {
		return s.RecordScreening(ctx, actor, in.Person, b.command())
	})
	api.Update(one, func(ctx context.Context, actor authz.Actor, key id.Screening, version int64, b screeningBody) (assessment.Screening, error) {
		return s.ChangeScreening(ctx, actor, key, version, b.command())
	})
	api.Post(a, api.Op{Path: "/people/{person}/rehabilitation", Tag: "Health", Summary: "Move a person to the next stage of rehabilitation"},
		func(ctx context.Context, actor authz.Actor, in of, b stageBody) (Rehabilitation, error) {
			r, err := s.MoveStage(ctx, actor, in.Person, b.command())
			return viewStage(r), err
		},
		func(ctx context.Context, actor authz.Actor, in of, result string) (Rehabilitation, error) {
			return stageAgain(ctx, s, actor, in.Person, result)
		})
}

// stageAgain reads a stage that an earlier request with the same key wrote.
func stageAgain(ctx context.Context, s *assessment.Service, actor authz.Actor, p id.Person, result string) (Rehabilitation, error) {
	h, err := s.Health(ctx, actor, p)
	if err != nil {
		return Rehabilitation{}, err
	}
	for _, r := range h.Rehabilitation {
		if r.ID.String() == result {
			return viewStage(r), nil
		}
	}
	return Rehabilitation{}, errs.New(errs.NotFound, "not_found")
}
