package webtest

import (
	"flag"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"titian/internal/platform/i18n"
)

var shots = flag.String("shots", "", "folder for pictures of the gallery")

func TestGalleryIsAccessibleAndFitsEveryWidth(t *testing.T) {
	b := Open(t, gallerySite(t))
	for _, path := range []string{"/?rows=0", "/?rows=1", "/?rows=6&status=open&sort=partner", "/form", "/form?bad=1", "/nowhere"} {
		for _, look := range []struct {
			width int64
			lang  i18n.Lang
			dark  bool
		}{
			{390, i18n.Indonesian, false}, {390, i18n.English, true}, {1280, i18n.Indonesian, true}, {1280, i18n.English, false}, {1920, i18n.Indonesian, false},
		} {
			name := fmt.Sprintf("%s %d %s dark=%v", path, look.width, look.lang, look.dark)
			b.Visit(path, look.width, look.lang, look.dark)
			b.Shoot(*shots, name)
			for _, v := range b.Violations() {
				t.Errorf("%s: %s", name, v)
			}
			if n := b.Overflow(); n > 0 {
				t.Errorf("%s: %d px wider than the window", name, n)
			}
			for _, c := range b.Complaints() {
				t.Errorf("%s: browser says %s", name, c)
			}
		}
	}
}

// text is the JavaScript expression's value in the page.
func text(t *testing.T, b *Browser, js string) string {
	t.Helper()
	var s string
	b.Run(chromedp.Evaluate(js, &s))
	return s
}

func TestAClassIsTickedByKeyboard(t *testing.T) {
	b := Open(t, gallerySite(t))
	b.Visit("/form", 1280, i18n.Indonesian, false)
	marks := `[...document.querySelectorAll(".t-marks__row")].map(r => r.querySelector(":checked")?.value ?? "-").join(" ")`
	b.Run(chromedp.Click("[data-t-marks-all]", chromedp.NodeVisible))
	if got := text(t, b, marks); got != "present present present present" {
		t.Errorf("after marking everybody: %s", got)
	}
	b.Run(chromedp.Focus(`[name="marks[0].mark"]:checked`), chromedp.KeyEvent("a"), chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent("i"))
	if got := text(t, b, marks); got != "absent present excused present" {
		t.Errorf("after A, down, I: %s", got)
	}
	if got := text(t, b, `document.activeElement.name`); got != "marks[3].mark" {
		t.Errorf("the keyboard is at %s", got)
	}
}

func TestAListIsNarrowedWithoutAWholeNewPage(t *testing.T) {
	b := Open(t, gallerySite(t))
	b.Visit("/?rows=3&sort=partner", 1280, i18n.Indonesian, false)
	b.Run(chromedp.Evaluate(`window.stayed = "yes"; true`, nil), chromedp.SetValue("#filter-status", "late"),
		chromedp.Evaluate(`document.querySelector("#filter-status").dispatchEvent(new Event("change", {bubbles: true}))`, nil),
		chromedp.Poll(`location.search.includes("status=late")`, nil))
	if got := text(t, b, `window.stayed ?? "left"`); got != "yes" {
		t.Error("the page was loaded anew")
	}
	if got := text(t, b, `location.search`); !strings.Contains(got, "sort=partner") {
		t.Errorf("the order is lost: %s", got)
	}
	for _, c := range b.Complaints() {
		t.Errorf("browser says %s", c)
	}
}
