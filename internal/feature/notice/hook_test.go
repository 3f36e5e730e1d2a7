package notice_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"titian/internal/feature/notice"
	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/outbox"
	"titian/internal/platform/webhook"
)

// listener is another system, on this machine, which the test's caller may reach.
type listener struct {
	mu     sync.Mutex
	got    []*http.Request
	bodies []string
	answer func(w http.ResponseWriter, r *http.Request)
	caller *webhook.Caller
	url    string
}

func listen(t *testing.T) *listener {
	t.Helper()
	l := &listener{}
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		l.mu.Lock()
		l.got, l.bodies = append(l.got, r), append(l.bodies, string(body))
		answer := l.answer
		l.mu.Unlock()
		if answer != nil {
			answer(w, r)
		}
	}))
	t.Cleanup(s.Close)
	trust := x509.NewCertPool()
	trust.AddCert(s.Certificate())
	l.url = s.URL
	l.caller = webhook.New(webhook.Options{Trust: &tls.Config{RootCAs: trust, MinVersion: tls.VersionTLS12}, Allow: func(netip.Addr) bool { return true }})
	return l
}

// hook is a webhook of an office that leads to the listener: the form would not
// take an address of this machine.
func (h *house) hook(t *testing.T, a authz.Actor, url string, events ...notice.Kind) notice.Hook {
	t.Helper()
	x, _, err := h.s.MakeHook(t.Context(), a, notice.HookCommand{URL: "https://sistem.contoh.example/titian", Events: events})
	if err != nil {
		t.Fatal(err)
	}
	err = h.db.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := db.Exec(t.Context(), tx, `UPDATE notice_hook SET url = $1 WHERE id = $2`, url, x.ID)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func (h *house) call(t *testing.T, c *webhook.Caller) int {
	t.Helper()
	n, err := h.s.Call(t.Context(), operator(), c, h.db.Now)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (h *house) admin() authz.Actor { return h.Actor(authz.Administrator, h.LapasBungo) }

func TestAnEventIsCalledOnceWithoutPersonalData(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		l := listen(t)
		h.hook(t, h.admin(), l.url)
		h.hook(t, h.Actor(authz.Administrator, h.LapasMaros), l.url)                           // not concerned
		h.hook(t, h.Actor(authz.Administrator, h.KanwilJambi), l.url, notice.ProposalReceived) // the office above
		h.hook(t, h.Actor(authz.Administrator, h.Directorate), l.url, notice.AgreementEnding)  // of something else
		for range 2 {
			h.tell(t, h.received("a"))
		}
		h.call(t, l.caller)
		if len(l.bodies) != 2 {
			t.Fatalf("%d calls, want those of the office and of the one above", len(l.bodies))
		}
		var got map[string]any
		if err := json.Unmarshal([]byte(l.bodies[0]), &got); err != nil || got["event"] != "proposal.received" || got["ref"] != "BUNGO/U/2026/0001" || len(got) != 5 {
			t.Errorf("%v: %v", got, err)
		}
	})
}

// TestAReceiverThatMisbehavesHarmsNothing lets it fail and redirect inside, with
// another receiver beside it.
func TestAReceiverThatMisbehavesHarmsNothing(t *testing.T) {
	for name, answer := range map[string]func(w http.ResponseWriter, r *http.Request){
		"fails": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
		"redirects": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://169.254.169.254/", http.StatusFound)
		},
		"hangs up": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	} {
		t.Run(name, func(t *testing.T) {
			run(t, func(t *testing.T, h *house) {
				bad, good := listen(t), listen(t)
				bad.answer = answer
				broken := h.hook(t, h.admin(), bad.url)
				h.hook(t, h.Actor(authz.Administrator, h.Baznas), good.url)
				for i := range 5 {
					h.tell(t, h.received(string(rune('a'+i))))
				}
				h.call(t, bad.caller)
				h.call(t, good.caller)
				if len(h.list(t, h.partner)) != 5 {
					t.Error("notices were lost")
				}
				if len(bad.got) > 5 || len(bad.got) == 0 {
					t.Errorf("the broken one was asked %d times", len(bad.got))
				}
				calls, err := h.s.Calls(t.Context(), h.admin(), broken.ID)
				if err != nil || len(calls) != 5 || calls[0].Status == outbox.Done {
					t.Errorf("%+v, %v", calls, err)
				}
				h.pass(2 * time.Hour)
				good2 := len(good.got)
				h.call(t, good.caller)
				if len(good.got) < good2 || len(good.got) > 5 {
					t.Errorf("the good one was called %d times", len(good.got))
				}
			})
		})
	}
}

func TestAReceiverThatHangsIsAskedOnceForAllThatWaits(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		l := listen(t)
		l.answer = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }
		h.hook(t, h.admin(), l.url)
		for i := range 20 {
			h.tell(t, h.received(string(rune('a'+i))))
		}
		if n := h.call(t, l.caller); n != 1 {
			t.Errorf("%d calls of a receiver that fails at the first", n)
		}
		l.answer = nil
		h.pass(time.Minute + time.Second)
		if n := h.call(t, l.caller); n != 20 || len(l.got) != 21 {
			t.Errorf("%d calls after it came back, %d in all", n, len(l.got))
		}
	})
}

func TestACallCanBePlayedAgain(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		ctx, l := t.Context(), listen(t)
		x := h.hook(t, h.admin(), l.url)
		h.tell(t, h.received("a"))
		h.call(t, l.caller)
		calls, err := h.s.Calls(ctx, h.admin(), x.ID)
		if err != nil || len(calls) != 1 || calls[0].Outcome != "200" {
			t.Fatalf("%+v, %v", calls, err)
		}
		if _, err := h.s.Replay(ctx, h.Actor(authz.Administrator, h.LapasMaros), x.ID, calls[0].ID); !errors.Is(err, errs.NotFound) {
			t.Errorf("another office: %v", err)
		}
		if _, err := h.s.Replay(ctx, h.admin(), x.ID, calls[0].ID); err != nil {
			t.Fatal(err)
		}
		h.call(t, l.caller)
		if len(l.got) != 2 || l.got[0].Header.Get("Titian-Delivery") != l.got[1].Header.Get("Titian-Delivery") || l.bodies[0] != l.bodies[1] {
			t.Errorf("%d calls", len(l.got))
		}
	})
}

func TestAStoppedWebhookIsNotCalled(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		ctx, l := t.Context(), listen(t)
		x := h.hook(t, h.admin(), l.url)
		h.tell(t, h.received("a"))
		if _, err := h.s.ChangeHook(ctx, h.admin(), x.ID, x.Version, notice.HookCommand{URL: "https://sistem.contoh.example"}); err != nil {
			t.Fatal(err)
		}
		if _, err := h.s.ChangeHook(ctx, h.admin(), x.ID, x.Version, notice.HookCommand{URL: "https://sistem.contoh.example"}); !errors.Is(err, errs.Conflict) {
			t.Errorf("a stale version: %v", err)
		}
		h.tell(t, h.received("b"))
		if h.call(t, l.caller); len(l.got) != 0 {
			t.Error("it was called")
		}
		if _, err := h.s.Ping(ctx, h.admin(), x.ID); code(err) != "hook.stopped" {
			t.Errorf("got %v", err)
		}
	})
}

func TestAWebhookLeadsOutOfTheHouse(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		for _, bad := range []string{"", "http://contoh.example", "https://10.0.0.1", "https://127.0.0.1/x", "https://" + strings.Repeat("a", 1000)} {
			if _, _, err := h.s.MakeHook(t.Context(), h.admin(), notice.HookCommand{URL: bad, Events: []notice.Kind{"everything"}}); errs.As(err) == nil || len(errs.As(err).Fields) != 2 {
				t.Errorf("%.40q: %v", bad, err)
			}
		}
		for _, a := range []authz.Actor{h.head, h.partner, h.guardian} {
			if _, err := h.s.Hooks(t.Context(), a); !errors.Is(err, errs.Forbidden) {
				t.Errorf("%s: %v", a.Role, err)
			}
		}
	})
}
