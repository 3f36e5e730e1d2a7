package demo

import (
	"context"

	"titian/internal/feature/assessment"
	"titian/internal/feature/person"
	"titian/internal/feature/programme"
	"titian/internal/feature/sentence"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
)

// class is one class of a story, from the people who need it to how they fare.
type class struct {
	facility, partner    string // codes
	officer, head, tutor string // sign-ins: who runs it, who releases, the partner's people
	bapas, guide         string // the probation office and its officer
	programme            id.Programme
	commitment           id.Commitment
	activity             id.Activity
	title, place         string
	area                 assessment.Area
	topic                string
	starts               civil.Date
	sessions             int // two a week
	released             civil.Date
	from, fromHead       string // of clients: the prison that held them, and its head's sign-in
	certificates         string
	units                []string
	waits                bool // a follow-up of it is still to be made
}

// member is one of the people in a class.
type member struct {
	somebody
	id        id.Person
	enrolment id.Enrolment
}

// carry tells a class to its end, as far as the demo's day allows.
func (t *teller) carry(ctx context.Context, c class) (programme.Offering, []member) {
	return t.teach(ctx, c, t.register(ctx, c))
}

// teach carries people who are in the register already.
func (t *teller) teach(ctx context.Context, c class, group []member) (programme.Offering, []member) {
	if c.from != "" {
		t.handOver(ctx, c, group)
	}
	for _, m := range group {
		t.consent(ctx, c, m)
	}
	t.readiness(ctx, c, group, assessment.Before, c.starts.AddDays(-6), 2)
	t.selfRated(ctx, c, group, assessment.Before, c.starts.AddDays(-6))
	o := t.open(ctx, c)
	t.enrol(ctx, c, o, group)
	last := t.sessions(ctx, c, o, group)
	if !t.reached(last) {
		return o, group
	}
	t.finish(ctx, c, o, group, last)
	if c.from == "" {
		t.handOver(ctx, c, group)
	}
	t.followUps(ctx, c, group)
	return o, group
}

// register takes people into the register and writes down what they need. One
// in six needs something else, so that enrolment by need has somebody to leave out.
func (t *teller) register(ctx context.Context, c class) []member {
	day, facility, officer := t.on(c.starts.AddDays(-40)), c.facility, c.officer
	if c.from != "" {
		day, facility, officer = t.on(c.released.AddDays(-30)), c.from, c.fromHead
	}
	var group []member
	for i := range t.group {
		s := t.who.next(day)
		m := member{somebody: s}
		cmd := person.RegisterCommand{Facility: t.orgs[facility], NIK: s.nik, Details: person.Details{
			RegisterNo: s.register, Name: s.name, Sex: sexOf(s), Born: civil.PartialOf(s.born), Religion: s.religion,
			LegalStatus: person.Convict, ReleaseDueOn: c.released.AddDays(i % 12), HomeRegency: regencyOf(facility),
			Schooling: person.Schoolings()[2+i%4], Risk: []person.Risk{person.LowRisk, person.MediumRisk, person.LowRisk}[i%3],
		}}
		cmd.AdmittedOn = day.AddDays(-300 - t.who.r.IntN(500))
		m.id = got(t, func() (person.Person, error) { return t.s.Person.Register(ctx, t.as(officer), cmd) }).ID
		severity := []int{assessment.High, assessment.Medium, assessment.High, assessment.Low}[i%4]
		t.did("need", func() error {
			_, err := t.s.Assessment.RecordNeed(ctx, t.as(officer), m.id, assessment.NeedCommand{
				Area: c.area, Topic: c.topic, Severity: severity,
				Evidence: "Asesmen awal dan wawancara", AssessedOn: day,
			})
			return err
		})
		if c.from == "" && i < sentenced {
			t.sentence(ctx, officer, m.id, cmd.AdmittedOn, cmd.ReleaseDueOn)
		}
		group = append(group, m)
	}
	return group
}

// sentenced is for how many of a class the sentence is written down: enough to
// look at, and time for the rest of the story.
const sentenced = 6

// sentence writes down a verdict of whole months that a feast-day remission
// brings to the day on which the person is expected to leave.
func (t *teller) sentence(ctx context.Context, officer string, who id.Person, start, due civil.Date) {
	months := 1
	for start.AddMonths(months).Before(due) {
		months++
	}
	facts := []sentence.Command{
		{Topic: sentence.Start, Code: "adult", DatedOn: start},
		{Topic: sentence.Verdict, DatedOn: start.AddDays(60), Years: months / 12, Months: months % 12},
	}
	if days := start.AddMonths(months).Sub(due); days > 0 {
		facts = append(facts, sentence.Command{Topic: sentence.Remission, Code: "RK", DatedOn: start.AddDays(200), Days: days})
	}
	for _, c := range facts {
		t.did("sentence", func() error {
			_, err := t.s.Sentence.Add(ctx, t.as(officer), who, c)
			return err
		})
	}
}

func sexOf(s somebody) person.Sex {
	if s.female {
		return person.Female
	}
	return person.Male
}

// consent: all but one in seven let the partner know their name.
func (t *teller) consent(ctx context.Context, c class, m member) {
	if t.who.r.IntN(7) == 0 {
		return
	}
	t.did("consent", func() error {
		_, err := t.s.Person.GiveConsent(ctx, t.as(c.officer), m.id, person.ConsentCommand{
			Partner: t.orgs[c.partner], Purpose: person.ClassAttendance,
			GivenOn: t.day, ExpiresOn: t.day.AddMonths(person.MaxConsentTerm), Evidence: "Formulir persetujuan bertanda tangan",
		})
		return err
	})
}

// readiness takes a look at each person's checklist; done of its things are done.
func (t *teller) readiness(ctx context.Context, c class, group []member, phase assessment.Phase, day civil.Date, done int) {
	if !t.reached(day) {
		return
	}
	t.on(day)
	for i, m := range group {
		cmd := assessment.ReadinessCommand{Phase: phase, TakenOn: day, Confidence: min(5, done+i%2)}
		due := c.released.AddDays(-30)
		if due.Before(day) {
			due = day.AddDays(14)
		}
		for k, thing := range assessment.Things() {
			a := assessment.ItemAnswer{Item: thing, Answer: assessment.Needed, Owner: "Wali Pemasyarakatan", DueOn: due}
			switch {
			case thing == "debts" && i%3 == 0:
				a = assessment.ItemAnswer{Item: thing, Answer: assessment.NotApplicable}
			case k < done+i%2:
				a = assessment.ItemAnswer{Item: thing, Answer: assessment.Done}
			}
			cmd.Items = append(cmd.Items, a)
		}
		t.did("readiness", func() error {
			_, err := t.s.Assessment.TakeReadiness(ctx, t.as(c.officer), m.id, cmd)
			return err
		})
	}
}

func (t *teller) open(ctx context.Context, c class) programme.Offering {
	t.on(c.starts.AddDays(-5))
	return got(t, func() (programme.Offering, error) {
		return t.s.Programme.OpenClass(ctx, t.as(c.officer), programme.ClassCommand{
			Facility: t.orgs[c.facility], Programme: c.programme, Commitment: c.commitment,
			Activity: c.activity, Title: c.title, Place: c.place, Starts: c.starts, Ends: c.lastDay(), Capacity: t.group + 2,
		})
	})
}

func (c class) lastDay() civil.Date { return c.starts.AddDays(c.sessions*7/2 + 7) }

// enrol takes the candidates in the order of their need.
func (t *teller) enrol(ctx context.Context, c class, o programme.Offering, group []member) {
	list := got(t, func() ([]programme.Candidate, error) { return t.s.Programme.Candidates(ctx, t.as(c.officer), o.ID) })
	mine := map[id.Person]int{}
	for i, m := range group {
		mine[m.id] = i
	}
	var cmds []programme.EnrolCommand
	for _, x := range list {
		if _, ok := mine[x.Person]; ok {
			cmds = append(cmds, programme.EnrolCommand{Person: x.Person, Need: x.Need})
		}
	}
	seats := got(t, func() ([]programme.Enrolment, error) { return t.s.Programme.EnrolAll(ctx, t.as(c.officer), o.ID, cmds) })
	for _, e := range seats {
		group[mine[e.Person]].enrolment = e.ID
	}
}

// sessions holds two a week; the tutor of the partner marks some of them.
func (t *teller) sessions(ctx context.Context, c class, o programme.Offering, group []member) civil.Date {
	day := weekday(c.starts)
	for n := range c.sessions {
		if !t.reached(day) {
			return day
		}
		t.on(day)
		cmd := programme.AttendanceCommand{Offering: o.ID, HeldOn: day, Topic: "Pertemuan " + number(n+1)}
		for _, m := range group {
			mark := programme.Present
			switch t.who.r.IntN(12) {
			case 0:
				mark = programme.Absent
			case 1:
				mark = programme.Excused
			}
			cmd.Marks = append(cmd.Marks, programme.Attendance{Enrolment: m.enrolment, Mark: mark})
		}
		t.did("attendance", func() error {
			_, err := t.s.Programme.Attend(ctx, t.as(c.officer), cmd)
			return err
		})
		day = weekday(day.AddDays(2))
	}
	return t.day
}

// finish assesses, completes, certifies, and looks at readiness again.
func (t *teller) finish(ctx context.Context, c class, o programme.Offering, group []member, last civil.Date) {
	day := t.on(last.AddDays(1))
	if !t.reached(day) {
		return
	}
	for i, m := range group {
		if len(c.units) == 0 || m.enrolment.IsZero() {
			continue
		}
		var results []programme.Result
		for k, u := range c.units {
			before, after := int64(30+(i*7)%25), int64(72+(i*5+k*3)%25)
			results = append(results, programme.Result{Unit: u, Before: &before, After: &after, Competent: i%9 != 8, AssessedOn: day, Assessor: "Asesor kompetensi"})
		}
		t.did("assess", func() error {
			_, err := t.s.Programme.Assess(ctx, t.as(c.officer), programme.AssessCommand{Enrolment: m.enrolment, Results: results})
			return err
		})
	}
	t.did("complete class", func() error {
		now, err := t.s.Programme.Class(ctx, t.as(c.officer), o.ID)
		if err != nil {
			return err
		}
		_, err = t.s.Programme.CompleteClass(ctx, t.as(c.officer), o.ID, now.Version)
		return err
	})
	for i, m := range group {
		if len(c.units) == 0 || i%9 == 8 || m.enrolment.IsZero() {
			continue
		}
		t.did("certificate", func() error {
			_, err := t.s.Programme.Certify(ctx, t.as(c.officer), m.enrolment, c.certificates+"/"+number(i+1)+"/"+number(day.Year()))
			return err
		})
	}
	t.readiness(ctx, c, group, assessment.After, day.AddDays(2), 5)
	t.selfRated(ctx, c, group, assessment.After, day.AddDays(2))
}
