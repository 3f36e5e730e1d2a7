package agreement

import (
	"strconv"

	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

var (
	readers = []authz.Role{
		authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian,
		authz.ProbationOfficer, authz.RegionalOffice, authz.Partner,
	}
	preparers = []authz.Role{authz.FacilityHead, authz.ProgrammeOfficer, authz.RegionalOffice}
)

// policy lists who may do what. A partner reads its own files and answers in
// partnership; of an agreement it writes its comments and its approval, never the
// text. An observer has the list of
// cooperations, without what somebody wrote in them, to find a thread; the counts
// on it are report's.
var policy = authz.Policy{
	"cooperation.list":  append([]authz.Role{authz.Observer}, readers...),
	"cooperation.read":  readers,
	"cooperation.write": {authz.FacilityHead, authz.ProgrammeOfficer, authz.ProbationOfficer, authz.RegionalOffice},
	"agreement.read":    readers,
	"agreement.write":   preparers,
	"agreement.move":    preparers,
	"agreement.comment": append([]authz.Role{authz.Partner}, preparers...),
	"agreement.approve": {authz.FacilityHead, authz.RegionalOffice, authz.Partner},
	"agreement.remind":  {}, // the operator's: it is run by the clock
	"paper.verify":      append([]authz.Role{authz.Visitor, authz.Observer, authz.Administrator}, readers...),
	"section.read":      preparers,
	"section.write":     {authz.FacilityHead, authz.RegionalOffice},
	"activity.write":    preparers,
}

// May reports whether a page should offer an action to the actor.
func May(a authz.Actor, action authz.Action) bool { return policy.May(a, action) }

// ActsFor reports whether the actor writes in the name of an organisation: a
// partner for itself, a regional office for itself and not for the facilities
// below it (which it only reads), everybody else within their scope.
func ActsFor(a authz.Actor, org id.Organisation) bool {
	switch {
	case org.IsZero():
		return false
	case a.Role == authz.Operator:
		return true
	case !a.Scope.Partner.IsZero():
		return a.Scope.Partner == org
	case a.Role == authz.RegionalOffice:
		return a.Org == org
	}
	return a.Scope.Has(org)
}

// mayPrepare is ActsFor for agreements, which a regional office also writes for
// the facilities below it.
func mayPrepare(a authz.Actor, host id.Organisation) bool {
	return ActsFor(a, host) || a.Role == authz.RegionalOffice && a.Scope.Has(host)
}

// errNotYours is for a row that the actor may read and not write.
func errNotYours() error { return errs.New(errs.Forbidden, "cooperation.not_yours") }

// Visible is the row filter of every table that hangs on a cooperation and
// repeats its sides: for the columns partner_id and cooperation_id of alias,
// with placeholders from $from on. Own cooperations are seen, and those with an
// agreement that serves a facility in scope.
//
// The hosts are looked up through the cooperation, because an OR between two
// columns would keep PostgreSQL from using either's index.
func Visible(s authz.Scope, alias string, from int) (string, []any) {
	return visible(s, alias+".id", alias+".partner_id", alias+".cooperation_id", from)
}

// visible is Visible for named columns; a cooperation's own key is its id. Who
// holds a reply link sees the rows that it is about and no other.
func visible(s authz.Scope, row, partner, cooperation string, from int) (string, []any) {
	switch {
	case s.Rows != nil:
		args := []any{s.Partner}
		for _, r := range s.Rows {
			args = append(args, r)
		}
		return partner + " = $" + strconv.Itoa(from) + " AND " + row + " IN (" + db.In(len(s.Rows), from+1) + ")", args
	case !s.Partner.IsZero():
		return partner + " = $" + strconv.Itoa(from), []any{s.Partner}
	case s.All:
		return "1 = 1", nil
	}
	n := len(s.Orgs)
	args := make([]any, 0, 2*n)
	for range 2 {
		for _, o := range s.Orgs {
			args = append(args, o)
		}
	}
	return cooperation + ` IN (SELECT id FROM agreement_cooperation WHERE host_id IN (` + db.In(n, from) +
		`) UNION SELECT cooperation_id FROM agreement_served WHERE facility_id IN (` + db.In(n, from+n) + `))`, args
}
