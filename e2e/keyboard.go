package e2e

import (
	"context"
	"fmt"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// tabs is how far a keyboard user will go for one element. A page on which it
// takes more is broken, or the element cannot be reached at all.
const tabs = 400

// Press sends keys by name (Tab, Enter, Escape, Space, Backspace, ArrowDown,
// ArrowUp); anything else is typed as it stands.
func (b *Browser) Press(keys ...string) {
	b.t.Helper()
	for _, k := range keys {
		b.do("press "+k, chromedp.KeyEvent(key(k)))
	}
	b.settle()
}

func key(name string) string {
	switch name {
	case "Tab":
		return kb.Tab
	case "Enter":
		return kb.Enter
	case "Escape":
		return kb.Escape
	case "Space":
		return " "
	case "Backspace":
		return kb.Backspace
	case "ArrowDown":
		return kb.ArrowDown
	case "ArrowUp":
		return kb.ArrowUp
	}
	return name
}

// pressWithKeys reaches the element and uses it. Boxes answer to the space bar;
// a radio button reached by arrows is set already.
func (b *Browser) pressWithKeys(e element) {
	b.t.Helper()
	b.reach(e)
	switch e.role {
	case "checkbox", "switch":
		b.do("press Space", chromedp.KeyEvent(" "))
	case "radio":
		var set bool
		b.call(e, `function() { return this.checked }`, &set)
		if !set {
			b.do("press Space", chromedp.KeyEvent(" "))
		}
	default:
		b.do("press Enter", chromedp.KeyEvent(kb.Enter))
	}
}

// reach presses Tab until the element has the focus. Radio buttons of a group
// are one stop; within it the arrows lead on.
func (b *Browser) reach(e element) {
	b.t.Helper()
	for range tabs {
		at := b.focused()
		if at == e.id {
			return
		}
		if e.role == "radio" && b.sameGroup(at, e) {
			b.do("press ArrowDown", chromedp.KeyEvent(kb.ArrowDown))
			continue
		}
		b.do("press Tab", chromedp.KeyEvent(kb.Tab))
	}
	b.t.Fatalf("at %s the %s %q is not reached with %d presses of Tab", b.Path(), e.role, e.name, tabs)
}

// focused is the element that has the focus.
func (b *Browser) focused() cdp.BackendNodeID {
	b.t.Helper()
	var id cdp.BackendNodeID
	b.do("look where the focus is", chromedp.ActionFunc(func(ctx context.Context) error {
		object, thrown, err := runtime.Evaluate(`document.activeElement ?? document.body`).Do(ctx)
		if err != nil {
			return err
		}
		if thrown != nil {
			return thrown
		}
		node, err := dom.DescribeNode().WithObjectID(object.ObjectID).Do(ctx)
		if err != nil {
			return err
		}
		id = node.BackendNodeID
		return nil
	}))
	return id
}

func (b *Browser) sameGroup(at cdp.BackendNodeID, e element) bool {
	b.t.Helper()
	var here, there string
	group := `function() { return this.type === 'radio' ? 'radio ' + this.name : '' }`
	b.call(element{id: at, name: "the focus"}, group, &here)
	b.call(e, group, &there)
	return here != "" && here == there
}

// FocusShows ends the test when the focused element looks no different from one
// that is not: a keyboard user would be lost.
func (b *Browser) FocusShows() {
	b.t.Helper()
	e := element{id: b.focused(), name: "the focus"}
	var with, without string
	b.call(e, look, &with)
	b.call(e, `function() { this.blur(); return `+"("+look+").call(this)"+` }`, &without)
	b.call(e, `function() { this.focus({focusVisible: true}) }`, nil)
	if with == without {
		var html string
		b.call(e, `function() { return this.outerHTML.slice(0, 200) }`, &html)
		b.t.Fatalf("at %s nothing shows that the focus is on %s", b.Path(), fmt.Sprintf("%.200s", html))
	}
}

// look gathers what a focus style changes, on the element and on a label that
// draws for it.
const look = `function() {
	const of = (e, part) => { const s = getComputedStyle(e, part);
		return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.backgroundColor, s.borderColor, s.borderWidth].join() };
	const all = [this, ...(this.labels ?? [])];
	return all.map(e => of(e) + of(e, '::before') + of(e, '::after')).join(';') }`
