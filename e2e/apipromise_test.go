package e2e

import "net/http"

// meets opens the cooperation and records the meeting, with the signed list of
// those present and what was decided.
func (p *apiPlayer) meets() {
	p.t.Helper()
	who, m := p.s.cast.prepares, p.s.meeting
	p.cooperation = p.post(who, "/cooperations", object{
		"host_id": p.orgs[p.s.host], "partner_id": p.orgs[p.s.partner], "title": p.s.title, "purpose": p.s.purpose, "ref": p.s.ref,
	}).text("id")
	var present []object
	for _, a := range m.present {
		present = append(present, object{"organisation": p.s.named(a[0]), "office": a[1]})
	}
	made := p.post(who, "/meetings", object{
		"cooperation_id": p.cooperation, "status": "held", "kind": m.kind, "title": m.title, "held_on": p.s.day(m.held), "place": m.place,
		"agenda": m.agenda, "minutes": m.minutes, "attendees": present,
	})
	if made.text("held_on") != p.s.day(m.held) {
		p.t.Errorf("the meeting was held on %q, want %q", made.text("held_on"), p.s.day(m.held))
	}
	p.file(who, "meeting", made.text("id"), "Daftar hadir.pdf", p.document("Daftar hadir", m.title))
	for _, d := range m.decided {
		p.decisions = append(p.decisions, p.post(who, "/meetings/"+made.text("id")+"/decisions", object{"body": d}).text("id"))
	}
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

// isOrdered makes an order a commitment of the partner, owned by a post.
func (p *apiPlayer) isOrdered(o order) {
	p.t.Helper()
	made := p.post(p.s.cast.prepares, "/commitments", object{
		"decision_id": p.decisions[o.decision], "promiser_id": p.orgs[p.s.partner], "receiver_id": p.orgs[p.s.host], "form": o.form, "title": o.title,
		"quantity": o.quantity, "unit": o.unit, "due_on": p.s.day(o.due), "owner_post_id": p.posts[p.s.partner+o.post],
	})
	if made.text("owner_title") != o.post || made.text("due_on") != p.s.day(o.due) {
		p.t.Errorf("the order is owned by %q until %s", made.text("owner_title"), made.text("due_on"))
	}
	p.commitments[o.title] = made.text("id")
}

// asks writes a proposal and sends it: the need is counted and frozen. The
// partner's answer makes the commitment, unless it declines.
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
	x := a.answer
	body := object{"answer": x.how, "on": p.s.day(x.on), "reason": x.reason}
	if x.how != "declined" {
		body["due_on"], body["owner_post_id"] = p.s.day(x.due), p.posts[p.s.partner+x.post]
	}
	if x.how == "changed" {
		body["quantity"], body["value_rp"] = x.quantity, x.value
	}
	answered := p.post(gives, at+"/answer", body)
	if answered.text("status") != x.how || (answered.text("commitment_id") == "") != (x.how == "declined") {
		p.t.Errorf("%q is %s, want %s, with commitment %q", a.title, answered.text("status"), x.how, answered.text("commitment_id"))
	}
	p.commitments[a.title] = answered.text("commitment_id")
}
