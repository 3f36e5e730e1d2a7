package web

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"

	"titian/internal/delivery/web/ui"
	"titian/internal/platform/i18n"
)

const flashCookie = "flash"

// flashMessage travels in a cookie as a message key with its pairs, not as
// text: whoever plants a cookie can show one of our own sentences and no other.
type flashMessage struct {
	Key   string   `json:"k"`
	Pairs []string `json:"p,omitempty"`
	Bad   bool     `json:"b,omitempty"`
}

func setFlash(w http.ResponseWriter, r *http.Request, bad bool, key string, pairs []any) {
	m := flashMessage{Key: key, Bad: bad}
	for _, p := range pairs {
		m.Pairs = append(m.Pairs, fmt.Sprint(p))
	}
	b, err := json.Marshal(m)
	if err != nil || len(b) > 1000 {
		return // a message that does not fit is not worth losing the redirect for
	}
	http.SetCookie(w, flashWith(r, base64.RawURLEncoding.EncodeToString(b), 60))
}

func flashWith(r *http.Request, value string, maxAge int) *http.Cookie {
	s := seenFrom(r.Context())
	//nolint:gosec // Secure follows the service: a demo on loopback has no TLS
	return &http.Cookie{
		Name: flashCookie, Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: s != nil && s.web.config.TLS, SameSite: http.SameSiteLaxMode,
	}
}

// takeFlash reads the message and forgets it.
func takeFlash(w http.ResponseWriter, r *http.Request) *ui.Flash {
	c, err := r.Cookie(flashCookie)
	if err != nil {
		return nil
	}
	http.SetCookie(w, flashWith(r, "", -1))
	b, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil {
		return nil
	}
	var m flashMessage
	l := i18n.From(r.Context())
	if json.Unmarshal(b, &m) != nil || !l.Has(m.Key) {
		return nil
	}
	pairs := make([]any, len(m.Pairs))
	for i, p := range m.Pairs {
		pairs[i] = p
	}
	return &ui.Flash{Text: l.T(m.Key, pairs...), Bad: m.Bad}
}
