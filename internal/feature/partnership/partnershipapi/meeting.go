package partnershipapi

import (
	"context"

	"titian/internal/delivery/api"
	"titian/internal/feature/agreement"
	"titian/internal/feature/partnership"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

// Meeting is a meeting as a list shows it.
type Meeting struct {
	ID       id.Meeting    `json:"id"`
	Ref      string        `json:"ref" example:"SELONG-M-26-1"`
	Kind     string        `json:"kind" enum:"audience,coordination,drafting,signing,monitoring"`
	Title    string        `json:"title"`
	HeldOn   civil.Partial `json:"held_on" doc:"A day, a month, a year, or empty when unknown" example:"2025-08"`
	BeginsAt string        `json:"begins_at" doc:"By the clock at the place; empty when unknown" example:"09:30"`
	Place    string        `json:"place"`
	Agenda   string        `json:"agenda" doc:"One point a line, in their order"`
	Series   id.Meeting    `json:"series_id" doc:"The first meeting of its series; null when it stands alone"`
	Follows  id.Meeting    `json:"follows_id"`
	Minutes  string        `json:"minutes"`
	Status   string        `json:"status" enum:"planned,held,cancelled"`
	Version  int64         `json:"version"`
	sides
}

func meetingView(m partnership.MeetingView) Meeting {
	return Meeting{m.ID, m.Ref, string(m.Kind), m.Title, m.HeldOn, m.BeginsAt, m.Place, m.Agenda, m.Series, m.Follows, m.Minutes, string(m.Status), m.Version, sidesOf(m.Cooperation, m.Host, m.Partner, m.Sides)}
}

// Attendee is one who was there, by office.
type Attendee struct {
	Organisation string `json:"organisation,omitempty" maxLength:"200"`
	Office       string `json:"office" maxLength:"200"`
	Name         string `json:"name,omitempty" maxLength:"200"`
}

// Decision is one thing that a meeting decided.
type Decision struct {
	ID          id.Decision  `json:"id"`
	Meeting     id.Meeting   `json:"meeting_id"`
	Ordinal     int          `json:"ordinal"`
	Body        string       `json:"body"`
	Agreement   id.Agreement `json:"agreement_id" doc:"Drafted because of it"`
	SettledOn   civil.Date   `json:"settled_on" doc:"Done without a record of its own"`
	SettledNote string       `json:"settled_note"`
	Version     int64        `json:"version"`
}

func decisionView(d partnership.Decision) Decision {
	return Decision{d.ID, d.Meeting, d.Ordinal, d.Body, d.Agreement, d.SettledOn, d.SettledNote, d.Version}
}

// Outcome is what became of a decision.
type Outcome struct {
	Decision id.Decision `json:"decision_id"`
	Kind     string      `json:"kind" enum:"proposal,commitment,agreement"`
	Record   id.Any      `json:"record_id"`
	Ref      string      `json:"ref"`
	Status   string      `json:"status"`
}

// MeetingDetail is a meeting with who was there, what was decided and what
// became of it.
type MeetingDetail struct {
	Meeting
	Attendees []Attendee `json:"attendees"`
	Decisions []Decision `json:"decisions"`
	Outcomes  []Outcome  `json:"outcomes"`
	Carried   []Carried  `json:"carried" doc:"What earlier meetings of the series left open"`
}

// Carried is something that an earlier meeting of the series left open.
type Carried struct {
	Kind    string     `json:"kind" enum:"decision,commitment"`
	Record  id.Any     `json:"record_id"`
	Meeting id.Meeting `json:"meeting_id"`
	Ref     string     `json:"ref"`
	Text    string     `json:"text"`
	DueOn   civil.Date `json:"due_on"`
}

func meetingDetail(d partnership.MeetingDetail) MeetingDetail {
	out := MeetingDetail{Meeting: meetingView(d.MeetingView), Attendees: []Attendee{}, Decisions: []Decision{}, Outcomes: []Outcome{}, Carried: []Carried{}}
	for _, a := range d.Attendees {
		out.Attendees = append(out.Attendees, Attendee(a))
	}
	for _, x := range d.Decisions {
		out.Decisions = append(out.Decisions, decisionView(x))
	}
	for _, c := range d.Carried {
		out.Carried = append(out.Carried, Carried(c))
	}
	for _, o := range d.Outcomes {
		out.Outcomes = append(out.Outcomes, Outcome{o.Decision, o.Kind, o.Record, o.Ref, o.Status})
	}
	return out
}

type meetingBody struct {
	Kind      string        `json:"kind" enum:"audience,coordination,drafting,signing,monitoring"`
	Title     string        `json:"title" maxLength:"200"`
	HeldOn    civil.Partial `json:"held_on,omitempty"`
	BeginsAt  string        `json:"begins_at,omitempty" maxLength:"5"`
	Place     string        `json:"place,omitempty" maxLength:"500"`
	Agenda    string        `json:"agenda,omitempty" maxLength:"20000"`
	Minutes   string        `json:"minutes,omitempty" maxLength:"20000"`
	Attendees []Attendee    `json:"attendees,omitempty" maxItems:"200"`
}

func (b meetingBody) command() partnership.MeetingCommand {
	c := partnership.MeetingCommand{Kind: partnership.MeetingKind(b.Kind), Title: b.Title, HeldOn: b.HeldOn, BeginsAt: b.BeginsAt, Place: b.Place, Agenda: b.Agenda, Minutes: b.Minutes}
	for _, a := range b.Attendees {
		c.Attendees = append(c.Attendees, partnership.Attendee(a))
	}
	return c
}

type recordBody struct {
	ID          id.Meeting     `json:"id,omitempty"`
	Cooperation id.Cooperation `json:"cooperation_id"`
	Follows     id.Meeting     `json:"follows_id,omitempty"`
	Status      string         `json:"status,omitempty" enum:"planned,held"`
	meetingBody
}

type holdBody struct {
	HeldOn civil.Partial `json:"held_on,omitempty" doc:"Left out: as planned"`
}

type decideBody struct {
	ID   id.Decision `json:"id,omitempty"`
	Body string      `json:"body" maxLength:"20000"`
}

type decisionBody struct {
	Body string `json:"body" maxLength:"20000"`
}

type meetingQuery struct {
	Q           string         `query:"q"`
	Cooperation id.Cooperation `query:"cooperation"`
	Kind        string         `query:"kind" enum:"audience,coordination,drafting,signing,monitoring"`
	Status      string         `query:"status" enum:"planned,held,cancelled"`
	Sort        string         `query:"sort" enum:"held_on,ref"`
	Desc        bool           `query:"desc"`
}

type ofMeeting struct {
	Meeting id.Meeting `path:"meeting"`
}

func registerMeetings(a *api.API, s *partnership.Service) {
	meetings := api.Resource[id.Meeting, partnership.MeetingDetail, MeetingDetail]{
		API: a, Path: "/meetings", Tag: "Meetings", Name: "meeting", Get: s.Meeting, View: meetingDetail,
		Key:     func(m partnership.MeetingDetail) id.Meeting { return m.ID },
		Version: func(m partnership.MeetingDetail) int64 { return m.Version },
	}
	// after reads the record again once it was changed.
	after := func(ctx context.Context, actor authz.Actor, key id.Meeting, err error) (partnership.MeetingDetail, error) {
		if err != nil {
			return partnership.MeetingDetail{}, err
		}
		return s.Meeting(ctx, actor, key)
	}
	api.One(meetings)
	api.List(a, api.Op{Path: "/meetings", Tag: "Meetings", Summary: "List meetings by day"},
		func(ctx context.Context, actor authz.Actor, q meetingQuery, r page.Request) (page.Of[partnership.MeetingView], error) {
			return s.Meetings(ctx, actor, partnership.MeetingFilter{
				Text: q.Q, Cooperation: q.Cooperation, Kind: partnership.MeetingKind(q.Kind),
				Status: partnership.MeetingStatus(q.Status), Sort: q.Sort, Desc: q.Desc,
			}, r)
		}, meetingView)
	api.Create(meetings, func(ctx context.Context, actor authz.Actor, b recordBody) (partnership.MeetingDetail, error) {
		m, err := s.Record(ctx, actor, partnership.RecordCommand{ID: b.ID, Cooperation: b.Cooperation, Follows: b.Follows, Status: partnership.MeetingStatus(b.Status), MeetingCommand: b.command()})
		return after(ctx, actor, m.ID, err)
	})
	api.Update(meetings, func(ctx context.Context, actor authz.Actor, key id.Meeting, version int64, b meetingBody) (partnership.MeetingDetail, error) {
		return after(ctx, actor, key, s.ChangeMeeting(ctx, actor, key, version, b.command()))
	})
	api.Act(meetings, "hold", "Say that a planned meeting took place", func(ctx context.Context, actor authz.Actor, key id.Meeting, version int64, b holdBody) (partnership.MeetingDetail, error) {
		return after(ctx, actor, key, s.Hold(ctx, actor, key, version, b.HeldOn))
	})
	api.Act(meetings, "cancel", "Say that a planned meeting will not take place", func(ctx context.Context, actor authz.Actor, key id.Meeting, version int64, _ api.None) (partnership.MeetingDetail, error) {
		return after(ctx, actor, key, s.CancelMeeting(ctx, actor, key, version))
	})
	registerDecisions(a, s)
}

func registerDecisions(a *api.API, s *partnership.Service) {
	decisions := api.Resource[id.Decision, partnership.Decision, Decision]{
		API: a, Path: "/decisions", Tag: "Meetings", Name: "decision", Get: s.Decision, View: decisionView,
		Key:     func(d partnership.Decision) id.Decision { return d.ID },
		Version: func(d partnership.Decision) int64 { return d.Version },
	}
	api.One(decisions)
	api.CreateUnder(decisions, "/meetings/{meeting}/decisions", func(ctx context.Context, actor authz.Actor, in ofMeeting, b decideBody) (partnership.Decision, error) {
		return s.Decide(ctx, actor, in.Meeting, b.ID, b.Body)
	})
	api.Update(decisions, func(ctx context.Context, actor authz.Actor, key id.Decision, version int64, b decisionBody) (partnership.Decision, error) {
		if err := s.ChangeDecision(ctx, actor, key, version, b.Body); err != nil {
			return partnership.Decision{}, err
		}
		return s.Decision(ctx, actor, key)
	})
	api.Act(decisions, "settle", "Say that a decision is done without a record of its own", func(ctx context.Context, actor authz.Actor, key id.Decision, version int64, b settleBody) (partnership.Decision, error) {
		if err := s.Settle(ctx, actor, key, version, b.Note); err != nil {
			return partnership.Decision{}, err
		}
		return s.Decision(ctx, actor, key)
	})
	api.Act(decisions, "agreement", "Make a draft agreement of a decision", func(ctx context.Context, actor authz.Actor, key id.Decision, _ int64, b draftBody) (partnership.Decision, error) {
		if _, err := s.DraftAgreement(ctx, actor, key, b.command()); err != nil {
			return partnership.Decision{}, err
		}
		return s.Decision(ctx, actor, key)
	})
	type ofDecision struct {
		Decision id.Decision `path:"decision"`
	}
	api.Post(a, api.Op{Path: "/decisions/{decision}/remove", Tag: "Meetings", Summary: "Take back a decision of which nothing has become"},
		func(ctx context.Context, actor authz.Actor, in ofDecision, _ api.None) (removed, error) {
			return removed{true}, s.RemoveDecision(ctx, actor, in.Decision)
		}, func(context.Context, authz.Actor, ofDecision, string) (removed, error) { return removed{true}, nil })
}

type removed struct {
	Removed bool `json:"removed"`
}

type settleBody struct {
	Note string `json:"settled_note" maxLength:"500"`
}

type draftBody struct {
	ID         id.Agreement `json:"id,omitempty"`
	Kind       string       `json:"kind" enum:"memorandum,accord,joint_agreement,implementing_agreement,action_plan"`
	Label      string       `json:"label" maxLength:"200"`
	LegalTrack string       `json:"legal_track" enum:"SINERGI,KSDD,KSDPK,UPT_PARTNER"`
	Title      string       `json:"title" maxLength:"200"`
	Scope      string       `json:"scope,omitempty" maxLength:"20000"`
}

func (b draftBody) command() agreement.DraftCommand {
	return agreement.DraftCommand{ID: b.ID, Terms: agreement.Terms{Kind: agreement.Kind(b.Kind), Label: b.Label, LegalTrack: agreement.LegalTrack(b.LegalTrack), Title: b.Title, Scope: b.Scope}}
}
