package agreement_test

import (
	"slices"
	"testing"

	"titian/internal/feature/agreement"
	"titian/internal/kernel/civil"
	"titian/internal/platform/authz"
)

func TestStandingIsComputedFromTheDates(t *testing.T) {
	today := civil.Must("2026-11-22")
	period := agreement.Agreement{Stage: agreement.Running, StartsOn: civil.Must("2025-10-19"), EndsOn: civil.Must("2028-10-18")}
	with := func(stage agreement.Stage, from, to string) agreement.Agreement {
		a := period
		a.Stage, a.StartsOn, a.EndsOn = stage, civil.Must(from), civil.Must(to)
		return a
	}
	for name, tt := range map[string]struct {
		a       agreement.Agreement
		want    agreement.Standing
		days    int
		inForce bool
	}{
		"far from its end":             {period, agreement.InForce, 696, true},
		"181 days to go":               {with(agreement.Running, "2025-01-01", "2027-05-22"), agreement.InForce, 181, true},
		"180 days to go":               {with(agreement.Running, "2025-01-01", "2027-05-21"), agreement.EndingSoon, 180, true},
		"on its last day":              {with(agreement.Signed, "2025-01-01", "2026-11-22"), agreement.EndingSoon, 0, true},
		"the day after":                {with(agreement.Running, "2025-01-01", "2026-11-21"), agreement.PastItsEnd, 0, false},
		"on its first day":             {with(agreement.Signed, "2026-11-22", "2029-11-21"), agreement.InForce, 1095, true},
		"signed for next year":         {with(agreement.Signed, "2027-01-01", "2029-12-31"), agreement.NotYet, 40, false},
		"renewed and still running":    {with(agreement.Renewed, "2024-01-01", "2026-12-31"), agreement.EndingSoon, 39, true},
		"ended before its time":        {with(agreement.Ended, "2025-01-01", "2028-01-01"), agreement.PastItsEnd, 0, false},
		"cancelled":                    {with(agreement.Cancelled, "2025-01-01", "2028-01-01"), agreement.WasCancelled, 0, false},
		"a draft with a chosen period": {with(agreement.Drafting, "2026-01-01", "2028-01-01"), agreement.Preparing, 0, false},
		"a draft without dates":        {agreement.Agreement{Stage: agreement.Exploring}, agreement.Preparing, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			got, days := tt.a.On(today)
			if got != tt.want || days != tt.days {
				t.Errorf("got %s %d, want %s %d", got, days, tt.want, tt.days)
			}
			if got := tt.a.InForce(today); got != tt.inForce {
				t.Errorf("in force: got %v", got)
			}
		})
	}
}

func TestEveryStageIsReachedAndEveryOpenStageLeadsOn(t *testing.T) {
	reached := map[agreement.Stage]bool{}
	leads := map[agreement.Stage]bool{}
	for _, s := range agreement.Steps() {
		reached[s.To], leads[s.From] = true, true
		if s.From.Over() && s.To != agreement.Renewed {
			t.Errorf("%s leads on to %s though it is over", s.From, s.To)
		}
	}
	for _, s := range agreement.Stages() {
		if !reached[s] && s != agreement.Exploring {
			t.Errorf("%s is never reached", s)
		}
		if !leads[s] && !s.Over() {
			t.Errorf("%s leads nowhere", s)
		}
	}
}

func TestStepsOfTheHeadAreNotOfferedToStaff(t *testing.T) {
	to := func(role authz.Role, from agreement.Stage) []agreement.Stage {
		var out []agreement.Stage
		for _, s := range agreement.StepsFrom(from, authz.Actor{Role: role}) {
			out = append(out, s.To)
		}
		return out
	}
	if got := to(authz.ProgrammeOfficer, agreement.Agreed); len(got) != 0 {
		t.Errorf("an officer may move from agreed to %v", got)
	}
	if got := to(authz.FacilityHead, agreement.Agreed); !slices.Contains(got, agreement.Signed) {
		t.Errorf("the head may not sign: %v", got)
	}
	for _, from := range agreement.Stages() {
		if slices.Contains(to(authz.Operator, from), agreement.Renewed) {
			t.Errorf("renewed is offered by hand from %s", from)
		}
		if got := to(authz.Partner, from); len(got) != 0 {
			t.Errorf("a partner may move from %s to %v", from, got)
		}
	}
}
