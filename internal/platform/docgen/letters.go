package docgen

import (
	"fmt"
	"unicode"

	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
)

// Letters tells which letters the typeface draws.
type Letters struct{ font *sfnt.Font }

// NewLetters reads the typeface.
func NewLetters() (*Letters, error) {
	f, err := sfnt.Parse(goregular.TTF)
	if err != nil {
		return nil, fmt.Errorf("read typeface: %w", err)
	}
	return &Letters{f}, nil
}

// Draw reports whether all letters of a text can be drawn. Where one cannot, the
// reader sees an empty box: Arabic and Javanese join and stack their letters, which
// this kind of PDF does not do. Whoever makes the document says then where the
// text can be read whole.
func (l *Letters) Draw(s string) bool {
	var b sfnt.Buffer
	for _, r := range s {
		if unicode.IsSpace(r) {
			continue
		}
		if i, err := l.font.GlyphIndex(&b, r); err != nil || i == 0 {
			return false
		}
	}
	return true
}
