package partnership

import (
	"slices"

	"titian/internal/feature/agreement"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

var (
	readers = []authz.Role{
		authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian,
		authz.ProbationOfficer, authz.RegionalOffice, authz.Partner,
	}
	officers = []authz.Role{authz.FacilityHead, authz.ProgrammeOfficer, authz.ProbationOfficer, authz.RegionalOffice}
	sides    = append(slices.Clone(officers), authz.Partner)
)

// policy lists who may do what. Which side of a row the actor stands on decides
// the rest: the answer is never the asker's, the confirmation never the giver's.
var policy = authz.Policy{
	"meeting.read":      readers,
	"meeting.write":     officers,
	"proposal.read":     readers,
	"proposal.write":    sides,
	"proposal.answer":   sides,
	"commitment.read":   readers,
	"commitment.write":  sides,
	"delivery.report":   sides,
	"delivery.confirm":  sides,
	"partnership.today": readers,
	// Reminders are for the server's own runs: they cross all scopes.
	"partnership.remind": {},
}

// May reports whether a page should offer an action to the actor.
func May(a authz.Actor, action authz.Action) bool { return policy.May(a, action) }

// actsForAny finds the first of the organisations in whose name the actor writes.
func actsForAny(a authz.Actor, orgs []id.Organisation) (id.Organisation, bool) {
	i := slices.IndexFunc(orgs, func(o id.Organisation) bool { return agreement.ActsFor(a, o) })
	if i < 0 {
		return id.Organisation{}, false
	}
	return orgs[i], true
}

func errNotYours() error { return errs.New(errs.Forbidden, "cooperation.not_yours") }

// errOtherSide is for an act that belongs to the other side of the row.
func errOtherSide(code string) error { return errs.New(errs.Forbidden, code) }
