package demo

import (
	"context"

	"titian/internal/feature/fund"
	"titian/internal/feature/programme"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
)

// zakat opens the restricted fund of a promise and books its receipt.
func (t *teller) zakat(ctx context.Context, login string, c id.Cooperation, k id.Commitment, rp money.Rupiah) id.Fund {
	f := got(t, func() (fund.Fund, error) {
		return t.s.Fund.Open(ctx, t.as(login), fund.OpenCommand{Cooperation: c, Commitment: k, Type: fund.Zakat, Purpose: "Pelatihan menjahit bagi warga binaan mustahik"})
	})
	t.book(ctx, login, fund.BookCommand{Fund: f.ID, Kind: fund.Receipt, Amount: rp, Paper: "BSZ-014/II/2026"})
	return f.ID
}

// spend sets money aside for a class, pays its material, and gives each who
// finished it a starter kit, with the group of recipients that the person
// belongs to and what shows it.
func (t *teller) spend(ctx context.Context, login string, f id.Fund, k class, o programme.Offering, group []member) {
	t.on(k.starts.AddDays(-1))
	t.book(ctx, login, fund.BookCommand{Fund: f, Kind: fund.Allocation, Amount: 30_000_000, Class: o.ID})
	t.book(ctx, login, fund.BookCommand{Fund: f, Kind: fund.Disbursement, Amount: 12_000_000, Class: o.ID, Paper: "KW-021/2026", Note: "Bahan dan benang"})
	day := k.released.AddDays(-2)
	if !t.reached(day) {
		return
	}
	t.on(day)
	for i, m := range group {
		if i >= 8 {
			break
		}
		asnaf := fund.Asnafs()[i%2]
		t.book(ctx, login, fund.BookCommand{
			Fund: f, Kind: fund.Disbursement, Amount: 1_500_000, Class: o.ID, Person: m.id, Paper: "KW-03" + number(i) + "/2026",
			Asnaf: asnaf, Evidence: "Surat keterangan tidak mampu", Surveyor: "Amil BAZNAS Kabupaten Bungo", Note: "Perlengkapan menjahit",
		})
	}
}

func (t *teller) book(ctx context.Context, login string, cmd fund.BookCommand) {
	cmd.BookedOn = t.day
	t.did("book "+string(cmd.Kind), func() error {
		_, err := t.s.Fund.Book(ctx, t.as(login), cmd)
		return err
	})
}
