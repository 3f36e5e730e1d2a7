package personapi

import (
	"context"
	"time"

	"titian/internal/delivery/api"
	"titian/internal/feature/person"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

// Emergency is one officer's access to one person's record out of scope.
type Emergency struct {
	ID         id.Emergency    `json:"id"`
	Facility   id.Organisation `json:"facility_id" doc:"Office that answers for the person; its head reviews"`
	Person     id.Person       `json:"person_id"`
	Name       string          `json:"name" doc:"Empty once the access is over, save to the reviewing office"`
	OpenedBy   string          `json:"opened_by"`
	Org        id.Organisation `json:"org_id"`
	Reason     string          `json:"reason"`
	OpenedAt   time.Time       `json:"opened_at"`
	ExpiresAt  time.Time       `json:"expires_at"`
	Stands     bool            `json:"open" doc:"Whether its officer may still read"`
	Verdict    person.Verdict  `json:"verdict" enum:",justified,not_justified" doc:"Empty until reviewed"`
	ReviewNote string          `json:"review_note"`
	ReviewedBy string          `json:"reviewed_by"`
	Version    int64           `json:"version"`
}

func viewEmergency(e person.EmergencyRow) Emergency {
	return Emergency{
		ID: e.ID, Facility: e.Facility, Person: e.Person, Name: e.Name, OpenedBy: e.OpenedBy, Org: e.Org, Reason: e.Reason, OpenedAt: e.OpenedAt,
		ExpiresAt: e.ExpiresAt, Stands: e.Stands, Verdict: e.Verdict, ReviewNote: e.ReviewNote, ReviewedBy: e.ReviewedBy, Version: e.Version,
	}
}

// Reading is that somebody opened a person's record.
type Reading struct {
	At     time.Time       `json:"at"`
	Reader string          `json:"reader"`
	Role   string          `json:"role"`
	Org    id.Organisation `json:"org_id"`
	Way    person.Way      `json:"way" enum:"open,child,health,emergency,export"`
}

func viewReading(r person.Reading) Reading {
	return Reading{At: r.At, Reader: r.Reader, Role: r.Role, Org: r.Org, Way: r.Way}
}

// emergencyBody asks for access.
type emergencyBody struct {
	Number   string          `json:"number" maxLength:"100" doc:"Whole register number or identity number"`
	Facility id.Organisation `json:"facility_id,omitempty" doc:"Where two people have the number"`
	Reason   string          `json:"reason" maxLength:"500"`
}

// reviewBody is the head's word.
type reviewBody struct {
	Verdict person.Verdict `json:"verdict" enum:"justified,not_justified"`
	Note    string         `json:"review_note,omitempty" maxLength:"500" doc:"Required when not justified"`
}

func emergencies(a *api.API, s *person.Service) {
	nights := api.Resource[id.Emergency, person.EmergencyRow, Emergency]{
		API: a, Path: "/emergencies", Tag: tag, Name: "emergency access",
		Get: s.Emergency, View: viewEmergency,
		Key:     func(e person.EmergencyRow) id.Emergency { return e.ID },
		Version: func(e person.EmergencyRow) int64 { return e.Version },
	}
	api.One(nights)
	api.List(a, api.Op{Path: "/emergencies", Tag: tag, Summary: "List emergency access to one's people, and one's own"},
		func(ctx context.Context, actor authz.Actor, _ api.None, p page.Request) (page.Of[person.EmergencyRow], error) {
			return s.Emergencies(ctx, actor, p)
		}, viewEmergency)
	api.Create(nights, func(ctx context.Context, actor authz.Actor, b emergencyBody) (person.EmergencyRow, error) {
		e, err := s.BreakGlass(ctx, actor, person.EmergencyCommand{Number: b.Number, Facility: b.Facility, Reason: b.Reason})
		if err != nil {
			return person.EmergencyRow{}, err
		}
		return s.Emergency(ctx, actor, e.ID)
	})
	api.Act(nights, "review", "Review an emergency access", func(ctx context.Context, actor authz.Actor, key id.Emergency, version int64, b reviewBody) (person.EmergencyRow, error) {
		return s.Review(ctx, actor, key, person.ReviewCommand{Verdict: b.Verdict, Note: b.Note, Version: version})
	})
	api.List(a, api.Op{Path: "/people/{person}/readers", Tag: tag, Summary: "List who opened a person's record, newest first"},
		func(ctx context.Context, actor authz.Actor, in of, p page.Request) (page.Of[person.Reading], error) {
			return s.Readers(ctx, actor, in.Person, p)
		}, viewReading)
}
