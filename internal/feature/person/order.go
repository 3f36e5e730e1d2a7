package person

import (
	"context"
	"slices"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/db"
)

// direction is how a cursor compares and how rows are ordered.
func direction(desc bool) (compare, order string) {
	if desc {
		return " < ", " DESC"
	}
	return " > ", ""
}

// parseID reads the key in a cursor.
func parseID(s string) (id.Person, error) {
	var p id.Person
	if err := p.UnmarshalText([]byte(s)); err != nil {
		return p, errs.New(errs.Invalid, "cursor.invalid").Because(err)
	}
	return p, nil
}

func byName(ctx context.Context, d *db.DB, q *query, desc bool, after []string, r page.Request) (page.Of[Row], error) {
	var name string
	var last id.Person
	if after != nil {
		var err error
		if last, err = parseID(after[1]); err != nil {
			return page.Of[Row]{}, err
		}
		name = after[0]
	}
	q.names(desc, name, last, r.Limit()+1)
	rows, err := db.All[Row](ctx, d, q.text.String(), q.args...)
	return page.Cut(rows, r, func(p Row) []string { return []string{NameKey(p.Name), p.ID.String()} }), err
}

// byRelease lists the known days and then, only when they do not fill the page,
// the unknown ones: the engines sort NULL to opposite ends, and an index serves
// each half as it stands. A page full of known days is one query.
func byRelease(ctx context.Context, d *db.DB, q *query, desc bool, after []string, r page.Request) (page.Of[Row], error) {
	none := page.Of[Row]{}
	var day civil.Date
	var last id.Person
	if after != nil {
		var err error
		if last, err = parseID(after[1]); err != nil {
			return none, err
		}
		if err := day.UnmarshalText([]byte(after[0])); err != nil {
			return none, errs.New(errs.Invalid, "cursor.invalid").Because(err)
		}
	}
	var rows []Row
	if last.IsZero() || !day.IsZero() {
		known := q.clone()
		known.knownDays(desc, day, last, r.Limit()+1)
		var err error
		if rows, err = db.All[Row](ctx, d, known.text.String(), known.args...); err != nil {
			return none, err
		}
		last = id.Person{}
	}
	if missing := r.Limit() + 1 - len(rows); missing > 0 {
		q.unknownDays(last, missing)
		more, err := db.All[Row](ctx, d, q.text.String(), q.args...)
		if err != nil {
			return none, err
		}
		rows = append(rows, more...)
	}
	return page.Cut(rows, r, func(p Row) []string { return []string{p.ReleaseDueOn.String(), p.ID.String()} }), nil
}

// names ends the query in order of name, after a last row if there is one.
func (q *query) names(desc bool, name string, last id.Person, limit int) {
	compare, order := direction(desc)
	if !last.IsZero() {
		q.and("(name_key, id)" + compare + "(" + q.arg(name) + ", " + q.arg(last) + ")")
	}
	q.text.WriteString(" ORDER BY name_key" + order + ", id" + order + " LIMIT " + q.arg(limit))
}

// knownDays ends the query in order of release.
func (q *query) knownDays(desc bool, day civil.Date, last id.Person, limit int) {
	compare, order := direction(desc)
	if last.IsZero() {
		q.and("release_due_on IS NOT NULL")
	} else {
		q.and("(release_due_on, id)" + compare + "(" + q.arg(day) + ", " + q.arg(last) + ")")
	}
	q.text.WriteString(" ORDER BY release_due_on" + order + ", id" + order + " LIMIT " + q.arg(limit))
}

// unknownDays ends the query with those whose release is not dated.
func (q *query) unknownDays(last id.Person, limit int) {
	q.and("release_due_on IS NULL")
	if !last.IsZero() {
		q.and("id > " + q.arg(last))
	}
	q.text.WriteString(" ORDER BY id LIMIT " + q.arg(limit))
}

func (q *query) clone() *query {
	c := &query{args: slices.Clone(q.args)}
	c.text.WriteString(q.text.String())
	return c
}
