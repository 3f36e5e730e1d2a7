package person

import (
	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
)

// Details are what the register knows of a person and may correct.
type Details struct {
	RegisterNo   string
	Name         string
	Sex          Sex
	Born         civil.Partial
	BirthPlace   string
	Religion     string
	HomeRegency  directory.RegencyCode
	Schooling    string
	LegalStatus  LegalStatus
	Risk         Risk
	ReleaseDueOn civil.Date
}

// MaxBirthPlace bounds the name of a town.
const MaxBirthPlace = 100

// RegisterCommand takes a person into the register: into custody at a facility,
// or, with the status client, under the guidance of a probation office for
// somebody who was never held (supervision, community service, diversion).
type RegisterCommand struct {
	ID         id.Person
	Facility   id.Organisation
	AdmittedOn civil.Date // into custody; a client has none
	ReleasedOn civil.Date // of a client: when guidance outside began
	NIK        string     // optional
	Details
}

// ChangeCommand corrects the register. A nil NIK leaves the number as it is, an
// empty one removes it.
type ChangeCommand struct {
	NIK     *string
	Version int64
	Details
}

// validate checks what needs no other record. The day of birth may be unknown;
// a day in the future is a slip of the pen.
func (d *Details) validate(f *errs.Fields, today civil.Date) {
	directory.CheckText(f, "register_no", &d.RegisterNo, 100, true)
	directory.CheckText(f, "name", &d.Name, MaxTitle, true)
	if !f.Has("name") && NameKey(d.Name) == "" {
		f.Add("name", "text.invalid")
	}
	directory.CheckChoice(f, "sex", d.Sex, Sexes())
	if _, err := civil.ParsePartial(string(d.Born)); err != nil {
		f.Add("born", "date.invalid")
	} else if d.Born.Earliest().After(today) {
		f.Add("born", "date.too_late", "max", today)
	}
	directory.CheckText(f, "birth_place", &d.BirthPlace, MaxBirthPlace, false)
	directory.CheckChoice(f, "religion", d.Religion, Religions())
	directory.CheckChoice(f, "schooling", d.Schooling, Schoolings())
	directory.CheckChoice(f, "legal_status", d.LegalStatus, LegalStatuses())
	directory.CheckChoice(f, "risk_level", d.Risk, Risks())
}

func (c *RegisterCommand) validate(today civil.Date) (NIK, error) {
	var f errs.Fields
	c.Details.validate(&f, today)
	if c.LegalStatus == Client {
		if c.ReleasedOn.After(today) {
			f.Add("released_on", "date.too_late", "max", today)
		}
	} else {
		CheckPast(&f, "admitted_on", c.AdmittedOn, today)
		if c.LegalStatus == Free {
			f.Add("legal_status", "person.register_free")
		}
		if c.ReleaseDueOn.Before(c.AdmittedOn) {
			f.Add("release_due_on", "date.too_early", "min", c.AdmittedOn)
		}
	}
	nik := readNIK(&f, c.NIK)
	return nik, f.Err()
}

func (c *ChangeCommand) validate(p Person, today civil.Date) (nik NIK, err error) {
	var f errs.Fields
	c.Details.validate(&f, today)
	if !f.Has("legal_status") && !p.LegalStatus.May(c.LegalStatus) {
		f.Add("legal_status", "person.legal_move")
	}
	if c.ReleaseDueOn.Before(p.AdmittedOn) && p.Custody == Active {
		f.Add("release_due_on", "date.too_early", "min", p.AdmittedOn)
	}
	if c.NIK != nil {
		nik = readNIK(&f, *c.NIK)
	}
	return nik, f.Err()
}

func readNIK(f *errs.Fields, s string) NIK {
	n, err := ParseNIK(s)
	if err != nil {
		f.Add("nik", "nik.invalid")
	}
	return n
}

// write puts the details into the row.
func (d *Details) write(p *Person) {
	p.RegisterNo, p.Name, p.NameKey = d.RegisterNo, d.Name, NameKey(d.Name)
	p.BirthPlace = d.BirthPlace
	p.Sex, p.Born, p.Religion, p.HomeRegency, p.Schooling = d.Sex, d.Born, d.Religion, d.HomeRegency, d.Schooling
	p.LegalStatus, p.Risk, p.ReleaseDueOn = d.LegalStatus, d.Risk, d.ReleaseDueOn
}
