package attachment

import "titian/internal/platform/authz"

// Actions of the policy.
const (
	CanRead  authz.Action = "attachment.read"
	CanWrite authz.Action = "attachment.write"
)

// policy keeps out those who have nothing to do with any record that takes
// files: who administers accounts, who only counts. The rest is the record's gate.
var policy = authz.Policy{
	CanRead:  workers,
	CanWrite: workers,
}

var workers = []authz.Role{
	authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian,
	authz.ProbationOfficer, authz.RegionalOffice, authz.Partner,
}

// May reports whether a page should offer an action to the actor.
func May(a authz.Actor, action authz.Action) bool { return policy.May(a, action) }
