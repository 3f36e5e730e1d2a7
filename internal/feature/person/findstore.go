package person

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"titian/internal/engine/names"
	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

const (
	manyWords = 8   // words that are tried for one word that was asked
	manyNames = 200 // names that are compared for one clue

	leastAlike = 0.45 // what is less alike is no answer
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
	for part := range slices.Chunk(found[anchor], manyWords) {
		q := &query{}
		f.keysIn(q, "DISTINCT person_id")
		q.text.WriteString("word IN " + q.oneOf(part))
		for i, w := range words {
			if i != anchor {
				q.and("name LIKE " + q.arg(Contains(names.Fold(w))) + ` ESCAPE '\'`)
			}
		}
		q.text.WriteString(" LIMIT " + strconv.Itoa(f.most()))
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

// alike finds names that are like the one asked for: words near each of its words,
// then the names that hold such words, compared as a whole. Two words of a name
// are asked for together; one alone only when these do not satisfy.
func (f *finder) alike(ctx context.Context, _ []string) error {
	asked := names.Words(f.text)
	near, err := near(ctx, f.db, f.text, asked)
	if err != nil {
		return err
	}
	compared := names.Compare(asked)
	f.other = map[id.Person]float64{}
	for _, clues := range [][]clue{pairs(near, asked), singles(near, asked)} {
		if highest(f.other) > sure {
			break
		}
		if err := f.compare(ctx, clues, compared); err != nil {
			return err
		}
	}
	people := slices.SortedFunc(maps.Keys(f.other), func(a, b id.Person) int {
		return cmp.Or(cmp.Compare(f.other[b], f.other[a]), slices.Compare(a[:], b[:]))
	})
	n := min(len(people), f.most())
	for n < min(len(people), 2*MaxFound) && f.other[people[n]] == f.other[people[n-1]] {
		n++ // spelling decides between those who sound the same
	}
	rows, err := f.byID(ctx, people[:n])
	f.add(MatchAlike, rows)
	return err
}

func highest(scores map[id.Person]float64) float64 {
	top := 0.0
	for _, s := range scores {
		top = max(top, s)
	}
	return top
}

// clue is a question for names: that hold one of the words, and after it one of
// others, or one that begins with a letter, or none.
type clue struct {
	words, next []string
	initial     string
	alone       bool
}

// pairs are the clues of two words: each with the one after it and, since names
// stand in a round, with the one before.
func pairs(near [][]string, asked []string) []clue {
	var out []clue
	both := func(a, b []string, initial string) {
		switch {
		case len(a) > 0 && len(b) > 0:
			out = append(out, clue{words: a, next: b}, clue{words: b, next: a})
		case len(a) > 0 && initial != "":
			out = append(out, clue{words: a, initial: initial})
		}
	}
	letter := func(i int) string {
		if len(asked[i]) == 1 {
			return asked[i]
		}
		return ""
	}
	for i := range asked {
		if j := (i + 1) % len(asked); i != j && (i < j || len(asked) > 2) {
			both(near[i], near[j], letter(j))
			if letter(i) != "" {
				both(near[j], nil, letter(i))
			}
		}
	}
	for i := range max(0, len(asked)-1) { // two words that may be one, with each of the others
		for j := range asked {
			if j != i && j != i+1 {
				both(near[len(asked)+i], near[j], "")
			}
		}
	}
	for i := 2*len(asked) - 1; i+1 < len(near); i += 2 { // halves of a word
		both(near[i], near[i+1], "")
	}
	return out
}

// singles are the clues of one word: a name of that word alone, and any name that
// holds it, unless so many do that it tells nothing beside the others.
func singles(near [][]string, asked []string) []clue {
	var out []clue
	for i, words := range near[:min(len(near), max(0, 2*len(asked)-1))] {
		if len(words) == 0 {
			continue
		}
		out = append(out, clue{words: words, alone: true})
		if len(asked) == 1 || i >= len(asked) || names.Weight(asked[i]) > 2 {
			out = append(out, clue{words: words})
		}
	}
	return out
}

// write asks for a clue.
func (f *finder) write(q *query, c clue) {
	f.keysIn(q, "name, person_id")
	q.text.WriteString("word IN " + q.oneOf(c.words))
	switch {
	case c.alone:
		q.and("next = ''")
	case len(c.next) > 0:
		q.and("next IN " + q.oneOf(c.next))
	case c.initial != "":
		q.and(q.between("next", c.initial))
	}
	q.text.WriteString(" LIMIT " + strconv.Itoa(manyNames))
}

// compare scores the names that clues lead to, up to manyNames a clue.
func (f *finder) compare(ctx context.Context, clues []clue, c *names.Comparison) error {
	type candidate struct {
		Name   string    `db:"name" privacy:"restricted"`
		Person id.Person `db:"person_id" privacy:"internal"`
	}
	if len(clues) == 0 {
		return nil
	}
	q := &query{}
	for i, x := range clues {
		if i > 0 {
			q.text.WriteString(" UNION ALL ")
		}
		q.text.WriteString("SELECT * FROM (")
		f.write(q, x)
		q.text.WriteString(") c" + strconv.Itoa(i))
	}
	scores := map[string]float64{} // many people share a name, and clues lead to the same ones
	return db.Each(ctx, f.db, q.text.String(), q.args, func(x *candidate) error {
		s, known := scores[x.Name]
		if !known {
			s = c.Score(strings.Fields(x.Name))
			scores[x.Name] = s
		}
		if s > f.other[x.Person] && s >= leastAlike {
			f.other[x.Person] = s
		}
		return nil
	})
}

// near are, for each word, for each two neighbours as one, and for each word that
// may be two, the stored words that it may have been meant for, the nearest first.
func near(ctx context.Context, q db.Querier, text string, asked []string) ([][]string, error) {
	groups := variants(text, asked)
	for i := 0; i+1 < len(asked); i++ {
		groups = append(groups, []string{asked[i] + asked[i+1]})
	}
	halves := len(groups)
	for _, w := range asked {
		for i := names.MinPart; i+names.MinPart <= len(w) && len(w) > 6; i++ {
			groups = append(groups, []string{w[:i]}, []string{w[i:]})
		}
	}
	var hints []string
	for i, g := range groups {
		for _, w := range g {
			if i < halves {
				hints = append(hints, names.Near(w)...)
			} else {
				hints = append(hints, names.Whole(w))
			}
		}
	}
	x := &query{}
	x.text.WriteString(`SELECT DISTINCT word FROM person_name_word WHERE kind = '` + hintNear + `' AND hint IN ` + x.oneOf(hints) + ` LIMIT 3000`)
	words, err := db.All[string](ctx, q, x.text.String(), x.args...)
	if err != nil || len(hints) == 0 {
		return nil, err
	}
	out := make([][]string, len(groups))
	for i, g := range groups {
		if i < halves {
			out[i] = names.Nearest(g, words, manyWords)
		} else if slices.Contains(words, g[0]) {
			out[i] = g
		}
	}
	return bothHalves(out, halves), nil
}

// variants are the folded words, each with how it was typed.
func variants(text string, asked []string) [][]string {
	out := make([][]string, len(asked))
	for i, a := range asked {
		out[i] = []string{a}
		for _, w := range names.Split(text) {
			if v := names.Variants(w); v[0] == a {
				out[i] = v
			}
		}
	}
	return out
}

// bothHalves drops the halves of words of which only one is a word.
func bothHalves(groups [][]string, from int) [][]string {
	out := slices.Clone(groups[:from])
	for i := from; i+1 < len(groups); i += 2 {
		if len(groups[i]) > 0 && len(groups[i+1]) > 0 {
			out = append(out, groups[i], groups[i+1])
		}
	}
	return out
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
