package notice

import (
	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
)

// The actions on notices.
const (
	CanRead   authz.Action = "notice.read"   // one's own notices and choices
	CanHook   authz.Action = "hook.manage"   // webhooks of one's own organisation
	CanLink   authz.Action = "link.send"     // reply links to partners
	CanOpen   authz.Action = "link.open"     // whoever holds a link
	CanRunAll authz.Action = "notice.digest" // the daily chores
)

// policy lists who may do what. A notice is its reader's alone, and a link its
// organisation's; the link itself is the right of whoever opens it.
var policy = authz.Policy{
	CanRead:   authz.Roles(),
	CanHook:   {authz.Administrator},
	CanLink:   {authz.FacilityHead, authz.ProgrammeOfficer, authz.ProbationOfficer, authz.RegionalOffice},
	CanOpen:   {authz.Visitor},
	CanRunAll: {},
}

// May reports whether a page should offer an action to the actor.
func May(a authz.Actor, action authz.Action) bool { return policy.May(a, action) }

func errNotFound() error { return errs.New(errs.NotFound, "not_found") }

// invalid is one field's error.
func invalid(path, code string, pairs ...any) error {
	var f errs.Fields
	f.Add(path, code, pairs...)
	return f.Err()
}
