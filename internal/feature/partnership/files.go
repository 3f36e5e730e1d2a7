package partnership

import (
	"context"

	"titian/internal/feature/agreement"
	"titian/internal/feature/attachment"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Kinds of records here that take files.
const (
	MeetingFiles  attachment.Kind = "meeting"
	DeliveryFiles attachment.Kind = "delivery"
)

// MeetingGate lets whoever sees a meeting read its files; those who keep its
// minutes add and remove them.
func MeetingGate(ctx context.Context, q db.Querier, actor authz.Actor, record id.Any) (attachment.Access, error) {
	m, err := findMeeting(ctx, q, actor, id.Meeting(record))
	if err != nil {
		return attachment.Access{}, err
	}
	access := attachment.Access{Org: m.Host}
	if !policy.May(actor, "meeting.write") || !agreement.ActsFor(actor, m.Host) {
		access.Add, access.Remove = errNotYours(), errNotYours()
	}
	return access, nil
}

// DeliveryGate lets both sides of a delivery see its evidence and add to it: the
// giver shows what was brought, the receiver what arrived. What somebody has
// answered for is not taken away: only the giver removes, and only while the
// delivery is not confirmed.
func DeliveryGate(ctx context.Context, q db.Querier, actor authz.Actor, record id.Any) (attachment.Access, error) {
	d, err := findDelivery(ctx, q, actor, id.Delivery(record))
	if err != nil {
		return attachment.Access{}, err
	}
	access := attachment.Access{Org: d.Host}
	gives := policy.May(actor, "delivery.report") && agreement.ActsFor(actor, d.Promiser)
	gets := policy.May(actor, "delivery.confirm") && agreement.ActsFor(actor, d.Receiver)
	switch {
	case d.Status == DeliveryWithdrawn:
		access.Add = errs.New(errs.State, "delivery.withdrawn")
	case !gives && !gets:
		access.Add = errNotYours()
	}
	switch {
	case !gives:
		access.Remove = errOtherSide("delivery.report_by_promiser")
	case d.Status != DeliveryReported && d.Status != DeliveryDisputed:
		access.Remove = errs.New(errs.State, "delivery."+string(d.Status))
	}
	return access, nil
}
