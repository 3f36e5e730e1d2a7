package app_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"maps"
	"net/http"
	"net/url"
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
	s.filesAreTheirPages(t)
}

// filesAreTheirPages takes each list that a page shows out as its page offers it, as
// it stands and narrowed by each of its filters: the file has the page's rows in the
// page's order, and no others.
func (s *site) filesAreTheirPages(t *testing.T) {
	t.Helper()
	lists, narrowed := 0, 0
	for _, p := range slices.Sorted(maps.Keys(s.found)) {
		address := s.found[p][0]
		login := s.finder(address)
		page, is := s.document(t, login, address)
		if !is || page.Find(".t-results .t-results__files").Length() != 1 { // the ledger has several tables of sums
			continue
		}
		lists++
		s.sameAsPage(t, login, address, page)
		for _, question := range narrowing(page) {
			at, _, _ := strings.Cut(address, "?")
			if page, is := s.document(t, login, at+"?"+question); is {
				narrowed++
				s.sameAsPage(t, login, at+"?"+question, page)
			}
		}
	}
	if lists < 20 || narrowed < 20 {
		t.Errorf("only %d lists were compared with their pages, and %d narrowed ones", lists, narrowed)
	}
}

// finder is who found an address.
func (s *site) finder(address string) string {
	for _, login := range slices.Sorted(maps.Keys(s.cookies)) {
		if s.seen[login+address] {
			return login
		}
	}
	return ""
}

// document is a page as a reader sees it; false when the answer is none.
func (s *site) document(t *testing.T, login, address string) (*goquery.Document, bool) {
	t.Helper()
	a := s.open(t, login, address)
	if a.Code != http.StatusOK || !strings.HasPrefix(a.Header().Get("Content-Type"), "text/html") {
		return nil, false
	}
	d, err := goquery.NewDocumentFromReader(strings.NewReader(a.text()))
	if err != nil {
		t.Fatal(err)
	}
	return d, true
}

// narrowing lists what a reader may ask of a list: a word of its last row, a word of
// none, and the last choice of each filter.
func narrowing(page *goquery.Document) (questions []string) {
	page.Find("form.t-filters input[name=q]").Each(func(int, *goquery.Selection) {
		word, _, _ := strings.Cut(strings.TrimSpace(page.Find(".t-results tbody tr").Last().Find("th, td").First().Text()), " ")
		questions = append(questions, url.Values{"q": {word}}.Encode(), "q=xyzxyz")
	})
	page.Find("form.t-filters select[name]").Each(func(_ int, choice *goquery.Selection) {
		questions = append(questions, url.Values{choice.AttrOr("name", ""): {choice.Find("option").Last().AttrOr("value", "")}}.Encode())
	})
	return questions
}

// sameAsPage compares the rows of a list's first page with the file of that list.
func (s *site) sameAsPage(t *testing.T, login, address string, page *goquery.Document) {
	t.Helper()
	rows := page.Find(".t-results tbody tr")
	link, offered := page.Find(`.t-results__files a[href*=".csv"]`).Attr("href")
	if !offered {
		bare, question, _ := strings.Cut(address, "?")
		link = bare + ".csv?" + question // an empty list offers no file: whoever asks all the same gets none of its rows
	}
	file, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(s.open(t, login, link).text(), "\uFEFF"))).ReadAll()
	if err != nil || len(file) == 0 {
		t.Errorf("%s at %s: %d lines, %v", login, link, len(file), err)
		return
	}
	file = file[1:]
	if more := page.Find(".t-paging__next").Length() > 0; len(file) < rows.Length() || !more && len(file) != rows.Length() {
		t.Errorf("%s at %s: %d rows on the page, %d in the file %s", login, address, rows.Length(), len(file), link)
		return
	}
	rows.Each(func(i int, row *goquery.Selection) {
		text := squeeze(row.Text())
		if !slices.ContainsFunc(file[i], func(cell string) bool { return len(cell) > 3 && strings.Contains(text, squeeze(cell)) }) {
			t.Errorf("%s at %s: row %d is %q, in the file %q", login, address, i+1, text, file[i])
		}
	})
}

// squeeze leaves out what differs between a page and a file: space and capitals.
func squeeze(text string) string { return strings.ToLower(strings.Join(strings.Fields(text), "")) }

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
	// Whoever takes people's names or numbers out is noted, before and after, for each file.
	if named := s.names(t, plain.text()); named != "" && s.noted(t)-before != 4 {
		t.Errorf("%s names people, such as %q, and %d entries were made", address, named, s.noted(t)-before)
	}
}

// names is somebody of the register whom a text names, by a whole name or a number.
func (s *site) names(t *testing.T, text string) string {
	t.Helper()
	if s.people == nil {
		list, err := db.All[string](t.Context(), s.DB, `SELECT name FROM person_person WHERE name LIKE '% %' UNION SELECT register_no FROM person_person WHERE register_no <> ''`)
		if err != nil || len(list) < 20 {
			t.Fatalf("%d people, %v", len(list), err)
		}
		s.people = list
	}
	for _, name := range s.people {
		if strings.Contains(text, name) && !strings.Contains(name, nasty) {
			return name
		}
	}
	return ""
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
