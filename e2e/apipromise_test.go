package e2e

import (
	"net/http"
	"net/url"
	"slices"
)

// meets opens the cooperation and records the meeting, with the signed list of
// those present and what was decided.
func (p *apiPlayer) meets() {
	p.t.Helper()
	who := p.s.cast.prepares
	p.cooperation = p.post(who, "/cooperations", object{
		"host_id": p.orgs[p.s.host], "partner_id": p.orgs[p.s.partner], "title": p.s.title, "purpose": p.s.purpose, "ref": p.s.ref,
	}).text("id")
	p.meeting = p.records(p.s.meeting, "").text("id")
	p.file(who, "meeting", p.meeting, "Daftar hadir.pdf", p.document("Daftar hadir", p.s.meeting.title))
	for _, d := range p.s.meeting.decided {
		p.decisions = append(p.decisions, p.post(who, "/meetings/"+p.meeting+"/decisions", object{"body": d}).text("id"))
	}
}

// records writes a meeting down, alone or as one that follows another.
func (p *apiPlayer) records(m meeting, follows string) object {
	p.t.Helper()
	var present []object
	for _, a := range m.present {
		present = append(present, object{"organisation": p.s.named(a[0]), "office": a[1]})
	}
	body := object{
		"cooperation_id": p.cooperation, "status": "held", "kind": m.kind, "title": m.title, "held_on": p.s.day(m.held), "place": m.place,
		"agenda": m.agenda, "minutes": m.minutes, "attendees": present,
	}
	if follows != "" {
		body["follows_id"] = follows
	}
	made := p.post(p.s.cast.prepares, "/meetings", body)
	if made.text("held_on") != p.s.day(m.held) {
		p.t.Errorf("the meeting was held on %q, want %q", made.text("held_on"), p.s.day(m.held))
	}
	return made
}

// meetsAgain records the next meeting of the series: what the first one left open
// is on its table until it is done.
func (p *apiPlayer) meetsAgain() {
	p.t.Helper()
	n := p.s.next
	if n == nil {
		return
	}
	made := p.records(n.meeting, p.meeting)
	if got := carried(made); !sameTexts(got, n.open) {
		p.t.Errorf("%q carries over %q, want %q", n.title, got, n.open)
	}
	p.post(p.s.cast.prepares, "/decisions/"+p.decisions[n.settles]+"/settle", object{"settled_note": n.how})
	for _, text := range carried(p.get(p.s.cast.gives, "/meetings/"+made.text("id"))) {
		if text == p.s.meeting.decided[n.settles] {
			p.t.Errorf("%q is done and still carried over", text)
		}
	}
}

// carried are the texts of what a meeting found open.
func carried(m object) (texts []string) {
	for _, c := range m.list("carried") {
		texts = append(texts, c.text("text"))
	}
	return texts
}

// sameTexts reports whether two lists hold the same, in any order.
func sameTexts(got, want []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want)))
}

// agreesOnWhat makes commitments and proposals of the decisions, and the partner answers.
func (p *apiPlayer) agreesOnWhat() {
	p.t.Helper()
	for _, o := range p.s.orders {
		p.isOrdered(o)
	}
	for _, a := range p.s.asks {
		p.asks(a)
	}
}

// isOrdered makes an order a commitment, owned by a post of the side that gives.
func (p *apiPlayer) isOrdered(o order) {
	p.t.Helper()
	giver, taker := p.s.sides(o.ours)
	made := p.post(p.s.cast.prepares, "/commitments", object{
		"decision_id": p.decisions[o.decision], "promiser_id": p.orgs[giver], "receiver_id": p.orgs[taker], "form": o.form, "title": o.title,
		"quantity": o.quantity, "unit": o.unit, "due_on": p.s.day(o.due), "owner_post_id": p.posts[giver+o.post],
	})
	if made.text("owner_title") != o.post || made.text("due_on") != p.s.day(o.due) {
		p.t.Errorf("the order is owned by %q until %s", made.text("owner_title"), made.text("due_on"))
	}
	p.commitments[o.title] = made.text("id")
}

// asks writes a proposal and sends it: the need is counted and frozen. The
// answer to what lies on the table at last makes the commitment, unless it is no.
func (p *apiPlayer) asks(a ask) {
	p.t.Helper()
	who, gives := p.s.cast.prepares, p.s.cast.gives
	at := "/proposals/" + p.post(who, "/proposals", object{
		"decision_id": p.decisions[a.decision], "kind": "ask", "form": a.form, "title": a.title, "quantity": a.quantity, "unit": a.unit,
		"value_rp": a.value, "wanted_by": p.s.day(a.wanted),
	}).text("id")
	if status, _ := p.ask(gives, http.MethodGet, at, nil, nil); status != http.StatusNotFound {
		p.t.Errorf("the partner reads a proposal that was not sent: status %d", status)
	}
	sent := p.post(who, at+"/send", object{"on": p.s.day(a.sent)})
	if n := sent.count("need_count"); n < a.needed {
		p.t.Errorf("%q was sent with %d in need, want %d at least: %q", a.title, n, a.needed, sent.text("need_basis"))
	}
	answered := p.isAnswered(at, a)
	if answered.text("status") != a.answer.how || (answered.text("commitment_id") == "") != (a.answer.how == "declined") {
		p.t.Errorf("%q is %s, want %s, with commitment %q", a.title, answered.text("status"), a.answer.how, answered.text("commitment_id"))
	}
	p.commitments[a.title] = answered.text("commitment_id")
}

// isAnswered gives the partner's answer, through a link where it has no account;
// a counter-offer is the host's to answer.
func (p *apiPlayer) isAnswered(at string, a ask) object {
	p.t.Helper()
	x, who := a.answer, p.s.cast.gives
	if x.byLink {
		p.throughALink("answer_proposal", at, url.Values{"answer": {x.how}, "reason": {x.reason}})
		return p.get(who, at)
	}
	if c := a.counter; c != nil {
		p.post(who, at+"/counter", object{"on": p.s.day(c.on), "quantity": c.quantity, "value_rp": c.value, "wanted_by": p.s.day(a.wanted), "reason": c.reason})
		if status := p.tries(who, at+"/answer", object{"answer": x.how, "on": p.s.day(x.on)}); status != http.StatusForbidden {
			p.t.Errorf("the partner answers its own counter-offer: status %d", status)
		}
		who = p.s.cast.prepares
	}
	body := object{"answer": x.how, "on": p.s.day(x.on), "reason": x.reason}
	if x.how != "declined" {
		body["due_on"], body["owner_post_id"] = p.s.day(x.due), p.posts[p.s.partner+x.post]
	}
	if x.how == "changed" {
		body["quantity"], body["value_rp"] = x.quantity, x.value
	}
	answered := p.post(who, at+"/answer", body)
	if x.how == "declined" {
		return answered
	}
	quantity, value := a.settled()
	if now := p.get(who, "/commitments/"+answered.text("commitment_id")); now.count("quantity") != quantity || now.count("value_rp") != int(value) {
		p.t.Errorf("%q promises %d for Rp %d, want %d for Rp %d", a.title, now.count("quantity"), now.count("value_rp"), quantity, value)
	}
	return answered
}
