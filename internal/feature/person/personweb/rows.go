package personweb

import (
	"context"
	"io"

	"github.com/a-h/templ"

	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/platform/i18n"
)

// rows writes the rows of the list that every desk opens first. They are
// written by hand, because the page must cost hardly more than its JSON and
// every value of a template costs a fmt.Sprint; see BenchmarkFacilityList. Text
// goes through cell or templ.EscapeString, and nothing else writes a value.
func rows(l *i18n.Localizer, people []person.Row, today civil.Date) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		register, legal, where, due := opens(l.T("person.register_no")), opens(l.T("person.legal_status")), opens(l.T("person.custody_status")), opens(l.T("person.release_due_on"))
		legals, custodies := words(l, "person.legal.", person.LegalStatuses()), words(l, "person.custody.", person.CustodyStatuses())
		b := make([]byte, 0, 704*len(people))
		for i := range people {
			p := &people[i]
			b = append(b, `<tr class="govuk-table__row"><th scope="row" class="govuk-table__header t-table__head"><a class="govuk-link" href="`...)
			b = append(b, path(p.ID, "")...) // a key is letters, digits and dashes
			b = append(b, `">`...)
			b = append(b, templ.EscapeString(p.Name)...)
			b = append(b, `</a></th>`...)
			b = cell(b, register, p.RegisterNo)
			b = cell(b, legal, legals[p.LegalStatus])
			b = cell(b, where, custodies[p.Custody])
			b = cell(b, due, dueText(l, p, today))
			b = append(b, `</tr>`...)
		}
		_, err := w.Write(b)
		return err
	})
}

// opens is the start of a cell; its label stands in for the head on narrow screens.
func opens(label string) string {
	return `<td class="govuk-table__cell" data-label="` + templ.EscapeString(label) + `">`
}

func cell(b []byte, open, text string) []byte {
	b = append(b, open...)
	b = append(b, templ.EscapeString(text)...)
	return append(b, `</td>`...)
}

// words are the labels of a family, looked up once a page.
func words[T ~string](l *i18n.Localizer, family string, values []T) map[T]string {
	out := make(map[T]string, len(values))
	for _, v := range values {
		out[v] = l.T(family + string(v))
	}
	return out
}
