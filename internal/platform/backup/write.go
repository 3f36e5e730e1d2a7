package backup

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"filippo.io/age"

	"titian/internal/kernel/errs"
	"titian/internal/platform/db"
)

// Options of Write.
type Options struct {
	To         string // the file; it must not exist
	Address    string // of the database, as db.Open takes it
	Key        Key
	Recipients []string // further public keys, age1…
	Program    string   // version of this program
	Progress   func(done int64)
}

// Write backs the database up while others go on reading and writing it. The file
// appears under its name when it is whole, on the disk and read back; until then
// it is FILE.partial, which a failure removes and which the next run removes after
// a kill.
//
// Conflict when FILE is there; Unavailable when the disk is full or pg_dump is
// missing; State when the database is not Titian's.
func Write(ctx context.Context, d *db.DB, o Options) (r Report, err error) {
	recipients, err := recipientsOf(o.Key, o.Recipients)
	if err != nil {
		return r, err
	}
	r.File = o.To
	r.Manifest = Manifest{Format: format, Program: o.Program, Engine: d.Dialect, TakenAt: d.Now(), Secret: o.Key.Fingerprint()}
	if r.Schema, err = d.Version(ctx); err != nil {
		return r, fmt.Errorf("read schema version: %w", err)
	}
	if r.Schema == 0 {
		return r, refuse(errs.State, "no_database", "the database holds nothing of Titian: there is nothing to back up")
	}
	f, err := partial(o.To)
	if err != nil {
		return r, err
	}
	defer func() {
		if err != nil {
			err = full(errors.Join(err, discard(f)))
		}
	}()
	if r.Sum, err = encrypt(f, recipients, r.Manifest, func(w io.Writer) error { return dump(ctx, d, o, w) }); err != nil {
		return r, fmt.Errorf("write backup: %w", err)
	}
	if r.Size, err = readBack(f, o.Key, r); err != nil {
		return r, fmt.Errorf("read backup again: %w", err)
	}
	if err := publish(f, o.To); err != nil {
		return r, fmt.Errorf("write backup: %w", err)
	}
	return r, nil
}

// partial makes the file's forerunner anew. One that a killed run left is removed
// and not written over: should that run be alive after all, it keeps a file
// without a name, and publish tells it so.
func partial(to string) (*os.File, error) {
	if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
		return nil, refuse(errs.Conflict, "exists", "%s is there already: a backup overwrites nothing", to)
	}
	name := to + ".partial"
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("remove unfinished backup: %w", err)
	}
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the operator names the file
	if err != nil {
		return nil, fmt.Errorf("write backup: %w", err)
	}
	return f, nil
}

// ours reports whether the file still has its name.
func ours(f *os.File) bool {
	have, err := f.Stat()
	named, nerr := os.Lstat(f.Name())
	return err == nil && nerr == nil && os.SameFile(have, named)
}

func discard(f *os.File) error {
	mine := ours(f)
	err := f.Close()
	if mine {
		err = errors.Join(err, os.Remove(f.Name()))
	}
	return err
}

// publish gives a whole file its name, durably.
func publish(f *os.File, to string) error {
	if err := f.Sync(); err != nil {
		return err
	}
	if !ours(f) {
		return refuse(errs.Conflict, "twice", "another backup writes to %s at the same time", to)
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), to); err != nil {
		return err
	}
	return syncFolder(to)
}

// syncFolder makes a new name in a file's folder durable. What has no folders to
// sync (Windows) says so and loses nothing by it.
func syncFolder(of string) error {
	dir, err := os.Open(filepath.Dir(of))
	if err != nil {
		return err
	}
	err = dir.Sync()
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) {
		err = nil
	}
	return errors.Join(err, dir.Close())
}

// full says in words that there is no room, and leaves other errors alone. A file
// that is too large for its disk's format (4 GiB on FAT) is the same to who reads it.
func full(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EFBIG) {
		return refuse(errs.Unavailable, "full", "there is no room for the backup on the disk; nothing was kept of it").Because(err)
	}
	return err
}

// encrypt writes the layout of the package's description.
func encrypt(to io.Writer, recipients []age.Recipient, m Manifest, dump func(io.Writer) error) (Sum, error) {
	sealed, err := age.Encrypt(to, recipients...)
	if err != nil {
		return Sum{}, err
	}
	packed, err := gzip.NewWriterLevel(sealed, gzip.BestSpeed)
	if err != nil {
		return Sum{}, err
	}
	w := &writer{tar: tar.NewWriter(packed), manifest: m, hash: sha256.New()}
	if err := w.json(manifestName, m); err != nil {
		return Sum{}, err
	}
	if err := dump(w); err != nil {
		return Sum{}, err
	}
	sum, err := w.end()
	return sum, errors.Join(err, w.tar.Close(), packed.Close(), sealed.Close())
}

// pieceSize is how much of the database one entry of the tar holds: a tar tells
// an entry's size before it, and a stream's is not known before its end.
const pieceSize = 4 << 20

// writer cuts the database into pieces.
type writer struct {
	tar      *tar.Writer
	manifest Manifest
	hash     hash.Hash
	buf      []byte
	pieces   int
	bytes    int64
}

func (w *writer) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 {
		take := min(len(p), pieceSize-len(w.buf))
		w.buf = append(w.buf, p[:take]...)
		p = p[take:]
		if len(w.buf) == pieceSize {
			if err := w.flush(); err != nil {
				return n - len(p), err
			}
		}
	}
	return n, nil
}

func (w *writer) flush() error {
	w.hash.Write(w.buf)
	w.bytes += int64(len(w.buf))
	err := w.entry(pieceName(w.pieces), w.buf)
	w.buf, w.pieces = w.buf[:0], w.pieces+1
	return err
}

func pieceName(n int) string { return fmt.Sprintf("%s%06d", pieceFolder, n) }

func (w *writer) end() (Sum, error) {
	if len(w.buf) > 0 {
		if err := w.flush(); err != nil {
			return Sum{}, err
		}
	}
	s := Sum{Bytes: w.bytes, SHA256: hex.EncodeToString(w.hash.Sum(nil))}
	return s, w.json(sumName, s)
}

func (w *writer) json(name string, v any) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return w.entry(name, append(b, '\n'))
}

func (w *writer) entry(name string, content []byte) error {
	h := &tar.Header{Name: name, Mode: 0o600, Size: int64(len(content)), ModTime: w.manifest.TakenAt}
	if err := w.tar.WriteHeader(h); err != nil {
		return err
	}
	_, err := w.tar.Write(content)
	return err
}
