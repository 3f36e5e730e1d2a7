package casework

import (
	"slices"

	"titian/internal/feature/person"
	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
)

// The actions of casework.
const (
	CanReadPlan    authz.Action = "plan.read"
	CanWritePlan   authz.Action = "plan.write"
	CanReadReview  authz.Action = "review.read"
	CanWriteReview authz.Action = "review.write"
	CanReadNote    authz.Action = "note.read"
	CanWriteNote   authz.Action = "note.write"
	CanReadAlert   authz.Action = "alert.read"
	CanWriteAlert  authz.Action = "alert.write"
)

var (
	workers = []authz.Role{authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.ProbationOfficer}
	readers = append(slices.Clone(workers), authz.RegionalOffice)

	// policy: those who work with a person write, the regional office reads.
	// Partners, observers and administrators have no business here.
	policy = authz.Policy{
		CanReadPlan: readers, CanWritePlan: workers,
		CanReadReview: readers, CanWriteReview: workers,
		CanReadNote: readers, CanWriteNote: workers,
		CanReadAlert: workers, CanWriteAlert: workers,
	}

	// noteReaders: what a note's kind says of a person decides who reads it. Health
	// and protection are for those who answer for the person's safety.
	noteReaders = map[NoteKind][]authz.Role{
		Contact: readers, Observation: readers, Incident: readers, Family: readers, OtherNote: readers,
		HealthNote:     {authz.FacilityHead, authz.CaseGuardian},
		ProtectionNote: {authz.FacilityHead, authz.CaseGuardian, authz.ProbationOfficer},
	}

	// alertReaders: a ban on contact is kept by everybody at the gate and in the
	// visiting room, a diagnosis is not.
	alertReaders = map[AlertKind][]authz.Role{
		MedicalAlert:    {authz.FacilityHead, authz.CaseGuardian},
		ProtectionAlert: {authz.FacilityHead, authz.CaseGuardian, authz.ProbationOfficer},
		ContactBan:      workers,
	}
)

// May reports whether a page should offer an action to the actor.
func May(a authz.Actor, action authz.Action) bool { return policy.May(a, action) }

var errNotFound = errs.New(errs.NotFound, "not_found")

// MayReadNote reports whether the actor may read notes of a kind about p. What
// is medical stays with the facility that holds the person; what protects them
// is known to the office that works with them.
func MayReadNote(a authz.Actor, p person.Person, k NoteKind) bool {
	if !listed(a, noteReaders[k]) {
		return false
	}
	switch k {
	case HealthNote:
		return a.Scope.Has(p.Facility)
	case ProtectionNote:
		return a.Scope.Has(officeOf(p))
	}
	return true
}

// MayReadAlert reports whether the actor must know of alerts of a kind about p:
// their own facility holds the person, or their probation office guides them.
func MayReadAlert(a authz.Actor, p person.Person, k AlertKind) bool {
	switch {
	case !listed(a, alertReaders[k]):
		return false
	case k == MedicalAlert:
		return a.Scope.Has(p.Facility)
	}
	return a.Scope.Has(p.Facility) || !p.Probation.IsZero() && a.Scope.Has(p.Probation)
}

func listed(a authz.Actor, roles []authz.Role) bool {
	return a.Role == authz.Operator || slices.Contains(roles, a.Role)
}
