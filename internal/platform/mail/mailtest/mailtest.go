// Package mailtest is a mail server for tests, on this machine, that can be told
// to misbehave at any step.
package mailtest

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
)

// Steps at which the server can misbehave, in their order.
const (
	Greeting  = "greeting"
	Sender    = "sender"
	Recipient = "recipient"
	Data      = "data"   // before it lets the letter come
	Body      = "body"   // in the middle of the letter
	Answer    = "answer" // after the last line, before it says that it took it
)

// Server takes letters. A letter counts as taken once its last line is there,
// whether or not the sender hears so.
type Server struct {
	Addr string

	mu     sync.Mutex
	taken  []string
	asked  int
	shown  []string // sign-ins that came, each as "open" or "closed" and what it said
	guard  *Guard
	behave func(step string) string
}

// Drop hangs up at a step.
const Drop = "drop"

// Start starts a server that behaves.
func Start(t *testing.T) *Server {
	t.Helper()
	return start(t, nil)
}

func start(t *testing.T, guard *Guard) *Server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{Addr: l.Addr().String(), guard: guard, behave: func(string) string { return "" }}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go s.serve(conn)
		}
	}()
	return s
}

// Behave sets what the server does at a step: nothing when f gives "", hang up on
// Drop, and otherwise answer with what f gives, such as "450 later". f may block.
func (s *Server) Behave(f func(step string) string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.behave = f
}

// Taken lists the letters that the server took.
func (s *Server) Taken() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string{}, s.taken...)
}

// Asked is how often somebody connected.
func (s *Server) Asked() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked
}

// at asks how to behave; false hangs up.
func (s *Server) at(conn net.Conn, step, usual string) bool {
	s.mu.Lock()
	f := s.behave
	s.mu.Unlock()
	said := f(step)
	switch said {
	case Drop:
		return false
	case "":
		said = usual
	}
	if said != "" {
		fmt.Fprintf(conn, "%s\r\n", said)
	}
	return true
}

func (s *Server) serve(conn net.Conn) {
	defer conn.Close()
	s.mu.Lock()
	s.asked++
	s.mu.Unlock()
	if s.guard != nil && s.guard.AtOnce {
		conn = tls.Server(conn, s.guard.TLS)
	}
	in := false
	if !s.at(conn, Greeting, "220 mailtest") {
		return
	}
	r := bufio.NewReader(conn)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		on := true
		switch verb, _, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(line)), " "); verb {
		case "EHLO", "HELO":
			fmt.Fprintf(conn, "%s\r\n", s.guard.offers(conn))
		case "STARTTLS":
			if s.guard == nil {
				fmt.Fprintf(conn, "502 no\r\n")
				break
			}
			fmt.Fprintf(conn, "220 go on\r\n")
			conn = tls.Server(conn, s.guard.TLS)
			r = bufio.NewReader(conn)
		case "AUTH":
			in = s.signIn(conn, strings.TrimSpace(line))
		case "MAIL":
			if s.guard != nil && !in {
				fmt.Fprintf(conn, "530 sign in first\r\n")
				break
			}
			on = s.at(conn, Sender, "250 ok")
		case "RCPT":
			on = s.at(conn, Recipient, "250 ok")
		case "DATA":
			on = s.at(conn, Data, "354 go on") && s.take(conn, r)
		case "QUIT":
			fmt.Fprintf(conn, "221 bye\r\n")
			return
		default:
			fmt.Fprintf(conn, "500 what\r\n")
		}
		if !on {
			return
		}
	}
}

// take reads one letter to its last line.
func (s *Server) take(conn net.Conn, r *bufio.Reader) bool {
	var b strings.Builder
	for n := 0; ; n++ {
		line, err := r.ReadString('\n')
		if err != nil {
			return false
		}
		if n == 3 && !s.at(conn, Body, "") {
			return false
		}
		if line == ".\r\n" {
			break
		}
		b.WriteString(line)
	}
	s.mu.Lock()
	s.taken = append(s.taken, b.String())
	s.mu.Unlock()
	return s.at(conn, Answer, "250 taken")
}
