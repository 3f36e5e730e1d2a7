package attachment_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"io"
	"runtime"
	"strings"
	"sync"
	"testing"

	"titian/internal/feature/attachment"
	"titian/internal/feature/attachment/attachmenttest"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// desk is a record of Lapas Selong that its officer and one partner see.
type desk struct {
	d                       *db.DB
	s                       *attachment.Service
	record                  id.Any
	officer, partner, other authz.Actor
}

func atDesk(t *testing.T, d *db.DB) desk {
	t.Helper()
	w := directorytest.Seed(t, d)
	x := desk{
		d: d, record: id.Any{}.Make(),
		officer: w.Actor(authz.ProgrammeOfficer, w.LapasSelong), partner: w.Actor(authz.Partner, w.PemkabLotim), other: w.Actor(authz.Partner, w.PemkabMaros),
	}
	x.s = attachmenttest.Service(d, map[attachment.Kind]attachment.Gate{
		"meeting": func(_ context.Context, _ db.Querier, a authz.Actor, record id.Any) (attachment.Access, error) {
			refused := errs.New(errs.Forbidden, "cooperation.not_yours")
			switch {
			case record != x.record || a.Scope.Partner == w.PemkabMaros:
				return attachment.Access{}, errs.New(errs.NotFound, "not_found")
			case a.Scope.Has(w.LapasSelong):
				return attachment.Access{Org: w.LapasSelong}, nil
			}
			return attachment.Access{Org: w.LapasSelong, Add: refused, Remove: refused}, nil
		},
	})
	return x
}

func onDesk(t *testing.T, f func(t *testing.T, x desk)) {
	t.Helper()
	dbtest.Run(t, func(t *testing.T, d *db.DB) { f(t, atDesk(t, d)) })
}

func (x desk) add(t *testing.T, name string, r io.Reader) (attachment.File, error) {
	t.Helper()
	return x.s.Add(t.Context(), x.officer, attachment.AddCommand{Kind: "meeting", Record: x.record, Name: name, File: r})
}

func (x desk) content(t *testing.T, key id.File) []byte {
	t.Helper()
	_, r, err := x.s.Open(t.Context(), x.partner, key)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (x desk) blobs(t *testing.T) int64 {
	t.Helper()
	n, err := db.One[int64](t.Context(), x.d, `SELECT COUNT(*) FROM blob_blob`)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func code(err error) string {
	if e := errs.As(err); e != nil {
		return e.Code
	}
	return ""
}

func TestAFileIsKeptWithItsRecordAndReadByBothSides(t *testing.T) {
	onDesk(t, func(t *testing.T, x desk) {
		f, err := x.add(t, "Daftar hadir.PDF", bytes.NewReader(attachmenttest.PDF()))
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(attachmenttest.PDF())
		if f.Name != "Daftar hadir.pdf" || f.Media != attachment.PDF || !bytes.Equal(f.Hash, sum[:]) || f.AddedBy != x.officer.Name {
			t.Errorf("kept %+v", f)
		}
		if got := x.content(t, f.ID); !bytes.Equal(got, attachmenttest.PDF()) {
			t.Errorf("read back %q", got)
		}
		for _, tt := range []struct {
			who                  authz.Actor
			files                int
			mayAdd, mayRemove    bool
			list, remove, upload error
		}{
			{x.officer, 1, true, true, nil, nil, nil},
			{x.partner, 1, false, false, nil, errs.Forbidden, errs.Forbidden},
			{x.other, 0, false, false, errs.NotFound, errs.NotFound, errs.NotFound},
			{authz.Actor{Name: "x", Role: authz.Observer}, 0, false, false, errs.Forbidden, errs.Forbidden, errs.Forbidden},
		} {
			l, err := x.s.List(t.Context(), tt.who, "meeting", x.record)
			if !errors.Is(err, tt.list) || len(l.Files) != tt.files || l.MayAdd != tt.mayAdd || len(l.Files) > 0 && l.Files[0].MayRemove != tt.mayRemove {
				t.Errorf("%s lists %d files, %+v, %v", tt.who.Role, len(l.Files), l, err)
			}
			if tt.remove == nil {
				continue
			}
			if _, err := x.s.Remove(t.Context(), tt.who, f.ID); !errors.Is(err, tt.remove) {
				t.Errorf("%s removes: %v", tt.who.Role, err)
			}
			if _, err := x.s.Add(t.Context(), tt.who, attachment.AddCommand{Kind: "meeting", Record: x.record, File: bytes.NewReader(attachmenttest.PDF())}); !errors.Is(err, tt.upload) {
				t.Errorf("%s adds: %v", tt.who.Role, err)
			}
			if _, _, err := x.s.Open(t.Context(), tt.who, f.ID); !errors.Is(err, tt.list) {
				t.Errorf("%s opens: %v", tt.who.Role, err)
			}
		}
		if _, err := x.s.Add(t.Context(), x.officer, attachment.AddCommand{Kind: "nothing", Record: x.record}); !errors.Is(err, errs.NotFound) {
			t.Errorf("a kind that nobody keeps: %v", err)
		}
	})
}

func TestARemovedFileLeavesItsNameAndNoContent(t *testing.T) {
	onDesk(t, func(t *testing.T, x desk) {
		f, err := x.add(t, "a.pdf", bytes.NewReader(attachmenttest.PDF()))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := x.s.Remove(t.Context(), x.officer, f.ID); err != nil {
			t.Fatal(err)
		}
		l, err := x.s.List(t.Context(), x.officer, "meeting", x.record)
		if err != nil || len(l.Files) != 1 || !l.Files[0].Removed() || l.Files[0].RemovedBy != x.officer.Name || !bytes.Equal(l.Files[0].Hash, f.Hash) {
			t.Errorf("left behind: %+v, %v", l, err)
		}
		if _, _, err := x.s.Open(t.Context(), x.officer, f.ID); code(err) != "attachment.removed" {
			t.Errorf("opened after: %v", err)
		}
		if _, err := x.s.Remove(t.Context(), x.officer, f.ID); code(err) != "attachment.removed" {
			t.Errorf("removed twice: %v", err)
		}
		if n := x.blobs(t); n != 0 {
			t.Errorf("%d contents are left", n)
		}
	})
}

// pixelBomb is a small file that says of itself that it is enormous.
func pixelBomb(t *testing.T) []byte {
	t.Helper()
	b := attachmenttest.PNG(t, 4, 4)
	binary.BigEndian.PutUint32(b[16:], 60000)
	binary.BigEndian.PutUint32(b[20:], 60000)
	binary.BigEndian.PutUint32(b[29:], crc32.ChecksumIEEE(b[12:29]))
	return b
}

func TestWhatIsNoDocumentOrPhotoIsRefusedByWhatItIs(t *testing.T) {
	x := atDesk(t, dbtest.Open(t, db.SQLite))
	program := append([]byte("\x7fELF\x02\x01\x01"), make([]byte, 4096)...)
	for _, tt := range []struct {
		what, name string
		content    []byte
		want       string
	}{
		{"nothing", "kosong.pdf", nil, "file.empty"},
		{"a program named as a photo", "photo.jpg", program, "attachment.media"},
		{"a Windows program", "setup.pdf", append([]byte("MZ\x90\x00"), make([]byte, 512)...), "attachment.media"},
		{"a page that would run", "a.png", []byte("<!DOCTYPE html><script>alert(1)</script>"), "attachment.media"},
		{"a drawing that would run", "a.png", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`), "attachment.media"},
		{"an archive", "a.docx", attachmenttest.Zip(t, "a.exe", "MZ"), "attachment.media"},
		{"a bomb", "a.docx", attachmenttest.DOCX(t, "word/media/a.xml", strings.Repeat("\x00", 101<<20)), "attachment.bomb"},
		{"a document with a program", "a.docx", attachmenttest.DOCX(t, "word/vbaProject.bin", "x"), "attachment.macro"},
		{"half a document", "a.docx", attachmenttest.DOCX(t)[:60], "file.invalid"},
		{"half a photo", "a.jpg", attachmenttest.JPEG(t, 40, 40)[:300], "file.invalid"},
		{"an enormous picture", "a.png", pixelBomb(t), "attachment.pixels"},
		{"text", "a.pdf", []byte("Notulen rapat"), "attachment.media"},
	} {
		if _, err := x.add(t, tt.name, bytes.NewReader(tt.content)); code(err) != tt.want || !errors.Is(err, errs.Invalid) {
			t.Errorf("%s: got %v, want %s", tt.what, err, tt.want)
		}
	}
	if n := x.blobs(t); n != 0 {
		t.Errorf("%d refused contents are kept", n)
	}
}

// endless counts what is read of it.
type endless struct{ read int64 }

func (e *endless) Read(p []byte) (int, error) {
	copy(p, "\xFF\xD8\xFF\xE0")
	e.read += int64(len(p))
	return len(p), nil
}

func TestTwoGigabytesAreRefusedAfterTheFirstTen(t *testing.T) {
	x := atDesk(t, dbtest.Open(t, db.SQLite))
	large := &endless{}
	if _, err := x.add(t, "film.jpg", io.LimitReader(large, 2<<30)); code(err) != "attachment.too_large" || !errors.Is(err, errs.TooLarge) {
		t.Errorf("got %v", err)
	}
	if large.read > attachment.MaxFile+1<<20 {
		t.Errorf("%d bytes were read", large.read)
	}
	if n := x.blobs(t); n != 0 {
		t.Errorf("%d contents are kept", n)
	}
}

func TestNamesAreMadeHarmless(t *testing.T) {
	x := atDesk(t, dbtest.Open(t, db.SQLite))
	for name, want := range map[string]string{
		"../../x.pdf":                     "x.pdf",
		`C:\Users\Sari\Surat.pdf`:         "Surat.pdf",
		"/etc/passwd":                     "passwd.pdf",
		"surat\u202Efdp.exe":              "suratfdp.exe.pdf",
		"a\x00b\r\nc.pdf":                 "abc.pdf",
		"":                                "berkas.pdf",
		"....pdf":                         "berkas.pdf",
		`a"b<c>:d|e?f*.pdf`:               "a_b_c__d_e_f_.pdf",
		"Notulen rapat no. 3.docx":        "Notulen rapat no. 3.pdf",
		"ꦩꦠꦫꦩ\u200d.pdf":                  "ꦩꦠꦫꦩ.pdf",
		"\xff\xfe.pdf":                    "berkas.pdf",
		strings.Repeat("é", 300) + ".pdf": strings.Repeat("é", 120) + ".pdf",
	} {
		f, err := x.add(t, name, bytes.NewReader(attachmenttest.PDF()))
		if err != nil || f.Name != want {
			t.Errorf("%q is kept as %q, %v", name, f.Name, err)
		}
	}
}

func TestAPhotoIsDrawnAnewUprightAndWithoutItsPlace(t *testing.T) {
	onDesk(t, func(t *testing.T, x desk) {
		photo := attachmenttest.WithEXIF(attachmenttest.JPEG(t, 40, 20), 6, "GPS -8.6500,116.5300")
		f, err := x.add(t, "IMG_0001.jpeg", bytes.NewReader(photo))
		if err != nil {
			t.Fatal(err)
		}
		kept := x.content(t, f.ID)
		if bytes.Contains(kept, []byte("GPS")) || bytes.Contains(kept, []byte("Exif")) {
			t.Error("the place is still in the photo")
		}
		m, _, err := image.Decode(bytes.NewReader(kept))
		if err != nil || f.Name != "IMG_0001.jpg" {
			t.Fatalf("%s: %v", f.Name, err)
		}
		// Held on its side, the red left half becomes the top.
		if r, _, b, _ := m.At(10, 5).RGBA(); m.Bounds().Dx() != 20 || m.Bounds().Dy() != 40 || r < b {
			t.Errorf("%v, red %d, blue %d at the top", m.Bounds(), r, b)
		}
	})
}

func TestALargePhotoIsKeptSmallerAndAPNGWithoutLoss(t *testing.T) {
	x := atDesk(t, dbtest.Open(t, db.SQLite))
	f, err := x.add(t, "besar.png", bytes.NewReader(attachmenttest.PNG(t, 5120, 64)))
	if err != nil {
		t.Fatal(err)
	}
	m, kind, err := image.Decode(bytes.NewReader(x.content(t, f.ID)))
	if err != nil || kind != "png" || m.Bounds().Dx() != 2560 || m.Bounds().Dy() != 32 {
		t.Errorf("%s %v, %v", kind, m.Bounds(), err)
	}
	if r, g, b, a := m.At(100, 10).RGBA(); r>>8 != 200 || g != 0 || b != 0 || a != 0xffff {
		t.Errorf("red became %d %d %d %d", r, g, b, a)
	}
}

func TestEveryWayOfHoldingATelephoneEndsUpright(t *testing.T) {
	x := atDesk(t, dbtest.Open(t, db.SQLite))
	for note, red := range map[uint16]image.Point{1: {5, 10}, 2: {35, 10}, 3: {35, 10}, 4: {5, 10}, 5: {10, 5}, 6: {10, 5}, 7: {10, 35}, 8: {10, 35}, 99: {5, 10}} {
		f, err := x.add(t, "a.jpg", bytes.NewReader(attachmenttest.WithEXIF(attachmenttest.JPEG(t, 40, 20), note, "")))
		if err != nil {
			t.Fatal(err)
		}
		m, _, err := image.Decode(bytes.NewReader(x.content(t, f.ID)))
		if err != nil {
			t.Fatal(err)
		}
		if r, _, b, _ := m.At(red.X, red.Y).RGBA(); r < b {
			t.Errorf("note %d: %v is not red in %v", note, red, m.Bounds())
		}
	}
}

func TestFiveHundredAtOnceAreAnsweredEachInBoundedMemory(t *testing.T) {
	x := atDesk(t, dbtest.Open(t, db.SQLite))
	photo := attachmenttest.JPEG(t, 600, 450)
	var before, during runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var wg sync.WaitGroup
	var mu sync.Mutex
	count := map[string]int{}
	for range 500 {
		wg.Go(func() {
			leave, err := x.s.Door.Enter()
			if err == nil {
				_, err = x.add(t, "foto.jpg", bytes.NewReader(photo))
				leave()
			}
			mu.Lock()
			defer mu.Unlock()
			count[code(err)]++
		})
	}
	wg.Wait()
	if count[""]+count["attachment.busy"]+count["attachment.full"] != 500 || count[""] < 24 {
		t.Errorf("answers: %v", count)
	}
	runtime.ReadMemStats(&during)
	if grown := int64(during.HeapSys) - int64(before.HeapSys); grown > 400<<20 {
		t.Errorf("the heap grew by %d MB", grown>>20)
	}
	l, err := x.s.List(t.Context(), x.officer, "meeting", x.record)
	if err != nil || len(l.Files) != count[""] || len(l.Files) > attachment.MaxFiles {
		t.Errorf("%d files of %v, %v", len(l.Files), count, err)
	}
}

func TestARecordHoldsAHundredFiles(t *testing.T) {
	x := atDesk(t, dbtest.Open(t, db.SQLite))
	for range attachment.MaxFiles {
		if _, err := x.add(t, "a.pdf", bytes.NewReader(attachmenttest.PDF())); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := x.add(t, "a.pdf", bytes.NewReader(attachmenttest.PDF())); code(err) != "attachment.full" {
		t.Errorf("the 101st: %v", err)
	}
	if n := x.blobs(t); n != attachment.MaxFiles {
		t.Errorf("%d contents", n)
	}
}
