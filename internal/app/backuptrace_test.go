package app_test

import (
	"path/filepath"
	"testing"
	"time"

	"titian/internal/app"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// entries are what the audit of the directorate says was done to all data.
func entries(t *testing.T, d *db.DB, org id.Organisation) []audit.Entry {
	t.Helper()
	found, err := db.All[audit.Entry](t.Context(), d, `SELECT `+db.Columns[audit.Entry]("")+` FROM audit_entry WHERE org_id = $1 AND kind = 'backup' ORDER BY seq`, org)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// onEach runs a test on both engines, with the configuration that opens its database.
func onEach(t *testing.T, f func(t *testing.T, d *db.DB, c app.Config)) {
	for _, dialect := range dbtest.Dialects() {
		t.Run(string(dialect), func(t *testing.T) {
			now := func() time.Time { return dbtest.Now }
			c := app.Config{Database: dbtest.URL(t, dialect), Now: now, Sync: "NORMAL", Version: "test"}
			f(t, dbtest.OpenAt(t, c.Database, now), c)
		})
	}
}

func note(e audit.Entry, field string) string {
	for _, c := range e.Diff() {
		if c.Field == field {
			return c.New
		}
	}
	return ""
}

func TestABackupAndARestoreLeaveTheirTrace(t *testing.T) {
	onEach(t, func(t *testing.T, d *db.DB, c app.Config) {
		w := directorytest.Seed(t, d)
		file := filepath.Join(t.TempDir(), "titian.backup")
		r, err := app.Backup(t.Context(), c, file, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		made := entries(t, d, w.Directorate)
		if len(made) != 1 || made[0].Action != "backup.write" || made[0].Channel != "cli" || note(made[0], "database_sha256") != r.SHA256 || note(made[0], "recipients") != "0" {
			t.Fatalf("after a backup the audit holds %+v", made)
		}
		if _, err := app.Backup(t.Context(), c, file, nil, nil); err == nil || len(entries(t, d, w.Directorate)) != 1 {
			t.Errorf("a backup that was refused left a trace: %v", err)
		}

		c.Database = dbtest.Bare(t, d.Dialect)
		back, err := app.Restore(t.Context(), c, app.RestoreFrom{File: file, Secret: true})
		if err != nil || len(back.Audit.Problems) > 0 {
			t.Fatalf("restored: %+v, %v", back.Audit, err)
		}
		again, err := db.Open(t.Context(), c.Database, db.Options{Now: d.Now, Existing: true})
		if err != nil {
			t.Fatal(err)
		}
		defer again.Close()
		got := entries(t, again, w.Directorate)
		if len(got) != 1 || got[0].Action != "backup.restore" || note(got[0], "database_sha256") != r.SHA256 {
			t.Errorf("after a restore the audit holds %+v", got)
		}
		if v, err := audit.Verify(t.Context(), again, nil); err != nil || len(v.Problems) > 0 {
			t.Errorf("the audit with its new entry: %+v, %v", v.Problems, err)
		}
	})
}

func TestAnEmptyInstallationIsBackedUpWithoutATrace(t *testing.T) {
	onEach(t, func(t *testing.T, _ *db.DB, c app.Config) {
		if _, err := app.Backup(t.Context(), c, filepath.Join(t.TempDir(), "x"), nil, nil); err != nil {
			t.Error(err)
		}
	})
}
