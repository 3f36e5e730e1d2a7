// Package webhook calls another system's address with a signed body.
//
// It owns the signature, and that a call reaches nothing inside our own networks:
// addresses are checked after the name was resolved, at the instant of the
// connection, so that no answer of a name server gets around it. It refuses to
// follow redirects, to wait long and to read much. Queue and retries are
// platform/outbox's.
package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"

	"titian/internal/platform/outbox"
)

// Limits of one call.
const (
	timeout   = 10 * time.Second
	maxAnswer = 4 << 10 // read, so that the other side can end; kept nowhere
	maxHeader = 16 << 10
)

// Call is one delivery.
type Call struct {
	URL      string
	Secret   []byte
	Delivery string // the same at every attempt: the receiver knows a repeat by it
	Event    string
	Body     []byte
	At       time.Time // of this attempt; it is signed, so that an old call cannot be played again
}

// Options of New, for tests that bring a receiver on this machine.
type Options struct {
	Trust *tls.Config
	Allow func(netip.Addr) bool // nil is Public
}

// Caller calls.
type Caller struct{ client *http.Client }

// New returns a caller.
func New(o Options) *Caller {
	if o.Allow == nil {
		o.Allow = Public
	}
	dial := &net.Dialer{Timeout: timeout / 2, Control: func(_, address string, _ syscall.RawConn) error { return guard(o.Allow, address) }}
	return &Caller{&http.Client{
		Timeout:       timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{ // no proxy of the environment, which could reach inside
			DialContext: dial.DialContext, TLSClientConfig: o.Trust, DisableKeepAlives: true,
			TLSHandshakeTimeout: timeout / 2, ResponseHeaderTimeout: timeout, MaxResponseHeaderBytes: maxHeader,
		},
	}}
}

// errInside is what a call to an address inside gets.
var errInside = errors.New("the address is not a public one")

func guard(allow func(netip.Addr) bool, address string) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	if !allow(at.Addr().Unmap()) {
		return errInside
	}
	return nil
}

// inside are networks that are no public addresses although the standard library
// has no word for them.
var inside = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("2001::/32"),
}

// Public reports whether an address is out in the Internet: not this machine, not
// a network of an office or of a cloud, not one that leads into such a network.
func Public(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsValid() || !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	for _, p := range inside {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// CheckURL is what an address must look like before it is ever called.
func CheckURL(text string) error {
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return err
	case u.Scheme != "https" || u.Host == "" || u.User != nil || u.Fragment != "":
		return errors.New("not an https address")
	}
	a, err := netip.ParseAddr(u.Hostname())
	if err == nil && !Public(a) || err != nil && homely(u.Hostname()) {
		return errInside
	}
	return nil
}

// homely reports whether a name can lead nowhere but inside: one without a dot, or
// this machine's own. What other names lead to is seen when they are called.
func homely(name string) bool {
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	return !strings.Contains(name, ".") || strings.HasSuffix(name, ".localhost")
}

// Sign is the value of the header Titian-Signature: the second at which the body
// was signed, and HMAC-SHA256 of that second, a dot and the body.
func Sign(secret []byte, at time.Time, body []byte) string {
	second := strconv.FormatInt(at.Unix(), 10)
	m := hmac.New(sha256.New, secret)
	m.Write([]byte(second + "."))
	m.Write(body)
	return "t=" + second + ",v1=" + hex.EncodeToString(m.Sum(nil))
}

// Post calls once and gives the status that was answered. Anything but 2xx is an
// *outbox.Failure; a redirect is one for good.
func (c *Caller) Post(ctx context.Context, call Call) (int, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, call.URL, bytes.NewReader(call.Body))
	if err != nil {
		return 0, &outbox.Failure{Code: "hook.address", Final: true, Cause: err}
	}
	for name, value := range map[string]string{
		"Content-Type": "application/json", "User-Agent": "Titian", "Titian-Event": call.Event,
		"Titian-Delivery": call.Delivery, "Titian-Signature": Sign(call.Secret, call.At, call.Body),
	} {
		r.Header.Set(name, value)
	}
	answer, err := c.client.Do(r)
	if err != nil {
		return 0, failed(err)
	}
	defer answer.Body.Close()
	_, _ = io.CopyN(io.Discard, answer.Body, maxAnswer)
	switch s := answer.StatusCode; {
	case s >= 200 && s < 300:
		return s, nil
	case s >= 300 && s < 400:
		return s, &outbox.Failure{Code: "hook.redirect", Final: true}
	default:
		return s, &outbox.Failure{Code: fmt.Sprintf("hook.status.%d", s)}
	}
}

func failed(err error) *outbox.Failure {
	var slow net.Error
	switch {
	case errors.Is(err, errInside):
		return &outbox.Failure{Code: "hook.inside", Final: true, Cause: err}
	case errors.As(err, &slow) && slow.Timeout():
		return &outbox.Failure{Code: "hook.timeout", Cause: err}
	}
	return &outbox.Failure{Code: "hook.connect", Cause: err}
}
