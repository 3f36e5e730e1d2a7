package attachmentweb

import (
	"strings"

	"titian/internal/feature/attachment"
	"titian/internal/platform/i18n"
)

// mediaWord is the word of what a file is, below "attachment.media.".
func mediaWord(m attachment.Media) string { return strings.TrimPrefix(m.Ending(), ".") }

// sizeOf is a size as people speak of it.
func sizeOf(l *i18n.Localizer, bytes int64) string {
	if bytes < 1<<20 {
		return l.Number(max(1, int(bytes>>10))) + " kB"
	}
	return l.Decimal(float64(bytes)/(1<<20), 1) + " MB"
}
