package intake

import (
	"context"
	"fmt"
	"time"

	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/blob"
	"titian/internal/platform/db"
)

// lookEvery is how often Serve looks for files that somebody left under way.
const lookEvery = time.Minute

// Serve works on confirmed files beside the server until ctx ends: those that
// are confirmed while it runs, and those over which the program was killed. a is
// the program itself; the audit names whoever confirmed. failed is told of an
// error and the file waits for the next round.
func (s *Service) Serve(ctx context.Context, a authz.Actor, failed func(error)) error {
	if err := policy.Check(a, CanImport); err != nil {
		return err
	}
	for {
		keys, err := s.UnderWay(ctx, a)
		for _, key := range keys {
			if err == nil {
				_, err = s.Work(ctx, a, key, nil)
			}
		}
		if err != nil && ctx.Err() == nil {
			failed(err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-s.wake:
		case <-time.After(lookEvery):
		}
	}
}

// UnderWay lists the files of the actor's offices that are being worked on, or
// were when the program ended.
func (s *Service) UnderWay(ctx context.Context, a authz.Actor) ([]id.Import, error) {
	if err := policy.Check(a, CanImport); err != nil {
		return nil, err
	}
	type row struct {
		ID     id.Import       `db:"id" privacy:"internal"`
		Office id.Organisation `db:"office_id" privacy:"internal"`
	}
	list, err := db.All[row](ctx, s.db, `SELECT id, office_id FROM intake_import WHERE status IN ('applying', 'undoing') ORDER BY id`)
	var out []id.Import
	for _, r := range list {
		if a.Scope.Has(r.Office) {
			out = append(out, r.ID)
		}
	}
	return out, err
}

// kept is how long a file waits for its officer, and how long its content stays
// after it is done.
const kept = 7 * 24 * time.Hour

// Sweep forgets the content of files that nobody went on with and of those that
// are done: names and numbers are kept in the register and nowhere beside it. How
// many rows there were, and who confirmed them, stays.
func (s *Service) Sweep(ctx context.Context, a authz.Actor) error {
	if err := policy.Check(a, CanImport); err != nil {
		return err
	}
	if err := s.blobs.Sweep(ctx, s.db.Now().Add(-24*time.Hour)); err != nil {
		return err
	}
	old, err := db.All[Import](ctx, s.db, `SELECT `+db.Columns[Import]("")+` FROM intake_import WHERE blob_id IS NOT NULL AND updated_at < $1 AND status NOT IN ('applying', 'undoing')`, s.db.Now().Add(-kept).UnixMicro())
	if err != nil {
		return fmt.Errorf("sweep imports: %w", err)
	}
	for _, i := range old {
		_, err := s.update(ctx, a, i.ID, 0, "intake.sweep", func(tx *db.Tx, i *Import) error {
			b := i.Blob
			i.Blob = id.Blob{}
			if i.Status == Read || i.Status == Checked {
				i.Status = Dropped
			}
			if _, err := db.Exec(ctx, tx, `UPDATE intake_import SET blob_id = NULL WHERE id = $1`, i.ID); err != nil {
				return err
			}
			if err := dropChunks(ctx, tx, i.ID); err != nil {
				return err
			}
			return blob.DropTx(ctx, tx, b)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
