package e2e

import "net/http"

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
	book := "/funds/" + made + "/entries"
	p.post(who, book, object{"kind": "receipt", "amount": m.received, "booked_on": p.s.day(m.receivedOn), "receipt_no": m.paper})
	p.post(who, book, object{"kind": "allocation", "amount": m.allotted, "booked_on": p.s.day(k.starts), "class_id": p.class})
	p.post(who, book, object{"kind": "disbursement", "amount": m.materials, "booked_on": p.s.day(k.starts), "class_id": p.class, "receipt_no": "KW-021", "note": "Bahan dan benang"})
	paid := m.materials
	for i, asnaf := range m.asnaf {
		to := object{
			"kind": "disbursement", "amount": m.each, "booked_on": p.s.after(k.released, -2), "class_id": p.class, "person_id": p.people[i], "asnaf": asnaf,
			"asnaf_evidence": "Surat keterangan tidak mampu", "surveyor": "Amil", "receipt_no": "KW-03" + string(rune('1'+i)),
		}
		p.post(who, book, to)
		paid += m.each
		if status := p.tries(who, book, to); status != http.StatusConflict {
			p.t.Errorf("a person was paid twice: status %d", status)
		}
	}
	st := p.get(p.s.cast.gives, "/funds/"+made+"/statement")
	fund, _ := st["fund"].(map[string]any)
	if st["agrees"] != true || object(fund).count("disbursed") != int(paid) || object(fund).count("received") != int(m.received) || st.count("people") != len(m.asnaf) {
		p.t.Errorf("the donor reads %v, want Rp %d paid of %d, to %d people", st, paid, m.received, len(m.asnaf))
	}
}

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
