// Package noticeapi is notices, webhooks and reply links as JSON. It owns the
// wire types. What a link's holder does is for people and has a page only.
package noticeapi

import (
	"context"

	"titian/internal/delivery/api"
	"titian/internal/feature/notice"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/outbox"
)

// Register adds the operations. The app calls it.
func Register(a *api.API, s *notice.Service) {
	registerNotices(a, s)
	registerHooks(a, s)
	registerLinks(a, s)
	registerAddress(a, s)
}

func registerNotices(a *api.API, s *notice.Service) {
	notices := api.Resource[id.Notice, notice.Notice, Notice]{
		API: a, Path: "/notices", Tag: "Notices", Name: "notice", Get: s.Get, View: showNotice,
		Key: func(n notice.Notice) id.Notice { return n.ID },
	}
	api.One(notices)
	api.List(a, api.Op{Path: "/notices", Tag: "Notices", Summary: "List one's own notices"},
		func(ctx context.Context, actor authz.Actor, q noticeQuery, p page.Request) (page.Of[notice.Notice], error) {
			return s.List(ctx, actor, notice.Filter{Unread: q.Unread}, p)
		}, showNotice)
	api.Act(notices, "read", "Mark a notice as read", func(ctx context.Context, actor authz.Actor, key id.Notice, _ int64, _ api.None) (notice.Notice, error) {
		return s.Read(ctx, actor, key)
	})
	api.Read(a, api.Op{Path: "/notice-settings", Tag: "Notices", Summary: "Read how one is told"},
		func(ctx context.Context, actor authz.Actor, _ api.None) (Settings, error) {
			return settings(ctx, s, actor)
		})
	api.Post(a, api.Op{Path: "/notice-settings", Tag: "Notices", Summary: "Choose how one is told"},
		func(ctx context.Context, actor authz.Actor, _ api.None, b settingsBody) (Settings, error) {
			if err := s.Choose(ctx, actor, b.ways()); err != nil {
				return Settings{}, err
			}
			return settings(ctx, s, actor)
		}, func(ctx context.Context, actor authz.Actor, _ api.None, _ string) (Settings, error) {
			return settings(ctx, s, actor)
		})
}

// registerAddress is where one's letters go: an address counts once the code that
// was sent there comes back.
func registerAddress(a *api.API, s *notice.Service) {
	after := func(ctx context.Context, actor authz.Actor, err error) (Settings, error) {
		if err != nil {
			return Settings{}, err
		}
		return settings(ctx, s, actor)
	}
	again := func(ctx context.Context, actor authz.Actor, _ api.None, _ string) (Settings, error) {
		return settings(ctx, s, actor)
	}
	api.Post(a, api.Op{Path: "/notice-address", Tag: "Notices", Summary: "Set one's e-mail address", Detail: "A code is sent there; until it is confirmed nothing else is. An empty address ends all letters."},
		func(ctx context.Context, actor authz.Actor, _ api.None, b addressBody) (Settings, error) {
			return after(ctx, actor, s.SetAddress(ctx, actor, b.Email))
		}, again)
	api.Post(a, api.Op{Path: "/notice-address/confirm", Tag: "Notices", Summary: "Confirm one's e-mail address with the code that was sent there"},
		func(ctx context.Context, actor authz.Actor, _ api.None, b codeBody) (Settings, error) {
			return after(ctx, actor, s.ConfirmAddress(ctx, actor, b.Code))
		}, again)
	api.Post(a, api.Op{Path: "/notices-read", Tag: "Notices", Summary: "Mark all one's notices as read"},
		func(ctx context.Context, actor authz.Actor, _ api.None, _ api.None) (Unread, error) {
			return unread(ctx, s, actor, s.ReadAll(ctx, actor))
		}, func(ctx context.Context, actor authz.Actor, _ api.None, _ string) (Unread, error) {
			return unread(ctx, s, actor, nil)
		})
}

func unread(ctx context.Context, s *notice.Service, actor authz.Actor, err error) (Unread, error) {
	if err != nil {
		return Unread{}, err
	}
	n, err := s.Unread(ctx, actor)
	return Unread{n}, err
}

func settings(ctx context.Context, s *notice.Service, actor authz.Actor) (Settings, error) {
	x, err := s.Settings(ctx, actor)
	return showSettings(x), err
}

func registerHooks(a *api.API, s *notice.Service) {
	hooks := api.Resource[id.Hook, notice.Hook, Webhook]{
		API: a, Path: "/webhooks", Tag: "Webhooks", Name: "webhook", Get: s.Hook, View: showHook,
		Key: func(h notice.Hook) id.Hook { return h.ID }, Version: func(h notice.Hook) int64 { return h.Version },
	}
	api.One(hooks)
	api.List(a, api.Op{Path: "/webhooks", Tag: "Webhooks", Summary: "List webhooks"},
		func(ctx context.Context, actor authz.Actor, _ api.None, _ page.Request) (page.Of[notice.Hook], error) {
			list, err := s.Hooks(ctx, actor) // an organisation has a handful: one page
			return page.Of[notice.Hook]{Items: list}, err
		}, showHook)
	api.Post(a, api.Op{Path: "/webhooks", Tag: "Webhooks", Summary: "Create a webhook", Detail: "The secret stands in this answer only; a repeated request gets the webhook without it."},
		func(ctx context.Context, actor authz.Actor, _ api.None, b hookBody) (NewWebhook, error) {
			h, secret, err := s.MakeHook(ctx, actor, b.command())
			return NewWebhook{Webhook: showHook(h), Secret: secret}, err
		}, func(ctx context.Context, actor authz.Actor, _ api.None, result string) (NewWebhook, error) {
			var key id.Hook
			if err := key.UnmarshalText([]byte(result)); err != nil {
				return NewWebhook{}, err
			}
			h, err := s.Hook(ctx, actor, key)
			return NewWebhook{Webhook: showHook(h)}, err
		})
	api.Update(hooks, func(ctx context.Context, actor authz.Actor, key id.Hook, version int64, b hookBody) (notice.Hook, error) {
		return s.ChangeHook(ctx, actor, key, version, b.command())
	})
	api.Act(hooks, "ping", "Make a trial call", func(ctx context.Context, actor authz.Actor, key id.Hook, _ int64, _ api.None) (notice.Hook, error) {
		return s.Ping(ctx, actor, key)
	})
	api.Act(hooks, "replay", "Make a call again", func(ctx context.Context, actor authz.Actor, key id.Hook, _ int64, b replayBody) (notice.Hook, error) {
		return s.Replay(ctx, actor, key, b.Call)
	})
	api.List(a, api.Op{Path: "/webhooks/{webhook}/calls", Tag: "Webhooks", Summary: "List the latest calls"},
		func(ctx context.Context, actor authz.Actor, q callQuery, _ page.Request) (page.Of[outbox.Job], error) {
			list, err := s.Calls(ctx, actor, q.Hook)
			return page.Of[outbox.Job]{Items: list}, err
		}, showCall)
}

func registerLinks(a *api.API, s *notice.Service) {
	links := api.Resource[id.Link, notice.LinkDetail, ReplyLink]{
		API: a, Path: "/reply-links", Tag: "Reply links", Name: "reply link", Get: s.Link, View: showDetail,
		Key: func(d notice.LinkDetail) id.Link { return d.ID }, Version: func(d notice.LinkDetail) int64 { return d.Version },
	}
	api.One(links)
	api.List(a, api.Op{Path: "/reply-links", Tag: "Reply links", Summary: "List reply links"},
		func(ctx context.Context, actor authz.Actor, q linkQuery, p page.Request) (page.Of[notice.LinkView], error) {
			return s.Links(ctx, actor, notice.LinkFilter{Record: q.Record}, p)
		}, showLink)
	api.Post(a, api.Op{Path: "/reply-links", Tag: "Reply links", Summary: "Create a reply link", Detail: "The secret stands in this answer only; /r/ and the secret are the page that a partner opens."},
		func(ctx context.Context, actor authz.Actor, _ api.None, b linkBody) (NewReplyLink, error) {
			l, secret, err := s.MakeLink(ctx, actor, b.command())
			return NewReplyLink{ReplyLink: showLink(l), Secret: secret}, err
		}, func(ctx context.Context, actor authz.Actor, _ api.None, result string) (NewReplyLink, error) {
			var key id.Link
			if err := key.UnmarshalText([]byte(result)); err != nil {
				return NewReplyLink{}, err
			}
			d, err := s.Link(ctx, actor, key)
			return NewReplyLink{ReplyLink: showDetail(d)}, err
		})
	api.Act(links, "send", "Send a reply link's letter again, when nobody knows whether it left", func(ctx context.Context, actor authz.Actor, key id.Link, _ int64, _ api.None) (notice.LinkDetail, error) {
		return s.SendAgain(ctx, actor, key)
	})
	api.Act(links, "revoke", "Revoke a reply link", func(ctx context.Context, actor authz.Actor, key id.Link, _ int64, _ api.None) (notice.LinkDetail, error) {
		return s.Revoke(ctx, actor, key)
	})
}
