package person

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"strings"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
)

// NIK is a national identity number: place of first registration, day of birth
// (women's with 40 added to the day), a serial. It is permanent, also when it
// disagrees with the birth that is registered, and many people have none.
type NIK string

// ParseNIK reads sixteen digits, spaces and dots between them allowed. Province
// and district are not checked: codes of places that were abolished stay valid.
// Anything else is Invalid with code "nik.invalid".
func ParseNIK(s string) (NIK, error) {
	s = unmarked.Replace(s)
	if s == "" {
		return "", nil
	}
	bad := errs.New(errs.Invalid, "nik.invalid")
	if len(s) != 16 || strings.Trim(s, "0123456789") != "" {
		return "", bad
	}
	day, month, serial := s[6:8], s[8:10], s[12:]
	male := day >= "01" && day <= "31"
	female := day >= "41" && day <= "71"
	if !male && !female || month < "01" || month > "12" || serial == "0000" {
		return "", bad
	}
	return NIK(s), nil
}

// unmarked takes off what people write between the groups of digits.
var unmarked = strings.NewReplacer(" ", "", ".", "")

// Masked shows as much as a clerk needs to recognise a card: "1508********0001".
func (n NIK) Masked() string {
	if len(n) != 16 {
		return ""
	}
	return string(n[:4]) + "********" + string(n[12:])
}

// Doubts lists what in the number disagrees with the register ("nik.sex",
// "nik.birth"). They are remarks, not errors: the number was given once and stays.
func (n NIK) Doubts(sex Sex, born civil.Partial) []string {
	if len(n) != 16 {
		return nil
	}
	var out []string
	day, woman := n[6:8], n[6] >= '4'
	if woman != (sex == Female) {
		out = append(out, "nik.sex")
	}
	if woman {
		day = NIK([]byte{day[0] - 4, day[1]})
	}
	if d, known := born.Date(); known && d.Time().Format("020106") != string(day+n[8:12]) {
		out = append(out, "nik.birth")
	}
	return out
}

// Keys are the secrets of the identity numbers: one encrypts them, the other
// makes the hash by which a number is found. They come from the configuration
// and are never in the database.
type Keys struct{ Encrypt, Hash [32]byte }

// vault seals and finds identity numbers.
type vault struct {
	aead cipher.AEAD
	hash [32]byte
}

func newVault(k Keys) vault {
	block, err := aes.NewCipher(k.Encrypt[:])
	if err != nil {
		panic(err) // 32 bytes are always an AES key
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(err) // AES always has GCM's block size
	}
	return vault{aead, k.Hash}
}

// seal encrypts a number for one person: copied to another row it does not open.
func (v vault) seal(n NIK, owner id.Person) []byte {
	if n == "" {
		return nil
	}
	return v.sealBytes([]byte(n), owner)
}

func (v vault) sealBytes(plain []byte, owner id.Person) []byte {
	nonce := make([]byte, v.aead.NonceSize(), v.aead.NonceSize()+len(plain)+v.aead.Overhead())
	_, _ = rand.Read(nonce) // never fails: the program would end instead
	return v.aead.Seal(nonce, nonce, plain, owner[:])
}

func (v vault) open(sealed []byte, owner id.Person) (NIK, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	plain, err := v.openBytes(sealed, owner)
	return NIK(plain), err
}

func (v vault) openBytes(sealed []byte, owner id.Person) ([]byte, error) {
	size := v.aead.NonceSize()
	if len(sealed) < size {
		return nil, fmt.Errorf("open identity of %s: too short", owner)
	}
	plain, err := v.aead.Open(nil, sealed[:size], sealed[size:], owner[:])
	if err != nil {
		return nil, fmt.Errorf("open identity of %s: %w", owner, err)
	}
	return plain, nil
}

// digest finds a number again. It is keyed: there are few enough numbers that a
// plain hash could be turned round by trying them all.
func (v vault) digest(n NIK) []byte {
	if n == "" {
		return nil
	}
	m := hmac.New(sha256.New, v.hash[:])
	m.Write([]byte(n))
	return m.Sum(nil)
}
