package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"titian/internal/kernel/errs"
)

// Cost is what argon2id spends on one password. Stored passwords carry the cost
// that they were made with and are made again at the next sign-in when it rises.
type Cost struct {
	Memory uint32 // KiB
	Time   uint32
}

// DefaultCost is OWASP's first choice: 19 MiB, two passes, one lane.
var DefaultCost = Cost{Memory: 19 << 10, Time: 2}

const (
	saltLen = 16
	keyLen  = 32

	minPassword = 12
	maxPassword = 200

	parallelHashes = 2  // hashing is the dearest thing a stranger can ask for
	waitingHashes  = 20 // beyond this queue a sign-in is told to come back
)

// hasher makes and checks passwords, a few at a time, so that a crowd at the
// sign-in takes neither the memory nor all processors from those who work.
type hasher struct {
	cost    Cost
	slots   chan struct{}
	waiting atomic.Int32
	dummy   string // checked when nobody has the login, so that both take equally long
}

func newHasher(c Cost) *hasher {
	if c == (Cost{}) {
		c = DefaultCost
	}
	h := &hasher{cost: c, slots: make(chan struct{}, parallelHashes)}
	h.dummy = h.write(make([]byte, saltLen), make([]byte, keyLen))
	return h
}

// slot waits for a turn; f runs in it.
func (h *hasher) slot(ctx context.Context, f func()) error {
	if h.waiting.Add(1) > waitingHashes {
		h.waiting.Add(-1)
		return errs.New(errs.Limited, "sign_in.busy")
	}
	defer h.waiting.Add(-1)
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
		f()
		return nil
	case <-ctx.Done():
		return errs.New(errs.Unavailable, "unavailable").Because(ctx.Err())
	}
}

// hash makes the stored form of a password.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltLen)
	if _, err := rand.Read(salt); err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	var key []byte
	err := h.slot(ctx, func() { key = argon2.IDKey([]byte(password), salt, h.cost.Time, h.cost.Memory, 1, keyLen) })
	return h.write(salt, key), err
}

func (h *hasher) write(salt, key []byte) string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=1$%s$%s", argon2.Version, h.cost.Memory, h.cost.Time, b64(salt), b64(key))
}

// check compares a password with its stored form; an empty stored form takes as
// long and never fits. stale asks for a new hash at today's cost.
func (h *hasher) check(ctx context.Context, password, stored string) (ok, stale bool, err error) {
	known := stored != ""
	if !known {
		stored = h.dummy
	}
	cost, salt, want, err := readHash(stored)
	if err != nil {
		return false, false, err
	}
	var got []byte
	if err := h.slot(ctx, func() { got = argon2.IDKey([]byte(password), salt, cost.Time, cost.Memory, 1, keyLen) }); err != nil {
		return false, false, err
	}
	return known && subtle.ConstantTimeCompare(got, want) == 1, cost != h.cost, nil
}

func readHash(stored string) (c Cost, salt, key []byte, err error) {
	parts := strings.Split(stored, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, fmt.Errorf("read password hash: unknown form")
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=1", &c.Memory, &c.Time); err != nil {
		return c, nil, nil, fmt.Errorf("read password hash: %w", err)
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err == nil {
		key, err = base64.RawStdEncoding.DecodeString(parts[5])
	}
	if err != nil || len(key) != keyLen {
		return c, nil, nil, fmt.Errorf("read password hash: bad key: %w", err)
	}
	return c, salt, key, nil
}

// checkPassword asks for length, which is what withstands guessing, and refuses
// the guesses that everybody makes first.
func checkPassword(f *errs.Fields, path, password, login string) {
	switch {
	case password == "":
		f.Add(path, "required")
	case !utf8.ValidString(password):
		f.Add(path, "text.invalid")
	case utf8.RuneCountInString(password) < minPassword:
		f.Add(path, "too_short", "min", minPassword)
	case len(password) > maxPassword:
		f.Add(path, "too_long", "max", maxPassword)
	case easy(strings.ToLower(password), login):
		f.Add(path, "password.easy")
	}
}

// easy reports a password that is the login with little around it, or a few
// letters over and over.
func easy(password, login string) bool {
	if name, _, _ := strings.Cut(login, "@"); len(name) >= 3 && len(strings.ReplaceAll(password, name, "")) < minPassword/2 {
		return true
	}
	different := map[rune]bool{}
	for _, r := range password {
		different[r] = true
	}
	return len(different) < 5 || strings.Contains("abcdefghijklmnopqrstuvwxyz0123456789012345678901234567890", password)
}

// NewPassword is a random password that can be read out over the telephone:
// four groups without letters that look or sound alike, 78 bits.
func NewPassword() (string, error) {
	const letters = "abcdefghjkmnpqrstuvwxyz23456789" // 31: no i, l, o, 0, 1
	raw := make([]byte, 0, 16)
	one := make([]byte, 1)
	for len(raw) < cap(raw) {
		if _, err := rand.Read(one); err != nil {
			return "", fmt.Errorf("make password: %w", err)
		}
		if n := int(one[0]); n < 256/len(letters)*len(letters) { // the rest would favour some letters
			raw = append(raw, letters[n%len(letters)])
		}
	}
	return strings.Join([]string{string(raw[:4]), string(raw[4:8]), string(raw[8:12]), string(raw[12:])}, "-"), nil
}
