package attachment

import (
	"context"

	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// Blobs are the stored files of attached files, for the sweep of those that no
// record names. It tells nothing of whose they are.
func Blobs(ctx context.Context, q db.Querier) ([]id.Blob, error) {
	return db.All[id.Blob](ctx, q, `SELECT blob_id FROM attachment_file WHERE blob_id IS NOT NULL`)
}
