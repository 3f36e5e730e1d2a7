package notice_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"titian/internal/feature/notice"
	"titian/internal/feature/notice/noticetext"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/i18n"
	"titian/internal/platform/mail"
	"titian/internal/platform/mail/mailtest"
	"titian/internal/platform/outbox"
)

// carrier takes letters without a server.
type carrier struct {
	sent  []mail.Letter
	heard func(text string)
}

func (c *carrier) Domain() string { return "contoh.example" }

func (c *carrier) Send(ctx context.Context, l mail.Letter, handed func(context.Context) error) error {
	if err := handed(ctx); err != nil {
		return err
	}
	if c.heard != nil {
		c.heard(l.Text)
	}
	c.sent = append(c.sent, l)
	return nil
}

func (h *house) post(t *testing.T, c notice.Carrier) int {
	t.Helper()
	n, err := h.s.Post(t.Context(), operator(), c, "https://titian.example")
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func sender(t *testing.T, address string) *mail.Sender {
	t.Helper()
	s, err := mail.New(mail.Settings{Server: address, Security: mail.Plain, From: "titian@contoh.example", Timeout: 20 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// due are letters that wait for their sending.
func (h *house) due(t *testing.T, n int) {
	t.Helper()
	h.address(t, h.partner, "amil@baznas.example")
	h.choose(t, h.partner, notice.AtOnce)
	for i := range n {
		h.tell(t, h.received(fmt.Sprint("surat ", i)))
	}
}

// TestTheMailServerIsDownForAnHour passes the hour minute by minute.
func TestTheMailServerIsDownForAnHour(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		h.due(t, 5)
		server := mailtest.Start(t)
		server.Behave(func(string) string { return mailtest.Drop })
		post := sender(t, server.Addr)
		for range 60 {
			h.post(t, post)
			h.pass(time.Minute)
		}
		if asked := server.Asked(); len(server.Taken()) != 0 || asked > 50 {
			t.Errorf("%d letters; the server was asked %d times for 5 letters in an hour", len(server.Taken()), asked)
		}
		server.Behave(func(string) string { return "" })
		for range 40 {
			h.post(t, post)
			h.pass(time.Minute)
		}
		each(t, server.Taken(), 5)
	})
}

// each checks that every letter came once.
func each(t *testing.T, letters []string, want int) {
	t.Helper()
	seen := map[string]int{}
	for _, l := range letters {
		_, after, _ := strings.Cut(l, "Message-ID: ")
		name, _, _ := strings.Cut(after, "\r\n")
		seen[name]++
	}
	for name, n := range seen {
		if n != 1 {
			t.Errorf("the letter %s came %d times", name, n)
		}
	}
	if len(seen) != want {
		t.Errorf("%d letters came, want %d", len(seen), want)
	}
}

func TestALineThatBreaksWithinALetterLosesNothing(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		h.due(t, 3)
		server := mailtest.Start(t)
		var broken atomic.Int64 // each connection asks for itself
		server.Behave(func(step string) string {
			if step == mailtest.Body && broken.Add(1) <= 4 {
				return mailtest.Drop
			}
			return ""
		})
		for range 60 {
			h.post(t, sender(t, server.Addr))
			h.pass(time.Minute)
		}
		each(t, server.Taken(), 3)
	})
}

// TestKilledWhileSending kills the process that sends, at each step, and looks
// what another one does after. Whatever the step, the letter comes once.
func TestKilledWhileSending(t *testing.T) {
	if url := os.Getenv("TITIAN_TEST_CHILD"); url != "" { // this process is the one that is killed
		_, err := service(t, url, dbtest.Now).Post(t.Context(), operator(), sender(t, os.Getenv("TITIAN_TEST_SERVER")), "https://titian.example")
		t.Log(err)
		return
	}
	for _, dialect := range dbtest.Dialects() {
		for _, step := range []string{mailtest.Greeting, mailtest.Recipient, mailtest.Data, mailtest.Answer} {
			t.Run(string(dialect)+" at "+step, func(t *testing.T) {
				t.Parallel()
				url := dbtest.URL(t, dialect)
				h := open(t, url, dbtest.Now)
				h.due(t, 1)
				server := mailtest.Start(t)
				reached, killed := make(chan struct{}), make(chan struct{})
				first := true
				server.Behave(func(at string) string {
					if at == step && first {
						first = false
						close(reached)
						<-killed
						return mailtest.Drop
					}
					return ""
				})
				child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKilledWhileSending$")
				child.Env = append(os.Environ(), "TITIAN_TEST_CHILD="+url, "TITIAN_TEST_SERVER="+server.Addr)
				if err := child.Start(); err != nil {
					t.Fatal(err)
				}
				select {
				case <-reached:
				case <-time.After(time.Minute):
					t.Error("the child does not send")
				}
				_ = child.Process.Kill()
				_ = child.Wait()
				close(killed)
				s := service(t, url, dbtest.Now.Add(10*time.Minute))
				if _, err := s.Post(t.Context(), operator(), sender(t, server.Addr), "https://titian.example"); err != nil {
					t.Fatal(err)
				}
				each(t, server.Taken(), 1)
			})
		}
	}
}

// service is the notices of a database that others have filled.
func service(t *testing.T, url string, at time.Time) *notice.Service {
	t.Helper()
	d := dbtest.OpenAt(t, url, func() time.Time { return at })
	return notice.New(d, notice.NewTeller(outbox.New(d, [32]byte{1}), i18n.Lazy(noticetext.Words)))
}
