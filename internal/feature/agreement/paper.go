package agreement

import (
	"crypto/rand"
	"encoding/base32"
	"strings"
	"time"

	"titian/internal/kernel/id"
	"titian/internal/platform/blob"
)

// Paper is the document that the parties sign, as it left the program. Its code
// is printed on it; whoever holds it can ask at the public page whether it is
// genuine, and compare the whole file by its hash.
type Paper struct {
	Code      string       `db:"code" privacy:"internal"`
	Agreement id.Agreement `db:"agreement_id" privacy:"internal"`
	Ordinal   int          `db:"ordinal" privacy:"internal"`
	Text      int          `db:"text_number" privacy:"internal"`
	Content   string       `db:"content" privacy:"internal"` // hash of what is written on it
	SHA256    string       `db:"sha256" privacy:"internal"`  // of the file
	Blob      id.Blob      `db:"blob_id" privacy:"internal"`
	Size      int64        `db:"size" privacy:"internal"`
	SealedBy  string       `db:"sealed_by" privacy:"internal"` // whose certificate seals it; empty when none
	MadeBy    string       `db:"made_by" privacy:"internal"`
	MadeAt    time.Time    `db:"made_at" privacy:"internal"`
}

// Press is what documents are made with. The app hands it to the service; without
// a store the service makes no documents, without a seal they go unsealed.
type Press struct {
	Blobs *blob.Store
	Seal  Seal
	// Address is where the public finds the program ("https://titian.example"),
	// for the code on the paper; without it the code is printed alone.
	Address string
}

// Seal puts an electronic seal on a PDF.
type Seal interface {
	// Name is who seals.
	Name() string
	// Sign gives the file with its seal.
	Sign(pdf []byte, at time.Time) ([]byte, error)
}

// Verdict is all that the public page says of a code: there is such a document,
// and the hash of its file. It names nobody and nothing of what is agreed.
type Verdict struct {
	Code   string
	SHA256 string
	// Replaced says that a later document took its place.
	Replaced bool
}

// newCode makes a code that nobody guesses: 80 random bits, in letters that
// survive a bad photocopy. The first letter tells it from a certificate's, whose
// public page is the same.
func newCode() (string, error) {
	var b [10]byte
	if _, err := rand.Read(b[:]); err != nil {
		return "", err
	}
	s := base32.StdEncoding.EncodeToString(b[:])
	return "D-" + s[:4] + "-" + s[4:8] + "-" + s[8:12] + "-" + s[12:], nil
}

// normalCode forgives case, spaces and missing dashes.
func normalCode(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, strings.ToUpper(s))
	if len(s) != 17 || s[0] != 'D' {
		return s
	}
	return "D-" + s[1:5] + "-" + s[5:9] + "-" + s[9:13] + "-" + s[13:]
}
