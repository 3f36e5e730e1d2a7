package tabular_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"titian/internal/platform/tabular"
)

// written writes one row and opens the file as a spreadsheet program does.
func written(t *testing.T, sheet string, cells ...tabular.Out) *excelize.File {
	t.Helper()
	var b bytes.Buffer
	w, err := tabular.NewWriter(&b, tabular.XLSX, sheet, make([]string, len(cells)), 10, 12)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Row(cells); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func TestAWorkbookKnowsDaysAndAmountsFromTexts(t *testing.T) {
	f := written(t, "Janji",
		tabular.Out{Text: "2026-11-22", Day: true}, tabular.Out{Text: "2026-11-22 09:30", Minute: true}, tabular.Out{Text: "12500000", Money: true},
		tabular.Out{Text: "2026", Whole: true}, tabular.Out{Text: "00123"}, tabular.Out{Text: "=1+1"}, tabular.Out{Text: "2026-11", Day: true},
		tabular.Out{Text: "1900-01-05", Day: true}, tabular.Out{Text: "belum", Money: true},
	)
	shown, err := f.GetRows("Janji")
	if err != nil {
		t.Fatal(err)
	}
	raw, err := f.GetRows("Janji", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(shown[1], []string{"22-11-2026", "22-11-2026 09:30", "12,500,000", "2026", "00123", "=1+1", "2026-11", "1900-01-05", "belum"}); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(raw[1][:3], []string{"46348", "46348.395833333336", "12500000"}); d != "" {
		t.Error(d)
	}
	if formula, err := f.GetCellFormula("Janji", "F2"); err != nil || formula != "" {
		t.Errorf("a text became the formula %q, %v", formula, err)
	}
}

func TestASheetIsPrintedOnTheWidthOfAPage(t *testing.T) {
	f := written(t, "Mitra d'Arc", tabular.Out{Text: "x"})
	sheet := f.GetSheetName(0)
	props, err := f.GetSheetProps(sheet)
	if err != nil || props.FitToPage == nil || !*props.FitToPage {
		t.Errorf("it is not fitted to its page: %v", err)
	}
	layout, err := f.GetPageLayout(sheet)
	if err != nil || *layout.Orientation != "landscape" || *layout.Size != 9 || *layout.FitToWidth != 1 || layout.FitToHeight == nil || *layout.FitToHeight != 0 {
		t.Errorf("layout %+v, %v", layout, err)
	}
	if names := f.GetDefinedName(); len(names) != 1 || names[0].RefersTo != "'Mitra d''Arc'!$1:$1" {
		t.Errorf("the head is not repeated: %+v", names)
	}
}

func TestASheetMayBeCalledAnything(t *testing.T) {
	for name, want := range map[string]string{
		"D/2026/01": "D 2026 01", "[x]:*?": "x", "": "Sheet1", "'a'": "a",
		"Pelaksanaan rencana kerja triwulan keempat": "Pelaksanaan rencana kerja triwu",
	} {
		if got := written(t, name, tabular.Out{Text: "x"}).GetSheetName(0); got != want {
			t.Errorf("%q is called %q, want %q", name, got, want)
		}
	}
}
