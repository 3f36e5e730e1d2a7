package e2e

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Program is a running server of the built program, with a database folder of
// its own, on a free port of the loopback.
type Program struct {
	URL    string // for example "http://127.0.0.1:40123"
	Dir    string // its folder; deleted after the test
	Output *Output
}

// Build builds cmd/titian into a folder and returns the binary. A test that has
// several journeys builds once and starts it for each.
func Build(t testing.TB, dir string) string {
	t.Helper()
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(dir, "titian")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "./cmd/titian")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build the program: %v\n%s", err, out)
	}
	return binary
}

// Start runs the binary until the test ends and waits until it is ready. In the
// arguments {addr} stands for the address to listen at and {dir} for its folder.
// A program that ends early, or does not end when told to, fails the test.
func Start(t testing.TB, binary string, args ...string) *Program {
	t.Helper()
	addr, dir := freeAddress(t), t.TempDir()
	for i, a := range args {
		args[i] = strings.NewReplacer("{addr}", addr, "{dir}", dir).Replace(a)
	}
	p := &Program{URL: "http://" + addr, Dir: dir, Output: &Output{}}
	// Not CommandContext: the program is told to end, not killed, so that its own ending is tested.
	cmd := exec.Command(binary, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, p.Output, p.Output
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		t.Fatalf("start the program: %v", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() { p.stop(t, cmd, ended) })
	p.ready(t, ended)
	return p
}

// ready waits until /readyz says so.
func (p *Program) ready(t testing.TB, ended chan error) {
	t.Helper()
	client := &http.Client{Timeout: time.Second}
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); {
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("the program ended before it was ready: %v\n%s", err, p.Output)
		case <-time.After(20 * time.Millisecond):
		}
		resp, err := client.Get(p.URL + "/readyz")
		if err != nil {
			continue
		}
		resp.Body.Close()
		if resp.StatusCode == http.StatusOK {
			return
		}
	}
	t.Fatalf("the program was not ready within a minute\n%s", p.Output)
}

func (p *Program) stop(t testing.TB, cmd *exec.Cmd, ended chan error) {
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Errorf("the program had ended by itself: %v", <-ended)
	} else {
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("the program did not end well: %v", err)
			}
		case <-time.After(30 * time.Second):
			t.Error("the program did not end within 30 seconds of being told")
			if err := cmd.Process.Kill(); err == nil {
				t.Logf("killed: %v", <-ended)
			}
		}
	}
	if t.Failed() {
		t.Logf("the program said:\n%s", p.Output)
	}
}

// freeAddress asks the system for a port. It is free again when the program
// takes it, a moment later; on a test machine nobody else asks in between.
func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// Output gathers what the program prints, safely for reading while it runs.
type Output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

// Write implements io.Writer.
func (o *Output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(b)
}

// String returns all that was printed so far.
func (o *Output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return fmt.Sprintf("%.20000s", o.buf.String())
}
