package intakeweb

import (
	"strings"

	"titian/internal/delivery/web/ui"
	"titian/internal/feature/intake"
	"titian/internal/platform/i18n"
)

func label(l *i18n.Localizer, r columnRow) string {
	if r.Header == "" {
		return l.T("intake.column_bare", "letter", r.Letter)
	}
	return l.T("intake.column", "letter", r.Letter, "header", r.Header)
}

func hint(l *i18n.Localizer, r columnRow) string {
	if len(r.Samples) == 0 {
		return l.T("intake.column_empty")
	}
	return l.T("intake.column_sample", "samples", strings.Join(r.Samples, " · "))
}

// named is whom a remark's link leads to: by the name in the file, or as somebody
// who resembles it.
func named(l *i18n.Localizer, r intake.Remark) string {
	if r.Name == "" {
		return l.T("intake.person")
	}
	return r.Name
}

// figure is one count with its words.
type figure struct {
	n     int
	label string
}

// found is what the comparison found, what came of it after.
func found(v showView) []figure {
	l := v.L
	out := []figure{{v.Rows, l.T("intake.count.rows")}, {v.Fresh, l.T("intake.count.new")}, {v.Changed, l.T("intake.count.changed")}, {v.Same, l.T("intake.count.same")}, {v.Wrong, l.T("intake.count.wrong")}}
	for _, more := range []figure{
		{v.Doubtful, l.T("intake.count.doubtful")},
		{v.Sentences, l.T("intake.count.sentence")},
		{v.Flagged, l.T("intake.count.flagged")},
		{v.Skipped, l.T("intake.count.skipped")},
		{v.Kept, l.T("intake.count.kept")},
	} {
		if more.n > 0 {
			out = append(out, more)
		}
	}
	return out
}

// annotated is the workbook with what was found beside each row.
func annotated(v showView) ui.Action {
	return ui.Action{Label: v.L.T("intake.annotated"), Href: path(v.ID, "/checked.xlsx"), Quiet: true}
}

// toMend reports whether rows wait for a hand in the workbook: it is then offered
// where their number stands, and not below everything else.
func (v showView) toMend() bool {
	return v.Status == intake.Checked && v.Wrong+v.Doubtful > 0 && !v.Blob.IsZero()
}

// actions are what else can be done with the file.
func actions(v showView) []ui.Action {
	var out []ui.Action
	if v.Status == intake.Done && v.Fresh+v.Changed > 0 {
		out = append(out, ui.Action{Label: v.L.T("intake.to_people"), Href: "/people"})
	}
	if v.Rows > 0 && !v.Blob.IsZero() && !v.toMend() {
		out = append(out, annotated(v))
	}
	if v.Doer && v.Status == intake.Checked {
		out = append(out, ui.Action{Label: v.L.T("intake.check_again"), Href: path(v.ID, "/check"), Post: true, Quiet: true})
	}
	if v.Doer && (v.Status == intake.Read || v.Status == intake.Checked) {
		out = append(out, ui.Action{Label: v.L.T("intake.drop"), Href: path(v.ID, "/drop"), Post: true, Quiet: true})
	}
	if v.Undo {
		out = append(out, ui.Action{Label: v.L.T("intake.undo"), Href: path(v.ID, "/undo"), Quiet: true})
	}
	return out
}
