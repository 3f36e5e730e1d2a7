package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// beside asks a server for pages of one person, at a steady rate, first while
// nothing else happens and then while the same server takes a file of people in,
// from its being received to its last row.
func (o options) beside() error {
	first, second, err := o.twoFiles()
	if err != nil {
		return fmt.Errorf("make files: %w", err)
	}
	s, err := o.serve(first)
	if err != nil {
		return fmt.Errorf("serve: %w", err)
	}
	defer s.stop()
	s.read(o.rate, time.After(2*time.Second)) // to warm it
	idle := s.read(o.rate, time.After(o.idle))
	ended := make(chan time.Time)
	var took []string
	var ierr error
	var peak int64
	go func() {
		defer close(ended)
		took, ierr = s.takeIn(second)
	}()
	watch := make(chan struct{})
	go func() {
		defer close(watch)
		peak = s.watch(ended)
	}()
	busy := s.read(o.rate, ended)
	<-watch
	if ierr != nil {
		return fmt.Errorf("import: %w", ierr)
	}
	fmt.Printf("%s, %d rows into %d people, %d pages a second; %s; %d MiB beyond mapped files\nidle:   %s\nimport: %s\np99:    %.1f times\n",
		o.engine(), o.rows, o.readers, o.rate, strings.Join(took, ", "), peak>>10, idle, busy, float64(busy.at(99))/float64(idle.at(99)))
	return nil
}

// twoFiles splits the generated people: some are there before, the others come.
func (o options) twoFiles() (first, second string, err error) {
	all := filepath.Join(o.dir, "people.csv")
	if err := command(o.titian, "generate", "--people", fmt.Sprint(o.readers+o.rows), "--csv", all, "--quiet").Run(); err != nil {
		return "", "", err
	}
	in, err := os.Open(all)
	if err != nil {
		return "", "", err
	}
	defer in.Close()
	r := csv.NewReader(in)
	header, err := r.Read()
	if err != nil {
		return "", "", err
	}
	// Facility by facility: drawn by chance, both files go into all of them.
	var files [2]bytes.Buffer
	out := [2]*csv.Writer{csv.NewWriter(&files[0]), csv.NewWriter(&files[1])}
	err = errors.Join(out[0].Write(header), out[1].Write(header))
	share, chance := float64(o.readers)/float64(o.readers+o.rows), rand.New(rand.NewPCG(1, 1))
	for err == nil {
		var row []string
		if row, err = r.Read(); err == nil {
			n := 1
			if chance.Float64() < share {
				n = 0
			}
			err = out[n].Write(row)
		}
	}
	if !errors.Is(err, io.EOF) {
		return "", "", err
	}
	first, second = filepath.Join(o.dir, "first.csv"), filepath.Join(o.dir, "second.csv")
	for n, name := range []string{first, second} {
		out[n].Flush()
		if err := os.WriteFile(name, files[n].Bytes(), 0o600); err != nil {
			return "", "", err
		}
	}
	return first, second, nil
}

// server is a Titian that serves.
type server struct {
	base, token, session string
	pid                  int
	stop                 func()
	people               []string // whose pages are asked for
}

const ourAddr = "127.0.0.1:18098"

// serve starts a server over the people of a file, with somebody signed in.
func (o options) serve(first string) (*server, error) {
	flags, err := o.database("titian")
	if err != nil {
		return nil, err
	}
	run := func(stdin string, args ...string) ([]byte, error) {
		c := command(o.titian, append(args, flags...)...)
		c.Stdin = strings.NewReader(stdin)
		return c.Output()
	}
	if _, err := run("", "generate", "--people", fmt.Sprint(o.readers+o.rows), "--places", "--quiet"); err != nil {
		return nil, err
	}
	if _, err := run("", "import", "people", first, "--quiet", "--sync", "NORMAL"); err != nil {
		return nil, err
	}
	const password = "jembatan-kayu-di-hulu"
	if _, err := run(password+"\n", "user", "password", "bench"); err != nil {
		return nil, err
	}
	token, err := run("", "token", "create", "--user", "bench")
	if err != nil {
		return nil, err
	}
	c := command(o.titian, append([]string{"serve", "--addr", ourAddr}, flags...)...)
	c.Stderr = nil // it says where it listens
	if err := c.Start(); err != nil {
		return nil, err
	}
	s := &server{base: "http://" + ourAddr, token: strings.TrimSpace(string(token)), pid: c.Process.Pid, stop: func() {
		_ = c.Process.Signal(os.Interrupt)
		_ = c.Wait() // however it ends, the figures are taken
	}}
	if err = awaitServer(s.base + "/healthz"); err == nil {
		err = s.signIn(password)
	}
	if err == nil {
		err = s.some()
	}
	if err != nil {
		s.stop()
		return nil, err
	}
	return s, nil
}

func (s *server) signIn(password string) error {
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := client.PostForm(s.base+"/sign-in", url.Values{"login": {"bench"}, "password": {password}})
	if err != nil {
		return err
	}
	defer r.Body.Close()
	for _, c := range r.Cookies() {
		if c.Name == "titian" && r.StatusCode == http.StatusSeeOther {
			s.session = c.Value
			return nil
		}
	}
	return fmt.Errorf("sign in: %s", r.Status)
}

// some notes people of the first facilities.
func (s *server) some() error {
	for f := 1; f <= 20; f++ {
		var page struct{ Items []struct{ ID string } }
		if err := s.call("GET", fmt.Sprintf("/facilities/00000000-0000-7001-8000-%012x/people?size=50", f), nil, &page); err != nil {
			return err
		}
		for _, p := range page.Items {
			s.people = append(s.people, p.ID)
		}
	}
	if len(s.people) == 0 {
		return errors.New("nobody is in the register")
	}
	return nil
}

// call asks the API.
func (s *server) call(method, path string, body io.Reader, into any) error {
	req, err := http.NewRequest(method, s.base+"/api/v1"+path, body)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+s.token)
	switch {
	case strings.HasPrefix(path, "/imports?"):
		req.Header.Set("Content-Type", "text/csv")
	case body != nil:
		req.Header.Set("Content-Type", "application/json")
	}
	r, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode/100 != 2 {
		return fmt.Errorf("%s %s: %s: %.300s: %w", method, path, r.Status, b, err)
	}
	return json.Unmarshal(b, into)
}

// takeIn hands a file in, has it checked and confirmed, and waits for its end.
func (s *server) takeIn(file string) (took []string, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var i struct {
		ID, Status string
		Rows       int
	}
	begun := time.Now()
	done := func(what string) {
		took, begun = append(took, fmt.Sprintf("%s in %.1f s", what, time.Since(begun).Seconds())), time.Now()
	}
	if err := s.call("POST", "/imports?file_name=people.csv", f, &i); err != nil {
		return nil, err
	}
	done("received")
	if err := s.call("POST", "/imports/"+i.ID+"/check", strings.NewReader("{}"), &i); err != nil {
		return nil, err
	}
	done(fmt.Sprintf("%d rows checked", i.Rows))
	if err := s.call("POST", "/imports/"+i.ID+"/confirm", strings.NewReader(`{"good_rows":true}`), &i); err != nil {
		return nil, err
	}
	for i.Status == "applying" {
		time.Sleep(200 * time.Millisecond)
		if err := s.call("GET", "/imports/"+i.ID, nil, &i); err != nil {
			return nil, err
		}
	}
	if i.Status != "done" {
		return nil, fmt.Errorf("it ended as %q", i.Status)
	}
	done("applied")
	return took, nil
}

// watch is the most memory that the server took until the end.
func (s *server) watch(end <-chan time.Time) (peak int64) {
	for {
		select {
		case <-end:
			return peak
		case <-time.After(50 * time.Millisecond):
			peak = max(peak, anonymous(s.pid))
		}
	}
}

// latencies are how long pages took, shortest first.
type latencies []time.Duration

func (l latencies) at(percent int) time.Duration { return l[min(len(l)-1, len(l)*percent/100)] }

func (l latencies) String() string {
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	return fmt.Sprintf("%d pages, p50 %.1f ms, p90 %.1f ms, p99 %.1f ms, longest %.1f ms", len(l), ms(l.at(50)), ms(l.at(90)), ms(l.at(99)), ms(l[len(l)-1]))
}

// read asks for pages at a steady rate until end. A page's time counts from when
// it was due: one that waited behind a slow one was slow too. A page that fails
// counts as a minute.
func (s *server) read(rate int, end <-chan time.Time) latencies {
	var mu sync.Mutex
	var out latencies
	var asking sync.WaitGroup
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}, Timeout: time.Minute}
	tick := time.NewTicker(time.Second / time.Duration(rate))
	defer tick.Stop()
	for n := 0; ; n++ {
		select {
		case <-end:
			asking.Wait()
			slices.Sort(out)
			return out
		case due := <-tick.C:
			asking.Go(func() {
				took := time.Minute
				if s.page(client, s.people[n*7919%len(s.people)]) {
					took = time.Since(due)
				}
				mu.Lock()
				defer mu.Unlock()
				out = append(out, took)
			})
		}
	}
}

func (s *server) page(client *http.Client, person string) bool {
	req, err := http.NewRequest("GET", s.base+"/people/"+person, nil)
	if err != nil {
		return false
	}
	req.AddCookie(&http.Cookie{Name: "titian", Value: s.session})
	r, err := client.Do(req)
	if err != nil {
		return false
	}
	defer r.Body.Close()
	_, err = io.Copy(io.Discard, r.Body)
	return err == nil && r.StatusCode == http.StatusOK
}
