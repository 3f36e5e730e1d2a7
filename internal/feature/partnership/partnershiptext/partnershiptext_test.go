package partnershiptext_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"titian/internal/feature/agreement/agreementweb"
	"titian/internal/feature/partnership"
	"titian/internal/feature/partnership/partnershiptext"
	"titian/internal/feature/partnership/partnershipweb"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/docx"
	"titian/internal/platform/i18n"
	"titian/internal/platform/i18n/i18ntest"
)

func TestWordsAreComplete(t *testing.T) {
	i18ntest.Check(t, partnershiptext.Words, []string{"."}, partnershipweb.Words, agreementweb.Words)
}

func localizer(t *testing.T, lang i18n.Lang) *i18n.Localizer {
	t.Helper()
	b, err := i18n.NewBundle()
	if err == nil {
		err = b.Add(partnershiptext.Words, partnershipweb.Words, agreementweb.Words)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Localizer(lang)
}

// meeting is a full room with names that are long or written otherwise.
func meeting() partnership.MeetingDetail {
	var m partnership.MeetingDetail
	m.Ref, m.Title, m.Kind, m.Status = "SELONG-M-26-1", "Rapat koordinasi pembinaan kemandirian & reintegrasi", partnership.Coordination, partnership.MeetingHeld
	m.UpdatedAt = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC) // a paper without an instant would bear the clock's
	m.HeldOn, m.BeginsAt, m.Place = "2026-11-22", "09:30", "Aula Kantor Bupati Lombok Timur, Jalan Prof. M. Yamin, Selong"
	m.HostName, m.PartnerName, m.CoopTitle, m.CoopRef = "Lapas Kelas IIB Selong", "Pemerintah Kabupaten Lombok Timur", "Pelatihan dan penempatan kerja", "SELONG-K-26-1"
	m.Agenda, m.Minutes = "1. Pembukaan\n2. Kebutuhan pelatihan\n3. Penutup", "Rapat dibuka pukul 09.30.\n<Kalapas> menyampaikan kebutuhan 47 orang."
	for i := range 40 {
		m.Attendees = append(m.Attendees, partnership.Attendee{Name: fmt.Sprintf("Hadirin Ke-%d", i+1), Office: "Kepala Bidang", Organisation: "Dinas Tenaga Kerja"})
	}
	m.Attendees[0] = partnership.Attendee{Name: "Raden Mas Haji Muhammad Abdurrahman Wirakusumaningrat Sastroamidjojo, S.H., M.Hum.", Office: "Kepala Badan Perencanaan Pembangunan, Riset, dan Inovasi Daerah", Organisation: "Pemerintah Kabupaten Lombok Timur"}
	m.Attendees[1] = partnership.Attendee{Name: "محمد عبد الرحمن", Office: "Pimpinan pondok pesantren"}
	m.Attendees[2] = partnership.Attendee{Name: "ꦩꦱ꧀ ꦱꦸꦥꦂꦠ", Office: "Tokoh masyarakat"}
	first, second := id.Decision{}.Make(), id.Decision{}.Make()
	m.Decisions = []partnership.Decision{{ID: first, Body: "Pemkab menyediakan dua instruktur las"}, {ID: second, Body: "Bagian hukum menyusun naskah"}}
	m.Outcomes = []partnership.Outcome{{Decision: first, Kind: "commitment", Ref: "SELONG-J-26-1", Title: "Dua instruktur las"}}
	m.Carried = []partnership.Carried{{Kind: "decision", Ref: "SELONG-M-25-9", Text: "Ruang praktik"}, {Kind: "commitment", Ref: "SELONG-J-25-3", Text: "Mesin jahit", DueOn: civil.Must("2026-12-01")}}
	return m
}

var today = civil.Must("2026-11-22")

// said is the text of a Word file.
func said(t *testing.T, file []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	r, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return regexp.MustCompile(`<[^>]+>`).ReplaceAllString(string(b), "|")
}

func TestEveryFieldThatATemplateMayNameIsFilled(t *testing.T) {
	known := partnership.PaperFields()
	var d docx.Doc
	for _, f := range known.Fields {
		d.Para(f + "=({{" + f + "}})")
	}
	for name, fields := range known.Lists {
		d.Table([]int{9000}, []string{name}, []string{"{{#" + name + "}}({{" + strings.Join(fields, "}})({{") + "}})"})
	}
	template, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	file, err := partnershiptext.Word(localizer(t, i18n.Indonesian), partnership.Minutes, meeting(), today, template)
	if err != nil {
		t.Fatal(err)
	}
	text := said(t, file)
	for _, want := range []string{
		"tanggal=(Minggu, 22 November 2026)", "hari=(Minggu)", "tanggal_huruf=(dua puluh dua)", "bulan=(November)", "tahun_huruf=(dua ribu dua puluh enam)", "jumlah_hadir=(40)",
		"(40)(Hadirin Ke-40)(Kepala Bidang)(Dinas Tenaga Kerja)", "(3)(Penutup)", "(1)(Pemkab menyediakan dua instruktur las)(Komitmen SELONG-J-26-1: Dua instruktur las)",
		"(2)(Mesin jahit)(SELONG-J-25-3)(1 Des 2026)", "محمد عبد الرحمن", "ꦩꦱ꧀ ꦱꦸꦥꦂꦠ", "&lt;Kalapas&gt;",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not told", want)
		}
	}
	if strings.Contains(text, "{{") {
		t.Error("a marker is left")
	}
	for _, f := range known.Fields {
		if strings.Contains(text, f+"=()") {
			t.Errorf("%s is empty", f)
		}
	}
}

func TestThePapersAreTemplatesThemselvesAndSayWhatTheyMay(t *testing.T) {
	for _, lang := range i18n.Langs() {
		l := localizer(t, lang)
		for _, p := range partnership.Papers() {
			template, err := partnershiptext.Template(l, p)
			if err != nil {
				t.Fatal(err)
			}
			if err := docx.Check(bytes.NewReader(template), int64(len(template)), "file", partnership.PaperFields()); err != nil {
				t.Errorf("%s %s: %v", lang, p, err)
			}
			file, err := partnershiptext.Word(l, p, meeting(), today, nil)
			if err != nil {
				t.Fatal(err)
			}
			text := said(t, file)
			if strings.Contains(text, "{{") || strings.Contains(text, "[") || !strings.Contains(text, "dua instruktur las") {
				t.Errorf("%s %s: %s", lang, p, text)
			}
			if tells := strings.Contains(text, "Hadirin Ke-7") || strings.Contains(text, "47 orang"); tells != (p != partnership.Press) {
				t.Errorf("%s %s names who was there or what was noted: %v", lang, p, tells)
			}
			pdf, err := partnershiptext.PDF(l, p, meeting(), today)
			if err != nil || !bytes.HasPrefix(pdf, []byte("%PDF-")) {
				t.Errorf("%s %s: %v", lang, p, err)
			}
			again, err := partnershiptext.PDF(l, p, meeting(), today)
			if err != nil || !bytes.Equal(pdf, again) {
				t.Errorf("%s %s made twice differs, %v", lang, p, err)
			}
			keep(t, string(lang)+"-"+string(p)+".docx", file)
			keep(t, string(lang)+"-"+string(p)+".pdf", pdf)
		}
	}
}

// keep leaves a file to be looked at where TITIAN_PAPERS names a folder.
func keep(t *testing.T, name string, b []byte) {
	t.Helper()
	if dir := os.Getenv("TITIAN_PAPERS"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAMeetingOfWhichLittleIsKnownHasItsPapers(t *testing.T) {
	var m partnership.MeetingDetail
	m.Title, m.HeldOn = "Audiensi", "2026-02"
	for _, p := range partnership.Papers() {
		file, err := partnershiptext.Word(localizer(t, i18n.Indonesian), p, m, today, nil)
		if err != nil {
			t.Fatal(err)
		}
		if text := said(t, file); !strings.Contains(text, "Feb 2026") && p != partnership.Record || strings.Contains(text, "{{") {
			t.Errorf("%s: %s", p, text)
		}
		if _, err := partnershiptext.PDF(localizer(t, i18n.Indonesian), p, m, today); err != nil {
			t.Error(err)
		}
	}
}
