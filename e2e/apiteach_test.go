package e2e

import "slices"

// teaches opens the class on the promise, gives its seats by need, marks who
// came, assesses what was learned and completes it. Clients are handed over first.
func (p *apiPlayer) teaches() {
	p.t.Helper()
	k, who := p.s.class, p.s.cast.runs
	if k.from != "" {
		p.handsOver()
	}
	p.looksAtReadiness("before", k.starts, -6, 2)
	p.opens()
	p.enrols()
	for _, day := range k.sessions {
		var marks []object
		for i, seat := range p.seats {
			mark := "present"
			if i == 1 && day == k.sessions[0] {
				mark = "excused"
			}
			marks = append(marks, object{"enrolment_id": seat, "mark": mark})
		}
		p.post(who, "/classes/"+p.class+"/attendance", object{"held_on": p.s.day(day), "topic": "Pertemuan", "marks": marks})
	}
	p.assesses()
	if now := p.post(who, "/classes/"+p.class+"/complete", object{}); now.text("status") != "completed" {
		p.t.Errorf("the class is %s", now.text("status"))
	}
	p.certifies()
	p.looksAtReadiness("after", k.ends, 2, 6)
}

func (p *apiPlayer) opens() {
	p.t.Helper()
	k, who := p.s.class, p.s.cast.runs
	units := []object{}
	for _, u := range k.units {
		units = append(units, object{"code": u[0], "title": u[1]})
	}
	p.programme = p.post(who, "/programmes", object{
		"code": k.code, "name": k.programme, "category": k.category, "area": k.area, "sector": k.sector, "hours": k.hours, "capacity": 20, "units": units,
	}).text("id")
	made := p.post(who, "/classes", object{
		"facility_id": p.orgs[k.facility], "programme_id": p.programme, "commitment_id": p.commitments[k.promise], "activity_id": p.activities[k.promise],
		"title": k.title, "place": k.place, "starts_on": p.s.day(k.starts), "ends_on": p.s.day(k.ends), "capacity": k.group + 2,
	})
	if made.text("cooperation_id") != p.cooperation || made.text("partner_id") != p.orgs[p.s.partner] {
		p.t.Errorf("the class belongs to the thread %q", made.text("cooperation_id"))
	}
	p.class = made.text("id")
}

// enrols takes the candidates in the order of their need. Whoever needs
// something else is none.
func (p *apiPlayer) enrols() {
	p.t.Helper()
	who := p.s.cast.runs
	list := p.get(who, "/classes/"+p.class+"/candidates").list("candidates")
	if len(list) != len(p.people) {
		p.t.Fatalf("%d candidates, want %d", len(list), len(p.people))
	}
	worst := 3
	for _, c := range list {
		if c.count("severity") > worst || slices.Contains(p.others, c.text("person_id")) {
			p.t.Errorf("%s is out of order among the candidates", c.text("register_no"))
		}
		worst = c.count("severity")
		p.seats = append(p.seats, p.post(who, "/enrolments", object{"class_id": p.class, "person_id": c.text("person_id"), "need_id": c.text("need_id")}).text("id"))
	}
}

func (p *apiPlayer) assesses() {
	p.t.Helper()
	for i, seat := range p.seats {
		results := []object{}
		for k, u := range p.s.class.units {
			results = append(results, object{
				"unit": u[0], "before": 30 + 5*i, "after": 75 + 3*k, "competent": true, "assessed_on": p.s.day(p.s.class.ends), "assessor": "Asesor kompetensi",
			})
		}
		p.post(p.s.cast.runs, "/enrolments/"+seat+"/results", object{"results": results})
	}
}

// certifies gives each a certificate that anybody may verify.
func (p *apiPlayer) certifies() {
	p.t.Helper()
	for i, seat := range p.seats {
		made := p.post(p.s.cast.runs, "/enrolments/"+seat+"/certificate", object{"number": p.s.class.code + "/" + string(rune('1'+i))})
		if v := p.get(p.s.cast.gives, "/certificates/"+made.text("code")); v.text("code") != made.text("code") {
			p.t.Errorf("the certificate %s is not verified", made.text("number"))
		}
	}
}

// looksAtReadiness answers the checklist for everybody, with the first of its
// things done and the others seen to by somebody.
func (p *apiPlayer) looksAtReadiness(phase, told string, later, done int) {
	p.t.Helper()
	who := p.s.cast.runs
	for i, person := range p.people {
		items := []object{}
		for n, thing := range []string{"papers", "housing", "livelihood", "health", "family", "debts", "handover"} {
			if n < done {
				items = append(items, object{"item": thing, "answer": "done"})
			} else {
				items = append(items, object{"item": thing, "answer": "needed", "owner": "Wali Pemasyarakatan", "due_on": p.s.after(told, later+14)})
			}
		}
		p.post(who, "/people/"+person+"/readiness", object{"phase": phase, "taken_on": p.s.after(told, later), "confidence": 2 + i%3, "items": items})
	}
}
