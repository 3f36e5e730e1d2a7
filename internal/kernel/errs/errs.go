// Package errs is the one error that Titian's own code returns on purpose.
//
// An Error has a kind (what sort of answer the caller deserves) and a code (a
// message key). It has no prose: text is chosen at the edge, in the reader's
// language. Anything that is not an *Error is internal: the edge logs it once
// with the request id and shows none of it.
package errs

import (
	"errors"
	"fmt"
	"maps"
	"strings"
)

// Kind sorts errors by what the caller can do about them. A Kind is itself an
// error, so that errors.Is(err, errs.NotFound) asks for the kind.
type Kind string

// The kinds. Each edge has one table from kind to its own answer: HTTP status
// in web and api, exit code in cli, retry in jobs.
const (
	Internal        Kind = "internal"
	Invalid         Kind = "invalid"         // the input is wrong; Fields say where
	Unauthenticated Kind = "unauthenticated" // nobody is signed in
	Forbidden       Kind = "forbidden"       // signed in, in scope, but the role may not
	NotFound        Kind = "not_found"       // does not exist, or is out of scope: never told apart
	Conflict        Kind = "conflict"        // somebody else was first; reload and decide again
	State           Kind = "state"           // the record's status does not permit this now
	TooLarge        Kind = "too_large"
	Limited         Kind = "limited" // too many attempts; try later
	Unavailable     Kind = "unavailable"
)

// Error makes Kind usable as the target of errors.Is.
func (k Kind) Error() string { return string(k) }

// Args fill the placeholders of a message.
type Args map[string]any

// Field is one input's error: Path names the input as the form and the API
// spell it ("members[3].birth_date"), Code is a message key.
type Field struct {
	Path string `json:"path"`
	Code string `json:"code"`
	Args Args   `json:"args,omitempty"`
}

// Error is a classified error.
type Error struct {
	Kind   Kind
	Code   string
	Args   Args
	Fields []Field
	cause  error
}

// New returns an error of a kind with a message key, such as
// errs.New(errs.State, "commitment.cancelled").
func New(kind Kind, code string) *Error { return &Error{Kind: kind, Code: code} }

// With returns a copy of e that carries one more message argument.
func (e *Error) With(name string, value any) *Error {
	c := *e
	c.Args = maps.Clone(e.Args)
	if c.Args == nil {
		c.Args = Args{}
	}
	c.Args[name] = value
	return &c
}

// Because returns a copy of e that keeps cause for the log.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.cause = cause
	return &c
}

// Error is for logs; people read the message that Code stands for.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Code)
	for _, f := range e.Fields {
		fmt.Fprintf(&b, " %s:%s", f.Path, f.Code)
	}
	if e.cause != nil {
		b.WriteString(": ")
		b.WriteString(e.cause.Error())
	}
	return b.String()
}

// Is reports whether target is e's kind.
func (e *Error) Is(target error) bool {
	k, ok := target.(Kind)
	return ok && k == e.Kind
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.cause }

// As finds the classified error in err's chain, or nil.
func As(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// KindOf classifies any error; what nobody classified is Internal, and no error
// has no kind.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	if e := As(err); e != nil {
		return e.Kind
	}
	return Internal
}

// Fields collects the errors of one input, so that a person sees all of them
// at once. The zero value is ready.
type Fields struct{ list []Field }

// Add notes that the input at path is wrong. Pairs are message arguments:
// f.Add("title", "too_long", "max", 200).
func (f *Fields) Add(path, code string, pairs ...any) {
	var args Args
	for i := 0; i+1 < len(pairs); i += 2 {
		if args == nil {
			args = Args{}
		}
		args[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	f.list = append(f.list, Field{path, code, args})
}

// Has reports whether path already has an error.
func (f *Fields) Has(path string) bool {
	for _, x := range f.list {
		if x.Path == path {
			return true
		}
	}
	return false
}

// Merge takes over the field errors of err, each path prefixed, and reports
// whether err was an invalid-input error. One that names no field, as parsers
// return, is noted at the prefix itself.
func (f *Fields) Merge(prefix string, err error) bool {
	e := As(err)
	if e == nil || e.Kind != Invalid {
		return false
	}
	if len(e.Fields) == 0 {
		f.list = append(f.list, Field{strings.TrimSuffix(prefix, "."), e.Code, e.Args})
	}
	for _, x := range e.Fields {
		x.Path = prefix + x.Path
		f.list = append(f.list, x)
	}
	return true
}

// Err is nil when nothing was noted, otherwise one Invalid error with every field.
func (f *Fields) Err() error {
	if len(f.list) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Code: "invalid", Fields: f.list}
}
