package backup_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"titian/internal/kernel/errs"
	"titian/internal/platform/backup"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// refused restores and asks that nothing came of it.
func refused(t *testing.T, what, file, address string, kinds []errs.Kind, says string, change func(*backup.RestoreOptions)) {
	t.Helper()
	_, err := restore(t, file, address, change)
	e := errs.As(err)
	if e == nil {
		t.Errorf("%s: got %v, want a refusal", what, err)
		return
	}
	known := false
	for _, k := range kinds {
		known = known || e.Kind == k
	}
	if text, _ := e.Args["text"].(string); !known || !strings.Contains(text, says) {
		t.Errorf("%s: got %s %q, want %v with %q", what, e.Kind, text, kinds, says)
	}
	if path, ok := strings.CutPrefix(address, "sqlite:"); ok {
		nothing(t, filepath.Dir(path))
		return
	}
	if bare, err := dbtest.OpenAt(t, address, now).Bare(t.Context()); err != nil || !bare {
		t.Errorf("%s: the database is bare: %t, %v", what, bare, err)
	}
}

// TestAChangedByteRefusesTheWholeFile flips a bit in every byte of the header, and
// here and there in what follows.
func TestAChangedByteRefusesTheWholeFile(t *testing.T) {
	h := build(t, db.SQLite)
	file := h.back(t)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	header := bytes.Index(whole, []byte("\n---")) + 60
	kinds := []errs.Kind{errs.State, errs.Forbidden, errs.Invalid}
	address := dbtest.Bare(t, db.SQLite)
	for at := 0; at < len(whole); at++ {
		if at > header && at < len(whole)-1 && at%(len(whole)/40) != 0 {
			continue
		}
		changed := bytes.Clone(whole)
		changed[at] ^= 4
		if err := os.WriteFile(file, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		if at > header {
			kinds = []errs.Kind{errs.State}
		}
		refused(t, fmt.Sprintf("byte %d of %d", at, len(whole)), file, address, kinds, "", nil)
	}
}

func TestAFileThatIsCutOffOrLongerIsRefused(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		h := build(t, d.Dialect)
		file := h.back(t)
		whole, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		address := dbtest.Bare(t, d.Dialect)
		for _, length := range []int{0, 10, 100, len(whole) / 2, len(whole) - 65536 - 16, len(whole) - 1, len(whole) + 1} {
			if length < 0 {
				continue
			}
			text := append(bytes.Clone(whole), 0)[:length]
			if err := os.WriteFile(file, text, 0o600); err != nil {
				t.Fatal(err)
			}
			refused(t, fmt.Sprintf("%d of %d bytes", length, len(whole)), file, address, []errs.Kind{errs.State, errs.Invalid}, "", nil)
		}
	})
}

func TestTheWrongKeyIsNamed(t *testing.T) {
	h := build(t, db.SQLite)
	mine, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	other, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	keyFile := func(k *age.X25519Identity) string {
		path := filepath.Join(t.TempDir(), "key")
		if err := os.WriteFile(path, []byte("# created: today\n"+k.String()+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	file, address := h.back(t, mine.Recipient().String()), dbtest.Bare(t, db.SQLite)
	another := backup.Key{9}
	refused(t, "another secret", file, address, []errs.Kind{errs.Forbidden}, ours.Fingerprint(), func(o *backup.RestoreOptions) { o.Key = &another })
	refused(t, "no key", file, address, []errs.Kind{errs.Forbidden}, "--identity", func(o *backup.RestoreOptions) { o.Key = nil })
	refused(t, "another identity", file, address, []errs.Kind{errs.Forbidden}, "none of the keys", func(o *backup.RestoreOptions) { o.Key, o.Identity = nil, keyFile(other) })
	refused(t, "no identity", file, address, []errs.Kind{errs.Invalid}, "no private key", func(o *backup.RestoreOptions) { o.Key, o.Identity = nil, file })
	if _, err := restore(t, file, address, func(o *backup.RestoreOptions) { o.Key, o.Identity = nil, keyFile(mine) }); err != nil {
		t.Errorf("the office's own key: %v", err)
	}
	if _, err := backup.Write(t.Context(), h.DB, backup.Options{To: filepath.Join(t.TempDir(), "x"), Address: h.url, Key: ours, Recipients: []string{"age1wrong"}}); !errors.Is(err, errs.Invalid) {
		t.Errorf("a wrong recipient: %v", err)
	}
	opensWithoutUs(t, file, mine)
}

// opensWithoutUs reads a backup as age and tar do, as the documentation says.
func opensWithoutUs(t *testing.T, file string, k age.Identity) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	opened, err := age.Decrypt(f, k)
	if err != nil {
		t.Fatal(err)
	}
	packed, err := gzip.NewReader(opened)
	if err != nil {
		t.Fatal(err)
	}
	r := tar.NewReader(packed)
	for _, want := range []string{"manifest.json", "database/000000"} {
		if h, err := r.Next(); err != nil || h.Name != want {
			t.Fatalf("got %v, %v, want %s", h, err, want)
		}
	}
	head := make([]byte, 15)
	if _, err := r.Read(head); err != nil || string(head) != "SQLite format 3" {
		t.Errorf("the first piece begins with %q, %v", head, err)
	}
}

func TestARestoreTouchesNoDatabaseThatHoldsAnything(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		h := build(t, d.Dialect)
		file := h.back(t)
		before := contents(t, h.DB)
		if _, err := restore(t, file, h.url, nil); !errors.Is(err, errs.Conflict) {
			t.Errorf("got %v", err)
		}
		if fmt.Sprint(before) != fmt.Sprint(contents(t, h.DB)) {
			t.Error("the database has changed")
		}
	})
}

// A log that lies beside no database would be played into the restored one.
func TestALogWithoutItsDatabaseIsNotInherited(t *testing.T) {
	h := build(t, db.SQLite)
	file, address := h.back(t), dbtest.Bare(t, db.SQLite)
	if err := os.WriteFile(strings.TrimPrefix(address, "sqlite:")+"-wal", []byte("left"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := restore(t, file, address, nil); !errors.Is(err, errs.Conflict) {
		t.Errorf("got %v", err)
	}
}

func TestABackupReturnsToItsOwnEngineAndNoOlderProgram(t *testing.T) {
	h := build(t, db.SQLite)
	_, err := restore(t, h.back(t), "postgres://titian@localhost/none", nil)
	if e := errs.As(err); e == nil || e.Code != "backup.engine" {
		t.Errorf("another engine: %v", err)
	}
	err = h.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := db.Exec(t.Context(), tx, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, TRUE)`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	refused(t, "a newer schema", h.back(t), dbtest.Bare(t, db.SQLite), []errs.Kind{errs.State}, "newer", nil)
}

func TestPostgresToolsAreNamedWhenMissing(t *testing.T) {
	for _, dialect := range dbtest.Dialects() {
		if dialect != db.Postgres {
			continue
		}
		h := build(t, dialect)
		file, address := h.back(t), dbtest.Bare(t, dialect)
		t.Setenv("PATH", t.TempDir())
		to := filepath.Join(t.TempDir(), "x")
		_, err := backup.Write(t.Context(), h.DB, backup.Options{To: to, Address: h.url, Key: ours})
		if e := errs.As(err); e == nil || e.Kind != errs.Unavailable || !strings.Contains(fmt.Sprint(e.Args["text"]), "postgresql-client") {
			t.Errorf("pg_dump: %v", err)
		}
		nothing(t, filepath.Dir(to))
		refused(t, "pg_restore", file, address, []errs.Kind{errs.Unavailable}, "postgresql-client", nil)
	}
}

// Everybody on a machine may read its command lines.
func TestAPasswordStandsOnNoCommandLine(t *testing.T) {
	for _, address := range []string{
		"postgres://titian:kata-sandi@db.example/titian?sslmode=require&pool_max_conns=4",
		"postgres://titian@db.example/titian?password=kata-sandi&sslmode=require&default_query_exec_mode=exec",
	} {
		c, err := backup.Connect(t.Context(), "/usr/bin/pg_dump", address)
		if err != nil {
			t.Fatal(err)
		}
		if line := strings.Join(c.Args, " "); strings.Contains(line, "kata-sandi") || !strings.HasSuffix(line, "--dbname=postgres://titian@db.example/titian?sslmode=require") {
			t.Errorf("the command line is %s", line)
		}
		if !strings.Contains(strings.Join(c.Env, "\n"), "PGPASSWORD=kata-sandi") {
			t.Error("the password does not reach the program")
		}
	}
	if _, err := backup.Connect(t.Context(), "pg_dump", "postgres://titian:kata-sandi@ host/x"); err == nil || strings.Contains(err.Error(), "kata-sandi") {
		t.Errorf("a wrong address: %v", err)
	}
}
