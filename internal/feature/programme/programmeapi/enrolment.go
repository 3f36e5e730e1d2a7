package programmeapi

import (
	"context"

	"titian/internal/delivery/api"
	"titian/internal/feature/programme"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// Enrolment is one person's seat in a class.
type Enrolment struct {
	ID        id.Enrolment `json:"id"`
	Class     id.Offering  `json:"class_id"`
	Person    id.Person    `json:"person_id"`
	Need      id.Need      `json:"need_id"`
	Status    string       `json:"status" enum:"active,completed,left"`
	Enrolled  civil.Date   `json:"enrolled_on"`
	Ended     civil.Date   `json:"ended_on"`
	EndReason string       `json:"end_reason"`
	Version   int64        `json:"version"`
}

func enrolmentView(e programme.Enrolment) Enrolment {
	return Enrolment{e.ID, e.Offering, e.Person, e.Need, string(e.Status), e.Enrolled, e.Ended, e.Reason, e.Version}
}

type enrolBody struct {
	ID     id.Enrolment `json:"id,omitempty"`
	Class  id.Offering  `json:"class_id"`
	Person id.Person    `json:"person_id"`
	Need   id.Need      `json:"need_id,omitempty" doc:"The need that the class answers"`
}

// seatsBody enrols several people; each may name the need that the class answers.
type seatsBody struct {
	People []struct {
		Person id.Person `json:"person_id"`
		Need   id.Need   `json:"need_id,omitempty"`
	} `json:"people"`
}

func (b seatsBody) commands(class id.Offering) []programme.EnrolCommand {
	out := make([]programme.EnrolCommand, len(b.People))
	for i, p := range b.People {
		out[i] = programme.EnrolCommand{Offering: class, Person: p.Person, Need: p.Need}
	}
	return out
}

type leaveBody struct {
	Reason string `json:"reason" enum:"released,transferred,health,security,work,own_wish,other"`
}

type ofEnrolment struct {
	Enrolment id.Enrolment `path:"enrolment"`
}

// Result is one unit of competency of one participant. Scores are 0 to 100, or
// null when unknown.
type Result struct {
	Unit       string     `json:"unit"`
	Before     *int64     `json:"before"`
	After      *int64     `json:"after"`
	Competent  bool       `json:"competent"`
	AssessedOn civil.Date `json:"assessed_on"`
	Assessor   string     `json:"assessor" maxLength:"200"`
}

// Results are the results of one participant.
type Results struct {
	Results []Result `json:"results"`
}

type resultsBody struct {
	Results []Result `json:"results"`
}

func results(list []programme.Result) Results {
	out := Results{Results: make([]Result, len(list))}
	for i, r := range list {
		out.Results[i] = Result{r.Unit, r.Before, r.After, r.Competent, r.AssessedOn, r.Assessor}
	}
	return out
}

func registerEnrolments(a *api.API, s *programme.Service) {
	enrolments := api.Resource[id.Enrolment, programme.Enrolment, Enrolment]{
		API: a, Path: "/enrolments", Tag: "Classes", Name: "enrolment", View: enrolmentView, Get: s.Enrolment,
		Key:     func(e programme.Enrolment) id.Enrolment { return e.ID },
		Version: func(e programme.Enrolment) int64 { return e.Version },
	}
	api.One(enrolments)
	api.Create(enrolments, func(ctx context.Context, actor authz.Actor, b enrolBody) (programme.Enrolment, error) {
		return s.Enrol(ctx, actor, programme.EnrolCommand{ID: b.ID, Offering: b.Class, Person: b.Person, Need: b.Need})
	})
	api.Act(enrolments, "leave", "Leave a class early", func(ctx context.Context, actor authz.Actor, key id.Enrolment, version int64, b leaveBody) (programme.Enrolment, error) {
		return s.Leave(ctx, actor, key, version, b.Reason)
	})
	read := func(ctx context.Context, actor authz.Actor, in ofEnrolment) (Results, error) {
		list, err := s.Results(ctx, actor, in.Enrolment)
		return results(list), err
	}
	op := api.Op{Path: "/enrolments/{enrolment}/results", Tag: "Classes", Summary: "Competency of a participant"}
	api.Read(a, op, read)
	op.Summary = "Record competency of a participant"
	api.Post(a, op, func(ctx context.Context, actor authz.Actor, in ofEnrolment, b resultsBody) (Results, error) {
		cmd := programme.AssessCommand{Enrolment: in.Enrolment, Results: make([]programme.Result, len(b.Results))}
		for i, r := range b.Results {
			cmd.Results[i] = programme.Result{Unit: r.Unit, Before: r.Before, After: r.After, Competent: r.Competent, AssessedOn: r.AssessedOn, Assessor: r.Assessor}
		}
		list, err := s.Assess(ctx, actor, cmd)
		return results(list), err
	}, func(ctx context.Context, actor authz.Actor, in ofEnrolment, _ string) (Results, error) {
		return read(ctx, actor, in)
	})
}
