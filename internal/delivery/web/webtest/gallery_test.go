package webtest

import (
	"context"
	"testing"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/ui"
	"titian/internal/kernel/civil"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
	"titian/internal/platform/i18n/i18ntest"
)

func gallerySite(t testing.TB) *Site {
	nav := func(ctx context.Context, _ authz.Actor) []ui.NavItem {
		l := i18n.From(ctx)
		return []ui.NavItem{{Label: l.T("gallery.home"), Href: "/"}, {Label: l.T("gallery.meetings"), Href: "/meetings"}, {Label: l.T("gallery.people_nav"), Href: "/people"}}
	}
	thread := func(ctx context.Context, _ authz.Actor, pattern, _ string) (*ui.Thread, error) {
		if pattern != "GET /{$}" {
			return nil, nil
		}
		return galleryThread(i18n.From(ctx)), nil
	}
	return With(t, Officer(), web.Config{Nav: nav, Thread: thread, Demo: true}, Gallery, words)
}

func galleryThread(l *i18n.Localizer) *ui.Thread {
	return &ui.Thread{Title: l.T("gallery.title"), Href: "/thread", Steps: []ui.Step{
		{Label: l.T("gallery.meeting"), Href: "/x", State: ui.StepDone, Note: l.Date(civil.Must("2026-01-29"))},
		{Label: l.T("gallery.commitment"), Href: "/x", State: ui.StepHere, Note: "2"},
		{Label: l.T("gallery.agreement"), State: ui.StepMissing},
		{Label: l.T("gallery.class"), Href: "/x", State: ui.StepOpen},
		{Label: l.T("gallery.outcome"), State: ui.StepAhead},
	}}
}

func TestGalleryWordsAreComplete(t *testing.T) {
	i18ntest.Check(t, words, []string{"."}, ui.Words)
}
