// Package persontest makes people for other packages' tests, through the
// service, so that they are as real as any. Names and numbers are made up, and
// identity numbers start with the impossible province 00.
package persontest

import (
	"testing"

	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Keys are the test's secrets.
func Keys() person.Keys { return person.Keys{Encrypt: [32]byte{1}, Hash: [32]byte{2}} }

// Service is the register on d with the test's keys.
func Service(d *db.DB) *person.Service { return person.New(d, Keys()) }

// Command is a valid registration of a convict at a facility.
func Command(facility id.Organisation, name string) person.RegisterCommand {
	return person.RegisterCommand{
		Facility: facility, AdmittedOn: civil.Must("2025-03-01"),
		Details: person.Details{
			RegisterNo: "B-I-" + name, Name: name, Sex: person.Male, Born: "1990",
			Religion: "islam", Schooling: "primary", LegalStatus: person.Convict, ReleaseDueOn: civil.Must("2027-05-15"),
		},
	}
}

// Convict registers somebody in custody; change may alter the command first.
func Convict(t testing.TB, d *db.DB, facility id.Organisation, name string, change ...func(*person.RegisterCommand)) person.Person {
	t.Helper()
	c := Command(facility, name)
	for _, f := range change {
		f(&c)
	}
	p, err := Service(d).Register(t.Context(), authz.OperatorAs("test"), c)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Released registers somebody and releases them on a day.
func Released(t testing.TB, d *db.DB, facility id.Organisation, name, on string, kind person.EndKind) person.Person {
	t.Helper()
	p := Convict(t, d, facility, name, func(c *person.RegisterCommand) { c.AdmittedOn = civil.Must(on).AddMonths(-12) })
	p, err := Service(d).Release(t.Context(), authz.OperatorAs("test"), p.ID, person.ReleaseCommand{On: civil.Must(on), Kind: kind})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Transferred moves somebody to another facility, which accepts them on a day.
func Transferred(t testing.TB, d *db.DB, p person.Person, to id.Organisation, on string) person.Person {
	t.Helper()
	s, op := Service(d), authz.OperatorAs("test")
	asked, err := s.RequestTransfer(t.Context(), op, p.ID, person.TransferCommand{To: to, Purpose: "crowding", Letter: "SK-1", PlannedOn: civil.Must(on)})
	if err == nil {
		_, err = s.AcceptTransfer(t.Context(), op, asked.ID, person.AcceptCommand{On: civil.Must(on)})
	}
	if err == nil {
		p, err = s.Get(t.Context(), op, p.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Client registers somebody whom a probation office guides and nobody held.
func Client(t testing.TB, d *db.DB, office id.Organisation, name, since string) person.Person {
	t.Helper()
	return Convict(t, d, office, name, func(c *person.RegisterCommand) {
		c.LegalStatus, c.AdmittedOn, c.ReleaseDueOn, c.ReleasedOn = person.Client, civil.Date{}, civil.Date{}, civil.Must(since)
	})
}
