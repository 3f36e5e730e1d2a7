package e2e

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The test binary plays the program: called with -play, it serves instead of testing.
var play = flag.String("play", "", "serve as the program under test: well, badly or stubbornly")

func TestMain(m *testing.M) {
	flag.Parse()
	if *play != "" {
		os.Exit(serve(*play, flag.Args()))
	}
	os.Exit(m.Run())
}

// serve answers /readyz at the address given until it is told to end.
func serve(manner string, args []string) int {
	fmt.Println("serving at", args[0], "from", args[1])
	if manner == "badly" {
		return 3
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	server := &http.Server{Addr: args[0], ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/fall" {
			os.Exit(4)
		}
	})}
	go func() {
		if err := server.ListenAndServe(); err != nil {
			fmt.Println(err)
		}
	}()
	<-ctx.Done()
	if manner == "ruefully" {
		return 5
	}
	return 0
}

func TestAProgramIsStartedOnTheLoopbackAndEnded(t *testing.T) {
	p := Start(t, os.Args[0], "-play", "well", "{addr}", "{dir}")
	if !strings.HasPrefix(p.URL, "http://127.0.0.1:") {
		t.Errorf("got address %s", p.URL)
	}
	if want := "from " + p.Dir; !strings.Contains(p.Output.String(), want) {
		t.Errorf("got output %q, want %q in it", p.Output, want)
	}
}

func TestAProgramThatFailsIsNotTakenForRunning(t *testing.T) {
	for _, c := range []struct{ name, manner, want string }{
		{"it ends at once", "badly", "ended before it was ready"},
		{"it ends with an error when told to end", "ruefully", "did not end well"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := failure(t, func(tb testing.TB) { Start(tb, os.Args[0], "-play", c.manner, "{addr}", "{dir}") })
			if !strings.Contains(got, c.want) {
				t.Errorf("got failure %q, want %q in it", got, c.want)
			}
		})
	}
}

func TestAProgramThatFallsDuringTheTestFailsIt(t *testing.T) {
	got := failure(t, func(tb testing.TB) {
		p := Start(tb, os.Args[0], "-play", "well", "{addr}", "{dir}")
		resp, err := http.Get(p.URL + "/fall")
		if err == nil {
			resp.Body.Close()
			tb.Fatal("the program did not fall")
		}
	})
	if !strings.Contains(got, "exit status 4") {
		t.Errorf("got failure %q, want the program's end in it", got)
	}
}
