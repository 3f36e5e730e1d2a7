package assessmentapi

import (
	"context"
	"time"

	"titian/internal/delivery/api"
	"titian/internal/engine/questionnaire"
	"titian/internal/feature/assessment"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// Assessment is one filling of a questionnaire about one person, with what
// follows from its answers. Medical answers and scores are there for those alone
// who may read health.
type Assessment struct {
	ID            id.Sheet               `json:"id"`
	Facility      id.Organisation        `json:"facility_id"`
	Person        id.Person              `json:"person_id"`
	Questionnaire id.Questionnaire       `json:"questionnaire_id" doc:"The version that it was filled in with"`
	Key           string                 `json:"key"`
	Number        int                    `json:"number"`
	Status        assessment.SheetStatus `json:"status" enum:"draft,submitted,replaced"`
	TakenOn       civil.Date             `json:"taken_on"`
	Author        string                 `json:"author"`
	Corrects      id.Sheet               `json:"corrects_id"`
	Reason        string                 `json:"reason" doc:"Why it corrects an earlier one"`
	ReplacedBy    id.Sheet               `json:"replaced_by_id"`
	SubmittedAt   *time.Time             `json:"submitted_at"`
	Answers       map[string][]string    `json:"answers" doc:"By item: yes or no, an option's value, a number, a day, or text; several for several choices"`
	Scores        []Score                `json:"scores"`
	Proposed      []Proposed             `json:"proposed" doc:"Needs that wait for an officer's word"`
	Version       int64                  `json:"version"`
}

// Score is one score of an assessment.
type Score struct {
	Key     string               `json:"key"`
	Label   questionnaire.Text   `json:"label"`
	How     questionnaire.Text   `json:"how"`
	Status  questionnaire.Status `json:"status" enum:"computed,incomplete,impossible"`
	Value   *float64             `json:"value" doc:"null unless computed"`
	Min     float64              `json:"min"`
	Max     float64              `json:"max"`
	Band    string               `json:"band" doc:"Key of the band, empty without one"`
	Missing []string             `json:"missing" doc:"Items whose answers are needed"`
	Before  *Before              `json:"before" doc:"null when there is nothing to compare with"`
}

// Before is the same score the time before.
type Before struct {
	Assessment id.Sheet        `json:"assessment_id"`
	TakenOn    civil.Date      `json:"taken_on"`
	Value      float64         `json:"value"`
	Index      float64         `json:"index" doc:"Reliable change index; beyond 1.96 either way it is a change"`
	Told       assessment.Told `json:"told" enum:"rose,fell,no_clear_change,error_unknown,incomparable"`
}

// Proposed is a need that answers suggest.
type Proposed struct {
	Area     string `json:"area"`
	Severity int    `json:"severity" minimum:"1" maximum:"3"`
	Topic    string `json:"topic"`
}

func viewSheet(x assessment.Filling) Assessment {
	out := Assessment{
		ID: x.ID, Facility: x.Facility, Person: x.Person, Questionnaire: x.Questionnaire, Key: x.Code, Number: x.Edition.Number, Status: x.Status,
		TakenOn: x.TakenOn, Author: x.Author, Corrects: x.Corrects, Reason: x.Reason, ReplacedBy: x.ReplacedBy, SubmittedAt: instant(x.SubmittedAt),
		Answers: x.Answers, Scores: make([]Score, len(x.Outcomes)), Proposed: make([]Proposed, len(x.Proposed)), Version: x.Version,
	}
	for i, o := range x.Outcomes {
		out.Scores[i] = viewScore(o)
	}
	for i, n := range x.Proposed {
		out.Proposed[i] = Proposed(n)
	}
	return out
}

func viewScore(o assessment.Outcome) Score {
	s := Score{Key: o.Score.Key, Label: o.Score.Label, How: o.Score.How, Status: o.Status, Min: o.Score.Min, Max: o.Score.Max, Missing: append([]string{}, o.Missing...)}
	if o.Status == questionnaire.Computed {
		s.Value = &o.Value
	}
	if o.Band != nil {
		s.Band = o.Band.Key
	}
	if e := o.Earlier; e != nil {
		s.Before = &Before{Assessment: e.Sheet, TakenOn: e.TakenOn, Value: e.Value, Index: e.Index, Told: e.Told}
	}
	return s
}

// beginBody begins an assessment.
type beginBody struct {
	ID  id.Sheet `json:"id,omitempty" doc:"A key of the client's own, optional"`
	Key string   `json:"key" doc:"Of a published questionnaire"`
}

// answersBody keeps answers of a draft. Items that are not named stay.
type answersBody struct {
	TakenOn civil.Date          `json:"taken_on,omitempty"`
	Answers map[string][]string `json:"answers,omitempty" doc:"An empty list takes an answer back"`
}

// submitBody finishes a draft.
type submitBody struct {
	TakenOn civil.Date `json:"taken_on,omitempty" doc:"Leave out to keep the day of the draft"`
}

// correctBody begins a correction.
type correctBody struct {
	ID     id.Sheet `json:"id,omitempty" doc:"A key of the client's own, optional"`
	Reason string   `json:"reason" maxLength:"500"`
}

// confirmBody are the needs that an officer has confirmed; none is an answer too.
type confirmBody struct {
	Needs []needBody `json:"needs"`
}

// oneSheet is the path of one assessment.
type oneSheet struct {
	ID id.Sheet `path:"id"`
}

func sheets(a *api.API, s *assessment.Service) {
	one := api.Resource[id.Sheet, assessment.Filling, Assessment]{
		API: a, Path: "/assessments", Tag: "Questionnaires", Name: "assessment",
		Get: s.Sheet, View: viewSheet,
		Key:     func(x assessment.Filling) id.Sheet { return x.ID },
		Version: func(x assessment.Filling) int64 { return x.Version },
	}
	api.One(one)
	api.Read(a, api.Op{Path: "/people/{person}/questionnaires", Tag: "Questionnaires", Summary: "List the questionnaires that may be filled in about a person"},
		func(ctx context.Context, actor authz.Actor, in of) (api.Listed[Edition], error) {
			found, err := s.Forms(ctx, actor, in.Person)
			return all(found, viewEdition), err
		})
	api.Read(a, api.Op{Path: "/people/{person}/assessments", Tag: "Questionnaires", Summary: "List what was filled in about a person, without anything medical"},
		func(ctx context.Context, actor authz.Actor, in of) (api.Listed[Assessment], error) {
			found, err := s.Sheets(ctx, actor, in.Person)
			return all(found, viewSheet), err
		})
	api.CreateUnder(one, "/people/{person}/assessments", func(ctx context.Context, actor authz.Actor, in of, b beginBody) (assessment.Filling, error) {
		return s.BeginSheet(ctx, actor, in.Person, assessment.BeginCommand{ID: b.ID, Key: b.Key})
	})
	api.Update(one, func(ctx context.Context, actor authz.Actor, key id.Sheet, version int64, b answersBody) (assessment.Filling, error) {
		return s.SaveSheet(ctx, actor, key, version, assessment.SaveCommand{TakenOn: b.TakenOn, Answers: b.Answers})
	})
	api.Act(one, "submit", "Submit a draft; it never changes from then on", func(ctx context.Context, actor authz.Actor, key id.Sheet, version int64, b submitBody) (assessment.Filling, error) {
		return s.SubmitSheet(ctx, actor, key, version, assessment.SubmitCommand{TakenOn: b.TakenOn})
	})
	corrections(a, s)
}

// corrections are the operations whose answer is another record than that of
// their address.
func corrections(a *api.API, s *assessment.Service) {
	api.Post(a, api.Op{Path: "/assessments/{id}/correct", Tag: "Questionnaires", Summary: "Begin an assessment that takes the place of a submitted one"},
		func(ctx context.Context, actor authz.Actor, in oneSheet, b correctBody) (Assessment, error) {
			x, err := s.CorrectSheet(ctx, actor, in.ID, assessment.CorrectCommand{ID: b.ID, Reason: b.Reason})
			return viewSheet(x), err
		},
		func(ctx context.Context, actor authz.Actor, _ oneSheet, result string) (Assessment, error) {
			var key id.Sheet
			if err := key.UnmarshalText([]byte(result)); err != nil {
				return Assessment{}, err
			}
			x, err := s.Sheet(ctx, actor, key)
			return viewSheet(x), err
		})
	api.Post(a, api.Op{Path: "/assessments/{id}/discard", Tag: "Questionnaires", Summary: "Throw a draft away"},
		func(ctx context.Context, actor authz.Actor, in oneSheet, _ api.None) (api.None, error) {
			return api.None{}, s.DiscardSheet(ctx, actor, in.ID)
		},
		func(context.Context, authz.Actor, oneSheet, string) (api.None, error) { return api.None{}, nil })
	api.Post(a, api.Op{Path: "/assessments/{id}/needs", Tag: "Questionnaires", Summary: "Record the needs that an officer has confirmed from an assessment, once"},
		func(ctx context.Context, actor authz.Actor, in oneSheet, b confirmBody) (api.Listed[Need], error) {
			var needs []assessment.NeedCommand
			for _, n := range b.Needs {
				needs = append(needs, n.command())
			}
			made, err := s.ConfirmNeeds(ctx, actor, in.ID, needs)
			return all(made, viewNeed), err
		},
		func(ctx context.Context, actor authz.Actor, in oneSheet, _ string) (api.Listed[Need], error) {
			x, err := s.Sheet(ctx, actor, in.ID)
			if err != nil {
				return api.Listed[Need]{}, err
			}
			found, err := s.Needs(ctx, actor, x.Person)
			return all(found, viewNeed), err
		})
}
