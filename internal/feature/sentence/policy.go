package sentence

import (
	"titian/internal/feature/person"
	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
)

// The actions on sentences.
const (
	CanRead  authz.Action = "sentence.read"
	CanWrite authz.Action = "sentence.write"
)

// policy: the facility that holds a person keeps the sentence; guardians, the
// probation officers of a client and the regional office read it. Partners,
// observers and administrators have no business here.
var policy = authz.Policy{
	CanRead:  {authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.ProbationOfficer, authz.RegionalOffice},
	CanWrite: {authz.FacilityHead, authz.ProgrammeOfficer},
}

// May reports whether the role permits an action at all.
func May(a authz.Actor, action authz.Action) bool { return policy.May(a, action) }

// MayWrite reports whether a page should offer the actor to write about p.
func MayWrite(a authz.Actor, p person.Person) bool {
	return May(a, CanWrite) && a.Scope.Has(p.Facility)
}

var (
	errNotFound = errs.New(errs.NotFound, "not_found")
	// errOtherOffice: the probation office that guides somebody reads the sentence
	// and leaves it to the facility.
	errOtherOffice = errs.New(errs.Forbidden, "sentence.other_office")
)
