package webtest

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"titian/internal/platform/i18n"
)

// axe is axe-core 4.14.1 (MPL-2.0, see axe.LICENSE). It is injected by the test
// through the debugger and never served.
//
//go:embed axe.min.js
var axe string

// Browser is a Chromium looking at a site.
type Browser struct {
	ctx  context.Context
	t    testing.TB
	base string

	mu      sync.Mutex
	console []string
}

// patience is how long a browser may take to start.
const patience = 2 * time.Minute

// Open starts a browser on the site. It needs Chromium, which make test installs.
func Open(t testing.TB, s *Site) *Browser {
	t.Helper()
	server := httptest.NewServer(s.Handler)
	t.Cleanup(server.Close)
	profile := t.TempDir()
	allocator, stop := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.WSURLReadTimeout(patience), // beside other tests it may start slowly
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(profile), chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("disable-dev-shm-usage", true))...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(func() { _ = chromedp.Cancel(ctx); cancel() }) // waits until the browser has left its profile
	b := &Browser{ctx: ctx, t: t, base: server.URL}
	chromedp.ListenTarget(ctx, b.listen)
	// The first run starts the browser and ties its life to this context.
	if err := chromedp.Run(ctx, network.Enable(), runtime.Enable()); err != nil {
		t.Fatalf("start the browser: %v", err)
	}
	return b
}

// listen keeps what the browser complains about: refused by the
// Content-Security-Policy, failed to load, thrown.
func (b *Browser) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		b.console = append(b.console, e.ExceptionDetails.Error())
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError {
			b.console = append(b.console, fmt.Sprint(e.Args))
		}
	case *network.EventLoadingFailed:
		if !e.Canceled {
			b.console = append(b.console, e.ErrorText+" "+string(e.BlockedReason))
		}
	}
}

func (b *Browser) run(actions ...chromedp.Action) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	if err := chromedp.Run(ctx, actions...); err != nil {
		b.t.Fatalf("browser: %v", err)
	}
}

// Run does anything chromedp can.
func (b *Browser) Run(actions ...chromedp.Action) { b.t.Helper(); b.run(actions...) }

// Visit opens a page at a width in a language and waits for scripts and fonts.
func (b *Browser) Visit(path string, width int64, lang i18n.Lang, dark bool) {
	b.t.Helper()
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	b.run(
		network.SetCookie("lang", string(lang)).WithURL(b.base),
		emulation.SetDeviceMetricsOverride(width, 900, 1, width < 500),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}),
		chromedp.Navigate(b.base+path),
		chromedp.WaitReady("main"),
		chromedp.Evaluate(`document.fonts.ready.then(() => true)`, nil, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }),
	)
}

// Complaints are what the browser refused or failed since the last call.
func (b *Browser) Complaints() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := b.console
	b.console = nil
	return out
}

// Overflow is how many pixels the page is wider than the window.
func (b *Browser) Overflow() int {
	b.t.Helper()
	var n int
	b.run(chromedp.Evaluate(`document.documentElement.scrollWidth - document.documentElement.clientWidth`, &n))
	return n
}

// Violations are axe's findings against WCAG 2.2 A and AA and its best
// practices on the page shown.
func (b *Browser) Violations() []string {
	b.t.Helper()
	var raw string
	b.run(
		chromedp.Evaluate(axe+";true", nil),
		chromedp.Evaluate(`axe.run(document, {resultTypes: ["violations"]}).then(r => JSON.stringify(r.violations.map(v => v.id + ": " + v.help + " " + v.nodes.map(n => n.html.slice(0, 160) + " " + (n.any[0]?.message ?? "")).join(" | "))))`,
			&raw, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }),
	)
	var out []string
	if err := json.Unmarshal([]byte(raw), &out); err != nil {
		b.t.Fatal(err)
	}
	return out
}

// Shoot writes a picture of the whole page into dir; an empty dir takes none.
func (b *Browser) Shoot(dir, name string) {
	b.t.Helper()
	if dir == "" {
		return
	}
	var png []byte
	b.run(chromedp.FullScreenshot(&png, 100))
	if err := os.WriteFile(filepath.Join(dir, strings.ReplaceAll(name, "/", "_")+".png"), png, 0o644); err != nil {
		b.t.Fatal(err)
	}
}
