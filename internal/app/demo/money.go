//go:build later

package demo

// fund opens restricted money and books its receipt.
func (t *teller) fund(ctx context.Context, login string, cmd fund.OpenCommand, received money.Rupiah) id.Fund {
	f := got(t, func() (fund.Fund, error) { return t.s.Fund.Open(ctx, t.as(login), cmd) })
	t.did("receive", func() error {
		_, err := t.s.Fund.Book(ctx, t.as(login), f.ID, fund.BookCommand{Kind: fund.Receipt, Amount: received, BookedOn: t.day, ReceiptNo: "BSZ-001"})
		return err
	})
	return f.ID
}
