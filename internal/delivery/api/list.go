package api

import (
	"context"
	"net/http"
	"reflect"

	"titian/internal/kernel/errs"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

// Listed is one page of a list. Next is absent on the last page.
type Listed[V any] struct {
	Items []V    `json:"items"`
	Next  string `json:"next,omitempty" doc:"Send it as after to read the next page"`
}

// listing is a list's input: its own filters and where the page starts.
type listing[Q any] struct {
	Query Q
	After string `query:"after" doc:"The next of the page before"`
	Size  int    `query:"size" minimum:"1" maximum:"200" doc:"Rows on a page; 50 when absent"`
}

// List registers GET path. Q is a struct of filters tagged `query:"status"` (and
// `path:"agreement"` below another record); R is a row and view how it is shown.
func List[Q, R, V any](a *API, o Op, f func(ctx context.Context, actor authz.Actor, q Q, p page.Request) (page.Of[R], error), view func(R) V) {
	o.Method = http.MethodGet
	in := inputsOf(reflect.TypeFor[listing[Q]]())
	a.describe(o, operation{inputs: in, answer: reflect.TypeFor[Listed[V]](), status: http.StatusOK, link: true})
	a.route(o.Method, Prefix+o.Path, a.serve(o.Method+" "+Prefix+o.Path, func(x *exchange) error {
		var l listing[Q]
		if err := in.read(x.r, reflect.ValueOf(&l).Elem()); err != nil {
			return err
		}
		if l.Size < 0 || l.Size > page.MaxSize {
			var bad errs.Fields
			bad.Add("size", "api.size", "max", page.MaxSize)
			return bad.Err()
		}
		found, err := f(x.ctx, x.actor, l.Query, page.Request{After: l.After, Size: l.Size})
		if err != nil {
			return err
		}
		out := Listed[V]{Items: make([]V, len(found.Items)), Next: found.Next}
		for i, r := range found.Items {
			out.Items[i] = view(r)
		}
		if found.Next != "" {
			x.w.Header().Set("Link", "<"+nextLink(x.r, found.Next)+`>; rel="next"`)
		}
		return x.write(http.StatusOK, answer(out))
	}))
}

// nextLink is the same list, one page on.
func nextLink(r *http.Request, next string) string {
	q := r.URL.Query()
	q.Set("after", next)
	return r.URL.Path + "?" + q.Encode()
}
