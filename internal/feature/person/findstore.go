package person

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"titian/internal/engine/names"
	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// keysIn begins a question about keys in the actor's scope.
func (f *finder) keysIn(q *query, columns string) {
	q.text.WriteString(`SELECT ` + columns + ` FROM person_name_key WHERE `)
	if !f.scope.All {
		var orgs []string
		for _, o := range f.scope.Orgs {
			orgs = append(orgs, q.arg(o))
		}
		q.text.WriteString("office_id IN (" + cmp.Or(strings.Join(orgs, ", "), "NULL") + ") AND ")
	}
}

// oneOf writes a list of values of a length that repeats.
func (q *query) oneOf(values []string) string {
	size := 1
	for size < len(values) {
		size *= 2
	}
	var marks []string
	for _, v := range pad(values, size) {
		marks = append(marks, q.arg(v))
	}
	return "(" + cmp.Or(strings.Join(marks, ", "), "NULL") + ")"
}

// between is the range of texts that begin with s.
func (q *query) between(column, s string) string {
	return column + " >= " + q.arg(s) + " AND " + column + " < " + q.arg(s+"\U0010FFFF")
}

// registered finds the beginning of a register number.
func (f *finder) registered(ctx context.Context) ([]Row, error) {
	key := registerKey(f.text)
	if len(key) < 1+names.MinPart {
		return nil, nil
	}
	q := &query{}
	f.keysIn(q, "DISTINCT person_id")
	q.text.WriteString(q.between("word", key) + " LIMIT " + strconv.Itoa(MaxFound))
	return f.rows(ctx, q)
}

// literal finds names that hold every word as it was typed. In an office the
// names themselves are read, since there are few; in the country words are.
func (f *finder) literal(ctx context.Context, words []string) error {
	if !f.scope.All {
		rows, err := f.inOffices(ctx)
		f.add(MatchName, rows)
		return err
	}
	found := make([][]string, len(words))
	anchor := -1
	for i, w := range words {
		if len(w) < names.MinPart {
			continue
		}
		var err error
		if found[i], err = f.wordsWith(ctx, w); err != nil {
			return err
		}
		if len(found[i]) == 0 {
			return nil // no name holds it
		}
		if anchor < 0 || names.Weight(names.Fold(w)) > names.Weight(names.Fold(words[anchor])) {
			anchor = i
		}
	}
	if anchor < 0 {
		return nil
	}
	holding := func(q *query, part []string, limit int) {
		f.keysIn(q, "person_id")
		q.text.WriteString("word IN " + q.oneOf(part))
		for i, w := range words {
			if i != anchor {
				q.and("name LIKE " + q.arg(Contains(names.Fold(w))) + ` ESCAPE '\'`)
			}
		}
		q.text.WriteString(" LIMIT " + strconv.Itoa(limit))
	}
	for part := range slices.Chunk(found[anchor], manyWords) {
		q := &query{}
		if len(part) > 1 { // the likest word fills half: what thousands have is not to hide it
			q.text.WriteString("SELECT person_id FROM (SELECT * FROM (")
			holding(q, part[:1], f.most()/2)
			q.text.WriteString(") a UNION ALL SELECT * FROM (")
			holding(q, part[1:], f.most())
			q.text.WriteString(") b) c LIMIT " + strconv.Itoa(f.most()))
		} else {
			holding(q, part, f.most())
		}
		rows, err := f.rows(ctx, q)
		if err != nil {
			return err
		}
		if f.add(MatchName, rows); len(f.found) >= MaxFound {
			break
		}
	}
	return nil
}

// most is how many keys fill an answer: some lead to children, whom not everybody
// may find.
func (f *finder) most() int {
	if f.children && !f.wide {
		return MaxFound
	}
	return 2 * MaxFound
}

// inOffices reads the names in the actor's offices.
func (f *finder) inOffices(ctx context.Context) ([]Row, error) {
	q := &query{}
	for i, office := range []string{"facility_id", "probation_id"} {
		var orgs []string
		for _, o := range f.scope.Orgs {
			orgs = append(orgs, q.arg(o))
		}
		if i > 0 {
			q.text.WriteString(" UNION ")
		}
		q.text.WriteString(`SELECT ` + db.Columns[Row]("") + ` FROM person_person WHERE ` + office + " IN (" + cmp.Or(strings.Join(orgs, ", "), "NULL") + ")")
		q.and("merged_into IS NULL")
		q.and("(name_key LIKE " + q.arg(Contains(NameKey(f.text))) + ` ESCAPE '\' OR LOWER(register_no) LIKE ` + q.arg(Contains(strings.ToLower(f.text))) + ` ESCAPE '\')`)
	}
	q.text.WriteString(" ORDER BY name, id LIMIT " + strconv.Itoa(2*MaxFound))
	return db.All[Row](ctx, f.db, q.text.String(), q.args...)
}

// wordsWith are the words that hold a part, whole words first, then beginnings.
func (f *finder) wordsWith(ctx context.Context, part string) ([]string, error) {
	q := &query{}
	folded := names.Fold(part)
	q.text.WriteString(`SELECT kind, hint, word FROM person_name_word WHERE kind = '` + hintPart + `' AND ` + q.between("hint", part) + ` LIMIT 60`)
	hints, err := db.All[hint](ctx, f.db, q.text.String(), q.args...)
	if err != nil {
		return nil, err
	}
	distance := func(h hint) int {
		switch {
		case h.Word == folded:
			return 0
		case strings.HasPrefix(h.Word, folded):
			return 1
		}
		return 2
	}
	slices.SortStableFunc(hints, func(a, b hint) int { return cmp.Or(distance(a)-distance(b), len(a.Word)-len(b.Word)) })
	var out []string
	for _, h := range hints {
		if !slices.Contains(out, h.Word) {
			out = append(out, h.Word)
		}
	}
	return out, nil
}

// rows reads the people whose keys a query gives.
func (f *finder) rows(ctx context.Context, keys *query) ([]Row, error) {
	return db.All[Row](ctx, f.db, `SELECT `+db.Columns[Row]("")+` FROM person_person WHERE id IN (`+keys.text.String()+`)`, keys.args...)
}

func (f *finder) byID(ctx context.Context, people []id.Person) ([]Row, error) {
	if len(people) == 0 {
		return nil, nil
	}
	var args []any
	for _, p := range pad(people, 2*MaxFound) {
		args = append(args, p)
	}
	return db.All[Row](ctx, f.db, `SELECT `+db.Columns[Row]("")+` FROM person_person WHERE id IN (`+db.In(len(args), 1)+`)`, args...)
}
