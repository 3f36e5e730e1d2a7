// Package fundtest makes a cooperation with people and classes for tests of
// restricted money. Lower features' rows are built or inserted; classes are
// what the test says they are.
package fundtest

import (
	"context"
	"testing"

	"titian/internal/feature/agreement"
	"titian/internal/feature/agreement/agreementtest"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/fund"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// World is Muara Bungo and BAZNAS with one cooperation.
type World struct {
	*directorytest.World
	DB          *db.DB
	Service     *fund.Service
	Officer     authz.Actor // programme officer at Muara Bungo
	Donor       authz.Actor // the partner
	Cooperation agreement.Cooperation
	classes     map[id.Offering]fund.Class
}

// Seed stores the world.
func Seed(t *testing.T, d *db.DB) *World {
	t.Helper()
	w := &World{World: directorytest.Seed(t, d), DB: d, classes: map[id.Offering]fund.Class{}}
	w.Service = fund.New(d, func(_ context.Context, _ db.Querier, _ authz.Actor, key id.Offering) (fund.Class, error) {
		c, ok := w.classes[key]
		if !ok {
			return c, errs.New(errs.NotFound, "not_found")
		}
		return c, nil
	})
	w.Officer, w.Donor = w.Actor(authz.ProgrammeOfficer, w.LapasBungo), w.Actor(authz.Partner, w.Baznas)
	w.Cooperation = agreementtest.Cooperation(t, d, w.LapasBungo, w.Baznas)
	return w
}

// Class is a class of the cooperation.
func (w *World) Class(title string) id.Offering {
	key := id.Offering{}.Make()
	w.classes[key] = fund.Class{Facility: w.LapasBungo, Cooperation: w.Cooperation.ID, Ref: "BUNGO-P-26-" + title, Title: title}
	return key
}

// Person stores a convict at a facility.
func (w *World) Person(t *testing.T, facility id.Organisation, name string) id.Person {
	t.Helper()
	p, now := id.Person{}.Make(), w.DB.Now().UnixMicro()
	if err := w.DB.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := db.Exec(t.Context(), tx, `INSERT INTO person_person (id, facility_id, register_no, name, name_key, sex, born, religion, schooling, legal_status, custody_status, risk_level, version, created_at, updated_at)
			VALUES ($1, $2, 'B.I-7', $3, $4, 'M', '', '', '', 'convict', 'active', '', 1, $5, $6)`, p, facility, name, name, now, now)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return p
}

// Fund opens a fund of a type.
func (w *World) Fund(t *testing.T, kind fund.Type) fund.Fund {
	t.Helper()
	f, err := w.Service.Open(t.Context(), w.Officer, fund.OpenCommand{Cooperation: w.Cooperation.ID, Type: kind, Purpose: "Pelatihan las dan modal usaha"})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// Entry is the command of an entry of today; the test adds whom it is for.
func Entry(f fund.Fund, kind fund.Kind, amount money.Rupiah) fund.BookCommand {
	return fund.BookCommand{Fund: f.ID, Kind: kind, Amount: amount, BookedOn: civil.Must("2026-11-20"), Paper: "KW-001"}
}

// ToPerson is a payment of zakat to a person, with all that it needs.
func ToPerson(f fund.Fund, amount money.Rupiah, p id.Person, class id.Offering) fund.BookCommand {
	c := Entry(f, fund.Disbursement, amount)
	c.Person, c.Class, c.Asnaf, c.Evidence, c.Surveyor = p, class, "miskin", "SKTM desa", "Petugas survei"
	return c
}

// Book books an entry that must be right.
func (w *World) Book(t *testing.T, c fund.BookCommand) fund.Entry {
	t.Helper()
	e, err := w.Service.Book(t.Context(), w.Officer, c)
	if err != nil {
		t.Fatal(err)
	}
	return e
}
