package backup

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"

	"filippo.io/age"

	"titian/internal/kernel/errs"
)

// Key is derived from the master secret for backups alone.
type Key [32]byte

// Fingerprint names a key, and with it the master secret, without telling
// anything of it: "this backup belongs to another secret" can say to which.
func (k Key) Fingerprint() string {
	sum := sha256.Sum256(append([]byte("titian backup fingerprint"), k[:]...))
	return hex.EncodeToString(sum[:8])
}

// stanza is how a backup's header calls a file key that is wrapped under Key.
const stanza = "titian-secret"

func (k Key) aead() (cipher.AEAD, error) {
	block, err := aes.NewCipher(k[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// Wrap makes Key an age.Recipient. There is nothing to stretch, as there would be
// for a passphrase: the key has the entropy of 32 random bytes.
func (k Key) Wrap(fileKey []byte) ([]*age.Stanza, error) {
	aead, err := k.aead()
	if err != nil {
		return nil, err
	}
	return []*age.Stanza{{Type: stanza, Args: []string{k.Fingerprint()}, Body: aead.Seal(nil, nil, fileKey, []byte(stanza))}}, nil //nolint:gosec // it makes its own nonce
}

// Unwrap makes Key an age.Identity. A file of another master secret is named as such.
func (k Key) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	for _, s := range stanzas {
		if s.Type != stanza || len(s.Args) != 1 {
			continue
		}
		if s.Args[0] != k.Fingerprint() {
			return nil, refuse(errs.Forbidden, "key", "the backup was made under another master secret (fingerprint %.16s) than this one (%s): give the right one with --secret", s.Args[0], k.Fingerprint())
		}
		aead, err := k.aead()
		if err != nil {
			return nil, err
		}
		key, err := aead.Open(nil, nil, s.Body, []byte(stanza))
		if err != nil {
			return nil, damaged(err)
		}
		return key, nil
	}
	return nil, age.ErrIncorrectIdentity
}

// recipientsOf are who can open a backup: the master secret always, and each of
// the public keys.
func recipientsOf(k Key, public []string) ([]age.Recipient, error) {
	out := []age.Recipient{k}
	for _, p := range public {
		r, err := age.ParseX25519Recipient(p)
		if err != nil {
			return nil, refuse(errs.Invalid, "recipient", "--recipient %.80s is no public key of age: it begins with age1 and comes from age-keygen", p).Because(err)
		}
		out = append(out, r)
	}
	return out, nil
}

// identitiesOf are the keys in a file that age-keygen wrote, and the master secret.
func identitiesOf(k *Key, file string) ([]age.Identity, error) {
	var out []age.Identity
	if file != "" {
		text, err := os.ReadFile(file) //nolint:gosec // the operator names the file
		if err != nil {
			return nil, fmt.Errorf("read identity: %w", err)
		}
		if out, err = age.ParseIdentities(bytes.NewReader(text)); err != nil {
			return nil, refuse(errs.Invalid, "identity", "%s holds no private key of age (AGE-SECRET-KEY-1…)", file) // and not the cause, which quotes the line
		}
	}
	if k != nil {
		out = append(out, *k)
	}
	return out, nil
}

// opening sorts what age says of a header that it could not open.
func opening(err error) error {
	var none *age.NoIdentityMatchError
	switch {
	case errs.As(err) != nil:
		return err
	case errors.As(err, &none):
		return refuse(errs.Forbidden, "key", "none of the keys given opens this backup").Because(err)
	}
	return damaged(err)
}

// damaged says that the file is not what was written.
func damaged(err error) error {
	return refuse(errs.State, "damaged", "the backup is damaged: it was changed or cut off, and nothing was restored from it (%v)", err).Because(err)
}
