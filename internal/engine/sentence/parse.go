package sentence

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
)

// Parse reads a case as JSON; docs/engines/sentence.md has the format. It is
// strict: unknown fields, wrong types, days that do not exist and negative
// numbers are Invalid, each named by its path, all of them at once. What only a
// rule set can tell is Check's.
func Parse(b []byte) (Case, error) {
	var f errs.Fields
	top := read(&f, "", b)
	if top.fields == nil {
		return Case{}, f.Err()
	}
	c := Case{Status: Status(top.text("legal_status")), Start: top.day("start")}
	for _, o := range top.list("verdicts") {
		c.Verdicts = append(c.Verdicts, o.term())
		o.end()
	}
	for _, o := range top.list("detention") {
		c.Detention = append(c.Detention, Detention{Kind: o.text("kind"), Days: o.count("days")})
		o.end()
	}
	for _, o := range top.list("remissions") {
		c.Remissions = append(c.Remissions, Remission{Date: o.day("date"), Kind: o.text("kind"), Months: o.count("months"), Days: o.count("days")})
		o.end()
	}
	if o, ok := top.object("fine_substitute"); ok {
		c.Substitute = Substitute{Term: o.term(), Unpaid: o.flag("unpaid")}
		o.end()
	}
	c.Conditions = top.conditions()
	top.end()
	return c, f.Err()
}

// object is one JSON object being read. Each field is taken once; what is left
// over at the end nobody knows.
type object struct {
	path   string // with a dot at its end, empty at the top
	fields map[string]json.RawMessage
	errs   *errs.Fields
}

// read takes one JSON object from b, or notes why there is none.
func read(f *errs.Fields, path string, b []byte) object {
	o := object{path: path, errs: f}
	d := json.NewDecoder(bytes.NewReader(b))
	err := d.Decode(&o.fields)
	where := strings.TrimSuffix(path, ".")
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, io.EOF):
		f.Add("", "json.empty")
	case errors.Is(err, io.ErrUnexpectedEOF):
		f.Add("", "json.broken", "line", line(b, len(b)))
	case errors.As(err, &syntax):
		f.Add("", "json.broken", "line", line(b, int(syntax.Offset)))
	case err != nil:
		f.Add(where, "json.object")
		o.fields = nil
	case o.fields == nil:
		f.Add(where, "json.object")
	case path == "" && trailing(d):
		f.Add("", "json.trailing", "line", line(b, int(d.InputOffset())))
	}
	return o
}

func trailing(d *json.Decoder) bool {
	_, err := d.Token()
	return !errors.Is(err, io.EOF)
}

// line is the number of the line in which the offset lies.
func line(b []byte, offset int) int {
	return bytes.Count(b[:max(0, min(offset, len(b)))], []byte{'\n'}) + 1
}

// take decodes a field into v; absent and null leave it as it is.
func (o object) take(name, code string, v any) bool {
	raw, ok := o.fields[name]
	delete(o.fields, name)
	if !ok || string(raw) == "null" {
		return false
	}
	if err := json.Unmarshal(raw, v); err != nil {
		o.errs.Add(o.path+name, code)
		return false
	}
	return true
}

func (o object) text(name string) (s string) {
	o.take(name, "json.text", &s)
	return s
}

func (o object) flag(name string) (b bool) {
	o.take(name, "json.flag", &b)
	return b
}

// count is a whole number; the sign is Check's to refuse.
func (o object) count(name string) (n int) {
	o.take(name, "json.whole", &n)
	return n
}

func (o object) day(name string) civil.Date {
	var s string
	if !o.take(name, "json.date", &s) {
		return civil.Date{}
	}
	d, err := civil.Parse(s)
	if err != nil {
		o.errs.Add(o.path+name, "json.date")
	}
	return d
}

func (o object) term() Term {
	return Term{o.count("years"), o.count("months"), o.count("days")}
}

func (o object) object(name string) (object, bool) {
	var raw json.RawMessage
	if !o.take(name, "json.object", &raw) {
		return object{}, false
	}
	x := read(o.errs, o.path+name+".", raw)
	return x, x.fields != nil
}

func (o object) list(name string) []object {
	var raw []json.RawMessage
	o.take(name, "json.list", &raw)
	var out []object
	for i, b := range raw {
		if x := read(o.errs, place{o.path + name, i}.String()+".", b); x.fields != nil {
			out = append(out, x)
		}
	}
	return out
}

// conditions are codes, or objects with a code and whether it is met.
func (o object) conditions() []Condition {
	var raw []json.RawMessage
	o.take("conditions", "json.list", &raw)
	var out []Condition
	for i, b := range raw {
		var code string
		if json.Unmarshal(b, &code) == nil {
			out = append(out, Condition{Code: code})
			continue
		}
		if x := read(o.errs, place{"conditions", i}.String()+".", b); x.fields != nil {
			out = append(out, Condition{Code: x.text("code"), Met: x.flag("met")})
			x.end()
		}
	}
	return out
}

// end notes every field that nobody asked for.
func (o object) end() {
	for _, name := range slices.Sorted(maps.Keys(o.fields)) {
		o.errs.Add(o.path+name, "json.unknown")
	}
}
