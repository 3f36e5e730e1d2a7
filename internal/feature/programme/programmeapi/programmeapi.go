// Package programmeapi is programmes and classes as JSON: the catalogue,
// classes, seats, sessions, attendance, results and certificates.
//
// It owns wire types. It refuses to decide and to mask: the service has done both.
package programmeapi

import (
	"context"

	"titian/internal/delivery/api"
	"titian/internal/feature/programme"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

// Register adds the operations. The app calls it.
func Register(a *api.API, s *programme.Service) {
	registerProgrammes(a, s)
	registerClasses(a, s)
	registerEnrolments(a, s)
	registerSessions(a, s)
	registerCertificates(a, s)
}

// Programme is an entry of the catalogue; its units stand at /programmes/{id}/units.
type Programme struct {
	ID       id.Programme `json:"id"`
	Code     string       `json:"code" example:"LAS-DASAR"`
	Name     string       `json:"name"`
	Category string       `json:"category" enum:"PERSONAL,SELF_RELIANCE,REHABILITATION,HEALTH,REINTEGRATION"`
	Area     string       `json:"area" doc:"Area of need that it answers"`
	Sector   string       `json:"sector" doc:"Local sector, or empty"`
	Hours    int          `json:"hours"`
	Capacity int          `json:"capacity" doc:"Seats that a class starts from"`
	Active   bool         `json:"active"`
	Version  int64        `json:"version"`
}

func programmeView(p programme.Programme) Programme {
	return Programme{p.ID, p.Code, p.Name, string(p.Category), p.Area, p.Sector, p.Hours, p.Capacity, p.Active, p.Version}
}

// Unit is one unit of competency.
type Unit struct {
	Code  string `json:"code"`
	Title string `json:"title"`
}

type programmeBody struct {
	ID       id.Programme `json:"id,omitempty"`
	Code     string       `json:"code" maxLength:"30"`
	Name     string       `json:"name" maxLength:"200"`
	Category string       `json:"category" enum:"PERSONAL,SELF_RELIANCE,REHABILITATION,HEALTH,REINTEGRATION"`
	Area     string       `json:"area"`
	Sector   string       `json:"sector,omitempty"`
	Hours    int          `json:"hours"`
	Capacity int          `json:"capacity"`
	Units    []Unit       `json:"units,omitempty"`
}

type programmeChange struct {
	Code     string `json:"code" maxLength:"30"`
	Name     string `json:"name" maxLength:"200"`
	Category string `json:"category" enum:"PERSONAL,SELF_RELIANCE,REHABILITATION,HEALTH,REINTEGRATION"`
	Area     string `json:"area"`
	Sector   string `json:"sector,omitempty"`
	Hours    int    `json:"hours"`
	Capacity int    `json:"capacity"`
	Active   bool   `json:"active"`
	Units    []Unit `json:"units,omitempty" doc:"Replaces the units"`
}

func units(list []Unit) []programme.Unit {
	out := make([]programme.Unit, len(list))
	for i, u := range list {
		out[i] = programme.Unit{Code: u.Code, Title: u.Title}
	}
	return out
}

type programmeQuery struct {
	Q        string `query:"q" doc:"Part of a name or code"`
	Category string `query:"category" enum:"PERSONAL,SELF_RELIANCE,REHABILITATION,HEALTH,REINTEGRATION"`
	Sector   string `query:"sector"`
}

type unitsOf struct {
	Programme id.Programme `path:"programme"`
}

// Units are the units of one programme.
type Units struct {
	Units []Unit `json:"units"`
}

func registerProgrammes(a *api.API, s *programme.Service) {
	programmes := api.Resource[id.Programme, programme.Programme, Programme]{
		API: a, Path: "/programmes", Tag: "Programmes", Name: "programme", View: programmeView,
		Get: func(ctx context.Context, actor authz.Actor, key id.Programme) (programme.Programme, error) {
			p, _, err := s.Programme(ctx, actor, key)
			return p, err
		},
		Key:     func(p programme.Programme) id.Programme { return p.ID },
		Version: func(p programme.Programme) int64 { return p.Version },
	}
	api.One(programmes)
	api.List(a, api.Op{Path: "/programmes", Tag: "Programmes", Summary: "List the catalogue by name"},
		func(ctx context.Context, actor authz.Actor, q programmeQuery, r page.Request) (page.Of[programme.Programme], error) {
			f := programme.ProgrammeFilter{Text: q.Q, Category: programme.Category(q.Category)}
			if q.Sector != "" {
				f.Sectors = []string{q.Sector}
			}
			return s.Programmes(ctx, actor, f, r)
		}, programmeView)
	api.Create(programmes, func(ctx context.Context, actor authz.Actor, b programmeBody) (programme.Programme, error) {
		return s.AddProgramme(ctx, actor, programme.ProgrammeCommand{
			ID: b.ID, Code: b.Code, Name: b.Name, Category: programme.Category(b.Category),
			Area: b.Area, Sector: b.Sector, Hours: b.Hours, Capacity: b.Capacity, Units: units(b.Units),
		})
	})
	api.Update(programmes, func(ctx context.Context, actor authz.Actor, key id.Programme, version int64, b programmeChange) (programme.Programme, error) {
		return s.ChangeProgramme(ctx, actor, programme.ProgrammeCommand{
			ID: key, Version: version, Code: b.Code, Name: b.Name, Category: programme.Category(b.Category),
			Area: b.Area, Sector: b.Sector, Hours: b.Hours, Capacity: b.Capacity, Active: b.Active, Units: units(b.Units),
		})
	})
	api.Read(a, api.Op{Path: "/programmes/{programme}/units", Tag: "Programmes", Summary: "Units of competency of a programme"},
		func(ctx context.Context, actor authz.Actor, in unitsOf) (Units, error) {
			_, list, err := s.Programme(ctx, actor, in.Programme)
			out := Units{Units: make([]Unit, len(list))}
			for i, u := range list {
				out.Units[i] = Unit{u.Code, u.Title}
			}
			return out, err
		})
}
