// Package accountapi is accounts as JSON: one's own account and tokens, and the
// users whom an administrator keeps. It owns the wire types. Signing in with a
// password is for browsers: programs carry a token.
package accountapi

import (
	"context"

	"titian/internal/delivery/api"
	"titian/internal/feature/account"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

// Register adds the operations. The app calls it.
func Register(a *api.API, s *account.Service) {
	registerOwn(a, s)
	registerTokens(a, s)
	registerUsers(a, s)
	registerHolders(a, s)
}

func registerOwn(a *api.API, s *account.Service) {
	me := func(ctx context.Context, actor authz.Actor, _ api.None) (Me, error) {
		p, err := s.Me(ctx, actor)
		return Me{User: showUser(p), WorkingAs: string(actor.Role), Org: actor.Org, OrgName: actor.OrgName}, err
	}
	api.Read(a, api.Op{Path: "/account", Tag: "Account", Summary: "Read one's own account"}, me)
	api.Post(a, api.Op{Path: "/account/language", Tag: "Account", Summary: "Choose the language of one's pages and letters"},
		func(ctx context.Context, actor authz.Actor, in api.None, b languageBody) (Me, error) {
			if err := s.SetLanguage(ctx, actor, b.Language); err != nil {
				return Me{}, err
			}
			return me(ctx, actor, in)
		}, func(ctx context.Context, actor authz.Actor, in api.None, _ string) (Me, error) {
			return me(ctx, actor, in)
		})
}

func registerTokens(a *api.API, s *account.Service) {
	tokens := api.Resource[id.Token, account.TokenRow, Token]{
		API: a, Path: "/tokens", Tag: "Tokens", Name: "token", Get: s.GetToken, View: showToken,
		Key: func(t account.TokenRow) id.Token { return t.ID }, Version: func(t account.TokenRow) int64 { return t.Version },
	}
	api.One(tokens)
	api.List(a, api.Op{Path: "/tokens", Tag: "Tokens", Summary: "List tokens"},
		func(ctx context.Context, actor authz.Actor, q tokenQuery, _ page.Request) (page.Of[account.TokenRow], error) {
			rows, err := s.ListTokens(ctx, actor, q.User) // a user has a handful: one page
			return page.Of[account.TokenRow]{Items: rows}, err
		}, showToken)
	api.Post(a, api.Op{Path: "/tokens", Tag: "Tokens", Summary: "Create a token", Detail: "The secret stands in this answer only; a repeated request gets the token without it."},
		func(ctx context.Context, actor authz.Actor, _ api.None, b tokenBody) (NewToken, error) {
			row, secret, err := s.CreateToken(ctx, actor, account.CreateTokenCommand{ID: b.ID, Name: b.Name, Purpose: account.Purpose(b.Purpose), ExpiresOn: b.ExpiresOn})
			return NewToken{Token: showToken(row), Secret: secret}, err
		}, func(ctx context.Context, actor authz.Actor, _ api.None, result string) (NewToken, error) {
			var key id.Token
			if err := key.UnmarshalText([]byte(result)); err != nil {
				return NewToken{}, err
			}
			row, err := s.GetToken(ctx, actor, key)
			return NewToken{Token: showToken(row)}, err
		})
	api.Act(tokens, "revoke", "Revoke a token", func(ctx context.Context, actor authz.Actor, key id.Token, _ int64, _ api.None) (account.TokenRow, error) {
		return s.RevokeToken(ctx, actor, key)
	})
}

func registerUsers(a *api.API, s *account.Service) {
	users := api.Resource[id.User, account.Profile, User]{
		API: a, Path: "/users", Tag: "Users", Name: "user", Get: s.GetUser, View: showUser,
		Key: func(u account.Profile) id.User { return u.ID }, Version: func(u account.Profile) int64 { return u.Version },
	}
	// again reads the user with the memberships after a step.
	again := func(ctx context.Context, actor authz.Actor, u account.User, err error) (account.Profile, error) {
		if err != nil {
			return account.Profile{}, err
		}
		return s.GetUser(ctx, actor, u.ID)
	}
	api.One(users)
	api.List(a, api.Op{Path: "/users", Tag: "Users", Summary: "List users"},
		func(ctx context.Context, actor authz.Actor, q userQuery, p page.Request) (page.Of[account.Profile], error) {
			return s.ListUsers(ctx, actor, account.UserFilter{Org: q.Org, Role: authz.Role(q.Role), Inactive: q.Inactive, Text: q.Text}, p)
		}, showUser)
	api.Create(users, func(ctx context.Context, actor authz.Actor, b userBody) (account.Profile, error) {
		u, err := s.CreateUser(ctx, actor, b.command())
		return again(ctx, actor, u, err)
	})
	api.Update(users, func(ctx context.Context, actor authz.Actor, key id.User, version int64, b profileBody) (account.Profile, error) {
		u, err := s.ChangeUser(ctx, actor, key, account.ProfileCommand{Name: b.Name, Language: b.Language, Version: version})
		return again(ctx, actor, u, err)
	})
	api.Act(users, "password", "Set another password", func(ctx context.Context, actor authz.Actor, key id.User, _ int64, b passwordBody) (account.Profile, error) {
		u, err := s.SetPassword(ctx, actor, key, b.Password)
		return again(ctx, actor, u, err)
	})
	api.Act(users, "deactivate", "Deactivate a user", func(ctx context.Context, actor authz.Actor, key id.User, version int64, _ api.None) (account.Profile, error) {
		u, err := s.DeactivateUser(ctx, actor, key, version)
		return again(ctx, actor, u, err)
	})
	api.Act(users, "reactivate", "Activate a user again", func(ctx context.Context, actor authz.Actor, key id.User, version int64, _ api.None) (account.Profile, error) {
		u, err := s.ReactivateUser(ctx, actor, key, version)
		return again(ctx, actor, u, err)
	})
	api.Act(users, "memberships", "Give a user a role", func(ctx context.Context, actor authz.Actor, key id.User, _ int64, b membershipBody) (account.Profile, error) {
		_, err := s.AddMembership(ctx, actor, key, b.command())
		return again(ctx, actor, account.User{ID: key}, err)
	})
	api.Act(users, "end-membership", "Take a role away", func(ctx context.Context, actor authz.Actor, key id.User, _ int64, b endBody) (account.Profile, error) {
		_, err := s.EndMembership(ctx, actor, b.Membership, 0)
		return again(ctx, actor, account.User{ID: key}, err)
	})
}
