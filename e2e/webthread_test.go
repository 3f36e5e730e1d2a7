package e2e

import "strings"

// readsTheThread opens the whole thread as both sides do and follows every link on it.
func (p *webPlayer) readsTheThread() {
	p.t.Helper()
	for _, who := range []string{p.s.cast.prepares, p.s.cast.gives} {
		p.as(who)
		p.Visit("/thread/" + p.s.ref)
		if err := p.evaluate(`document.querySelectorAll('main details').forEach(d => d.open = true)`, nil); err != nil {
			p.t.Fatal(err)
		}
		p.Sees(p.s.meeting.title, p.s.class.title)
		if p.s.next != nil {
			p.Sees(p.s.next.title)
		}
		for _, a := range p.s.asks {
			p.Sees(a.title)
		}
		for _, x := range p.s.papers {
			p.Sees(x.title)
		}
		for _, at := range p.links("/") {
			if !strings.HasPrefix(at, "/thread/") {
				p.Visit(at) // a page that is not there ends the test
			}
		}
	}
}
