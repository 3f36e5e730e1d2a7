package partnershipapi

import (
	"context"
	"time"

	"titian/internal/delivery/api"
	"titian/internal/feature/partnership"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/platform/authz"
)

// offered is a version of a proposal.
type offered struct {
	Quantity int          `json:"quantity"`
	Value    money.Rupiah `json:"value_rp"`
	WantedBy civil.Date   `json:"wanted_by"`
}

// Round is one version that lay on the table, or the word that ended it.
type Round struct {
	Ordinal int             `json:"ordinal"`
	Act     string          `json:"act" enum:"sent,countered,accepted,changed,declined,withdrawn"`
	By      id.Organisation `json:"by_id"`
	ByName  string          `json:"by_name"`
	Offered offered         `json:"offered"`
	Before  *offered        `json:"before" doc:"The version before; null for the first"`
	Changed bool            `json:"changed"`
	SaidOn  civil.Date      `json:"said_on"`
	Reason  string          `json:"reason"`
	MadeBy  string          `json:"made_by"`
	MadeAt  time.Time       `json:"made_at"`
}

func roundView(r partnership.RoundView) Round {
	return Round{r.Ordinal, string(r.Act), r.By, r.ByName, offered(r.Offered()), (*offered)(r.Before), r.Changed(), r.SaidOn, r.Reason, r.MadeBy, r.MadeAt}
}

// counterBody is another version: what is left out is given up, not kept.
type counterBody struct {
	On       civil.Date   `json:"on,omitempty" doc:"Today when left out"`
	Quantity int          `json:"quantity" minimum:"1"`
	Value    money.Rupiah `json:"value_rp,omitempty" minimum:"0"`
	WantedBy civil.Date   `json:"wanted_by,omitempty"`
	Reason   string       `json:"reason" maxLength:"500"`
	AnswerBy civil.Date   `json:"answer_by,omitempty" doc:"14 days after it was said when left out"`
}

// Need is what the registers say today.
type Need struct {
	Count   *int64     `json:"count" doc:"People in custody with the need; null when no register speaks of the form"`
	Leaving *int64     `json:"leaving" doc:"Of them, leaving within 6 months (estimate)"`
	Basis   string     `json:"basis"`
	On      civil.Date `json:"on"`
}

type ofProposal struct {
	Proposal id.Proposal `path:"proposal"`
}

type needQuery struct {
	Cooperation id.Cooperation `path:"cooperation"`
	Form        string         `query:"form" required:"true" doc:"A code of /forms"`
	Topic       string         `query:"topic" maxLength:"200"`
}

func registerRounds(a *api.API, s *partnership.Service) {
	api.Read(a, api.Op{Path: "/proposals/{proposal}/rounds", Tag: "Proposals", Summary: "Every version of a proposal, the first one first"}, func(ctx context.Context, actor authz.Actor, in ofProposal) (api.Listed[Round], error) {
		list, err := s.Rounds(ctx, actor, in.Proposal)
		out := api.Listed[Round]{Items: []Round{}}
		for _, r := range list {
			out.Items = append(out.Items, roundView(r))
		}
		return out, err
	})
	api.Read(a, api.Op{Path: "/cooperations/{cooperation}/need", Tag: "Proposals", Summary: "The need behind a proposal that is being written, as the registers say it today"}, func(ctx context.Context, actor authz.Actor, in needQuery) (Need, error) {
		n, err := s.EvidenceFor(ctx, actor, in.Cooperation, in.Form, in.Topic)
		return Need{n.Count, n.Leaving, n.Basis, n.On}, err
	})
}
