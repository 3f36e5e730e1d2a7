package account

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"titian/internal/kernel/id"
)

// Devices are the signed stamps of the users who have signed in with a browser.
// They open nothing; they only say that this browser is no stranger to an
// account, so that strangers' guesses do not keep its owner waiting. A PC in an
// office has several users, and a stamp for each of the last few.

const maxStamps = 6

// stamp proves that a user signed in with this browser: user, random number of
// the browser for this user, and a signature over both.
const stampLen = 16 + 12 + 32

// Devices is the value of the device cookie.
type Devices string

// stamps reads the stamps that we signed ourselves; others are dropped.
func (s *Service) stamps(d Devices) [][]byte {
	var out [][]byte
	for _, text := range strings.Split(string(d), ".") {
		b, err := base64.RawURLEncoding.DecodeString(text)
		if err == nil && len(b) == stampLen && hmac.Equal(s.sign(b[:28]), b[28:]) && len(out) < maxStamps {
			out = append(out, b)
		}
	}
	return out
}

func (s *Service) sign(b []byte) []byte {
	m := hmac.New(sha256.New, s.key)
	m.Write([]byte("device"))
	m.Write(b)
	return m.Sum(nil)
}

// known is the subject under which this browser's tries at a user's account are
// counted, if the user has signed in with it before.
func (s *Service) known(d Devices, user id.User) (subject, bool) {
	for _, b := range s.stamps(d) {
		if id.User(b[:16]) == user {
			return subject{name: "device:" + digest(string(b[:28])), rule: byDevice}, true
		}
	}
	return subject{}, false
}

// stamped is d with a stamp for user in front; the oldest falls out.
func (s *Service) stamped(d Devices, user id.User) (Devices, error) {
	fresh := make([]byte, 28, stampLen)
	copy(fresh, user[:])
	if _, err := rand.Read(fresh[16:]); err != nil {
		return d, err
	}
	out := []string{base64.RawURLEncoding.EncodeToString(append(fresh, s.sign(fresh)...))}
	for _, b := range s.stamps(d) {
		if id.User(b[:16]) != user && len(out) < maxStamps {
			out = append(out, base64.RawURLEncoding.EncodeToString(b))
		}
	}
	return Devices(strings.Join(out, ".")), nil
}
