package tabular

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"titian/internal/kernel/errs"
)

// maxRecord bounds one record of CSV, whose quotation may swallow every line
// that follows it.
const maxRecord = 1 << 20

// csvSource reads CSV.
type csvSource struct {
	r     *csv.Reader
	limit *recordLimit
	cells []Cell
	last  int // line of the record before
}

func (t *Table) openCSV(r io.ReaderAt, size int64) error {
	whole := func() io.Reader { return bufio.NewReaderSize(io.NewSectionReader(r, 0, size), 1<<16) }
	decoded, name, err := decode(whole)
	if err != nil {
		return err
	}
	t.Encoding = name
	limit := &recordLimit{r: bufio.NewReaderSize(decoded, 1<<16)}
	head, err := limit.r.Peek(1 << 15)
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read file: %w", err)
	}
	t.Comma = separator(head)
	c := csv.NewReader(limit)
	c.Comma, c.FieldsPerRecord, c.LazyQuotes, c.ReuseRecord = t.Comma, -1, true, true
	t.source = &csvSource{r: c, limit: limit}
	return nil
}

// recordLimit ends the reading of a record that does not end by itself.
type recordLimit struct {
	r    *bufio.Reader
	left int
}

var errRecord = errors.New("record too long")

// Read passes on what is left of the record's share.
func (l *recordLimit) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, errRecord
	}
	n, err := l.r.Read(p)
	l.left -= n
	return n, err
}

func (s *csvSource) next() (Row, error) {
	s.limit.left = maxRecord
	fields, err := s.r.Read()
	if len(fields) > 0 {
		s.cells = s.cells[:0]
		for _, f := range fields {
			s.cells = append(s.cells, ofCSV(f))
		}
	}
	switch {
	case errors.Is(err, io.EOF):
		return Row{}, io.EOF
	case errors.Is(err, errRecord):
		return Row{}, errs.New(errs.Invalid, "file.quote").With("line", s.last+1)
	case err != nil:
		return Row{}, errs.New(errs.Invalid, "file.broken").Because(err)
	}
	s.last, _ = s.r.FieldPos(0)
	return Row{Line: s.last, Cells: s.cells, Unclosed: unclosed(fields)}, nil
}

func (s *csvSource) close() error { return nil }

// unclosed reports whether a field holds whole lines of separators: a quotation
// that was opened by mistake swallows the rows that follow.
func unclosed(fields []string) bool {
	for _, f := range fields {
		if len(f) > 40 && strings.Count(f, "\n") > 8 {
			return true
		}
	}
	return false
}

// ofCSV undoes what spreadsheets write so that CSV keeps a text as it is:
// ="00123" and 'mark first. Any other formula has no value in a CSV.
func ofCSV(f string) Cell {
	if len(f) > 1 {
		switch f[0] {
		case '=':
			if inner, ok := strings.CutPrefix(f, `="`); ok && strings.HasSuffix(inner, `"`) && !strings.Contains(inner[:len(inner)-1], `"`) {
				return Cell{Text: strings.Clone(inner[:len(inner)-1])}
			}
			return Cell{Text: strings.Clone(f), Kind: Formula}
		case '\'':
			if strings.IndexByte("=+-@0123456789", f[1]) >= 0 {
				return Cell{Text: f[1:]}
			}
		case '#':
			if brokenValue(f) {
				return Cell{Text: f, Kind: Broken}
			}
		}
	}
	return Cell{Text: f}
}

func brokenValue(s string) bool {
	switch s {
	case "#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!":
		return true
	}
	return len(s) > 2 && strings.Trim(s, "#") == "" // a column too narrow, copied as it looked
}

// decode finds the encoding: a byte order mark says it; without one a file that
// is UTF-8 throughout is that, and any other is what Windows writes here.
func decode(open func() io.Reader) (io.Reader, string, error) {
	head := make([]byte, 512)
	n, err := io.ReadFull(open(), head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, "", fmt.Errorf("read file: %w", err)
	}
	head = head[:n]
	switch {
	case strings.HasPrefix(string(head), "\xef\xbb\xbf"):
		r := open()
		_, err := io.CopyN(io.Discard, r, 3)
		return r, "UTF-8", err
	case utf16Of(head) != 0:
		order := unicode.LittleEndian
		if utf16Of(head) == 'B' {
			order = unicode.BigEndian
		}
		return transform.NewReader(open(), unicode.UTF16(order, unicode.UseBOM).NewDecoder()), "UTF-16", nil
	}
	valid, err := isUTF8(open())
	if err != nil {
		return nil, "", fmt.Errorf("read file: %w", err)
	}
	if valid {
		return open(), "UTF-8", nil
	}
	return transform.NewReader(open(), charmap.Windows1252.NewDecoder()), "Windows-1252", nil
}

// utf16Of is 'L' or 'B' for the two orders of UTF-16, 0 for anything else. Without
// a mark it shows by every second byte of plain letters being zero.
func utf16Of(head []byte) byte {
	switch {
	case len(head) >= 2 && head[0] == 0xff && head[1] == 0xfe:
		return 'L'
	case len(head) >= 2 && head[0] == 0xfe && head[1] == 0xff:
		return 'B'
	}
	var zeros [2]int
	for i, b := range head[:len(head)&^1] {
		if b == 0 {
			zeros[i&1]++
		}
	}
	half := len(head) / 2
	switch {
	case half > 4 && zeros[0] == 0 && zeros[1] > half*3/4:
		return 'L'
	case half > 4 && zeros[1] == 0 && zeros[0] > half*3/4:
		return 'B'
	}
	return 0
}

func isUTF8(r io.Reader) (bool, error) {
	buf := make([]byte, 1<<16)
	kept := 0
	for {
		n, err := r.Read(buf[kept:])
		n += kept
		part := buf[:n]
		if err == nil { // a letter may go on in the next part
			for cut := 1; cut <= min(utf8.UTFMax, len(part)); cut++ {
				if utf8.RuneStart(part[len(part)-cut]) {
					if !utf8.FullRune(part[len(part)-cut:]) {
						part = part[:len(part)-cut]
					}
					break
				}
			}
		}
		if !utf8.Valid(part) {
			return false, nil
		}
		if errors.Is(err, io.EOF) {
			return true, nil
		}
		if err != nil {
			return false, err
		}
		kept = copy(buf, buf[len(part):n])
	}
}

// separator is the one of , ; tab | that cuts the first lines into the most
// cells, the same number on each as far as may be. Excel names it in a first
// line "sep=;" where it wants to be sure.
func separator(head []byte) rune {
	text := string(head)
	if after, ok := strings.CutPrefix(text, "sep="); ok && len(after) > 0 && strings.ContainsRune(",;\t|", rune(after[0])) {
		return rune(after[0])
	}
	best, score := ',', 0
	for _, c := range ",;\t|" {
		counts := countOutside(text, c)
		if len(counts) > 1 {
			counts = counts[:min(len(counts), 10)]
		}
		// The most frequent count, weighed by how many lines agree on it.
		agree := map[int]int{}
		for _, n := range counts {
			if n > 0 {
				agree[n]++
			}
		}
		for n, lines := range agree {
			if s := n * lines; s > score {
				best, score = c, s
			}
		}
	}
	return best
}

// countOutside counts c on each line, outside of quotations.
func countOutside(text string, c rune) []int {
	var counts []int
	n, quoted := 0, false
	for _, r := range text {
		switch {
		case r == '"':
			quoted = !quoted
		case r == '\n' && !quoted:
			counts, n = append(counts, n), 0
		case r == c && !quoted:
			n++
		}
	}
	return append(counts, n)
}
