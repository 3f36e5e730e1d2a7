package docgen

import (
	"bytes"
	"embed"
	"fmt"
	"path"
	"sync"

	"github.com/go-text/typesetting/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
)

// fontFiles are the typefaces of scripts that Go's own does not hold. Each comes
// in one weight: what is bold is drawn with a wider line.
//
//go:embed fonts/*.ttf
var fontFiles embed.FS

// fonts are the typefaces as read: Latin first, then the scripts.
type fonts struct {
	regular, bold *font.Font
	scripts       []*font.Font
}

// readFonts reads them once, when the first document needs more than Latin.
var readFonts = sync.OnceValues(func() (*fonts, error) {
	var f fonts
	var err error
	if f.regular, err = parse("goregular", goregular.TTF); err != nil {
		return nil, err
	}
	if f.bold, err = parse("gobold", gobold.TTF); err != nil {
		return nil, err
	}
	entries, err := fontFiles.ReadDir("fonts")
	if err != nil {
		return nil, fmt.Errorf("list typefaces: %w", err)
	}
	for _, e := range entries {
		b, err := fontFiles.ReadFile(path.Join("fonts", e.Name()))
		if err != nil {
			return nil, fmt.Errorf("open typeface: %w", err)
		}
		one, err := parse(e.Name(), b)
		if err != nil {
			return nil, err
		}
		f.scripts = append(f.scripts, one)
	}
	return &f, nil
})

func parse(name string, ttf []byte) (*font.Font, error) {
	face, err := font.ParseTTF(bytes.NewReader(ttf))
	if err != nil {
		return nil, fmt.Errorf("read typeface %s: %w", name, err)
	}
	return face.Font, nil
}

// Letters tells which letters the typefaces draw.
type Letters struct{ fonts *fonts }

// NewLetters reads the typefaces.
func NewLetters() (*Letters, error) {
	f, err := readFonts()
	if err != nil {
		return nil, err
	}
	return &Letters{f}, nil
}

// Draw reports whether all letters of a text are drawn. Of one that is not, the
// reader sees the number that Unicode gives it, as in [U+674E]; whoever makes the
// document says then where the text can be read as it is written.
func (l *Letters) Draw(s string) bool {
	for _, r := range clean(s) {
		if !l.fonts.draw(r) {
			return false
		}
	}
	return true
}

// draw reports whether some typeface has the letter.
func (f *fonts) draw(r rune) bool {
	if unseen(r) || f.latin(r) {
		return true
	}
	for _, one := range f.scripts {
		if _, ok := one.NominalGlyph(r); ok {
			return true
		}
	}
	return false
}

func (f *fonts) latin(r rune) bool {
	_, ok := f.regular.NominalGlyph(r)
	return ok
}
