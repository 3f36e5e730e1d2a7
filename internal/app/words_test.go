package app_test

import (
	"testing"

	"titian/internal/app"
)

// TestTheWordsOfAllPackagesAgree reads all of them at once, which the server
// does only when somebody asks for a text.
func TestTheWordsOfAllPackagesAgree(t *testing.T) {
	if _, err := app.Words(); err != nil {
		t.Error(err)
	}
}
