package e2e

import (
	"slices"
	"testing"
)

// tours are the pages that each role works with: lists, one record of each kind,
// forms, the thread and what stands around them. A record is the first that the
// list before it leads to, written as the list's address with "/*".
func tours() map[string][]string {
	return map[string][]string{
		officerLogin: {
			"/today", "/menu", "/about", "/thread/S1", "/threads", "/cooperations", "/cooperations/*", "/cooperations/new", "/meetings", "/meetings/*",
			"/proposals/*", "/commitments", "/commitments/*", "/deliveries", "/deliveries/*", "/agreements", "/agreements/*",
			"/activities", "/activities/*", "/funds", "/funds/*", "/funds/new", "/programmes", "/programmes/*", "/classes", "/classes/*", "/classes/new",
			"/people", "/people/*", "/people/new", "/hand-overs", "/hand-overs/*",
		},
		partnerLogin: {
			"/today", "/menu", "/thread/S1", "/cooperations", "/proposals", "/proposals/*", "/commitments", "/commitments/*",
			"/classes", "/classes/*", "/agreements", "/agreements/*", "/deliveries/*",
		},
		"pk.jambi": {"/today", "/menu", "/people", "/people/*", "/hand-overs", "/hand-overs/*", "/follow-ups", "/follow-ups/*", "/thread/S4"},
		"admin":    {"/today", "/menu", "/users", "/users/*", "/users/new", "/organisations", "/organisations/*", "/organisations/new", "/regencies", "/tokens"},
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
	list, record := page, false
	if n := len(page) - len("/*"); n > 0 && page[n:] == "/*" {
		list, record = page[:n], true
	}
	b.Visit(list)
	if record {
		b.Visit(b.first(list))
	}
	b.Inspect()
}

// first is the address of the first record in the list that the window shows.
func (b *Browser) first(list string) string {
	b.t.Helper()
	var links []string
	if err := b.evaluate(`[...document.querySelectorAll('main a[href^="`+list+`/"]')].map(a => a.getAttribute('href'))`, &links); err != nil {
		b.t.Fatal(err)
	}
	links = slices.DeleteFunc(links, func(l string) bool { return l == list+"/new" })
	if len(links) == 0 {
		b.t.Fatalf("%s lists nothing to look at", list)
	}
	return links[0]
}
