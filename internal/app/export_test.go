package app

import (
	"context"

	"titian/internal/delivery/web"
	"titian/internal/feature/account"
	"titian/internal/platform/db"
)

// Routes lists the patterns of all pages, for tests that walk every one.
func (a *App) Routes() []string {
	site := web.New(web.Config{Log: a.config.Log, Now: a.config.Now})
	sessions := account.NewSessions(a.DB, account.SessionOptions{Clock: a.config.Now})
	a.pages(site, sessions, account.NewResolver(a.DB, a.Account, a.Directory, sessions, a.config.Now))
	return site.Patterns()
}

// Construct makes the services on a database that a test opened.
func Construct(c Config, d *db.DB) *App { return construct(c, d) }

// Courses adds the pages of vitality alone.
func (a *App) Courses(rt *web.Router) { a.courses(rt) }

// Growth is how much the heap of a server may grow.
func Growth(live uint64) int { return growth(live) }

// SweepFiles is the chore.
func (a *App) SweepFiles(ctx context.Context) error { return a.sweepFiles(ctx) }
