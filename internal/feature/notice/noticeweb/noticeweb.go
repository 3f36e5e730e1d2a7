// Package noticeweb is the pages of notices and how one is told, of webhooks, of
// reply links, and the one page that a partner without an account sees.
//
// It owns paths, forms and words. It refuses to decide: what a notice says is
// told by the features above, and what a link may do is asked of them (Reply).
// Start with notices.go, and reply.go for the page behind a link.
package noticeweb

import (
	"context"
	"embed"
	"time"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/feature/notice"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// Words are the messages of these pages, and of the letters.
//
//go:embed words
var Words embed.FS

// Reply is how one purpose is shown to and done for the holder of a link; the
// feature that owns the record brings it. Show gives the facts and the form, which
// posts to action; Do acts, with errors that the form can show.
type Reply struct {
	Show func(ctx context.Context, holder authz.Actor, record id.Any, f *form.Form, action string) (templ.Component, error)
	Do   func(ctx context.Context, holder authz.Actor, record id.Any, f *form.Form) error
}

// Around is what the app connects.
type Around struct {
	Today   func() civil.Date
	Now     func() time.Time
	Replies map[notice.Purpose]Reply
	Enter   func() (leave func(), err error) // lets an upload in, while there is room
	Mails   bool                             // letters are sent: a mail server is set
	Base    string                           // the address of this installation, when it is set
}

type pages struct {
	service *notice.Service
	around  Around
	wrong   *guesses
}

// Register adds the pages to the router. The app calls it.
func Register(rt *web.Router, s *notice.Service, around Around) {
	p := &pages{s, around, newGuesses()}
	rt.HandleFunc("GET /notices", p.list)
	rt.Export("/notices", p.export)
	rt.HandleFunc("GET /notices/{id}", p.open)
	rt.HandleFunc("POST /notices/read", p.readAll, web.Repeat("/notices"))
	rt.HandleFunc("GET /notices/settings", p.settings)
	rt.HandleFunc("POST /notices/settings", p.choose, web.Repeat("/notices/settings"))
	rt.HandleFunc("POST /notices/address", p.setAddress, web.Repeat("/notices/settings"))
	rt.HandleFunc("POST /notices/address/confirm", p.confirmAddress, web.Repeat("/notices/settings"))

	rt.HandleFunc("GET /webhooks", p.hooks)
	rt.HandleFunc("GET /webhooks/new", p.newHook)
	rt.HandleFunc("POST /webhooks", p.makeHook, web.Repeat("/webhooks"))
	rt.HandleFunc("GET /webhooks/{id}", p.hook)
	rt.HandleFunc("POST /webhooks/{id}", p.changeHook, web.Repeat("/webhooks/{id}"))
	rt.HandleFunc("GET /webhooks/{id}/edit", p.editHook)
	rt.HandleFunc("POST /webhooks/{id}/ping", p.ping, web.Repeat("/webhooks/{id}"))
	rt.HandleFunc("POST /webhooks/{id}/calls/{call}/replay", p.replay, web.Repeat("/webhooks/{id}"))

	rt.HandleFunc("GET /reply-links", p.links)
	rt.Export("/reply-links", p.exportLinks)
	rt.HandleFunc("GET /reply-links/new", p.newLink)
	rt.HandleFunc("POST /reply-links", p.makeLink, web.Repeat("/reply-links/{result}"))
	rt.HandleFunc("GET /reply-links/{id}", p.link)
	rt.HandleFunc("POST /reply-links/{id}/revoke", p.revoke, web.Repeat("/reply-links/{id}"))
	rt.HandleFunc("POST /reply-links/{id}/send", p.sendAgain, web.Repeat("/reply-links/{id}"))

	rt.HandleFunc("GET /r/{token}", p.reply, web.Public())
	rt.HandleFunc("POST /r/{token}", p.answer, web.Public())
	rt.HandleFunc("POST /r/{token}/file", p.upload, web.Public(), web.MaxBody(maxUpload), web.Slow(10*time.Minute))
	rt.HandleFunc("GET /r/thanks", p.thanks, web.Public())
}
