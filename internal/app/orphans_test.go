package app_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"titian/internal/app"
	"titian/internal/kernel/id"
	"titian/internal/platform/blob"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func TestEveryColumnThatNamesFilesIsKnownToTheSweep(t *testing.T) {
	found, err := db.All[string](t.Context(), dbtest.Open(t, db.SQLite), `SELECT m.name || '.' || c.name FROM sqlite_master m, pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'blob%' AND c.name LIKE '%blob%' ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	known := []string{"agreement_paper.blob_id", "attachment_file.blob_id", "intake_import.blob_id"}
	if !slices.Equal(found, known) {
		t.Errorf("the schema has %q: what sweepFiles does not ask for would be swept; let it ask, then name it here beside %q", found, known)
	}
}

func TestTheChoresSweepFilesThatNoRecordNamesAndNoOthers(t *testing.T) {
	w := load(t, db.SQLite)
	before, err := db.All[id.Blob](t.Context(), w.DB, `SELECT id FROM blob_blob ORDER BY id`)
	if err != nil || len(before) == 0 {
		t.Fatalf("the world has no files: %v", err)
	}
	if _, err := blob.New(w.DB, [32]byte{}).Put(t.Context(), strings.NewReader("tanpa catatan"), 100); err != nil {
		t.Fatal(err)
	}
	if err := w.DB.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := db.Exec(t.Context(), tx, `UPDATE blob_blob SET created_at = $1`, tx.Now().Add(-25*time.Hour).UnixMicro())
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := w.SweepFiles(t.Context()); err != nil {
		t.Fatal(err)
	}
	after, err := db.All[id.Blob](t.Context(), w.DB, `SELECT id FROM blob_blob ORDER BY id`)
	if err != nil || !slices.Equal(before, after) {
		t.Errorf("before %v, after %v, %v", before, after, err)
	}
}

func TestAHeapGrowsLessTheLargerItIs(t *testing.T) {
	for live, want := range map[uint64]int{0: 400, 4 << 20: 400, 16 << 20: 200, 32 << 20: 100, 64 << 20: 50, 1 << 30: 40} {
		if got := app.Growth(live); got != want {
			t.Errorf("%d MiB in use may grow by %d %%, want %d", live>>20, got, want)
		}
	}
}
