package form

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/money"
)

// Of fills a form from name, value pairs, for the page that edits a record:
//
//	form.Of("title", m.Title, "met_on", m.MetOn, "version", m.Version)
//
// Values are written so that the readers understand them again: days as
// 22-11-2026, money grouped, false and zero ids as empty, a slice as several
// values.
func Of(pairs ...any) *Form {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		name := fmt.Sprint(pairs[i])
		for _, s := range write(pairs[i+1]) {
			v.Add(name, s)
		}
	}
	return of(v)
}

// write gives the raw texts of a value.
func write(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []string:
		return v
	case bool:
		if !v {
			return nil
		}
		return []string{"1"}
	case civil.Date:
		if v.IsZero() {
			return nil
		}
		return []string{v.Time().Format("02-01-2006")}
	case civil.Partial:
		return []string{writePartial(v)}
	case money.Rupiah:
		return []string{money.Group(int64(v), ".")}
	case int:
		return []string{strconv.Itoa(v)}
	case interface{ IsZero() bool }:
		if v.IsZero() {
			return nil
		}
	}
	return []string{fmt.Sprint(v)}
}

func writePartial(p civil.Partial) string {
	d := p.Earliest()
	switch {
	case d.IsZero() || len(p) == len("2006"):
		return string(p)
	case len(p) == len("2006-01"):
		return d.Time().Format("01-2006")
	default:
		return d.Time().Format("02-01-2006")
	}
}

// Set changes one value, for a default that comes from elsewhere.
func (f *Form) Set(name string, value any) *Form {
	f.values[f.prefix+name] = write(value)
	return f
}

// label is what the page calls a field, and where it stands.
type label struct{ id, text string }

// Label notes what the page calls a field; the components do this while they
// render, so that the summary on top can name the field and link to it.
func (f *Form) Label(name, id, text string) { f.labels[f.prefix+name] = label{id, text} }

// Labelled finds the field that an error's path means: itself, or the nearest
// field above it ("parties[2].name" may be shown as one field "parties").
func (f *Form) Labelled(path string) (id, text string, ok bool) {
	for path != "" {
		if l, ok := f.labels[path]; ok {
			return l.id, l.text, true
		}
		path = path[:max(0, strings.LastIndexAny(path, ".["))]
	}
	return "", "", false
}
