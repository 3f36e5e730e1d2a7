package form_test

import (
	"bytes"
	"errors"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"titian/internal/delivery/web/form"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
)

func post(v url.Values) *form.Form {
	r := httptest.NewRequest("POST", "/x", strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return form.Parse(r)
}

// codes gives path → code of everything wrong.
func codes(f *form.Form) map[string]string {
	m := map[string]string{}
	for _, e := range f.Errors() {
		m[e.Path] = e.Code
	}
	return m
}

type kind string

func TestAFormIsReadIntoValues(t *testing.T) {
	key := id.New[int]()
	f := post(url.Values{
		"title": {"  Rapat \r\n kedua "}, "seats": {"1.250"}, "due": {"22/11/2026"}, "met_on": {"Nov 2025"}, "cost": {"Rp1.250.000"},
		"kind": {"mou"}, "sectors": {"a", "c"}, "consent": {"1"}, "meeting": {key.String()}, "people": {key.String(), key.String()},
		"password": {" rahasia "}, "version": {"7"}, "_once": {"k1"},
	})
	if got := f.Text("title", form.Required, form.Max(200), form.Min(3)); got != "Rapat \n kedua" {
		t.Errorf("title: got %q", got)
	}
	if got := f.Int("seats", form.Between(1, 2000)); got != 1250 {
		t.Errorf("seats: got %d", got)
	}
	if got := f.Date("due", form.Required); got != civil.Must("2026-11-22") {
		t.Errorf("due: got %v", got)
	}
	if got := f.Partial("met_on"); got != "2025-11" {
		t.Errorf("met_on: got %v", got)
	}
	if got := f.Rupiah("cost"); got != money.Rupiah(1250000) {
		t.Errorf("cost: got %v", got)
	}
	if got := form.Choice(f, "kind", []kind{"mou", "pks"}); got != "mou" {
		t.Errorf("kind: got %v", got)
	}
	if diff := cmp.Diff(form.Choices(f, "sectors", []kind{"a", "b", "c"}), []kind{"a", "c"}); diff != "" {
		t.Error(diff)
	}
	if !f.Bool("consent") || f.Bool("other") {
		t.Error("a ticked box is true and a missing one false")
	}
	if got := form.ID[id.ID[int]](f, "meeting", form.Required); got != key {
		t.Errorf("meeting: got %v", got)
	}
	if got := form.IDs[id.ID[int]](f, "people"); len(got) != 2 || got[1] != key {
		t.Errorf("people: got %v", got)
	}
	if got := f.Secret("password"); got != " rahasia " || f.Value("password") != "" {
		t.Errorf("password: got %q, and %q is left for the page", got, f.Value("password"))
	}
	if f.Version() != 7 || f.Once() != "k1" {
		t.Errorf("version %d, once %q", f.Version(), f.Once())
	}
	if err := f.Err(); err != nil {
		t.Errorf("nothing is wrong, got %v", err)
	}
}

func TestEveryFieldTellsWhatIsWrongAtOnce(t *testing.T) {
	f := post(url.Values{
		"title": {strings.Repeat("é", 11)}, "short": {"ab"}, "nul": {"a\x00b"}, "broken": {"\xff"}, "seats": {"1.5"}, "many": {"500"}, "few": {"-3"},
		"due": {"31-02-2026"}, "met_on": {"kapan-kapan"}, "cost": {"sejuta"}, "kind": {"hacked"}, "sectors": {"a", "z"}, "meeting": {"42"}, "people": {"42"},
	})
	f.Text("title", form.Max(10))
	f.Text("short", form.Min(3))
	f.Text("nul")
	f.Text("broken")
	f.Text("missing", form.Required)
	f.Int("seats")
	f.Int("many", form.Between(1, 200))
	f.Int("few", form.Between(1, 200))
	f.Date("due")
	f.Partial("met_on")
	f.Rupiah("cost")
	f.Choice("kind", "mou", "pks")
	f.Choice("nochoice", "mou")
	f.Choice("mayempty", "mou", "")
	form.Choices(f, "sectors", []kind{"a"})
	form.ID[id.ID[int]](f, "meeting")
	form.IDs[id.ID[int]](f, "people")
	f.File("file", form.Required)
	want := map[string]string{
		"title": "too_long", "short": "too_short", "nul": "text.invalid", "broken": "text.invalid", "missing": "required", "seats": "number.invalid",
		"many": "number.too_big", "few": "number.too_small", "due": "date.invalid", "met_on": "date.invalid", "cost": "money.invalid",
		"kind": "choice.invalid", "nochoice": "required", "sectors": "choice.invalid", "meeting": "id.invalid", "people": "id.invalid", "file": "required",
	}
	if diff := cmp.Diff(codes(f), want); diff != "" {
		t.Error(diff)
	}
	if e := errs.As(f.Err()); e == nil || e.Kind != errs.Invalid || len(e.Fields) != len(want) {
		t.Errorf("Err: got %v", f.Err())
	}
	if e := f.Error("title"); e == nil || e.Args["max"] != 10 {
		t.Errorf("the message of title needs its limit, got %v", e)
	}
	if f.Error("kindly") != nil {
		t.Error("an error for a field that has none")
	}
}

func TestOneFieldHasOneError(t *testing.T) {
	f := form.New()
	f.Add("title", "required")
	f.Add("title", "too_long", "max", 3)
	f.Text("title", form.Required)
	if diff := cmp.Diff(codes(f), map[string]string{"title": "required"}); diff != "" || len(f.Errors()) != 1 {
		t.Errorf("got %v", f.Errors())
	}
}

func TestWhatAServiceFindsWrongJoinsTheForm(t *testing.T) {
	var fields errs.Fields
	fields.Add("members[3].birth_date", "date.too_late")
	for _, tt := range []struct {
		name string
		err  error
		show bool
		want map[string]string
	}{
		{"field errors", fields.Err(), true, map[string]string{"members[3].birth_date": "date.too_late"}},
		{"a conflict", errs.New(errs.Conflict, "conflict"), true, map[string]string{"": "conflict"}},
		{"a state", errs.New(errs.State, "class.full"), true, map[string]string{"": "class.full"}},
		{"not found", errs.New(errs.NotFound, "x"), false, map[string]string{}},
		{"anything else", errors.New("disk"), false, map[string]string{}},
	} {
		f := form.New()
		if got := f.Merge(tt.err); got != tt.show {
			t.Errorf("%s: Merge = %v, want %v", tt.name, got, tt.show)
		}
		if diff := cmp.Diff(codes(f), tt.want); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

func TestAnErrorDeepInAFieldFindsTheFieldOnThePage(t *testing.T) {
	f := form.New()
	f.Label("parties", "f-parties", "Para pihak")
	f.Row("items", 2).Label("name", "f-items-2-name", "Nama")
	for path, want := range map[string]string{"parties": "Para pihak", "parties[2].name": "Para pihak", "items[2].name": "Nama", "items[1].name": "", "": "", "other": ""} {
		if _, got, _ := f.Labelled(path); got != want {
			t.Errorf("Labelled(%q) = %q, want %q", path, got, want)
		}
	}
}

func TestABodyThatIsTooLargeOrBrokenSaysSo(t *testing.T) {
	r := httptest.NewRequest("POST", "/x", strings.NewReader("a="+strings.Repeat("x", 100)))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Body = http.MaxBytesReader(httptest.NewRecorder(), r.Body, 10)
	if f := form.Parse(r); !errors.Is(f.Err(), errs.TooLarge) || f.Value("a") != "" {
		t.Errorf("too large: got %v", f.Err())
	}
	r = httptest.NewRequest("POST", "/x", strings.NewReader("a=%zz"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if f := form.Parse(r); !errors.Is(f.Err(), errs.Invalid) || len(f.Errors()) != 1 {
		t.Errorf("broken: got %v", f.Err())
	}
	r = httptest.NewRequest("POST", "/x", strings.NewReader("junk"))
	r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	if f := form.Parse(r); !errors.Is(f.Err(), errs.Invalid) {
		t.Errorf("broken upload: got %v", f.Err())
	}
}

func TestTheAddressDoesNotFillAForm(t *testing.T) {
	r := httptest.NewRequest("POST", "/x?role=administrator", strings.NewReader("title=a"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if f := form.Parse(r); f.Value("role") != "" || f.Value("title") != "a" {
		t.Errorf("role %q, title %q", f.Value("role"), f.Value("title"))
	}
}

func TestAnUploadIsRead(t *testing.T) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	_ = w.WriteField("title", "Daftar")
	part, err := w.CreateFormFile("file", "daftar.csv")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write([]byte("nama\nAni\n"))
	_ = w.Close()
	r := httptest.NewRequest("POST", "/x", &b)
	r.Header.Set("Content-Type", w.FormDataContentType())
	f := form.Parse(r)
	if h := f.File("file", form.Required); h == nil || h.Filename != "daftar.csv" || h.Size != 9 {
		t.Errorf("file: got %+v", h)
	}
	if f.Text("title") != "Daftar" || !f.Valid() {
		t.Errorf("title %q, %v", f.Text("title"), f.Err())
	}
}
