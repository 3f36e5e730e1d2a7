package person_test

import (
	"slices"
	"testing"

	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
)

// answers are the latest answers that somebody can have, by what they are worth.
func answers() map[person.Standing]person.Consent {
	base := person.Consent{ID: id.Consent{}.Make(), Answer: person.Given, By: person.Self, ExpiresOn: civil.Must("2026-12-31"), Latest: true}
	with := func(change func(*person.Consent)) person.Consent { c := base; change(&c); return c }
	return map[person.Standing]person.Consent{
		person.NotAsked:   {},
		person.InForce:    base,
		person.Declined:   with(func(c *person.Consent) { c.Answer = person.Refused }),
		person.Withdrawn:  with(func(c *person.Consent) { c.WithdrawnOn = civil.Must("2026-11-01") }),
		person.Expired:    with(func(c *person.Consent) { c.ExpiresOn = civil.Must("2026-11-21") }),
		person.Superseded: with(func(c *person.Consent) { c.Latest = false }),
	}
}

// TestAPartnerKnowsANameOnlyWhenEverythingHolds goes through every combination
// of what decides: a name is shown in exactly those in which all of it holds.
func TestAPartnerKnowsANameOnlyWhenEverythingHolds(t *testing.T) {
	today, tried, allowed := civil.Must("2026-11-22"), 0, 0
	both := []bool{false, true}
	for standing, consent := range answers() {
		if got := consent.On(today); got != standing {
			t.Fatalf("an answer is %s, want %s", got, standing)
		}
		for _, linked := range both {
			for _, child := range both {
				for _, closed := range both {
					for _, agreement := range []string{"", "PKS-1"} {
						for _, law := range []string{"", "UU 24/2013"} {
							for _, purpose := range append(person.Purposes(), "curiosity") {
								for _, by := range person.Bys() {
									consent.By = by
									f := person.Facts{Linked: linked, Child: child, Closed: closed, Basis: law, Consent: consent}
									d := person.Decide(person.Ground{Purpose: purpose, Agreement: agreement}, f, today)
									want := linked && !child && !closed && agreement != "" && purpose != "curiosity" &&
										(law != "" || standing == person.InForce && by != person.Parent)
									tried++
									if d.Allowed {
										allowed++
									}
									if d.Allowed != want || d.Allowed != (d.Fields != nil) || !slices.Contains(person.Reasons(), d.Reason) {
										t.Errorf("%s by %s, %+v, agreement %q, %s: %+v", standing, by, f, agreement, purpose, d)
									}
								}
							}
						}
					}
				}
			}
		}
	}
	if tried != 6*2*2*2*2*2*4*3 || allowed == 0 {
		t.Errorf("%d tried, %d allowed", tried, allowed)
	}
}

// TestADecisionNamesTheFirstThingThatIsMissing: the reason is what an officer
// would have to change next.
func TestADecisionNamesTheFirstThingThatIsMissing(t *testing.T) {
	a := answers()
	good := person.Ground{Purpose: person.ClassAttendance, Agreement: "PKS-1"}
	for _, c := range []struct {
		name   string
		ground person.Ground
		facts  person.Facts
		want   person.Reason
	}{
		{"no class with this partner", good, person.Facts{Consent: a[person.InForce]}, person.NotLinked},
		{"a child with a parent's word", good, person.Facts{Linked: true, Child: true, Consent: a[person.InForce]}, person.IsAChild},
		{"a child whom a law would name", good, person.Facts{Linked: true, Child: true, Basis: "UU"}, person.IsAChild},
		{"sealed", good, person.Facts{Linked: true, Closed: true, Child: true}, person.IsClosed},
		{"no agreement", person.Ground{Purpose: person.Aid}, person.Facts{Linked: true, Consent: a[person.InForce]}, person.NoAgreement},
		{"a law without an agreement", person.Ground{Purpose: person.Aid}, person.Facts{Linked: true, Basis: "UU"}, person.NoAgreement},
		{"a purpose that is none", person.Ground{Purpose: "x", Agreement: "PKS-1"}, person.Facts{Linked: true}, person.NoPurpose},
		{"nobody asked", good, person.Facts{Linked: true}, person.NoConsent},
		{"refused", good, person.Facts{Linked: true, Consent: a[person.Declined]}, person.SaidNo},
		{"withdrawn", good, person.Facts{Linked: true, Consent: a[person.Withdrawn]}, person.TookBack},
		{"expired", good, person.Facts{Linked: true, Consent: a[person.Expired]}, person.ConsentOver},
		{"refused, and a law", good, person.Facts{Linked: true, Basis: "UU", Consent: a[person.Declined]}, person.ByStatute},
		{"consent", good, person.Facts{Linked: true, Consent: a[person.InForce]}, person.ByConsent},
	} {
		if d := person.Decide(c.ground, c.facts, civil.Must("2026-11-22")); d.Reason != c.want {
			t.Errorf("%s: %s, want %s", c.name, d.Reason, c.want)
		}
	}
}
