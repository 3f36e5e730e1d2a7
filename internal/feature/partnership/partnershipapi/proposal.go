package partnershipapi

import (
	"context"

	"titian/internal/delivery/api"
	"titian/internal/feature/partnership"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

// Proposal is one thing asked for or offered.
type Proposal struct {
	ID               id.Proposal     `json:"id"`
	Ref              string          `json:"ref" example:"SELONG-U-26-1"`
	Meeting          id.Meeting      `json:"meeting_id"`
	Decision         id.Decision     `json:"decision_id"`
	From             id.Organisation `json:"from_id"`
	FromName         string          `json:"from_name"`
	To               id.Organisation `json:"to_id"`
	ToName           string          `json:"to_name"`
	Kind             string          `json:"kind" enum:"ask,offer"`
	Form             string          `json:"form" doc:"A code of /forms"`
	Title            string          `json:"title"`
	Details          string          `json:"details"`
	Quantity         int             `json:"quantity"`
	Unit             string          `json:"unit"`
	Value            money.Rupiah    `json:"value_rp"`
	WantedBy         civil.Date      `json:"wanted_by"`
	NeedCount        *int64          `json:"need_count" doc:"People in need when it was sent; null when no register was asked"`
	NeedLeaving      *int64          `json:"need_leaving" doc:"Of them, leaving within 6 months (estimate)"`
	NeedBasis        string          `json:"need_basis" doc:"Areas of need that were counted"`
	NeedOn           civil.Date      `json:"need_on" doc:"Day on which the figures were frozen"`
	Topic            string          `json:"topic"`
	Status           string          `json:"status" enum:"draft,sent,accepted,changed,declined,withdrawn"`
	SentOn           civil.Date      `json:"sent_on"`
	AnswerDueOn      civil.Date      `json:"answer_due_on"`
	AnsweredOn       civil.Date      `json:"answered_on"`
	AnswerReason     string          `json:"answer_reason"`
	AnsweredQuantity *int64          `json:"answered_quantity"`
	AnsweredValue    *int64          `json:"answered_value_rp"`
	Commitment       id.Commitment   `json:"commitment_id" doc:"Made by the answer"`
	Awaits           id.Organisation `json:"awaits_id" doc:"Whose answer is awaited while it is sent"`
	OnTable          offered         `json:"on_table" doc:"The latest version"`
	Version          int64           `json:"version"`
	sides
}

func proposalView(p partnership.ProposalView) Proposal {
	return Proposal{
		p.ID, p.Ref, p.Meeting, p.Decision, p.From, p.FromName, p.To, p.ToName, string(p.Kind), p.Form, p.Title, p.Details, p.Quantity, p.Unit, p.Value, p.WantedBy,
		p.NeedCount, p.NeedLeaving, p.NeedBasis, p.NeedOn, p.Topic, string(p.Status), p.SentOn, p.AnswerDueOn, p.AnsweredOn, p.AnswerReason, p.AnsweredQuantity, amount(p.AnsweredValue),
		p.Commitment, p.Awaits(), offered(p.OnTable()), p.Version, sidesOf(p.Cooperation, p.Host, p.Partner, p.Sides),
	}
}

// proposalBody is what people write into a proposal.
type proposalBody struct {
	Kind     string       `json:"kind,omitempty" enum:"ask,offer" doc:"ask when left out"`
	Form     string       `json:"form"`
	Title    string       `json:"title" maxLength:"200"`
	Details  string       `json:"details,omitempty" maxLength:"20000"`
	Quantity int          `json:"quantity" minimum:"1"`
	Unit     string       `json:"unit" maxLength:"200"`
	Value    money.Rupiah `json:"value_rp,omitempty" minimum:"0"`
	WantedBy civil.Date   `json:"wanted_by,omitempty"`
	Topic    string       `json:"topic,omitempty" maxLength:"200" doc:"Narrows the evidence of need, such as a trade"`
}

func (b proposalBody) text() partnership.ProposalText {
	return partnership.ProposalText{Kind: partnership.ProposalKind(b.Kind), Form: b.Form, Title: b.Title, Details: b.Details, Quantity: b.Quantity, Unit: b.Unit, Value: b.Value, WantedBy: b.WantedBy, Topic: b.Topic}
}

type proposeBody struct {
	ID          id.Proposal     `json:"id,omitempty"`
	Cooperation id.Cooperation  `json:"cooperation_id,omitempty" doc:"Needed unless a decision is named"`
	Decision    id.Decision     `json:"decision_id,omitempty"`
	From        id.Organisation `json:"from_id,omitempty" doc:"The actor's own side when left out"`
	proposalBody
}

type sendBody struct {
	On       civil.Date `json:"on,omitempty"`
	AnswerBy civil.Date `json:"answer_by,omitempty" doc:"14 days later when left out"`
}

type answerBody struct {
	Answer     string        `json:"answer" enum:"accepted,changed,declined"`
	On         civil.Date    `json:"on,omitempty"`
	Reason     string        `json:"reason,omitempty" maxLength:"500" doc:"Needed unless accepted"`
	Quantity   int           `json:"quantity,omitempty" doc:"For a changed one"`
	Value      money.Rupiah  `json:"value_rp,omitempty" doc:"For a changed one"`
	DueOn      civil.Date    `json:"due_on,omitempty" doc:"The day asked for when left out"`
	OwnerPost  id.Post       `json:"owner_post_id,omitempty"`
	Agreement  id.Agreement  `json:"agreement_id,omitempty"`
	Commitment id.Commitment `json:"commitment_id,omitempty" doc:"Key of the commitment to be made"`
}

func (b answerBody) command() partnership.AnswerCommand {
	return partnership.AnswerCommand{
		Answer: partnership.ProposalStatus(b.Answer), On: b.On, Reason: b.Reason, Quantity: b.Quantity, Value: b.Value, DueOn: b.DueOn,
		OwnerPost: b.OwnerPost, Agreement: b.Agreement, Commitment: b.Commitment,
	}
}

type proposalQuery struct {
	Q           string         `query:"q"`
	Cooperation id.Cooperation `query:"cooperation"`
	Status      string         `query:"status" enum:"draft,sent,accepted,changed,declined,withdrawn"`
	Form        string         `query:"form"`
	Sort        string         `query:"sort" enum:"ref,answer_due_on"`
	Desc        bool           `query:"desc"`
}

func registerProposals(a *api.API, s *partnership.Service) {
	proposals := api.Resource[id.Proposal, partnership.ProposalView, Proposal]{
		API: a, Path: "/proposals", Tag: "Proposals", Name: "proposal", Get: s.Proposal, View: proposalView,
		Key:     func(p partnership.ProposalView) id.Proposal { return p.ID },
		Version: func(p partnership.ProposalView) int64 { return p.Version },
	}
	// after reads the record again once it was changed.
	after := func(ctx context.Context, actor authz.Actor, key id.Proposal, err error) (partnership.ProposalView, error) {
		if err != nil {
			return partnership.ProposalView{}, err
		}
		return s.Proposal(ctx, actor, key)
	}
	api.One(proposals)
	api.List(a, api.Op{Path: "/proposals", Tag: "Proposals", Summary: "List proposals"},
		func(ctx context.Context, actor authz.Actor, q proposalQuery, r page.Request) (page.Of[partnership.ProposalView], error) {
			return s.Proposals(ctx, actor, partnership.ProposalFilter{Text: q.Q, Cooperation: q.Cooperation, Status: partnership.ProposalStatus(q.Status), Form: q.Form, Sort: q.Sort, Desc: q.Desc}, r)
		}, proposalView)
	api.Create(proposals, func(ctx context.Context, actor authz.Actor, b proposeBody) (partnership.ProposalView, error) {
		p, err := s.Propose(ctx, actor, partnership.ProposeCommand{ID: b.ID, Cooperation: b.Cooperation, Decision: b.Decision, From: b.From, ProposalText: b.text()})
		return after(ctx, actor, p.ID, err)
	})
	api.Update(proposals, func(ctx context.Context, actor authz.Actor, key id.Proposal, version int64, b proposalBody) (partnership.ProposalView, error) {
		return after(ctx, actor, key, s.ChangeProposal(ctx, actor, key, version, b.text()))
	})
	api.Act(proposals, "send", "Send a draft to the other side", func(ctx context.Context, actor authz.Actor, key id.Proposal, version int64, b sendBody) (partnership.ProposalView, error) {
		return after(ctx, actor, key, s.Send(ctx, actor, key, version, partnership.SendCommand(b)))
	})
	api.Act(proposals, "answer", "Answer a proposal of the other side", func(ctx context.Context, actor authz.Actor, key id.Proposal, version int64, b answerBody) (partnership.ProposalView, error) {
		_, err := s.Answer(ctx, actor, key, version, b.command())
		return after(ctx, actor, key, err)
	})
	api.Act(proposals, "counter", "Lay another version on the table, by the side whose answer is awaited", func(ctx context.Context, actor authz.Actor, key id.Proposal, version int64, b counterBody) (partnership.ProposalView, error) {
		return after(ctx, actor, key, s.Counter(ctx, actor, key, version, partnership.CounterCommand(b)))
	})
	registerRounds(a, s)
	api.Act(proposals, "withdraw", "Take back a proposal that was not answered", func(ctx context.Context, actor authz.Actor, key id.Proposal, version int64, _ api.None) (partnership.ProposalView, error) {
		return after(ctx, actor, key, s.Withdraw(ctx, actor, key, version))
	})
}
