package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Picture saves the whole page under a name at the two widths that pages are
// looked at in review, a phone's and a desk's.
func (b *Browser) Picture(name string) {
	b.t.Helper()
	for _, width := range []int{390, 1280} {
		if _, err := b.capture(name, width); err != nil {
			b.t.Fatalf("picture %s: %v", name, err)
		}
	}
	b.settle()
}

// capture saves the page at a width and returns the window to its own.
func (b *Browser) capture(name string, width int) (string, error) {
	root, err := moduleRoot()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(root, "e2e", "screenshots")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	var png []byte
	err = b.try(
		emulation.SetDeviceMetricsOverride(int64(width), 900, 1, false),
		chromedp.FullScreenshot(&png, 100),
		emulation.SetDeviceMetricsOverride(int64(b.Width), 900, 1, false),
	)
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, fmt.Sprintf("%s-%s-%d.png", clean(name), b.Language, width))
	return file, os.WriteFile(file, png, 0o600)
}

// clean makes a file name of a test's name.
func clean(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '.' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' {
			return r
		}
		return '_'
	}, name)
}
