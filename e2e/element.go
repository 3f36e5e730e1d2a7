package e2e

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// element is a node as assistive technology meets it.
type element struct {
	id   cdp.BackendNodeID
	role string
	name string
}

// The roles, in Chromium's spelling, that a step may act upon.
var (
	pressable = []string{"button", "link", "checkbox", "radio", "switch", "tab", "menuitem", "DisclosureTriangle"}
	fillable  = []string{"textbox", "searchbox", "spinbutton", "combobox", "Date", "DateTime"}
	choosable = []string{"combobox", "listbox", "MenuListPopup", "popUpButton"}
)

// find waits for the one element with an accessible name and one of the roles.
// Two of a name end the test: a reader with a screen reader could not tell
// them apart either.
func (b *Browser) find(name string, roles []string) element {
	b.t.Helper()
	var found []element
	b.until(fmt.Sprintf("find %q", name), func() error {
		var err error
		if found, err = b.named(name, roles); err != nil {
			return err
		}
		if len(found) != 1 {
			return fmt.Errorf("%d elements have that name and can be used as %s", len(found), strings.Join(roles, ", "))
		}
		return nil
	})
	return found[0]
}

// named lists the elements with an accessible name, as the browser computes it,
// and one of the roles; no roles means any.
func (b *Browser) named(name string, roles []string) ([]element, error) {
	var found []element
	err := b.try(chromedp.ActionFunc(func(ctx context.Context) error {
		root, err := dom.GetDocument().Do(ctx)
		if err != nil {
			return err
		}
		query := accessibility.QueryAXTree().WithNodeID(root.NodeID).WithAccessibleName(name)
		var answer axAnswer
		if err := cdp.Execute(ctx, accessibility.CommandQueryAXTree, query, &answer); err != nil {
			return err
		}
		for _, n := range answer.Nodes {
			if !n.Ignored && (roles == nil || slices.Contains(roles, n.Role.Value)) {
				found = append(found, element{id: n.ID, role: n.Role.Value, name: name})
			}
		}
		return nil
	}))
	return found, err
}

// call runs a function of the harness with the element as `this`.
func (b *Browser) call(e element, function string, into any) {
	b.t.Helper()
	b.do(fmt.Sprintf("look at %q", e.name), chromedp.ActionFunc(func(ctx context.Context) error {
		object, err := dom.ResolveNode().WithBackendNodeID(e.id).Do(ctx)
		if err != nil {
			return err
		}
		return chromedp.CallFunctionOn(function, into, func(p *runtime.CallFunctionOnParams) *runtime.CallFunctionOnParams {
			return p.WithObjectID(object.ObjectID)
		}).Do(ctx)
	}))
}

// axAnswer is the part of a query's answer that is used. The client's own type
// refuses properties that newer Chromiums have added.
type axAnswer struct {
	Nodes []struct {
		Ignored bool `json:"ignored"`
		Role    struct {
			Value string `json:"value"`
		} `json:"role"`
		ID cdp.BackendNodeID `json:"backendDOMNodeId"`
	} `json:"nodes"`
}
