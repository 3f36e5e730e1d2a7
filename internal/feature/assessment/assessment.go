// Package assessment knows what a person needs, how ready they are to go home,
// and, kept apart, what a screening or a rehabilitation found.
//
// Questionnaires are data: an office writes one, publishes it, and from then on
// it never changes; who filled in an older version keeps that version. The form
// of the data and its arithmetic are engine/questionnaire's.
//
// It owns the assessment_* tables. It refuses to decide who gets a place in a
// class (programme does, by need) and to hold the text of any copyrighted
// questionnaire: of those it keeps domain scores alone. Rights to a row follow
// from rights to the person; health is for the facility that holds them, and
// reading it leaves an entry in the audit.
//
// Start with Need, Check, Questionnaire, Sheet and Service; CountNeeds is the evidence behind a
// proposal to a partner.
package assessment

import (
	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
)

// Area is a field of life in which a person may need something (the seven
// resettlement pathways and character).
type Area string

// The areas.
const (
	Education Area = "education"
	Skill     Area = "skill"
	Work      Area = "work"
	Housing   Area = "housing"
	Family    Area = "family"
	Health    Area = "health"
	Substance Area = "substance"
	Character Area = "character"
)

// Areas lists the areas in the order of the forms.
func Areas() []Area {
	return []Area{Education, Skill, Work, Housing, Family, Health, Substance, Character}
}

// The actions on assessments.
const (
	CanReadNeeds   authz.Action = "need.read"
	CanWriteNeeds  authz.Action = "need.write"
	CanCountNeeds  authz.Action = "need.count"
	CanReadReady   authz.Action = "readiness.read"
	CanWriteReady  authz.Action = "readiness.write"
	CanReadHealth  authz.Action = "health.read"
	CanWriteHealth authz.Action = "health.write"

	CanReadForms   authz.Action = "questionnaire.read"
	CanEditForms   authz.Action = "questionnaire.edit"
	CanReadSheets  authz.Action = "sheet.read"
	CanWriteSheets authz.Action = "sheet.write"
)

// policy: those who work with a person assess them; the regional office reads;
// an observer counts. Health is closed to everybody but the facility's own staff.
// A questionnaire is no case data: those who keep the offices in order write it.
var policy = authz.Policy{
	CanReadNeeds:   {authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.ProbationOfficer, authz.RegionalOffice},
	CanWriteNeeds:  {authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.ProbationOfficer},
	CanCountNeeds:  {authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.ProbationOfficer, authz.RegionalOffice, authz.Observer},
	CanReadReady:   {authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.ProbationOfficer, authz.RegionalOffice},
	CanWriteReady:  {authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.ProbationOfficer},
	CanReadHealth:  {authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian},
	CanWriteHealth: {authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian},
	CanReadForms:   {authz.Administrator, authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.ProbationOfficer, authz.RegionalOffice},
	CanEditForms:   {authz.Administrator, authz.RegionalOffice},
	CanReadSheets:  {authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.ProbationOfficer, authz.RegionalOffice},
	CanWriteSheets: {authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.ProbationOfficer},
}

// May reports whether a page should offer an action to the actor.
func May(a authz.Actor, action authz.Action) bool { return policy.May(a, action) }

var errNotFound = errs.New(errs.NotFound, "not_found")
