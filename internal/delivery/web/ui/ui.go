// Package ui is what pages are made of: the layout and the components, as templ
// functions that take typed values and nothing else. It owns the look, the
// accessible markup and the words of the frame (buttons, counts, sort, paging).
// It refuses to fetch anything and to know any record of the work: feature pages
// hand it text that is already in the reader's language.
//
// Start with Layout in layout.templ, then form.templ and table.templ. Every
// component escapes what it is given, works without script, and says in words
// what it also says by colour.
package ui

import (
	"context"
	"embed"
	"strings"

	"titian/internal/kernel/civil"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// Words are the frame's own messages.
//
//go:embed words
var Words embed.FS

// Chrome is what stands around every page of one request. The server puts it
// into the context; only Layout reads it.
type Chrome struct {
	Path      string // address of the page with its query, for the language switch
	Nav       []NavItem
	Finds     bool // the reader may look for people
	Notices   int  // unread, up to 99; below zero the reader has none to read
	Flash     *Flash
	Thread    *Thread // the strip above the page of a record
	Demo      bool
	Status    int // the answer's status; an error is told in the title
	RequestID string
	Today     civil.Date
}

// NavItem is one entry of the main navigation.
type NavItem struct {
	Label string // text
	Href  string
}

// Flash is a message about what was just done, shown once.
type Flash struct {
	Text string
	Bad  bool
}

type chromeKey struct{}

// WithChrome returns a context whose pages get this frame.
func WithChrome(ctx context.Context, c *Chrome) context.Context {
	return context.WithValue(ctx, chromeKey{}, c)
}

// ChromeFrom is the request's frame; never nil.
func ChromeFrom(ctx context.Context) *Chrome {
	if c, ok := ctx.Value(chromeKey{}).(*Chrome); ok {
		return c
	}
	return &Chrome{Path: "/", Notices: -1}
}

// T is the message of key in the reader's language; short for templates.
func T(ctx context.Context, key string, pairs ...any) string {
	return i18n.From(ctx).T(key, pairs...)
}

// Today is the reader's day, for "3 hari lagi".
func Today(ctx context.Context) civil.Date { return ChromeFrom(ctx).Today }

// current reports whether a navigation entry leads to the page shown or to
// something above it.
func (c *Chrome) current(href string) bool {
	path, _, _ := strings.Cut(c.Path, "?")
	if href == "/" {
		return path == "/"
	}
	return path == href || strings.HasPrefix(path, href+"/")
}

// noticesLabel is the link to the notices, with how many are unread.
func (c *Chrome) noticesLabel(ctx context.Context) string {
	if c.Notices == 0 {
		return T(ctx, "layout.notices")
	}
	return T(ctx, "layout.notices_unread", "n", c.Notices)
}

// otherLang is the language that the switch offers.
func otherLang(ctx context.Context) i18n.Lang {
	if i18n.From(ctx).Lang() == i18n.English {
		return i18n.Indonesian
	}
	return i18n.English
}

// langLink is the present page in another language.
func (c *Chrome) langLink(lang i18n.Lang) string {
	sep := "?"
	if strings.Contains(c.Path, "?") {
		sep = "&"
	}
	return c.Path + sep + "lang=" + string(lang)
}

// roleName is the actor's role in words.
func roleName(ctx context.Context) string {
	return T(ctx, "role."+string(authz.FromContext(ctx).Role))
}
