package fund

import (
	"titian/internal/feature/agreement"
	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
)

// policy lists who may do what. The partner reads its own funds without the
// names of people; those who write see whom they paid.
var policy = authz.Policy{
	"fund.read":  {authz.FacilityHead, authz.ProgrammeOfficer, authz.RegionalOffice, authz.Partner, authz.Observer},
	"fund.write": {authz.FacilityHead, authz.ProgrammeOfficer, authz.RegionalOffice},
	"fund.names": {authz.FacilityHead, authz.ProgrammeOfficer},
	// Whoever keeps the books does not close them.
	"fund.close_month": {authz.FacilityHead, authz.RegionalOffice},
	"fund.closings":    {authz.FacilityHead, authz.ProgrammeOfficer, authz.RegionalOffice},
}

// May reports whether a page should offer an action to the actor.
func May(a authz.Actor, action authz.Action) bool { return policy.May(a, action) }

// MayWrite reports whether the actor keeps the books of this fund: a regional
// office keeps its own and only reads those below it.
func MayWrite(a authz.Actor, f Fund) bool {
	return policy.May(a, "fund.write") && agreement.ActsFor(a, f.Host)
}

func mustWrite(a authz.Actor, f Fund) error {
	if !MayWrite(a, f) {
		return errs.New(errs.Forbidden, "cooperation.not_yours")
	}
	return nil
}
