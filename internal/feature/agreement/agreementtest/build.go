// Package agreementtest makes cooperations and agreements for other packages'
// tests, through the service itself.
package agreementtest

import (
	"testing"

	"titian/internal/feature/agreement"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Cooperation opens the file of a host and a partner.
func Cooperation(t testing.TB, d *db.DB, host, partner id.Organisation) agreement.Cooperation {
	t.Helper()
	c, err := agreement.New(d).OpenCooperation(t.Context(), operator(), agreement.OpenCommand{
		Host: host, Partner: partner, Title: "Pembinaan bersama", Purpose: "Kesiapan kembali ke masyarakat",
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Terms are complete ones for a period.
func Terms(from, to civil.Date) agreement.Terms {
	return agreement.Terms{
		Kind: agreement.Memorandum, Label: "MoU", LegalTrack: agreement.Sinergi,
		Title: "Pembinaan dan reintegrasi", Scope: "Pelatihan keterampilan", Place: "Balai kota", StartsOn: from, EndsOn: to,
	}
}

// Draft enters an agreement that lies on the table, with its numbers,
// signatories and text, ready to be moved on.
func Draft(t testing.TB, d *db.DB, c agreement.Cooperation, on civil.Date, terms agreement.Terms, served ...id.Organisation) agreement.Agreement {
	t.Helper()
	ctx, s := t.Context(), agreement.New(d)
	a, err := s.Draft(ctx, operator(), agreement.DraftCommand{Cooperation: c.ID, Stage: agreement.Drafting, On: on, Terms: terms})
	if err != nil {
		t.Fatal(err)
	}
	Complete(t, d, &a, served...)
	return a
}

// Body is the wording that Complete writes.
const Body = "Pasal 1 Maksud dan tujuan\nPembinaan bersama.\n\nPasal 2 Pembiayaan\nDibebankan kepada PARA PIHAK."

// Complete writes numbers, signatories and a text into an unsigned agreement.
func Complete(t testing.TB, d *db.DB, a *agreement.Agreement, served ...id.Organisation) {
	t.Helper()
	ctx, s := t.Context(), agreement.New(d)
	err := s.SetParties(ctx, operator(), a.ID, a.Version, agreement.PartiesCommand{
		Parties: []agreement.Party{
			{Organisation: a.Host, Number: "W.5-01", Signatory: "Kepala Lapas", Authority: "UU 22/2022"},
			{Organisation: a.Partner, Number: "100/MOU", Signatory: "Wali Kota", Authority: "UU 23/2014"},
		},
		Witnesses: []string{"Kepala Bagian Tata Usaha"}, Served: served,
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.AddText(ctx, operator(), a.ID, a.Version+1, Body); err != nil {
		t.Fatal(err)
	}
	a.Version += 2
}

// Approve gives both sides' word for the newest text.
func Approve(t testing.TB, d *db.DB, a *agreement.Agreement, on civil.Date) {
	t.Helper()
	for _, side := range agreement.Sides() {
		cmd := agreement.ApproveCommand{Side: side, On: on, Document: "Surat persetujuan"}
		if err := agreement.New(d).Approve(t.Context(), operator(), a.ID, cmd); err != nil {
			t.Fatal(err)
		}
	}
}

// Sign takes a complete draft to the day of its signing.
func Sign(t testing.TB, d *db.DB, a *agreement.Agreement, on civil.Date) {
	t.Helper()
	Approve(t, d, a, on)
	for _, to := range []agreement.Stage{agreement.Review, agreement.Agreed, agreement.Signed} {
		Move(t, d, a, to, on)
	}
	a.SignedOn = on
}

// Move takes an agreement one step on.
func Move(t testing.TB, d *db.DB, a *agreement.Agreement, to agreement.Stage, on civil.Date) {
	t.Helper()
	err := agreement.New(d).Move(t.Context(), operator(), a.ID, a.Version, agreement.MoveCommand{To: to, On: on, Document: "Nota dinas 1", Reason: "Disepakati kedua pihak"})
	if err != nil {
		t.Fatalf("move to %s: %v", to, err)
	}
	a.Stage, a.Version = to, a.Version+1
}

// Signed is a signed agreement for a period.
func Signed(t testing.TB, d *db.DB, c agreement.Cooperation, on, until civil.Date, served ...id.Organisation) agreement.Agreement {
	t.Helper()
	a := Draft(t, d, c, on, Terms(on, until), served...)
	Sign(t, d, &a, on)
	return a
}

func operator() authz.Actor { return authz.OperatorAs("uji") }
