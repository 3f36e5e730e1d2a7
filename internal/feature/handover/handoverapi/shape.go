package handoverapi

import (
	"slices"

	"titian/internal/feature/handover"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
)

// HandOver is a file as clients see it.
type HandOver struct {
	ID             id.HandOver     `json:"id"`
	Ref            string          `json:"ref" example:"BUNGO-ST-26-1"`
	Facility       id.Organisation `json:"facility_id" doc:"The side that releases"`
	To             id.Organisation `json:"to_id" doc:"The probation office that receives"`
	Person         id.Person       `json:"person_id"`
	Name           string          `json:"name"`
	RegisterNo     string          `json:"register_no"`
	ReleaseKind    string          `json:"release_kind" enum:"parole,conditional_leave,prerelease_leave,expiry"`
	ReleaseOn      civil.Date      `json:"release_on"`
	Summary        string          `json:"summary"`
	FollowOn       string          `json:"follow_on"`
	Items          []Item          `json:"items"`
	Unanswered     []string        `json:"unanswered" doc:"What keeps the file from being sent, as paths of its fields"`
	Status         string          `json:"status" enum:"draft,sent,accepted,returned,cancelled"`
	SentOn         civil.Date      `json:"sent_on"`
	AnsweredOn     civil.Date      `json:"answered_on"`
	AnswerReason   string          `json:"answer_reason"`
	FirstContactOn civil.Date      `json:"first_contact_on"`
	Version        int64           `json:"version"`
}

// Item is the answer to one paper of the file; empty while it is open.
type Item struct {
	Item   string `json:"item" enum:"release_letter,id_papers,assessment,programme_record,certificates,health_summary,guarantor,follow_on_plan"`
	Answer string `json:"answer" enum:"enclosed,missing,not_applicable,"`
	Note   string `json:"note"`
}

func view(f handover.File) HandOver {
	v := HandOver{
		ID: f.ID, Ref: f.Ref, Facility: f.Facility, To: f.To, Person: f.Person, Name: f.Name, RegisterNo: f.RegisterNo,
		ReleaseKind: string(f.ReleaseKind), ReleaseOn: f.ReleaseOn, Summary: f.Summary, FollowOn: f.FollowOn,
		Unanswered: append([]string{}, f.Unanswered()...), Status: string(f.Status), SentOn: f.SentOn, AnsweredOn: f.AnsweredOn,
		AnswerReason: f.AnswerReason, FirstContactOn: f.FirstContactOn, Version: f.Version,
	}
	for _, paper := range handover.Papers() {
		it := f.Answer(paper)
		v.Items = append(v.Items, Item{paper, string(it.Answer), it.Note})
	}
	return v
}

// Row is one line of a list.
type Row struct {
	ID         id.HandOver     `json:"id"`
	Ref        string          `json:"ref"`
	Facility   id.Organisation `json:"facility_id"`
	To         id.Organisation `json:"to_id"`
	Person     id.Person       `json:"person_id"`
	Name       string          `json:"name"`
	RegisterNo string          `json:"register_no"`
	ReleaseOn  civil.Date      `json:"release_on"`
	Status     string          `json:"status" enum:"draft,sent,accepted,returned,cancelled"`
	SentOn     civil.Date      `json:"sent_on"`
}

func row(x handover.Row) Row {
	return Row{x.ID, x.Ref, x.Facility, x.To, x.Person, x.Name, x.RegisterNo, x.ReleaseOn, string(x.Status), x.SentOn}
}

type listQuery struct {
	Side   string          `query:"side" enum:"out,in" doc:"out: what a facility sends (the default); in: what a probation office receives"`
	Status string          `query:"status" enum:"draft,sent,accepted,returned,cancelled"`
	Office id.Organisation `query:"office" doc:"One office of the reader's scope; a national reader must name one"`
	Text   string          `query:"q" doc:"A part of the name or the number"`
	Sort   string          `query:"sort" enum:"release_on,-release_on"`
}

func (q listQuery) filter() handover.Filter {
	return handover.Filter{Side: handover.Side(q.Side), Status: handover.Status(q.Status), Office: q.Office, Text: q.Text, Desc: q.Sort == "-release_on"}
}

// draftBody begins a file; papers that are left out stay open.
type draftBody struct {
	ID          id.HandOver           `json:"id,omitempty" doc:"A key of the client's own, optional"`
	To          id.Organisation       `json:"to_id"`
	ReleaseKind person.EndKind        `json:"release_kind" enum:"parole,conditional_leave,prerelease_leave,expiry"`
	ReleaseOn   civil.Date            `json:"release_on"`
	Summary     string                `json:"summary,omitempty" maxLength:"20000"`
	FollowOn    string                `json:"follow_on,omitempty" maxLength:"20000"`
	Items       []handover.ItemAnswer `json:"items,omitempty"`
}

func (b draftBody) command() handover.Command {
	return handover.Command{ID: b.ID, To: b.To, ReleaseKind: b.ReleaseKind, ReleaseOn: b.ReleaseOn, Summary: b.Summary, FollowOn: b.FollowOn, Items: b.Items}
}

// changeBody changes what it names; what is absent stays, papers too.
type changeBody struct {
	To          *id.Organisation      `json:"to_id,omitempty"`
	ReleaseKind *person.EndKind       `json:"release_kind,omitempty" enum:"parole,conditional_leave,prerelease_leave,expiry"`
	ReleaseOn   *civil.Date           `json:"release_on,omitempty"`
	Summary     *string               `json:"summary,omitempty" maxLength:"20000"`
	FollowOn    *string               `json:"follow_on,omitempty" maxLength:"20000"`
	Items       []handover.ItemAnswer `json:"items,omitempty" doc:"Only the papers whose answer changes"`
}

// command is the file as it is with what the body names changed. The papers of
// the body stand first, so that a field error's number is the client's own.
func (b changeBody) command(now handover.File) handover.Command {
	c := handover.Command{To: now.To, ReleaseKind: now.ReleaseKind, ReleaseOn: now.ReleaseOn, Summary: now.Summary, FollowOn: now.FollowOn, Items: b.Items}
	set(&c.To, b.To)
	set(&c.ReleaseKind, b.ReleaseKind)
	set(&c.ReleaseOn, b.ReleaseOn)
	set(&c.Summary, b.Summary)
	set(&c.FollowOn, b.FollowOn)
	for _, it := range now.Items {
		if !slices.ContainsFunc(b.Items, func(x handover.ItemAnswer) bool { return x.Item == it.Item }) {
			c.Items = append(c.Items, handover.ItemAnswer{Item: it.Item, Answer: it.Answer, Note: it.Note})
		}
	}
	return c
}

func set[T any](to *T, v *T) {
	if v != nil {
		*to = *v
	}
}

type acceptBody struct {
	FirstContactOn civil.Date `json:"first_contact_on,omitempty" doc:"Day of the first meeting; may be noted later"`
}

type contactBody struct {
	FirstContactOn civil.Date `json:"first_contact_on"`
}

type reasonBody struct {
	Reason string `json:"reason" maxLength:"500"`
}
