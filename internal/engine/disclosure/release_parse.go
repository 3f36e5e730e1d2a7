package disclosure

import (
	"bytes"
	"fmt"
)

// Decode reads a frozen release. It accepts only what Encode writes.
func Decode(f Files) (*Release, error) {
	var m metaJSON
	if err := decodeStrict(f.Meta, &m); err != nil {
		return nil, fmt.Errorf("%s: %w", MetaName, err)
	}
	if m.Format != format {
		return nil, fmt.Errorf("%s: %w", MetaName, fault(0, "format", "%d is not a format of this program", m.Format))
	}
	spec, err := m.Spec.spec()
	if err != nil {
		return nil, fmt.Errorf("%s: spec: %w", MetaName, err)
	}
	r := &Release{Spec: spec, KeyID: m.Key}
	for _, t := range spec.Tables {
		r.Series = append(r.Series, newSeries(spec, t))
	}
	if err := r.readCells(f.Cells, m.Cells); err != nil {
		return nil, fmt.Errorf("%s: %w", CellsName, err)
	}
	if err := r.readCurves(f.Curves, m.Curves); err != nil {
		return nil, fmt.Errorf("%s: %w", CurvesName, err)
	}
	return r, nil
}

// rows walks over the lines of a file.
type rows struct {
	rest []byte
	line int
}

// open checks header and checksum; the checksum tells why when a row is missing.
func open(b []byte, header, sum string) (*rows, error) {
	if !bytes.HasPrefix(b, []byte(header)) {
		return nil, fault(1, "", "the header is not %q", header[:len(header)-1])
	}
	if checksum(b) != sum {
		return nil, fault(bytes.Count(b, []byte{'\n'}), "", "the file was changed or cut off after it was frozen")
	}
	return &rows{b[len(header):], 1}, nil
}

// next is the next line; false at the end.
func (r *rows) next() ([]byte, bool) {
	i := bytes.IndexByte(r.rest, '\n')
	if i < 0 {
		return nil, false
	}
	line := r.rest[:i]
	r.rest = r.rest[i+1:]
	r.line++
	return line, true
}

// after takes the expected start off a line.
func after(line []byte, parts ...string) ([]byte, bool) {
	for _, p := range parts {
		if len(line) < len(p) || string(line[:len(p)]) != p {
			return nil, false
		}
		line = line[len(p):]
	}
	return line, true
}

// readCells reads cells.csv, table after table. Curves have their own file; their
// cells hold no number.
func (r *Release) readCells(b []byte, sum string) error {
	in, err := open(b, cellsHeader, sum)
	if err != nil {
		return err
	}
	type rowKind struct {
		level Level
		group string
	}
	tails := map[rowKind][]string{} // most tables share few
	for i := range r.Series {
		s := &r.Series[i]
		if s.Kind == Curve {
			for c := range s.Cells {
				s.Cells[c] = None
			}
			continue
		}
		kind := rowKind{s.Level, s.Group}
		if tails[kind] == nil {
			tails[kind] = r.tails(s)
		}
		if err := r.readSeries(s, in, tails[kind]); err != nil {
			return err
		}
	}
	if len(in.rest) > 0 {
		return fault(in.line+1, "", "rows after the last cell")
	}
	return nil
}

// readSeries reads one table's rows, which stand in the order of its cells.
func (r *Release) readSeries(s *Series, in *rows, tails []string) error {
	head := ""
	for c := range s.Cells {
		if c%len(tails) == 0 {
			head = s.ID + "," + s.Span.label(s.First+c/len(tails)) + ","
		}
		line, ok := in.next()
		if !ok {
			return fault(in.line+1, "", "the row of %v is missing; the file was cut off", r.Ref(s, c))
		}
		text, ok := after(line, head, tails[c%len(tails)])
		if !ok {
			return fault(in.line, "", "this is not the row of %v", r.Ref(s, c))
		}
		if s.Cells[c], ok = s.parse(text); !ok {
			return fault(in.line, "value", "%q is not a value of table %s", text, s.ID)
		}
	}
	return nil
}

// tails are the place and group cells of a table's rows in one period.
func (r *Release) tails(s *Series) []string {
	var tails []string
	for _, place := range r.Spec.Places.codes(s.Level) {
		for _, group := range r.Spec.groupValues(s.Group) {
			tails = append(tails, place+","+group+",")
		}
	}
	return tails
}

// parse reads a value that this kind of table can hold.
func (t Table) parse(b []byte) (Value, bool) {
	switch string(b) {
	case "<10":
		return Small, t.Kind == Count
	case "..":
		return Withheld, t.Kind == Count || t.Kind == Money
	case "-":
		return None, t.Kind == Money || t.Kind == Rate
	}
	if t.Kind == Rate {
		return parseTenths(b)
	}
	n, ok := digits(b)
	switch t.Kind {
	case Count:
		ok = ok && n >= Threshold && n%Base == 0
	case Money:
		ok = ok && n%Value(t.Step) == 0
	}
	return n, ok
}

// parseTenths reads what tenths prints, and nothing else ("20.0", never "20").
func parseTenths(b []byte) (Value, bool) {
	i := len(b) - 2
	if i < 1 || b[i] != '.' {
		return 0, false
	}
	whole, ok := digits(b[:i])
	part, ok2 := digits(b[i+1:])
	return 10*whole + part, ok && ok2
}

// digits reads a number without sign or leading zeros, below 10^16.
func digits(b []byte) (Value, bool) {
	if len(b) == 0 || len(b) > 16 || b[0] == '0' && len(b) > 1 {
		return 0, false
	}
	n := Value(0)
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + Value(c-'0')
	}
	return n, true
}

// readCurves reads curves.csv. A curve has as many rows as it has points, none
// where too few were followed, so rows are given to cells as their heads match.
func (r *Release) readCurves(b []byte, sum string) error {
	in, err := open(b, curvesHeader, sum)
	if err != nil {
		return err
	}
	line, more := in.next()
	for i := range r.Series {
		s := &r.Series[i]
		if s.Kind != Curve {
			continue
		}
		s.Curves = make([][]Point, len(s.Cells))
		for c := range s.Cells {
			ref := r.Ref(s, c)
			head := ref.Table + "," + ref.Period + "," + ref.Place + "," + ref.Group + ","
			for more {
				text, ok := after(line, head)
				if !ok {
					break
				}
				p, ok := parsePoint(text, len(s.Curves[c]))
				if !ok {
					return fault(in.line, "", "%q is not the next point of a curve", text)
				}
				s.Curves[c] = append(s.Curves[c], p)
				line, more = in.next()
			}
		}
	}
	if more || len(in.rest) > 0 {
		return fault(in.line, "", "this row belongs to no curve, or is out of order")
	}
	return nil
}

// parsePoint reads "quarter,at_risk,events,share".
func parsePoint(b []byte, quarter int) (Point, bool) {
	f := bytes.Split(b, []byte{','})
	if len(f) != 4 {
		return Point{}, false
	}
	q, ok := digits(f[0])
	p := Point{Quarter: quarter, Events: None, Share: None}
	if !ok || q != Value(quarter) {
		return p, false
	}
	if p.AtRisk, ok = digits(f[1]); !ok || p.AtRisk < leastAtRisk || p.AtRisk%Base != 0 {
		return p, false
	}
	if string(f[2]) == "-" && string(f[3]) == "-" {
		return p, true
	}
	if p.Events, ok = digits(f[2]); !ok || p.Events < leastEvents || p.Events%Base != 0 {
		return p, false
	}
	p.Share, ok = parseTenths(f[3])
	return p, ok && p.Share <= 1000
}
