package reportapi

import (
	"context"
	"time"

	"titian/internal/delivery/api"
	"titian/internal/feature/partnership"
	"titian/internal/feature/report"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

type courseQuery struct {
	Agreement id.Agreement    `query:"agreement"`
	Partner   id.Organisation `query:"partner"`
	Facility  id.Organisation `query:"facility" doc:"Its own agreements and those that serve it"`
	Region    id.Organisation `query:"region" doc:"A regional office with the facilities below it"`
}

// Course is the vitality of signed agreements over time, with indicators 23 to 28.
type Course struct {
	Agreements []CourseAgreement `json:"agreements" doc:"By reference; there is no order by verdict"`
	Points     []CoursePoint     `json:"points" doc:"The ends of the last quarters, and today"`
	Reached    report.Reached    `json:"reached" doc:"Indicator 25"`
	Onset      CourseOnset       `json:"onset" doc:"Indicator 26 by Kaplan and Meier; never started is censored"`
}

// CourseAgreement is one agreement with its verdict at each point.
type CourseAgreement struct {
	ID       id.Agreement    `json:"id"`
	Ref      string          `json:"ref"`
	Title    string          `json:"title"`
	Host     id.Organisation `json:"host_id"`
	Partner  id.Organisation `json:"partner_id"`
	SignedOn civil.Date      `json:"signed_on"`
	EndsOn   civil.Date      `json:"ends_on"`
	Verdicts []string        `json:"verdicts" doc:"Beside points"`
	Missing  []CourseLack    `json:"missing" doc:"Today"`
}

// CourseLack is a piece of evidence that is missing, with how many.
type CourseLack struct {
	Code string `json:"code"`
	N    int    `json:"n"`
}

// CoursePoint is how the agreements stood at the end of one day.
type CoursePoint struct {
	Day        civil.Date        `json:"day"`
	Concrete   int               `json:"concrete"`
	Slow       int               `json:"slow"`
	Ceremonial int               `json:"ceremonial"`
	Young      int               `json:"young"`
	Kept       partnership.Ratio `json:"kept_on_time" doc:"Indicator 23"`
	Value      partnership.Ratio `json:"value_rp" doc:"Indicator 24"`
	Renewed    partnership.Ratio `json:"renewed" doc:"Indicator 27, of agreements that ended"`
	Active     partnership.Ratio `json:"active" doc:"Indicator 27, of agreements in force"`
	Evidence   partnership.Ratio `json:"confirmed" doc:"Indicator 28"`
}

// CourseOnset is how long agreements wait for their first confirmed delivery.
type CourseOnset struct {
	Signed  int       `json:"signed"`
	Started int       `json:"started"`
	Never   int       `json:"never_started"`
	Median  *int      `json:"median_days" doc:"null while fewer than half have started"`
	Days    []int     `json:"days"`
	Share   []float64 `json:"not_started" doc:"Beside days"`
}

// RegisterTogether adds what speaks of cooperation as a whole: vitality over time,
// and open formats.
func RegisterTogether(a *api.API, s *report.Service, promises *partnership.Service, address string, now func() time.Time) {
	open(a, s, address, now)
	api.Read(a, api.Op{
		Path: "/vitality", Tag: "Agreements", Summary: "Whether agreements are concrete, slow or ceremonial, over time",
		Detail: "Of one agreement, partner, facility or region: exactly one is asked for. Computed at each read; agreements that the caller may not see are not counted.",
	}, func(ctx context.Context, actor authz.Actor, q courseQuery) (Course, error) {
		whose := partnership.Whose(q)
		if err := oneOf(q); err != nil {
			return Course{}, err
		}
		found, err := promises.Course(ctx, actor, whose)
		if err != nil {
			return Course{}, err
		}
		out := courseView(found)
		out.Reached, err = s.Reached(ctx, actor, whose)
		return out, err
	})
}

// oneOf refuses a question about everything, and one about two things.
func oneOf(q courseQuery) error {
	asked := 0
	for _, zero := range []bool{q.Agreement.IsZero(), q.Partner.IsZero(), q.Facility.IsZero(), q.Region.IsZero()} {
		if !zero {
			asked++
		}
	}
	if asked == 1 {
		return nil
	}
	var f errs.Fields
	f.Add("agreement", "choice.invalid")
	return f.Err()
}

func courseView(c partnership.Course) Course {
	out := Course{Agreements: []CourseAgreement{}, Points: []CoursePoint{}, Onset: CourseOnset{
		Signed: c.First.Signed, Started: c.First.Started, Never: c.First.Never, Days: c.First.Days, Share: c.First.Share,
	}}
	if c.First.Known {
		out.Onset.Median = &c.First.Median
	}
	for _, a := range c.Agreements {
		v := CourseAgreement{ID: a.Agreement, Ref: a.Ref, Title: a.Title, Host: a.Host, Partner: a.Partner, SignedOn: a.SignedOn, EndsOn: a.EndsOn, Missing: []CourseLack{}}
		for _, x := range a.Verdicts {
			v.Verdicts = append(v.Verdicts, string(x))
		}
		for _, x := range a.Evidence.Missing() {
			v.Missing = append(v.Missing, CourseLack(x))
		}
		out.Agreements = append(out.Agreements, v)
	}
	for _, p := range c.Points {
		out.Points = append(out.Points, CoursePoint{
			p.Day, p.Verdicts[partnership.Concrete], p.Verdicts[partnership.Slow], p.Verdicts[partnership.Ceremonial], p.Verdicts[partnership.Young],
			p.Kept, p.Value, p.Renewed, p.Active, p.Evidence,
		})
	}
	return out
}
