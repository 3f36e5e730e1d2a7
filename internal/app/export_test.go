package app

import (
	"titian/internal/delivery/web"
	"titian/internal/feature/account"
	"titian/internal/platform/db"
)

// Routes lists the patterns of all pages, for tests that walk every one.
func (a *App) Routes() []string {
	site := web.New(web.Config{Log: a.config.Log, Now: a.config.Now})
	a.pages(site, account.NewSessions(a.DB, account.SessionOptions{Clock: a.config.Now}))
	return site.Patterns()
}

// Construct makes the services on a database that a test opened.
func Construct(c Config, d *db.DB) *App { return construct(c, d) }
