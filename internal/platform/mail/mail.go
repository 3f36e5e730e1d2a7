// Package mail hands letters to an SMTP server, one at a time.
//
// It owns the conversation with the server and what each way of its ending means:
// not out, out, refused for good, or unknown. It refuses to queue and to retry
// (platform/outbox does), and to log or keep an address.
package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"os"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"titian/internal/platform/outbox"
)

// How the line to the server is closed to others.
const (
	StartTLS = "starttls" // begins open, and goes no further unless the server can close it
	TLS      = "tls"      // closed from the first byte
	Plain    = "none"     // open: a server on this machine only
)

// Settings say which server takes our letters.
type Settings struct {
	Server   string // host:port
	Security string // StartTLS, TLS or Plain
	User     string // empty: without signing in
	Password string
	From     string // "Titian <titian@example.go.id>"
	Timeout  time.Duration
	Trust    *tls.Config // nil is the machine's own authorities; tests bring theirs
}

// Letter is one message to one address, in plain text.
type Letter struct {
	ID      string // Message-ID without brackets: the same at every attempt
	To      string
	Subject string
	Text    string
	Date    time.Time
}

// Sender hands letters over.
type Sender struct{ settings Settings }

// New checks the settings.
func New(s Settings) (*Sender, error) {
	if _, _, err := net.SplitHostPort(s.Server); err != nil {
		return nil, fmt.Errorf("mail server %q: %w", s.Server, err)
	}
	switch s.Security {
	case StartTLS, TLS, Plain:
	default:
		return nil, fmt.Errorf("mail security %q: not %s, %s or %s", s.Security, StartTLS, TLS, Plain)
	}
	if host, _, _ := net.SplitHostPort(s.Server); s.Security == Plain && s.User != "" && !here(host) {
		return nil, fmt.Errorf("mail server %q: a password goes over an open line to this machine only", s.Server)
	}
	if err := gomail.NewMsg().From(s.From); err != nil {
		return nil, fmt.Errorf("mail sender %q: %w", s.From, err)
	}
	if s.Timeout == 0 {
		s.Timeout = 2 * time.Minute
	}
	return &Sender{s}, nil
}

// here reports whether a host is this machine. A name is looked at, not looked up:
// what it leads to may be another by the time a letter goes.
func here(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Domain is the part of the sender's address that Message-IDs end with.
func (s *Sender) Domain() string {
	_, domain, _ := strings.Cut(strings.TrimSuffix(s.settings.From, ">"), "@")
	return domain
}

// Send hands one letter over. handed is called when all but the last line is
// there and the server still listens: after it, and until the answer is heard,
// nobody can know whether the letter is out. Errors are *outbox.Failure.
func (s *Sender) Send(ctx context.Context, l Letter, handed func(context.Context) error) error {
	m, err := s.compose(l)
	if err != nil {
		return &outbox.Failure{Code: "address", Final: true, Cause: err}
	}
	conn, c, err := s.dial(ctx)
	if err != nil {
		return classify("connect", err)
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })() // the program is told to stop
	return s.converse(ctx, conn, c, m, l.To, handed)
}

func (s *Sender) compose(l Letter) (*gomail.Msg, error) {
	m := gomail.NewMsg()
	if err := errors.Join(m.From(s.settings.From), m.To(l.To)); err != nil {
		return nil, err
	}
	m.Subject(l.Subject)
	m.SetMessageIDWithValue(l.ID)
	m.SetDateWithValue(l.Date)
	m.SetGenHeader("Auto-Submitted", "auto-generated") // nobody's absence answers us
	m.SetBodyString(gomail.TypeTextPlain, l.Text)
	return m, nil
}

// dial reaches the server, closes the line and signs in.
func (s *Sender) dial(ctx context.Context) (net.Conn, *smtp.Client, error) {
	host, _, _ := net.SplitHostPort(s.settings.Server)
	conn, err := (&net.Dialer{Timeout: 30 * time.Second}).DialContext(ctx, "tcp", s.settings.Server)
	if err != nil {
		return nil, nil, err
	}
	if err := conn.SetDeadline(time.Now().Add(s.settings.Timeout)); err != nil {
		return nil, nil, errors.Join(err, conn.Close())
	}
	trust := &tls.Config{MinVersion: tls.VersionTLS12}
	if s.settings.Trust != nil {
		trust = s.settings.Trust.Clone()
	}
	trust.ServerName = host
	line := conn
	if s.settings.Security == TLS {
		line = tls.Client(conn, trust)
	}
	c, err := smtp.NewClient(line, host)
	if err == nil {
		err = s.introduce(c, trust, host)
	}
	if err != nil {
		return nil, nil, errors.Join(err, conn.Close())
	}
	return conn, c, nil
}

func (s *Sender) introduce(c *smtp.Client, trust *tls.Config, host string) error {
	name, err := os.Hostname()
	if err != nil || name == "" {
		name = "localhost"
	}
	if err := c.Hello(name); err != nil {
		return err
	}
	if s.settings.Security == StartTLS {
		if err := c.StartTLS(trust); err != nil {
			return err
		}
	}
	if s.settings.User == "" {
		return nil
	}
	return c.Auth(smtp.PlainAuth("", s.settings.User, s.settings.Password, host, s.settings.Security == Plain))
}

// converse sends the letter and tells how it ended.
func (s *Sender) converse(ctx context.Context, conn net.Conn, c *smtp.Client, m *gomail.Msg, to string, handed func(context.Context) error) error {
	from, err := m.GetSender(false)
	if err != nil {
		return &outbox.Failure{Code: "sender", Final: true, Cause: err}
	}
	if err := c.Mail(from); err != nil {
		return classify("sender", err)
	}
	if err := c.Rcpt(to); err != nil {
		return classify("recipient", err)
	}
	w, err := c.Data()
	if err != nil {
		return classify("data", err)
	}
	if _, err := m.WriteTo(w); err != nil {
		return classify("data", err)
	}
	if err := s.listening(conn, c); err != nil {
		return classify("data", err)
	}
	if err := handed(ctx); err != nil {
		return classify("data", err) // the last line is not sent, so the letter is not out
	}
	if err := w.Close(); err != nil {
		f := classify("answer", err)
		var said *textproto.Error
		f.Unknown = !errors.As(err, &said) // silence after the last line
		return f
	}
	_ = c.Quit() // the letter is out, whatever the server says now
	return nil
}

// listening sends what is buffered and looks for a moment whether the server has
// hung up: then it cannot have taken the letter, and it is sent again.
func (s *Sender) listening(conn net.Conn, c *smtp.Client) error {
	if err := c.Text.W.Flush(); err != nil {
		return err
	}
	if err := conn.SetReadDeadline(time.Now().Add(20 * time.Millisecond)); err != nil {
		return err
	}
	_, err := c.Text.R.Peek(1)
	var slow net.Error
	switch {
	case err == nil:
		return errors.New("the server spoke before the end")
	case !errors.As(err, &slow) || !slow.Timeout():
		return err
	}
	return conn.SetDeadline(time.Now().Add(s.settings.Timeout))
}

// classify makes an error a failure by what the server said. 5xx is for good when
// it is about this letter; when we are not let in at all, somebody will mend that.
func classify(step string, err error) *outbox.Failure {
	f := &outbox.Failure{Code: "smtp." + step, Cause: err}
	var said *textproto.Error
	if errors.As(err, &said) {
		f.Code = fmt.Sprintf("smtp.%s.%d", step, said.Code)
		f.Final = said.Code >= 500 && step != "connect" && step != "sender"
	}
	return f
}
