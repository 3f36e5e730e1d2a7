package list

import (
	"maps"
	"net/url"
	"strconv"
	"strings"
)

// values is the address of q without paging.
func (q Query) values() url.Values {
	v := maps.Clone(q.filters)
	if v == nil {
		v = url.Values{}
	}
	for name, value := range map[string]string{"q": q.Text, "sort": q.chosen} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if q.Size > 0 {
		v.Set("size", strconv.Itoa(q.Size))
	}
	return v
}

func (q Query) link(v url.Values) string {
	if len(v) == 0 {
		return q.path
	}
	return q.path + "?" + v.Encode()
}

// First is the first page of the same question.
func (q Query) First() string { return q.link(q.values()) }

// Clear is the list without search and filters, in the same order.
func (q Query) Clear() string {
	v := q.values()
	for name := range q.filters {
		v.Del(name)
	}
	v.Del("q")
	return q.link(v)
}

// With is the same question with one filter set to value (empty removes it),
// from its first page.
func (q Query) With(filter, value string) string {
	v := q.values()
	v.Del(filter)
	if value != "" {
		v.Set(filter, value)
	}
	return q.link(v)
}

// Without is the same question without one value of one filter.
func (q Query) Without(filter, value string) string {
	v := q.values()
	kept := v[filter]
	v.Del(filter)
	for _, x := range kept {
		if x != value {
			v.Add(filter, x)
		}
	}
	return q.link(v)
}

// SortBy is the same question ordered by column; choosing the present column
// turns its direction round.
func (q Query) SortBy(column string) string {
	v := q.values()
	v.Set("sort", column)
	if q.Sort == column && !q.Desc {
		v.Set("sort", "-"+column)
	}
	return q.link(v)
}

// Next is the page after this one; cursor is the Next of the page shown, and
// empty gives an empty link.
func (q Query) Next(cursor string) string {
	if cursor == "" {
		return ""
	}
	v := q.values()
	v.Set("after", cursor)
	if q.After != "" {
		trail := append(append([]string(nil), q.trail...), q.After)
		v.Set("trail", strings.Join(trail[max(0, len(trail)-maxTrail):], ","))
	}
	return q.link(v)
}

// Previous is the page before this one, empty on the first. A key says only
// where a page starts, so the address remembers the starts of the last pages;
// further back than those it leads to the first page.
func (q Query) Previous() string {
	if q.After == "" {
		return ""
	}
	v := q.values()
	if n := len(q.trail); n > 0 {
		v.Set("after", q.trail[n-1])
		if n > 1 {
			v.Set("trail", strings.Join(q.trail[:n-1], ","))
		}
	}
	return q.link(v)
}

// CSV is the address of the whole answer as CSV: the same path with ".csv".
func (q Query) CSV() string { return q.file(".csv") }

// XLSX is the address of the whole answer as a workbook.
func (q Query) XLSX() string { return q.file(".xlsx") }

// At is the same question to another path.
func (q Query) At(path string) Query {
	q.path = path
	return q
}

func (q Query) file(ending string) string {
	v := q.values()
	v.Del("size")
	return q.At(strings.TrimSuffix(q.path, "/") + ending).link(v)
}

// Param is one hidden parameter of a form.
type Param struct{ Name, Value string }

// Hidden lists the parameters that a GET form must carry along because none of
// its inputs has them. Inputs names the parameters that it has.
func (q Query) Hidden(inputs ...string) []Param {
	v := q.values()
	for _, name := range inputs {
		v.Del(name)
	}
	var out []Param
	for _, name := range []string{"q", "sort", "size"} {
		if x := v.Get(name); x != "" {
			out = append(out, Param{name, x})
		}
	}
	for name := range q.filters {
		for _, x := range v[name] {
			out = append(out, Param{name, x})
		}
	}
	return out
}

// Path is the list's own path.
func (q Query) Path() string { return q.path }
