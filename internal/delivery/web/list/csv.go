package list

import (
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"strings"

	"titian/internal/kernel/page"
)

// WriteCSV streams every page of an answer as a CSV file: UTF-8 with a byte
// order mark, because Excel otherwise reads it as Windows-1252; CRLF line ends;
// commas, as RFC 4180 and every program expect. An Excel set to Indonesian
// expects semicolons: there the file is opened by Data, From Text/CSV, which
// finds the comma by itself. Pages are fetched one after another, so memory
// stays flat however long the list is.
//
// An error on the first page is returned and can still become an error page. A
// later one aborts the connection, so that a cut file is not taken for whole.
func WriteCSV[T any](w http.ResponseWriter, name string, header []string, fetch func(page.Request) (page.Of[T], error), row func(T) []string) error {
	p, err := fetch(page.Request{Size: page.MaxSize})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name+".csv"))
	out, err := newCSV(w)
	if err != nil {
		return nil // the reader has gone; there is nobody left to tell
	}
	out.write(header)
	for {
		for _, item := range p.Items {
			out.write(row(item))
		}
		if out.csv.Flush(); out.csv.Error() != nil || p.Next == "" {
			return nil
		}
		if p, err = fetch(page.Request{After: p.Next, Size: page.MaxSize}); err != nil {
			panic(http.ErrAbortHandler)
		}
	}
}

type csvWriter struct {
	csv  *csv.Writer
	cell []string
}

func newCSV(w io.Writer) (*csvWriter, error) {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return nil, err
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	return &csvWriter{csv: c}, nil
}

func (c *csvWriter) write(cells []string) {
	c.cell = c.cell[:0]
	for _, s := range cells {
		c.cell = append(c.cell, SafeCell(s))
	}
	_ = c.csv.Write(c.cell) // the writer keeps its first error for Error
}

// SafeCell makes text harmless in a spreadsheet: a cell that starts like a
// formula gets an apostrophe in front, which spreadsheets show as plain text.
// Leading spaces do not hide a formula, because some importers trim them.
// A plain negative number is no formula and stays a number.
func SafeCell(s string) string {
	t := strings.TrimLeft(s, " \u00a0")
	if t == "" || !strings.ContainsRune("=+-@\t\r\n|%", rune(t[0])) && !fullWidthFormula(t) {
		return s
	}
	if t[0] == '-' && len(t) > 1 && strings.Trim(t[1:], "0123456789.,") == "" {
		return s
	}
	return "'" + s
}

// fullWidthFormula catches the wide forms of =, +, - and @, which Excel with an
// East Asian setting reads as the narrow ones.
func fullWidthFormula(s string) bool {
	return strings.HasPrefix(s, "＝") || strings.HasPrefix(s, "＋") || strings.HasPrefix(s, "－") || strings.HasPrefix(s, "＠")
}
