package e2e

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
)

// rest is how long nothing may happen before the page counts as settled. A click
// starts its request well within it, since Chromium answers a click only after
// the page has handled it.
const rest = 100 * time.Millisecond

// watcher follows what the window does, from Chromium's events: the requests
// under way, the status of the last document, and every complaint.
type watcher struct {
	mu       sync.Mutex
	open     map[network.RequestID]string // address by request
	loading  bool
	last     time.Time
	document int64
	wrong    []string
}

func newWatcher() *watcher {
	return &watcher{open: map[network.RequestID]string{}, last: time.Now()}
}

// event is called by chromedp for each event, one at a time.
func (w *watcher) event(ev any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e := ev.(type) {
	case *page.EventFrameRequestedNavigation, *page.EventFrameStartedNavigating, *page.EventFrameStartedLoading:
		w.loading = true
	case *page.EventFrameStoppedLoading:
		w.loading = false
	case *network.EventRequestWillBeSent:
		w.open[e.RequestID] = e.Request.URL
	case *network.EventLoadingFinished:
		delete(w.open, e.RequestID)
	case *network.EventLoadingFailed:
		delete(w.open, e.RequestID)
	case *network.EventResponseReceived:
		w.response(e)
	case *runtime.EventExceptionThrown:
		w.complain("script: " + e.ExceptionDetails.Error())
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError || e.Type == runtime.APITypeAssert {
			w.complain("console: " + arguments(e.Args))
		}
	case *log.EventEntryAdded:
		// Failed requests are judged in response, where their kind is known.
		if e.Entry.Level == log.LevelError && e.Entry.Source != log.SourceNetwork {
			w.complain(fmt.Sprintf("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL))
		}
	default:
		return
	}
	w.last = time.Now()
}

// response notes the status of documents, which a journey may expect to be
// refused, and complains of any other part of a page that does not come.
func (w *watcher) response(e *network.EventResponseReceived) {
	switch {
	case e.Type == network.ResourceTypeDocument:
		w.document = e.Response.Status
	case e.Response.Status >= 400 && e.Type != network.ResourceTypeXHR && e.Type != network.ResourceTypeFetch:
		w.complain(fmt.Sprintf("%s %s: status %d", e.Type, e.Response.URL, e.Response.Status))
	}
}

func (w *watcher) complain(what string) {
	if !slices.Contains(w.wrong, what) {
		w.wrong = append(w.wrong, what)
	}
}

func (w *watcher) quiet() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return !w.loading && len(w.open) == 0 && time.Since(w.last) > rest
}

// busy says what the window still waits for.
func (w *watcher) busy() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var list []string
	for _, url := range w.open {
		list = append(list, url)
	}
	return fmt.Sprintf("loading %t, requests under way: %s", w.loading, strings.Join(list, " "))
}

func (w *watcher) status() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return int(w.document)
}

func (w *watcher) complaints() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.wrong)
}

func arguments(list []*runtime.RemoteObject) string {
	var b strings.Builder
	for _, o := range list {
		fmt.Fprintf(&b, "%s%s ", o.Value, o.Description)
	}
	return b.String()
}
