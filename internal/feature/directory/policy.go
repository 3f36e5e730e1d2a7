package directory

import (
	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
)

// The actions on the directory.
const (
	CanRead   authz.Action = "directory.read"
	CanManage authz.Action = "directory.manage"    // organisations
	CanPost   authz.Action = "directory.post"      // posts of one's own organisation
	CanAssess authz.Action = "directory.potential" // what a regency's economy offers
)

// policy: names are for everybody who is signed in, because every form needs
// them; the tree is the administrators'.
var policy = authz.Policy{
	CanRead:   authz.Roles(),
	CanManage: {authz.Administrator},
	CanPost:   {authz.Administrator, authz.FacilityHead, authz.ProgrammeOfficer, authz.RegionalOffice, authz.Partner},
	CanAssess: {authz.Administrator, authz.RegionalOffice},
}

// May reports whether a page should offer an action to the actor at all.
func May(a authz.Actor, action authz.Action) bool { return policy.May(a, action) }

// Manages reports whether the actor may change o: an administrator of o itself
// or of what stands above it. Partners stand beside the tree, and whoever
// administers an office may keep their names; a partner keeps its own.
func Manages(a authz.Actor, o Organisation) bool { return policy.May(a, CanManage) && within(a, o) }

// KeepsPosts reports whether the actor may keep the posts of o.
func KeepsPosts(a authz.Actor, o Organisation) bool {
	return policy.May(a, CanPost) && within(a, o) && (o.Inside() || a.Role == authz.Administrator || a.Role == authz.Operator || a.Scope.Partner == o.ID)
}

func within(a authz.Actor, o Organisation) bool {
	switch {
	case a.Scope.All:
		return true
	case o.Kind == Partner:
		return len(a.Scope.Orgs) > 0 || a.Scope.Partner == o.ID
	}
	return a.Scope.Has(o.ID)
}

var errNotFound = errs.New(errs.NotFound, "not_found")
