package e2e

import (
	"slices"
	"strings"
	"testing"
)

// tours are the pages that each role works with: lists, one record of each kind,
// forms, the thread and what stands around them. A record is the first that the
// list before it leads to, written as the list's address with "/*"; a form that
// is opened from a record follows it after ">".
func tours() map[string][]string {
	return map[string][]string{
		officerLogin: {
			"/today", "/menu", "/about", "/thread/S1", "/threads", "/cooperations", "/cooperations/*", "/cooperations/new", "/meetings", "/meetings/*",
			"/proposals/*", "/commitments", "/commitments/*", "/deliveries", "/deliveries/*", "/agreements", "/agreements/*",
			"/activities", "/activities/*", "/funds", "/funds/*", "/funds/new", "/programmes", "/programmes/*", "/classes", "/classes/*", "/classes/new",
			"/people", "/people/*", "/people/new", "/hand-overs", "/hand-overs/*",
			"/cooperations/* > /meetings/new", "/cooperations/* > /proposals/new", "/cooperations/* > /commitments/new", "/cooperations/* > /agreements/new",
			"/account", "/account/password", "/programmes/new",
		},
		partnerLogin: {
			"/today", "/account", "/cooperations/* > /proposals/new", "/menu", "/thread/S1", "/cooperations", "/proposals", "/proposals/*", "/commitments", "/commitments/*",
			"/classes", "/classes/*", "/agreements", "/agreements/*", "/deliveries/*",
		},
		"pk.jambi": {"/today", "/menu", "/people", "/people/*", "/hand-overs", "/hand-overs/*", "/follow-ups", "/follow-ups/*", "/thread/S4"},
		"admin":    {"/today", "/menu", "/users", "/users/*", "/users/new", "/organisations", "/organisations/*", "/organisations/new", "/regencies", "/tokens", "/tokens/new", "/account"},
	}
}

func TestNoPageHasABarrier(t *testing.T) {
	p := Start(t, Build(t, t.TempDir()), "demo", "--addr", "{addr}", "--dir", "{dir}", "--today", demoDay, "--people", "24")
	for login, pages := range tours() {
		for _, o := range []Options{{Language: "id", Width: 390}, {Language: "en", Width: 390}, {Language: "id", Width: 1280}} {
			t.Run(login+" in "+o.Language+" at "+width(o), func(t *testing.T) {
				t.Parallel()
				b := Open(t, p.URL, o)
				signIn(b, login)
				for _, page := range pages {
					b.tour(page)
				}
			})
		}
	}
}

func width(o Options) string {
	if o.Width == 390 {
		return "a phone's width"
	}
	return "a desk's width"
}

// tour inspects one page, or the first record of a list.
func (b *Browser) tour(page string) {
	b.t.Helper()
	page, form, opens := strings.Cut(page, " > ")
	list, record := strings.CutSuffix(page, "/*")
	b.Visit(list)
	if record {
		b.Visit(b.first(list + "/"))
	}
	if opens {
		b.Visit(b.first(form))
	}
	b.Inspect()
}

// first is the address of the first link in the window that begins so.
func (b *Browser) first(prefix string) string {
	b.t.Helper()
	var links []string
	if err := b.evaluate(`[...document.querySelectorAll('main a[href^="`+prefix+`"]')].map(a => a.getAttribute('href'))`, &links); err != nil {
		b.t.Fatal(err)
	}
	links = slices.DeleteFunc(links, func(l string) bool { return strings.HasSuffix(prefix, "/") && l == prefix+"new" })
	if len(links) == 0 {
		b.t.Fatalf("at %s nothing leads to %s", b.Path(), prefix)
	}
	return links[0]
}
