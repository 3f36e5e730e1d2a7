// Package form reads HTML forms and keeps what was typed. A Form holds raw
// strings; its readers (Text, Date, Rupiah …) turn them into values and collect
// every field's error, and the same Form then fills the page again, so that
// nothing typed is lost. It refuses to know any rule of the work: those stand in
// the services, whose field errors Merge takes over.
//
//	f := form.Parse(r)
//	cmd := meeting.RecordCommand{
//		Title: f.Text("title", form.Required, form.Max(200)),
//		MetOn: f.Partial("met_on"),
//	}
//	if f.Valid() {
//		id, err := h.meetings.Record(ctx, actor, cmd)
//		…
//	}
package form

import (
	"errors"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"titian/internal/kernel/errs"
)

// Hidden fields that every form carries.
const (
	OnceField    = "_once"   // a key made with the page: the same form sent twice counts once
	VersionField = "version" // the version of the record that the page showed
)

// memory is how much of an upload stays in memory; the rest goes to disk.
const memory = 1 << 20

// Form is one form: typed values and the errors found in them.
type Form struct {
	values url.Values
	files  map[string][]*multipart.FileHeader
	prefix string
	list   *[]errs.Field
	fatal  error
	labels map[string]label
}

// New is an empty form, for the page that makes a new record.
func New() *Form { return of(url.Values{}) }

func of(v url.Values) *Form {
	return &Form{values: v, list: new([]errs.Field), labels: map[string]label{}}
}

// Parse reads the body of r. The size limit of the body is the server's; when
// it is exceeded, or the body is no form, Err says so and every value is empty.
func Parse(r *http.Request) *Form {
	var err error
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		err = r.ParseMultipartForm(memory) //nolint:gosec // the server limits the body
	} else {
		err = r.ParseForm()
	}
	if err != nil {
		f := New()
		f.fatal = classify(err)
		return f
	}
	f := of(r.PostForm)
	if r.MultipartForm != nil {
		f.files = r.MultipartForm.File
	}
	return f
}

func classify(err error) error {
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		return errs.New(errs.TooLarge, "form.too_large").Because(err)
	}
	return errs.New(errs.Invalid, "form.invalid").Because(err)
}

// Value is the raw text of a field, as typed.
func (f *Form) Value(name string) string { return f.values.Get(f.prefix + name) }

// Values are the raw texts of a field that may be chosen more than once.
func (f *Form) Values(name string) []string { return f.values[f.prefix+name] }

// Has reports whether value is among those chosen.
func (f *Form) Has(name, value string) bool { return slices.Contains(f.Values(name), value) }

// Path is the name of a field in the page: with the row's prefix.
func (f *Form) Path(name string) string { return f.prefix + name }

// Version is the record's version that the page showed, zero when none.
func (f *Form) Version() int64 {
	n, _ := strconv.ParseInt(f.values.Get(VersionField), 10, 64)
	return n
}

// Once is the key sent with the form, empty when the page was just made.
func (f *Form) Once() string { return f.values.Get(OnceField) }

// Err is nil, or one Invalid error with every field; a body that could not be
// read is Invalid or TooLarge.
func (f *Form) Err() error {
	if f.fatal != nil {
		return f.fatal
	}
	if len(*f.list) == 0 {
		return nil
	}
	return &errs.Error{Kind: errs.Invalid, Code: "invalid", Fields: *f.list}
}

// Readable reports whether the body could be read as a form at all.
func (f *Form) Readable() bool { return f.fatal == nil }

// Valid reports whether nothing is wrong so far.
func (f *Form) Valid() bool { return f.Err() == nil }

// Add notes an error at a field; pairs fill the message.
func (f *Form) Add(name, code string, pairs ...any) {
	path := f.prefix + name
	for _, x := range *f.list {
		if x.Path == path {
			return // the first error of a field is the one to mend first
		}
	}
	var one errs.Fields
	one.Add(path, code, pairs...)
	f.merge(one.Err())
}

func (f *Form) merge(err error) { *f.list = append(*f.list, errs.As(err).Fields...) }

// Merge takes over what a service found wrong with the input and reports
// whether the page should be shown again: true for field errors, for a conflict
// and for a state that does not permit the step. The last two have no field and
// are shown on top. Any other error is the caller's to return.
func (f *Form) Merge(err error) bool {
	e := errs.As(err)
	if e == nil {
		return false
	}
	switch e.Kind {
	case errs.Invalid, errs.Conflict, errs.State:
	default:
		return false
	}
	if len(e.Fields) == 0 {
		*f.list = append(*f.list, errs.Field{Code: e.Code, Args: e.Args})
	}
	*f.list = append(*f.list, e.Fields...)
	return true
}

// Errors are all errors, in the order found.
func (f *Form) Errors() []errs.Field {
	if e := errs.As(f.fatal); e != nil {
		return append([]errs.Field{{Code: e.Code, Args: e.Args}}, *f.list...)
	}
	return *f.list
}

// Error is the error of one field, or nil.
func (f *Form) Error(name string) *errs.Field {
	path := f.prefix + name
	for i := range *f.list {
		if (*f.list)[i].Path == path {
			return &(*f.list)[i]
		}
	}
	return nil
}
