package agreement

import (
	"context"
	"strconv"
	"strings"

	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Query builds one list over rows that hang on a cooperation: the scope first,
// so that no list can forget it, then what the reader asked for. Its texts are
// constants; values travel as arguments only.
type Query struct {
	text strings.Builder
	args []any
}

// Over begins a query: sel is the SELECT with its joins, alias the table whose
// rows are filtered by what the scope may see, args the values of sel's question marks.
func Over(sel string, s authz.Scope, alias string, args ...any) *Query {
	q := &Query{}
	q.write(sel, args)
	cond, seen := Visible(s, alias, len(args)+1)
	return q.begin(cond, seen)
}

func overCooperations(sel string, s authz.Scope) *Query {
	q := &Query{}
	q.text.WriteString(sel)
	cond, args := visible(s, "c.id", "c.partner_id", "c.id", 1)
	return q.begin(cond, args)
}

func (q *Query) begin(cond string, args []any) *Query {
	q.text.WriteString(" WHERE " + cond)
	q.args = append(q.args, args...)
	return q
}

// And adds a condition whose question marks stand for args.
func (q *Query) And(cond string, args ...any) *Query {
	q.text.WriteString(" AND ")
	q.write(cond, args)
	return q
}

func (q *Query) write(text string, args []any) {
	for i, part := range strings.Split(text, "?") {
		if i > 0 {
			q.args = append(q.args, args[i-1])
			q.text.WriteString("$" + strconv.Itoa(len(q.args)))
		}
		q.text.WriteString(part)
	}
}

// If adds the condition when v is not its type's zero.
func If[T comparable](q *Query, cond string, v T) {
	var none T
	if v != none {
		q.And(cond, v)
	}
}

// Search keeps the rows in which one of the columns has the words, whatever
// their case. The scope has made the set small; no index serves a word's middle.
func (q *Query) Search(words string, columns ...string) *Query {
	if words == "" {
		return q
	}
	like := "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.ToLower(words)) + "%"
	conds := make([]string, len(columns))
	args := make([]any, len(columns))
	for i, c := range columns {
		conds[i], args[i] = "LOWER("+c+`) LIKE ? ESCAPE '\'`, like
	}
	return q.And("("+strings.Join(conds, " OR ")+")", args...)
}

// Then adds the end of a query that is no paged list: an order, a limit.
func (q *Query) Then(tail string, args ...any) *Query {
	q.text.WriteString(" ")
	q.write(tail, args)
	return q
}

// String and Args are the query as it stands, for a test that asks for its plan.
func (q *Query) String() string { return q.text.String() }

// Args are the values of String's placeholders.
func (q *Query) Args() []any { return q.args }

// All runs the query.
func All[T any](ctx context.Context, on db.Querier, q *Query) ([]T, error) {
	return db.All[T](ctx, on, q.text.String(), q.args...)
}

// Find runs the query for its first row.
func Find[T any](ctx context.Context, on db.Querier, q *Query) (T, bool, error) {
	return db.Find[T](ctx, on, q.text.String(), q.args...)
}

// One runs the query for its single row; none is errs.NotFound.
func One[T any](ctx context.Context, on db.Querier, q *Query) (T, error) {
	return db.One[T](ctx, on, q.text.String(), q.args...)
}

// Order is one way to sort a list: by an expression and then by key, so that
// rows of equal value keep their places. Value and Key read a row's own.
type Order[T any] struct {
	By    string // never NULL
	ID    string
	Value func(T) string
	Key   func(T) string
	Desc  bool
}

// Page runs the query for one page of a list.
func Page[T any](ctx context.Context, on db.Querier, q *Query, o Order[T], r page.Request) (page.Of[T], error) {
	after, err := page.Decode(r.After, 2)
	if err != nil {
		return page.Of[T]{}, err
	}
	than, direction := " > ", ""
	if o.Desc {
		than, direction = " < ", " DESC"
	}
	if after != nil {
		var key id.Any
		if err := key.UnmarshalText([]byte(after[1])); err != nil {
			return page.Of[T]{}, err
		}
		q.And("("+o.By+", "+o.ID+")"+than+"(?, ?)", after[0], key)
	}
	// As a number in the text, not as an argument: PostgreSQL then keeps its plan, and
	// does not plan seven joins anew at every call because the limit might be any.
	q.Then("ORDER BY " + o.By + direction + ", " + o.ID + direction + " LIMIT " + strconv.Itoa(r.Limit()+1))
	rows, err := All[T](ctx, on, q)
	if err != nil {
		return page.Of[T]{}, err
	}
	return page.Cut(rows, r, func(v T) []string { return []string{o.Value(v), o.Key(v)} }), nil
}
