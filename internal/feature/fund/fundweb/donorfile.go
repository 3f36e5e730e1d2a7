package fundweb

import (
	"fmt"
	"net/http"
	"time"

	"titian/internal/delivery/web"
	"titian/internal/feature/fund"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/money"
	"titian/internal/platform/docgen"
	"titian/internal/platform/i18n"
	"titian/internal/platform/tabular"
)

// donorTable answers with the statement as a table: for each fund what was in
// hand, one line an entry with the two accounts it is booked on, and what is in
// hand. A reversal has its accounts changed.
func (p *pages) donorTable(format tabular.Format) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		st, err := p.statement(r, p.asked(r, nil))
		if err != nil {
			return err
		}
		l := i18n.From(r.Context())
		attach(w, map[tabular.Format]string{tabular.CSV: "text/csv; charset=utf-8", tabular.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}[format],
			l.T("donor.file")+"."+string(format))
		out, err := tabular.NewWriter(w, format, l.T("donor.file"), []string{
			l.T("fund.ref"), l.T("fund.type"), l.T("fund.purpose"), l.T("entry.booked_on"), l.T("entry.kind"), l.T("entry.for"), l.T("entry.receipt_no"),
			l.T("account.debit"), l.T("account.credit"), l.T("entry.amount"),
		}, donorWidths()...)
		if err != nil {
			return nil // the reader has gone; there is nobody left to tell
		}
		for _, d := range st.Funds {
			for _, row := range donorLines(l, st, d) {
				if out.Row(row) != nil {
					return nil
				}
			}
		}
		_ = out.Close()
		return nil
	}
}

// donorWidths are those of the statement's columns in letters.
func donorWidths() []int { return []int{16, 14, 36, 12, 16, 40, 18, 20, 20, 16} }

// donorLines are the rows of one fund: what it began with, its entries, what it
// ended with.
func donorLines(l *i18n.Localizer, st fund.DonorStatement, d fund.DonorFund) [][]tabular.Out {
	line := func(on civil.Date, kind, whom, paper, debit, credit string, amount money.Rupiah) []tabular.Out {
		return []tabular.Out{
			{Text: d.Fund.Ref},
			{Text: typeName(l, d.Fund.Type)},
			{Text: d.Fund.Purpose},
			{Text: on.String(), Day: true},
			{Text: kind},
			{Text: whom},
			{Text: paper},
			{Text: debit},
			{Text: credit},
			{Text: plain(amount), Money: true},
		}
	}
	rows := [][]tabular.Out{line(st.From, l.T("donor.opening"), "", "", l.T("account.held"), "", d.Opening.Held())}
	for _, e := range d.Entries {
		sides := e.Posting()
		rows = append(rows, line(e.BookedOn, l.T("entry.kind."+string(e.Kind)), forWhom(l, e), e.Paper, l.T("account."+string(sides.Debit)), l.T("account."+string(sides.Credit)), e.Amount))
	}
	return append(rows, line(st.To, l.T("donor.closing"), "", "", l.T("account.held"), "", d.Closing().Held()))
}

// donorPDF is the statement to print, sign and send.
func (p *pages) donorPDF(w http.ResponseWriter, r *http.Request) error {
	st, err := p.statement(r, p.asked(r, nil))
	if err != nil {
		return err
	}
	l := i18n.From(r.Context())
	d := docgen.New(l.T("donor.title"), l.T("donor.heading", "name", st.Name, "from", st.From, "to", st.To), p.around.Today().Time().Add(12*time.Hour))
	d.Facts(
		docgen.Fact{Label: l.T("fund.partner"), Text: st.Name},
		docgen.Fact{Label: l.T("donor.from"), Text: l.LongDate(st.From)},
		docgen.Fact{Label: l.T("donor.to"), Text: l.LongDate(st.To)},
	)
	var rows [][]string
	sums := func(title string, x fund.DonorFund) {
		rows = append(rows, []string{title, l.Rupiah(x.Opening.Held()), l.Rupiah(x.Moved.Received), l.Rupiah(x.Moved.Disbursed), l.Rupiah(x.Moved.Returned), l.Rupiah(x.Closing().Held())})
	}
	for _, x := range st.Funds {
		sums(x.Fund.Ref+" · "+typeName(l, x.Fund.Type)+" · "+x.Fund.Purpose, x)
	}
	total := st.Total()
	sums(l.T("donor.total"), total)
	d.Heading(l.T("donor.summary"))
	d.Columns([]docgen.Column{
		{Label: l.T("fund.purpose"), Share: 3},
		{Label: l.T("donor.opening"), Share: 1.7, Right: true},
		{Label: l.T("fund.received"), Share: 1.7, Right: true},
		{Label: l.T("fund.disbursed"), Share: 1.7, Right: true},
		{Label: l.T("fund.returned"), Share: 1.7, Right: true},
		{Label: l.T("donor.closing"), Share: 1.7, Right: true},
	}, rows)
	d.Para(l.T("donor.how"))
	d.Para(l.T("donor.in_words", "words", l.InWords(int64(total.Closing().Held()))))
	for _, x := range st.Funds {
		donorBook(l, d, x)
	}
	d.Signatures(l.T("receipt.gives"), l.T("receipt.receives"))
	file, err := d.Bytes()
	if err != nil {
		return err
	}
	attach(w, "application/pdf", l.T("donor.file")+".pdf")
	_, _ = w.Write(file) // a reader who has gone needs no answer
	return nil
}

// donorBook writes one fund's entries of the time.
func donorBook(l *i18n.Localizer, d *docgen.Doc, x fund.DonorFund) {
	if len(x.Entries) == 0 {
		return
	}
	rows := make([][]string, len(x.Entries))
	for i, e := range x.Entries {
		amount := e.Amount
		if e.Reversal() {
			amount = -amount
		}
		rows[i] = []string{l.Date(e.BookedOn), l.T("entry.kind." + string(e.Kind)), forWhom(l, e), e.Paper, l.Rupiah(amount)}
	}
	d.Heading(x.Fund.Ref + " · " + x.Fund.Purpose)
	d.Columns([]docgen.Column{
		{Label: l.T("entry.booked_on"), Share: 1.4},
		{Label: l.T("entry.kind"), Share: 1.6},
		{Label: l.T("entry.for"), Share: 3},
		{Label: l.T("entry.receipt_no"), Share: 1.8},
		{Label: l.T("entry.amount"), Share: 1.8, Right: true},
	}, rows)
}

func attach(w http.ResponseWriter, kind, name string) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name))
}
