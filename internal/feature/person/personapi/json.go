package personapi

import (
	"strconv"

	"titian/internal/delivery/api"
	"titian/internal/kernel/civil"
)

// AppendJSON writes what encoding/json would; a desk opens this list all day.
func (r Row) AppendJSON(b []byte) []byte {
	b = text(b, `{"id":`, r.ID.String())
	b = text(b, `,"facility_id":`, r.Facility.String())
	b = text(b, `,"register_no":`, r.RegisterNo)
	b = text(b, `,"name":`, r.Name)
	b = text(b, `,"sex":`, r.Sex)
	b = text(b, `,"born":`, r.Born)
	b = text(b, `,"legal_status":`, r.LegalStatus)
	b = text(b, `,"custody_status":`, r.Custody)
	b = text(b, `,"risk_level":`, r.Risk)
	b = day(b, `,"release_due_on":`, r.ReleaseDueOn)
	b = day(b, `,"released_on":`, r.ReleasedOn)
	return append(b, '}')
}

// AppendJSON writes what encoding/json would.
func (p Person) AppendJSON(b []byte) []byte {
	b = text(b, `{"id":`, p.ID.String())
	b = text(b, `,"facility_id":`, p.Facility.String())
	b = text(b, `,"probation_id":`, p.Probation.String())
	b = text(b, `,"register_no":`, p.RegisterNo)
	b = text(b, `,"name":`, p.Name)
	b = text(b, `,"sex":`, p.Sex)
	b = text(b, `,"born":`, p.Born)
	b = text(b, `,"birth_place":`, p.BirthPlace)
	b = text(b, `,"religion":`, p.Religion)
	b = text(b, `,"home_regency":`, p.HomeRegency)
	b = text(b, `,"schooling":`, p.Schooling)
	b = text(b, `,"legal_status":`, p.LegalStatus)
	b = text(b, `,"custody_status":`, p.Custody)
	b = text(b, `,"risk_level":`, p.Risk)
	b = day(b, `,"admitted_on":`, p.AdmittedOn)
	b = day(b, `,"release_due_on":`, p.ReleaseDueOn)
	b = day(b, `,"released_on":`, p.ReleasedOn)
	b = day(b, `,"died_on":`, p.DiedOn)
	return append(strconv.AppendInt(append(b, `,"version":`...), p.Version, 10), '}')
}

func text[T ~string](b []byte, name string, s T) []byte {
	return api.AppendText(append(b, name...), s)
}

// day writes null for a day that is not known.
func day(b []byte, name string, d civil.Date) []byte {
	b = append(b, name...)
	if d.IsZero() {
		return append(b, "null"...)
	}
	return append(d.Time().AppendFormat(append(b, '"'), "2006-01-02"), '"')
}
