package intake

import (
	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
)

// The actions on files.
const (
	CanRead   authz.Action = "intake.read"
	CanImport authz.Action = "intake.import" // receive, map, check, confirm, put aside
	CanUndo   authz.Action = "intake.undo"
)

// policy: who keeps a facility's register may fill it from a file, and a
// regional office those of its facilities. Administrators see no people, and so
// no files of them.
var policy = authz.Policy{
	CanRead:   {authz.FacilityHead, authz.ProgrammeOfficer, authz.RegionalOffice},
	CanImport: {authz.FacilityHead, authz.ProgrammeOfficer, authz.RegionalOffice},
	CanUndo:   {authz.FacilityHead, authz.ProgrammeOfficer, authz.RegionalOffice},
}

// May reports whether a page should offer an action to the actor.
func May(a authz.Actor, action authz.Action) bool { return policy.May(a, action) }

var errNotFound = errs.New(errs.NotFound, "not_found")
