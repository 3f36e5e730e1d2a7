package e2e

import (
	"fmt"

	"titian/internal/kernel/civil"
)

// founds makes the offices with their posts, and the accounts, each with a token.
func (p *apiPlayer) founds() {
	p.t.Helper()
	p.tokens[administrator] = p.at.token(p.t, administrator)
	p.orgs[directorate] = p.get(administrator, "/organisations?q="+directorate).list("items")[0].text("id")
	for _, o := range p.s.offices {
		p.orgs[o.code] = p.post(administrator, "/organisations", o.body(p.orgs)).text("id")
		for _, title := range o.posts {
			p.posts[o.code+title] = p.post(administrator, "/organisations/"+p.orgs[o.code]+"/posts", object{"title": title}).text("id")
		}
	}
	for _, u := range p.s.signIns {
		p.post(administrator, "/users", object{
			"login": u.login, "name": u.name, "password": demoPassword, "language": "id", "organisation_id": p.orgs[u.office], "role": u.role,
		})
		p.tokens[u.login] = p.at.token(p.t, u.login)
	}
}

func (o office) body(orgs map[string]string) object {
	b := object{"code": o.code, "kind": o.kind, "name": o.name, "regency_code": o.regency}
	if o.parent != "" {
		b["parent_id"] = orgs[o.parent]
	}
	switch o.kind {
	case "facility":
		b["facility_type"], b["class"] = o.sort, o.class
	case "partner":
		b["partner_kind"] = o.sort
	}
	return b
}

// registers takes people into the register with what they need, so that what is
// asked of the partner rests on it. One more needs something else.
func (p *apiPlayer) registers() {
	p.t.Helper()
	k := p.s.class
	who, where := p.s.cast.runs, k.facility
	if k.from != "" {
		who, where = p.s.cast.releases, k.from
	}
	for i := range k.group + 1 {
		admitted := p.s.after(k.admitted, i)
		made := p.post(who, "/people", object{
			"facility_id": p.orgs[where], "admitted_on": admitted, "register_no": fmt.Sprintf("B.I-%03d/2024", i+1), "name": madeUpName(i), "nik": madeUpNIK(i),
			"sex": "M", "born": madeUpBirth(i).String(), "religion": "islam", "legal_status": "convict", "release_due_on": p.s.day(k.released),
		}).text("id")
		need := object{"area": k.area, "topic": k.topic, "severity": 2 + i%2, "evidence": "Asesmen awal dan wawancara", "assessed_on": p.s.after(k.admitted, i+14)}
		if i == k.group {
			need["area"], need["topic"] = "housing", "rumah"
			p.others = append(p.others, made)
		} else {
			p.people = append(p.people, made)
		}
		p.post(who, "/people/"+made+"/needs", need)
	}
}

// Nobody here is real: the names are made up, and a number that begins with 00
// belongs to no province.
func madeUpName(i int) string {
	return []string{"Contoh Satu", "Contoh Dua", "Contoh Tiga", "Contoh Empat", "Contoh Lima", "Contoh Enam"}[i]
}

func madeUpBirth(i int) civil.Date { return civil.On(1990, 1, 1).AddDays(37 * i) }

func madeUpNIK(i int) string {
	b := madeUpBirth(i)
	return fmt.Sprintf("000000%02d%02d%02d%04d", b.Day(), int(b.Month()), b.Year()%100, i+1)
}
