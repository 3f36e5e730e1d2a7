package partnership

import (
	"context"

	"titian/internal/feature/agreement"
	"titian/internal/feature/attachment"
	"titian/internal/feature/notice"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// AskAnswer is the notice.Asker of a proposal that waits for its partner's
// answer: who asked may send a link by which the partner answers without an
// account.
func AskAnswer(ctx context.Context, q db.Querier, actor authz.Actor, record id.Any) (notice.Ask, error) {
	p, err := findProposal(ctx, q, actor, id.Proposal(record))
	if err != nil {
		return notice.Ask{}, err
	}
	house := p.From
	if house == p.Partner {
		house = p.To
	}
	switch {
	case !agreement.ActsFor(actor, house), p.Status == ProposalSent && p.Awaits() != p.Partner:
		return notice.Ask{}, errOtherSide("link.not_theirs")
	case p.Status != ProposalSent:
		return notice.Ask{}, errs.New(errs.State, "proposal."+string(p.Status))
	}
	return notice.Ask{
		Org: house, Partner: p.Partner, Name: p.PartnerName, Ref: p.Ref,
		Acts: []authz.Action{"proposal.read", "proposal.answer"}, Rows: []id.Any{record, id.Any(p.Cooperation)},
	}, nil
}

// AskEvidence is the notice.Asker of a delivery to which its partner is to add
// evidence: a photo, a signed list.
func AskEvidence(ctx context.Context, q db.Querier, actor authz.Actor, record id.Any) (notice.Ask, error) {
	d, err := findDelivery(ctx, q, actor, id.Delivery(record))
	if err != nil {
		return notice.Ask{}, err
	}
	house, side := d.Promiser, authz.Action("delivery.confirm")
	if house == d.Partner {
		house, side = d.Receiver, "delivery.report"
	}
	switch {
	case !agreement.ActsFor(actor, house):
		return notice.Ask{}, errOtherSide("link.not_theirs")
	case d.Status == DeliveryWithdrawn:
		return notice.Ask{}, errs.New(errs.State, "delivery.withdrawn")
	}
	return notice.Ask{
		Org: house, Partner: d.Partner, Name: d.PartnerName, Ref: d.CommitmentRef,
		Acts: []authz.Action{attachment.CanWrite, side}, Rows: []id.Any{record}, // the gate asks on which side the partner stands
	}, nil
}

// AskConfirm is the notice.Asker of a delivery that its partner is to confirm or
// dispute.
func AskConfirm(ctx context.Context, q db.Querier, actor authz.Actor, record id.Any) (notice.Ask, error) {
	d, err := findDelivery(ctx, q, actor, id.Delivery(record))
	if err != nil {
		return notice.Ask{}, err
	}
	switch {
	case !agreement.ActsFor(actor, d.Promiser), d.Receiver != d.Partner:
		return notice.Ask{}, errOtherSide("link.not_theirs")
	case d.Status != DeliveryReported:
		return notice.Ask{}, errs.New(errs.State, "delivery."+string(d.Status))
	}
	return notice.Ask{
		Org: d.Promiser, Partner: d.Partner, Name: d.PartnerName, Ref: d.CommitmentRef,
		Acts: []authz.Action{"commitment.read", "delivery.confirm"}, Rows: []id.Any{record},
	}, nil
}
