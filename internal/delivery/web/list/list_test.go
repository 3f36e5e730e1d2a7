package list_test

import (
	"errors"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"titian/internal/delivery/web/list"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/page"
)

func spec() list.Spec {
	return list.Spec{Filters: []string{"status", "org"}, Sorts: []string{"name", "met_on"}, Default: "-met_on"}
}

func parse(t *testing.T, address string) list.Query {
	t.Helper()
	q, err := list.Parse(httptest.NewRequest("GET", address, nil), spec())
	if err != nil {
		t.Fatalf("Parse(%s): %v", address, err)
	}
	return q
}

func TestAnAddressIsReadAsAQuestion(t *testing.T) {
	q := parse(t, "/meetings?q=+baznas+&status=open&status=late&status=open&sort=-name&size=20&after=abc&evil=1")
	if q.Text != "baznas" || q.Sort != "name" || !q.Desc || q.Filter("status") != "open" || !q.Narrowed() {
		t.Errorf("got %+v", q)
	}
	if diff := cmp.Diff(q.Filters("status"), []string{"open", "late"}); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(q.Page(), page.Request{After: "abc", Size: 20}); diff != "" {
		t.Error(diff)
	}
	if strings.Contains(q.First(), "evil") {
		t.Errorf("an unknown parameter rides along: %s", q.First())
	}
	q = parse(t, "/meetings")
	if q.Sort != "met_on" || !q.Desc || q.Narrowed() || q.First() != "/meetings" {
		t.Errorf("a bare address: got %+v", q)
	}
}

func TestWhatAListDoesNotKnowIsRefused(t *testing.T) {
	for _, query := range []string{"sort=password", "sort=-", "size=0", "size=201", "size=many", "sort=--name"} {
		r := httptest.NewRequest("GET", "/m?"+query, nil)
		if _, err := list.Parse(r, spec()); !errors.Is(err, errs.Invalid) {
			t.Errorf("Parse(%s): got %v, want invalid", query, err)
		}
	}
}

func TestLinksKeepTheRestOfTheQuestion(t *testing.T) {
	q := parse(t, "/m?q=a+b&status=open&sort=name&size=20&after=c2&trail=c1")
	for what, tt := range map[string]struct{ got, want string }{
		"first":             {q.First(), "/m?q=a+b&size=20&sort=name&status=open"},
		"clear":             {q.Clear(), "/m?size=20&sort=name"},
		"with":              {q.With("org", "x"), "/m?org=x&q=a+b&size=20&sort=name&status=open"},
		"with replaces":     {q.With("status", "late"), "/m?q=a+b&size=20&sort=name&status=late"},
		"with nothing":      {q.With("status", ""), "/m?q=a+b&size=20&sort=name"},
		"without":           {q.Without("status", "open"), "/m?q=a+b&size=20&sort=name"},
		"sort same column":  {q.SortBy("name"), "/m?q=a+b&size=20&sort=-name&status=open"},
		"sort other column": {q.SortBy("met_on"), "/m?q=a+b&size=20&sort=met_on&status=open"},
		"next":              {q.Next("c3"), "/m?after=c3&q=a+b&size=20&sort=name&status=open&trail=c1%2Cc2"},
		"no next":           {q.Next(""), ""},
		"previous":          {q.Previous(), "/m?after=c1&q=a+b&size=20&sort=name&status=open"},
		"csv":               {q.CSV(), "/m.csv?q=a+b&sort=name&status=open"},
		"xlsx":              {q.XLSX(), "/m.xlsx?q=a+b&sort=name&status=open"},
		"path":              {q.Path(), "/m"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: got %s, want %s", what, tt.got, tt.want)
		}
	}
	if diff := cmp.Diff(q.Hidden("q"), []list.Param{{Name: "sort", Value: "name"}, {Name: "size", Value: "20"}, {Name: "status", Value: "open"}}); diff != "" {
		t.Error(diff)
	}
}

func TestPreviousWalksBackTheWayItCame(t *testing.T) {
	address := "/m?status=open"
	var seen []string
	for _, cursor := range []string{"a", "b", "c", "d"} {
		seen = append(seen, address)
		address = parse(t, address).Next(cursor)
	}
	for i := len(seen) - 1; i >= 0; i-- {
		if address = parse(t, address).Previous(); address != seen[i] {
			t.Fatalf("page %d: got %s, want %s", i+1, address, seen[i])
		}
	}
	if got := parse(t, address).Previous(); got != "" {
		t.Errorf("before the first page: got %s, want nothing", got)
	}
}

func TestTheWayBackStaysShort(t *testing.T) {
	address := "/m"
	for range 100 {
		address = parse(t, address).Next("0123456789")
	}
	if len(address) > 400 {
		t.Errorf("after 100 pages the address has %d letters", len(address))
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"q=a&sort=name", "size=-1", "trail=,,,&after=x", "status=%ff&q=%00", "q=" + strings.Repeat("é", 150), "sort=--name"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		r := httptest.NewRequest("GET", "/m", nil)
		r.URL.RawQuery = raw
		q, err := list.Parse(r, spec())
		if err != nil {
			if !errors.Is(err, errs.Invalid) {
				t.Fatalf("%q: %v", raw, err)
			}
			return
		}
		u, err := url.Parse(q.First())
		if err != nil {
			t.Fatalf("%q makes the link %q: %v", raw, q.First(), err)
		}
		r.URL = u
		again, err := list.Parse(r, spec())
		if err != nil || again.First() != q.First() || again.Text != q.Text || again.Sort != q.Sort {
			t.Fatalf("%q: link %q reads back as %+v, %v", raw, q.First(), again, err)
		}
	})
}
