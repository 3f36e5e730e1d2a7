// Package i18n speaks to people in their own language: Indonesian first,
// English complete. It owns the bundle of messages, plurals, and the way dates,
// money and numbers are written and read. It refuses to know any message of the
// work itself: every package that shows text embeds its own words/id.json and
// words/en.json and the app adds them all to one bundle at start-up.
//
// Start with Bundle (loading), then Localizer (what templates and handlers use).
package i18n

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
)

// Lang is a language that Titian speaks.
type Lang string

// The languages. Indonesian is what a reader gets who never chose.
const (
	Indonesian Lang = "id"
	English    Lang = "en"
)

// Langs lists the languages, the default first.
func Langs() []Lang { return []Lang{Indonesian, English} }

// ParseLang reads a language code; anything that Titian does not speak is not ok.
func ParseLang(s string) (Lang, bool) {
	l := Lang(s)
	return l, slices.Contains(Langs(), l)
}

//go:embed words
var words embed.FS

// Words are the messages that belong to no feature.
func Words() fs.FS { return words }

// Bundle holds every message in every language. It is filled before the first
// text is asked for and only read afterwards, so it needs no lock.
//
// Most messages are plain text: one map lookup answers them. The others are
// taken apart when they are read and put together with what is told (sentence.go).
type Bundle struct {
	plain     map[Lang]map[string]string
	sentences map[Lang]map[string]sentence
	keys      map[Lang]map[string]*goi18n.Message
	fill      func() // fills a Lazy one, at the first call; nil for others
}

// NewBundle returns a bundle with the words that belong to nobody else: kinds
// of errors, checks of fields, relative days.
func NewBundle() (*Bundle, error) {
	b := empty()
	if err := b.Add(words); err != nil {
		return nil, err
	}
	return b, nil
}

func empty() *Bundle {
	b := &Bundle{plain: map[Lang]map[string]string{}, sentences: map[Lang]map[string]sentence{}, keys: map[Lang]map[string]*goi18n.Message{}}
	for _, lang := range Langs() {
		b.plain[lang], b.sentences[lang], b.keys[lang] = map[string]string{}, map[string]sentence{}, map[string]*goi18n.Message{}
	}
	return b
}

// Lazy is a bundle of packages that is read when the first text is asked for: a
// program starts before it speaks. What Add calls an error is a mistake of the
// programmer here, and panics; whoever uses Lazy tests the same packages with Add.
func Lazy(packages ...fs.FS) *Bundle {
	b := empty()
	b.fill = sync.OnceFunc(func() {
		if err := b.Add(append([]fs.FS{words}, packages...)...); err != nil {
			panic(err)
		}
	})
	return b
}

// filled is b with its messages.
func (b *Bundle) filled() *Bundle {
	if b.fill != nil {
		b.fill()
	}
	return b
}

// Add takes over the files words/id.json and words/en.json of a package. A key
// that another package already gave another text is an error: it would depend
// on the order of loading which one a reader sees.
func (b *Bundle) Add(packages ...fs.FS) error {
	var errs []error
	for _, p := range packages {
		for _, lang := range Langs() {
			if err := b.addFile(p, lang); err != nil {
				errs = append(errs, err)
			}
		}
	}
	return errors.Join(errs...)
}

func (b *Bundle) addFile(p fs.FS, lang Lang) error {
	messages, err := readMessages(p, lang)
	if err != nil {
		return err
	}
	for _, m := range messages {
		if old, ok := b.keys[lang][m.ID]; ok && (old.Other != m.Other || old.One != m.One) {
			return fmt.Errorf("message %q (%s) is already %q, not %q", m.ID, lang, old.Other, m.Other)
		}
		b.keys[lang][m.ID] = m
		if m.One == "" && !strings.Contains(m.Other, "{{") {
			b.plain[lang][m.ID] = m.Other
			continue
		}
		if b.sentences[lang][m.ID], err = parseSentence(m.One, m.Other); err != nil {
			return fmt.Errorf("add message %q (%s): %w", m.ID, lang, err)
		}
	}
	return nil
}

// readMessages reads one language's file of one package.
func readMessages(p fs.FS, lang Lang) ([]*goi18n.Message, error) {
	path := "words/" + string(lang) + ".json"
	raw, err := fs.ReadFile(p, path)
	if err != nil {
		return nil, fmt.Errorf("read messages: %w", err)
	}
	file, err := goi18n.ParseMessageFileBytes(raw, path, nil)
	if err != nil {
		return nil, fmt.Errorf("parse messages %s: %w", path, err)
	}
	return file.Messages, nil
}

// Keys lists the message keys of a language, sorted.
func (b *Bundle) Keys(lang Lang) []string { return slices.Sorted(maps.Keys(b.filled().keys[lang])) }

// Has reports whether the default language has key.
func (b *Bundle) Has(key string) bool { return b.filled().keys[Indonesian][key] != nil }

// Localizer speaks one language of the bundle.
func (b *Bundle) Localizer(lang Lang) *Localizer {
	return &Localizer{bundle: b, lang: lang, zone: WIB}
}
