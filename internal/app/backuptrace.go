package app

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/backup"
	"titian/internal/platform/db"
)

// A backup takes everything that is known of everybody out of the house, and a
// restore takes the house back to another day. Each leaves an entry in the audit
// of the directorate, which nobody's data is needed to read: how large, with
// which sum, how many further keys open it.
const (
	wasBackedUp = "backup.write"
	wasRestored = "backup.restore"
)

// trace writes the entry. An installation without a single organisation holds
// nobody's data and has no chain to write it to.
func trace(ctx context.Context, d *db.DB, action string, notes ...audit.Change) error {
	org, found, err := db.Find[id.Organisation](ctx, d, `SELECT id FROM directory_organisation ORDER BY CASE kind WHEN 'directorate' THEN 0 ELSE 1 END, id LIMIT 1`)
	if err != nil {
		return fmt.Errorf("audit %s: %w", action, err)
	}
	if !found {
		return nil
	}
	return d.InTx(ctx, func(tx *db.Tx) error {
		return audit.Did(ctx, tx, authz.OperatorAs("titian"), audit.What{Org: org, Action: action, Kind: "backup", Record: org}, notes...)
	})
}

// tells are what the entry says of a backup; its file's name may say whose it is
// and stays out.
func tells(r backup.Report) []audit.Change {
	return []audit.Change{
		{Field: "taken_at", New: r.TakenAt.UTC().Format(time.RFC3339)},
		{Field: "file_bytes", New: strconv.FormatInt(r.Size, 10)},
		{Field: "database_sha256", New: r.SHA256},
	}
}
