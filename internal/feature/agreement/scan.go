package agreement

import (
	"context"

	"titian/internal/feature/attachment"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Scans is the kind of the files beside an agreement: the signed paper as it was
// scanned, the letters that it rests on.
const Scans attachment.Kind = "agreement"

// ScanGate lets both sides of an agreement read its files; who prepares it adds
// them, also after it was signed, and takes away what was added by mistake until
// the agreement is over.
func ScanGate(ctx context.Context, q db.Querier, actor authz.Actor, record id.Any) (attachment.Access, error) {
	v, err := findAgreement(ctx, q, actor, id.Agreement(record))
	if err != nil {
		return attachment.Access{}, err
	}
	access := attachment.Access{Org: v.Host}
	switch {
	case !policy.May(actor, "agreement.write") || !mayPrepare(actor, v.Host):
		access.Add, access.Remove = errNotYours(), errNotYours()
	case v.Stage.Over():
		access.Remove = errs.New(errs.State, "agreement.over")
	}
	return access, nil
}
