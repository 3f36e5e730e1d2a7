// Package programmetest makes a facility with people, needs and a promise for
// tests of classes and of what builds on them. It inserts the rows of lower
// features directly; classes and seats are made through the service.
package programmetest

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/programme"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// World is Muara Bungo with a promise of BAZNAS and a programme in the catalogue.
type World struct {
	*directorytest.World
	DB          *db.DB
	Service     *programme.Service
	Officer     authz.Actor // programme officer at Muara Bungo
	Donor       authz.Actor // the partner
	Cooperation id.Cooperation
	Commitment  id.Commitment
	Programme   programme.Programme
	Live        bool // the promise may still be kept
	InForce     bool // it stands on an agreement in force
}

// Seed stores the world. Live and InForce begin true; Backing follows them.
func Seed(t *testing.T, d *db.DB) *World {
	t.Helper()
	w := &World{World: directorytest.Seed(t, d), DB: d, Live: true, InForce: true}
	w.Service = programme.New(d, w.Backing)
	w.Officer, w.Donor = w.Actor(authz.ProgrammeOfficer, w.LapasBungo), w.Actor(authz.Partner, w.Baznas)
	w.Cooperation, w.Commitment = w.Promise(t, w.LapasBungo, w.Baznas)
	var err error
	w.Programme, err = w.Service.AddProgramme(t.Context(), w.Officer, programme.ProgrammeCommand{
		Code: "LAS-1", Name: "Las dasar",
		Category: programme.SelfReliance, Area: "work", Sector: "industry", Hours: 80, Capacity: 20,
		Units: []programme.Unit{{Code: "U1", Title: "Keselamatan kerja"}, {Code: "U2", Title: "Mengelas posisi datar"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// Backing answers for the promises that Promise stored, in place of partnership.
func (w *World) Backing(ctx context.Context, q db.Querier, actor authz.Actor, c id.Commitment) (programme.Backing, error) {
	type sides struct {
		Cooperation id.Cooperation  `db:"cooperation_id" privacy:"internal"`
		Host        id.Organisation `db:"host_id" privacy:"internal"`
		Partner     id.Organisation `db:"partner_id" privacy:"internal"`
	}
	s, err := db.One[sides](ctx, q, `SELECT cooperation_id, host_id, partner_id FROM partnership_commitment WHERE id = $1`, c)
	if err == nil && !actor.Scope.Has(s.Host) && actor.Scope.Partner != s.Partner {
		err = errs.New(errs.NotFound, "not_found")
	}
	b := programme.Backing{Cooperation: s.Cooperation, Partner: s.Partner, Live: w.Live}
	if w.InForce {
		b.Agreement = "PKS-1"
	}
	return b, err
}

// Promise stores a cooperation of two sides with one open commitment.
func (w *World) Promise(t *testing.T, host, partner id.Organisation) (id.Cooperation, id.Commitment) {
	t.Helper()
	coop, promise := id.Cooperation{}.Make(), id.Commitment{}.Make()
	now := w.DB.Now().UnixMicro()
	w.Exec(t, `INSERT INTO agreement_cooperation (id, ref, host_id, partner_id, title, purpose, status, close_reason, version, created_at, updated_at)
		VALUES ($1, $2, $3, $4, 'Pembinaan bersama', '', 'active', '', 1, $5, $6)`, coop, "K-"+coop.String()[24:], host, partner, now, now)
	w.Exec(t, `INSERT INTO partnership_commitment (id, cooperation_id, host_id, partner_id, promiser_id, receiver_id, ref, form, title, quantity, unit, value_rp, due_on, status, close_reason, version, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 'training', 'Pelatihan las', 20, 'orang', 0, '2026-12-31', 'open', '', 1, $8, $9)`,
		promise, coop, host, partner, partner, host, "J-"+promise.String()[24:], now, now)
	return coop, promise
}

// Person stores somebody held at a facility, with a made-up register number.
func (w *World) Person(t *testing.T, facility id.Organisation, name, legal string) id.Person {
	t.Helper()
	p, now := id.Person{}.Make(), w.DB.Now().UnixMicro()
	w.Exec(t, `INSERT INTO person_person (id, facility_id, register_no, name, name_key, sex, born, religion, schooling, legal_status, custody_status, risk_level, version, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, 'M', '', '', '', $6, 'active', '', 1, $7, $8)`, p, facility, "B.I-"+p.String()[24:], name, strings.ToLower(name), legal, now, now)
	return p
}

// People stores n convicts at a facility: "Orang 001" and so on.
func (w *World) People(t *testing.T, facility id.Organisation, n int) []id.Person {
	t.Helper()
	list := make([]id.Person, n)
	for i := range list {
		list[i] = w.Person(t, facility, "Orang "+strconv.Itoa(1001 + i)[1:], "convict")
	}
	return list
}

// Need stores an open need of a person in an area, 1 to 3.
func (w *World) Need(t *testing.T, facility id.Organisation, p id.Person, area string, severity int) id.Need {
	t.Helper()
	n, now := id.Need{}.Make(), w.DB.Now().UnixMicro()
	w.Exec(t, `INSERT INTO assessment_need (facility_id, id, person_id, area, topic, severity, evidence, assessed_on, close_reason, version, created_at, updated_at)
		VALUES ($1, $2, $3, $4, 'Keterampilan kerja', $5, '', '2026-11-01', '', 1, $6, $7)`, facility, n, p, area, severity, now, now)
	return n
}

// Consent stores that a person lets a partner know their name for attendance.
func (w *World) Consent(t *testing.T, facility id.Organisation, p id.Person, partner id.Organisation) {
	t.Helper()
	now, key := w.DB.Now().UnixMicro(), id.Consent{}.Make()
	w.Exec(t, `INSERT INTO person_consent (facility_id, id, person_id, partner_id, purpose, number, wording, answer, answered_by, representative, given_on, expires_on, evidence, latest, version, created_at, updated_at)
		VALUES ($1, $2, $3, $4, 'class_attendance', $5, 1, 'given', 'self', '', '2026-11-01', '2027-11-01', 'formulir', $6, 1, $7, $8)`, facility, key, p, partner, key.String(), true, now, now)
}

// Class opens a class on the promise, from 1 November to 20 December 2026.
func (w *World) Class(t *testing.T, seats int) programme.Offering {
	t.Helper()
	o, err := w.Service.OpenClass(t.Context(), w.Officer, w.Command(seats))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// Command is what Class opens.
func (w *World) Command(seats int) programme.ClassCommand {
	return programme.ClassCommand{
		Programme: w.Programme.ID, Commitment: w.Commitment, Title: "Las angkatan I", Place: "Bengkel",
		Starts: civil.Must("2026-11-01"), Ends: civil.Must("2026-12-20"), Capacity: seats,
	}
}

// Seat enrols a person.
func (w *World) Seat(t *testing.T, class id.Offering, p id.Person) programme.Enrolment {
	t.Helper()
	e, err := w.Service.Enrol(t.Context(), w.Officer, programme.EnrolCommand{Offering: class, Person: p})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// Exec changes rows of lower features as a test needs them.
func (w *World) Exec(t *testing.T, text string, args ...any) {
	t.Helper()
	if err := w.DB.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := db.Exec(t.Context(), tx, text, args...)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}
