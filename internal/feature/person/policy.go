package person

import (
	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
)

// The actions on people.
const (
	CanRead          authz.Action = "person.read"
	CanReadChild     authz.Action = "person.read_child"
	CanReadCondition authz.Action = "person.read_condition" // what ails somebody who needs an adjustment
	CanRegister      authz.Action = "person.register"
	CanChange        authz.Action = "person.change"
	CanDescribe      authz.Action = "person.describe" // other names, numbers, traits, adjustments, room
	CanChangeLegal   authz.Action = "person.change_legal"
	CanMove          authz.Action = "person.move" // release, leave, admit, transfer
	CanCorrect       authz.Action = "person.correct"
	CanConsent       authz.Action = "person.consent"
	CanMerge         authz.Action = "person.merge"            // two records into one, and apart again
	CanCompare       authz.Action = "person.compare"          // look for second records, and say that two are two
	CanCite          authz.Action = "person.basis"            // cite a law in the place of consent
	CanBreak         authz.Action = "person.emergency"        // read outside of one's scope, for a reason
	CanReview        authz.Action = "person.emergency_review" // say whether that was right
	CanTrace         authz.Action = "person.readers"          // who opened a record
	CanRetain        authz.Action = "person.retain"           // seal, anonymise, delete: the operator alone
	CanTally         authz.Action = "person.retention_counts"
	CanFlush         authz.Action = "person.flush_readings" // the program itself
	CanSweepPairs    authz.Action = "person.sweep_pairs"    // the program itself
)

// policy: facilities keep the register, probation officers mend what they know
// better of their clients, the regional office reads, except children. Partners,
// observers and administrators have no business here.
var policy = authz.Policy{
	CanRead:          {authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.ProbationOfficer, authz.RegionalOffice},
	CanReadChild:     {authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.ProbationOfficer},
	CanReadCondition: {authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian},
	CanRegister:      {authz.FacilityHead, authz.ProgrammeOfficer, authz.ProbationOfficer},
	CanChange:        {authz.FacilityHead, authz.ProgrammeOfficer, authz.ProbationOfficer},
	CanDescribe:      {authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.ProbationOfficer},
	CanChangeLegal:   {authz.FacilityHead, authz.ProgrammeOfficer, authz.ProbationOfficer},
	CanMove:          {authz.FacilityHead, authz.ProgrammeOfficer},
	CanCorrect:       {authz.FacilityHead, authz.ProgrammeOfficer},
	CanImport:        {authz.FacilityHead, authz.ProgrammeOfficer, authz.RegionalOffice},
	CanConsent:       {authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.ProbationOfficer},
	CanMerge:         {authz.FacilityHead, authz.RegionalOffice},
	CanCompare:       {authz.FacilityHead, authz.ProgrammeOfficer, authz.ProbationOfficer, authz.RegionalOffice},
	CanCite:          {authz.RegionalOffice},
	CanBreak:         {authz.FacilityHead, authz.ProgrammeOfficer, authz.ProbationOfficer, authz.RegionalOffice},
	CanReview:        {authz.FacilityHead},
	CanTrace:         {authz.FacilityHead},
	CanRetain:        {},
	CanTally:         {authz.Administrator},
	CanFlush:         {},
	CanSweepPairs:    {},
}

// May reports whether a page should offer an action to the actor.
func May(a authz.Actor, action authz.Action) bool { return policy.May(a, action) }

var (
	errNotFound = errs.New(errs.NotFound, "not_found")
	// errMerged: the record is there, and is somebody's second one; see Survivor.
	errMerged = errs.New(errs.NotFound, "person.merged")
)
