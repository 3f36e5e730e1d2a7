package mail_test

import (
	"crypto/tls"
	"crypto/x509"
	"strings"
	"testing"
	"time"

	"titian/internal/platform/mail"
	"titian/internal/platform/mail/mailtest"
)

// guarded is a server with a good certificate, and who trusts it.
func guarded(t *testing.T, change func(*mailtest.Guard)) (*mailtest.Server, *x509.CertPool) {
	t.Helper()
	config, trust := mailtest.Certificate(t, "127.0.0.1", time.Now().AddDate(1, 0, 0))
	g := mailtest.Guard{TLS: config, User: "titian", Password: "rahasia"}
	if change != nil {
		change(&g)
	}
	return mailtest.StartGuarded(t, g), trust
}

func closedBy(how string, trust *x509.CertPool) func(*mail.Settings) {
	return func(x *mail.Settings) {
		x.Security, x.User, x.Password = how, "titian", "rahasia"
		x.Trust = &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: trust}
	}
}

func TestALetterGoesOverAClosedLineBySigningIn(t *testing.T) {
	for _, how := range []string{mail.StartTLS, mail.TLS} {
		t.Run(how, func(t *testing.T) {
			s, trust := guarded(t, func(g *mailtest.Guard) { g.AtOnce = how == mail.TLS })
			if f, handed := send(t, sender(t, s, closedBy(how, trust))); f != nil || !handed {
				t.Fatalf("%v, handed %v", f, handed)
			}
			if got := s.Taken(); len(got) != 1 || !strings.Contains(got[0], "sampai jumpa") {
				t.Errorf("%d letters were taken", len(got))
			}
			if got := s.SignIns(); len(got) != 1 || got[0] != "closed PLAIN |titian|rahasia" {
				t.Errorf("shown: %q", got)
			}
		})
	}
}

// Whoever stands between us and the server shows a certificate of their own: they
// learn neither the password nor a letter.
func TestAWrongCertificateGetsNothing(t *testing.T) {
	soon := time.Now().AddDate(1, 0, 0)
	for name, make := range map[string]func(t *testing.T) (*tls.Config, *x509.CertPool){
		"another host": func(t *testing.T) (*tls.Config, *x509.CertPool) { return mailtest.Certificate(t, "mail.example", soon) },
		"over": func(t *testing.T) (*tls.Config, *x509.CertPool) {
			return mailtest.Certificate(t, "127.0.0.1", time.Now().AddDate(0, 0, -1))
		},
		"of nobody we trust": func(t *testing.T) (*tls.Config, *x509.CertPool) {
			config, _ := mailtest.Certificate(t, "127.0.0.1", soon)
			_, other := mailtest.Certificate(t, "127.0.0.1", soon)
			return config, other
		},
	} {
		for _, how := range []string{mail.StartTLS, mail.TLS} {
			t.Run(name+" "+how, func(t *testing.T) {
				config, trust := make(t)
				s, _ := guarded(t, func(g *mailtest.Guard) { g.TLS, g.AtOnce, g.OfferInTheOpen = config, how == mail.TLS, true })
				f, handed := send(t, sender(t, s, closedBy(how, trust)))
				if f == nil || f.Code != "smtp.connect" || f.Final || handed {
					t.Errorf("%+v, handed %v", f, handed)
				}
				if len(s.SignIns()) != 0 || len(s.Taken()) != 0 {
					t.Errorf("shown %q, %d letters", s.SignIns(), len(s.Taken()))
				}
			})
		}
	}
}

// A wrong password is not the letter's fault: it waits until somebody mends it.
func TestAWrongPasswordKeepsTheLetter(t *testing.T) {
	s, trust := guarded(t, nil)
	f, handed := send(t, sender(t, s, func(x *mail.Settings) { closedBy(mail.StartTLS, trust)(x); x.Password = "salah" }))
	if f == nil || f.Code != "smtp.connect.535" || f.Final || handed || len(s.Taken()) != 0 {
		t.Errorf("%+v, handed %v, %d letters", f, handed, len(s.Taken()))
	}
	if strings.Contains(f.Error(), "salah") {
		t.Error("the error tells the password")
	}
}

func TestWithoutSigningInAGuardedServerTakesNothing(t *testing.T) {
	s, trust := guarded(t, nil)
	f, _ := send(t, sender(t, s, func(x *mail.Settings) { closedBy(mail.StartTLS, trust)(x); x.User = "" }))
	if f == nil || f.Code != "smtp.sender.530" || f.Final || len(s.SignIns()) != 0 {
		t.Errorf("%+v, shown %q", f, s.SignIns())
	}
}

// An open line is for a server on this machine: a password leaves it closed or not
// at all, whatever the other side offers.
func TestAPasswordNeverLeavesOverAnOpenLine(t *testing.T) {
	for server, ok := range map[string]bool{
		"localhost:25": true, "127.0.0.1:25": true, "[::1]:25": true, "127.8.8.8:25": true,
		"mail.example:25": false, "10.0.0.8:25": false, "[2001:db8::1]:25": false, "localhost.example:25": false, "0.0.0.0:25": false,
	} {
		s := mail.Settings{Server: server, Security: mail.Plain, User: "titian", Password: "rahasia", From: "a@b.example"}
		if _, err := mail.New(s); (err == nil) != ok {
			t.Errorf("%s: %v", server, err)
		} else if err != nil && strings.Contains(err.Error(), "rahasia") {
			t.Errorf("%s: the error tells the password", server)
		}
		s.User = ""
		if _, err := mail.New(s); err != nil {
			t.Errorf("%s without signing in: %v", server, err)
		}
	}
}
