package list

import (
	"context"
	"net/http"
	"slices"

	"titian/internal/kernel/errs"
	"titian/internal/platform/tabular"
)

// errTooLong is told when a list does not fit into a workbook.
var errTooLong = errs.New(errs.TooLarge, "list.too_long").With("max", maxWorkbook)

// Taken is a list of people that leaves as a file: which, in what form, and by
// what it was narrowed. It holds names of filters and never what was asked for,
// because that is often somebody's name.
type Taken struct {
	List  string
	Form  tabular.Format
	Asked []string
	Rows  int
	Done  bool // false before the first row leaves, with Rows still unknown
}

// Keeper notes what is taken out; a file that cannot be noted does not leave.
type Keeper func(*http.Request, Taken) error

type watching struct {
	taken  Taken
	keeper Keeper
	r      *http.Request
}

type watchKey struct{}

// Watch gives back r as a request for a list of people under this name: Parse
// and Export then tell the keeper. The router does it for routes that say so.
func Watch(r *http.Request, name string, keeper Keeper) *http.Request {
	w := &watching{taken: Taken{List: name}, keeper: keeper}
	w.r = r.WithContext(context.WithValue(r.Context(), watchKey{}, w))
	return w.r
}

func watchOf(ctx context.Context) *watching {
	w, _ := ctx.Value(watchKey{}).(*watching) // nil watches nothing
	return w
}

// asked notes by what a list was narrowed.
func (w *watching) asked(q Query) {
	if w == nil {
		return
	}
	w.taken.Asked = nil
	for name := range q.filters {
		w.taken.Asked = append(w.taken.Asked, name)
	}
	if q.Text != "" {
		w.taken.Asked = append(w.taken.Asked, "q")
	}
	slices.Sort(w.taken.Asked)
}

func (w *watching) begin(f tabular.Format) error {
	if w == nil {
		return nil
	}
	w.taken.Form = f
	return w.keeper(w.r, w.taken)
}

func (w *watching) end(rows int) error {
	if w == nil {
		return nil
	}
	w.taken.Rows, w.taken.Done = rows, true // noted also when the reader has gone
	return w.keeper(w.r.WithContext(context.WithoutCancel(w.r.Context())), w.taken)
}
