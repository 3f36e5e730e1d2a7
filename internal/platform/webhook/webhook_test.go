package webhook_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"titian/internal/platform/outbox"
	"titian/internal/platform/webhook"
)

// receiver is a server on this machine and a caller that may reach it.
func receiver(t *testing.T, h http.HandlerFunc) (*httptest.Server, *webhook.Caller) {
	t.Helper()
	s := httptest.NewTLSServer(h)
	t.Cleanup(s.Close)
	trust := x509.NewCertPool()
	trust.AddCert(s.Certificate())
	return s, webhook.New(webhook.Options{Trust: &tls.Config{RootCAs: trust, MinVersion: tls.VersionTLS12}, Allow: func(netip.Addr) bool { return true }})
}

func call(url string) webhook.Call {
	return webhook.Call{URL: url, Secret: []byte("rahasia"), Delivery: "d-1", Event: "proposal.received", Body: []byte(`{"event":"proposal.received"}`), At: time.Unix(1_800_000_000, 0)}
}

func failure(t *testing.T, err error) *outbox.Failure {
	t.Helper()
	var f *outbox.Failure
	if !errors.As(err, &f) {
		t.Fatalf("got %v", err)
	}
	return f
}

func TestTheReceiverCanCheckWhoCalled(t *testing.T) {
	var header http.Header
	var body []byte
	s, c := receiver(t, func(w http.ResponseWriter, r *http.Request) {
		header = r.Header
		body, _ = io.ReadAll(r.Body)
		w.WriteHeader(http.StatusNoContent)
	})
	if status, err := c.Post(t.Context(), call(s.URL)); err != nil || status != 204 {
		t.Fatalf("%d, %v", status, err)
	}
	m := hmac.New(sha256.New, []byte("rahasia"))
	m.Write([]byte("1800000000." + string(body)))
	if want := "t=1800000000,v1=" + hex.EncodeToString(m.Sum(nil)); header.Get("Titian-Signature") != want {
		t.Errorf("got %s, want %s", header.Get("Titian-Signature"), want)
	}
	if header.Get("Titian-Delivery") != "d-1" || header.Get("Titian-Event") != "proposal.received" {
		t.Errorf("got %v", header)
	}
}

func TestARedirectIsNotFollowed(t *testing.T) {
	inside := false
	within, _ := receiver(t, func(http.ResponseWriter, *http.Request) { inside = true })
	s, c := receiver(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, within.URL, http.StatusTemporaryRedirect)
	})
	_, err := c.Post(t.Context(), call(s.URL))
	if f := failure(t, err); f.Code != "hook.redirect" || !f.Final || inside {
		t.Errorf("got %v, followed %v", f, inside)
	}
}

func TestAReceiverThatFailsIsAskedAgain(t *testing.T) {
	s, c := receiver(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	_, err := c.Post(t.Context(), call(s.URL))
	if f := failure(t, err); f.Code != "hook.status.502" || f.Final {
		t.Errorf("got %v", f)
	}
}

func TestAnEndlessAnswerIsNotRead(t *testing.T) {
	s, c := receiver(t, func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := w.Write([]byte(strings.Repeat("x", 1<<16))); err != nil {
				return
			}
		}
	})
	begun := time.Now()
	if _, err := c.Post(t.Context(), call(s.URL)); err != nil || time.Since(begun) > 5*time.Second {
		t.Errorf("%v after %s", err, time.Since(begun))
	}
}

func TestNothingInsideIsReached(t *testing.T) {
	reached := false
	s, _ := receiver(t, func(http.ResponseWriter, *http.Request) { reached = true })
	trust := x509.NewCertPool() // the server is trusted: what keeps the call away is its address alone
	trust.AddCert(s.Certificate())
	guarded := webhook.New(webhook.Options{Trust: &tls.Config{RootCAs: trust, MinVersion: tls.VersionTLS12}})
	_, port, _ := strings.Cut(strings.TrimPrefix(s.URL, "https://"), ":")
	// A name that resolves to this machine looks harmless until it is resolved.
	for _, host := range []string{"127.0.0.1", "localhost", "[::1]", "0.0.0.0", "[::ffff:127.0.0.1]"} {
		_, err := guarded.Post(t.Context(), call("https://"+host+":"+port))
		if f := failure(t, err); f.Code != "hook.inside" || !f.Final {
			t.Errorf("%s: got %v", host, f)
		}
	}
	if reached {
		t.Error("a call reached this machine")
	}
}

func TestWhichAddressesArePublic(t *testing.T) {
	for _, a := range []string{"127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1", "fd00::1", "ff02::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::"} {
		if webhook.Public(netip.MustParseAddr(a)) {
			t.Errorf("%s passes for public", a)
		}
	}
	for _, a := range []string{"8.8.8.8", "103.1.2.3", "2606:4700::1111"} {
		if !webhook.Public(netip.MustParseAddr(a)) {
			t.Errorf("%s is refused", a)
		}
	}
}

func TestWhatAnAddressMustLookLike(t *testing.T) {
	for _, bad := range []string{"", "http://contoh.go.id", "https://", "ftp://contoh.go.id", "https://a:b@contoh.go.id", "https://10.0.0.1/x", "https://[::1]/", "file:///etc/passwd", "https://contoh.go.id/#x", "https://localhost/x", "https://db:5432/", "https://Localhost./x", "https://sistem.localhost/"} {
		if webhook.CheckURL(bad) == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
	if err := webhook.CheckURL("https://sistem.contoh.go.id:8443/titian?x=1"); err != nil {
		t.Error(err)
	}
}
