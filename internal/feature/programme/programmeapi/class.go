package programmeapi

import (
	"context"

	"titian/internal/delivery/api"
	"titian/internal/feature/programme"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

// Class is one run of a programme at a facility.
type Class struct {
	ID          id.Offering     `json:"id"`
	Ref         string          `json:"ref" example:"BUNGO-KLS-26-1"`
	Facility    id.Organisation `json:"facility_id"`
	Programme   id.Programme    `json:"programme_id"`
	Cooperation id.Cooperation  `json:"cooperation_id"`
	Commitment  id.Commitment   `json:"commitment_id"`
	Activity    id.Activity     `json:"activity_id"`
	Partner     id.Organisation `json:"partner_id"`
	Title       string          `json:"title"`
	Place       string          `json:"place"`
	Starts      civil.Date      `json:"starts_on"`
	Ends        civil.Date      `json:"ends_on"`
	Capacity    int             `json:"capacity"`
	Enrolled    int             `json:"enrolled" doc:"Seats taken"`
	Status      string          `json:"status" enum:"open,running,completed,cancelled"`
	CloseReason string          `json:"close_reason"`
	Version     int64           `json:"version"`
}

func classView(o programme.Offering) Class {
	return Class{
		o.ID, o.Ref, o.Facility, o.Programme, o.Cooperation, o.Commitment, o.Activity, o.Partner, o.Title, o.Place,
		o.Starts, o.Ends, o.Capacity, o.Enrolled, string(o.Status), o.CloseReason, o.Version,
	}
}

type classBody struct {
	ID         id.Offering     `json:"id,omitempty"`
	Facility   id.Organisation `json:"facility_id,omitempty" doc:"The actor's own facility when left out"`
	Programme  id.Programme    `json:"programme_id"`
	Commitment id.Commitment   `json:"commitment_id,omitempty" doc:"The promise it stands on; partner and thread follow"`
	Activity   id.Activity     `json:"activity_id,omitempty"`
	Title      string          `json:"title" maxLength:"200"`
	Place      string          `json:"place,omitempty" maxLength:"200"`
	Starts     civil.Date      `json:"starts_on"`
	Ends       civil.Date      `json:"ends_on"`
	Capacity   int             `json:"capacity" minimum:"1" maximum:"500"`
}

func (b classBody) command() programme.ClassCommand {
	return programme.ClassCommand{
		ID: b.ID, Facility: b.Facility, Programme: b.Programme, Commitment: b.Commitment, Activity: b.Activity,
		Title: b.Title, Place: b.Place, Starts: b.Starts, Ends: b.Ends, Capacity: b.Capacity,
	}
}

type classChange struct {
	Programme  id.Programme  `json:"programme_id"`
	Commitment id.Commitment `json:"commitment_id,omitempty"`
	Activity   id.Activity   `json:"activity_id,omitempty"`
	Title      string        `json:"title" maxLength:"200"`
	Place      string        `json:"place,omitempty" maxLength:"200"`
	Starts     civil.Date    `json:"starts_on"`
	Ends       civil.Date    `json:"ends_on"`
	Capacity   int           `json:"capacity" minimum:"1" maximum:"500"`
}

type classQuery struct {
	Q          string        `query:"q" doc:"Part of a title or number"`
	Status     string        `query:"status" enum:"open,running,completed,cancelled"`
	Programme  id.Programme  `query:"programme"`
	Commitment id.Commitment `query:"commitment"`
	Sort       string        `query:"sort" enum:"starts_on,-starts_on"`
}

type reasonBody struct {
	Reason string `json:"reason" maxLength:"500"`
}

type ofClass struct {
	Class id.Offering `path:"class"`
}

// Participant is a line of a class list. The name is empty when the actor may
// not know it.
type Participant struct {
	Enrolment   id.Enrolment `json:"enrolment_id"`
	Person      id.Person    `json:"person_id"`
	Name        string       `json:"name"`
	RegisterNo  string       `json:"register_no"`
	Status      string       `json:"status" enum:"active,completed,left"`
	Need        id.Need      `json:"need_id"`
	EndReason   string       `json:"end_reason"`
	Present     int          `json:"present"`
	Marked      int          `json:"marked"`
	Competent   int          `json:"competent"`
	Assessed    int          `json:"assessed"`
	Certificate string       `json:"certificate_code"`
	Version     int64        `json:"version"`
}

// Roster is the participants of a class.
type Roster struct {
	Participants []Participant `json:"participants"`
}

// Candidate is somebody whom the class would help.
type Candidate struct {
	Person     id.Person  `json:"person_id"`
	Need       id.Need    `json:"need_id"`
	Name       string     `json:"name"`
	RegisterNo string     `json:"register_no"`
	Topic      string     `json:"topic"`
	Severity   int        `json:"severity" minimum:"1" maximum:"3"`
	ReleaseDue civil.Date `json:"release_due_on"`
}

// Candidates are ranked: the worst need first, then who leaves soonest.
type Candidates struct {
	Candidates []Candidate `json:"candidates"`
}

func registerClasses(a *api.API, s *programme.Service) {
	classes := api.Resource[id.Offering, programme.Offering, Class]{
		API: a, Path: "/classes", Tag: "Classes", Name: "class", View: classView,
		Get: func(ctx context.Context, actor authz.Actor, key id.Offering) (programme.Offering, error) {
			o, err := s.Class(ctx, actor, key)
			return o.Offering, err
		},
		Key:     func(o programme.Offering) id.Offering { return o.ID },
		Version: func(o programme.Offering) int64 { return o.Version },
	}
	api.One(classes)
	api.History(a, api.Op{Path: "/classes/{id}/history", Tag: "Classes", Summary: "Who changed a class, newest first"}, s.History)
	api.List(a, api.Op{Path: "/classes", Tag: "Classes", Summary: "List classes by their start"},
		func(ctx context.Context, actor authz.Actor, q classQuery, r page.Request) (page.Of[programme.ClassRow], error) {
			return s.Classes(ctx, actor, programme.ClassFilter{
				Text: q.Q, Status: programme.Status(q.Status), Programme: q.Programme,
				Commitment: q.Commitment, Desc: q.Sort == "-starts_on",
			}, r)
		}, func(o programme.ClassRow) Class { return classView(o.Offering) })
	api.Create(classes, func(ctx context.Context, actor authz.Actor, b classBody) (programme.Offering, error) {
		return s.OpenClass(ctx, actor, b.command())
	})
	api.Update(classes, func(ctx context.Context, actor authz.Actor, key id.Offering, version int64, b classChange) (programme.Offering, error) {
		return s.ChangeClass(ctx, actor, programme.ClassCommand{
			ID: key, Version: version, Programme: b.Programme, Commitment: b.Commitment,
			Activity: b.Activity, Title: b.Title, Place: b.Place, Starts: b.Starts, Ends: b.Ends, Capacity: b.Capacity,
		})
	})
	api.Act(classes, "complete", "Complete a running class", func(ctx context.Context, actor authz.Actor, key id.Offering, version int64, _ api.None) (programme.Offering, error) {
		return s.CompleteClass(ctx, actor, key, version)
	})
	api.Act(classes, "cancel", "Cancel a class, for a reason", func(ctx context.Context, actor authz.Actor, key id.Offering, version int64, b reasonBody) (programme.Offering, error) {
		return s.CancelClass(ctx, actor, key, version, b.Reason)
	})
	roster := func(ctx context.Context, actor authz.Actor, in ofClass) (Roster, error) {
		list, err := s.Roster(ctx, actor, in.Class)
		out := Roster{Participants: make([]Participant, len(list))}
		for i, p := range list {
			out.Participants[i] = Participant{
				p.Enrolment, p.Person, p.Name, p.RegisterNo, string(p.Status), p.Need, p.Reason,
				p.Present, p.Marked, p.Competent, p.Assessed, p.Code, p.Version,
			}
		}
		return out, err
	}
	api.Read(a, api.Op{Path: "/classes/{class}/participants", Tag: "Classes", Summary: "Participants of a class"}, roster)
	api.Post(a, api.Op{Path: "/classes/{class}/participants", Tag: "Classes", Summary: "Enrol several people, all or none"},
		func(ctx context.Context, actor authz.Actor, in ofClass, b seatsBody) (Roster, error) {
			if _, err := s.EnrolAll(ctx, actor, in.Class, b.commands(in.Class)); err != nil {
				return Roster{}, err
			}
			return roster(ctx, actor, in)
		}, func(ctx context.Context, actor authz.Actor, in ofClass, _ string) (Roster, error) {
			return roster(ctx, actor, in)
		})
	api.Read(a, api.Op{Path: "/classes/{class}/candidates", Tag: "Classes", Summary: "Who needs this class most"},
		func(ctx context.Context, actor authz.Actor, in ofClass) (Candidates, error) {
			list, err := s.Candidates(ctx, actor, in.Class)
			out := Candidates{Candidates: make([]Candidate, len(list))}
			for i, c := range list {
				out.Candidates[i] = Candidate{c.Person, c.Need, c.Name, c.RegisterNo, c.Topic, c.Severity, c.ReleaseDue}
			}
			return out, err
		})
}
