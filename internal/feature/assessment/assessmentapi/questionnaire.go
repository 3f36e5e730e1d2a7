package assessmentapi

import (
	"context"
	"time"

	"titian/internal/delivery/api"
	"titian/internal/engine/questionnaire"
	"titian/internal/feature/assessment"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// Edition is one version of a questionnaire without its text.
type Edition struct {
	ID          id.Questionnaire      `json:"id"`
	Key         string                `json:"key"`
	Number      int                   `json:"number" doc:"The version, from 1"`
	Owner       id.Organisation       `json:"owner_id" doc:"Office that wrote it; empty for those that come with the program"`
	Status      assessment.FormStatus `json:"status" enum:"draft,published,retired"`
	Purpose     string                `json:"purpose" enum:"needs,readiness,conduct,employability,rehabilitation,other"`
	Privacy     questionnaire.Privacy `json:"privacy" enum:"restricted,medical" doc:"medical: for the staff of the facility that holds the person alone"`
	Title       questionnaire.Text    `json:"title"`
	PublishedAt *time.Time            `json:"published_at" doc:"null when it never was"`
	Version     int64                 `json:"version" doc:"Of the record, for If-Match"`
}

func viewEdition(e assessment.Edition) Edition {
	return Edition{
		ID: e.ID, Key: e.Code, Number: e.Number, Owner: e.Owner, Status: e.Status, Purpose: e.Purpose, Privacy: e.Privacy,
		Title: e.Title(), PublishedAt: instant(e.PublishedAt), Version: e.Version,
	}
}

// instant is null when there was none.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// Questionnaire is one version with its text.
type Questionnaire struct {
	Edition
	Document questionnaire.Document `json:"document"`
}

// viewForm shows a stored version; what is stored has been read before.
func viewForm(q assessment.Questionnaire) Questionnaire {
	d, err := questionnaire.Parse([]byte(q.Document))
	if err != nil {
		d = questionnaire.Document{Key: q.Code}
	}
	return Questionnaire{viewEdition(q.Edition), d}
}

// formBody is a questionnaire as it is written: see docs/questionnaires.md.
type formBody struct {
	ID       id.Questionnaire       `json:"id,omitempty" doc:"Of a new one: a key of the client's own, optional"`
	Document questionnaire.Document `json:"document"`
}

// version is the path of one version of a questionnaire.
type version struct {
	ID id.Questionnaire `path:"id"`
}

func questionnaires(a *api.API, s *assessment.Service) {
	one := api.Resource[id.Questionnaire, assessment.Questionnaire, Questionnaire]{
		API: a, Path: "/questionnaires", Tag: "Questionnaires", Name: "version of a questionnaire",
		Get: s.Questionnaire, View: viewForm,
		Key:     func(q assessment.Questionnaire) id.Questionnaire { return q.ID },
		Version: func(q assessment.Questionnaire) int64 { return q.Version },
	}
	api.One(one)
	api.Read(a, api.Op{Path: "/questionnaires", Tag: "Questionnaires", Summary: "List all versions of all questionnaires, by key, the newest first"},
		func(ctx context.Context, actor authz.Actor, _ api.None) (api.Listed[Edition], error) {
			found, err := s.Editions(ctx, actor)
			return all(found, viewEdition), err
		})
	api.Create(one, func(ctx context.Context, actor authz.Actor, b formBody) (assessment.Questionnaire, error) {
		return s.DraftQuestionnaire(ctx, actor, assessment.DraftCommand{ID: b.ID, Document: b.Document})
	})
	api.Update(one, func(ctx context.Context, actor authz.Actor, key id.Questionnaire, version int64, b formBody) (assessment.Questionnaire, error) {
		return s.ChangeQuestionnaire(ctx, actor, key, version, b.Document)
	})
	api.Act(one, "publish", "Publish a draft; it never changes from then on", func(ctx context.Context, actor authz.Actor, key id.Questionnaire, version int64, _ api.None) (assessment.Questionnaire, error) {
		return s.PublishQuestionnaire(ctx, actor, key, version)
	})
	api.Act(one, "retire", "Close a version for new assessments, or set a draft aside", func(ctx context.Context, actor authz.Actor, key id.Questionnaire, version int64, _ api.None) (assessment.Questionnaire, error) {
		return s.RetireQuestionnaire(ctx, actor, key, version)
	})
	api.Post(a, api.Op{Path: "/questionnaires/{id}/renew", Tag: "Questionnaires", Summary: "Copy a version into a draft of the next one"},
		func(ctx context.Context, actor authz.Actor, in version, _ api.None) (Questionnaire, error) {
			q, err := s.RenewQuestionnaire(ctx, actor, in.ID)
			return viewForm(q), err
		},
		func(ctx context.Context, actor authz.Actor, _ version, result string) (Questionnaire, error) {
			var key id.Questionnaire
			if err := key.UnmarshalText([]byte(result)); err != nil {
				return Questionnaire{}, err
			}
			q, err := s.Questionnaire(ctx, actor, key)
			return viewForm(q), err
		})
}
