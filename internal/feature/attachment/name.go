package attachment

import (
	"path"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// endings are those that the true one takes the place of.
var endings = []string{".jpg", ".jpeg", ".png", ".pdf", ".docx", ".xlsx", ".doc", ".xls"}

// nameOf is a file's name as it is kept and offered for download: without the
// path that some browsers send, without letters that cannot be seen or turn the
// reading direction ("foto\u202Egpj.exe"), and ending in what the file is.
func nameOf(s string, m Media) string {
	s = path.Base(strings.ReplaceAll(norm.NFC.String(strings.ToValidUTF8(s, "")), `\`, "/"))
	s = strings.Map(printable, s)
	if ending := path.Ext(s); slices.Contains(endings, strings.ToLower(ending)) {
		s = strings.TrimSuffix(s, ending)
	}
	s = strings.Trim(s, ". ")
	if r := []rune(s); len(r) > maxName {
		s = strings.TrimSpace(string(r[:maxName]))
	}
	if s == "" {
		s = "berkas"
	}
	return s + m.Ending()
}

// printable drops controls and marks of direction (both are in categories Cc and
// Cf) and replaces what file systems refuse.
func printable(r rune) rune {
	switch {
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp):
		return -1
	case unicode.IsSpace(r):
		return ' '
	case strings.ContainsRune(`<>:"|?*/`, r):
		return '_'
	}
	return r
}
