// Package seal encrypts the free texts that say most about a person, so that a
// copy of the database without the master secret does not tell them.
//
// It owns the form of a sealed text and its binding to the row it stands in: moved
// to another row it does not open. It refuses to know tables: which columns are
// sealed stands in the struct that stores them (`seal:"id"`, the column whose key
// binds it), and package db seals and opens them on the way. Identity numbers have
// a vault of their own (person/nik.go), because they are also found by a hash.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"titian/internal/kernel/errs"
)

// Key seals and opens. The zero Key does neither: what was opened for a purpose
// that needs no such text is not given the means.
type Key [32]byte

// mark begins a sealed text. No officer can type it: forms refuse control characters.
const mark = "\x01"

// Is reports whether a stored text is a sealed one.
func Is(text string) bool { return strings.HasPrefix(text, mark) }

// Box seals under one key.
type Box struct{ aead cipher.AEAD }

// New returns the box of a key; of the zero Key it is one that refuses.
func New(k Key) Box {
	if k == (Key{}) {
		return Box{}
	}
	block, err := aes.NewCipher(k[:])
	if err != nil {
		panic(err) // 32 bytes are always an AES key
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err) // AES always has GCM's block size
	}
	return Box{aead}
}

// errNoKey is a programmer's mistake, except after a restore without the secret.
var errNoKey = errors.New("the database was opened without the key of sealed texts")

// Seal closes a text for the row whose key is owner. An empty text stays empty:
// that nothing was written is no secret, and queries may ask for it.
func (b Box) Seal(text string, owner [16]byte) (string, error) {
	if text == "" {
		return "", nil
	}
	if b.aead == nil {
		return "", errNoKey
	}
	return mark + base64.RawStdEncoding.EncodeToString(b.aead.Seal(nil, nil, []byte(text), place(owner))), nil //nolint:gosec // it makes its own nonce
}

// Open gives the text back. One that was never sealed is given as it is: a row
// that retention has emptied, or one of a test.
func (b Box) Open(text string, owner [16]byte) (string, error) {
	sealed, is := strings.CutPrefix(text, mark)
	if !is {
		return text, nil
	}
	if b.aead == nil {
		return "", errNoKey
	}
	raw, err := base64.RawStdEncoding.DecodeString(sealed)
	if err != nil {
		return "", fmt.Errorf("open sealed text: %w", err)
	}
	plain, err := b.aead.Open(nil, nil, raw, place(owner))
	if err != nil {
		return "", errs.New(errs.Internal, "seal.closed").Because(fmt.Errorf("open sealed text: is this the master secret that the database was written under? %w", err))
	}
	return string(plain), nil
}

func place(owner [16]byte) []byte { return append([]byte("titian text "), owner[:]...) }
