package list_test

import (
	"context"
	"encoding/csv"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"titian/internal/delivery/web/list"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/money"
	"titian/internal/kernel/page"
)

// pages gives three pages of two.
func pages(fail int) func(page.Request) (page.Of[string], error) {
	all := []string{"a", "=b", "c,d", "e\"f", "g\nh", "i"}
	n := 0
	return func(r page.Request) (page.Of[string], error) {
		if n++; n == fail {
			return page.Of[string]{}, errs.New(errs.Unavailable, "unavailable")
		}
		p := page.Of[string]{Items: all[2*(n-1) : 2*n]}
		if n < 3 {
			p.Next = "more"
		}
		return p, nil
	}
}

func row(s string) list.Cells { return list.Cells{s, "x"} }

func get(address string) *http.Request { return httptest.NewRequest("GET", address, nil) }

func TestCSVHasEveryPage(t *testing.T) {
	w := httptest.NewRecorder()
	if err := list.Export(w, get("/x.csv"), "pertemuan", []string{"Nama", "Lain"}, pages(0), row); err != nil {
		t.Fatal(err)
	}
	body, ok := strings.CutPrefix(w.Body.String(), "\ufeff")
	if !ok {
		t.Error("no byte order mark: Excel will not read it as UTF-8")
	}
	got, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"Nama", "Lain"}, {"a", "x"}, {"'=b", "x"}, {"c,d", "x"}, {"e\"f", "x"}, {"g\nh", "x"}, {"i", "x"}}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Error(diff)
	}
	if got := w.Header().Get("Content-Disposition"); got != `attachment; filename="pertemuan.csv"` {
		t.Errorf("file name: got %s", got)
	}
}

func TestAWorkbookHasEveryPageAndItsTypes(t *testing.T) {
	w := httptest.NewRecorder()
	n, rp := int64(7), money.Rupiah(9_500_000)
	typed := func(s string) list.Cells {
		return list.Cells{s, 3, &n, &rp, civil.Must("2026-11-22"), civil.Partial("2026-11"), time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC), nil, (*int64)(nil), time.Time{}}
	}
	if err := list.Export(w, get("/x.xlsx?a=b"), "pertemuan", make([]string, 10), pages(0), typed); err != nil {
		t.Fatal(err)
	}
	if got := w.Header().Get("Content-Disposition"); got != `attachment; filename="pertemuan.xlsx"` {
		t.Errorf("file name: got %s", got)
	}
	f, err := excelize.OpenReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("pertemuan", excelize.Options{RawCellValue: true})
	if err != nil || len(rows) != 7 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if diff := cmp.Diff(rows[2], []string{"=b", "3", "7", "9500000", "46348", "2026-11", "46348.375"}); diff != "" {
		t.Error(diff)
	}
}

func TestAnExportThatCannotBeginIsAnErrorPage(t *testing.T) {
	for address, fail := range map[string]int{"/x.csv": 1, "/x.xlsx": 2} { // a workbook begins when it is whole
		w := httptest.NewRecorder()
		err := list.Export(w, get(address), "x", nil, pages(fail), row)
		if !errors.Is(err, errs.Unavailable) || w.Body.Len() > 0 || w.Header().Get("Content-Type") != "" {
			t.Errorf("%s: got %v after %q", address, err, w.Body)
		}
	}
}

func TestCSVThatBreaksOffIsNotTakenForWhole(t *testing.T) {
	defer func() {
		v := recover()
		if err, ok := v.(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
			t.Errorf("got %v, want the connection aborted", v)
		}
	}()
	_ = list.Export(httptest.NewRecorder(), get("/x.csv"), "x", nil, pages(2), row)
	t.Error("a half export ended as if it were whole")
}

func TestAWorkbookThatWouldBeTooLongIsRefused(t *testing.T) {
	many := make([]string, page.MaxSize)
	endless := func(page.Request) (page.Of[string], error) { return page.Of[string]{Items: many, Next: "more"}, nil }
	w := httptest.NewRecorder()
	if err := list.Export(w, get("/x.xlsx"), "x", nil, endless, row); !errors.Is(err, errs.TooLarge) || w.Body.Len() > 0 {
		t.Errorf("got %v after %d bytes", err, w.Body.Len())
	}
}

func TestAListOfPeopleIsToldToItsKeeperBeforeAndAfter(t *testing.T) {
	var told []list.Taken
	keep := func(r *http.Request, x list.Taken) error {
		if x.Done && r.Context().Err() != nil {
			t.Error("the end is noted although the reader has gone")
		}
		told = append(told, x)
		return nil
	}
	ctx, cancel := context.WithCancel(t.Context())
	r := list.Watch(get("/x.csv?q=Ahmad&status=open&evil=Budi").WithContext(ctx), "needs", keep)
	if _, err := list.Parse(r, spec()); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := list.Export(httptest.NewRecorder(), r, "x", nil, pages(0), row); err != nil {
		t.Fatal(err)
	}
	asked := []string{"q", "status"}
	want := []list.Taken{{List: "needs", Form: "csv", Asked: asked}, {List: "needs", Form: "csv", Asked: asked, Rows: 6, Done: true}}
	if diff := cmp.Diff(told, want); diff != "" {
		t.Error(diff)
	}
}

func TestAListThatCannotBeNotedDoesNotLeave(t *testing.T) {
	for _, address := range []string{"/x.csv", "/x.xlsx"} {
		w := httptest.NewRecorder()
		r := list.Watch(get(address), "needs", func(*http.Request, list.Taken) error { return errs.New(errs.Unavailable, "unavailable") })
		if err := list.Export(w, r, "x", nil, pages(0), row); !errors.Is(err, errs.Unavailable) || w.Body.Len() > 0 {
			t.Errorf("%s: got %v after %q", address, err, w.Body)
		}
	}
}

func TestABrokenOffListOfPeopleIsNotedToo(t *testing.T) {
	var rows int
	defer func() {
		if recover() == nil || rows != 2 {
			t.Errorf("%d rows were noted", rows)
		}
	}()
	r := list.Watch(get("/x.csv"), "needs", func(_ *http.Request, x list.Taken) error {
		rows = x.Rows
		return nil
	})
	_ = list.Export(httptest.NewRecorder(), r, "x", nil, pages(2), row)
}
