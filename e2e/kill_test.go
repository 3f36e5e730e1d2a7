package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// kills is how often the program is killed on each engine.
const kills = 20

// TestEveryAcknowledgedWriteSurvivesAKill runs the program under writes, kills
// it at a moment that it does not choose, starts it again and asks for every
// enrolment that was acknowledged. In the end the audit must verify.
func TestEveryAcknowledgedWriteSurvivesAKill(t *testing.T) {
	binary := Build(t, t.TempDir())
	for _, dialect := range dbtest.Dialects() {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			c := newKilled(t, binary, dialect)
			for round := range kills {
				c.round(t, round)
			}
			c.start(t)
			c.check(t)
			c.kill(t)
			if out, err := c.titian("audit", "verify"); err != nil {
				t.Errorf("audit: %v\n%s", err, out)
			}
			if len(c.done) < kills {
				t.Errorf("only %d writes were acknowledged: the program was hardly under load", len(c.done))
			}
		})
	}
}

// killed is a program that is killed again and again.
type killed struct {
	binary, db, dir, addr, token string
	running                      *exec.Cmd
	next                         int
	mu                           sync.Mutex
	done                         []string // addresses of what was acknowledged
}

// people is the size of the country; each write enrols a person in the one class
// of their facility in which they do not sit, so there are as many writes as people.
const people = 5500

func newKilled(t *testing.T, binary string, dialect db.Dialect) *killed {
	dir := t.TempDir()
	c := &killed{binary: binary, dir: dir, db: "sqlite:" + filepath.Join(dir, "titian.db")}
	if dialect == db.Postgres {
		c.db = dbtest.URL(t, dialect)
	}
	if out, err := c.titian("generate", "--people", fmt.Sprint(people), "--quiet"); err != nil {
		t.Fatalf("generate: %v\n%s", err, out)
	}
	out, err := c.titian("token", "create", "--user", "bench", "--json")
	if err != nil {
		t.Fatalf("make a token: %v\n%s", err, out)
	}
	var made struct{ Token string }
	if err := json.Unmarshal(out, &made); err != nil {
		t.Fatal(err)
	}
	c.token, c.addr = made.Token, freeAddress(t)
	t.Cleanup(func() {
		if c.running != nil {
			c.kill(t)
		}
	})
	return c
}

// titian runs one command on the database.
func (c *killed) titian(args ...string) ([]byte, error) {
	cmd := exec.Command(c.binary, append(args, "--db", c.db, "--secret", filepath.Join(c.dir, "secret"))...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		err = fmt.Errorf("%w: %s", err, stderr.String())
	}
	return out, err
}

// round starts the program, writes to it from four sides and kills it.
func (c *killed) round(t *testing.T, round int) {
	c.start(t)
	c.check(t)
	var writers sync.WaitGroup
	for range 4 {
		writers.Go(c.write)
	}
	time.Sleep(time.Duration(30+17*(round%10)) * time.Millisecond)
	c.kill(t)
	writers.Wait()
}

func (c *killed) start(t *testing.T) {
	t.Helper()
	cmd := exec.Command(c.binary, "serve", "--db", c.db, "--secret", filepath.Join(c.dir, "secret"), "--addr", c.addr)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	c.running = cmd
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		resp, err := http.Get("http://" + c.addr + "/readyz")
		if err != nil {
			continue
		}
		resp.Body.Close()
		if resp.StatusCode == http.StatusOK {
			return
		}
	}
	t.Fatal("the program did not come back within half a minute")
}

func (c *killed) kill(t *testing.T) {
	if err := c.running.Process.Kill(); err != nil {
		t.Errorf("kill: %v", err)
	}
	_ = c.running.Wait() // it was killed, and says so
	c.running = nil
}

// write enrols people one after another until the program no longer answers.
func (c *killed) write() {
	client := &http.Client{Timeout: 10 * time.Second}
	for {
		n := c.take()
		if n > people {
			return
		}
		const facilities = 12
		facility, seat := (n-1)%facilities+1, ((n-1)/facilities)%5
		class := (facility-1)*5 + 1 + (seat+4)%5
		body := fmt.Sprintf(`{"class_id":%q,"person_id":%q}`, rowID(2, class), rowID(3, n))
		req, err := http.NewRequest(http.MethodPost, "http://"+c.addr+"/api/v1/enrolments", strings.NewReader(body))
		if err != nil {
			return
		}
		req.Header.Set("Authorization", "Bearer "+c.token)
		req.Header.Set("Content-Type", "application/json")
		resp, err := client.Do(req)
		if err != nil {
			return
		}
		made := resp.Header.Get("Location")
		_, err = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		if err == nil && resp.StatusCode == http.StatusCreated {
			c.mu.Lock()
			c.done = append(c.done, made)
			c.mu.Unlock()
		}
	}
}

func (c *killed) take() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.next++
	return c.next
}

// check asks for everything that was acknowledged.
func (c *killed) check(t *testing.T) {
	t.Helper()
	for _, path := range c.done {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+c.addr+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+c.token)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			t.Errorf("%s was acknowledged and is gone: %s", path, resp.Status)
		}
	}
}

// rowID is the id of row n of a kind in a generated country.
func rowID(kind, n int) string {
	return fmt.Sprintf("00000000-0000-70%02x-8000-%012x", kind, n)
}
