package docgen

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Two letters that are never seen but tell how their neighbours join. Names in
// Arabic and in the scripts of Java and Bali are written with them.
const (
	nonJoiner = '\u200c'
	joiner    = '\u200d'
)

// Go's typeface has every letter below plainEnd, Latin with its marks, and the
// signs that our documents are set with.
const (
	plainEnd   = '\u0180'
	plainSigns = "–—‘’“”„•…€−≤≥×→"
)

// clean is a text fit to be drawn: a letter and its mark as one letter, and
// nothing that steers the page but the end of a line. In particular no text turns
// the writing direction of what stands beside it, which would let a name disguise
// the words around it.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == nonJoiner || r == joiner:
			return r
		case r == '\r':
			return -1
		case r == '\u2028' || r == '\u2029':
			return '\n'
		case unicode.IsSpace(r):
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Cs, unicode.Variation_Selector):
			return -1
		}
		return r
	}, norm.NFC.String(s))
}

// unseen reports whether a letter needs no picture.
func unseen(r rune) bool { return r == ' ' || r == '\n' || r == nonJoiner || r == joiner }

// isPlain reports whether a clean text is all in Go's typeface, which most texts
// are: fpdf writes those by itself.
func isPlain(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= plainEnd && !strings.ContainsRune(plainSigns, r) }) < 0
}

// spelled puts the numbers of letters that no typeface has in their place, so that
// nobody takes a gap for the end of a name.
func (f *fonts) spelled(s string) string {
	var out strings.Builder
	open := false
	for _, r := range s {
		missing := !f.draw(r)
		switch {
		case missing && !open:
			out.WriteByte('[')
		case missing:
			out.WriteByte(' ')
		case open:
			out.WriteByte(']')
		}
		if open = missing; missing {
			fmt.Fprintf(&out, "U+%04X", r)
		} else {
			out.WriteRune(r)
		}
	}
	if open {
		out.WriteByte(']')
	}
	return out.String()
}
