package sentence

import (
	"context"
	"testing"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// DueText is the query that Due runs.
func DueText(t *testing.T, a authz.Actor, f Filter, r page.Request) (text string, args []any) {
	t.Helper()
	text, args, err := dueText(a, f, r, civil.Must("2026-11-22"))
	if err != nil {
		t.Fatal(err)
	}
	return text, args
}

// StoredDates are the key dates as they stand in the table, Rebuilt as they
// follow from the entries alone.
func StoredDates(ctx context.Context, q db.Querier, p id.Person) ([]KeyDate, error) {
	return keyDatesOf(ctx, q, p)
}

// Rebuilt computes a person's key dates anew.
func Rebuilt(ctx context.Context, q db.Querier, facility id.Organisation, p id.Person) ([]KeyDate, error) {
	t, err := TimelineOf(ctx, q, p)
	return keyDates(facility, t), err
}
