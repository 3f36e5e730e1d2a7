package outcome

import (
	"strconv"
	"strings"

	"titian/internal/feature/person"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// query is a text with its arguments, each numbered as it is written.
type query struct {
	strings.Builder
	args []any
}

// arg adds an argument and gives its placeholder.
func (q *query) arg(v any) string {
	q.args = append(q.args, v)
	return "$" + strconv.Itoa(len(q.args))
}

// offices writes the list of an IN clause.
func (q *query) offices(list []id.Organisation) string {
	if len(list) == 0 {
		return "(NULL)"
	}
	marks := make([]string, len(list))
	for i, o := range list {
		marks[i] = q.arg(o)
	}
	return "(" + strings.Join(marks, ", ") + ")"
}

// search narrows to a part of a name or a register number.
func (q *query) search(text string) {
	if text = strings.ToLower(strings.TrimSpace(text)); text == "" {
		return
	}
	q.WriteString(` AND (LOWER(p.name) LIKE ` + q.arg(person.Contains(text)) + ` ESCAPE '\' OR LOWER(p.register_no) LIKE ` +
		q.arg(person.Contains(text)) + ` ESCAPE '\')`)
}

// inScope is whose rows a list shows: one office in scope, or all of them. A
// national reader names one, because no index has the whole country in order.
func inScope(a authz.Actor, office id.Organisation, f *errs.Fields) ([]id.Organisation, error) {
	switch {
	case !office.IsZero() && !a.Scope.Has(office):
		return nil, errNotFound
	case !office.IsZero():
		return []id.Organisation{office}, nil
	case a.Scope.All:
		f.Add("office", "required")
	}
	return a.Scope.Orgs, nil
}

func checkMilestone(f *errs.Fields, m int) {
	if m != 0 && !isMilestone(m) {
		f.Add("milestone", "choice.invalid")
	}
}
