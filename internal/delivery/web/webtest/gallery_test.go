package webtest

import (
	"context"
	"testing"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/ui"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
	"titian/internal/platform/i18n/i18ntest"
)

func gallerySite(t testing.TB) *Site {
	nav := func(ctx context.Context, _ authz.Actor) []ui.NavItem {
		l := i18n.From(ctx)
		return []ui.NavItem{{Label: l.T("gallery.home"), Href: "/"}, {Label: l.T("gallery.meetings"), Href: "/meetings"}, {Label: l.T("gallery.people_nav"), Href: "/people"}}
	}
	return With(t, Officer(), web.Config{Nav: nav, Demo: true}, Gallery, words)
}

func TestGalleryWordsAreComplete(t *testing.T) {
	i18ntest.Check(t, words, []string{"."}, ui.Words)
}
