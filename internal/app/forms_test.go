package app_test

import (
	"testing"

	"titian/internal/platform/db"
)

// nasty is text that a page must not execute and a spreadsheet must not calculate.
const nasty = `<script>alert(1)</script><img src=x onerror=alert(2)>`

// written counts the entries of the audit: every change adds one.
func (w *world) written(t *testing.T) int64 {
	t.Helper()
	n, err := db.One[int64](t.Context(), w.DB, `SELECT count(*) FROM audit_entry`)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
