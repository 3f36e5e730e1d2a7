package partnershipapi

import (
	"context"
	"time"

	"titian/internal/delivery/api"
	"titian/internal/feature/partnership"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

// Commitment is a promise with its sums.
type Commitment struct {
	ID           id.Commitment   `json:"id"`
	Ref          string          `json:"ref" example:"SELONG-J-26-1"`
	Meeting      id.Meeting      `json:"meeting_id"`
	Decision     id.Decision     `json:"decision_id"`
	Proposal     id.Proposal     `json:"proposal_id"`
	Agreement    id.Agreement    `json:"agreement_id"`
	Activity     id.Activity     `json:"activity_id"`
	Promiser     id.Organisation `json:"promiser_id"`
	PromiserName string          `json:"promiser_name"`
	Receiver     id.Organisation `json:"receiver_id"`
	ReceiverName string          `json:"receiver_name"`
	OwnerPost    id.Post         `json:"owner_post_id"`
	OwnerTitle   string          `json:"owner_title"`
	Form         string          `json:"form"`
	Title        string          `json:"title"`
	Quantity     int             `json:"quantity"`
	Unit         string          `json:"unit"`
	Value        money.Rupiah    `json:"value_rp"`
	DueOn        civil.Date      `json:"due_on"`
	Status       string          `json:"status" enum:"open,fulfilled,cancelled" doc:"Overdue follows from status and due_on"`
	ClosedOn     civil.Date      `json:"closed_on"`
	CloseReason  string          `json:"close_reason"`
	Sums         Sums            `json:"sums"`
	Version      int64           `json:"version"`
	sides
}

// Sums are what the deliveries add up to; only confirmed counts.
type Sums struct {
	Delivered   int          `json:"delivered"`
	Confirmed   int          `json:"confirmed"`
	Disputed    int          `json:"disputed"`
	DeliveredRp money.Rupiah `json:"delivered_rp"`
	ConfirmedRp money.Rupiah `json:"confirmed_rp"`
	DisputedRp  money.Rupiah `json:"disputed_rp"`
}

func commitmentView(c partnership.CommitmentView) Commitment {
	return Commitment{
		c.ID, c.Ref, c.Meeting, c.Decision, c.Proposal, c.Agreement, c.Activity, c.Promiser, c.PromiserName, c.Receiver, c.ReceiverName, c.OwnerPost, c.OwnerTitle,
		c.Form, c.Title, c.Quantity, c.Unit, c.Value, c.DueOn, string(c.Status), c.ClosedOn, c.CloseReason, Sums(c.Sums), c.Version,
		sidesOf(c.Cooperation, c.Host, c.Partner, c.Sides),
	}
}

// Amendment is what a promise was before it was changed.
type Amendment struct {
	Title    string       `json:"title"`
	Quantity int          `json:"quantity"`
	Unit     string       `json:"unit"`
	Value    money.Rupiah `json:"value_rp"`
	DueOn    civil.Date   `json:"due_on"`
	Reason   string       `json:"reason"`
	MadeBy   string       `json:"made_by"`
	MadeAt   time.Time    `json:"made_at"`

	OwnerTitle string      `json:"owner_title"`
	Milestones []milestone `json:"milestones"`
}

// milestone is a part of a promise with its own day.
type milestone struct {
	Title    string       `json:"title" maxLength:"200"`
	DueOn    civil.Date   `json:"due_on"`
	Quantity int          `json:"quantity,omitempty" minimum:"0"`
	Value    money.Rupiah `json:"value_rp,omitempty" minimum:"0"`
}

// Part is a milestone as it stands today.
type Part struct {
	Title    string       `json:"title"`
	DueOn    civil.Date   `json:"due_on"`
	Quantity int          `json:"quantity"`
	Value    money.Rupiah `json:"value_rp"`
	Done     bool         `json:"done" doc:"Confirmed deliveries fill the milestones in the order of their days"`
	Late     int          `json:"late" doc:"Days past its day while it is not done"`
}

func milestones(list []partnership.Milestone) []milestone {
	out := make([]milestone, len(list))
	for i, m := range list {
		out[i] = milestone(m)
	}
	return out
}

// planOf is the plan that a body names; nil is none named.
func planOf(list []milestone) []partnership.Milestone {
	if list == nil {
		return nil
	}
	out := make([]partnership.Milestone, len(list))
	for i, m := range list {
		out[i] = partnership.Milestone(m)
	}
	return out
}

// CommitmentDetail is a commitment with its deliveries and former terms.
type CommitmentDetail struct {
	Commitment
	Milestones []Part      `json:"milestones"`
	Deliveries []Delivery  `json:"deliveries"`
	Amendments []Amendment `json:"amendments" doc:"Newest first"`
}

func commitmentDetail(c partnership.CommitmentDetail) CommitmentDetail {
	out := CommitmentDetail{Commitment: commitmentView(c.CommitmentView), Milestones: []Part{}, Deliveries: []Delivery{}, Amendments: []Amendment{}}
	for _, x := range c.Parts {
		out.Milestones = append(out.Milestones, Part{x.Title, x.DueOn, x.Quantity, x.Value, x.Done, x.Late})
	}
	for _, d := range c.Deliveries {
		out.Deliveries = append(out.Deliveries, deliveryView(d))
	}
	for _, x := range c.Amendments {
		out.Amendments = append(out.Amendments, Amendment{x.Title, x.Quantity, x.Unit, x.Value, x.DueOn, x.Reason, x.MadeBy, x.MadeAt, x.OwnerTitle, milestones(x.Milestones)})
	}
	return out
}

// termsBody is what a promise says.
type termsBody struct {
	Form      string       `json:"form"`
	Title     string       `json:"title" maxLength:"200"`
	Quantity  int          `json:"quantity" minimum:"1"`
	Unit      string       `json:"unit" maxLength:"200"`
	Value     money.Rupiah `json:"value_rp,omitempty" minimum:"0"`
	DueOn     civil.Date   `json:"due_on"`
	OwnerPost id.Post      `json:"owner_post_id,omitempty" doc:"A post of the promiser"`
	Agreement id.Agreement `json:"agreement_id,omitempty"`
	Activity  id.Activity  `json:"activity_id,omitempty"`
}

type promiseBody struct {
	ID          id.Commitment   `json:"id,omitempty"`
	Cooperation id.Cooperation  `json:"cooperation_id,omitempty" doc:"Needed unless a decision is named"`
	Decision    id.Decision     `json:"decision_id,omitempty"`
	Promiser    id.Organisation `json:"promiser_id"`
	Receiver    id.Organisation `json:"receiver_id"`
	termsBody
	Milestones []milestone `json:"milestones,omitempty" maxItems:"40"`
}

type amendBody struct {
	termsBody
	Milestones []milestone `json:"milestones,omitempty" maxItems:"40" doc:"As before when left out; an empty list takes them away"`
	Reason     string      `json:"reason" maxLength:"500"`
}

type commitmentQuery struct {
	Q           string          `query:"q"`
	Cooperation id.Cooperation  `query:"cooperation"`
	Agreement   id.Agreement    `query:"agreement"`
	Partner     id.Organisation `query:"partner"`
	Facility    id.Organisation `query:"facility" doc:"Gives or gets, on the host's side"`
	Post        id.Post         `query:"post" doc:"The post that answers for it"`
	Status      string          `query:"status" enum:"open,fulfilled,cancelled"`
	Form        string          `query:"form"`
	Unit        string          `query:"unit"`
	By          string          `query:"by" enum:"partner,host" doc:"Whose promises"`
	Late        bool            `query:"late" doc:"Only what is overdue today"`
	Sort        string          `query:"sort" enum:"due_on,ref"`
	Desc        bool            `query:"desc"`
}

func (q commitmentQuery) filter() partnership.CommitmentFilter {
	return partnership.CommitmentFilter{
		Text: q.Q, Cooperation: q.Cooperation, Agreement: q.Agreement, Partner: q.Partner, Facility: q.Facility, Post: q.Post,
		Status: partnership.CommitmentStatus(q.Status), Form: q.Form, Unit: q.Unit, By: q.By, Late: q.Late, Sort: q.Sort, Desc: q.Desc,
	}
}

func registerCommitments(a *api.API, s *partnership.Service) {
	commitments := api.Resource[id.Commitment, partnership.CommitmentDetail, CommitmentDetail]{
		API: a, Path: "/commitments", Tag: "Commitments", Name: "commitment", Get: s.Commitment, View: commitmentDetail,
		Key:     func(c partnership.CommitmentDetail) id.Commitment { return c.ID },
		Version: func(c partnership.CommitmentDetail) int64 { return c.Version },
	}
	// after reads the record again once it was changed.
	after := func(ctx context.Context, actor authz.Actor, key id.Commitment, err error) (partnership.CommitmentDetail, error) {
		if err != nil {
			return partnership.CommitmentDetail{}, err
		}
		return s.Commitment(ctx, actor, key)
	}
	api.One(commitments)
	api.List(a, api.Op{Path: "/commitments", Tag: "Commitments", Summary: "List commitments with their sums"},
		func(ctx context.Context, actor authz.Actor, q commitmentQuery, r page.Request) (page.Of[partnership.CommitmentView], error) {
			return s.Commitments(ctx, actor, q.filter(), r)
		}, commitmentView)
	api.Create(commitments, func(ctx context.Context, actor authz.Actor, b promiseBody) (partnership.CommitmentDetail, error) {
		c, err := s.Promise(ctx, actor, partnership.PromiseCommand{
			ID: b.ID, Cooperation: b.Cooperation, Decision: b.Decision, Promiser: b.Promiser, Receiver: b.Receiver,
			CommitmentTerms: partnership.CommitmentTerms(b.termsBody), Milestones: planOf(b.Milestones),
		})
		return after(ctx, actor, c.ID, err)
	})
	api.Update(commitments, func(ctx context.Context, actor authz.Actor, key id.Commitment, version int64, b amendBody) (partnership.CommitmentDetail, error) {
		return after(ctx, actor, key, s.Amend(ctx, actor, key, version, partnership.AmendCommand{CommitmentTerms: partnership.CommitmentTerms(b.termsBody), Milestones: planOf(b.Milestones), Reason: b.Reason}))
	})
	api.Act(commitments, "cancel", "Release the promiser, by the side that was promised to", func(ctx context.Context, actor authz.Actor, key id.Commitment, version int64, b reasonBody) (partnership.CommitmentDetail, error) {
		return after(ctx, actor, key, s.CancelCommitment(ctx, actor, key, version, b.Reason))
	})
}
