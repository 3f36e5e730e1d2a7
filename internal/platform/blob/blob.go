// Package blob keeps the files that offices send: whole or not at all, sealed
// under a key that is not in the database, in the database itself, so that they
// share its backup, its engine and its fate when the program is killed.
//
// It owns the blob_* tables. It refuses to know what a file is for and who may
// read it, and for how long it is kept: the feature that took it in asks that and
// drops it. A file of people waits here to be worked on; an attachment stays.
package blob

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// Blob is one stored file.
type Blob struct {
	ID        id.Blob   `db:"id" privacy:"internal"`
	Size      int64     `db:"size" privacy:"internal"`
	Hash      []byte    `db:"hash" privacy:"internal"` // SHA-256 of the content
	Whole     bool      `db:"whole" privacy:"internal"`
	CreatedAt time.Time `db:"created_at" privacy:"internal"`
}

type piece struct {
	Blob   id.Blob `db:"blob_id" privacy:"internal"`
	Seq    int64   `db:"seq" privacy:"internal"`
	Sealed []byte  `db:"sealed" privacy:"secret"`
}

// pieceSize is how much is written in one transaction: other writers wait no
// longer than for that, and a reader holds no more.
const pieceSize = 256 << 10

// Store keeps blobs in one database.
type Store struct {
	db   *db.DB
	aead cipher.AEAD
}

// New returns the store; key seals what is kept.
func New(d *db.DB, key [32]byte) *Store {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic(err) // 32 bytes are always an AES key
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(err) // AES always has GCM's block size
	}
	return &Store{d, aead}
}

// Put stores what r holds. TooLarge beyond limit bytes; Invalid ("file.empty")
// when there are none. A file that ends early is not kept.
func (s *Store) Put(ctx context.Context, r io.Reader, limit int64) (Blob, error) {
	b := Blob{ID: id.Blob{}.Make(), CreatedAt: s.db.Now()}
	if err := s.db.InTx(ctx, func(tx *db.Tx) error { return db.Insert(ctx, tx, "blob_blob", b) }); err != nil {
		return Blob{}, fmt.Errorf("store file: %w", err)
	}
	err := s.pieces(ctx, r, limit, &b)
	if err == nil && b.Size == 0 {
		err = errs.New(errs.Invalid, "file.empty")
	}
	if err == nil {
		err = s.db.InTx(ctx, func(tx *db.Tx) error {
			_, err := db.Exec(ctx, tx, `UPDATE blob_blob SET whole = $1, size = $2, hash = $3 WHERE id = $4`, true, b.Size, b.Hash, b.ID)
			return err
		})
	}
	if err != nil {
		derr := s.db.InTx(context.WithoutCancel(ctx), func(tx *db.Tx) error { return DropTx(ctx, tx, b.ID) })
		return Blob{}, errors.Join(fmt.Errorf("store file: %w", err), derr)
	}
	b.Whole = true
	return b, nil
}

func (s *Store) pieces(ctx context.Context, r io.Reader, limit int64, b *Blob) error {
	sum := sha256.New()
	buf := make([]byte, pieceSize)
	for seq := int64(0); ; seq++ {
		n, err := io.ReadFull(r, buf)
		last := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !last {
			return err
		}
		if b.Size += int64(n); b.Size > limit {
			return errs.New(errs.TooLarge, "file.too_large").With("max", limit>>20)
		}
		if n > 0 {
			sum.Write(buf[:n])
			p := piece{Blob: b.ID, Seq: seq, Sealed: s.seal(buf[:n], b.ID, seq)}
			if err := s.db.InTx(ctx, func(tx *db.Tx) error { return db.Insert(ctx, tx, "blob_piece", p) }); err != nil {
				return err
			}
		}
		if last {
			b.Hash = sum.Sum(nil)
			return nil
		}
	}
}

// seal binds a piece to its place: moved elsewhere it does not open.
func (s *Store) seal(plain []byte, b id.Blob, seq int64) []byte {
	nonce := make([]byte, s.aead.NonceSize(), s.aead.NonceSize()+len(plain)+s.aead.Overhead())
	_, _ = rand.Read(nonce) // never fails: the program would end instead
	return s.aead.Seal(nonce, nonce, plain, place(b, seq))
}

func place(b id.Blob, seq int64) []byte {
	return binary.BigEndian.AppendUint64(append([]byte("titian blob "), b[:]...), uint64(seq))
}

// Open reads a stored file; NotFound when it is gone.
func (s *Store) Open(ctx context.Context, key id.Blob) (*Reader, error) {
	b, err := db.One[Blob](ctx, s.db, `SELECT `+db.Columns[Blob]("")+` FROM blob_blob WHERE id = $1 AND whole = $2`, key, true)
	if err != nil {
		return nil, fmt.Errorf("open file: %w", err)
	}
	return &Reader{Blob: b, ctx: ctx, store: s, have: -1}, nil
}

// Reader reads a blob in any order; it keeps the piece it read last. It serves
// one goroutine and ends with the context that it was opened under.
type Reader struct {
	Blob
	ctx   context.Context //nolint:containedctx // io.ReaderAt carries none
	store *Store
	have  int64
	plain []byte
}

// ReadAt makes Reader an io.ReaderAt.
func (r *Reader) ReadAt(p []byte, off int64) (int, error) {
	n := 0
	for n < len(p) {
		at := off + int64(n)
		if at >= r.Size {
			return n, io.EOF
		}
		if err := r.load(at / pieceSize); err != nil {
			return n, err
		}
		n += copy(p[n:], r.plain[at%pieceSize:])
	}
	return n, nil
}

func (r *Reader) load(seq int64) error {
	if r.have == seq {
		return nil
	}
	sealed, err := db.One[[]byte](r.ctx, r.store.db, `SELECT sealed FROM blob_piece WHERE blob_id = $1 AND seq = $2`, r.ID, seq)
	if err != nil {
		return fmt.Errorf("read file %s: %w", r.ID, err)
	}
	r.have = -1
	size := r.store.aead.NonceSize()
	if len(sealed) < size {
		return fmt.Errorf("read file %s: piece %d is too short", r.ID, seq)
	}
	r.plain, err = r.store.aead.Open(r.plain[:0], sealed[:size], sealed[size:], place(r.ID, seq))
	if err != nil {
		return fmt.Errorf("read file %s: piece %d: %w", r.ID, seq, err)
	}
	r.have = seq
	return nil
}

// DropTx forgets a file; one that is gone already is no error.
func DropTx(ctx context.Context, tx *db.Tx, key id.Blob) error {
	if _, err := db.Exec(ctx, tx, `DELETE FROM blob_piece WHERE blob_id = $1`, key); err != nil {
		return fmt.Errorf("drop file: %w", err)
	}
	if _, err := db.Exec(ctx, tx, `DELETE FROM blob_blob WHERE id = $1`, key); err != nil {
		return fmt.Errorf("drop file: %w", err)
	}
	return nil
}

// Sweep drops what began to be stored before an instant and never became whole:
// the program was killed, or the line broke.
func (s *Store) Sweep(ctx context.Context, before time.Time) error {
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		list, err := db.All[id.Blob](ctx, tx, `SELECT id FROM blob_blob WHERE whole = $1 AND created_at < $2`, false, before.UnixMicro())
		for _, b := range list {
			if err := DropTx(ctx, tx, b); err != nil {
				return err
			}
		}
		return err
	})
}

// Named tells which files records of one kind name.
type Named func(ctx context.Context, q db.Querier) ([]id.Blob, error)

// sweptAtOnce bounds a sweep's transaction; the rest waits for the next.
const sweptAtOnce = 20

// SweepOrphans drops whole files that were stored before an instant and that no
// record names: the program was killed after a file arrived and before the record
// that was to name it. It tells how many. before leaves time for records that are
// being written; whoever calls it asks every kind that there is, since what none
// of them names is gone.
func (s *Store) SweepOrphans(ctx context.Context, before time.Time, kinds ...Named) (n int, err error) {
	if len(kinds) == 0 {
		return 0, errors.New("sweep files: nobody was asked what is named")
	}
	err = s.db.InTx(db.WithoutOnce(ctx), func(tx *db.Tx) error {
		orphans, err := orphansIn(ctx, tx, before, kinds)
		if err != nil {
			return err
		}
		n = min(len(orphans), sweptAtOnce)
		for _, b := range orphans[:n] {
			if err := DropTx(ctx, tx, b); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("sweep files: %w", err)
	}
	return n, nil
}

func orphansIn(ctx context.Context, tx *db.Tx, before time.Time, kinds []Named) ([]id.Blob, error) {
	all, err := db.All[id.Blob](ctx, tx, `SELECT id FROM blob_blob WHERE whole = $1 AND created_at < $2 ORDER BY id`, true, before.UnixMicro())
	if err != nil {
		return nil, err
	}
	named := map[id.Blob]bool{}
	for _, kind := range kinds {
		list, err := kind(ctx, tx)
		if err != nil {
			return nil, err
		}
		for _, b := range list {
			named[b] = true
		}
	}
	return slices.DeleteFunc(all, func(b id.Blob) bool { return named[b] }), nil
}
