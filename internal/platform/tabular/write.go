package tabular

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Out is one cell to write; Wrong ones are shown in colour where there is colour.
type Out struct {
	Text  string
	Wrong bool
	// Whole says that Text is a whole number to be added up: an amount, a count.
	Whole bool
}

// Writer writes rows as they come.
type Writer interface {
	// Row writes one row. Every cell that is not Whole is written as a text, so
	// that no program takes a number for another or a name for a formula.
	Row(cells []Out) error
	// Close writes what is outstanding; the file is whole only then.
	Close() error
}

// NewWriter begins a file of a format. bold is the first row.
func NewWriter(w io.Writer, f Format, sheet string, bold []string) (Writer, error) {
	if f == XLSX {
		return newXLSX(w, sheet, bold)
	}
	if _, err := io.WriteString(w, "\ufeff"); err != nil { // Excel takes a file without it for Windows-1252
		return nil, fmt.Errorf("write csv: %w", err)
	}
	c := &csvWriter{csv.NewWriter(w), nil}
	return c, c.Row(texts(bold))
}

func texts(list []string) []Out {
	out := make([]Out, len(list))
	for i, s := range list {
		out[i].Text = s
	}
	return out
}

type csvWriter struct {
	w     *csv.Writer
	cells []string
}

// Row writes one line.
func (c *csvWriter) Row(cells []Out) error {
	c.cells = c.cells[:0]
	for _, x := range cells {
		c.cells = append(c.cells, unexecuted(x.Text))
	}
	return c.w.Write(c.cells)
}

// unexecuted puts a mark before what a spreadsheet would run as a formula; Open
// takes it off again.
func unexecuted(s string) string {
	if s != "" && strings.IndexByte("=+-@\t\r", s[0]) >= 0 {
		return "'" + s
	}
	return s
}

// Close flushes.
func (c *csvWriter) Close() error {
	c.w.Flush()
	return c.w.Error()
}

type xlsxWriter struct {
	to          io.Writer
	file        *excelize.File
	sheet       *excelize.StreamWriter
	bold, wrong int
	row         int
	cells       []any
}

func newXLSX(w io.Writer, sheet string, bold []string) (Writer, error) {
	x := &xlsxWriter{to: w, file: excelize.NewFile()}
	if err := x.begin(sheet); err != nil {
		return nil, errors.Join(fmt.Errorf("write workbook: %w", err), x.file.Close())
	}
	head := make([]any, len(bold))
	for i, s := range bold {
		head[i] = excelize.Cell{StyleID: x.bold, Value: s}
	}
	return x, x.put(head)
}

func (x *xlsxWriter) begin(sheet string) (err error) {
	if err := x.file.SetSheetName("Sheet1", sheet); err != nil {
		return err
	}
	if x.bold, err = x.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}}); err != nil {
		return err
	}
	if x.wrong, err = x.file.NewStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"F6D7D2"}}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}}); err != nil {
		return err
	}
	if x.sheet, err = x.file.NewStreamWriter(sheet); err != nil {
		return err
	}
	if err := x.sheet.SetColWidth(1, 1, 14); err != nil {
		return err
	}
	if err := x.sheet.SetColWidth(2, 2, 60); err != nil {
		return err
	}
	if err := x.sheet.SetColWidth(3, 60, 20); err != nil {
		return err
	}
	return x.sheet.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

// Row writes one row.
func (x *xlsxWriter) Row(cells []Out) error {
	x.cells = x.cells[:0]
	for _, c := range cells {
		text := c.Text
		if len(text) > excelize.TotalCellChars {
			text = strings.ToValidUTF8(text[:excelize.TotalCellChars], "")
		}
		whole, err := strconv.ParseInt(text, 10, 64)
		switch {
		case c.Whole && err == nil:
			x.cells = append(x.cells, whole)
		case c.Wrong:
			x.cells = append(x.cells, excelize.Cell{StyleID: x.wrong, Value: text})
		case text == "":
			x.cells = append(x.cells, nil)
		default:
			x.cells = append(x.cells, text)
		}
	}
	return x.put(x.cells)
}

func (x *xlsxWriter) put(cells []any) error {
	x.row++
	at, err := excelize.CoordinatesToCellName(1, x.row)
	if err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return x.sheet.SetRow(at, cells)
}

// Close writes the workbook.
func (x *xlsxWriter) Close() error {
	err := x.sheet.Flush()
	if err == nil {
		_, err = x.file.WriteTo(x.to)
	}
	return errors.Join(err, x.file.Close())
}
