package generate

import (
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"

	"titian/internal/feature/directory/areadata"
	"titian/internal/kernel/civil"
	"titian/internal/platform/db"
	"titian/internal/platform/tabular"
)

// Header is what the columns of a people file are called.
var Header = []string{"UPT", "No. Registrasi", "Nama", "NIK", "Tgl Lahir", "Jenis Kelamin", "Agama", "Pendidikan", "Kab/Kota", "Status", "Tgl Masuk", "Ekspirasi", "Tingkat Risiko"}

// SentenceHeader is what further columns are called that tell of the sentence.
var SentenceHeader = []string{"Alias", "Tgl Ditahan", "Lama Pidana", "Remisi", "Denda", "Subsider", "1/3", "1/2", "2/3"}

// File writes the country's people as a file that `titian import people` takes:
// facility by facility as exports are put together, sizes spread as prisons are
// (log-normal), four in five convicted, one in twenty a woman, fewer than one in
// a hundred a child, seven in ten with an identity number, of the impossible
// province 00. With Sentences, whoever serves one has its dates as SDP prints
// them, two months of remission off. The same seed makes the same file.
func File(w io.Writer, f tabular.Format, today civil.Date, o Options) error {
	n, err := shapeOf(o, today)
	if err != nil {
		return err
	}
	if o.Step == nil {
		o.Step = func(string, int64) {}
	}
	regencies, err := areadata.Regencies()
	if err != nil {
		return fmt.Errorf("generate: %w", err)
	}
	header := Header
	if o.Sentences {
		header = slices.Concat(Header, SentenceHeader)
	}
	out, err := tabular.NewWriter(w, f, "Warga Binaan", header)
	if err != nil {
		return fmt.Errorf("generate: %w", err)
	}
	cells := make([]tabular.Out, len(header))
	p := 0
	for i, count := range n.sizes() {
		for range count {
			p++
			row := n.row(p, i+1, regencies)
			if o.Sentences {
				row = n.sentenced(p, row)
			}
			for c, text := range row {
				cells[c].Text = text
			}
			if err := out.Row(cells); err != nil {
				return fmt.Errorf("generate: %w", err)
			}
		}
		o.Step("people", int64(p))
	}
	return out.Close()
}

// Places fills an empty database with the country's offices and facilities and the
// account bench
// alone, for a file of its people to be taken in.
func Places(ctx context.Context, d *db.DB, o Options) error {
	n, err := shapeOf(o, civil.Today(d.Now()))
	if err != nil {
		return err
	}
	if n.o.Step == nil {
		n.o.Step = func(string, int64) {}
	}
	return d.InTx(ctx, func(tx *db.Tx) error {
		if err := empty(ctx, tx); err != nil {
			return err
		}
		n.tx, n.now = tx, tx.Now().UnixMicro()
		if err := n.directory(ctx); err != nil {
			return err
		}
		return n.account(ctx)
	})
}

// sizes deals the people out to the facilities: log-normal, with a median of
// about four hundred at the nation's size.
func (n *nation) sizes() []int {
	r := rand.New(rand.NewPCG(n.o.Seed, 7)) //nolint:gosec // repeatable by design
	weights, sum := make([]float64, n.facilities), 0.0
	for i := range weights {
		weights[i] = math.Exp(r.NormFloat64() * 0.6)
		sum += weights[i]
	}
	out, dealt, share := make([]int, n.facilities), 0, 0.0
	for i, w := range weights {
		share += w
		out[i] = int(share/sum*float64(n.people)+0.5) - dealt
		dealt += out[i]
	}
	return out
}

// row is person p at a facility, in the order of Header.
func (n *nation) row(p, facility int, regencies []areadata.Regency) []string {
	sex := pick(n.r, 95, "L", 100, "P")
	born := n.today.AddDays(-6570 - n.r.IntN(17000))
	status := pick(n.r, 79, "Narapidana", 100, "Tahanan")
	if n.r.IntN(1000) < 7 {
		born, status = n.today.AddDays(-5200-n.r.IntN(1200)), pick(n.r, 60, "Anak Binaan", 100, "Anak")
	}
	number, due := fmt.Sprintf("BI.%06d/%d", p, n.today.Year()), written(n.today.AddDays(1+n.r.IntN(6000)))
	if status == "Tahanan" || status == "Anak" {
		number, due = fmt.Sprintf("AIII.%06d/%d", p, n.today.Year()), ""
	}
	nik := ""
	if n.r.IntN(10) < 7 {
		nik = identity(p, born, sex == "P")
	}
	return []string{
		facilityCode(facility), number, n.names.of(n.r, map[string]string{"L": "M", "P": "F"}[sex]), nik, written(born), sex,
		pick(n.r, 84, "Islam", 91, "Kristen", 95, "Katolik", 98, "Hindu", 99, "Buddha", 100, ""),
		pick(n.r, 8, "Tidak Sekolah", 38, "SD", 62, "SMP", 88, "SMA", 93, "SMK", 96, "D3", 100, "S1"),
		regencies[n.r.IntN(len(regencies))].Name, status, written(n.today.AddDays(-n.r.IntN(3000))), due,
		pick(n.r, 50, "Rendah", 85, "Sedang", 100, "Tinggi"),
	}
}

// sentenced adds the sentence of whoever serves one, by the person's number: the
// other columns are those of the file without.
func (n *nation) sentenced(p int, row []string) []string {
	if row[9] != "Narapidana" {
		return append(row, make([]string, len(SentenceHeader))...)
	}
	from := n.today.AddDays(-30 - p%900)
	years, months := 1+p%7, p%12
	until := from.AddMonths(12*years + months)
	remission, off := "", 0
	if p%2 == 0 {
		remission, off = "2 bulan", 60
	}
	row[10], row[11] = written(from), written(until.AddDays(-off))
	fine, substitute := "", ""
	if p%5 == 0 {
		fine, substitute = "Rp 1.000.000.000", "3 bulan"
	}
	alias := ""
	if p%10 == 0 {
		alias = "Si " + n.names.java[p%len(n.names.java)]
	}
	part := func(numerator, denominator int) string {
		return written(from.AddDays((until.Sub(from)*numerator + denominator - 1) / denominator).AddDays(-off))
	}
	return append(row, alias, written(from), fmt.Sprintf("%d tahun %d bulan", years, months), remission, fine, substitute, part(1, 3), part(1, 2), part(2, 3))
}

func facilityCode(n int) string { return fmt.Sprintf("F%04d", n) }

// written is a day as offices here write it.
func written(d civil.Date) string {
	return fmt.Sprintf("%02d/%02d/%04d", d.Day(), d.Month(), d.Year())
}

// identity is a number of the province 00, of the day of birth, and of its own.
func identity(p int, born civil.Date, woman bool) string {
	day := born.Day()
	if woman {
		day += 40
	}
	return fmt.Sprintf("00%04d%02d%02d%02d%04d", p/9999, day, born.Month(), born.Year()%100, p%9999+1)
}
