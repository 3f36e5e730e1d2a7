package e2e

import (
	"net/http"
	"net/url"
)

// judges asks for the vitality of every paper.
func (p *apiPlayer) judges(want func(paper) string) {
	p.t.Helper()
	for i, x := range p.s.papers {
		if got := p.get(p.s.cast.prepares, "/agreements/"+p.papers[i]+"/vitality"); got.text("verdict") != want(x) {
			p.t.Errorf("%q is %s, want %s: missing %v", x.title, got.text("verdict"), want(x), got["missing"])
		}
	}
}

// delivers reports what was given, with a file, and the receiver answers. What is
// promised counts as given on the receiver's word alone.
func (p *apiPlayer) delivers() {
	p.t.Helper()
	c := p.s.cast
	for _, d := range p.s.deliveries {
		giver := c.gives
		if d.ours {
			giver = c.prepares
		}
		made := p.post(giver, "/commitments/"+p.commitments[d.promise]+"/deliveries", object{
			"delivered_on": p.s.day(d.on), "quantity": d.quantity, "value_rp": d.value, "evidence": d.evidence,
		}).text("id")
		p.file(giver, "delivery", made, "Tanda terima.pdf", p.document("Tanda terima", d.evidence))
		if status := p.tries(giver, "/deliveries/"+made+"/confirm", object{}); status != http.StatusForbidden {
			p.t.Errorf("the giver confirmed its own delivery: status %d", status)
		}
		p.answers(made, d)
	}
	p.balances()
}

func (p *apiPlayer) answers(key string, d delivery) {
	p.t.Helper()
	at, on := "/deliveries/"+key, p.s.after(d.on, 2)
	if files := p.get(p.s.cast.prepares, "/files?kind=delivery&record="+key).list("items"); len(files) != 1 {
		p.t.Errorf("the receiver finds %d files of evidence", len(files))
	}
	if d.ours {
		p.throughALink("confirm_delivery", at, url.Values{"answer": {"confirm"}})
		if now := p.get(p.s.cast.gives, at); now.text("status") != "confirmed" {
			p.t.Errorf("%q is %s after the partner's word", d.promise, now.text("status"))
		}
		return
	}
	if d.seen > 0 {
		p.post(p.s.cast.prepares, at+"/dispute", object{"on": on, "quantity": d.seen, "reason": d.reason})
		return
	}
	p.post(p.s.cast.prepares, at+"/confirm", object{"on": on})
}

// balances compares the ledger with the script: promised and confirmed rupiah.
func (p *apiPlayer) balances() {
	p.t.Helper()
	var promised, confirmed int64
	for _, a := range p.s.asks {
		if _, value := a.settled(); a.answer.how != "declined" {
			promised += value
		}
	}
	for _, d := range p.s.deliveries {
		if d.seen == 0 {
			confirmed += d.value
		}
	}
	for _, who := range []string{p.s.cast.prepares, p.s.cast.gives} {
		total, _ := p.get(who, "/ledger?cooperation="+p.cooperation)["total"].(map[string]any)
		sums, _ := total["sums"].(map[string]any)
		if got := object(total).count("promised_rp"); got != int(promised) {
			p.t.Errorf("%s: promised Rp %d, want %d", who, got, promised)
		}
		if got := object(sums).count("confirmed_rp"); got != int(confirmed) {
			p.t.Errorf("%s: confirmed Rp %d, want %d", who, got, confirmed)
		}
	}
}
