package app_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/xuri/excelize/v2"

	"titian/internal/platform/db"
)

// everyListIsAFile asks for every list of the program in both forms, as a
// reader who found it by its links.
func everyListIsAFile(t *testing.T, w *world) {
	s := survey(t, w, append(everyRole(), "pemkab.lotim", "binadik.maros"))
	tried := 0
	for _, p := range w.Routes() {
		path, ok := strings.CutSuffix(strings.TrimPrefix(p, "GET "), ".csv")
		if !ok {
			continue
		}
		if !slices.Contains(w.Routes(), "GET "+path+".xlsx") {
			t.Errorf("%s has no twin as a workbook", p)
		}
		login, address := s.listed(path)
		if address == "" {
			t.Errorf("nobody finds the list of %s", path)
			continue
		}
		tried++
		s.sameRows(t, login, address)
	}
	if tried < 30 {
		t.Errorf("%d lists only", tried)
	}
}

// sameRows takes a list out twice and compares: the same rows, in the same
// number of columns, and no formula in either.
func (s *site) sameRows(t *testing.T, login, address string) {
	t.Helper()
	before := s.noted(t)
	plain := s.open(t, login, address)
	book := s.open(t, login, strings.Replace(address, ".csv", ".xlsx", 1))
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(plain.text(), "\uFEFF"))).ReadAll()
	if err != nil || plain.Code != http.StatusOK {
		t.Errorf("%s at %s: %d %v", login, address, plain.Code, err)
		return
	}
	sheet, formulas := workbook(t, book.Body.Bytes())
	if len(sheet) != len(rows) || formulas != "" {
		t.Errorf("%s: %d rows as CSV, %d as a workbook, formulas %q", address, len(rows), len(sheet), formulas)
	}
	// Who is named has a register number; whoever takes those out is noted, before and after, for each file.
	if named := strings.Contains(strings.Join(rows[0], "|"), "Nomor register"); named && s.noted(t)-before != 4 {
		t.Errorf("%s names people, and %d entries were made", address, s.noted(t)-before)
	}
}

// listed is who found a list, by a link to its file, to its page when that was
// empty, or to the page above it; and the address of its file.
func (s *site) listed(path string) (login, address string) {
	at := strings.LastIndex(path, "/")
	for _, from := range []struct{ pattern, more string }{{path + ".csv", ""}, {path, ".csv"}, {path[:at], path[at:] + ".csv"}} {
		for _, address := range s.found["GET "+from.pattern] {
			for _, login := range slices.Sorted(maps.Keys(s.cookies)) {
				if s.seen[login+address] {
					bare, question, _ := strings.Cut(address, "?")
					return login, bare + from.more + strings.TrimSuffix("?"+question, "?")
				}
			}
		}
	}
	return "", ""
}

// noted counts the lists of people that were taken out.
func (s *site) noted(t *testing.T) int {
	t.Helper()
	n, err := db.One[int](t.Context(), s.DB, `SELECT COUNT(*) FROM audit_entry WHERE action IN ('person.export', 'person.exported')`)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// workbook opens a file as a spreadsheet program does: its rows, and what it
// would compute.
func workbook(t *testing.T, file []byte) (rows [][]string, formulas string) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Errorf("no workbook: %v", err)
		return nil, ""
	}
	defer f.Close()
	name := f.GetSheetName(0)
	if rows, err = f.GetRows(name); err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		for k := range row {
			at, err := excelize.CoordinatesToCellName(k+1, i+1)
			if err != nil {
				t.Fatal(err)
			}
			x, err := f.GetCellFormula(name, at)
			if err != nil {
				t.Fatal(err)
			}
			formulas += x
		}
	}
	return rows, formulas
}

// offersFiles holds that a list with rows offers both files.
func offersFiles(t *testing.T, what string, page *goquery.Document) {
	t.Helper()
	page.Find(".t-results").Each(func(_ int, list *goquery.Selection) {
		if list.Find("tbody tr").Length() == 0 || list.Find("caption").Text() == "" {
			return
		}
		for _, form := range []string{".csv", ".xlsx"} {
			if list.Find(fmt.Sprintf(`a[download][href*=%q]`, form)).Length() != 1 {
				t.Errorf("%s: the list %q offers no %s", what, list.Find("caption").Text(), form)
			}
		}
	})
}
