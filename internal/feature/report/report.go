// Package report answers questions that cross features: the thread from a
// meeting to how people fare, what is due today, a facility's figures.
//
// It owns no table; it is the one place that may join the
// tables of every feature. It counts people and links to the lists of the
// features, which know who may read names; only a task of today names somebody,
// to those whose task it is.
//
// The one act that it does write down is that everything held about somebody was
// taken out, see Extract.
//
// Start with thread.go.
package report

import (
	"fmt"

	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// policy: an administrator keeps accounts and sees no case data, not even counts.
var policy = authz.Policy{
	"thread.read":       {authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.ProbationOfficer, authz.RegionalOffice, authz.Partner, authz.Observer},
	"open.read":         {authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.ProbationOfficer, authz.RegionalOffice, authz.Partner},
	"partner.home":      {authz.Partner},
	"reach.read":        {authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.ProbationOfficer, authz.RegionalOffice},
	"access.read":       {authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.ProbationOfficer, authz.RegionalOffice},
	"introduction.read": {authz.Partner},
	"extract.make":      {authz.FacilityHead, authz.ProgrammeOfficer},
	"timeline.read":     {authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.ProbationOfficer, authz.RegionalOffice},
	"blocked.read":      {authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.ProbationOfficer, authz.RegionalOffice},
	"today.read":        {authz.Administrator, authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.ProbationOfficer, authz.RegionalOffice, authz.Partner, authz.Observer},
	"dashboard.read":    {authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.ProbationOfficer, authz.RegionalOffice, authz.Observer},
	"stops.read":        {authz.FacilityHead, authz.ProgrammeOfficer, authz.RegionalOffice},
	"progress.read":     {authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.ProbationOfficer, authz.RegionalOffice, authz.Partner},
	"unmet.read":        {authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.RegionalOffice},
}

// May reports whether a page should offer an action to the actor.
func May(a authz.Actor, action authz.Action) bool { return policy.May(a, action) }

// Service answers the questions.
type Service struct {
	db     *db.DB
	nation *nation // see figures.go
}

// New makes the service.
func New(d *db.DB) *Service { return &Service{d, &nation{}} }

func wrap(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}
