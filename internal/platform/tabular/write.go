package tabular

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// Out is one cell to write; Wrong ones are shown in colour where there is colour.
type Out struct {
	Text  string
	Wrong bool
	// Whole says that Text is a whole number to be added up: a count, a year.
	Whole bool
	// Money is Whole in rupiah: a workbook shows it in groups of three.
	Money bool
	// Day says that Text is a day as "2026-11-22", Minute that it is a moment as
	// "2026-11-22 09:30": a workbook sorts and subtracts them.
	Day, Minute bool
}

// Writer writes rows as they come.
type Writer interface {
	// Row writes one row. Every cell without a kind is written as a text, so that
	// no program takes a number for another or a name for a formula.
	Row(cells []Out) error
	// Close writes what is outstanding; the file is whole only then.
	Close() error
}

// NewWriter begins a file of a format. bold is the first row; widths are those
// of a workbook's columns in letters, for sheets that are not the usual three.
//
// CSV is UTF-8 with a byte order mark, because Excel otherwise reads it as
// Windows-1252; CRLF line ends; commas, as RFC 4180 and every program expect. An
// Excel set to Indonesian expects semicolons: there the file is opened by Data,
// From Text/CSV, which finds the comma by itself, or as XLSX.
func NewWriter(w io.Writer, f Format, sheet string, bold []string, widths ...int) (Writer, error) {
	if f == XLSX {
		return newXLSX(w, sheet, bold, widths)
	}
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return nil, fmt.Errorf("write csv: %w", err)
	}
	c := &csvWriter{csv.NewWriter(w), nil}
	c.w.UseCRLF = true
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
		c.cells = append(c.cells, SafeCell(x.Text))
	}
	return c.w.Write(c.cells)
}

// Close flushes.
func (c *csvWriter) Close() error {
	c.w.Flush()
	return c.w.Error()
}

type xlsxWriter struct {
	to    io.Writer
	file  *excelize.File
	sheet *excelize.StreamWriter
	look  looks
	row   int
	cells []any
}

// looks are the styles of a workbook's cells.
type looks struct{ bold, wrong, money, day, minute int }

func newXLSX(w io.Writer, sheet string, bold []string, widths []int) (Writer, error) {
	x := &xlsxWriter{to: w, file: excelize.NewFile()}
	if err := x.begin(sheetName(sheet), widths); err != nil {
		return nil, errors.Join(fmt.Errorf("write workbook: %w", err), x.file.Close())
	}
	head := make([]any, len(bold))
	for i, s := range bold {
		head[i] = excelize.Cell{StyleID: x.look.bold, Value: s}
	}
	return x, x.put(head)
}

// sheetName is a text as the name of a sheet, which may have 31 letters and none
// that stand in addresses of cells.
func sheetName(s string) string {
	s = strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) {
			return ' '
		}
		return r
	}, s), " '")
	if r := []rune(s); len(r) > excelize.MaxSheetNameLength {
		s = string(r[:excelize.MaxSheetNameLength])
	}
	if s == "" {
		return "Sheet1"
	}
	return s
}

func (x *xlsxWriter) begin(sheet string, widths []int) (err error) {
	if err := x.file.SetSheetName("Sheet1", sheet); err != nil {
		return err
	}
	if err := x.dress(); err != nil {
		return err
	}
	if err := x.layOut(sheet); err != nil {
		return err
	}
	if x.sheet, err = x.file.NewStreamWriter(sheet); err != nil {
		return err
	}
	if len(widths) == 0 {
		widths = []int{14, 60}
	}
	for i, n := range widths {
		if err := x.sheet.SetColWidth(i+1, i+1, float64(n)); err != nil {
			return err
		}
	}
	if err := x.sheet.SetColWidth(len(widths)+1, max(60, len(widths)+1), 20); err != nil {
		return err
	}
	return x.sheet.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

// layOut has the sheet printed as it is read: lying A4, all columns on one page's
// width, the head on every page.
func (x *xlsxWriter) layOut(sheet string) error {
	a4, lying, one, any, fit := 9, "landscape", 1, 0, true
	return errors.Join(
		x.file.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}),
		x.file.SetPageLayout(sheet, &excelize.PageLayoutOptions{Size: &a4, Orientation: &lying, FitToWidth: &one, FitToHeight: &any}),
		x.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: "'" + strings.ReplaceAll(sheet, "'", "''") + "'!$1:$1", Scope: sheet}),
	)
}

// dress makes the styles.
func (x *xlsxWriter) dress() error {
	wrap := &excelize.Alignment{WrapText: true, Vertical: "top"}
	money, day, minute := "#,##0", "dd-mm-yyyy", "dd-mm-yyyy hh:mm"
	for _, s := range []struct {
		to    *int
		style excelize.Style
	}{
		{&x.look.bold, excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: wrap}},
		{&x.look.wrong, excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"F6D7D2"}}, Alignment: wrap}},
		{&x.look.money, excelize.Style{CustomNumFmt: &money}},
		{&x.look.day, excelize.Style{CustomNumFmt: &day}},
		{&x.look.minute, excelize.Style{CustomNumFmt: &minute}},
	} {
		made, err := x.file.NewStyle(&s.style)
		if err != nil {
			return err
		}
		*s.to = made
	}
	return nil
}

// Row writes one row.
func (x *xlsxWriter) Row(cells []Out) error {
	x.cells = x.cells[:0]
	for _, c := range cells {
		x.cells = append(x.cells, x.cell(c))
	}
	return x.put(x.cells)
}

// cell is a cell as the workbook keeps it. What does not read as its kind says
// stays a text.
func (x *xlsxWriter) cell(c Out) any {
	text := c.Text
	if len(text) > excelize.TotalCellChars {
		text = strings.ToValidUTF8(text[:excelize.TotalCellChars], "")
	}
	if text == "" && !c.Wrong {
		return nil
	}
	if c.Whole || c.Money {
		if n, err := strconv.ParseInt(text, 10, 64); err == nil && c.Money {
			return excelize.Cell{StyleID: x.look.money, Value: n}
		} else if err == nil {
			return n
		}
	}
	if c.Day || c.Minute {
		if serial, ok := serialOf(text); ok && c.Day {
			return excelize.Cell{StyleID: x.look.day, Value: serial}
		} else if ok {
			return excelize.Cell{StyleID: x.look.minute, Value: serial}
		}
	}
	if c.Wrong {
		return excelize.Cell{StyleID: x.look.wrong, Value: text}
	}
	return text
}

// serialOf is a day or a moment as a workbook counts it: days since the end of
// 1899. Before March 1900 its calendar has a day too many, and there such a day
// stays a text.
func serialOf(text string) (float64, bool) {
	at, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		if at, err = time.Parse(time.DateOnly, text); err != nil {
			return 0, false
		}
	}
	minutes := at.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Minutes()
	const day = 24 * 60
	return minutes / day, minutes >= 61*day
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
