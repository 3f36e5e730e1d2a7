// Package authz decides who may do what, and which rows they see.
//
// It owns the actor, the roles and the form of a policy. It refuses to know any
// record: each feature's policy.go lists its own actions and which roles may do
// them. A decision has two halves that must be asked together: Policy.Check
// (may this role do this at all?) and Scope (in which organisations?). A row
// outside the scope is errs.NotFound, so that its existence is not told.
package authz

import (
	"context"
	"slices"

	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
)

// Role is what a membership lets a person do in one organisation.
type Role string

// The roles. Operator (the command line on the server itself) and Visitor are
// never given to a membership.
const (
	Administrator    Role = "administrator"     // accounts and organisations; no case data
	FacilityHead     Role = "facility_head"     // Kalapas, Karutan, Kabapas
	ProgrammeOfficer Role = "programme_officer" // Kasi Binadik dan Giatja and staff
	CaseGuardian     Role = "case_guardian"     // Wali Pemasyarakatan
	ProbationOfficer Role = "probation_officer" // PK
	RegionalOffice   Role = "regional_office"   // Kanwil
	Partner          Role = "partner"
	Observer         Role = "observer" // counts only: never names
	Operator         Role = "operator"
	Visitor          Role = "visitor" // the public, on pages made for it
)

// Roles lists what a membership can have, in the order of the forms.
func Roles() []Role {
	return []Role{Administrator, FacilityHead, ProgrammeOfficer, CaseGuardian, ProbationOfficer, RegionalOffice, Partner, Observer}
}

// Action names what a use case does: "commitment.create".
type Action string

// Policy lists the roles that may do each action. Operator may do all of them.
type Policy map[Action][]Role

// Check answers nil, Unauthenticated (nobody) or Forbidden (a role that may not).
// An action that the policy does not list is forbidden to everybody.
func (p Policy) Check(a Actor, action Action) error {
	if a.Role == "" {
		return errs.New(errs.Unauthenticated, "unauthenticated")
	}
	if p.May(a, action) {
		return nil
	}
	return errs.New(errs.Forbidden, "forbidden").With("action", string(action))
}

// May is Check for pages that hide what the reader cannot do.
func (p Policy) May(a Actor, action Action) bool {
	roles, listed := p[action]
	if !listed || a.Acts != nil && !slices.Contains(a.Acts, action) {
		return false
	}
	if a.Role == Operator {
		return true
	}
	for _, r := range roles {
		if r == a.Role {
			return true
		}
	}
	return false
}

// Actor is who asks: one person in one role in one organisation, or the operator.
// The zero Actor is nobody.
type Actor struct {
	User    id.User
	Name    string
	Role    Role
	Org     id.Organisation
	OrgName string
	Scope   Scope
	Origin  Origin

	// Acts, when set, are the only ones that the actor may do: whoever holds a
	// reply link has a partner's role for one purpose.
	Acts []Action
}

// Origin is where a request came from, for audit. Address is the client's IP.
type Origin struct {
	RequestID string
	Channel   string // web, api, cli, job
	Address   string
}

// Anyone reports whether somebody is signed in.
func (a Actor) Anyone() bool { return a.Role != "" }

// OperatorAs is the command line or a job on the server itself, named for audit.
func OperatorAs(name string) Actor {
	return Actor{Name: name, Role: Operator, Scope: Scope{All: true}, Origin: Origin{Channel: "cli"}}
}

// Public is somebody who has not signed in, on a page that is meant for all.
func Public(o Origin) Actor { return Actor{Name: "public", Role: Visitor, Origin: o} }

// Scope is the set of organisations whose rows an actor may see. Orgs holds a
// facility (or an office with all that stands below it); Partner is set for a
// partner's people and then Orgs is empty.
type Scope struct {
	All     bool
	Orgs    []id.Organisation
	Partner id.Organisation

	// Rows, when set, are the only records of a cooperation that the actor may
	// see, whatever else is in scope: whoever holds a reply link came for one.
	Rows []id.Any
}

// Has reports whether org is one of the correctional organisations in scope.
func (s Scope) Has(org id.Organisation) bool {
	if s.All {
		return true
	}
	for _, o := range s.Orgs {
		if o == org {
			return true
		}
	}
	return false
}

type actorKey struct{}

// WithActor puts the request's actor into its context, for the edge only:
// services take the actor as an argument.
func WithActor(ctx context.Context, a Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// FromContext is the request's actor, or nobody.
func FromContext(ctx context.Context) Actor {
	a, _ := ctx.Value(actorKey{}).(Actor)
	return a
}
