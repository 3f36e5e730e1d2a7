package directoryapi

import (
	"titian/internal/feature/directory"
	"titian/internal/kernel/id"
)

// Organisation is one node of the tree, or a partner.
type Organisation struct {
	ID           id.Organisation `json:"id"`
	Code         string          `json:"code" doc:"Starts the reference numbers" example:"BUNGO"`
	Kind         string          `json:"kind" enum:"directorate,regional_office,facility,partner"`
	Parent       id.Organisation `json:"parent_id" doc:"Empty for a directorate and for partners"`
	Name         string          `json:"name"`
	FacilityType string          `json:"facility_type" doc:"LAPAS, RUTAN, BAPAS, LPKA, LPP, RUPBASAN; empty unless a facility"`
	Class        string          `json:"class" example:"IIB"`
	PartnerKind  string          `json:"partner_kind" doc:"local_government, zakat_board, business, civil_society, education, health, other; empty unless a partner"`
	Regency      string          `json:"regency_code" doc:"Kemendagri code, empty when not given" example:"15.08"`
	Address      string          `json:"address"`
	Active       bool            `json:"active"`
	Version      int64           `json:"version"`
}

type organisationQuery struct {
	Kind        string          `query:"kind" enum:"directorate,regional_office,facility,partner"`
	PartnerKind string          `query:"partner_kind"`
	Parent      id.Organisation `query:"parent_id"`
	Inactive    bool            `query:"inactive" doc:"Also those that have ended"`
	Text        string          `query:"q" doc:"A part of the name or code"`
}

func (q organisationQuery) filter() directory.Filter {
	return directory.Filter{Kind: directory.Kind(q.Kind), PartnerKind: directory.PartnerKind(q.PartnerKind), Parent: q.Parent, Inactive: q.Inactive, Text: q.Text}
}

// OrganisationDetails is what may change; kind and code stay. It is exported
// because huma documents no embedded fields otherwise.
type OrganisationDetails struct {
	Parent       id.Organisation `json:"parent_id,omitempty"`
	Name         string          `json:"name" maxLength:"200"`
	FacilityType string          `json:"facility_type,omitempty"`
	Class        string          `json:"class,omitempty" maxLength:"20"`
	PartnerKind  string          `json:"partner_kind,omitempty"`
	Regency      string          `json:"regency_code,omitempty"`
	Address      string          `json:"address,omitempty" maxLength:"500"`
}

func (b OrganisationDetails) details() directory.Details {
	return directory.Details{
		Name: b.Name, FacilityType: directory.FacilityType(b.FacilityType), Class: b.Class,
		PartnerKind: directory.PartnerKind(b.PartnerKind), Regency: directory.RegencyCode(b.Regency), Address: b.Address,
	}
}

type organisationBody struct {
	ID   id.Organisation `json:"id,omitempty"`
	Code string          `json:"code" maxLength:"16" doc:"Two to sixteen capitals and digits; never changes"`
	Kind string          `json:"kind" enum:"directorate,regional_office,facility,partner"`
	OrganisationDetails
}

func (b organisationBody) command() directory.CreateCommand {
	return directory.CreateCommand{ID: b.ID, Code: b.Code, Kind: directory.Kind(b.Kind), Parent: b.Parent, Details: b.details()}
}

func showOrganisation(o directory.Organisation) Organisation {
	return Organisation{
		ID: o.ID, Code: o.Code, Kind: string(o.Kind), Parent: o.Parent, Name: o.Name, FacilityType: string(o.FacilityType), Class: o.Class,
		PartnerKind: string(o.PartnerKind), Regency: string(o.Regency), Address: o.Address, Active: o.Active, Version: o.Version,
	}
}

// Post is an office, whoever holds it.
type Post struct {
	ID      id.Post         `json:"id"`
	Org     id.Organisation `json:"organisation_id"`
	Title   string          `json:"title" example:"Kepala Seksi Binadik dan Giatja"`
	Active  bool            `json:"active"`
	Version int64           `json:"version"`
}

type postBody struct {
	ID    id.Post `json:"id,omitempty"`
	Title string  `json:"title" maxLength:"200"`
}

type postChange struct {
	Title string `json:"title" maxLength:"200"`
}

func showPost(p directory.Post) Post {
	return Post{ID: p.ID, Org: p.Org, Title: p.Title, Active: p.Active, Version: p.Version}
}

// Province is an area of the first level.
type Province struct {
	Code string `json:"code" doc:"Kemendagri" example:"15"`
	BPS  string `json:"bps_code" example:"15"`
	Name string `json:"name"`
}

// Regency is an area of the second level.
type Regency struct {
	Code     string `json:"code" doc:"Kemendagri" example:"15.08"`
	BPS      string `json:"bps_code" example:"1509"`
	Province string `json:"province_code"`
	Kind     string `json:"kind" enum:"kabupaten,kota"`
	Name     string `json:"name" example:"Kabupaten Bungo"`
}

type regencyQuery struct {
	Province string `query:"province_code" doc:"Kemendagri code of the province; all when absent"`
}

func showProvince(p directory.Province) Province { return Province(p) }

func showRegency(r directory.Regency) Regency {
	return Regency{Code: string(r.Code), BPS: r.BPS, Province: r.Province, Kind: r.Kind, Name: r.Name}
}

// Sector is one thing that a regency's economy offers.
type Sector struct {
	Sector string `json:"sector" example:"agriculture"`
	Rank   int    `json:"rank" doc:"1 is the strongest"`
	Source string `json:"source" doc:"Where the ranking was taken from"`
	Year   int    `json:"year"`
}

type potentialBody struct {
	Sectors []sectorBody `json:"sectors"`
}

type sectorBody struct {
	Sector string `json:"sector" maxLength:"60"`
	Source string `json:"source" maxLength:"200"`
	Year   int    `json:"year"`
}

func (b potentialBody) sectors() []directory.Potential {
	out := make([]directory.Potential, len(b.Sectors))
	for i, s := range b.Sectors {
		out[i] = directory.Potential{Sector: s.Sector, Source: s.Source, Year: s.Year}
	}
	return out
}

func showSector(p directory.Potential) Sector {
	return Sector{Sector: p.Sector, Rank: p.Rank, Source: p.Source, Year: p.Year}
}
