package accountweb

import (
	"net/http"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/account"
	"titian/internal/feature/directory"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// postView is a post with those who held it, for readers of its own side.
type postView struct {
	directory.Post
	Office     string // its organisation's name
	Holders    []account.Holder
	Reads      bool // the names
	Colleagues []ui.Option
	Keeps      bool // and may hand it over
	Promises   bool // and its commitments are theirs to read
}

// post shows a post. Its title is everybody's; who holds it is not.
func (p *pages) post(w http.ResponseWriter, r *http.Request) error {
	return p.showPost(w, r, nil)
}

func (p *pages) showPost(w http.ResponseWriter, r *http.Request, f *form.Form) error {
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	key, err := web.PathID[id.Post](r, "id")
	if err != nil {
		return err
	}
	v := postView{Promises: p.promises(actor)}
	if v.Post, err = p.orgs.Post(ctx, actor, key); err != nil {
		return err
	}
	office, err := p.orgs.Get(ctx, actor, v.Org)
	if err != nil {
		return err
	}
	v.Office = office.Name
	if v.Holders, err = p.accounts.Holders(ctx, actor, key); err == nil {
		v.Reads = true
	} else if !hidden(err) {
		return err
	}
	list, err := p.accounts.Colleagues(ctx, actor, key)
	if err == nil {
		v.Keeps = v.Active
	} else if !hidden(err) {
		return err
	}
	for _, c := range list {
		v.Colleagues = append(v.Colleagues, ui.Option{Value: c.User.String(), Label: c.Name})
	}
	if f == nil {
		f = form.New()
	}
	return web.FormPage(w, r, f, postPage(f, v))
}

// hidden reports whether an error only says that this reader is not shown a part.
func hidden(err error) bool {
	e := errs.As(err)
	return e != nil && (e.Kind == errs.Forbidden || e.Kind == errs.NotFound)
}

func (p *pages) handOverPost(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Post](r, "id")
	if err != nil {
		return err
	}
	f := form.Parse(r)
	c := account.HandOverCommand{User: form.ID[id.User](f, "user_id"), On: f.Date("on")}
	if f.Valid() {
		_, err := p.accounts.HandOverPost(r.Context(), authz.FromContext(r.Context()), key, c)
		if err == nil {
			return web.Done(w, r, "/posts/"+key.String(), "holding.handed_over")
		}
		if !f.Merge(err) {
			return err
		}
	}
	return p.showPost(w, r, f)
}
