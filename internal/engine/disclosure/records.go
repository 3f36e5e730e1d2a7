package disclosure

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"titian/internal/kernel/money"
)

// recordColumns are the columns that the engine knows besides the groups.
var recordColumns = []string{"key", "measure", "period", "place", "amount", "contributor", "named", "time", "event"}

// maxStep keeps rounded amounts far from overflow.
const maxStep money.Rupiah = 1_000_000_000_000

// Record is one event: somebody was placed, a partner gave.
type Record struct {
	Key         string // who or what; the same key, the same person
	Measure     string
	Month       Month
	Place       int // number of the regency in Spec.Places
	Groups      []int
	Amount      money.Rupiah
	Contributor string
	Named       bool // the contributor agreed to be named
	Time        int  // days from entry to the event or to the last news
	Event       bool
	line        int
}

// reader turns rows into records for one spec.
type reader struct {
	spec      *Spec
	csv       *csv.Reader
	columns   []string
	at        map[string]int
	regency   map[string]int
	group     []map[string]int
	measure   map[string]string
	contrib   map[string]string
	cell      []string
	line      int
	slab      []int
	firstFail error
}

// maxRecords bounds what is held in memory, at about 150 bytes a record.
const maxRecords = 20_000_000

// ReadRecords reads the input CSV for a spec: a header, then one row per
// record, in any order. The first mistake is returned as an *InputError. Every
// row is checked; those of months that no table of the release covers are then
// dropped. The others come back sorted by key, as rounding needs them.
func ReadRecords(r io.Reader, spec *Spec) ([]Record, error) {
	tail := &lastByte{in: r}
	rd, err := newReader(tail, spec)
	if err != nil {
		return nil, err
	}
	var records []Record
	first, rows := spec.firstMonth(), 0
	for ; ; rows++ {
		rec, err := rd.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if rec.Month < first || rec.Month > spec.To {
			continue
		}
		if len(records) == maxRecords {
			return nil, fault(rec.line, "", "more than %d records in the months of the release", maxRecords)
		}
		records = append(records, rec)
	}
	if rows == 0 {
		return nil, fault(1, "", "the file has a header and no record")
	}
	if tail.b != '\n' { // the last amount may have lost digits, and nobody would ever notice
		return nil, fault(rd.line, rd.columns[len(rd.columns)-1], "the file breaks off here, without a line end; if it is complete, end its last line")
	}
	return records, sortRecords(records)
}

// lastByte remembers the last byte read.
type lastByte struct {
	in io.Reader
	b  byte
}

func (l *lastByte) Read(p []byte) (int, error) {
	n, err := l.in.Read(p)
	if n > 0 {
		l.b = p[n-1]
	}
	return n, err
}

// sortRecords orders by key and refuses one key twice in a measure: each event
// appears in one period, once.
func sortRecords(records []Record) error {
	slices.SortFunc(records, func(a, b Record) int {
		if c := strings.Compare(a.Key, b.Key); c != 0 {
			return c
		}
		if c := strings.Compare(a.Measure, b.Measure); c != 0 {
			return c
		}
		return a.line - b.line
	})
	for i := 1; i < len(records); i++ {
		a, b := &records[i-1], &records[i]
		if a.Key == b.Key && a.Measure == b.Measure {
			return fault(b.line, "key", "the same key stands in line %d for the same measure; each event is counted once", a.line)
		}
	}
	return nil
}

// newReader prepares the look-ups of a spec and reads the header.
func newReader(r io.Reader, spec *Spec) (*reader, error) {
	text := bufio.NewReader(r)
	if mark, _ := text.Peek(3); string(mark) == "\ufeff" { // spreadsheets write a byte order mark
		_, _ = text.Discard(3)
	}
	rd := &reader{
		spec: spec, csv: csv.NewReader(text), at: map[string]int{},
		regency: map[string]int{}, measure: map[string]string{}, contrib: map[string]string{},
	}
	rd.csv.ReuseRecord = true
	rd.csv.FieldsPerRecord = -1
	for i, c := range spec.Places.regencies {
		rd.regency[c] = i
	}
	for _, m := range spec.measures() {
		rd.measure[m] = m
	}
	for _, g := range spec.Groups {
		values := map[string]int{}
		for i, v := range g.Values {
			values[v] = i
		}
		rd.group = append(rd.group, values)
	}
	return rd, rd.header()
}

// header learns the columns and refuses those that are missing, doubled or
// unknown: a misspelt "amout" must not pass as "no amounts".
func (rd *reader) header() error {
	if err := rd.row(); err != nil {
		if errors.Is(err, io.EOF) {
			return fault(1, "", "the file is empty")
		}
		return err
	}
	needed := []string{"key", "measure", "period", "place"}
	if rd.spec.needs(Money) {
		needed = append(needed, "amount", "contributor")
	}
	if rd.spec.needs(Curve) {
		needed = append(needed, "time", "event")
	}
	known := slices.Clone(recordColumns)
	for _, g := range rd.spec.Groups {
		needed = append(needed, g.Column)
		known = append(known, g.Column)
	}
	for i, c := range rd.cell {
		if _, twice := rd.at[c]; twice || !slices.Contains(known, c) {
			return fault(rd.line, c, "this column is unknown or stands twice; known are %s", strings.Join(known, ", "))
		}
		rd.at[c] = i
		rd.columns = append(rd.columns, c)
	}
	for _, c := range needed {
		if _, ok := rd.at[c]; !ok {
			return fault(rd.line, c, "this column is missing")
		}
	}
	return nil
}

// row reads one row of cells.
func (rd *reader) row() error {
	cell, err := rd.csv.Read()
	var bad *csv.ParseError
	switch {
	case errors.As(err, &bad):
		return fault(bad.Line, strconv.Itoa(bad.Column), "%v; is a quote missing, or was the file cut off?", bad.Err)
	case err != nil:
		return err
	}
	rd.cell = cell
	rd.line, _ = rd.csv.FieldPos(0)
	return nil
}

// next reads one record. All columns are read even after a mistake, which keeps
// the code flat; the first mistake of the row is the one that is told.
func (rd *reader) next() (Record, error) {
	if err := rd.row(); err != nil {
		return Record{}, err
	}
	if len(rd.cell) != len(rd.columns) {
		return Record{}, fault(rd.line, "", "%d fields where the header has %d; was the file cut off?", len(rd.cell), len(rd.columns))
	}
	rd.firstFail = nil
	rec := Record{line: rd.line, Key: strings.Clone(rd.text("key"))}
	if rec.Key == "" || len(rec.Key) > 200 {
		rd.fail("key", "a key has 1 to 200 bytes")
	}
	var ok bool
	if rec.Measure, ok = rd.measure[rd.text("measure")]; !ok {
		rd.fail("measure", "%q is not a measure of the spec", rd.text("measure"))
	}
	if rec.Month, ok = ParseMonth(rd.text("period")); !ok {
		rd.fail("period", "%q is not a month such as 2025-01", rd.text("period"))
	}
	if rec.Place, ok = rd.regency[rd.text("place")]; !ok {
		rd.fail("place", "%q is not a regency of the spec", rd.text("place"))
	}
	rec.Groups = rd.groups()
	rd.amount(&rec)
	rd.follow(&rec)
	return rec, rd.firstFail
}

// groups are the values of the group columns, in the order of the spec. They are
// cut from one slab, since a slice for each of millions of rows is slow.
func (rd *reader) groups() []int {
	if len(rd.group) == 0 {
		return nil
	}
	if len(rd.slab) < len(rd.group) {
		rd.slab = make([]int, 1024*len(rd.group))
	}
	values := rd.slab[:len(rd.group):len(rd.group)]
	rd.slab = rd.slab[len(rd.group):]
	for i, g := range rd.spec.Groups {
		v, ok := rd.group[i][rd.text(g.Column)]
		if !ok {
			rd.fail(g.Column, "%q is not a value of this group in the spec", rd.text(g.Column))
		}
		values[i] = v
	}
	return values
}

// amount reads the money columns; all empty means that the record is no gift.
func (rd *reader) amount(rec *Record) {
	text := rd.text("amount")
	who := rd.text("contributor")
	if text == "" && who == "" {
		return
	}
	n, err := money.Parse(text)
	if err != nil {
		rd.fail("amount", "%q is not an amount in rupiah of 0 or more", text)
	}
	if who == "" {
		rd.fail("contributor", "an amount needs its contributor")
	}
	rec.Amount = n
	rec.Contributor = rd.contrib[who]
	if rec.Contributor == "" {
		who = strings.Clone(who)
		rd.contrib[who], rec.Contributor = who, who
	}
	switch v := rd.text("named"); v {
	case "yes":
		rec.Named = true
	case "no", "":
	default:
		rd.fail("named", "%q is not yes or no", v)
	}
}

// follow reads the curve columns; both empty means that nobody followed.
func (rd *reader) follow(rec *Record) {
	rec.Time = -1
	text, event := rd.text("time"), rd.text("event")
	if text == "" && event == "" {
		return
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > 100_000 {
		rd.fail("time", "%q is not a number of days from 0 to 100000", text)
	}
	rec.Time = n
	if event != "0" && event != "1" {
		rd.fail("event", "%q is not 0 or 1", event)
	}
	rec.Event = event == "1"
}

// text is a cell, or empty where the file has no such column.
func (rd *reader) text(column string) string {
	i, ok := rd.at[column]
	if !ok {
		return ""
	}
	return rd.cell[i]
}

// fail notes the first mistake of the row.
func (rd *reader) fail(column, format string, args ...any) {
	if rd.firstFail == nil {
		rd.firstFail = fault(rd.line, column, format, args...)
	}
}
