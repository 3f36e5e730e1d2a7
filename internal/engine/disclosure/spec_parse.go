package disclosure

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"titian/internal/kernel/civil"
)

// specJSON is the spec as it is written; every value is still text, so that a
// mistake can be named by the path of its field.
type specJSON struct {
	Release  string              `json:"release"`
	Released string              `json:"released"`
	From     string              `json:"from"`
	To       string              `json:"to"`
	Places   map[string][]string `json:"places"`
	Groups   map[string][]string `json:"groups,omitempty"`
	Tables   []tableJSON         `json:"tables"`
	Withhold []Ref               `json:"withhold,omitempty"`
	Corrects []string            `json:"corrects,omitempty"`
}

// Names stand in file names, CSV cells and headings, so they are plain.
var name = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`) })

// isCode accepts place codes and group values: they stand in CSV cells without
// quotes. Every release is read with hundreds of them, so no expression here.
func isCode(s string) bool {
	for i := range len(s) {
		letter := s[i] >= '0' && s[i] <= '9' || s[i]|0x20 >= 'a' && s[i]|0x20 <= 'z'
		if !letter && (i == 0 || !strings.Contains(" ._+-", s[i:i+1])) {
			return false
		}
	}
	return s != "" && len(s) <= 64
}

// ParseSpec reads a spec. Unknown keys, unknown words and impossible
// combinations are an *InputError.
func ParseSpec(b []byte) (*Spec, error) {
	var w specJSON
	if err := decodeStrict(b, &w); err != nil {
		return nil, err
	}
	return w.spec()
}

// decodeStrict decodes exactly one JSON value with known keys only.
func decodeStrict(b []byte, to any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(to); err != nil {
		return jsonFault(b, err)
	}
	end := d.InputOffset()
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		line, column := position(b, end)
		return fault(line, column, "text after the end of the object")
	}
	return nil
}

// jsonFault turns encoding/json's errors into a line and a column.
func jsonFault(b []byte, err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	offset, text := int64(0), strings.TrimPrefix(err.Error(), "json: ")
	switch {
	case errors.Is(err, io.EOF):
		return fault(1, "", "the file is empty")
	case errors.Is(err, io.ErrUnexpectedEOF):
		offset, text = int64(len(b)), "the file ends in the middle of the object"
	case errors.As(err, &syntax):
		offset = syntax.Offset
	case errors.As(err, &kind):
		offset, text = kind.Offset, fmt.Sprintf("%s is a %s; this field takes another type", kind.Field, kind.Value)
	default:
		// An unknown key comes without its offset; find it as it is spelled.
		if key, found := strings.CutPrefix(text, "unknown field "); found {
			text = "unknown key " + key
			offset = int64(bytes.Index(b, []byte(key))) + 1
		}
	}
	line, column := position(b, offset)
	return fault(line, column, "%s", text)
}

// position turns an offset into a line and a column, both from 1.
func position(b []byte, offset int64) (line int, column string) {
	head := b[:max(0, min(offset, int64(len(b))))]
	start := bytes.LastIndexByte(head, '\n') + 1
	return bytes.Count(head, []byte{'\n'}) + 1, fmt.Sprint(max(1, len(head)-start))
}

// spec checks the fields and builds the value.
func (w *specJSON) spec() (*Spec, error) {
	s := &Spec{Release: w.Release, Withhold: w.Withhold, Corrects: w.Corrects}
	if !name().MatchString(w.Release) {
		return nil, fault(0, "release", "%q is not a name; use small letters, digits, dots and dashes", w.Release)
	}
	var err error
	if s.Released, err = civil.Parse(w.Released); err != nil {
		return nil, fault(0, "released", "%q is not a day such as 2026-01-15", w.Released)
	}
	if s.From, err = monthAt("from", w.From); err != nil {
		return nil, err
	}
	if s.To, err = monthAt("to", w.To); err != nil {
		return nil, err
	}
	if s.To < s.From {
		return nil, fault(0, "to", "%s is before from, %s", w.To, w.From)
	}
	if err := w.checkPlaces(); err != nil {
		return nil, err
	}
	s.Places = NewPlaces(w.Places)
	if s.Groups, err = w.groups(); err != nil {
		return nil, err
	}
	if err := w.tables(s); err != nil {
		return nil, err
	}
	return s, s.checkRefs()
}

// monthAt reads a month or names its field.
func monthAt(path, text string) (Month, error) {
	m, ok := ParseMonth(text)
	if !ok {
		return 0, fault(0, path, "%q is not a month such as 2025-01", text)
	}
	return m, nil
}

// checkPlaces checks the codes. One code stands for one place at any level, so
// that a withheld cell or a row of the release cannot be misread.
func (w *specJSON) checkPlaces() error {
	if len(w.Places) == 0 {
		return fault(0, "places", "no province is listed")
	}
	seen := map[string]bool{"nation": true}
	for _, province := range slices.Sorted(maps.Keys(w.Places)) {
		for _, c := range append([]string{province}, w.Places[province]...) {
			if !isCode(c) {
				return fault(0, "places."+province, "%q is not a code; use letters, digits, spaces, dots and dashes", c)
			}
			if seen[c] {
				return fault(0, "places."+province, "%q is listed twice", c)
			}
			seen[c] = true
		}
	}
	return nil
}

// groups checks the groups and orders them by column; values keep their order,
// which is the order of rows.
func (w *specJSON) groups() ([]Group, error) {
	var groups []Group
	for _, column := range slices.Sorted(maps.Keys(w.Groups)) {
		path, values := "groups."+column, w.Groups[column]
		if !name().MatchString(column) || slices.Contains(recordColumns, column) {
			return nil, fault(0, path, "%q cannot name a group column", column)
		}
		if len(values) == 0 || len(values) > 1000 {
			return nil, fault(0, path, "a group has 1 to 1000 values")
		}
		for i, v := range values {
			if !isCode(v) || slices.Contains(values[:i], v) {
				return nil, fault(0, path, "%q is not a value, or is listed twice", v)
			}
		}
		groups = append(groups, Group{column, slices.Clone(values)})
	}
	return groups, nil
}

// checkRefs checks the cells and tables that the spec names.
func (s *Spec) checkRefs() error {
	for i, id := range s.Corrects {
		if s.table(id) == nil {
			return fault(0, fmt.Sprintf("corrects[%d]", i), "%q is not a table of this spec", id)
		}
	}
	for i, r := range s.Withhold {
		t, path := s.table(r.Table), fmt.Sprintf("withhold[%d]", i)
		switch {
		case t == nil || t.Kind == Rate || t.Kind == Curve:
			return fault(0, path+".table", "%q is not a count or money table of this spec", r.Table)
		case !slices.Contains(s.Places.codes(t.Level), r.Place):
			return fault(0, path+".place", "%q is not a %s of this spec", r.Place, t.Level)
		case !slices.Contains(s.groupValues(t.Group), r.Group):
			return fault(0, path+".group", "%q is not a value of the table's group", r.Group)
		case !slices.Contains(s.labels(*t), r.Period):
			return fault(0, path+".period", "%q is not a period of this release", r.Period)
		}
	}
	return nil
}

// labels are the table's periods in this release.
func (s *Spec) labels(t Table) []string {
	first, n := t.Span.within(s.From, s.To)
	labels := make([]string, n)
	for i := range labels {
		labels[i] = t.Span.label(first + i)
	}
	return labels
}

// MarshalJSON writes the form that ParseSpec reads.
func (s *Spec) MarshalJSON() ([]byte, error) { return json.Marshal(s.wire()) }

// wire is the spec as it is written.
func (s *Spec) wire() *specJSON {
	w := &specJSON{
		Release: s.Release, Released: s.Released.String(), From: s.From.String(), To: s.To.String(),
		Places: s.Places.tree(), Withhold: s.Withhold, Corrects: s.Corrects,
	}
	for _, g := range s.Groups {
		if w.Groups == nil {
			w.Groups = map[string][]string{}
		}
		w.Groups[g.Column] = g.Values
	}
	for _, t := range s.Tables {
		j := tableJSON{ID: t.ID, Kind: t.Kind.String(), Of: t.Of, Per: t.Per}
		if t.Kind != Rate {
			j.Measure, j.Level, j.Period, j.Group, j.Step = t.Measure, t.Level.String(), t.Span.String(), t.Group, int64(t.Step)
		}
		w.Tables = append(w.Tables, j)
	}
	return w
}
