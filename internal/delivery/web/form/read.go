package form

import (
	"encoding"
	"mime/multipart"
	"strconv"
	"strings"
	"unicode/utf8"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/money"
	"titian/internal/platform/i18n"
)

// Text reads a line or a paragraph: spaces around it are dropped, line ends
// become \n, and characters that no record should hold (NUL, broken UTF-8) are
// an error.
func (f *Form) Text(name string, rules ...Rule) string {
	s := strings.TrimSpace(strings.ReplaceAll(f.Value(name), "\r\n", "\n"))
	if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		f.Add(name, "text.invalid")
		return ""
	}
	f.check(name, s, rules)
	return s
}

// Secret reads a password: exactly as typed, spaces too. Pages never fill it again.
func (f *Form) Secret(name string, rules ...Rule) string {
	s := f.Value(name)
	f.check(name, s, rules)
	delete(f.values, f.prefix+name)
	return s
}

// Int reads a whole number; thousands may be grouped with dots. Empty is zero
// unless Required.
func (f *Form) Int(name string, rules ...Rule) int {
	s := strings.TrimSpace(f.Value(name))
	if !f.check(name, s, rules) || s == "" {
		return 0
	}
	n, err := strconv.Atoi(ungroup(s))
	if err != nil {
		f.Add(name, "number.invalid")
		return 0
	}
	f.checkNumber(name, n, rules)
	return n
}

// ungroup drops the dots of "1.250"; "1.5" is left alone and so refused.
func ungroup(s string) string {
	parts := strings.Split(s, ".")
	for _, p := range parts[1:] {
		if len(p) != 3 {
			return s
		}
	}
	return strings.Join(parts, "")
}

// Date reads a day as officers write it; see i18n.ParseDate. Empty is unknown.
func (f *Form) Date(name string, rules ...Rule) civil.Date {
	return read(f, name, rules, i18n.ParseDate)
}

// Partial reads a day of which only the month or the year may be known.
func (f *Form) Partial(name string, rules ...Rule) civil.Partial {
	return read(f, name, rules, i18n.ParsePartial)
}

// Rupiah reads an amount such as "1.250.000".
func (f *Form) Rupiah(name string, rules ...Rule) money.Rupiah {
	return read(f, name, rules, money.Parse)
}

// textKey is a pointer to an id type, which reads its own text form. Callers
// name only the id type and the compiler finds the pointer:
// form.ID[id.Meeting](f, "meeting").
type textKey[I any] interface {
	*I
	encoding.TextUnmarshaler
}

// ID reads the key of another record, chosen from a list or carried along.
func ID[I any, P textKey[I]](f *Form, name string, rules ...Rule) I {
	return read(f, name, rules, parseID[I, P])
}

// IDs reads the keys of several records.
func IDs[I any, P textKey[I]](f *Form, name string) []I {
	var out []I
	for _, s := range f.Values(name) {
		v, err := parseID[I, P](s)
		if err != nil {
			f.Add(name, "id.invalid")
			return nil
		}
		out = append(out, v)
	}
	return out
}

func parseID[I any, P textKey[I]](s string) (I, error) {
	var v I
	err := P(&v).UnmarshalText([]byte(s))
	return v, err
}

// Parsed reads a field with a Parse function of the work, whose error code
// becomes the field's.
func Parsed[T any](f *Form, name string, parse func(string) (T, error), rules ...Rule) T {
	return read(f, name, rules, parse)
}

// read is the shape of every reader: rules on the text, then parse what is not empty.
func read[T any](f *Form, name string, rules []Rule, parse func(string) (T, error)) T {
	var none T
	s := strings.TrimSpace(f.Value(name))
	if !f.check(name, s, rules) || s == "" {
		return none
	}
	v, err := parse(s)
	if err == nil {
		return v
	}
	e := errs.As(err)
	if e == nil || len(e.Fields) > 0 {
		e = errs.New(errs.Invalid, "text.invalid")
	}
	f.put(errs.Field{Path: f.prefix + name, Code: e.Code, Args: e.Args})
	return none
}

func (f *Form) put(x errs.Field) {
	for _, y := range *f.list {
		if y.Path == x.Path {
			return
		}
	}
	*f.list = append(*f.list, x)
}

// Choice reads one of the allowed values. If "" is among them the field may
// stay empty; otherwise it is required. Anything else is an error, because a
// page of ours never sends it.
func (f *Form) Choice(name string, allowed ...string) string { return Choice(f, name, allowed) }

// Choice reads a value of a named string type.
func Choice[T ~string](f *Form, name string, allowed []T) T {
	s := f.Value(name)
	for _, a := range allowed {
		if string(a) == s {
			return a
		}
	}
	if s == "" {
		f.Add(name, "required")
	} else {
		f.Add(name, "choice.invalid")
	}
	return ""
}

// Choices reads several of the allowed values, possibly none.
func Choices[T ~string](f *Form, name string, allowed []T) []T {
	var out []T
	for _, a := range allowed {
		if f.Has(name, string(a)) {
			out = append(out, a)
		}
	}
	if len(out) != len(f.Values(name)) {
		f.Add(name, "choice.invalid")
	}
	return out
}

// Bool reads a checkbox.
func (f *Form) Bool(name string) bool {
	switch f.Value(name) {
	case "", "0", "false", "no":
		return false
	}
	return true
}

// File is an uploaded file, or nil when none was chosen.
func (f *Form) File(name string, rules ...Rule) *multipart.FileHeader {
	for _, h := range f.files[f.prefix+name] {
		if h.Filename != "" || h.Size > 0 {
			return h
		}
	}
	f.check(name, "", rules)
	return nil
}
