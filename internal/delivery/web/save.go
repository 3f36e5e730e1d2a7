package web

import (
	"fmt"
	"net/http"
	"time"

	"github.com/a-h/templ"

	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/i18n"
)

// Saving is what a handler does with a form: the act, where it leads, and the
// page to show again when the act is refused in a way that the reader can mend.
type Saving struct {
	Do      func() error
	To      func() string
	Done    string                // message key
	Words   string                // "meeting.": names of the fields, for the conflict panel
	Version func() (int64, error) // of the record as it is now; nil when a conflict cannot happen
	Page    func(*ui.Conflict) (templ.Component, error)
}

// Save does the act of a form that reads well, and shows the form again when it
// does not, or when somebody else saved first: then beside what they saved.
func Save(w http.ResponseWriter, r *http.Request, f *form.Form, s Saving) error {
	var conflict *ui.Conflict
	status := http.StatusOK
	if f.Valid() {
		err := s.Do()
		if err == nil {
			return Done(w, r, s.To(), s.Done)
		}
		switch e := errs.As(err); {
		case e != nil && e.Code == "stale" && s.Version != nil:
			now, err := s.Version()
			if err != nil {
				return err
			}
			f.Set(form.VersionField, fmt.Sprint(now)) // saving again is then a decision
			conflict, status = conflictOf(i18n.From(r.Context()), f, e, s.Words, s.To()), http.StatusConflict
		case !f.Merge(err):
			return err
		}
	}
	page, err := s.Page(conflict)
	if err != nil {
		return err
	}
	if conflict != nil {
		return Render(w, r, status, page)
	}
	return FormPage(w, r, f, page)
}

// conflictOf says what somebody else saved meanwhile, beside what was typed.
func conflictOf(l *i18n.Localizer, f *form.Form, e *errs.Error, words, latest string) *ui.Conflict {
	c := &ui.Conflict{Latest: latest}
	for _, x := range e.Fields {
		at, _ := x.Args["at"].(time.Time)
		c.By, c.When = fmt.Sprint(x.Args["who"]), l.Time(at)
		theirs := fmt.Sprint(x.Args["new"])
		if _, err := id.Parse[id.Any](theirs); err != nil && l.Has(words+x.Path) { // a key says nothing to a reader
			c.Differences = append(c.Differences, ui.Difference{Label: l.T(words + x.Path), Yours: f.Value(x.Path), Theirs: readable(l, words+x.Path, theirs)})
		}
	}
	return c
}

// readable writes a stored value as a reader knows it: a constant by its word, a
// day the usual way.
func readable(l *i18n.Localizer, field, value string) string {
	if l.Has(field + "." + value) {
		return l.T(field + "." + value)
	}
	if day, err := civil.Parse(value); err == nil {
		return l.Date(day)
	}
	return value
}
