package ui

import (
	"context"

	"titian/internal/delivery/web/list"
)

// ListProps describes a list page's table with everything around it.
type ListProps struct {
	Caption string // what the rows are; read out first
	Query   list.Query
	Columns []Column
	Shown   int    // rows on this page
	Total   int    // rows of the whole answer; negative when not counted
	Next    string // cursor of the next page
	Empty   Empty  // when there is nothing at all
	CSV     bool   // offers the answer as CSV and XLSX, see list.Query.CSV
	Files   string // where they stand, without ending, when not at the list's own path
}

// files is the question whose answer the files hold.
func (p ListProps) files() list.Query {
	if p.Files == "" {
		return p.Query
	}
	return p.Query.At(p.Files)
}

// Column is one column's head.
type Column struct {
	Label   string
	Sort    string // the column's name in list.Spec.Sorts; empty does not sort
	Numeric bool
	Hidden  bool // the head is for screen readers only, as over row actions
}

func (c Column) class() string {
	if c.Numeric {
		return "govuk-table__header govuk-table__header--numeric"
	}
	return "govuk-table__header"
}

// FilterProps describes the search and filter form of a list.
type FilterProps struct {
	Query   list.Query
	Search  string // label of the search box; empty shows none
	Submit  string // the button's text, where another button on the page says "search" too
	Selects []FilterSelect
}

func (p FilterProps) submit(ctx context.Context) string {
	if p.Submit != "" {
		return p.Submit
	}
	return T(ctx, "list.search")
}

// FilterSelect is one filter with its choices; "all" stands first by itself.
type FilterSelect struct {
	Name    string
	Label   string
	Options []Option
}

func (p FilterProps) inputs() []string {
	names := []string{"q"}
	for _, s := range p.Selects {
		names = append(names, s.Name)
	}
	return names
}

// chosen lists the choices in force, each with the link that drops it.
func (p FilterProps) chosen() []Crumb {
	var out []Crumb
	for _, s := range p.Selects {
		for _, v := range p.Query.Filters(s.Name) {
			out = append(out, Crumb{s.Label + ": " + s.label(v), p.Query.Without(s.Name, v)})
		}
	}
	return out
}

func (s FilterSelect) label(value string) string {
	for _, o := range s.Options {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

// ariaSort is the column's order for screen readers.
func ariaSort(q list.Query, column string) string {
	switch {
	case q.Sort != column:
		return "none"
	case q.Desc:
		return "descending"
	}
	return "ascending"
}

// count says how many rows there are, or how many are shown.
func count(ctx context.Context, p ListProps) string {
	switch {
	case p.Total >= 0:
		return T(ctx, "list.count", "n", p.Total)
	case p.Next != "" || p.Query.After != "":
		return T(ctx, "list.shown", "n", p.Shown)
	}
	return T(ctx, "list.count", "n", p.Shown)
}
