package agreement

import (
	"strconv"
	"strings"
	"time"

	"titian/internal/platform/docgen"
)

// draw sets the document: title page, wording, hands, witnesses, the work plan
// as an annex, the code. It is Indonesian whatever its maker reads: that is the
// language of the paper, not of the program.
func draw(c content, p Paper, address string) ([]byte, error) {
	a := c.Agreement
	d := docgen.Untitled(a.Label+" "+a.Ref, a.Ref+" · "+p.Code, p.MadeAt.UTC().Truncate(time.Second))
	heading(d, c)
	for _, clause := range Clauses(c.Body) {
		if clause.Heading != "" {
			d.Heading(clause.Heading)
		}
		for para := range strings.SplitSeq(clause.Body, "\n\n") {
			d.Para(strings.TrimSpace(para))
		}
	}
	hands(d, c)
	if len(c.Activities) > 0 {
		annex(d, c.Activities)
	}
	err := d.Code(verifyAddress(address, p.Code), "Keaslian berkas ini dapat diperiksa dengan kode "+p.Code+where(address)+
		".\nSidik (SHA-256) naskah: "+sum(c.Body))
	if err != nil {
		return nil, err
	}
	return d.Bytes()
}

func verifyAddress(address, code string) string {
	if address == "" {
		return code
	}
	return strings.TrimSuffix(address, "/") + "/verify/" + code
}

func where(address string) string {
	if address == "" {
		return ""
	}
	return " di " + strings.TrimSuffix(address, "/") + "/verify"
}

// heading is the title and the number that each party keeps it under.
func heading(d *docgen.Doc, c content) {
	names := make([]string, len(c.Parties))
	for i, p := range c.Parties {
		names[i] = strings.ToUpper(p.Name)
	}
	d.Centred(true, 15, strings.ToUpper(c.Agreement.Label))
	d.Centred(false, 11, "antara")
	d.Centred(true, 11, strings.Join(names, "\ndengan\n"))
	d.Centred(false, 11, "tentang")
	d.Centred(true, 12, strings.ToUpper(c.Agreement.Title))
	for _, p := range c.Parties {
		d.Centred(false, 10, "Nomor "+p.Name+": "+or(p.Number, blank))
	}
	d.Para("")
	place := "bertempat di " + or(c.Agreement.Place, blank)
	if c.Agreement.SignedOn.IsZero() {
		d.Para("Pada hari ini " + blank + ", " + place + ",")
	} else {
		d.Para("Pada tanggal " + onPaper(c.Agreement.SignedOn) + ", " + place + ",")
	}
}

// handsInRow is how many sign beside one another.
const handsInRow = 2

// hands leaves room for each signatory, then for the witnesses.
func hands(d *docgen.Doc, c content) {
	rooms := make([]string, len(c.Parties))
	for i, p := range c.Parties {
		rooms[i] = "PIHAK " + Ordinal(i+1) + "\n" + p.Name + "\n" + or(p.Signatory, blank)
	}
	inRows(d, rooms)
	witnesses := make([]string, len(c.Witnesses))
	for i, office := range c.Witnesses {
		witnesses[i] = "Saksi " + strconv.Itoa(i+1) + "\n" + office
	}
	inRows(d, witnesses)
}

func inRows(d *docgen.Doc, rooms []string) {
	for len(rooms) > 0 {
		n := min(handsInRow, len(rooms))
		d.Signatures(rooms[:n]...)
		rooms = rooms[n:]
	}
}

// budgetOnPaper writes a source of money as agreements name it.
func budgetOnPaper(source string) string {
	switch source {
	case "ZAKAT":
		return "Zakat"
	case "INFAK_SEDEKAH":
		return "Infak/sedekah"
	case "partner":
		return "Mitra"
	case "none":
		return "Tanpa anggaran"
	}
	return source
}

// annex is the plan of work as it was agreed on.
func annex(d *docgen.Doc, plan []Activity) {
	d.Page()
	d.Heading("Lampiran: Rencana aksi")
	rows := make([][]string, len(plan))
	for i, x := range plan {
		rows[i] = []string{
			x.Title, "Triwulan " + strconv.Itoa(x.Quarter) + " " + strconv.Itoa(x.Year), strconv.Itoa(x.Target) + " " + x.Unit,
			x.Place, x.Responsible, budgetOnPaper(x.BudgetSource),
		}
	}
	d.Columns([]docgen.Column{
		{Label: "Kegiatan", Share: 3},
		{Label: "Waktu", Share: 1.6},
		{Label: "Sasaran", Share: 1.6},
		{Label: "Tempat", Share: 1.8},
		{Label: "Penanggung jawab", Share: 2},
		{Label: "Sumber biaya", Share: 1.4},
	}, rows)
}
