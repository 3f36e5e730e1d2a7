package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// sent is a POST by an actor as the router sees it.
func sent(ctx context.Context, actor authz.Actor, path string, form url.Values) *http.Request {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r.WithContext(authz.WithActor(ctx, actor))
}

func TestTheKeyOfAFormStandsForItsContent(t *testing.T) {
	var user id.User
	user[15] = 1
	officer := authz.Actor{User: user, Role: authz.ProgrammeOfficer}
	body := func(title, key string) url.Values { return url.Values{"title": {title}, "_once": {key}} }
	once := func(r *http.Request) (key, hash string) {
		t.Helper()
		o, err := onceOf(r)
		if err != nil {
			t.Fatal(err)
		}
		if o == nil {
			return "", ""
		}
		if o.Actor != user.String() {
			t.Errorf("the key is in the name of %q", o.Actor)
		}
		return o.Key, o.Hash
	}
	key, hash := once(sent(t.Context(), officer, "/a", body("x", "k")))
	if key != "k" || len(hash) != 64 {
		t.Fatalf("got key %q, hash %q", key, hash)
	}
	if _, same := once(sent(t.Context(), officer, "/a", body("x", "k2"))); same != hash {
		t.Error("the same content under another key has another hash")
	}
	for name, r := range map[string]*http.Request{
		"other text": sent(t.Context(), officer, "/a", body("y", "k")),
		"other path": sent(t.Context(), officer, "/b", body("x", "k")),
	} {
		if _, other := once(r); other == hash {
			t.Errorf("%s has the same hash", name)
		}
	}
	upload := httptest.NewRequest(http.MethodPost, "/import?_once=k3", strings.NewReader("--x"))
	upload.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	if key, _ := once(upload.WithContext(authz.WithActor(t.Context(), officer))); key != "k3" {
		t.Errorf("an upload has the key %q", key)
	}
	for name, r := range map[string]*http.Request{
		"nobody":         sent(t.Context(), authz.Actor{}, "/a", body("x", "k")),
		"no key":         sent(t.Context(), officer, "/a", url.Values{}),
		"a key too long": sent(t.Context(), officer, "/a", body("x", strings.Repeat("k", 65))),
		"a GET":          httptest.NewRequest(http.MethodGet, "/a?_once=k", nil).WithContext(authz.WithActor(t.Context(), officer)),
	} {
		if key, _ := once(r); key != "" {
			t.Errorf("%s has the key %q", name, key)
		}
	}
}
