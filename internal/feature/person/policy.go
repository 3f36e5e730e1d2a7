package person

import (
	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
)

// The actions on people.
const (
	CanRead     authz.Action = "person.read"
	CanRegister authz.Action = "person.register"
	CanChange   authz.Action = "person.change"
	CanMove     authz.Action = "person.move" // release, leave, admit
	CanConsent  authz.Action = "person.consent"
)

// policy: facilities keep the register, probation officers mend what they know
// better of their clients, the regional office reads. Partners, observers and
// administrators have no business here.
var policy = authz.Policy{
	CanRead:     {authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.ProbationOfficer, authz.RegionalOffice},
	CanRegister: {authz.FacilityHead, authz.ProgrammeOfficer, authz.ProbationOfficer},
	CanChange:   {authz.FacilityHead, authz.ProgrammeOfficer, authz.ProbationOfficer},
	CanMove:     {authz.FacilityHead, authz.ProgrammeOfficer},
	CanImport:   {authz.FacilityHead, authz.ProgrammeOfficer, authz.RegionalOffice},
	CanConsent:  {authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.ProbationOfficer},
}

// May reports whether a page should offer an action to the actor.
func May(a authz.Actor, action authz.Action) bool { return policy.May(a, action) }

var errNotFound = errs.New(errs.NotFound, "not_found")
