package handover

import (
	"testing"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

// ListText is the first page's query, for tests that explain it.
func ListText(t *testing.T, a authz.Actor, f Filter) (string, []any) {
	t.Helper()
	text, args, err := listText(a, f, page.Request{}, civil.Must("2026-11-22"))
	if err != nil {
		t.Fatal(err)
	}
	return text, args
}
