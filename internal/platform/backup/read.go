package backup

import (
	"archive/tar"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"filippo.io/age"

	"titian/internal/kernel/errs"
)

// magic begins every file of age.
const magic = "age-encryption.org/v1\n"

// maxNote bounds the two JSON entries: a reader takes no more into memory.
const maxNote = 64 << 10

// read walks a whole backup and hands the database to what admit returns, once
// admit has seen the manifest. An error of the file is "damaged"; one of admit or
// of its writer stays what it is. Only when read returns no error has all been as
// it was written: until then what the writer got is not to be believed.
func read(from io.Reader, keys []age.Identity, admit func(Manifest) (io.Writer, error)) (Report, error) {
	var r Report
	head := make([]byte, len(magic))
	if _, err := io.ReadFull(from, head); err != nil || string(head) != magic {
		return r, refuse(errs.Invalid, "not_one", "the file is no backup of Titian, or its first bytes are damaged")
	}
	opened, err := age.Decrypt(io.MultiReader(strings.NewReader(magic), from), keys...)
	if err != nil {
		return r, opening(err)
	}
	packed, err := gzip.NewReader(opened)
	if err != nil {
		return r, damaged(err)
	}
	t := tar.NewReader(packed)
	if err := note(t, manifestName, &r.Manifest); err != nil {
		return r, err
	}
	if r.Format > format {
		return r, refuse(errs.State, "newer", "the backup is of a newer Titian (%s): install that one", r.Program)
	}
	to, err := admit(r.Manifest)
	if err != nil {
		return r, err
	}
	got, err := pieces(t, to, &r.Sum)
	if err != nil {
		return r, err
	}
	// The end of the tar is not the end of the file: both layers around it prove
	// theirs when they are read to it.
	for _, layer := range []io.Reader{packed, opened} {
		if _, err := io.Copy(io.Discard, layer); err != nil {
			return r, damaged(err)
		}
	}
	if got != r.Sum {
		return r, damaged(errors.New("the database's sum differs"))
	}
	return r, nil
}

// pieces copies the database's pieces in order until the sum, which it reads.
func pieces(t *tar.Reader, to io.Writer, sum *Sum) (Sum, error) {
	hash := sha256.New()
	sink := &sink{to: to}
	var got Sum
	for n := 0; ; n++ {
		h, err := t.Next()
		if err != nil {
			return got, damaged(err)
		}
		if h.Name == sumName {
			got.SHA256 = hex.EncodeToString(hash.Sum(nil))
			return got, decode(t, sumName, sum)
		}
		if h.Name != pieceName(n) {
			return got, damaged(fmt.Errorf("found %q in place of piece %d", h.Name, n))
		}
		size, err := io.Copy(io.MultiWriter(hash, sink), t)
		if sink.err != nil {
			return got, sink.err
		}
		if err != nil {
			return got, damaged(err)
		}
		got.Bytes += size
	}
}

// sink remembers an error of the place that is written to, so that it is not
// taken for one of the file that is read.
type sink struct {
	to  io.Writer
	err error
}

func (s *sink) Write(p []byte) (int, error) {
	n, err := s.to.Write(p)
	s.err = err
	return n, err
}

func note(t *tar.Reader, name string, into any) error {
	h, err := t.Next()
	if err != nil {
		return damaged(err)
	}
	if h.Name != name {
		return refuse(errs.Invalid, "not_one", "the file opens and is no backup of Titian")
	}
	return decode(t, name, into)
}

func decode(t io.Reader, name string, into any) error {
	if err := json.NewDecoder(io.LimitReader(t, maxNote)).Decode(into); err != nil {
		return damaged(fmt.Errorf("read %s: %w", name, err))
	}
	return nil
}

// readBack opens what was just written and tells its size: a backup that nobody
// could open is none.
func readBack(f *os.File, k Key, want Report) (int64, error) {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return 0, err
	}
	got, err := read(f, []age.Identity{k}, func(Manifest) (io.Writer, error) { return io.Discard, nil })
	if err != nil {
		return 0, err
	}
	if got.Sum != want.Sum {
		return 0, damaged(errors.New("another file has been read than was written"))
	}
	return f.Seek(0, io.SeekCurrent)
}
