package web

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"net/http"
	"strings"

	"titian/internal/delivery/web/form"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// maxOnce is the length of the longest key that is stored; ours have 36 letters.
const maxOnce = 64

// withOnce gives the request's transaction the key that the form carried, so
// that a double click or a reload does the work once.
func withOnce(r *http.Request) (*http.Request, error) {
	once, err := onceOf(r)
	if once == nil || err != nil {
		return r, err
	}
	return r.WithContext(db.WithOnce(r.Context(), *once)), nil
}

// onceOf finds the key of a form and hashes what the form says. A body of
// another kind than a plain form (an upload) brings its key in the address,
// because reading it here would read the whole file.
func onceOf(r *http.Request) (*db.Once, error) {
	actor := authz.FromContext(r.Context())
	if r.Method != http.MethodPost || !actor.Anyone() {
		return nil, nil
	}
	key, content := r.URL.Query().Get(form.OnceField), ""
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		f := form.Parse(r)
		if !f.Readable() {
			return nil, f.Err()
		}
		sent := maps.Clone(r.PostForm)
		sent.Del(form.OnceField)
		if k := f.Once(); k != "" {
			key = k
		}
		content = sent.Encode()
	}
	if key == "" || len(key) > maxOnce {
		return nil, nil
	}
	hash := sha256.Sum256([]byte(r.URL.Path + "\n" + content))
	return &db.Once{Actor: actor.User.String(), Key: key, Hash: hex.EncodeToString(hash[:])}, nil
}
