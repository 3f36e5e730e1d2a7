package e2e

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Options says who sits before the browser.
type Options struct {
	Language string // "id" (the default) or "en", sent as Accept-Language
	Keyboard bool   // no mouse: every element is reached with Tab and used with keys
	NoScript bool   // scripts do not run
	Width    int    // of the window in pixels; 1280 unless said

	// Patience is how long a step waits for the page to do what it should: 20
	// seconds unless said, since a shared machine may be busy. A step that
	// succeeds never waits for it.
	Patience time.Duration
}

// Browser is one window of a fresh Chromium with its own profile. Its methods
// are steps of a journey: each waits for what it needs, and ends the test with
// a sentence when that does not come. When the test ends, a failed one leaves a
// picture, and anything the page complained of on its console fails it.
type Browser struct {
	Options
	t     testing.TB
	base  string
	ctx   context.Context
	watch *watcher
}

// Open starts a browser for the site at base, for example "http://127.0.0.1:8080".
func Open(t testing.TB, base string, o Options) *Browser {
	t.Helper()
	if o.Language == "" {
		o.Language = "id"
	}
	if o.Width == 0 {
		o.Width = 1280
	}
	if o.Patience == 0 {
		o.Patience = 20 * time.Second
	}
	path, err := chromium()
	if err != nil {
		t.Fatal(err)
	}
	// The test's own context ends before its clean-up, where the picture of a failure is taken.
	alloc, stop := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), flags(path)...)
	ctx, closeWindow := chromedp.NewContext(alloc,
		chromedp.WithErrorf(func(string, ...any) {})) // newer Chromiums send events this client does not know
	b := &Browser{Options: o, t: t, base: strings.TrimSuffix(base, "/"), ctx: ctx, watch: newWatcher()}
	t.Cleanup(func() {
		b.leave()
		closeWindow()
		stop()
	})
	chromedp.ListenTarget(ctx, b.watch.event)
	// The first Run starts Chromium and must not carry a deadline, or Chromium would die with it.
	if err := chromedp.Run(ctx); err != nil {
		t.Fatalf("start Chromium: %v", err)
	}
	b.do("prepare the window",
		network.Enable(), page.Enable(), runtime.Enable(), log.Enable(),
		network.SetExtraHTTPHeaders(network.Headers{"Accept-Language": o.Language}),
		emulation.SetScriptExecutionDisabled(o.NoScript),
		emulation.SetDeviceMetricsOverride(int64(o.Width), 900, 1, false),
	)
	return b
}

// flags keep Chromium quiet, sealed from the outside and usable as root.
func flags(path string) []chromedp.ExecAllocatorOption {
	o := []chromedp.ExecAllocatorOption{chromedp.ExecPath(path), chromedp.Headless, chromedp.WSURLReadTimeout(2 * time.Minute)} // beside other tests it may start slowly
	for _, name := range []string{
		"no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "no-default-browser-check",
		"disable-background-networking", "disable-component-update", "disable-sync",
		"disable-extensions", "disable-default-apps", "disable-dev-shm-usage",
		"disable-renderer-backgrounding", "disable-background-timer-throttling", "hide-scrollbars",
	} {
		o = append(o, chromedp.Flag(name, true))
	}
	return append(o, chromedp.Flag("password-store", "basic"), chromedp.Flag("force-color-profile", "srgb"))
}

func chromium() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("no Chromium found: run scripts/install-test-deps.sh")
}

// leave takes the picture of a failure and reports what the pages complained of.
func (b *Browser) leave() {
	for _, p := range b.watch.complaints() {
		b.t.Errorf("the page complained: %s", p)
	}
	if b.t.Failed() {
		if file, err := b.capture("FAILED-"+b.t.Name(), b.Width); err == nil {
			b.t.Logf("picture: %s", file)
		}
	}
}

// Visit opens a path of the site. An answer of 400 or more ends the test; pages
// that should refuse are opened with Try.
func (b *Browser) Visit(path string) {
	b.t.Helper()
	if status := b.Try(path); status >= 400 {
		b.t.Fatalf("visit %s: status %d\n%s", path, status, b.Text())
	}
}

// Try opens a path of the site and returns the status of the answer.
func (b *Browser) Try(path string) int {
	b.t.Helper()
	b.do("visit "+path, chromedp.Navigate(b.base+path))
	b.settle()
	return b.watch.status()
}

// Path is the address the window shows, without the site.
func (b *Browser) Path() string {
	b.t.Helper()
	var url string
	b.do("read the address", chromedp.Location(&url))
	return strings.TrimPrefix(url, b.base)
}

// say picks the words for the reader's language.
func (b *Browser) say(indonesian, english string) string {
	if b.Language == "en" {
		return english
	}
	return indonesian
}

// do runs browser actions under the common patience and ends the test when they fail.
func (b *Browser) do(what string, actions ...chromedp.Action) {
	b.t.Helper()
	if err := b.try(actions...); err != nil {
		b.t.Fatalf("%s: %v", what, err)
	}
}

func (b *Browser) try(actions ...chromedp.Action) error {
	ctx, cancel := context.WithTimeout(b.ctx, b.Patience)
	defer cancel()
	return chromedp.Run(ctx, actions...)
}

// until repeats check until it says nothing, and otherwise ends the test with what it said last.
func (b *Browser) until(what string, check func() error) {
	b.t.Helper()
	deadline := time.Now().Add(b.Patience)
	for {
		err := check()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			b.t.Fatalf("%s: %v\nat %s the page reads:\n%s", what, err, b.Path(), b.Text())
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// settle waits until the window has finished what the last step began.
func (b *Browser) settle() {
	b.t.Helper()
	deadline := time.Now().Add(b.Patience)
	for time.Now().Before(deadline) {
		if err := b.try(chromedp.Evaluate("0", nil)); err == nil && b.watch.quiet() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	b.t.Fatalf("the page did not come to rest: %s", b.watch.busy())
}

// evaluate runs an expression of the harness, which works with page scripts off too.
func (b *Browser) evaluate(expression string, into any) error {
	err := b.try(chromedp.Evaluate(expression, into, func(p *runtime.EvaluateParams) *runtime.EvaluateParams {
		return p.WithAwaitPromise(true)
	}))
	if err != nil {
		return fmt.Errorf("evaluate in the page: %w", err)
	}
	return nil
}
