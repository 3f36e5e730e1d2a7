package app

import (
	"context"
	"io/fs"
	"net/http"
	"time"

	"titian/internal/delivery/api"
	"titian/internal/delivery/web"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/account"
	"titian/internal/feature/account/accountweb"
	"titian/internal/feature/agreement/agreementweb"
	"titian/internal/feature/assessment/assessmentweb"
	"titian/internal/feature/attachment/attachmentweb"
	"titian/internal/feature/casework/caseworkweb"
	"titian/internal/feature/directory/directoryweb"
	"titian/internal/feature/fund/fundweb"
	"titian/internal/feature/handover/handoverweb"
	"titian/internal/feature/intake/intaketext"
	"titian/internal/feature/intake/intakeweb"
	"titian/internal/feature/notice"
	"titian/internal/feature/notice/noticetext"
	"titian/internal/feature/notice/noticeweb"
	"titian/internal/feature/outcome/outcomeweb"
	"titian/internal/feature/partnership/partnershiptext"
	"titian/internal/feature/partnership/partnershipweb"
	"titian/internal/feature/person"
	"titian/internal/feature/person/personweb"
	"titian/internal/feature/programme/programmeweb"
	"titian/internal/feature/report/reporttext"
	"titian/internal/feature/report/reportweb"
	"titian/internal/feature/sentence/sentencetext"
	"titian/internal/feature/sentence/sentenceweb"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// words lists the packages whose messages the program speaks.
func words() []fs.FS {
	return []fs.FS{
		ui.Words, api.Words, accountweb.Words, attachmentweb.Words, directoryweb.Words, personweb.Words, assessmentweb.Words, caseworkweb.Words, agreementweb.Words, partnershipweb.Words, partnershiptext.Words,
		fundweb.Words, programmeweb.Words, handoverweb.Words, intaketext.Words, intakeweb.Words, outcomeweb.Words, noticetext.Words, noticeweb.Words, reporttext.Words, sentencetext.Words, sentenceweb.Words, reportweb.Words,
	}
}

// Words is every message in both languages.
func Words() (*i18n.Bundle, error) {
	b, err := i18n.NewBundle()
	if err != nil {
		return nil, err
	}
	return b, b.Add(words()...)
}

// Handler is everything that the program answers: pages, API and the probes of
// those who run it. Pages know people by session, the API by bearer token.
func (a *App) Handler(o ServeOptions, metricsToken string) (http.Handler, error) {
	bundle := i18n.Lazy(words()...)
	observe, exposed, err := metrics()
	if err != nil {
		return nil, err
	}
	tls := o.Proxy || o.TLSCert != ""
	sessions := account.NewSessions(a.DB, account.SessionOptions{TLS: tls, Clock: a.config.Now, Wall: time.Now})
	who := account.NewResolver(a.DB, a.Account, a.Directory, sessions, time.Now)
	site := web.New(web.Config{Words: bundle, Auth: who.Browser(), Log: a.config.Log, Now: a.config.Now, Nav: nav, Finds: findsPeople, Unread: a.unread, Keeper: a.taken, Thread: reportweb.Strip(a.Report), Demo: o.Demo, TLS: tls, TrustedProxy: o.Proxy, Observe: observe})
	site.Operate(web.Operations{Ready: a.DB.Ping, Metrics: exposed, MetricsToken: metricsToken})
	mux := http.NewServeMux()
	rest := api.New(mux, api.Options{Words: bundle, Auth: who.Bearer(), Log: a.config.Log, Version: a.config.Version})
	a.pages(site, sessions, who)
	a.resources(rest, bundle)
	mux.Handle("/", sessions.Handler(site.Handler()))
	return mux, nil
}

// findsPeople says who has the box to find people in the head of every page.
func findsPeople(actor authz.Actor) bool { return person.May(actor, person.CanRead) }

// unread counts the actor's notices for the head of their pages.
func (a *App) unread(ctx context.Context, actor authz.Actor) (int, error) {
	if !notice.May(actor, notice.CanRead) || actor.User.IsZero() {
		return -1, nil
	}
	return a.Notice.Unread(ctx, actor)
}

// nav is the first level of the pages for an actor, in the reader's language.
func nav(ctx context.Context, actor authz.Actor) []ui.NavItem {
	return reportweb.Nav(i18n.From(ctx), actor)
}
