package tabular

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
)

// sharedStrings keeps the texts of a workbook end to end: a text of its own for
// each would cost more than the letters in it.
type sharedStrings struct {
	letters []byte
	ends    []uint32
}

func (s *sharedStrings) count() int { return len(s.ends) }

func (s *sharedStrings) at(i int) string {
	from := uint32(0)
	if i > 0 {
		from = s.ends[i-1]
	}
	return string(s.letters[from:s.ends[i]])
}

// sharedStrings reads <sst><si><t>…</t></si><si><r><t>…</t></r></si></sst>.
func (p *parts) sharedStrings(name string) (sharedStrings, error) {
	var s sharedStrings
	if p.files[name] == nil {
		return s, nil // a workbook of numbers has none
	}
	r, err := p.open(name)
	if err != nil {
		return s, err
	}
	defer r.Close()
	d := decoder(r)
	inText := false
	for {
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return s, nil
		}
		if err != nil {
			return s, broken(err)
		}
		switch e := t.(type) {
		case xml.StartElement:
			inText = e.Name.Local == "t"
			if e.Name.Local == "rPh" {
				if err := skip(d, "rPh"); err != nil {
					return s, broken(err)
				}
			}
		case xml.CharData:
			if inText {
				s.letters = append(s.letters, e...)
			}
		case xml.EndElement:
			inText = false
			if e.Name.Local == "si" {
				s.ends = append(s.ends, uint32(len(s.letters)))
			}
		}
		if len(s.letters)+4*len(s.ends) > maxStrings {
			return s, errs.New(errs.TooLarge, "file.bomb").With("max", maxStrings>>20)
		}
	}
}

// skip reads to the end of the element that has just begun.
func skip(d *xml.Decoder, name string) error {
	for {
		t, err := d.RawToken()
		if err != nil {
			return err
		}
		if e, ok := t.(xml.EndElement); ok && e.Name.Local == name {
			return nil
		}
	}
}

// dateStyles says which cell styles show a number as a date.
func (p *parts) dateStyles(name string) ([]bool, error) {
	if p.files[name] == nil {
		return nil, nil
	}
	var styles struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := p.whole(name, &styles); err != nil {
		return nil, err
	}
	own := map[int]bool{}
	for _, f := range styles.Formats {
		own[f.ID] = dateCode(f.Code)
	}
	out := make([]bool, len(styles.Cells))
	for i, c := range styles.Cells {
		is, known := own[c.Format]
		out[i] = known && is || !known && builtinDate(c.Format)
	}
	return out, nil
}

// builtinDate lists the formats that are dates by their number alone, the East
// Asian ones among them.
func builtinDate(n int) bool {
	return n >= 14 && n <= 17 || n == 22 || n >= 27 && n <= 36 || n >= 50 && n <= 58
}

// dateCode reports whether a number format shows days or years, outside of what
// stands in quotes, brackets or behind a backslash.
func dateCode(code string) bool {
	quoted, bracket, escaped := false, false, false
	for _, r := range strings.ToLower(code) {
		switch {
		case escaped:
			escaped = false
		case r == '\\' || r == '_' || r == '*':
			escaped = true
		case r == '"':
			quoted = !quoted
		case r == '[':
			bracket = true
		case r == ']':
			bracket = false
		case !quoted && !bracket && (r == 'd' || r == 'y'):
			return true
		case r == ';' && !quoted: // what follows is for negative numbers
			return false
		}
	}
	return false
}

// SerialDay is the day that a spreadsheet means by a number. It counts from
// 1900 as if that had been a leap year, or from 1904. A time of day is dropped.
func SerialDay(v string, from04 bool) (civil.Date, bool) {
	f, err := strconv.ParseFloat(v, 64)
	if err != nil || math.IsNaN(f) || f < 1 || f > 109_572 { // to the end of 2199
		return civil.Date{}, false
	}
	n := int(f)
	if from04 {
		return civil.On(1904, 1, 1).AddDays(n), true
	}
	if n < 60 {
		return civil.On(1899, 12, 31).AddDays(n), true
	}
	return civil.On(1899, 12, 30).AddDays(n), true
}

// area is a merged area; its first cell alone holds something.
type area struct{ left, top, right, bottom int }

// maxAreas bounds what is kept of them.
const maxAreas = 100_000

// mergedAreas reads <mergeCell ref="A2:B4"/>, which stands behind the rows that
// it speaks of.
func (p *parts) mergedAreas(name string, limit int) ([]area, error) {
	r, err := p.open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var out []area
	err = eachTag(r, "mergeCell", func(tag string) {
		if a, ok := areaOf(tag); ok && len(out) < maxAreas && a.left < limit {
			out = append(out, a)
		}
	})
	if err != nil {
		return nil, broken(err)
	}
	slices.SortFunc(out, func(a, b area) int { return a.top - b.top })
	p.left += p.read(name) // it is read once more, row by row
	return out, nil
}

// read is the size of a part, as far as the archive tells it.
func (p *parts) read(name string) int64 { return int64(p.files[name].UncompressedSize64) }

// areaOf reads the ref of a tag.
func areaOf(tag string) (area, bool) {
	_, ref, ok := strings.Cut(tag, `ref="`)
	if !ok {
		return area{}, false
	}
	ref, _, _ = strings.Cut(ref, `"`)
	first, last, ok := strings.Cut(ref, ":")
	if !ok {
		return area{}, false
	}
	a := area{left: column(first, -1), top: line(first), right: column(last, -1), bottom: line(last)}
	return a, a.left >= 0 && a.top > 0 && a.right >= a.left && a.bottom >= a.top && a.right < maxColumn
}

func line(ref string) int { return number(strings.TrimLeft(ref, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), 0) }

// eachTag finds the tags of one name, with or without a prefix, in a part that
// is too long to be parsed twice.
func eachTag(r io.Reader, name string, f func(tag string)) error {
	buf := make([]byte, 0, 1<<17)
	for {
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		rest := findTags(buf, name, f)
		buf = buf[:copy(buf, rest)]
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// findTags calls f for the whole tags in b and gives back what may be the start
// of one more.
func findTags(b []byte, name string, f func(tag string)) []byte {
	mark := []byte(name + " ")
	for {
		i := bytes.Index(b, mark)
		if i < 0 {
			return b[max(0, len(b)-len(mark)):]
		}
		end := bytes.Index(b[i:], []byte{'>'})
		if end < 0 {
			if len(b)-i > 1<<12 { // no tag of this name is as long
				return b[i+len(mark):]
			}
			return b[i:]
		}
		f(string(b[i : i+end]))
		b = b[i+end:]
	}
}

// maxOpen bounds the areas that reach into one row: they cannot overlap, so that
// there are at most as many as columns.
const maxOpen = 1000

// cover marks the cells of the row that a merged area covers. Areas come in the
// order of their first row and are dropped behind their last.
func (s *xlsxSource) cover() error {
	for len(s.merged) > 0 && s.merged[0].top <= s.line {
		s.open = append(s.open, s.merged[0])
		s.merged = s.merged[1:]
	}
	s.open = slices.DeleteFunc(s.open, func(a area) bool { return a.bottom < s.line })
	if len(s.open) > maxOpen {
		return errs.New(errs.Invalid, "file.broken")
	}
	for _, a := range s.open {
		for at := a.left; at <= min(a.right, s.limits.Columns); at++ {
			if a.top == s.line && at == a.left {
				continue
			}
			for len(s.cells) <= at {
				s.cells = append(s.cells, Cell{})
			}
			if s.cells[at].Text == "" {
				s.cells[at].Kind = Merged
			}
		}
	}
	return nil
}
