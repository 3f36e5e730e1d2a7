package partnershiptext

import (
	"regexp"

	"titian/internal/platform/i18n"
)

// The sentences of the program's own templates name fields in square brackets,
// because two braces mean something else in a file of messages.
var bracketed = regexp.MustCompile(`\[(\w+)\]`)

// sentence is a message with markers for Word.
func sentence(l *i18n.Localizer, key string) string {
	return bracketed.ReplaceAllString(l.T(key), "{{$1}}")
}

// told is a message with what the markers stand for, for the PDF.
func told(l *i18n.Localizer, key string, fields map[string]string) string {
	return bracketed.ReplaceAllStringFunc(l.T(key), func(m string) string { return fields[m[1:len(m)-1]] })
}
