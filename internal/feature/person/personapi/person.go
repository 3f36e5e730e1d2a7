package personapi

import (
	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
)

// Person is a person as clients see them.
type Person struct {
	ID           id.Person             `json:"id"`
	Facility     id.Organisation       `json:"facility_id" doc:"Facility that holds the person, or held them last"`
	Probation    id.Organisation       `json:"probation_id" doc:"Probation office that guides the person; empty when none does"`
	RegisterNo   string                `json:"register_no"`
	Name         string                `json:"name"`
	Sex          person.Sex            `json:"sex" enum:"M,F"`
	Born         civil.Partial         `json:"born"`
	BirthPlace   string                `json:"birth_place" doc:"Town, as the card has it; empty when not known"`
	Religion     string                `json:"religion" enum:",islam,protestant,catholic,hindu,buddhist,confucian,belief" doc:"Empty when not known"`
	HomeRegency  directory.RegencyCode `json:"home_regency" doc:"Code of the regency; empty when not known"`
	Schooling    string                `json:"schooling" enum:",none,primary,lower_secondary,upper_secondary,vocational,diploma,degree" doc:"Highest finished; empty when not known"`
	LegalStatus  person.LegalStatus    `json:"legal_status" enum:"detainee,convict,child_suspect,juvenile,client,free"`
	Custody      person.CustodyStatus  `json:"custody_status" enum:"active,released,escaped,died"`
	Risk         person.Risk           `json:"risk_level" enum:",low,medium,high" doc:"Empty when not assessed"`
	AdmittedOn   civil.Date            `json:"admitted_on"`
	ReleaseDueOn civil.Date            `json:"release_due_on" doc:"As the service's register has it; nothing is computed here"`
	ReleasedOn   civil.Date            `json:"released_on"`
	DiedOn       civil.Date            `json:"died_on"`
	Version      int64                 `json:"version"`
}

func view(p person.Person) Person {
	return Person{
		ID: p.ID, Facility: p.Facility, Probation: p.Probation, RegisterNo: p.RegisterNo, Name: p.Name, Sex: p.Sex, Born: p.Born,
		BirthPlace: p.BirthPlace, Religion: p.Religion, HomeRegency: p.HomeRegency, Schooling: p.Schooling, LegalStatus: p.LegalStatus, Custody: p.Custody, Risk: p.Risk,
		AdmittedOn: p.AdmittedOn, ReleaseDueOn: p.ReleaseDueOn, ReleasedOn: p.ReleasedOn, DiedOn: p.DiedOn, Version: p.Version,
	}
}

// Identity is the identity number, masked for good.
type Identity struct {
	Masked string   `json:"masked" example:"0001********0001" doc:"Empty when the register has none"`
	Doubts []string `json:"doubts" enum:"nik.sex,nik.birth" doc:"What in the number disagrees with the register"`
}

// Custody is one stay at one facility.
type Custody struct {
	ID       id.Custody      `json:"id"`
	Facility id.Organisation `json:"facility_id"`
	StartsOn civil.Date      `json:"starts_on"`
	EndsOn   civil.Date      `json:"ends_on" doc:"null while the person is there"`
	EndKind  person.EndKind  `json:"end_kind" enum:",parole,conditional_leave,prerelease_leave,expiry,transferred,escaped,died"`
	Version  int64           `json:"version"`
}

func viewCustody(c person.Custody) Custody {
	return Custody{ID: c.ID, Facility: c.Facility, StartsOn: c.StartsOn, EndsOn: c.EndsOn, EndKind: c.EndKind, Version: c.Version}
}
