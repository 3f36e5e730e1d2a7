package mail_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"titian/internal/platform/mail"
	"titian/internal/platform/mail/mailtest"
	"titian/internal/platform/outbox"
)

func sender(t *testing.T, s *mailtest.Server, change func(*mail.Settings)) *mail.Sender {
	t.Helper()
	x := mail.Settings{Server: s.Addr, Security: mail.Plain, From: "Titian <titian@contoh.go.id>", Timeout: 2 * time.Second}
	if change != nil {
		change(&x)
	}
	out, err := mail.New(x)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func letter() mail.Letter {
	return mail.Letter{ID: "01-a@contoh.go.id", To: "budi@mitra.example", Subject: "Usulan U/2026/0001 – jawaban", Text: "Halo,\n.\nsampai jumpa\n", Date: time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC)}
}

// send sends one letter and says how it failed and whether it was handed over.
func send(t *testing.T, s *mail.Sender) (f *outbox.Failure, handed bool) {
	t.Helper()
	err := s.Send(t.Context(), letter(), func(context.Context) error { handed = true; return nil })
	errors.As(err, &f)
	if (err == nil) != (f == nil) {
		t.Fatalf("an error that is no failure: %v", err)
	}
	return f, handed
}

func TestALetterArrivesWholeWithItsName(t *testing.T) {
	s := mailtest.Start(t)
	if f, handed := send(t, sender(t, s, nil)); f != nil || !handed {
		t.Fatalf("%v, handed %v", f, handed)
	}
	got := s.Taken()
	if len(got) != 1 {
		t.Fatalf("%d letters were taken", len(got))
	}
	for _, want := range []string{"Message-ID: <01-a@contoh.go.id>", "Auto-Submitted: auto-generated", "To: <budi@mitra.example>", "sampai jumpa", "Date: Sun, 22 Nov 2026"} {
		if !strings.Contains(got[0], want) {
			t.Errorf("the letter lacks %q:\n%s", want, got[0])
		}
	}
}

// TestHowASendingEnds is the whole table of what the outbox is told.
func TestHowASendingEnds(t *testing.T) {
	for _, tt := range []struct {
		name, step, does       string
		code                   string
		handed, final, unknown bool
	}{
		{"the server hangs up at once", mailtest.Greeting, mailtest.Drop, "smtp.connect", false, false, false},
		{"the server is not ready", mailtest.Greeting, "554 no", "smtp.connect.554", false, false, false},
		{"our address is refused", mailtest.Sender, "550 no", "smtp.sender.550", false, false, false},
		{"nobody has the address", mailtest.Recipient, "550 nobody", "smtp.recipient.550", false, true, false},
		{"the mailbox is full today", mailtest.Recipient, "452 full", "smtp.recipient.452", false, false, false},
		{"the line breaks before the letter", mailtest.Data, mailtest.Drop, "smtp.data", false, false, false},
		{"the line breaks within the letter", mailtest.Body, mailtest.Drop, "smtp.data", false, false, false},
		{"the letter is refused at its end", mailtest.Answer, "554 spam", "smtp.answer.554", true, true, false},
		{"the letter is put off at its end", mailtest.Answer, "451 later", "smtp.answer.451", true, false, false},
		{"nobody hears whether it was taken", mailtest.Answer, mailtest.Drop, "smtp.answer", true, false, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := mailtest.Start(t)
			s.Behave(func(step string) string {
				if step == tt.step {
					return tt.does
				}
				return ""
			})
			f, handed := send(t, sender(t, s, nil))
			if f == nil {
				t.Fatal("it was sent")
			}
			if f.Code != tt.code || f.Final != tt.final || f.Unknown != tt.unknown || handed != tt.handed {
				t.Errorf("got %s final %v unknown %v handed %v", f.Code, f.Final, f.Unknown, handed)
			}
		})
	}
}

func TestASlowServerEndsTheAttemptAndNotTheProgram(t *testing.T) {
	s := mailtest.Start(t)
	hold := make(chan struct{})
	defer close(hold)
	s.Behave(func(step string) string {
		if step == mailtest.Data {
			<-hold
		}
		return ""
	})
	begun := time.Now()
	f, handed := send(t, sender(t, s, func(x *mail.Settings) { x.Timeout = 200 * time.Millisecond }))
	if f == nil || f.Unknown || handed || time.Since(begun) > 5*time.Second {
		t.Errorf("got %v, handed %v, after %s", f, handed, time.Since(begun))
	}
}

func TestAServerThatCannotCloseTheLineGetsNothing(t *testing.T) {
	s := mailtest.Start(t)
	for _, how := range []string{mail.StartTLS, mail.TLS} {
		f, _ := send(t, sender(t, s, func(x *mail.Settings) { x.Security, x.User, x.Password = how, "titian", "rahasia" }))
		if f == nil || f.Final || len(s.Taken()) != 0 {
			t.Errorf("%s: %v, %d letters", how, f, len(s.Taken()))
		}
	}
}

func TestNobodyListens(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &mailtest.Server{Addr: l.Addr().String()}
	_ = l.Close()
	if f, _ := send(t, sender(t, s, nil)); f == nil || f.Code != "smtp.connect" || f.Final {
		t.Errorf("got %v", f)
	}
}

func TestWrongSettingsAreToldAtOnce(t *testing.T) {
	for name, s := range map[string]mail.Settings{
		"no port":     {Server: "localhost", Security: mail.TLS, From: "a@b.example"},
		"no security": {Server: "localhost:25", From: "a@b.example"},
		"no sender":   {Server: "localhost:25", Security: mail.TLS},
	} {
		if _, err := mail.New(s); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}
