package ui_test

import (
	"testing"

	"titian/internal/delivery/web/ui"
	"titian/internal/platform/i18n/i18ntest"
)

func TestWordsAreCompleteInBothLanguages(t *testing.T) {
	i18ntest.Check(t, ui.Words, []string{".", ".."})
}
