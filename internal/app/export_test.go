package app

import (
	"titian/internal/delivery/web"
	"titian/internal/feature/account"
)

// Routes lists the patterns of all pages, for tests that walk every one.
func (a *App) Routes() []string {
	site := web.New(web.Config{Log: a.config.Log, Now: a.config.Now})
	a.pages(site, account.NewSessions(a.DB, account.SessionOptions{Clock: a.config.Now}))
	return site.Patterns()
}
