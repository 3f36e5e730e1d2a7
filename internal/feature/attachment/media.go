package attachment

import (
	"archive/zip"
	"errors"
	"io"
	"path"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"titian/internal/kernel/errs"
)

// Media is what a file truly is, as HTTP names it.
type Media string

// What is taken in.
const (
	JPEG Media = "image/jpeg"
	PNG  Media = "image/png"
	PDF  Media = "application/pdf"
	DOCX Media = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	XLSX Media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// Accept is what a browser's file dialogue offers.
const Accept = ".jpg,.jpeg,.png,.pdf,.docx,.xlsx"

// Ending is the end of a file's name, with the dot.
func (m Media) Ending() string {
	switch m {
	case JPEG:
		return ".jpg"
	case PNG:
		return ".png"
	case PDF:
		return ".pdf"
	case DOCX:
		return ".docx"
	case XLSX:
		return ".xlsx"
	}
	return ""
}

// headSize is how much of a file's beginning tells what it is.
const headSize = 3072

// mediaOf looks into a file: its first bytes, and for what Office writes the
// parts inside. Invalid says what else it is.
func mediaOf(r io.ReaderAt, size int64) (Media, error) {
	head := make([]byte, min(size, headSize))
	if _, err := r.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	found := mimetype.Detect(head)
	for m := found; m != nil; m = m.Parent() {
		switch {
		case m.Is(string(JPEG)):
			return JPEG, nil
		case m.Is(string(PNG)):
			return PNG, nil
		case m.Is(string(PDF)):
			return PDF, nil
		case m.Is("application/zip"):
			return officeOf(r, size)
		}
	}
	return "", errs.New(errs.Invalid, "attachment.media").With("is", strings.Split(found.String(), ";")[0])
}

// officeOf tells Word from Excel by their main part and counts what the parts
// unpack to: a few kilobytes may hold a thousand times as much.
func officeOf(r io.ReaderAt, size int64) (Media, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return "", errs.New(errs.Invalid, "file.invalid").Because(err)
	}
	if len(z.File) > maxParts {
		return "", errs.New(errs.Invalid, "attachment.bomb")
	}
	media := Media("")
	left := int64(maxUnzip)
	for _, f := range z.File {
		switch name := strings.ToLower(f.Name); {
		case name == "word/document.xml":
			media = DOCX
		case name == "xl/workbook.xml":
			media = XLSX
		case path.Base(name) == "vbaproject.bin":
			return "", errs.New(errs.Invalid, "attachment.macro")
		}
		if left, err = unpacked(f, left); err != nil {
			return "", err
		}
	}
	if media == "" {
		return "", errs.New(errs.Invalid, "attachment.media").With("is", "application/zip")
	}
	return media, nil
}

// unpacked reads a part for its true length: what the file says of itself may be
// a lie. It gives what is left of the permitted total.
func unpacked(f *zip.File, left int64) (int64, error) {
	r, err := f.Open()
	if err != nil {
		return 0, errs.New(errs.Invalid, "file.invalid").Because(err)
	}
	defer r.Close()
	n, err := io.Copy(io.Discard, io.LimitReader(r, left+1))
	if n > left {
		return 0, errs.New(errs.Invalid, "attachment.bomb")
	}
	if err != nil {
		return 0, errs.New(errs.Invalid, "file.invalid").Because(err)
	}
	return left - n, nil
}
