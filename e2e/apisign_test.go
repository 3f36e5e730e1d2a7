package e2e

import (
	"time"

	"titian/internal/kernel/civil"
)

// signs carries every paper from its draft into force and puts the promises under it.
func (p *apiPlayer) signs() {
	p.t.Helper()
	for _, x := range p.s.papers {
		at := "/agreements/" + p.drafts(x)
		p.reviews(at, x)
		p.concludes(at, x)
		p.plans(at, x)
	}
}

// drafts writes the terms, the parties and the text, and returns the key.
func (p *apiPlayer) drafts(x paper) string {
	p.t.Helper()
	who := p.s.cast.prepares
	body := object{
		"cooperation_id": p.cooperation, "stage": "DRAF", "on": p.s.day(x.drafted), "kind": x.kind, "label": x.label, "legal_track": x.track, "title": x.title,
		"scope": x.scope, "financing": x.money, "place": x.place, "starts_on": p.s.day(x.signed), "ends_on": p.s.day(x.ends),
	}
	if x.parent > 0 {
		body["parent_id"] = p.papers[x.parent-1]
	}
	key := p.post(who, "/agreements", body).text("id")
	p.papers = append(p.papers, key)
	p.names(key, x)
	p.post(who, "/agreements/"+key+"/texts", object{"body": p.get(who, "/agreements/"+key+"/composed").text("body")})
	return key
}

// names says who signs a paper under which number, who sees it and whom it serves.
func (p *apiPlayer) names(key string, x paper) {
	p.t.Helper()
	var parties []object
	for _, y := range x.parties {
		parties = append(parties, object{"organisation_id": p.orgs[y.code], "number": y.number, "signatory": y.signatory, "authority": y.authority})
	}
	served := []string{}
	for _, code := range x.served {
		served = append(served, p.orgs[code])
	}
	p.post(p.s.cast.prepares, "/agreements/"+key+"/parties", object{"parties": parties, "witnesses": append([]string{}, x.witnesses...), "served": served})
}

// reviews has the partner ask for something, which is settled, and both sides
// approve the newest text.
func (p *apiPlayer) reviews(at string, x paper) {
	p.t.Helper()
	c := p.s.cast
	p.post(c.prepares, at+"/move", object{"to": "TELAAH_HUKUM", "on": p.s.day(x.drafted)})
	said := p.post(c.gives, at+"/comments", object{"clause": 1, "body": "Sebutkan penanggung jawab tiap pihak"}).text("id")
	p.post(c.prepares, "/comments/"+said+"/settle", object{"resolution": "Sudah disebutkan pada pasal pelaksanaan"})
	for _, who := range []string{c.signs, c.gives} {
		p.post(who, at+"/approve", object{"on": p.s.day(x.drafted)})
	}
}

// areSigned takes the reviewed paper to its signatures.
func (p *apiPlayer) areSigned(at string, x paper) {
	p.t.Helper()
	p.post(p.s.cast.signs, at+"/move", object{"to": "DISEPAKATI", "on": p.s.day(x.drafted), "document": "Berita acara telaah hukum"})
	p.post(p.s.cast.signs, at+"/move", object{"to": "DITANDATANGANI", "on": p.s.day(x.signed), "document": "Naskah bertanda tangan"})
}

// concludes moves the reviewed paper into force and prints it; anybody may check
// the print by its code.
func (p *apiPlayer) concludes(at string, x paper) {
	p.t.Helper()
	c := p.s.cast
	p.areSigned(at, x)
	now := p.post(c.prepares, at+"/move", object{"to": "AKTIF", "on": p.s.day(x.signed)})
	if now.text("stage") != "AKTIF" || now.text("signed_on") != p.s.day(x.signed) {
		p.t.Errorf("%q stands at %s, signed on %s", x.title, now.text("stage"), now.text("signed_on"))
	}
	printed := p.post(c.prepares, at+"/papers", object{})
	if v := p.get(c.gives, "/papers/"+printed.text("code")+"/verdict"); v.text("sha256") != printed.text("sha256") {
		p.t.Errorf("the print of %q is not found genuine: %v", x.title, v)
	}
	if c.helped != "" {
		p.get(c.helped, at) // an office that it serves reads what was agreed above it
	}
}

// plans puts the promises under the paper, and those of its work plan under the activity.
func (p *apiPlayer) plans(at string, x paper) {
	p.t.Helper()
	key := p.papers[len(p.papers)-1]
	for _, title := range x.promises {
		p.under(title, key, "")
	}
	a := x.activity
	if a == nil {
		return
	}
	on := civil.Must(p.s.day(a.on))
	made := p.post(p.s.cast.prepares, at+"/activities", object{
		"title": a.title, "year": on.Year(), "quarter": quarter(on.Month()), "target": a.target, "unit": a.unit, "responsible": a.responsible, "budget_source": a.from,
	}).text("id")
	for _, title := range a.promises {
		p.under(title, key, made)
		p.activities[title] = made
	}
}

// looksBack reviews the papers whose time has come. One goes on, another is
// renewed: the text is taken over, numbers are new, and with its signatures the
// paper before it counts as renewed and still runs to its end.
func (p *apiPlayer) looksBack() {
	p.t.Helper()
	who := p.s.cast.prepares
	for _, r := range p.s.reviews {
		at := "/agreements/" + p.papers[r.paper]
		p.post(who, at+"/move", object{"to": "EVALUASI", "on": p.s.day(demoDay), "document": r.document})
		if r.starts == "" {
			p.post(who, at+"/move", object{"to": "AKTIF", "on": p.s.day(demoDay), "document": r.document})
			continue
		}
		x := p.s.renewal(r)
		next := p.post(who, at+"/renewal", object{"starts_on": p.s.day(r.starts), "ends_on": p.s.day(r.ends)}).text("id")
		p.papers = append(p.papers, next)
		p.names(next, x)
		p.reviews("/agreements/"+next, x)
		p.areSigned("/agreements/"+next, x)
		if before := p.get(p.s.cast.gives, at); before.text("stage") != "DIPERPANJANG" || before.text("ends_on") != p.s.day(x.ends) {
			p.t.Errorf("%q stands at %s until %s after its renewal", x.title, before.text("stage"), before.text("ends_on"))
		}
	}
}

func quarter(m time.Month) int { return (int(m)-1)/3 + 1 }

// under puts a promise under an agreement and, where there is one, an activity.
func (p *apiPlayer) under(title, agreement, activity string) {
	p.t.Helper()
	at := "/commitments/" + p.commitments[title]
	now := p.get(p.s.cast.gives, at)
	body := object{"agreement_id": agreement, "reason": "Dituangkan dalam naskah kerja sama"}
	for _, same := range []string{"form", "title", "quantity", "unit", "value_rp", "due_on", "owner_post_id"} {
		body[same] = now[same]
	}
	if activity != "" {
		body["activity_id"] = activity
	}
	if got := p.patch(p.s.cast.gives, at, now.count("version"), body); got.text("agreement_id") != agreement {
		p.t.Errorf("%q stands under %q", title, got.text("agreement_id"))
	}
}
