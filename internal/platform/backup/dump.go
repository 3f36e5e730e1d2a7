package backup

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"titian/internal/kernel/errs"
	"titian/internal/platform/db"
)

// dump writes the database, as it is at one moment, to w.
func dump(ctx context.Context, d *db.DB, o Options, w io.Writer) error {
	if o.Progress != nil {
		w = &counted{w, 0, o.Progress}
	}
	if d.Dialect == db.Postgres {
		return dumpPostgres(ctx, o.Address, w)
	}
	return dumpSQLite(ctx, d, o.Address, w)
}

// dumpSQLite copies the database into a file beside it, which lies on a disk that
// holds the same data already, and streams it from there. SQLite cannot write such
// a copy elsewhere than into a file.
func dumpSQLite(ctx context.Context, d *db.DB, address string, w io.Writer) (err error) {
	if err := Sweep(address); err != nil {
		return err
	}
	_, path := engineOf(address)
	copied := path + copySuffix + strconv.Itoa(os.Getpid())
	defer func() {
		for _, name := range []string{copied, copied + "-journal"} {
			if rerr := os.Remove(name); rerr != nil && !errors.Is(rerr, fs.ErrNotExist) {
				err = errors.Join(err, rerr)
			}
		}
	}()
	if err := private(copied); err != nil {
		return err
	}
	if err := d.CopyInto(ctx, copied); err != nil {
		return err
	}
	f, err := os.Open(copied) //nolint:gosec // made here
	if err != nil {
		return err
	}
	_, err = io.Copy(w, &cancelled{ctx, f})
	return errors.Join(err, f.Close())
}

// private makes an empty file that only its owner may read; VACUUM INTO fills it.
func private(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) //nolint:gosec // named here
	if err != nil {
		return err
	}
	return f.Close()
}

// copySuffix and the process's number name the copy.
const copySuffix = ".backup-"

// Sweep removes the copies that killed backups left beside an SQLite file, when
// the address is of one. It leaves alone those of processes that live; a number that was given to another
// process meanwhile costs disk until that one ends.
func Sweep(address string) error {
	engine, path := engineOf(address)
	if engine != db.SQLite {
		return nil
	}
	left, err := filepath.Glob(escaped(path) + copySuffix + "*")
	if err != nil {
		return fmt.Errorf("look for unfinished backups: %w", err)
	}
	for _, name := range left {
		number, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(name), filepath.Base(path)+copySuffix), "-") // titian.db.backup-123-journal is SQLite's
		pid, err := strconv.Atoi(number)
		if err != nil || pid != os.Getpid() && alive(pid) {
			continue
		}
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove unfinished backup: %w", err)
		}
	}
	return nil
}

func escaped(path string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}

// alive asks the system with the signal that does nothing. Who may not signal it
// knows that it is there.
func alive(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	err = p.Signal(syscall.Signal(0))
	return err == nil || errors.Is(err, fs.ErrPermission)
}

// dumpPostgres streams pg_dump's own format: it reads one snapshot, and its
// compression is left to the layer around it.
func dumpPostgres(ctx context.Context, address string, w io.Writer) error {
	bin, err := tool("pg_dump")
	if err != nil {
		return err
	}
	c, err := connect(ctx, bin, address, "--format=custom", "--compress=0", "--no-owner", "--no-privileges", "--no-password")
	if err != nil {
		return err
	}
	var said said
	out := &sink{to: w} // a full disk breaks the pipe, and then pg_dump complains of that
	c.Stdout, c.Stderr = out, &said
	if err := c.Run(); err != nil {
		return errors.Join(ctx.Err(), cmp.Or(out.err, said.error("pg_dump", err)))
	}
	return nil
}

// counted tells how much has passed.
type counted struct {
	to   io.Writer
	n    int64
	tell func(int64)
}

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.to.Write(p)
	c.n += int64(n)
	c.tell(c.n)
	return n, err
}

// cancelled ends a copy when the context ends.
type cancelled struct {
	ctx  context.Context //nolint:containedctx // io.Reader carries none
	from io.Reader
}

func (c *cancelled) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.from.Read(p)
}

// said keeps the first line that a tool of PostgreSQL complains with. The lines
// after it may quote a row, and a row is somebody's data.
type said struct{ text strings.Builder }

func (s *said) Write(p []byte) (int, error) {
	if s.text.Len() < 4096 {
		s.text.Write(p)
	}
	return len(p), nil
}

func (s *said) error(tool string, err error) error {
	line, _, _ := strings.Cut(strings.TrimSpace(s.text.String()), "\n")
	var ended *exec.ExitError
	if line == "" || !errors.As(err, &ended) {
		return fmt.Errorf("%s: %w", tool, err)
	}
	return refuse(errs.Unavailable, "tool_failed", "%s did not succeed: %.300s", tool, line).Because(err)
}
