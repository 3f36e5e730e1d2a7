package app_test

import (
	"testing"

	"titian/internal/platform/db"
)

// TestRemindersAreToldOnceHoweverOftenTheRunComes runs the reminders of the demo's
// day again and again.
func TestRemindersAreToldOnceHoweverOftenTheRunComes(t *testing.T) {
	w := load(t, db.SQLite)
	count := func() int {
		n, err := db.One[int](t.Context(), w.DB, `SELECT count(*) FROM notice_notice`)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := count()
	dry, err := w.Remind(t.Context(), true)
	if err != nil || dry.Due == 0 || dry.Told != 0 || count() != before {
		t.Fatalf("a dry run: %+v, %v; %d notices, were %d", dry, err, count(), before)
	}
	first, err := w.Remind(t.Context(), false)
	if err != nil || first.Due != dry.Due || first.Told == 0 || count() != before+first.Told {
		t.Fatalf("the first run: %+v, %v; %d notices, were %d", first, err, count(), before)
	}
	for range 2 {
		if again, err := w.Remind(t.Context(), false); err != nil || again.Told != 0 || count() != before+first.Told {
			t.Errorf("another run: %+v, %v", again, err)
		}
	}
}
