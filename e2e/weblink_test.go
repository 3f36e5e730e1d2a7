package e2e

import "github.com/chromedp/cdproto/storage"

// opensALink has the host make a link about a record, and somebody of the partner
// open it who has no account: nobody is signed in any more.
func (p *webPlayer) opensALink(purpose, record string) {
	p.t.Helper()
	p.as(p.s.cast.prepares)
	p.Visit("/reply-links/new?purpose=" + purpose + "&record=" + keyOf(record))
	p.save("Buat tautan")
	var address string
	if err := p.evaluate(`new URL(document.getElementById('link').textContent).pathname`, &address); err != nil {
		p.t.Fatal(err)
	}
	p.do("leave the seat", storage.ClearCookies())
	p.now = ""
	p.Visit(address)
}

// throughTheLink sends the form behind the link, which opens no second time.
func (p *webPlayer) throughTheLink() {
	p.t.Helper()
	p.save("Kirim jawaban")
	if at := p.record(); at != "/r/thanks" {
		p.t.Fatalf("the link ends at %s\n%s", at, p.Text())
	}
	p.Sees("Terima kasih")
}
