// Package attachmenttest makes files for tests: small ones that are what they
// claim, and some that are not.
package attachmenttest

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"

	"titian/internal/feature/attachment"
	"titian/internal/platform/blob"
	"titian/internal/platform/db"
)

// Service is the service on a database with the gates of a test.
func Service(d *db.DB, gates map[attachment.Kind]attachment.Gate) *attachment.Service {
	return attachment.New(d, blob.New(d, [32]byte{3}), gates)
}

// PDF is a document of nothing.
func PDF() []byte { return []byte("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n") }

// Picture is a picture whose left half is red and whose right half is blue.
func Picture(w, h int) image.Image {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{R: 200, A: 255}
			if x >= w/2 {
				c = color.NRGBA{B: 200, A: 255}
			}
			m.SetNRGBA(x, y, c)
		}
	}
	return m
}

// JPEG is Picture as a camera sends it.
func JPEG(tb testing.TB, w, h int) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, Picture(w, h), nil); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// PNG is Picture without loss.
func PNG(tb testing.TB, w, h int) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, Picture(w, h)); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// WithEXIF is a JPEG with what a telephone writes beside the picture: how it was
// held, and a text that stands for the place.
func WithEXIF(photo []byte, orientation uint16, place string) []byte {
	tiff := []byte("MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01")
	tiff = binary.BigEndian.AppendUint16(tiff, orientation)
	tiff = append(append(tiff, 0, 0, 0, 0, 0, 0), place...)
	segment := append([]byte("Exif\x00\x00"), tiff...)
	out := []byte{0xFF, 0xD8, 0xFF, 0xE1}
	out = binary.BigEndian.AppendUint16(out, uint16(len(segment)+2))
	return append(append(out, segment...), photo[2:]...)
}

// Zip packs parts: names and contents by turns.
func Zip(tb testing.TB, pairs ...string) []byte {
	tb.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i+1 < len(pairs); i += 2 {
		w, err := z.Create(pairs[i])
		if err == nil {
			_, err = w.Write([]byte(pairs[i+1]))
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// DOCX is as much of a Word file as tells it from others.
func DOCX(tb testing.TB, more ...string) []byte {
	tb.Helper()
	return Zip(tb, append([]string{"[Content_Types].xml", "<Types/>", "word/document.xml", "<w:document/>"}, more...)...)
}
