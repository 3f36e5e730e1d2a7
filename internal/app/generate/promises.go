package generate

import (
	"context"
	"fmt"

	"titian/internal/feature/agreement"
	"titian/internal/feature/directory"
	"titian/internal/feature/partnership"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/platform/db"
)

// PromiseOptions say how much cooperation to make up. Each partner has as many
// agreements, and each of these as many promises, however many partners there are:
// so what one partner's pages cost beside others' rows can be told.
type PromiseOptions struct {
	First       int // number of the first partner, when there are some already
	Partners    int
	Agreements  int // a partner
	Commitments int // an agreement, each with one delivery
	Activities  int // an agreement
}

// Promises adds made-up partners with signed agreements, work plans, promises and
// deliveries to a database that has facilities, and names the partners. Of five
// promises three are kept, one waits for its receiver and one is open.
func Promises(ctx context.Context, d *db.DB, o PromiseOptions) ([]id.Organisation, error) {
	hosts, err := db.All[id.Organisation](ctx, d, `SELECT id FROM directory_organisation WHERE kind = 'facility' ORDER BY code`)
	if err != nil {
		return nil, fmt.Errorf("generate promises: %w", err)
	}
	if len(hosts) == 0 {
		return nil, errs.New(errs.State, "generate.no_facility")
	}
	partners := make([]id.Organisation, o.Partners)
	for i := range partners {
		err := d.InTx(ctx, func(tx *db.Tx) error {
			b := batchOf(o, o.First+i, hosts[i%len(hosts)], tx)
			partners[i] = b.partner.ID
			return b.store(ctx, tx)
		})
		if err != nil {
			return nil, fmt.Errorf("generate promises of partner %d: %w", i, err)
		}
	}
	return partners, nil
}

// batch is everything of one partner.
type batch struct {
	partner      directory.Organisation
	cooperations []agreement.Cooperation
	agreements   []agreement.Agreement
	activities   []agreement.Activity
	commitments  []partnership.Commitment
	deliveries   []partnership.Delivery
}

func (b *batch) store(ctx context.Context, tx *db.Tx) error {
	for _, insert := range []func() error{
		func() error { return db.Insert(ctx, tx, "directory_organisation", b.partner) },
		func() error { return db.InsertMany(ctx, tx, "agreement_cooperation", b.cooperations) },
		func() error { return db.InsertMany(ctx, tx, "agreement_agreement", b.agreements) },
		func() error { return db.InsertMany(ctx, tx, "agreement_activity", b.activities) },
		func() error { return db.InsertMany(ctx, tx, "partnership_commitment", b.commitments) },
		func() error { return db.InsertMany(ctx, tx, "partnership_delivery", b.deliveries) },
	} {
		if err := insert(); err != nil {
			return err
		}
	}
	return nil
}

func batchOf(o PromiseOptions, n int, host id.Organisation, tx *db.Tx) *batch {
	now, today := tx.Now(), civil.Today(tx.Now())
	b := &batch{partner: directory.Organisation{
		ID: id.Organisation{}.Make(), Code: fmt.Sprintf("MITRA%d", n), Kind: directory.Partner, Name: fmt.Sprintf("Mitra Uji %d", n),
		PartnerKind: directory.ZakatBoard, Active: true, Version: 1, CreatedAt: now, UpdatedAt: now,
	}}
	for k := range o.Agreements {
		ref, signed := fmt.Sprintf("MITRA%d-%d", n, k), today.AddDays(-60*(k%12)-30)
		c := agreement.Cooperation{
			ID: id.Cooperation{}.Make(), Ref: ref + "-K", Host: host, Partner: b.partner.ID, Title: "Pembinaan keterampilan", Status: agreement.Active,
			Version: 1, CreatedAt: now, UpdatedAt: now,
		}
		a := agreement.Agreement{
			ID: id.Agreement{}.Make(), Cooperation: c.ID, Host: host, Partner: b.partner.ID, Ref: ref, Kind: agreement.ImplementingAgreement, Label: "PKS",
			LegalTrack: "UPT_PARTNER", Title: "Perjanjian pembinaan keterampilan", Stage: "AKTIF", SignedOn: signed, StartsOn: signed, EndsOn: signed.AddMonths(36),
			Version: 1, CreatedAt: now, UpdatedAt: now,
		}
		b.cooperations, b.agreements = append(b.cooperations, c), append(b.agreements, a)
		for q := range o.Activities {
			b.activities = append(b.activities, agreement.Activity{
				ID: id.Activity{}.Make(), Agreement: a.ID, Cooperation: c.ID, Title: "Pelatihan las", Year: 2026, Quarter: q%4 + 1, Target: 20, Unit: "orang",
				Status: "planned", Version: 1, CreatedAt: now, UpdatedAt: now,
			})
		}
		for i := range o.Commitments {
			b.promise(a, i, tx)
		}
	}
	return b
}

// promise adds the i-th promise of an agreement, with its delivery.
func (b *batch) promise(a agreement.Agreement, i int, tx *db.Tx) {
	now, today := tx.Now(), civil.Today(tx.Now())
	due := a.SignedOn.AddDays(i % 700)
	c := partnership.Commitment{
		ID: id.Commitment{}.Make(), Cooperation: a.Cooperation, Host: a.Host, Partner: a.Partner, Agreement: a.ID, Promiser: a.Partner, Receiver: a.Host,
		Ref: fmt.Sprintf("%s-%d", a.Ref, i), Form: []string{"instructors", "equipment", "funds", "training_places"}[i%4], Title: "Instruktur las", Quantity: 10, Unit: "orang",
		Value: money.Rupiah(1_000_000), DueOn: due, Status: partnership.CommitmentOpen, Version: 1, CreatedAt: now, UpdatedAt: now,
	}
	d := partnership.Delivery{
		ID: id.Delivery{}.Make(), Commitment: c.ID, Cooperation: a.Cooperation, Host: a.Host, Partner: a.Partner, Receiver: a.Host, DeliveredOn: earlier(due, today),
		Quantity: 10, Value: c.Value, Evidence: "Berita acara", Status: partnership.DeliveryReported, ConfirmDueOn: today, Version: 1, CreatedAt: now, UpdatedAt: now,
	}
	if i%5 < 3 {
		whole := int64(10)
		d.Status, d.ConfirmedQuantity, d.ConfirmedValue, d.AnsweredOn = partnership.DeliveryConfirmed, &whole, &c.Value, d.DeliveredOn
		c.Status, c.ClosedOn = partnership.CommitmentFulfilled, d.DeliveredOn
	}
	b.commitments = append(b.commitments, c)
	if i%5 < 4 {
		b.deliveries = append(b.deliveries, d)
	}
}

func earlier(a, b civil.Date) civil.Date {
	if a.After(b) {
		return b
	}
	return a
}
