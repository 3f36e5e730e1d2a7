package outcome

import (
	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
)

// The actions on follow-ups.
const (
	CanRead  authz.Action = "follow_up.read"
	CanWrite authz.Action = "follow_up.write"
	CanCount authz.Action = "follow_up.count"
)

// policy: those who work with a person ask how they fare; the regional office
// reads; an observer counts. Partners see figures in the thread, never a row.
var policy = authz.Policy{
	CanRead:  {authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.ProbationOfficer, authz.RegionalOffice},
	CanWrite: {authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.ProbationOfficer},
	CanCount: {authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.ProbationOfficer, authz.RegionalOffice, authz.Observer},
}

// May reports whether a page should offer an action to the actor.
func May(a authz.Actor, action authz.Action) bool { return policy.May(a, action) }

var errNotFound = errs.New(errs.NotFound, "not_found")
