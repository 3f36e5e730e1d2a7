package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"filippo.io/age"

	"titian/internal/kernel/errs"
	"titian/internal/platform/db"
)

// RestoreOptions of Restore.
type RestoreOptions struct {
	From     string // the backup
	Address  string // of the database, which must be empty
	Key      *Key   // of the master secret; nil when there is none
	Identity string // file of private keys of age; may be empty
	Now      func() time.Time
	Progress func(done int64)

	// Check looks at the restored database. On SQLite it does so before the file
	// has its name, so that an error leaves nothing behind.
	Check func(ctx context.Context, address string, r Report) error
}

// Restore brings a backup back into an empty database of the same engine. The
// whole file is read and proved first: nothing is touched for one that is damaged,
// opens with none of the keys, or is of a newer schema. Then the database appears
// whole or not at all: on SQLite under its name at the end, on PostgreSQL by one
// transaction.
func Restore(ctx context.Context, o RestoreOptions) (Report, error) {
	keys, err := identitiesOf(o.Key, o.Identity)
	if err != nil {
		return Report{}, err
	}
	if len(keys) == 0 {
		return Report{}, refuse(errs.Forbidden, "key", "there is no key to open the backup with: give the master secret (--secret) or a private key (--identity)")
	}
	f, err := os.Open(o.From)
	if err != nil {
		return Report{}, fmt.Errorf("read backup: %w", err)
	}
	defer f.Close()
	r, err := read(&cancelled{ctx, f}, keys, func(m Manifest) (io.Writer, error) {
		if err := fits(m, o.Address); err != nil {
			return nil, err
		}
		return io.Discard, empty(ctx, o)
	})
	if err != nil {
		return r, errors.Join(ctx.Err(), err)
	}
	r.File = o.From
	if r.Size, err = f.Seek(0, io.SeekCurrent); err != nil {
		return r, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return r, err
	}
	if r.Engine == db.Postgres {
		return r, restorePostgres(ctx, f, keys, o, r)
	}
	return r, full(restoreSQLite(ctx, f, keys, o, r))
}

// fits refuses what this program or this database cannot take.
func fits(m Manifest, address string) error {
	if engine, _ := engineOf(address); m.Engine != engine {
		return refuse(errs.Invalid, "engine", "the backup is of %s and --db names %s: a backup returns to the engine that it came from", m.Engine, engine)
	}
	newest, err := db.Newest()
	if err == nil && m.Schema > newest {
		err = refuse(errs.State, "newer", "the backup's schema %d is newer than this program's, %d: install the program that made it (%s)", m.Schema, newest, m.Program)
	}
	return err
}

// empty refuses a database that holds anything. An SQLite file's log without the
// file would be played into the restored one, so it counts, too.
func empty(ctx context.Context, o RestoreOptions) error {
	engine, path := engineOf(o.Address)
	if engine == db.SQLite {
		for _, name := range []string{path, path + "-wal", path + "-journal"} {
			if info, err := os.Lstat(name); err == nil && info.Size() > 0 {
				return refuse(errs.Conflict, "not_empty", "%s is there: a backup is restored into an empty place only; move the file away, or name another with --db", name)
			}
		}
		return nil
	}
	d, err := db.Open(ctx, o.Address, db.Options{Now: o.Now})
	if err != nil {
		return err
	}
	bare, err := d.Bare(ctx)
	if err == nil && !bare {
		err = refuse(errs.Conflict, "not_empty", "the database holds tables: a backup is restored into an empty one only (createdb)")
	}
	return errors.Join(err, d.Close())
}

// restoreSQLite writes beside the database's place and then takes it.
func restoreSQLite(ctx context.Context, f io.Reader, keys []age.Identity, o RestoreOptions, r Report) (err error) {
	_, path := engineOf(o.Address)
	staged := path + ".restoring"
	clear := func() error {
		var failed error
		for _, name := range []string{staged, staged + "-wal", staged + "-shm", staged + "-journal"} {
			if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
				failed = errors.Join(failed, err)
			}
		}
		return failed
	}
	if err := clear(); err != nil { // what a killed restore left
		return fmt.Errorf("remove unfinished restore: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, clear())
		}
	}()
	to, err := os.OpenFile(staged, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the operator names the file
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	_, err = read(&cancelled{ctx, f}, keys, func(Manifest) (io.Writer, error) { return progress(to, o.Progress), nil })
	if err == nil {
		err = to.Sync()
	}
	if err := errors.Join(err, to.Close()); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	if err := o.Check(ctx, "sqlite:"+staged, r); err != nil {
		return fmt.Errorf("check what was restored: %w", err)
	}
	if err := empty(ctx, o); err != nil {
		return err // made meanwhile
	}
	if err := os.Rename(staged, path); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	return syncFolder(path)
}

// restorePostgres hands the dump to pg_restore, which takes it in one transaction.
// The file has proved whole before, and does so again on the way: the dump's last
// bytes are held back until then, so that one that was changed meanwhile is never
// committed.
func restorePostgres(ctx context.Context, f io.Reader, keys []age.Identity, o RestoreOptions, r Report) error {
	bin, err := tool("pg_restore")
	if err != nil {
		return err
	}
	c, err := connect(ctx, bin, o.Address, "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-password")
	if err != nil {
		return err
	}
	var said said
	c.Stderr = &said
	in, err := c.StdinPipe()
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	if err := c.Start(); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	last := &held{to: in}
	_, rerr := read(&cancelled{ctx, f}, keys, func(Manifest) (io.Writer, error) { return progress(last, o.Progress), nil })
	if errs.As(rerr) != nil || ctx.Err() != nil { // an error of writing is pg_restore's to explain
		return errors.Join(ctx.Err(), rerr, c.Process.Kill(), in.Close(), ignore(c.Wait()))
	}
	if rerr == nil {
		_, rerr = in.Write(last.bytes)
	}
	cerr := in.Close()
	if err := c.Wait(); err != nil {
		return said.error("pg_restore", err)
	}
	if err := errors.Join(rerr, cerr); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	return o.Check(ctx, o.Address, r)
}

// held passes on what it got before, and keeps what it got last.
type held struct {
	to    io.Writer
	bytes []byte
}

func (h *held) Write(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if _, err := h.to.Write(h.bytes); err != nil {
		return 0, err
	}
	h.bytes = append(h.bytes[:0], p...)
	return len(p), nil
}

// ignore drops what a program that was stopped says of it.
func ignore(error) error { return nil }

func progress(w io.Writer, tell func(int64)) io.Writer {
	if tell == nil {
		return w
	}
	return &counted{w, 0, tell}
}
