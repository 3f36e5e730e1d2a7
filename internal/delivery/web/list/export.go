package list

import (
	"errors"
	"fmt"
	"net/http"
	"path"
	"unicode/utf8"

	"titian/internal/kernel/page"
	"titian/internal/platform/tabular"
)

// Cells is one row of a list as a file. Days, moments and amounts keep their
// type, so that a workbook sorts and adds them, see tabular.Typed.
type Cells []any

// maxWorkbook is how many rows a workbook is made for: it can only be sent when
// it is whole. Longer lists are for CSV.
const maxWorkbook = 200_000

// Export writes every page of an answer as a file: as a workbook when the
// address ends in ".xlsx", as CSV otherwise. Pages are fetched one after
// another, so memory stays flat however long the list is. A list of people is
// told to its keeper before the first row leaves and after the last, see Watch.
//
// An error on the first page is returned and can still become an error page;
// so can any while a workbook is made. A later one aborts a CSV's connection, so
// that a cut file is not taken for whole.
func Export[T any](w http.ResponseWriter, r *http.Request, name string, header []string, fetch func(page.Request) (page.Of[T], error), row func(T) Cells) error {
	first, err := fetch(page.Request{Size: page.MaxSize})
	if err != nil {
		return err
	}
	f := file[T]{format: formatOf(r), name: name, header: header, fetch: fetch, row: row}
	seen := watchOf(r.Context())
	if err := seen.begin(f.format); err != nil {
		return err
	}
	if f.format == tabular.XLSX {
		err = f.workbook(w, first)
	} else {
		err = f.stream(w, first)
	}
	// Also of a file that was broken off: its rows have left the house.
	noted := seen.end(f.rows)
	if errors.Is(err, errCut) {
		panic(http.ErrAbortHandler)
	}
	return errors.Join(err, noted)
}

// errCut says that a file broke off after its beginning was sent.
var errCut = errors.New("file broke off")

func formatOf(r *http.Request) tabular.Format {
	if path.Ext(r.URL.Path) == ".xlsx" {
		return tabular.XLSX
	}
	return tabular.CSV
}

// file is a list on its way out.
type file[T any] struct {
	format tabular.Format
	name   string
	header []string
	fetch  func(page.Request) (page.Of[T], error)
	row    func(T) Cells
	rows   int
}

// types are the formats' media types.
var types = map[tabular.Format]string{
	tabular.CSV:  "text/csv; charset=utf-8",
	tabular.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

func (f *file[T]) head(w http.ResponseWriter) {
	w.Header().Set("Content-Type", types[f.format])
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", f.name+"."+string(f.format)))
}

// stream sends rows as they come.
func (f *file[T]) stream(w http.ResponseWriter, first page.Of[T]) error {
	f.head(w)
	out, err := tabular.NewWriter(w, f.format, f.name, f.header)
	if err != nil {
		return nil // the reader has gone; there is nobody left to tell
	}
	if err := f.write(out, first); errors.Is(err, errFetch) {
		return errCut
	}
	_ = out.Close() // as above
	return nil
}

// workbook sends the file when it is whole: a workbook's directory stands at its end.
func (f *file[T]) workbook(w http.ResponseWriter, first page.Of[T]) error {
	later := &late{w: w, head: f.head}
	out, err := tabular.NewWriter(later, f.format, f.name, f.header, f.widths(first.Items)...)
	if err != nil {
		return err
	}
	if err := f.write(out, first); err != nil {
		later.gone = true
		return errors.Join(err, out.Close())
	}
	if err := out.Close(); err != nil && !later.gone {
		return err
	}
	return nil
}

// late writes the answer's head only once there is something to send.
type late struct {
	w    http.ResponseWriter
	head func(http.ResponseWriter)
	gone bool // nothing is to be sent, or its reader has gone
	sent bool
}

// Write sends p, the head before the first.
func (l *late) Write(p []byte) (int, error) {
	if l.gone {
		return len(p), nil
	}
	if !l.sent {
		l.sent = true
		l.head(l.w)
	}
	n, err := l.w.Write(p)
	l.gone = err != nil
	return n, err
}

// errFetch says that a page could not be had, as against one that could not be
// sent.
var errFetch = errors.New("fetch page")

func (f *file[T]) write(out tabular.Writer, p page.Of[T]) error {
	for {
		for _, item := range p.Items {
			if f.rows++; f.format == tabular.XLSX && f.rows > maxWorkbook {
				return errTooLong
			}
			if err := out.Row(tabular.Typed(f.row(item))); err != nil {
				return err
			}
		}
		if p.Next == "" {
			return nil
		}
		var err error
		if p, err = f.fetch(page.Request{After: p.Next, Size: page.MaxSize}); err != nil {
			return errors.Join(errFetch, err)
		}
	}
}

// widths fit a workbook's columns to what stands in the first rows.
func (f *file[T]) widths(items []T) []int {
	out := make([]int, len(f.header))
	for i, h := range f.header {
		out[i] = max(10, min(utf8.RuneCountInString(h)+2, 24))
	}
	for _, item := range items {
		for i, c := range tabular.Typed(f.row(item)) {
			if i < len(out) {
				out[i] = max(out[i], min(utf8.RuneCountInString(c.Text)+2, 60))
			}
		}
	}
	return out
}
