package authz_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

func policy() authz.Policy {
	return authz.Policy{
		"class.read":  {authz.ProgrammeOfficer, authz.CaseGuardian},
		"class.write": {authz.ProgrammeOfficer},
		"class.purge": {},
	}
}

func TestThePolicyDecidesByRole(t *testing.T) {
	for _, tt := range []struct {
		role   authz.Role
		action authz.Action
		want   error
	}{
		{authz.ProgrammeOfficer, "class.write", nil},
		{authz.CaseGuardian, "class.read", nil},
		{authz.CaseGuardian, "class.write", errs.Forbidden},
		{authz.Partner, "class.read", errs.Forbidden},
		{authz.Visitor, "class.read", errs.Forbidden},
		{"class_officer", "class.read", errs.Forbidden},
		{"", "class.read", errs.Unauthenticated},
		{"", "class.unheard_of", errs.Unauthenticated},
		{authz.Operator, "class.write", nil},
		{authz.Operator, "class.purge", nil},
		{authz.Operator, "class.unheard_of", errs.Forbidden},
		{authz.ProgrammeOfficer, "class.unheard_of", errs.Forbidden},
		{authz.ProgrammeOfficer, "", errs.Forbidden},
	} {
		err := policy().Check(authz.Actor{Role: tt.role}, tt.action)
		if !errors.Is(err, tt.want) {
			t.Errorf("%q doing %q: got %v, want %v", tt.role, tt.action, err, tt.want)
		}
		if may := policy().May(authz.Actor{Role: tt.role}, tt.action); may != (tt.want == nil) {
			t.Errorf("%q may do %q: %v, though Check says %v", tt.role, tt.action, may, err)
		}
	}
}

func TestAnEmptyPolicyPermitsNothing(t *testing.T) {
	for _, p := range []authz.Policy{nil, {}} {
		if err := p.Check(authz.OperatorAs("titian"), "class.read"); !errors.Is(err, errs.Forbidden) {
			t.Errorf("got %v", err)
		}
	}
}

func TestNoMembershipMakesAnOperatorOrAVisitor(t *testing.T) {
	roles := authz.Roles()
	for _, r := range []authz.Role{authz.Operator, authz.Visitor, ""} {
		if slices.Contains(roles, r) {
			t.Errorf("a membership can be %q", r)
		}
	}
	if slices.Sort(roles); len(slices.Compact(roles)) != 8 {
		t.Errorf("got %v", roles)
	}
}

func TestTheScopeHoldsWhatItNamesAndNoMore(t *testing.T) {
	a, b := id.Organisation{}.Make(), id.Organisation{}.Make()
	for _, tt := range []struct {
		name  string
		scope authz.Scope
		a, b  bool
	}{
		{"nobody", authz.Scope{}, false, false},
		{"one facility", authz.Scope{Orgs: []id.Organisation{a}}, true, false},
		{"an office", authz.Scope{Orgs: []id.Organisation{b, a}}, true, true},
		{"the operator", authz.Scope{All: true}, true, true},
		// A partner sees rows that name it as partner, never a facility's own.
		{"a partner", authz.Scope{Partner: a}, false, false},
	} {
		if tt.scope.Has(a) != tt.a || tt.scope.Has(b) != tt.b {
			t.Errorf("%s: got %v and %v", tt.name, tt.scope.Has(a), tt.scope.Has(b))
		}
	}
}

func TestTheRequestCarriesItsActor(t *testing.T) {
	if got := authz.FromContext(t.Context()); got.Anyone() {
		t.Errorf("without sign-in somebody is there: %+v", got)
	}
	want := authz.Actor{Name: "Sari", Role: authz.CaseGuardian}
	type other struct{}
	ctx := context.WithValue(authz.WithActor(t.Context(), want), other{}, 1)
	if got := authz.FromContext(ctx); got.Name != want.Name || !got.Anyone() {
		t.Errorf("got %+v", got)
	}
}

func TestThePublicIsSomebodyWithoutScope(t *testing.T) {
	p := authz.Public(authz.Origin{Channel: "web", RequestID: "r"})
	if !p.Anyone() || p.Scope.Has(id.Organisation{}.Make()) || p.Origin.RequestID != "r" {
		t.Errorf("got %+v", p)
	}
	if o := authz.OperatorAs("backup"); o.Name != "backup" || !o.Scope.All || o.Origin.Channel != "cli" {
		t.Errorf("got %+v", o)
	}
}
