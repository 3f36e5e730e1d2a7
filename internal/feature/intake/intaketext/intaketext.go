// Package intaketext says in words what was found in a file of people, for the
// pages, the command line and the annotated workbook alike.
//
// It owns those messages in both languages. It refuses to decide anything, and to
// show what a cell holds: a message names row, column and reason.
package intaketext

import (
	"embed"
	"fmt"
	"strings"

	"titian/internal/engine/sentence"
	"titian/internal/feature/intake"
	"titian/internal/feature/person"
	"titian/internal/feature/sentence/sentencetext"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/platform/i18n"
	"titian/internal/platform/tabular"
)

// Words are the messages; the app adds them to the bundle.
//
//go:embed words
var Words embed.FS

// Field is the name of a field; an empty one is not taken over.
func Field(l *i18n.Localizer, f intake.Field) string {
	if f == "" {
		return l.T("intake.field.none")
	}
	return l.T("intake.field." + string(f))
}

// Verdict is what becomes of a row: new, changed, same, wrong, doubtful, skipped, kept.
func Verdict(l *i18n.Localizer, what string) string { return l.T("intake.what." + what) }

// Place names a column as the clerk finds it: its letter and its header.
func Place(l *i18n.Localizer, s intake.Shape, m intake.Mistake) string {
	switch {
	case m.Column >= 0 && m.Column < len(s.Columns):
		return l.T("intake.column", "letter", tabular.ColumnName(m.Column), "header", s.Columns[m.Column].Header)
	case m.Column >= 0:
		return l.T("intake.column_beyond", "letter", tabular.ColumnName(m.Column))
	case m.Field != "":
		return l.T("intake.column_missing", "field", Field(l, m.Field))
	}
	return ""
}

// Mistake is one thing that is wrong: "Kolom D (NIK): NIK harus 16 angka".
func Mistake(l *i18n.Localizer, s intake.Shape, m intake.Mistake) string {
	text := l.Field(errs.Field{Code: m.Code, Args: args(m.Args)})
	if at := Place(l, s, m); at != "" {
		return at + ": " + text
	}
	return text
}

// args brings days back that were stored as texts.
func args(in errs.Args) errs.Args {
	out := errs.Args{}
	for name, v := range in {
		out[name] = v
		if s, ok := v.(string); ok && len(s) == 10 {
			if d, err := civil.Parse(s); err == nil {
				out[name] = d
			}
		}
		if f, ok := v.(float64); ok {
			out[name] = int(f)
		}
	}
	return out
}

// Remark is all that there is to say of a row, one thing a line.
func Remark(l *i18n.Localizer, s intake.Shape, r intake.Remark) string {
	var out []string
	for _, m := range r.Wrong {
		out = append(out, Mistake(l, s, m))
	}
	if r.What == "doubtful" && len(r.Wrong) == 0 {
		out = append(out, l.T("intake.like_known"))
	}
	if len(r.Like) > 0 {
		out = append(out, l.T("intake.like_why", "reasons", reasons(l, r.Like)))
	}
	for _, d := range r.Differs {
		out = append(out, Difference(l, d))
	}
	return strings.Join(out, "\n")
}

// reasons are why two records may be one person's, in the words of the register.
func reasons(l *i18n.Localizer, list []person.Likeness) string {
	out := make([]string, len(list))
	for i, r := range list {
		out[i] = l.T("intake.like." + string(r))
	}
	return strings.Join(out, ", ")
}

// Difference is one field with what it was and what it becomes.
func Difference(l *i18n.Localizer, d intake.Difference) string {
	key := "intake.differs"
	switch {
	case d.Field == intake.NIK:
		return l.T("intake.differs_hidden", "field", Field(l, d.Field))
	case d.Beside != "":
		key += "_" + string(d.Beside)
	case d.Field == intake.OtherNames:
		key = "intake.added"
	}
	return l.T(key, "field", Field(l, d.Field), "old", Value(l, d.Field, d.Old), "new", Value(l, d.Field, d.New))
}

// Value is a field's value as the register's pages say it.
func Value(l *i18n.Localizer, f intake.Field, v string) string {
	if v == "" {
		return l.T("intake.empty")
	}
	if t, on, ok := length(v); ok && lengths(f) {
		if on.IsZero() {
			return sentencetext.Term(l, t)
		}
		return l.T("intake.paid_on", "length", sentencetext.Term(l, t), "day", on)
	}
	if p, err := civil.ParsePartial(v); err == nil && len(v) >= 4 && days(f) {
		return l.Partial(p)
	}
	for _, key := range []string{"intake.value." + string(f) + "." + v, "person." + string(f) + "." + v} {
		if l.Has(key) {
			return l.T(key)
		}
	}
	return v
}

func days(f intake.Field) bool {
	switch f {
	case intake.Born, intake.AdmittedOn, intake.ReleasedOn, intake.ReleaseDue, intake.Expiry, intake.DetainedOn, intake.OneThird, intake.OneHalf, intake.TwoThirds:
		return true
	}
	return false
}

func lengths(f intake.Field) bool {
	return f == intake.Sentence || f == intake.Remission || f == intake.Substitute
}

// length reads "1-8-0" or "0-3-0 2026-01-10": years, months and days, and the day
// on which a fine was paid.
func length(v string) (t sentence.Term, on civil.Date, ok bool) {
	text, day, _ := strings.Cut(v, " ")
	if _, err := fmt.Sscanf(text, "%d-%d-%d", &t.Years, &t.Months, &t.Days); err != nil {
		return t, on, false
	}
	on, _ = civil.Parse(day) // none is none
	return t, on, true
}

// Annotation is what the annotated workbook of a file says.
func Annotation(l *i18n.Localizer, s intake.Shape) intake.Annotation {
	return intake.Annotation{
		Sheet: l.T("intake.sheet"), Result: l.T("intake.result"), Reason: l.T("intake.to_correct"),
		Verdict: func(what string) string { return Verdict(l, what) },
		Remark:  func(r intake.Remark) string { return Remark(l, s, r) },
	}
}
