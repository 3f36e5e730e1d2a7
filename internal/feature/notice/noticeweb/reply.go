package noticeweb

import (
	"net/http"
	"sync"
	"time"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/feature/notice"
	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
)

// visitor is whoever holds a link: nobody but the link says what they may. A
// session in the same browser lends it nothing.
func visitor(r *http.Request) authz.Actor { return authz.Public(authz.FromContext(r.Context()).Origin) }

// through opens the link of a request. Strangers who try secrets are slowed by
// their address.
func (p *pages) through(r *http.Request) (notice.Opened, Reply, error) {
	who := visitor(r)
	if p.wrong.many(who.Origin.Address, p.around.Now()) {
		return notice.Opened{}, Reply{}, errs.New(errs.Limited, "limited")
	}
	o, err := p.service.Open(r.Context(), who, r.PathValue("token"))
	if errs.KindOf(err) == errs.NotFound {
		p.wrong.count(who.Origin.Address)
	}
	if err != nil {
		return o, Reply{}, err
	}
	reply, ok := p.around.Replies[o.Purpose]
	if !ok {
		return o, reply, errs.New(errs.NotFound, "not_found")
	}
	return o, reply, nil
}

// reply is the page behind a link: what is asked, by whom, and the form.
func (p *pages) reply(w http.ResponseWriter, r *http.Request) error {
	o, reply, err := p.through(r)
	if err != nil {
		return p.closed(w, r, err)
	}
	return p.show(w, r, o, reply, nil)
}

// show is the page with a form; nil is a fresh one.
func (p *pages) show(w http.ResponseWriter, r *http.Request, o notice.Opened, reply Reply, f *form.Form) error {
	action := "/r/" + r.PathValue("token")
	if o.Purpose == notice.AddEvidence {
		action += "/file"
	}
	body, err := reply.Show(r.Context(), o.Holder, o.Record, f, action)
	if err != nil {
		return p.closed(w, r, err)
	}
	if f == nil {
		f = form.New()
	}
	return web.FormPage(w, r, f, replyPage(o, body))
}

// answer does what the link is for and ends it. The act has its own transaction
// and cannot happen twice; a second sending is told so.
func (p *pages) answer(w http.ResponseWriter, r *http.Request) error {
	o, reply, err := p.through(r)
	if err != nil {
		return p.closed(w, r, err)
	}
	return p.do(w, r, o, reply)
}

// maxUpload is the room for a form with one file.
const maxUpload = 11 << 20

// upload is answer for the purpose that brings a file. A place is taken before
// the file is read, so that a crowd cannot fill the disk.
func (p *pages) upload(w http.ResponseWriter, r *http.Request) error {
	o, reply, err := p.through(r)
	if err == nil && o.Purpose != notice.AddEvidence {
		err = errs.New(errs.NotFound, "not_found")
	}
	if err != nil {
		return p.closed(w, r, err)
	}
	leave, err := p.around.Enter()
	if err != nil {
		return err
	}
	defer leave()
	defer func() {
		if r.MultipartForm != nil {
			_ = r.MultipartForm.RemoveAll() // a leftover is swept with the system's temporary files
		}
	}()
	return p.do(w, r, o, reply)
}

// do reads the form and acts.
func (p *pages) do(w http.ResponseWriter, r *http.Request, o notice.Opened, reply Reply) error {
	f := form.Parse(r)
	if !f.Readable() {
		return f.Err()
	}
	if err := reply.Do(r.Context(), o.Holder, o.Record, f); err != nil {
		if f.Valid() && !f.Merge(err) {
			return p.closed(w, r, err)
		}
		return p.show(w, r, o, reply, f)
	}
	if err := p.service.Spend(r.Context(), visitor(r), o); err != nil {
		return err
	}
	return web.Redirect(w, r, "/r/thanks")
}

func (p *pages) thanks(w http.ResponseWriter, r *http.Request) error {
	return web.Page(w, r, thanksPage())
}

// closed tells kindly why a link opens nothing: it has ended, or was answered, or
// never was. Whoever tries secrets learns no difference between the last two.
func (p *pages) closed(w http.ResponseWriter, r *http.Request, err error) error {
	e := errs.As(err)
	if e == nil || e.Kind != errs.State && e.Kind != errs.NotFound {
		return err
	}
	return web.Render(w, r, web.StatusOf(e.Kind), closedPage(e))
}

// guesses counts wrong secrets by address, in memory: a secret has 256 bits, so
// this only keeps a machine from wasting our time.
type guesses struct {
	mu    sync.Mutex
	since time.Time
	n     map[string]int
}

// Limits of guesses.
const (
	guessesFree = 30
	guessesFade = 15 * time.Minute
	guessesKept = 10_000 // addresses; beyond them all are forgotten
)

func newGuesses() *guesses { return &guesses{n: map[string]int{}} }

// many reports whether an address has tried too often lately.
func (g *guesses) many(address string, now time.Time) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.n) >= guessesKept || now.Sub(g.since) > guessesFade {
		clear(g.n)
		g.since = now
	}
	return g.n[address] >= guessesFree
}

func (g *guesses) count(address string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.n[address]++
}
