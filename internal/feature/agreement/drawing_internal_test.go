package agreement

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"titian/internal/kernel/civil"
)

// onPaperContent is an agreement whose parties and signatories have long names, and
// names in Arabic and Javanese letters.
func onPaperContent() content {
	party := func(name, number, signatory string) PartyView {
		p := PartyView{Name: name}
		p.Number, p.Signatory = number, signatory
		return p
	}
	c := content{
		HostName: "Lapas Kelas IIB Selong",
		Parties: []PartyView{
			party("Lembaga Pemasyarakatan Kelas IIB Selong, Kantor Wilayah Direktorat Jenderal Pemasyarakatan Nusa Tenggara Barat", "W21.PAS.5-HH.05.05-1", "Raden Mas Haji Muhammad Abdurrahman Wirakusumaningrat Sastroamidjojo, S.H., M.Hum."),
			party("Pondok Pesantren محمد عبد الرحمن", "12/PP/2026", "KH. محمد عبد الرحمن, Lc."),
			party("Paguyuban ꦱꦸꦩꦂꦤꦺꦴ", "", "ꦩꦱ꧀ ꦱꦸꦥꦂꦠ"),
		},
		Witnesses: []string{"Bupati Lombok Timur", "Kepala ꦱꦸꦩꦂꦤꦺꦴ"},
		Body:      "## Pasal 1 Tujuan\nPelatihan bersama Pondok Pesantren محمد عبد الرحمن bagi 47 warga binaan, dan pendampingan setelah bebas oleh Paguyuban ꦱꦸꦩꦂꦤꦺꦴ di Selong.\n\nPara pihak sepakat.",
		Activities: []Activity{
			{Title: "Pengajian bersama محمد عبد الرحمن", Year: 2027, Quarter: 1, Target: 20, Unit: "orang", Place: "Ruang ꦱꦸꦩꦂꦤꦺꦴ", Responsible: "Kasi Binadik", BudgetSource: "none"},
		},
	}
	c.Agreement.Label, c.Agreement.Ref, c.Agreement.Title, c.Agreement.Place = "Perjanjian Kerja Sama", "SELONG-P-26-1", "Pembinaan kepribadian dan kemandirian bersama محمد عبد الرحمن", "Selong"
	c.Agreement.SignedOn = civil.Must("2026-11-22")
	return c
}

// TITIAN_PAPERS names a folder that keeps the file to be looked at.
func TestAnAgreementIsDrawnWithNamesInAnyScript(t *testing.T) {
	made := time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC)
	b, err := draw(onPaperContent(), Paper{Code: "ABCD-EFGH", MadeAt: made}, "https://titian.example")
	if err != nil {
		t.Fatal(err)
	}
	again, err := draw(onPaperContent(), Paper{Code: "ABCD-EFGH", MadeAt: made}, "https://titian.example")
	if err != nil || string(again) != string(b) {
		t.Errorf("made twice it differs, %v", err)
	}
	if dir := os.Getenv("TITIAN_PAPERS"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, "agreement.pdf"), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
