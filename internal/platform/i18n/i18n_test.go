package i18n_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/money"
	"titian/internal/platform/i18n"
	"titian/internal/platform/i18n/i18ntest"
)

func wordsOf(indonesian, english string) fstest.MapFS {
	return fstest.MapFS{"words/id.json": {Data: []byte(indonesian)}, "words/en.json": {Data: []byte(english)}}
}

func bundle(t *testing.T) *i18n.Bundle {
	t.Helper()
	b, err := i18n.NewBundle()
	if err != nil {
		t.Fatal(err)
	}
	err = b.Add(wordsOf(
		`{"hello": "Halo", "class": "{{.n}} kelas di {{.place}}", "since": "sejak {{.day}} senilai {{.sum}} pada {{.at}} ({{.part}})", "year": "tahun {{.year}}", "only": "hanya {{.x}}", "error.seat.taken": "Kursi {{.seat}} sudah terisi"}`,
		`{"hello": "Hello", "class": {"one": "{{.n}} class in {{.place}}", "other": "{{.n}} classes in {{.place}}"}, "since": "since {{.day}} worth {{.sum}} at {{.at}} ({{.part}})", "year": "year {{.year}}", "error.seat.taken": "Seat {{.seat}} is taken"}`))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestMessagesFollowTheLanguageAndItsPlurals(t *testing.T) {
	b := bundle(t)
	at := time.Date(2026, 11, 22, 7, 5, 0, 0, time.UTC)
	for _, tt := range []struct {
		lang  i18n.Lang
		key   string
		pairs []any
		want  string
	}{
		{i18n.Indonesian, "hello", nil, "Halo"},
		{i18n.English, "hello", nil, "Hello"},
		{i18n.Indonesian, "class", []any{"n", 1, "place", "Bungo"}, "1 kelas di Bungo"},
		{i18n.English, "class", []any{"n", 1, "place", "Bungo"}, "1 class in Bungo"},
		{i18n.English, "class", []any{"n", 1250, "place", "Bungo"}, "1,250 classes in Bungo"},
		{i18n.Indonesian, "class", []any{"n", 1250, "place", "Bungo"}, "1.250 kelas di Bungo"},
		{i18n.Indonesian, "year", []any{"year", 2026}, "tahun 2026"},
		{i18n.English, "since", []any{"day", civil.Must("2026-05-03"), "sum", money.Rupiah(1250000), "at", at, "part", civil.Partial("2025-11")}, "since 3 May 2026 worth Rp1.250.000 at 22 Nov 2026 14:05 WIB (Nov 2025)"},
		{i18n.English, "only", []any{"x", "sini"}, "hanya sini"},
		{i18n.Indonesian, "nobody.wrote.this", nil, "nobody.wrote.this"},
		{i18n.English, "class", []any{"n", 2, "place", "<b>"}, "2 classes in <b>"},
	} {
		if got := b.Localizer(tt.lang).T(tt.key, tt.pairs...); got != tt.want {
			t.Errorf("%s T(%q, %v) = %q, want %q", tt.lang, tt.key, tt.pairs, got, tt.want)
		}
	}
}

func TestAKeyHasOneText(t *testing.T) {
	b := bundle(t)
	if err := b.Add(wordsOf(`{"hello": "Halo"}`, `{"hello": "Hello"}`)); err != nil {
		t.Errorf("the same text twice is refused: %v", err)
	}
	err := b.Add(wordsOf(`{"hello": "Selamat"}`, `{"hello": "Hello"}`))
	if err == nil || !strings.Contains(err.Error(), `"hello"`) {
		t.Errorf("another text for the same key: got %v, want an error that names it", err)
	}
	if err := b.Add(fstest.MapFS{}); err == nil {
		t.Error("a package without its files is accepted")
	}
	if err := b.Add(wordsOf(`{"x": `, `{}`)); err == nil {
		t.Error("broken JSON is accepted")
	}
}

func TestErrorsAreToldByCodeThenByKind(t *testing.T) {
	b := bundle(t)
	id, en := b.Localizer(i18n.Indonesian), b.Localizer(i18n.English)
	for _, tt := range []struct{ got, want string }{
		{en.Error(errs.New(errs.State, "seat.taken").With("seat", 12)), "Seat 12 is taken"},
		{id.Error(errs.New(errs.NotFound, "who.knows")), "Catatan ini tidak ditemukan, atau berada di luar wilayah kerja Anda."},
		{en.Error(nil), "Something went wrong on our side. Your record has not changed. Try again in a moment."},
		{id.Field(errs.Field{Path: "title", Code: "too_long", Args: errs.Args{"max": 200}}), "Paling banyak 200 karakter"},
		{en.Field(errs.Field{Path: "title", Code: "required"}), "This is required"},
		{en.Field(errs.Field{Path: "title", Code: "required", Args: errs.Args{"x": 1}}), "This is required"},
		{en.Field(errs.Field{Path: "title", Code: "unheard.of"}), "Some answers need another look."},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

func TestEveryKindOfErrorHasASentence(t *testing.T) {
	b := bundle(t)
	for _, k := range []errs.Kind{errs.Internal, errs.Invalid, errs.Unauthenticated, errs.Forbidden, errs.NotFound, errs.Conflict, errs.State, errs.TooLarge, errs.Limited, errs.Unavailable} {
		if !b.Has("error." + string(k)) {
			t.Errorf("no sentence for %s", k)
		}
	}
}

func TestContextCarriesTheReadersLanguage(t *testing.T) {
	l := bundle(t).Localizer(i18n.English)
	if got := i18n.From(i18n.With(context.Background(), l)); got != l {
		t.Error("the localizer put in does not come out")
	}
	if got := i18n.From(context.Background()).T("hello"); got != "hello" {
		t.Errorf("without a localizer: got %q, want the key", got)
	}
}

func TestCommonWordsAreComplete(t *testing.T) {
	i18ntest.Check(t, i18n.Words(), []string{"."})
}

// recorder is a testing.TB that counts failures instead of failing.
type recorder struct {
	testing.TB
	failures []string
}

func (r *recorder) Helper() {}
func (r *recorder) Errorf(format string, args ...any) {
	r.failures = append(r.failures, format)
}
func (r *recorder) Fatal(args ...any)                 { panic(errors.New("fatal")) }
func (r *recorder) Fatalf(format string, args ...any) { panic(errors.New("fatal")) }

func TestCheckFindsWhatIsMissing(t *testing.T) {
	for name, words := range map[string]fstest.MapFS{
		"no English":            wordsOf(`{"a": "A"}`, `{}`),
		"no Indonesian":         wordsOf(`{}`, `{"a": "A"}`),
		"empty":                 wordsOf(`{"a": " "}`, `{"a": "A"}`),
		"other placeholder":     wordsOf(`{"a": "{{.x}}"}`, `{"a": "{{.y}}"}`),
		"English without a one": wordsOf(`{"a": {"other": "A"}}`, `{"a": {"other": "A"}}`),
	} {
		r := &recorder{TB: t}
		i18ntest.Check(r, words, nil)
		if len(r.failures) == 0 {
			t.Errorf("%s: not found", name)
		}
	}
	r := &recorder{TB: t}
	i18ntest.Check(r, wordsOf(`{"a": "A"}`, `{"a": "A"}`), []string{"testdata"})
	if len(r.failures) != 2 {
		t.Errorf("sources with two unknown keys: got %d findings", len(r.failures))
	}
}

func TestALazyBundleSpeaksFromItsFirstText(t *testing.T) {
	b := i18n.Lazy(wordsOf(`{"gift": "Hadiah"}`, `{"gift": "Gift"}`))
	l := b.Localizer(i18n.English)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if got := l.T("gift"); got != "Gift" {
				t.Errorf("got %q", got)
			}
		})
	}
	wg.Wait()
	if !b.Has("gift") || len(b.Keys(i18n.Indonesian)) < 2 {
		t.Error("keys are missing")
	}
}

func TestALazyBundleThatContradictsItselfPanics(t *testing.T) {
	l := i18n.Lazy(wordsOf(`{"gift": "Hadiah"}`, `{"gift": "Gift"}`), wordsOf(`{"gift": "Kado"}`, `{"gift": "Gift"}`)).Localizer(i18n.Indonesian)
	defer func() {
		if recover() == nil {
			t.Error("two texts for one key were taken")
		}
	}()
	l.T("gift")
}

func TestASentenceSaysWhatItIsTold(t *testing.T) {
	b := bundle(t)
	id, en := b.Localizer(i18n.Indonesian), b.Localizer(i18n.English)
	for _, tt := range []struct{ got, want string }{
		{en.T("class", "n", int64(1), "place", "Bungo"), "1 class in Bungo"},
		{en.T("class", "n", "1", "place", "Bungo"), "1 class in Bungo"},
		{en.T("class", "n", 0, "place", "Bungo"), "0 classes in Bungo"},
		{en.T("class", "n", -1, "place", "Bungo"), "-1 class in Bungo"},
		{en.T("class", "place", "Bungo"), "{{.n}} classes in Bungo"},
		{id.T("since", "day", civil.Date{}, "sum", money.Rupiah(0)), "sejak belum diketahui senilai Rp0 pada {{.at}} ({{.part}})"},
		{id.T("only", "x", "{{.x}}"), "hanya {{.x}}"},
		{id.T("only", "y", 1, "x", errs.NotFound), "hanya not_found"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

func TestATemplateIsNoMessage(t *testing.T) {
	for _, text := range []string{"{{if .n}}x{{end}}", "{{.n", "{{n}}", "{{.a.b}}", "{{.}}", "{{.n | upper}}"} {
		if err := bundle(t).Add(wordsOf(`{"odd": "`+text+`"}`, `{"odd": "`+text+`"}`)); err == nil || !strings.Contains(err.Error(), `"odd"`) {
			t.Errorf("%s: got %v, want an error that names the message", text, err)
		}
	}
}
