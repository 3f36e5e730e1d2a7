package e2e

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Click uses the link, button, box or disclosure with an accessible name, with
// the mouse or, for a keyboard user, by reaching it with Tab and pressing the
// key that its role answers to.
func (b *Browser) Click(name string) {
	b.t.Helper()
	e := b.find(name, pressable)
	if b.Keyboard {
		b.pressWithKeys(e)
	} else {
		b.pressWithMouse(e)
	}
	b.settle()
}

// Fill replaces the text of the field with a label.
func (b *Browser) Fill(label, value string) {
	b.t.Helper()
	e := b.find(label, fillable)
	b.focus(e)
	b.do("select the text of "+label, selectAll())
	switch {
	case value == "":
		b.Press("Backspace")
	case b.Keyboard:
		b.do("type into "+label, chromedp.KeyEvent(value))
	default:
		b.do("fill "+label, input.InsertText(value))
	}
	var got string
	b.call(e, `function() { return this.value ?? this.innerText }`, &got)
	if got != value {
		b.t.Fatalf("fill %q: the field holds %q, want %q", label, got, value)
	}
	b.settle()
}

// Choose picks an option of the list with a label by typing its beginning, as a
// native list understands with or without a mouse.
func (b *Browser) Choose(label, option string) {
	b.t.Helper()
	e := b.find(label, choosable)
	b.focus(e)
	b.do("choose "+option, chromedp.KeyEvent(option))
	var got string
	b.call(e, `function() { return this.selectedOptions[0].text.trim() }`, &got)
	if got != option {
		b.t.Fatalf("choose %q in %q: the list shows %q", option, label, got)
	}
	b.settle()
}

// Attach gives a file to the file field with a label. Chromium adds the chosen
// file's name to such a field's accessible name, so the label is compared itself.
func (b *Browser) Attach(label, path string) {
	b.t.Helper()
	find := fmt.Sprintf(`[...document.querySelectorAll('input[type=file]')].find(i =>
		[...i.labels].some(l => l.innerText.trim() === %q)) ?? null`, label)
	b.until(fmt.Sprintf("find file field %q", label), func() error {
		var missing bool
		if err := b.evaluate("("+find+") === null", &missing); err != nil {
			return err
		}
		if missing {
			return errors.New("no file field has that label")
		}
		return nil
	})
	b.do("attach "+path, chromedp.ActionFunc(func(ctx context.Context) error {
		object, thrown, err := runtime.Evaluate(find).Do(ctx)
		if err != nil {
			return err
		}
		if thrown != nil {
			return thrown
		}
		return dom.SetFileInputFiles([]string{path}).WithObjectID(object.ObjectID).Do(ctx)
	}))
	b.settle()
}

// Sees waits until the page shows every one of the texts, whatever the spacing.
func (b *Browser) Sees(texts ...string) {
	b.t.Helper()
	for _, want := range texts {
		b.until(fmt.Sprintf("see %q", want), func() error {
			if !strings.Contains(squeeze(b.Text()), squeeze(want)) {
				return errors.New("the page does not show it")
			}
			return nil
		})
	}
}

// SeesNo ends the test when the settled page shows one of the texts.
func (b *Browser) SeesNo(texts ...string) {
	b.t.Helper()
	b.settle()
	page := squeeze(b.Text())
	for _, unwanted := range texts {
		if strings.Contains(page, squeeze(unwanted)) {
			b.t.Fatalf("at %s the page shows %q and should not", b.Path(), unwanted)
		}
	}
}

// Ticked tells whether the box or radio button with a label is set.
func (b *Browser) Ticked(label string) bool {
	b.t.Helper()
	var set bool
	b.call(b.find(label, pressable), `function() { return this.checked === true }`, &set)
	return set
}

// Heading is the text of the page's one first-level heading.
func (b *Browser) Heading() string {
	b.t.Helper()
	var list []string
	if err := b.evaluate(`[...document.querySelectorAll('h1')].map(h => h.innerText)`, &list); err != nil {
		b.t.Fatal(err)
	}
	if len(list) != 1 {
		b.t.Fatalf("at %s the page has %d first-level headings, want one: %q", b.Path(), len(list), list)
	}
	return squeeze(list[0])
}

// Text is all that the page shows.
func (b *Browser) Text() string {
	b.t.Helper()
	var text string
	if err := b.evaluate(`document.body ? document.body.innerText : ''`, &text); err != nil {
		return err.Error()
	}
	return text
}

// pressWithMouse clicks the middle of the element, once it is in view.
func (b *Browser) pressWithMouse(e element) {
	b.t.Helper()
	b.do(fmt.Sprintf("click %q", e.name), chromedp.ActionFunc(func(ctx context.Context) error {
		if err := dom.ScrollIntoViewIfNeeded().WithBackendNodeID(e.id).Do(ctx); err != nil {
			return err
		}
		quads, err := dom.GetContentQuads().WithBackendNodeID(e.id).Do(ctx)
		if err != nil {
			return err
		}
		if len(quads) == 0 {
			return errors.New("it takes no room on the page")
		}
		q := quads[0]
		return chromedp.MouseClickXY((q[0]+q[4])/2, (q[1]+q[5])/2).Do(ctx)
	}))
}

// focus brings the cursor into the element, by Tab for a keyboard user.
func (b *Browser) focus(e element) {
	b.t.Helper()
	if b.Keyboard {
		b.reach(e)
		return
	}
	b.do(fmt.Sprintf("focus %q", e.name), dom.Focus().WithBackendNodeID(e.id))
}

// selectAll selects the text of the focused field. Headless Chromium has no
// keyboard shortcuts of its own, so the command is sent by name.
func selectAll() chromedp.Action {
	return input.DispatchKeyEvent(input.KeyRawDown).WithCommands([]string{"selectAll"})
}

// squeeze makes every run of white space one space.
func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }
