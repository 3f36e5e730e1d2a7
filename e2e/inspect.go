package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/cdproto/emulation"
)

// axeFile is axe-core as the web package's tests carry it, from the module's root.
const axeFile = "internal/delivery/web/webtest/axe.min.js"

// Inspect looks for barriers on the settled page: axe finds no violation of WCAG
// 2.2 A and AA or of its best practices, the page names its language and itself,
// and nothing makes it scroll sideways.
func (b *Browser) Inspect() {
	b.t.Helper()
	b.settle()
	var page struct {
		Lang, Title  string
		Wide, Window int
		Beyond       string
	}
	if err := b.evaluate(`({Lang: document.documentElement.lang, Title: document.title,
		Wide: document.documentElement.scrollWidth, Window: document.documentElement.clientWidth,
		Beyond: [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth)
			.map(e => e.outerHTML.slice(0, 160)).slice(-3).join('\n\t')})`, &page); err != nil {
		b.t.Fatal(err)
	}
	if page.Lang != b.Language {
		b.t.Errorf("at %s the page says its language is %q, want %q", b.Path(), page.Lang, b.Language)
	}
	if strings.TrimSpace(page.Title) == "" {
		b.t.Errorf("at %s the page has no title", b.Path())
	}
	if page.Wide > page.Window {
		b.t.Errorf("at %s the page is %d pixels wide in a window of %d:\n\t%s", b.Path(), page.Wide, page.Window, page.Beyond)
	}
	violations, err := b.axe()
	if err != nil {
		b.t.Fatal(err)
	}
	for _, v := range violations {
		b.t.Errorf("at %s axe finds %s", b.Path(), v)
	}
}

// violation is one finding of axe.
type violation struct {
	ID     string `json:"id"`
	Impact string `json:"impact"`
	Help   string `json:"help"`
	Nodes  []struct {
		HTML    string `json:"html"`
		Summary string `json:"failureSummary"`
	} `json:"nodes"`
}

func (v violation) String() string {
	var s strings.Builder
	fmt.Fprintf(&s, "%s (%s): %s", v.ID, v.Impact, v.Help)
	for _, n := range v.Nodes {
		fmt.Fprintf(&s, "\n\t%.200s\n\t\t%s", n.HTML, strings.ReplaceAll(n.Summary, "\n", "\n\t\t"))
	}
	return s.String()
}

// axe runs axe-core in the page. It goes in through the debugger, so the site's
// Content-Security-Policy need not allow it. Where scripts are off they are let
// in for axe alone: those of a page that is loaded already do not run any more.
func (b *Browser) axe() ([]violation, error) {
	if b.NoScript {
		b.do("let axe run", emulation.SetScriptExecutionDisabled(false))
		defer b.do("stop scripts again", emulation.SetScriptExecutionDisabled(true))
	}
	root, err := moduleRoot()
	if err != nil {
		return nil, err
	}
	source, err := os.ReadFile(filepath.Join(root, axeFile))
	if err != nil {
		return nil, fmt.Errorf("read axe: %w", err)
	}
	var present bool
	if err := b.evaluate(`typeof window.axe === 'object'`, &present); err != nil {
		return nil, err
	}
	if !present {
		if err := b.evaluate(string(source)+"\n;0", nil); err != nil {
			return nil, err
		}
	}
	var found string
	err = b.evaluate(`axe.run(document, {resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa',
		'wcag22aa', 'best-practice']}).then(r => JSON.stringify(r.violations))`, &found)
	if err != nil {
		return nil, fmt.Errorf("run axe: %w", err)
	}
	var list []violation
	if err := json.Unmarshal([]byte(found), &list); err != nil {
		return nil, fmt.Errorf("read axe's findings: %w", err)
	}
	return list, nil
}

// moduleRoot is the folder of go.mod, above the folder that a test runs in.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		if filepath.Dir(dir) == dir {
			return "", fmt.Errorf("no go.mod above %s", dir)
		}
		dir = filepath.Dir(dir)
	}
}
