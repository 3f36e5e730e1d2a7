package app

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"titian/internal/platform/backup"
	"titian/internal/platform/seal"
)

// Secrets are the keys that no database holds. They are derived from one master
// secret, so that an office has one file to guard and to keep apart from its
// backups: without it identity numbers cannot be read and seals not be checked.
type Secrets struct {
	Encrypt [32]byte // identity numbers at rest
	Hash    [32]byte // finding an identity number
	Seal    [32]byte // the daily seal of the audit
	Cookie  [32]byte // cookies that the server signs
	Files   [32]byte // files that offices send, at rest
	Outbox  [32]byte // letters and calls that wait, at rest
	Backup  backup.Key
	Texts   seal.Key // free texts about people, at rest
}

// masterBytes is the least entropy of a master secret.
const masterBytes = 32

// LoadSecrets reads the master secret from a file: 32 random bytes in base64,
// as made by MakeSecret.
func LoadSecrets(path string) (Secrets, error) {
	text, err := os.ReadFile(path) //nolint:gosec // the operator names the file
	if err != nil {
		return Secrets{}, fmt.Errorf("read secret: %w", err)
	}
	master, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(master) < masterBytes {
		return Secrets{}, fmt.Errorf("read secret %s: not %d bytes in base64", path, masterBytes)
	}
	return derive(master)
}

// MakeSecret writes a new master secret that only its owner may read, unless
// the file is there already.
func MakeSecret(path string) error {
	var b [masterBytes]byte
	if _, err := rand.Read(b[:]); err != nil {
		return fmt.Errorf("make secret: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make secret: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the operator names the file
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("make secret: %w", err)
	}
	_, err = f.WriteString(base64.StdEncoding.EncodeToString(b[:]) + "\n")
	return errors.Join(err, f.Close())
}

func derive(master []byte) (Secrets, error) {
	var s Secrets
	for name, key := range map[string]*[32]byte{"identity encryption": &s.Encrypt, "identity lookup": &s.Hash, "audit seal": &s.Seal, "cookie": &s.Cookie, "files at rest": &s.Files, "outbox at rest": &s.Outbox, "backup": (*[32]byte)(&s.Backup), "texts at rest": (*[32]byte)(&s.Texts)} {
		b, err := hkdf.Key(sha256.New, master, nil, "titian "+name, len(key))
		if err != nil {
			return s, fmt.Errorf("derive %s key: %w", name, err)
		}
		copy(key[:], b)
	}
	return s, nil
}
