package web

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"maps"
	"net/http"
	"strings"

	"titian/internal/delivery/web/form"
	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// withOnce gives the request's transaction the key that the form carried, so
// that a double click or a reload does the work once. A body of another kind
// than a plain form (an upload) brings its key in the address, because reading
// it here would read the whole file.
func withOnce(r *http.Request) (*http.Request, error) {
	actor := authz.FromContext(r.Context())
	if r.Method != http.MethodPost || !actor.Anyone() {
		return r, nil
	}
	hash := sha256.New()
	hash.Write([]byte(r.URL.Path))
	key := r.URL.Query().Get(form.OnceField)
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		if err := r.ParseForm(); err != nil {
			if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
				return nil, errs.New(errs.TooLarge, "form.too_large").Because(err)
			}
			return nil, errs.New(errs.Invalid, "form.invalid").Because(err)
		}
		if k := r.PostForm.Get(form.OnceField); k != "" {
			key = k
		}
		sent := maps.Clone(r.PostForm)
		delete(sent, form.OnceField)
		hash.Write([]byte("\n" + sent.Encode()))
	}
	if key == "" || len(key) > maxOnce {
		return r, nil
	}
	once := db.Once{Actor: actor.User.String(), Key: key, Hash: hex.EncodeToString(hash.Sum(nil))}
	return r.WithContext(db.WithOnce(r.Context(), once)), nil
}

const maxOnce = 64
