// Package attachmentweb is files with records as pages: the part that stands on
// the record's own page, the page that it becomes when something is wrong, the
// download and the question before a file is taken away.
//
// It owns routes, templates and words. It refuses to know the records: Homes
// says where each kind has its page, and the service who may do what. A feature
// places Pages.Part on its page through a hook that the app fills.
package attachmentweb

import (
	"context"
	"embed"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/attachment"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// Words are the messages of these pages; the app adds them to the bundle.
//
//go:embed words
var Words embed.FS

// Homes is the address before a record's key, by kind: "meeting": "/meetings/".
type Homes map[attachment.Kind]string

// Pages are the pages and the part.
type Pages struct {
	files *attachment.Service
	homes Homes
}

// New returns the pages; homes has every kind that has a gate.
func New(s *attachment.Service, homes Homes) *Pages { return &Pages{s, homes} }

// slow is how long a file may take over a regency's line.
const slow = 10 * time.Minute

// Register adds the pages to the router. The app calls it.
func (p *Pages) Register(rt *web.Router) {
	rt.HandleFunc("GET /records/{kind}/{record}/files", p.folder)
	rt.HandleFunc("POST /records/{kind}/{record}/files", p.add, web.MaxBody(attachment.MaxFile+1<<20), web.Slow(slow), web.Repeat("/records/{kind}/{record}/files"))
	rt.HandleFunc("GET /files/{id}", p.download, web.Slow(slow))
	rt.HandleFunc("GET /files/{id}/remove", p.askRemove)
	rt.HandleFunc("POST /files/{id}/remove", p.remove, web.Repeat("/files/{id}/remove"))
}

// Part is the section of a record's files for its page, with the form to add
// one where the actor may; nothing for whoever has nothing to do with files.
func (p *Pages) Part(ctx context.Context, a authz.Actor, kind attachment.Kind, record id.Any) (templ.Component, error) {
	if !attachment.May(a, attachment.CanRead) {
		return templ.NopComponent, nil
	}
	l, err := p.files.List(ctx, a, kind, record)
	if err != nil {
		return nil, err
	}
	return part(folderView{Folder: l, Form: form.New()}), nil
}

// folderView is one record's files with the form for one more.
type folderView struct {
	attachment.Folder
	Form *form.Form
	Home string
}

// path is the folder's own address.
func (v folderView) path() string {
	return "/records/" + string(v.Kind) + "/" + v.Record.String() + "/files"
}

// addressed reads the record from the path.
func (p *Pages) addressed(r *http.Request) (attachment.Kind, id.Any, error) {
	record, err := web.PathID[id.Any](r, "record")
	return attachment.Kind(r.PathValue("kind")), record, err
}

func (p *Pages) folder(w http.ResponseWriter, r *http.Request) error {
	return p.show(w, r, form.New())
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request, f *form.Form) error {
	kind, record, err := p.addressed(r)
	if err != nil {
		return err
	}
	l, err := p.files.List(r.Context(), authz.FromContext(r.Context()), kind, record)
	if err != nil {
		return err
	}
	return web.FormPage(w, r, f, folderPage(folderView{l, f, p.homes[kind] + record.String()}))
}

// add takes one file. A place is taken before the body is read, so that a crowd
// of uploads cannot fill the disk.
func (p *Pages) add(w http.ResponseWriter, r *http.Request) error {
	kind, record, err := p.addressed(r)
	if err != nil {
		return err
	}
	leave, err := p.files.Door.Enter()
	if err != nil {
		return err
	}
	defer leave()
	f := form.Parse(r)
	if r.MultipartForm != nil {
		defer func() { _ = r.MultipartForm.RemoveAll() }() // a leftover is swept with the system's temporary files
	}
	header := f.File("file", form.Required)
	if r.MultipartForm != nil && len(r.MultipartForm.File["file"]) > 1 {
		f.Add("file", "attachment.one")
	}
	if f.Valid() {
		file, err := header.Open()
		if err != nil {
			return fmt.Errorf("read upload: %w", err)
		}
		defer file.Close()
		_, err = p.files.Add(r.Context(), authz.FromContext(r.Context()), attachment.AddCommand{Kind: kind, Record: record, Name: header.Filename, File: file})
		if err == nil {
			return web.Done(w, r, p.homes[kind]+record.String(), "attachment.added")
		}
		if !atFile(f, err) && !f.Merge(err) {
			return err
		}
	}
	return p.show(w, r, f)
}

// atFile notes what is wrong with a file beside its field.
func atFile(f *form.Form, err error) bool {
	e := errs.As(err)
	if e == nil || len(e.Fields) > 0 || e.Kind != errs.Invalid && e.Kind != errs.TooLarge {
		return false
	}
	var pairs []any
	for name, v := range e.Args {
		pairs = append(pairs, name, v)
	}
	f.Add("file", e.Code, pairs...)
	return true
}

// download offers a file to be kept and never to be shown here: a page that
// somebody hid in it would otherwise run with the reader's rights.
func (p *Pages) download(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.File](r, "id")
	if err != nil {
		return err
	}
	f, content, err := p.files.Open(r.Context(), authz.FromContext(r.Context()), key)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", string(f.Media))
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	h.Set("Content-Length", strconv.FormatInt(f.Size, 10))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	if r.Method == http.MethodHead {
		return nil
	}
	if n, err := io.Copy(w, content); err != nil && n > 0 {
		panic(http.ErrAbortHandler) // half a file must not be taken for the whole
	} else if err != nil {
		return fmt.Errorf("send file: %w", err)
	}
	return nil
}

// removable is a file that the actor may take away.
func (p *Pages) removable(r *http.Request) (attachment.File, error) {
	key, err := web.PathID[id.File](r, "id")
	if err != nil {
		return attachment.File{}, err
	}
	a := authz.FromContext(r.Context())
	f, err := p.files.Get(r.Context(), a, key)
	if err != nil {
		return f, err
	}
	l, err := p.files.List(r.Context(), a, f.Kind, f.Record)
	if err != nil {
		return f, err
	}
	for _, x := range l.Files {
		if x.ID == key && (x.MayRemove || x.Removed()) {
			return f, nil
		}
	}
	return f, errs.New(errs.Forbidden, "attachment.others")
}

func (p *Pages) home(f attachment.File) string { return p.homes[f.Kind] + f.Record.String() }

func (p *Pages) askRemove(w http.ResponseWriter, r *http.Request) error {
	f, err := p.removable(r)
	if err != nil {
		return err
	}
	if f.Removed() { // a repeated form leads here
		return web.Redirect(w, r, p.home(f))
	}
	return web.Page(w, r, removePage(f, form.New(), p.home(f)))
}

func (p *Pages) remove(w http.ResponseWriter, r *http.Request) error {
	f, err := p.removable(r)
	if err != nil {
		return err
	}
	typed := form.Parse(r)
	return web.Save(w, r, typed, web.Saving{
		Do: func() error {
			_, err := p.files.Remove(r.Context(), authz.FromContext(r.Context()), f.ID)
			return err
		},
		To: func() string { return p.home(f) }, Done: "attachment.was_removed",
		Page: func(*ui.Conflict) (templ.Component, error) { return removePage(f, typed, p.home(f)), nil },
	})
}
