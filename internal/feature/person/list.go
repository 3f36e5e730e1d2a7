package person

import (
	"context"
	"strconv"
	"strings"
	"unicode/utf8"

	"titian/internal/engine/names"
	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Row is one line of a list: what a desk needs to choose a person, and no more.
type Row struct {
	ID           id.Person       `db:"id" privacy:"internal" json:"id"`
	Facility     id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	RegisterNo   string          `db:"register_no" privacy:"restricted" json:"register_no"`
	Name         string          `db:"name" privacy:"restricted" json:"name"`
	Sex          Sex             `db:"sex" privacy:"restricted" json:"sex"`
	Born         civil.Partial   `db:"born" privacy:"restricted" json:"born"`
	LegalStatus  LegalStatus     `db:"legal_status" privacy:"restricted" json:"legal_status"`
	Custody      CustodyStatus   `db:"custody_status" privacy:"restricted" json:"custody_status"`
	Risk         Risk            `db:"risk_level" privacy:"restricted" json:"risk_level"`
	ReleaseDueOn civil.Date      `db:"release_due_on" privacy:"restricted" json:"release_due_on"`
	ReleasedOn   civil.Date      `db:"released_on" privacy:"restricted" json:"released_on"`
}

// The orders of a list.
const (
	ByName    = "name"
	ByRelease = "release_due_on"
)

// Filter narrows a list. Facility lists whom it holds or held last, Probation
// whom that office guides; with neither, everybody in the actor's scope. Text is
// a part of a name, another name or a register number, or a whole identity number;
// a name may be misspelt, as for Find.
type Filter struct {
	Facility  id.Organisation
	Probation id.Organisation
	Custody   CustodyStatus
	Legal     LegalStatus
	Text      string
	Sort      string // ByName when empty
	Desc      bool
}

// List is one page of people. An actor whose scope is the whole country names a
// facility or an office. In order of release, those whose day is not known come
// last, in either direction.
func (s *Service) List(ctx context.Context, a authz.Actor, f Filter, r page.Request) (page.Of[Row], error) {
	none := page.Of[Row]{}
	if err := policy.Check(a, CanRead); err != nil {
		return none, err
	}
	b, err := s.build(ctx, a, f)
	if err != nil {
		return none, err
	}
	after, err := page.Decode(r.After, 2)
	if err != nil {
		return none, err
	}
	if f.Sort == ByRelease {
		return byRelease(ctx, s.db, b, f.Desc, after, r)
	}
	return byName(ctx, s.db, b, f.Desc, after, r)
}

// query is a list's text up to its order, with its arguments.
type query struct {
	text strings.Builder
	args []any
}

// arg adds an argument and gives its placeholder.
func (q *query) arg(v any) string {
	q.args = append(q.args, v)
	return "$" + strconv.Itoa(len(q.args))
}

func (q *query) and(condition string) { q.text.WriteString(" AND " + condition) }

// build writes the conditions. Equality on the first columns of an index comes
// first; see the indexes of person_person.
func (s *Service) build(ctx context.Context, a authz.Actor, f Filter) (*query, error) {
	if err := checkFilter(f); err != nil {
		return nil, err
	}
	within := a.Scope
	q := &query{}
	q.text.WriteString(`SELECT ` + db.Columns[Row]("") + ` FROM person_person WHERE `)
	switch {
	case !f.Facility.IsZero():
		if !a.Scope.Has(f.Facility) {
			return nil, errNotFound
		}
		within = authz.Scope{Orgs: []id.Organisation{f.Facility}}
		q.text.WriteString("facility_id = " + q.arg(f.Facility))
	case !f.Probation.IsZero():
		if !a.Scope.Has(f.Probation) {
			return nil, errNotFound
		}
		within = authz.Scope{Orgs: []id.Organisation{f.Probation}}
		q.text.WriteString("probation_id = " + q.arg(f.Probation))
	case a.Scope.All:
		return nil, &errs.Error{Kind: errs.Invalid, Code: "invalid", Fields: []errs.Field{{Path: "facility", Code: "required"}}}
	default:
		for _, o := range a.Scope.Orgs {
			q.args = append(q.args, o)
		}
		q.text.WriteString("facility_id IN (" + db.In(len(a.Scope.Orgs), 1) + ")")
	}
	q.and("kept = ''") // closed long ago, and sealed or anonymous
	if f.Custody != "" {
		q.and(custodyIs(f.Custody))
	} else {
		q.and("merged_into IS NULL")
	}
	if f.Legal != "" {
		q.and("legal_status = " + q.arg(string(f.Legal)))
	}
	if !policy.May(a, CanReadChild) {
		q.and(NotChild(a, "", civil.Today(s.db.Now())))
	}
	return q, s.search(ctx, q, within, f.Text)
}

// custodyIs is written out: because an index holds only those released, SQLite
// would plan the query anew for every value of an argument. The status is one of
// CustodyStatuses, see checkFilter.
func custodyIs(s CustodyStatus) string { return "custody_status = '" + string(s) + "'" }

func checkFilter(f Filter) error {
	var e errs.Fields
	if f.Custody != "" {
		directory.CheckChoice(&e, "status", f.Custody, CustodyStatuses())
	}
	if f.Legal != "" {
		directory.CheckChoice(&e, "legal_status", f.Legal, LegalStatuses())
	}
	directory.CheckChoice(&e, "sort", f.Sort, []string{"", ByName, ByRelease})
	return e.Err()
}

// search narrows to whom a text means: by number, by what is written of a name,
// and by names that are like it among those of the offices that the list is of.
func (s *Service) search(ctx context.Context, q *query, within authz.Scope, text string) error {
	text = strings.TrimSpace(text)
	if n, err := ParseNIK(text); err == nil && n != "" {
		q.and("nik_hash = " + q.arg(s.vault.digest(n)))
		return nil
	}
	if text == "" {
		return nil
	}
	register := "LOWER(register_no) LIKE " + q.arg(Contains(strings.ToLower(text))) + ` ESCAPE '\'`
	key := NameKey(text)
	if key == "" { // signs alone are in no name
		q.and("(" + register + ")")
		return nil
	}
	also, err := s.misspelt(ctx, within, text)
	if err != nil {
		return err
	}
	condition := "(name_key LIKE " + q.arg(Contains(key)) + ` ESCAPE '\' OR ` + register +
		" OR EXISTS (SELECT 1 FROM person_alias a WHERE a.person_id = person_person.id AND a.name_key LIKE " + q.arg(Contains(key)) + ` ESCAPE '\')`
	if len(also) > 0 {
		condition += " OR id IN " + q.people(also)
	}
	q.and(condition + ")")
	return nil
}

// misspelt are those in scope whose name a text may be a misspelling of.
func (s *Service) misspelt(ctx context.Context, within authz.Scope, text string) ([]id.Person, error) {
	if len(text) < names.MinPart || utf8.RuneCountInString(text) > longestAsked || strings.ContainsAny(text, "0123456789") {
		return nil, nil
	}
	f := &finder{db: s.db, scope: within, text: text}
	a, err := f.look(ctx)
	if err != nil {
		return nil, err
	}
	return a.listed(), nil
}

// people writes a list of keys of a length that repeats.
func (q *query) people(keys []id.Person) string {
	size := 1
	for size < len(keys) {
		size *= 2
	}
	var marks []string
	for _, k := range pad(keys, size) {
		marks = append(marks, q.arg(k))
	}
	return "(" + strings.Join(marks, ", ") + ")"
}

// Contains is the LIKE pattern, with ESCAPE '\', of texts that hold s.
func Contains(s string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s) + "%"
}
