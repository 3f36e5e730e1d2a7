package personapi

import (
	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
)

// registerBody takes a person into the register.
type registerBody struct {
	ID           id.Person             `json:"id,omitempty" doc:"A key of the client's own, optional"`
	Facility     id.Organisation       `json:"facility_id" doc:"Facility, or for a client the probation office"`
	AdmittedOn   civil.Date            `json:"admitted_on,omitempty" doc:"Into custody; a client has none"`
	ReleasedOn   civil.Date            `json:"released_on,omitempty" doc:"Of a client: when guidance outside began"`
	NIK          string                `json:"nik,omitempty" example:"0001014101900001" doc:"Identity number; stored sealed, never shown whole"`
	RegisterNo   string                `json:"register_no" maxLength:"100"`
	Name         string                `json:"name" maxLength:"200"`
	Sex          person.Sex            `json:"sex" enum:"M,F"`
	Born         civil.Partial         `json:"born,omitempty"`
	BirthPlace   string                `json:"birth_place,omitempty" maxLength:"100" doc:"Town, as the card has it"`
	Religion     string                `json:"religion,omitempty" enum:",islam,protestant,catholic,hindu,buddhist,confucian,belief"`
	HomeRegency  directory.RegencyCode `json:"home_regency,omitempty"`
	Schooling    string                `json:"schooling,omitempty" enum:",none,primary,lower_secondary,upper_secondary,vocational,diploma,degree"`
	LegalStatus  person.LegalStatus    `json:"legal_status" enum:"detainee,convict,child_suspect,juvenile,client"`
	Risk         person.Risk           `json:"risk_level,omitempty" enum:",low,medium,high"`
	ReleaseDueOn civil.Date            `json:"release_due_on,omitempty"`
}

func (b registerBody) command() person.RegisterCommand {
	return person.RegisterCommand{
		ID: b.ID, Facility: b.Facility, AdmittedOn: b.AdmittedOn, ReleasedOn: b.ReleasedOn, NIK: b.NIK,
		Details: person.Details{
			RegisterNo: b.RegisterNo, Name: b.Name, Sex: b.Sex, Born: b.Born, BirthPlace: b.BirthPlace, Religion: b.Religion, HomeRegency: b.HomeRegency,
			Schooling: b.Schooling, LegalStatus: b.LegalStatus, Risk: b.Risk, ReleaseDueOn: b.ReleaseDueOn,
		},
	}
}

// changeBody corrects what it names; what is absent stays.
type changeBody struct {
	NIK          *string                `json:"nik,omitempty" doc:"Empty removes the number"`
	RegisterNo   *string                `json:"register_no,omitempty" maxLength:"100"`
	Name         *string                `json:"name,omitempty" maxLength:"200"`
	Sex          *person.Sex            `json:"sex,omitempty" enum:"M,F"`
	Born         *civil.Partial         `json:"born,omitempty"`
	BirthPlace   *string                `json:"birth_place,omitempty" maxLength:"100"`
	Religion     *string                `json:"religion,omitempty" enum:",islam,protestant,catholic,hindu,buddhist,confucian,belief"`
	HomeRegency  *directory.RegencyCode `json:"home_regency,omitempty"`
	Schooling    *string                `json:"schooling,omitempty" enum:",none,primary,lower_secondary,upper_secondary,vocational,diploma,degree"`
	LegalStatus  *person.LegalStatus    `json:"legal_status,omitempty" enum:"detainee,convict,child_suspect,juvenile,client,free"`
	Risk         *person.Risk           `json:"risk_level,omitempty" enum:",low,medium,high"`
	ReleaseDueOn *civil.Date            `json:"release_due_on,omitempty" doc:"Empty text when the day is no longer known"`
}

// command is the person as they are with what the body names changed. The
// version that the client has read keeps two such changes apart.
func (b changeBody) command(p person.Person, version int64) person.ChangeCommand {
	return person.ChangeCommand{NIK: b.NIK, Version: version, Details: person.Details{
		RegisterNo: given(b.RegisterNo, p.RegisterNo), Name: given(b.Name, p.Name), Sex: given(b.Sex, p.Sex), Born: given(b.Born, p.Born),
		BirthPlace: given(b.BirthPlace, p.BirthPlace),
		Religion:   given(b.Religion, p.Religion), HomeRegency: given(b.HomeRegency, p.HomeRegency), Schooling: given(b.Schooling, p.Schooling),
		LegalStatus: given(b.LegalStatus, p.LegalStatus), Risk: given(b.Risk, p.Risk), ReleaseDueOn: given(b.ReleaseDueOn, p.ReleaseDueOn),
	}}
}

func given[T any](v *T, otherwise T) T {
	if v == nil {
		return otherwise
	}
	return *v
}

// releaseBody lets a person go home.
type releaseBody struct {
	On   civil.Date     `json:"on"`
	Kind person.EndKind `json:"kind" enum:"parole,conditional_leave,prerelease_leave,expiry"`
}

// leaveBody records another end of a stay.
type leaveBody struct {
	On   civil.Date     `json:"on"`
	Kind person.EndKind `json:"kind" enum:"escaped,died"`
}

// admitBody begins a new stay at the facility that the record names.
type admitBody struct {
	On           civil.Date         `json:"on"`
	RegisterNo   string             `json:"register_no" maxLength:"100"`
	LegalStatus  person.LegalStatus `json:"legal_status" enum:"detainee,convict,child_suspect,juvenile"`
	ReleaseDueOn civil.Date         `json:"release_due_on,omitempty"`
}
