package programme

import (
	"context"
	"slices"

	"titian/internal/feature/notice"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// AskTick is the notice.Asker of a session whose attendance the class's partner
// may tick without an account. Names stand there for whom the partner may know by
// name, as when it signs in.
func AskTick(ctx context.Context, q db.Querier, actor authz.Actor, record id.Any) (notice.Ask, error) {
	x, err := sessionInScope(ctx, q, actor, id.Session(record))
	if err != nil {
		return notice.Ask{}, err
	}
	o, err := classInScope(ctx, q, actor, x.Offering)
	switch {
	case err != nil:
		return notice.Ask{}, err
	case o.Partner.IsZero() || actor.Role != authz.Operator && !policy.May(actor, "class.write"):
		return notice.Ask{}, errs.New(errs.Forbidden, "link.not_theirs")
	case x.Status == SessionCancelled:
		return notice.Ask{}, errs.New(errs.State, "session.not_planned")
	case !o.Status.Live():
		return notice.Ask{}, errs.New(errs.State, "class.ended")
	}
	return notice.Ask{
		Org: o.Facility, Partner: o.Partner, Name: o.PartnerName, Ref: o.Ref,
		Acts: []authz.Action{"class.read", "roster.read", "attendance.write"},
		Rows: []id.Any{record, id.Any(o.ID), id.Any(o.Commitment)}, // the promise behind the class decides which names are known
	}, nil
}

// beside reports whether a session is another than the one that a reply link is
// about.
func beside(actor authz.Actor, key id.Session) bool {
	return actor.Scope.Rows != nil && !slices.Contains(actor.Scope.Rows, id.Any(key))
}
