package personweb

import (
	"fmt"
	"strings"
	"time"

	"titian/internal/kernel/errs"
	"titian/internal/platform/i18n"
)

// fieldLabels are the columns whose changes a page names, by the message that
// the form calls them with. The others (keys, sort keys) say nothing to a reader.
var fieldLabels = map[string]string{
	"register_no": "person.register_no", "name": "person.name", "sex": "person.sex", "born": "person.born", "birth_place": "person.birth_place", "religion": "person.religion",
	"home_regency": "person.home_regency", "schooling": "person.schooling", "legal_status": "person.legal_status", "risk_level": "person.risk_level",
	"custody_status": "person.custody_status", "admitted_on": "person.admitted_on", "release_due_on": "person.release_due_on",
	"released_on": "person.released_on", "facility_id": "person.facility", "probation_id": "person.probation", "nik_hash": "person.nik",
}

func fieldLabel(l *i18n.Localizer, column string) string {
	if key, ok := fieldLabels[column]; ok {
		return l.T(key)
	}
	return ""
}

// families are the fields whose values are words of ours.
var families = map[string]string{
	"sex": "person.sex.", "religion": "person.religion.", "schooling": "person.schooling.", "legal_status": "person.legal.",
	"risk_level": "person.risk.", "custody_status": "person.custody.",
}

// shown is a form's value as a reader knows it.
func shown(l *i18n.Localizer, field, value string) string {
	if family, ok := families[field]; ok {
		return known(l, family, value)
	}
	return orUnknown(l, value)
}

// whoWhen reads who was first out of a conflict's field.
func whoWhen(l *i18n.Localizer, f errs.Field) (who, when string) {
	at, _ := f.Args["at"].(time.Time)
	return fmt.Sprint(f.Args["who"]), l.Time(at)
}

// joined lists the fields that changed in one line.
func joined(l *i18n.Localizer, fields []string) string {
	if len(fields) == 0 {
		return ""
	}
	return l.T("person.changed_fields", "fields", strings.Join(fields, ", "))
}
