package mailtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"
)

// Guard makes a server that takes letters from those who signed in, and lets them
// sign in on a closed line.
type Guard struct {
	TLS            *tls.Config
	AtOnce         bool // closed from the first byte
	User, Password string
	OfferInTheOpen bool // offers to sign in before the line is closed, as bad servers do
}

// StartGuarded starts a server that closes its line and asks who is there.
func StartGuarded(t *testing.T, g Guard) *Server {
	t.Helper()
	return start(t, &g)
}

// SignIns lists what was shown to the server, each after "open" or "closed".
func (s *Server) SignIns() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string{}, s.shown...)
}

// offers is the answer to EHLO.
func (g *Guard) offers(conn net.Conn) string {
	if g == nil {
		return "250 mailtest"
	}
	_, closed := conn.(*tls.Conn)
	switch {
	case closed:
		return "250-mailtest\r\n250 AUTH PLAIN LOGIN"
	case g.OfferInTheOpen:
		return "250-mailtest\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS"
	}
	return "250-mailtest\r\n250 STARTTLS"
}

// signIn judges AUTH PLAIN with its answer in the same line.
func (s *Server) signIn(conn net.Conn, line string) bool {
	_, said, _ := strings.Cut(line, " ")
	form, secret, _ := strings.Cut(said, " ")
	b, err := base64.StdEncoding.DecodeString(secret)
	_, closed := conn.(*tls.Conn)
	how := map[bool]string{true: "closed ", false: "open "}[closed]
	s.mu.Lock()
	s.shown = append(s.shown, how+form+" "+strings.ReplaceAll(string(b), "\x00", "|"))
	s.mu.Unlock()
	if g := s.guard; err == nil && g != nil && closed && form == "PLAIN" && string(b) == "\x00"+g.User+"\x00"+g.Password {
		fmt.Fprintf(conn, "235 come in\r\n")
		return true
	}
	fmt.Fprintf(conn, "535 5.7.8 not you\r\n")
	return false
}

// Certificate makes a certificate for a host, valid until a day, and the
// authorities that trust it.
func Certificate(t *testing.T, host string, until time.Time) (*tls.Config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mailtest"}, NotBefore: until.AddDate(-1, 0, 0), NotAfter: until,
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	if ip := net.ParseIP(host); ip != nil {
		c.IPAddresses = []net.IP{ip}
	} else {
		c.DNSNames = []string{host}
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	made, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	trust := x509.NewCertPool()
	trust.AddCert(made)
	return &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, trust
}
