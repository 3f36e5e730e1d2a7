package i18n

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/money"
)

// Localizer writes text, days, money and errors for one reader. It is read-only
// and safe for concurrent use. The zero value shows keys instead of text, so
// that a page without the language middleware is visibly wrong and not a crash.
type Localizer struct {
	bundle *Bundle
	lang   Lang
	zone   *time.Location
}

type contextKey struct{}

// With returns a context that carries the reader's localizer.
func With(ctx context.Context, l *Localizer) context.Context {
	return context.WithValue(ctx, contextKey{}, l)
}

// From is the reader's localizer; never nil.
func From(ctx context.Context) *Localizer {
	if l, ok := ctx.Value(contextKey{}).(*Localizer); ok {
		return l
	}
	return &Localizer{lang: Indonesian, zone: WIB}
}

// Lang is the language spoken.
func (l *Localizer) Lang() Lang { return l.lang }

// In returns a localizer that writes instants in another zone; Indonesia has
// three, and a facility in Jayapura reads its own.
func (l *Localizer) In(zone *time.Location) *Localizer {
	c := *l
	c.zone = zone
	return &c
}

// As returns a localizer of the same words and zone in another language: what was
// agreed in one language keeps its dates in it, whoever reads it.
func (l *Localizer) As(lang Lang) *Localizer {
	c := *l
	c.lang = lang
	return &c
}

// T is the message of key. Pairs fill its placeholders: l.T("day.in", "n", 3).
// The pair "n" also chooses the plural and is written with separators; days,
// instants and rupiah are written the reader's way. A key that nobody wrote
// falls back to Indonesian and then to the key itself; tests keep both from
// happening.
func (l *Localizer) T(key string, pairs ...any) string {
	if l.bundle == nil {
		return key
	}
	if s, ok := l.bundle.filled().plain[l.lang][key]; ok {
		return s
	}
	return l.format(key, func(yield func(string, any)) {
		for i := 0; i+1 < len(pairs); i += 2 {
			if name, ok := pairs[i].(string); ok {
				yield(name, pairs[i+1])
			}
		}
	})
}

// format fills the placeholders of key.
func (l *Localizer) format(key string, each func(yield func(string, any))) string {
	b := l.bundle.filled()
	x, ok := b.sentences[l.lang][key]
	if !ok {
		x, ok = b.sentences[Indonesian][key]
	}
	if ok {
		return x.say(l, each)
	}
	if s, ok := b.plain[Indonesian][key]; ok {
		return s
	}
	return key
}

// write makes a placeholder's value readable. Bare numbers other than the count
// stay as they are, because most of them are years and references.
func (l *Localizer) write(name string, v any) string {
	switch v := v.(type) {
	case string:
		return v
	case civil.Date:
		return l.Date(v)
	case civil.Partial:
		return l.Partial(v)
	case time.Time:
		return l.Time(v)
	case money.Rupiah:
		return l.Rupiah(v)
	case int:
		if name == "n" {
			return l.Number(v)
		}
		return strconv.Itoa(v)
	}
	return fmt.Sprint(v)
}

// Has reports whether key has a message; for keys made from data.
func (l *Localizer) Has(key string) bool { return l.bundle != nil && l.bundle.Has(key) }

// Error is what a person reads about e: the message "error.<code>" if there is
// one, otherwise the sentence for its kind. Nil, meaning an error that nobody
// classified, reads as internal.
func (l *Localizer) Error(e *errs.Error) string {
	if e == nil {
		return l.T("error." + string(errs.Internal))
	}
	return l.code(e.Code, e.Args, "error."+string(e.Kind))
}

// Field is the message to show beside one input.
func (l *Localizer) Field(f errs.Field) string {
	return l.code(f.Code, f.Args, "error."+string(errs.Invalid))
}

func (l *Localizer) code(code string, args errs.Args, otherwise string) string {
	key := "error." + code
	if !l.Has(key) {
		return l.T(otherwise)
	}
	if len(args) == 0 {
		return l.T(key)
	}
	if s, ok := l.bundle.filled().plain[l.lang][key]; ok {
		return s
	}
	return l.format(key, func(yield func(string, any)) {
		for name, v := range args {
			yield(name, v)
		}
	})
}
