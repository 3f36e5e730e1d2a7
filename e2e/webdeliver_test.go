package e2e

import "slices"

// verdictNames are what the pages call the verdicts.
var verdictNames = map[string]string{"ceremonial": "Seremonial", "slow": "Lambat", "concrete": "Nyata"}

// judges reads the vitality of every paper on its own page. What is promised on
// the day of the test is not overdue yet: there is nothing slow.
func (p *webPlayer) judges(want func(paper) string) {
	p.t.Helper()
	p.as(p.s.cast.prepares)
	for i, x := range p.s.papers {
		verdict := want(x)
		if verdict == "slow" {
			verdict = "concrete"
		}
		p.Visit(p.papers[i])
		if tags := p.tags(); !slices.Contains(tags, verdictNames[verdict]) {
			p.t.Errorf("%q bears the tags %q, want %q", x.title, tags, verdictNames[verdict])
		}
	}
}

// tags are the short words in colour by which a page says how something stands.
func (b *Browser) tags() []string {
	b.t.Helper()
	var all []string
	if err := b.evaluate(`[...document.querySelectorAll('main .govuk-tag')].map(t => t.textContent.replace(/\s+/g, ' ').trim())`, &all); err != nil {
		b.t.Fatal(err)
	}
	return all
}

// delivers reports what was given, with a file, and the receiver answers.
func (p *webPlayer) delivers() {
	p.t.Helper()
	for _, d := range p.s.deliveries {
		p.as(p.s.cast.gives)
		if d.ours {
			p.as(p.s.cast.prepares)
		}
		p.Visit(p.promises[d.promise] + "/deliveries/new")
		p.write(entry{Label: "Tanggal diserahkan", Value: p.on(d.on)}, entry{Label: "Jumlah diserahkan", Value: number(d.quantity)}, entry{Label: "Nilai", Value: number(d.value)}, entry{Label: "Bukti", Value: d.evidence})
		p.save("Kirim laporan")
		at := p.record()
		if at == p.promises[d.promise] {
			at = p.links("/deliveries/")[0] // the latest stands first
			p.Visit(at)
		}
		p.uploads()
		if d.ours {
			p.opensALink("confirm_delivery", at)
			p.write(entry{Label: "Ya, kami terima"})
			p.throughTheLink()
			continue
		}
		p.as(p.s.cast.prepares)
		if d.seen > 0 {
			p.Visit(at + "/dispute")
			p.write(entry{Label: "Jumlah menurut Anda", Value: number(d.seen)}, entry{Label: "Alasan", Value: d.reason})
			p.save("Catat ketidaksesuaian")
			p.Visit(at)
			p.Sees(d.reason)
			continue
		}
		p.Visit(at + "/confirm")
		p.save("Konfirmasi penyerahan")
	}
	p.as(p.s.cast.prepares)
	p.Visit("/ledger?cooperation=" + keyOf(p.cooperation))
}
