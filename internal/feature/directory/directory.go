// Package directory knows the organisations and the places of the work: the
// tree of directorate, regional offices and facilities; the partners beside it;
// provinces and regencies; posts; and what a regency's economy offers.
//
// It owns the directory_* tables and the reference numbers that people see. It
// refuses to know people, accounts and cooperation. Names of organisations are
// internal, not secret: everybody who is signed in may read them.
//
// Start with Organisation, then Service. NextNumberTx numbers other features'
// records.
package directory

import (
	"database/sql/driver"
	"fmt"
	"slices"
	"time"

	"titian/internal/kernel/id"
)

// Kind is an organisation's place in the tree.
type Kind string

// The kinds. Partners stand beside the tree and have no parent.
const (
	Directorate    Kind = "directorate"
	RegionalOffice Kind = "regional_office"
	Facility       Kind = "facility"
	Partner        Kind = "partner"
)

// Kinds lists the kinds from the top of the tree down.
func Kinds() []Kind { return []Kind{Directorate, RegionalOffice, Facility, Partner} }

// PartnerKind is what sort of organisation a partner is; it decides which words
// and which rules on money apply to it elsewhere.
type PartnerKind string

// The partner kinds of the reported cooperations.
const (
	LocalGovernment PartnerKind = "local_government"
	ZakatBoard      PartnerKind = "zakat_board"
	Business        PartnerKind = "business"
	CivilSociety    PartnerKind = "civil_society"
	Education       PartnerKind = "education"
	Health          PartnerKind = "health"
	OtherPartner    PartnerKind = "other"
)

// PartnerKinds lists the partner kinds in the order of the forms.
func PartnerKinds() []PartnerKind {
	return []PartnerKind{LocalGovernment, ZakatBoard, Business, CivilSociety, Education, Health, OtherPartner}
}

// FacilityType is the work a facility does by law: custody before and after a
// verdict (RUTAN, LAPAS), probation (BAPAS), young people (LPKA), women (LPP),
// seized goods (RUPBASAN).
type FacilityType string

// The facility types.
const (
	Lapas    FacilityType = "LAPAS"
	Rutan    FacilityType = "RUTAN"
	Bapas    FacilityType = "BAPAS"
	LPKA     FacilityType = "LPKA"
	LPP      FacilityType = "LPP"
	Rupbasan FacilityType = "RUPBASAN"
)

// FacilityTypes lists the facility types in the order of the forms.
func FacilityTypes() []FacilityType { return []FacilityType{Lapas, Rutan, Bapas, LPKA, LPP, Rupbasan} }

// RegencyCode is a regency's Kemendagri code ("15.08"); empty is "not given" and
// NULL in the database.
type RegencyCode string

// Value stores the code, or NULL.
func (c RegencyCode) Value() (driver.Value, error) {
	if c == "" {
		return nil, nil
	}
	return string(c), nil
}

// Scan reads what either engine returns.
func (c *RegencyCode) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*c = ""
	case string:
		*c = RegencyCode(v)
	case []byte:
		*c = RegencyCode(v)
	default:
		return fmt.Errorf("scan regency code from %T", v)
	}
	return nil
}

// Organisation is one node of the tree, or a partner.
type Organisation struct {
	ID           id.Organisation `db:"id" privacy:"internal"`
	Code         string          `db:"code" privacy:"internal"` // starts the reference numbers: BUNGO-K-26-3
	Kind         Kind            `db:"kind" privacy:"internal"`
	Parent       id.Organisation `db:"parent_id" privacy:"internal"`
	Name         string          `db:"name" privacy:"internal"`
	FacilityType FacilityType    `db:"facility_type" privacy:"internal"`
	Class        string          `db:"class" privacy:"internal"` // "IIB", as on the sign at the gate
	PartnerKind  PartnerKind     `db:"partner_kind" privacy:"internal"`
	Regency      RegencyCode     `db:"regency_code" privacy:"internal"`
	Address      string          `db:"address" privacy:"internal"`
	Active       bool            `db:"active" privacy:"internal"`
	Version      int64           `db:"version" privacy:"internal"`
	CreatedAt    time.Time       `db:"created_at" privacy:"internal"`
	UpdatedAt    time.Time       `db:"updated_at" privacy:"internal"`
}

// Inside reports whether the organisation belongs to the service itself.
func (o Organisation) Inside() bool { return o.Kind != Partner }

// under lists which kinds may stand directly below which.
var under = map[Kind][]Kind{
	RegionalOffice: {Directorate},
	Facility:       {RegionalOffice, Directorate},
}

// mayStandUnder reports whether child may have a parent of kind k.
func (child Kind) mayStandUnder(k Kind) bool { return slices.Contains(under[child], k) }
