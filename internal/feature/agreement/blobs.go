package agreement

import (
	"context"

	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// Blobs are the stored files of printed documents, for the sweep of those that no
// record names. It tells nothing of whose they are.
func Blobs(ctx context.Context, q db.Querier) ([]id.Blob, error) {
	return db.All[id.Blob](ctx, q, `SELECT blob_id FROM agreement_paper WHERE blob_id IS NOT NULL`)
}
