// Package list reads what a reader asks of a list (search, filters, order, page)
// from the address and builds the links that ask for something else. It also
// writes lists as CSV and XLSX. Everything stands in the address, so that a list can be
// bookmarked, sent to a colleague and gone back to. It refuses to know any SQL:
// a store takes the Query's values, all of them from the set that Spec allows.
package list

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"titian/internal/kernel/errs"
	"titian/internal/kernel/page"
)

// Limits of what an address may carry.
const (
	maxSearch = 200
	maxFilter = 100
	maxTrail  = 20 // pages that "previous" can walk back

	maxTrailBytes = 4 << 10
)

// Spec is what a list permits. Anything else in the address is ignored, except
// a sort or a size that it does not know, which is Invalid: a silent other
// order would be read as the asked one.
type Spec struct {
	Filters []string // names of filter parameters: "status", "org"
	Sorts   []string // columns that sort; "name" permits name and -name
	Default string   // the order without a choice: "-met_on"
}

// Query is one reader's question to a list.
type Query struct {
	Text  string // the search words, trimmed
	Sort  string // one of Spec.Sorts
	Desc  bool
	After string
	Size  int

	path    string
	chosen  string // the sort parameter as it stood in the address
	filters url.Values
	trail   []string // cursors of the pages before this one
}

// Parse reads the address of r. Parameters that the spec does not list are
// dropped, so that they cannot ride along in links.
func Parse(r *http.Request, s Spec) (Query, error) {
	v := r.URL.Query()
	q := Query{Text: clip(v.Get("q"), maxSearch), After: v.Get("after"), path: r.URL.Path, filters: url.Values{}}
	for _, name := range s.Filters {
		for _, x := range v[name] {
			if x = clip(x, maxFilter); x != "" && !slices.Contains(q.filters[name], x) {
				q.filters.Add(name, x)
			}
		}
	}
	if t := v.Get("trail"); t != "" && len(t) < maxTrailBytes {
		q.trail = strings.Split(t, ",")
		q.trail = q.trail[max(0, len(q.trail)-maxTrail):]
	}
	var f errs.Fields
	q.readSize(v.Get("size"), &f)
	q.readSort(v.Get("sort"), s, &f)
	watchOf(r.Context()).asked(q)
	return q, f.Err()
}

func (q *Query) readSize(s string, f *errs.Fields) {
	if s == "" {
		return
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > page.MaxSize {
		f.Add("size", "choice.invalid")
		return
	}
	q.Size = n
}

func (q *Query) readSort(s string, spec Spec, f *errs.Fields) {
	column, desc := strings.CutPrefix(s, "-")
	if s != "" && slices.Contains(spec.Sorts, column) {
		q.Sort, q.Desc, q.chosen = column, desc, s
		return
	}
	if s != "" {
		f.Add("sort", "choice.invalid")
	}
	q.Sort, q.Desc = strings.CutPrefix(spec.Default, "-")
}

// clip makes s fit for a query: at most n bytes without half a letter, no
// spaces around it, and no NUL, which PostgreSQL does not take.
func clip(s string, n int) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\x00", "")
	if len(s) > n {
		s = strings.ToValidUTF8(s[:n], "")
	}
	return strings.TrimSpace(s)
}

// Filter is the value of a filter, or empty.
func (q Query) Filter(name string) string { return q.filters.Get(name) }

// Filters is every value of a filter that may be chosen more than once.
func (q Query) Filters(name string) []string { return q.filters[name] }

// Page is the part of the question that paging needs.
func (q Query) Page() page.Request { return page.Request{After: q.After, Size: q.Size} }

// Narrowed reports whether the reader searched or filtered; an empty list then
// means "nothing found" and not "nothing here yet".
func (q Query) Narrowed() bool { return q.Text != "" || len(q.filters) > 0 }
