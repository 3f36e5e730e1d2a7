package programme

import (
	"strconv"

	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// policy lists who may do what. Partners deliver: they see their classes and
// mark attendance. Case guardians enrol and mark, and do not open classes.
var policy = authz.Policy{
	"programme.read":   {authz.Administrator, authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.ProbationOfficer, authz.RegionalOffice, authz.Partner, authz.Observer},
	"programme.write":  {authz.Administrator, authz.RegionalOffice, authz.FacilityHead, authz.ProgrammeOfficer},
	"class.read":       {authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.ProbationOfficer, authz.RegionalOffice, authz.Partner, authz.Observer},
	"class.write":      {authz.FacilityHead, authz.ProgrammeOfficer},
	"roster.read":      {authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.ProbationOfficer, authz.RegionalOffice, authz.Partner},
	"enrolment.write":  {authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian},
	"attendance.write": {authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.Partner},
	"result.write":     {authz.FacilityHead, authz.ProgrammeOfficer},
	"certificate.read": {authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.ProbationOfficer, authz.RegionalOffice, authz.Partner, authz.Observer, authz.Visitor},
}

// May reports whether a page should offer an action to the actor.
func May(a authz.Actor, action authz.Action) bool { return policy.May(a, action) }

var errNotFound = errs.New(errs.NotFound, "not_found")

// seen is visible for one class that its key has found. The office is checked on
// that row: named to the index it would be looked for office by office, which in
// the scope of the nation was half of what an enrolment cost.
func seen(s authz.Scope, alias string, from int) (string, []any) {
	where, args := visible(s, alias, from)
	if s.Rows != nil || !s.Partner.IsZero() {
		return where, args
	}
	if s.All {
		return "1 = 1", nil
	}
	return "COALESCE(" + alias + ".facility_id, NULL) IN (" + db.In(len(args), from) + ")", args
}

// visible is the row filter of classes for alias o: a facility's own, or those
// that the partner delivers. The facility's key comes first in the table, so a
// lookup by id names the facilities to look in.
func visible(s authz.Scope, alias string, from int) (string, []any) {
	if s.Rows != nil { // who holds a reply link sees the class that it is about
		args := []any{s.Partner}
		for _, r := range s.Rows {
			args = append(args, r)
		}
		return alias + ".partner_id = $" + strconv.Itoa(from) + " AND " + alias + ".id IN (" + db.In(len(s.Rows), from+1) + ")", args
	}
	if !s.Partner.IsZero() {
		return alias + ".partner_id = $" + strconv.Itoa(from), []any{s.Partner}
	}
	if s.All {
		return alias + ".facility_id IN (SELECT id FROM directory_organisation WHERE kind = 'facility')", nil
	}
	args := make([]any, len(s.Orgs))
	for i, o := range s.Orgs {
		args[i] = o
	}
	return alias + ".facility_id IN (" + db.In(len(args), from) + ")", args
}
