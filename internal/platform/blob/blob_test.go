package blob_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"titian/internal/kernel/errs"
	"titian/internal/platform/blob"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func content(n int) []byte { return bytes.Repeat([]byte("Nama;0015080101900001\n"), n/22+1)[:n] }

func TestAFileIsReadBackInAnyOrder(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		s, want := blob.New(d, [32]byte{1}), content(600_000)
		b, err := s.Put(t.Context(), bytes.NewReader(want), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(want)
		if b.Size != 600_000 || !bytes.Equal(b.Hash, sum[:]) {
			t.Errorf("got %d bytes, hash %x", b.Size, b.Hash)
		}
		r, err := s.Open(t.Context(), b.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(io.NewSectionReader(r, 0, r.Size)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("read %d bytes: %v", len(got), err)
		}
		part := make([]byte, 300_000)
		if _, err := r.ReadAt(part, 200_000); err != nil || !bytes.Equal(part, want[200_000:500_000]) {
			t.Errorf("the middle differs: %v", err)
		}
		if n, err := r.ReadAt(part, 599_990); n != 10 || !errors.Is(err, io.EOF) {
			t.Errorf("at the end got %d bytes, %v", n, err)
		}
	})
}

func TestNothingOfAFileIsPlainInTheDatabase(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	if _, err := blob.New(d, [32]byte{1}).Put(t.Context(), bytes.NewReader(content(5000)), 1<<20); err != nil {
		t.Fatal(err)
	}
	sealed, err := db.One[[]byte](t.Context(), d, `SELECT sealed FROM blob_piece`)
	if err != nil || bytes.Contains(sealed, []byte("001508")) {
		t.Errorf("%v, plain: %v", err, bytes.Contains(sealed, []byte("001508")))
	}
}

func TestAPieceOpensInItsPlaceAndUnderItsKeyOnly(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	b, err := blob.New(d, [32]byte{1}).Put(t.Context(), bytes.NewReader(content(600_000)), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	r, err := blob.New(d, [32]byte{2}).Open(t.Context(), b.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.ReadAt(make([]byte, 1), 0); err == nil {
		t.Error("another key opens it")
	}
	if err := d.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := db.Exec(t.Context(), tx, `UPDATE blob_piece SET sealed = (SELECT sealed FROM blob_piece WHERE seq = 1) WHERE seq = 0`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if r, err = blob.New(d, [32]byte{1}).Open(t.Context(), b.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := r.ReadAt(make([]byte, 1), 0); err == nil {
		t.Error("a piece opens in another's place")
	}
}

func TestWhatDoesNotArriveWholeIsNotKept(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		s := blob.New(d, [32]byte{1})
		broken := io.MultiReader(bytes.NewReader(content(300_000)), failing{})
		for name, tt := range map[string]struct {
			r    io.Reader
			want error
		}{"too large": {bytes.NewReader(content(300_000)), errs.TooLarge}, "empty": {strings.NewReader(""), errs.Invalid}, "broken off": {broken, errGone}} {
			if _, err := s.Put(t.Context(), tt.r, 299_000); !errors.Is(err, tt.want) && name != "broken off" || err == nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if n, err := db.One[int64](t.Context(), d, `SELECT (SELECT count(*) FROM blob_blob) + (SELECT count(*) FROM blob_piece)`); err != nil || n != 0 {
			t.Errorf("%d rows are left, %v", n, err)
		}
	})
}

type failing struct{}

var errGone = errors.New("line broke")

func (failing) Read([]byte) (int, error) { return 0, errGone }

func TestWhatAKillLeftIsSwept(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	s := blob.New(d, [32]byte{1})
	whole, err := s.Put(t.Context(), bytes.NewReader(content(10)), 100)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := db.Exec(t.Context(), tx, `INSERT INTO blob_blob (id, size, whole, created_at) VALUES ($1, 0, $2, $3)`, bytes.Repeat([]byte{7}, 16), false, dbtest.Now.UnixMicro())
		return err
	}); err != nil {
		t.Fatal(err)
	}
	count := func(ctx context.Context) int64 {
		n, err := db.One[int64](ctx, d, `SELECT count(*) FROM blob_blob`)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if err := s.Sweep(t.Context(), dbtest.Now); err != nil || count(t.Context()) != 2 {
		t.Errorf("what is on its way is swept: %v", err)
	}
	if err := s.Sweep(t.Context(), dbtest.Now.Add(time.Hour)); err != nil || count(t.Context()) != 1 {
		t.Errorf("what was left stays: %v", err)
	}
	if _, err := s.Open(t.Context(), whole.ID); err != nil {
		t.Errorf("the whole one is gone: %v", err)
	}
}
