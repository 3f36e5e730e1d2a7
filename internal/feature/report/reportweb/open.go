package reportweb

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"titian/internal/delivery/web"
	"titian/internal/feature/report"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

// Open is the page of agreements and services as files that other programs read.
type Open struct {
	Reports *report.Service
	Now     func() time.Time // the moment of publication
}

// Register adds the page and its files to rt.
func (p *Open) Register(rt *web.Router) {
	rt.HandleFunc("GET /open", p.page)
	rt.HandleFunc("GET /open/ocds.json", p.ocds, web.Slow(5*time.Minute))
	rt.HandleFunc("GET /open/hsds.json", p.hsds, web.Slow(5*time.Minute))
}

func (p *Open) page(w http.ResponseWriter, r *http.Request) error {
	if !report.May(authz.FromContext(r.Context()), "open.read") {
		return errs.New(errs.Forbidden, "forbidden")
	}
	return web.Page(w, r, openPage())
}

func (p *Open) ocds(w http.ResponseWriter, r *http.Request) error {
	return stream(w, "ocds", map[string]any{"uri": "/open/ocds.json", "version": report.OCDSVersion, "publisher": map[string]string{"name": "Titian"}, "publishedDate": p.Now().UTC().Format(time.RFC3339)}, "releases",
		func(pr page.Request) (page.Of[report.OCDSRelease], error) {
			return p.Reports.Releases(r.Context(), authz.FromContext(r.Context()), report.OCDSPrefix, pr)
		})
}

func (p *Open) hsds(w http.ResponseWriter, r *http.Request) error {
	return stream(w, "hsds", map[string]any{"version": report.HSDSProfile}, "organizations", func(pr page.Request) (page.Of[report.HSDSOrganization], error) {
		return p.Reports.Organizations(r.Context(), authz.FromContext(r.Context()), pr)
	})
}

// stream sends an object with all pages of a list in one of its fields. As with
// other exports, an error on the first page becomes an error page, and a later one
// cuts the connection.
func stream[T any](w http.ResponseWriter, name string, head map[string]any, field string, fetch func(page.Request) (page.Of[T], error)) error {
	p, err := fetch(page.Request{Size: page.MaxSize})
	if err != nil {
		return err
	}
	start, err := json.Marshal(head)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name+".json"))
	fmt.Fprintf(w, "%s,%q:[", start[:len(start)-1], field)
	for first := true; ; {
		for _, x := range p.Items {
			if !first {
				fmt.Fprint(w, ",")
			}
			first = false
			if err := json.NewEncoder(w).Encode(x); err != nil {
				return nil // the reader has gone
			}
		}
		if p.Next == "" {
			fmt.Fprint(w, "]}")
			return nil
		}
		if p, err = fetch(page.Request{After: p.Next, Size: page.MaxSize}); err != nil {
			panic(http.ErrAbortHandler)
		}
	}
}
