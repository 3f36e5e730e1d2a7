package account

import (
	"context"

	"titian/internal/feature/directory"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// The actions on accounts.
const (
	CanManage authz.Action = "account.manage" // other people's accounts
	CanOwn    authz.Action = "account.own"    // one's own: password, language, tokens

	CanHandOver    authz.Action = "account.hand_over"    // posts that one keeps, to colleagues
	CanReadHolders authz.Action = "account.read_holders" // who holds the posts of one's own side
)

var policy = authz.Policy{
	CanManage: {authz.Administrator},
	CanOwn:    authz.Roles(),

	CanHandOver: {authz.Administrator, authz.FacilityHead, authz.ProgrammeOfficer, authz.RegionalOffice, authz.Partner},
	CanReadHolders: {
		authz.Administrator, authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.ProbationOfficer, authz.RegionalOffice, authz.Partner,
	},
}

// May reports whether a page should offer an action to the actor at all.
func May(a authz.Actor, action authz.Action) bool { return policy.May(a, action) }

var errNotFound = errs.New(errs.NotFound, "not_found")

// seen is the condition under which an administrator sees the user at alias.id:
// one of the user's memberships is at an organisation that they administer.
// Whoever administers an office also keeps the partners' accounts.
func seen(a authz.Actor, alias string, from int) (string, []any) {
	if a.Scope.All {
		return "1 = 1", nil
	}
	orgs := a.Scope.Orgs
	partners := len(orgs) > 0
	if !a.Scope.Partner.IsZero() {
		orgs = []id.Organisation{a.Scope.Partner}
	}
	args := make([]any, len(orgs))
	for i, o := range orgs {
		args[i] = o
	}
	at := "m.organisation_id IN (" + db.In(len(orgs), from) + ")"
	if partners {
		at = "(" + at + " OR m.organisation_id IN (SELECT id FROM directory_organisation WHERE kind = 'partner'))"
	}
	return "EXISTS (SELECT 1 FROM account_membership m WHERE m.user_id = " + alias + ".id AND " + at + ")", args
}

// governs checks that the actor administers every organisation in which the user
// works now or later: whoever resets a password can sign in as its owner, so one
// office must not reach into another through somebody who works in both.
func governs(ctx context.Context, q db.Querier, a authz.Actor, places []Place) error {
	for _, p := range places {
		_, o, found, err := directory.ScopeOf(ctx, q, p.Org)
		if err != nil {
			return err
		}
		if found && !directory.Manages(a, o) {
			return errs.New(errs.Forbidden, "user.elsewhere")
		}
	}
	return nil
}
