package app

import (
	"context"
	"time"

	"titian/internal/feature/agreement"
	"titian/internal/feature/attachment"
	"titian/internal/feature/intake"
	"titian/internal/platform/blob"
)

// orphanAge is how long a file may wait for the record that names it. Records
// follow within seconds; a day is far from any that is still being written.
const orphanAge = 24 * time.Hour

// sweepFiles drops what was stored for a record that never came. It asks every
// feature that keeps files; a test holds them to the schema.
func (a *App) sweepFiles(ctx context.Context) error {
	files := blob.New(a.DB, a.config.Secrets.Files)
	n, err := files.SweepOrphans(ctx, a.DB.Now().Add(-orphanAge), intake.Blobs, attachment.Blobs, agreement.Blobs)
	if n > 0 {
		a.config.Log.InfoContext(ctx, "swept files that no record names", "files", n)
	}
	return err
}
