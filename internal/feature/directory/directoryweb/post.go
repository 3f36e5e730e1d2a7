package directoryweb

import (
	"context"
	"net/http"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/feature/directory"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

func (p *pages) createPost(w http.ResponseWriter, r *http.Request) error {
	v, err := p.load(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	command := directory.PostCommand{Title: f.Text("title", form.Required, form.Max(200))}
	if f.Valid() {
		post, err := p.orgs.CreatePost(r.Context(), authz.FromContext(r.Context()), v.ID, command)
		if err == nil {
			return web.Done(w, r, "/organisations/"+v.ID.String(), "post.created", "title", post.Title)
		}
		if !f.Merge(err) {
			return err
		}
	}
	return web.FormPage(w, r, f, showPage(v, f))
}

func (p *pages) loadPost(r *http.Request) (directory.Post, error) {
	key, err := web.PathID[id.Post](r, "id")
	if err != nil {
		return directory.Post{}, err
	}
	return p.orgs.Post(r.Context(), authz.FromContext(r.Context()), key)
}

func (p *pages) editPost(w http.ResponseWriter, r *http.Request) error {
	post, err := p.loadPost(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, postPage(form.Of("title", post.Title, "version", post.Version), post))
}

func (p *pages) renamePost(w http.ResponseWriter, r *http.Request) error {
	post, err := p.loadPost(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	command := directory.PostCommand{Title: f.Text("title", form.Required, form.Max(200)), Version: f.Version()}
	if f.Valid() {
		_, err := p.orgs.RenamePost(r.Context(), authz.FromContext(r.Context()), post.ID, command)
		if err == nil {
			return web.Done(w, r, "/organisations/"+post.Org.String(), "post.changed")
		}
		if !f.Merge(err) {
			return err
		}
		f.Set("version", post.Version)
	}
	return web.FormPage(w, r, f, postPage(f, post))
}

func (p *pages) endPost(w http.ResponseWriter, r *http.Request) error {
	return p.movePost(w, r, p.orgs.EndPost)
}

func (p *pages) revivePost(w http.ResponseWriter, r *http.Request) error {
	return p.movePost(w, r, p.orgs.RevivePost)
}

func (p *pages) movePost(w http.ResponseWriter, r *http.Request, step func(context.Context, authz.Actor, id.Post, int64) (directory.Post, error)) error {
	key, err := web.PathID[id.Post](r, "id")
	if err != nil {
		return err
	}
	post, err := step(r.Context(), authz.FromContext(r.Context()), key, form.Parse(r).Version())
	if err != nil {
		return err
	}
	return web.Done(w, r, "/organisations/"+post.Org.String(), "post.changed")
}
