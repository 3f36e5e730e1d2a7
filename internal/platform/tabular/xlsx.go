package tabular

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"

	"titian/internal/kernel/errs"
)

// Bounds of a workbook's parts.
const (
	maxToken   = 1 << 20  // bytes between two "<": one text, or one tag
	maxStrings = 96 << 20 // bytes of the shared texts, which are kept
	maxSmall   = 32 << 20 // bytes of a part that is read whole: styles, list of sheets
	maxParts   = 10_000   // files in the archive
)

// xlsxSource reads one sheet. The texts that cells share are kept together; the
// sheet itself is never held whole.
type xlsxSource struct {
	sheet   io.ReadCloser
	tokens  *xml.Decoder
	strings sharedStrings
	dates   []bool // by style
	from04  bool   // days are counted from 1904
	merged  []area // that are yet to come
	open    []area // that reach into the row
	limits  Limits
	line    int
	cells   []Cell
	text    []byte
}

type workbook struct {
	Properties struct {
		Date1904 string `xml:"date1904,attr"`
	} `xml:"workbookPr"`
	Sheets []struct {
		Name  string `xml:"name,attr"`
		State string `xml:"state,attr"`
		Rel   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		Rel2  string `xml:"http://purl.oclc.org/ooxml/officeDocument/relationships id,attr"` // the strict form of the standard
	} `xml:"sheets>sheet"`
}

type relations struct {
	List []struct {
		ID     string `xml:"Id,attr"`
		Type   string `xml:"Type,attr"`
		Target string `xml:"Target,attr"`
	} `xml:"Relationship"`
}

func (t *Table) openXLSX(r io.ReaderAt, size int64) error {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return broken(err)
	}
	p, err := unpack(z, t.limits.Unpacked)
	if err != nil {
		return err
	}
	var book workbook
	if err := p.whole("xl/workbook.xml", &book); err != nil {
		return err
	}
	var rels relations
	if err := p.whole("xl/_rels/workbook.xml.rels", &rels); err != nil {
		return err
	}
	s := &xlsxSource{limits: t.limits, from04: book.Properties.Date1904 == "1" || book.Properties.Date1904 == "true"}
	target := ""
	for _, sheet := range book.Sheets {
		if sheet.State != "" && sheet.State != "visible" {
			continue
		}
		if target == "" {
			t.Sheet, target = sheet.Name, rels.target(sheet.Rel+sheet.Rel2)
		} else {
			t.Others = append(t.Others, sheet.Name)
		}
	}
	if target == "" {
		return errs.New(errs.Invalid, "file.no_sheet")
	}
	if s.dates, err = p.dateStyles(rels.ofType("styles")); err != nil {
		return err
	}
	if s.strings, err = p.sharedStrings(rels.ofType("sharedStrings")); err != nil {
		return err
	}
	if s.merged, err = p.mergedAreas(target, t.limits.Columns); err != nil {
		return err
	}
	if s.sheet, err = p.open(target); err != nil {
		return err
	}
	s.tokens = decoder(s.sheet)
	t.source = s
	return nil
}

func (r relations) target(id string) string {
	for _, x := range r.List {
		if x.ID == id {
			return inside(x.Target)
		}
	}
	return ""
}

func (r relations) ofType(kind string) string {
	for _, x := range r.List {
		if path.Base(x.Type) == kind {
			return inside(x.Target)
		}
	}
	return ""
}

func inside(target string) string {
	if strings.HasPrefix(target, "/") {
		return strings.TrimPrefix(path.Clean(target), "/")
	}
	return path.Join("xl", target)
}

func broken(err error) error {
	if errs.As(err) != nil {
		return err
	}
	return errs.New(errs.Invalid, "file.broken").Because(err)
}

// parts are the archive's files, each opened with a limit.
type parts struct {
	files map[string]*zip.File
	left  int64
}

// unpack refuses an archive that says it is larger than we read. One that lies
// is stopped while it is read.
func unpack(z *zip.Reader, limit int64) (*parts, error) {
	p := &parts{files: map[string]*zip.File{}, left: limit}
	var sum uint64
	for _, f := range z.File {
		sum += f.UncompressedSize64
		p.files[strings.ReplaceAll(f.Name, `\`, "/")] = f
	}
	if len(z.File) > maxParts || sum > uint64(limit) {
		return nil, errs.New(errs.TooLarge, "file.bomb").With("max", limit>>20)
	}
	if p.files["xl/workbook.xml"] == nil {
		return nil, errs.New(errs.Invalid, "file.type").With("found", p.kind())
	}
	return p, nil
}

// kind names an archive that is no workbook.
func (p *parts) kind() string {
	switch {
	case p.files["word/document.xml"] != nil:
		return "DOCX"
	case p.files["content.xml"] != nil:
		return "ODS"
	case p.files["xl/workbook.bin"] != nil:
		return "XLSB"
	}
	return "ZIP"
}

// limited stops a part that unpacks to more than the archive may, or whose text
// goes on without a tag.
type limited struct {
	io.ReadCloser
	left *int64
	run  int
}

// Read counts what it passes on.
func (l *limited) Read(b []byte) (int, error) {
	n, err := l.ReadCloser.Read(b)
	*l.left -= int64(n)
	if i := bytes.LastIndexByte(b[:n], '<'); i >= 0 {
		l.run = n - i
	} else {
		l.run += n
	}
	if *l.left < 0 || l.run > maxToken {
		return 0, errs.New(errs.TooLarge, "file.bomb").With("max", 1024)
	}
	return n, err
}

func (p *parts) open(name string) (io.ReadCloser, error) {
	f := p.files[name]
	if f == nil {
		return nil, errs.New(errs.Invalid, "file.broken")
	}
	r, err := f.Open()
	if err != nil {
		return nil, broken(err)
	}
	return &limited{ReadCloser: r, left: &p.left}, nil
}

// whole reads a small part into v.
func (p *parts) whole(name string, v any) error {
	r, err := p.open(name)
	if err != nil {
		return err
	}
	defer r.Close()
	d := xml.NewDecoder(io.LimitReader(r, maxSmall))
	d.CharsetReader = latin
	if err := d.Decode(v); err != nil && !errors.Is(err, io.EOF) {
		return broken(err)
	}
	return nil
}

// decoder reads tags as they stand. A workbook is UTF-8 by its standard.
func decoder(r io.Reader) *xml.Decoder {
	d := xml.NewDecoder(bufio.NewReaderSize(r, 1<<16))
	d.CharsetReader = latin
	return d
}

func latin(_ string, r io.Reader) (io.Reader, error) { return r, nil }

// next reads one row of the sheet.
func (s *xlsxSource) next() (Row, error) {
	for {
		t, err := s.tokens.RawToken()
		if errors.Is(err, io.EOF) {
			return Row{}, errs.New(errs.Invalid, "file.cut_off").With("line", s.line)
		}
		if err != nil {
			return Row{}, broken(err)
		}
		switch e := t.(type) {
		case xml.StartElement:
			if e.Name.Local == "row" {
				s.line = number(attr(e, "r"), s.line+1)
				return s.row()
			}
		case xml.EndElement:
			if e.Name.Local == "sheetData" || e.Name.Local == "worksheet" {
				return Row{}, io.EOF
			}
		}
	}
}

func (s *xlsxSource) row() (Row, error) {
	s.cells = s.cells[:0]
	for {
		t, err := s.tokens.RawToken()
		if err != nil {
			return Row{}, cutOff(err, s.line)
		}
		switch e := t.(type) {
		case xml.StartElement:
			if e.Name.Local != "c" {
				continue
			}
			at := column(attr(e, "r"), len(s.cells))
			c, err := s.cell(e)
			if err != nil {
				return Row{}, err
			}
			if at >= maxColumn || c == (Cell{}) { // an empty cell is only a style
				continue
			}
			for len(s.cells) <= at {
				s.cells = append(s.cells, Cell{})
			}
			s.cells[at] = c
		case xml.EndElement:
			if e.Name.Local == "row" {
				err := s.cover()
				return Row{Line: s.line, Cells: s.cells}, err
			}
		}
	}
}

// maxColumn is the last column that a spreadsheet has.
const maxColumn = 16_384

func cutOff(err error, line int) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errs.New(errs.Invalid, "file.cut_off").With("line", line)
	}
	return broken(err)
}

// cell reads <c r="B2" s="3" t="s"><f>…</f><v>…</v></c>.
func (s *xlsxSource) cell(start xml.StartElement) (Cell, error) {
	kind, style := attr(start, "t"), number(attr(start, "s"), 0)
	value, formula, inside := s.text[:0], false, ""
	for {
		t, err := s.tokens.RawToken()
		if err != nil {
			return Cell{}, cutOff(err, s.line)
		}
		switch e := t.(type) {
		case xml.StartElement:
			inside = e.Name.Local
			formula = formula || inside == "f"
			if inside == "rPh" { // how a name is read aloud is not part of it
				if err := skip(s.tokens, "rPh"); err != nil {
					return Cell{}, cutOff(err, s.line)
				}
			}
		case xml.CharData:
			if inside == "v" || inside == "t" {
				value = append(value, e...)
			}
		case xml.EndElement:
			inside = ""
			if e.Name.Local == "c" {
				s.text = value
				return s.read(kind, style, string(value), formula)
			}
		}
	}
}

func (s *xlsxSource) read(kind string, style int, v string, formula bool) (Cell, error) {
	if v == "" {
		if formula {
			return Cell{Kind: Formula}, nil
		}
		return Cell{}, nil
	}
	switch kind {
	case "s":
		i, err := strconv.Atoi(v)
		if err != nil || i < 0 || i >= s.strings.count() {
			return Cell{}, errs.New(errs.Invalid, "file.broken")
		}
		return Cell{Text: s.strings.at(i)}, nil
	case "b":
		return Cell{Text: map[bool]string{true: "TRUE", false: "FALSE"}[v == "1"], Kind: Logical}, nil
	case "e":
		return Cell{Text: v, Kind: Broken}, nil
	case "str", "inlineStr":
		return Cell{Text: v}, nil
	case "d":
		return Cell{Text: v[:min(len(v), 10)], Kind: Day}, nil
	}
	if style < len(s.dates) && s.dates[style] {
		if d, ok := SerialDay(v, s.from04); ok {
			return Cell{Text: d.String(), Kind: Day}, nil
		}
	}
	return Cell{Text: v, Kind: Number}, nil
}

func (s *xlsxSource) close() error { return s.sheet.Close() }

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

func number(s string, otherwise int) int {
	if n, err := strconv.Atoi(s); err == nil && n >= 0 {
		return n
	}
	return otherwise
}

// column is the place of "BC12"; a cell without a name follows the last one.
func column(ref string, otherwise int) int {
	n := 0
	for i := 0; i < len(ref) && i < 4 && ref[i] >= 'A' && ref[i] <= 'Z'; i++ {
		n = n*26 + int(ref[i]-'A') + 1
	}
	if n == 0 {
		return otherwise
	}
	return n - 1
}
