package list_test

import (
	"encoding/csv"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"titian/internal/delivery/web/list"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/page"
)

func TestACellThatLooksLikeAFormulaIsMadeText(t *testing.T) {
	for in, want := range map[string]string{
		"=1+1": "'=1+1", "+62812": "'+62812", "-cmd|' /C calc'!A0": "'-cmd|' /C calc'!A0", "@SUM(A1)": "'@SUM(A1)",
		"\t=1": "'\t=1", "\r=1": "'\r=1", "  =1": "'  =1", "\u00a0=1": "'\u00a0=1", "＝1": "'＝1", "|x": "'|x", "%x": "'%x",
		"-5": "-5", "-1.250,50": "-1.250,50", "-": "'-", "": "", "Ani": "Ani", "a=b": "a=b", "Rp1.000": "Rp1.000", "'=1": "'=1",
	} {
		if got := list.SafeCell(in); got != want {
			t.Errorf("SafeCell(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzSafeCell(f *testing.F) {
	f.Add("=1")
	f.Add(" \t-x")
	f.Fuzz(func(t *testing.T, s string) {
		got := list.SafeCell(s)
		if got != s && got != "'"+s {
			t.Fatalf("SafeCell(%q) = %q changes the text", s, got)
		}
		if trimmed := strings.TrimLeft(got, " "); trimmed != "" && strings.ContainsRune("=+@", rune(trimmed[0])) {
			t.Fatalf("SafeCell(%q) = %q is still a formula", s, got)
		}
	})
}

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

func row(s string) []string { return []string{s, "x"} }

func TestCSVHasEveryPage(t *testing.T) {
	w := httptest.NewRecorder()
	if err := list.WriteCSV(w, "pertemuan", []string{"Nama", "Lain"}, pages(0), row); err != nil {
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

func TestCSVThatCannotBeginIsAnErrorPage(t *testing.T) {
	w := httptest.NewRecorder()
	err := list.WriteCSV(w, "x", nil, pages(1), row)
	if !errors.Is(err, errs.Unavailable) || w.Body.Len() > 0 || w.Header().Get("Content-Type") != "" {
		t.Errorf("got %v after %q", err, w.Body)
	}
}

func TestCSVThatBreaksOffIsNotTakenForWhole(t *testing.T) {
	defer func() {
		v := recover()
		if err, ok := v.(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
			t.Errorf("got %v, want the connection aborted", v)
		}
	}()
	_ = list.WriteCSV(httptest.NewRecorder(), "x", nil, pages(2), row)
	t.Error("a half export ended as if it were whole")
}
