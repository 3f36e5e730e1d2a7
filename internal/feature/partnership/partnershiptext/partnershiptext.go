// Package partnershiptext writes the papers of a meeting: minutes, the berita
// acara and a press release, as Word from the office's template or the one that
// comes with the program, and as PDF.
//
// It owns their wording and which facts each of them tells. It refuses to read
// anything: whoever calls it has asked the service. A press release names
// offices and decisions, never who was there and never what was noted.
package partnershiptext

import (
	"bytes"
	"embed"
	"strconv"
	"strings"
	"time"

	"titian/internal/feature/partnership"
	"titian/internal/kernel/civil"
	"titian/internal/platform/docx"
	"titian/internal/platform/i18n"
)

// Words are the messages of the papers; the app adds them to the bundle.
//
//go:embed words
var Words embed.FS

// Word is a paper as a Word file. template is the office's own, or nil.
func Word(l *i18n.Localizer, p partnership.Paper, m partnership.MeetingDetail, today civil.Date, template []byte) ([]byte, error) {
	if template == nil {
		var err error
		if template, err = Template(l, p); err != nil {
			return nil, err
		}
	}
	return docx.Fill(bytes.NewReader(template), int64(len(template)), values(l, m, today))
}

// Name is a paper's file name without its ending.
func Name(l *i18n.Localizer, p partnership.Paper, m partnership.Meeting) string {
	return l.T("paper.file."+string(p)) + "-" + m.Ref
}

// values are what a template may say of a meeting; partnership.PaperFields
// promises each of them.
func values(l *i18n.Localizer, m partnership.MeetingDetail, today civil.Date) docx.Values {
	v := docx.Values{Fields: map[string]string{
		"judul": m.Title, "nomor": m.Ref, "jenis": l.T("meeting.kind." + string(m.Kind)), "status": l.T("meeting.status." + string(m.Status)),
		"jam": orUnknown(l, l.Hour(m.BeginsAt)), "tempat": orUnknown(l, m.Place), "upt": m.HostName, "mitra": m.PartnerName,
		"kerja_sama": m.CoopTitle, "nomor_kerja_sama": m.CoopRef, "catatan": orUnknown(l, m.Minutes),
		"jumlah_hadir": strconv.Itoa(len(m.Attendees)), "jumlah_keputusan": strconv.Itoa(len(m.Decisions)), "dibuat_tanggal": l.LongDate(today),
	}, Lists: map[string][]map[string]string{"agenda": nil, "hadirin": nil, "keputusan": nil, "bawaan": nil}}
	day(l, v.Fields, m.HeldOn)
	add := func(list string, entry map[string]string) {
		entry["no"] = strconv.Itoa(len(v.Lists[list]) + 1)
		v.Lists[list] = append(v.Lists[list], entry)
	}
	for _, x := range m.Items() {
		add("agenda", map[string]string{"butir": x})
	}
	for _, a := range m.Attendees {
		add("hadirin", map[string]string{"nama": a.Name, "jabatan": a.Office, "instansi": a.Organisation})
	}
	for _, d := range m.Decisions {
		add("keputusan", map[string]string{"isi": d.Body, "tindak_lanjut": followUp(l, m, d)})
	}
	for _, c := range m.Carried {
		add("bawaan", map[string]string{"isi": c.Text, "dari": c.Ref, "tenggat": dueOn(l, c)})
	}
	return v
}

// day writes a meeting's day as far as it is known, and in words as a berita
// acara does.
func day(l *i18n.Localizer, fields map[string]string, on civil.Partial) {
	fields["tanggal"] = l.Partial(on)
	for _, f := range []string{"hari", "tanggal_huruf", "bulan", "tahun_huruf"} {
		fields[f] = l.Unknown()
	}
	d, err := civil.Parse(string(on))
	if err != nil {
		return
	}
	long := l.LongDate(d)
	fields["tanggal"] = long
	parts := strings.Fields(strings.ReplaceAll(long, ",", "")) // Minggu 22 November 2026
	fields["hari"], fields["bulan"] = parts[0], parts[2]
	fields["tanggal_huruf"], fields["tahun_huruf"] = l.InWords(int64(d.Time().Day())), l.InWords(int64(d.Time().Year()))
}

// followUp is what became of a decision, in a few words.
func followUp(l *i18n.Localizer, m partnership.MeetingDetail, d partnership.Decision) string {
	var out []string
	for _, o := range m.Outcomes {
		if o.Decision == d.ID {
			out = append(out, l.T("paper.became."+o.Kind)+" "+o.Ref+": "+o.Title)
		}
	}
	if !d.SettledOn.IsZero() {
		out = append(out, l.T("paper.settled", "day", d.SettledOn)+" "+d.SettledNote)
	}
	if len(out) == 0 {
		return l.T("paper.open")
	}
	return strings.Join(out, "\n")
}

func dueOn(l *i18n.Localizer, c partnership.Carried) string {
	if c.DueOn.IsZero() {
		return "–"
	}
	return l.Date(c.DueOn)
}

func orUnknown(l *i18n.Localizer, s string) string {
	if s == "" {
		return l.Unknown()
	}
	return s
}

// at is the instant that a PDF carries: the meeting's last change, so that the
// same paper made twice is the same file.
func at(m partnership.Meeting) time.Time { return m.UpdatedAt }
