package e2e

import (
	"net/http"
	"net/url"

	"titian/internal/kernel/civil"
)

// spends books the restricted money: received, set aside for the class, and paid
// for material and to people, each with the group of recipients they belong to.
// A second payment for the same purpose to the same person is refused.
func (p *apiPlayer) spends() {
	p.t.Helper()
	m, who, k := p.s.money, p.s.cast.prepares, p.s.class
	if m == nil {
		return
	}
	made := p.post(who, "/funds", object{"cooperation_id": p.cooperation, "commitment_id": p.commitments[m.promise], "type": m.sort, "purpose": m.purpose}).text("id")
	p.fund = made
	book := "/funds/" + made + "/entries"
	p.post(who, book, object{"kind": "receipt", "amount": m.received, "booked_on": p.s.day(m.receivedOn), "receipt_no": m.paper})
	p.post(who, book, object{"kind": "allocation", "amount": m.allotted, "booked_on": p.s.day(k.starts), "class_id": p.class})
	p.post(who, book, object{"kind": "disbursement", "amount": m.materials, "booked_on": p.s.day(k.starts), "class_id": p.class, "receipt_no": "KW-021", "note": "Bahan dan benang"})
	for i, asnaf := range m.asnaf {
		to := object{
			"kind": "disbursement", "amount": m.each, "booked_on": p.s.after(k.released, -2), "class_id": p.class, "person_id": p.people[i], "asnaf": asnaf,
			"asnaf_evidence": "Surat keterangan tidak mampu", "surveyor": "Amil", "receipt_no": "KW-03" + string(rune('1'+i)),
		}
		p.post(who, book, to)
		if status := p.tries(who, book, to); status != http.StatusConflict {
			p.t.Errorf("a person was paid twice: status %d", status)
		}
	}
	st := p.get(p.s.cast.gives, "/funds/"+made+"/statement")
	fund, _ := st["fund"].(map[string]any)
	if paid := m.paid(); st["agrees"] != true || object(fund).count("disbursed") != int(paid) || object(fund).count("received") != int(m.received) || st.count("people") != len(m.asnaf) {
		p.t.Errorf("the donor reads %v, want Rp %d paid of %d, to %d people", st, paid, m.received, len(m.asnaf))
	}
}

// accounts closes the month in which the last was paid, for good, and reads the
// donor's statement: for each fund and in all, what there was, what moved and what
// is left add up, and the next statement begins with what this one ended with.
func (p *apiPlayer) accounts() {
	p.t.Helper()
	m, c := p.s.money, p.s.cast
	if m == nil {
		return
	}
	through := civil.Must(p.s.day(m.closes)).EndOfMonth()
	p.post(c.signs, "/fund-books", object{"host_id": p.orgs[p.s.host], "through_on": through.String()})
	late := object{"kind": "disbursement", "amount": 1, "booked_on": through.String(), "class_id": p.class, "receipt_no": "KW-099"}
	if status := p.tries(c.prepares, "/funds/"+p.fund+"/entries", late); status != http.StatusUnprocessableEntity {
		p.t.Errorf("a closed month takes an entry: status %d", status)
	}
	for _, b := range p.get(c.signs, "/fund-books").list("items") {
		if months := b.list("closings"); b.text("host_id") == p.orgs[p.s.host] && (b["agrees"] != true || len(months) != 1 || months[0].count("disbursed") != int(m.paid())) {
			p.t.Errorf("the books say %v, want Rp %d paid", b, m.paid())
		}
	}
	held := p.statement(p.s.day(m.receivedOn), through.String(), 0)
	if want := int(m.received - m.paid()); held != want {
		p.t.Errorf("Rp %d is left in the donor's statement, want %d", held, want)
	}
	p.statement(through.AddDays(1).String(), p.s.day(demoDay), held)
}

// statement is what the donor reads of some days: it begins with a sum, and every
// rupiah of it is in an entry.
func (p *apiPlayer) statement(from, to string, begins int) (left int) {
	p.t.Helper()
	st := p.get(p.s.cast.gives, "/donor-statements?"+url.Values{"partner": {p.orgs[p.s.partner]}, "from": {from}, "to": {to}}.Encode())
	in, out := st.object("opening").hand(), 0
	if in != begins {
		p.t.Errorf("the statement from %s begins with Rp %d, want %d", from, in, begins)
	}
	for _, f := range st.list("funds") {
		for _, e := range f.list("entries") {
			switch e.text("kind") {
			case "receipt":
				in += e.count("amount")
			case "disbursement", "return":
				out += e.count("amount")
			}
		}
	}
	if left = st.count("held"); left != in-out || st.object("opening").hand()+st.object("moved").hand() != left {
		p.t.Errorf("the statement from %s ends with Rp %d; its entries leave %d", from, left, in-out)
	}
	return left
}

// hand is what sums leave in hand.
func (o object) hand() int { return o.count("received") - o.count("disbursed") - o.count("returned") }

// letsGo hands everybody over and lets them go, unless that came before the class.
func (p *apiPlayer) letsGo() {
	p.t.Helper()
	if p.s.class.from == "" {
		p.handsOver()
	}
}

// handsOver sends the complete file, lets the person go and has the probation
// office take them on.
func (p *apiPlayer) handsOver() {
	p.t.Helper()
	k, c := p.s.class, p.s.cast
	items := []object{}
	for _, thing := range []string{"release_letter", "id_papers", "assessment", "programme_record", "certificates", "health_summary", "guarantor", "follow_on_plan"} {
		items = append(items, object{"item": thing, "answer": "enclosed"})
	}
	for _, person := range p.people {
		file := "/hand-overs/" + p.post(c.releases, "/people/"+person+"/hand-overs", object{
			"to_id": p.orgs[k.bapas], "release_kind": "parole", "release_on": p.s.day(k.released), "summary": "Berkelakuan baik", "follow_on": "Wajib lapor bulanan; penyaluran kerja atau usaha", "items": items,
		}).text("id")
		p.post(c.releases, file+"/send", object{})
		p.post(c.releases, "/people/"+person+"/release", object{"on": p.s.day(k.released), "kind": "parole"})
		if got := p.post(c.guides, file+"/accept", object{"first_contact_on": p.s.after(k.released, 3)}); got.text("status") != "accepted" {
			p.t.Errorf("the hand-over is %s", got.text("status"))
		}
	}
}

// followsUp asks three months after release how each fares.
func (p *apiPlayer) followsUp() {
	p.t.Helper()
	k, c := p.s.class, p.s.cast
	for i, person := range p.people {
		body := object{"person_id": person, "milestone": 3, "done_on": p.s.day(k.followed), "reached": true, "livelihood": "seeking", "housing": "settled", "family": "in_contact", "reoffended": "no"}
		if i < k.working {
			body["livelihood"], body["income"] = "employed", 1_500_000
		}
		p.post(c.guides, "/follow-ups", body)
	}
	three := p.get(c.guides, "/follow-up-figures?office="+p.orgs[k.bapas]).list("milestones")[0]
	working, _ := three["working"].(map[string]any)
	if three.count("reached") != k.group || object(working).count("numerator") != k.working {
		p.t.Errorf("three months after release: %v, want %d of %d working", three, k.working, k.group)
	}
}
