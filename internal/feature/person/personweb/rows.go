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
		legals, custodies := cells(l, legal, "person.legal.", person.LegalStatuses()), cells(l, where, "person.custody.", person.CustodyStatuses())
		b := make([]byte, 0, 1024) // one row, again and again
		for i := range people {
			p := &people[i]
			b = append(b[:0], `<tr class="govuk-table__row"><th scope="row" class="govuk-table__header t-table__head"><a class="govuk-link" href="/people/`...)
			b, _ = p.ID.AppendText(b) // a key is letters, digits and dashes; it has no error
			b = append(b, `">`...)
			b = append(b, templ.EscapeString(p.Name)...)
			b = append(b, `</a></th>`...)
			b = cell(b, register, p.RegisterNo)
			b = append(b, legals[p.LegalStatus]...)
			b = append(b, custodies[p.Custody]...)
			b = append(b, due...)
			b = unbroken(b, templ.EscapeString(dueText(l, p, today)))
			b = append(b, `</td></tr>`...)
			if _, err := w.Write(b); err != nil {
				return err
			}
		}
		return nil
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

// unbroken appends text that stays on one line.
func unbroken(b []byte, text string) []byte {
	for i := range len(text) {
		if text[i] == ' ' {
			b = append(b, "\u00a0"...)
		} else {
			b = append(b, text[i])
		}
	}
	return b
}

// cells are the cells of a family of words, made once a page.
func cells[T ~string](l *i18n.Localizer, open, family string, values []T) map[T]string {
	out := make(map[T]string, len(values))
	for _, v := range values {
		out[v] = string(cell(nil, open, l.T(family+string(v))))
	}
	return out
}
