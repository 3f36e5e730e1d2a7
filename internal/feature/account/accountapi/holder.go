package accountapi

import (
	"context"

	"titian/internal/delivery/api"
	"titian/internal/feature/account"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// Holder says who holds or held a post.
type Holder struct {
	ID       id.Holding `json:"id"`
	User     id.User    `json:"user_id"`
	Name     string     `json:"name"`
	StartsOn civil.Date `json:"starts_on"`
	EndsOn   civil.Date `json:"ends_on" doc:"null for who holds it now"`
}

type ofPost struct {
	Post id.Post `path:"post"`
}

type handOverBody struct {
	ID   id.Holding `json:"id,omitempty"`
	User id.User    `json:"user_id,omitempty" doc:"Somebody who works at the post's organisation; left out, the post stands vacant"`
	On   civil.Date `json:"on,omitempty" doc:"The first day; today when left out"`
}

func showHolders(list []account.Holder, err error) (api.Listed[Holder], error) {
	out := api.Listed[Holder]{Items: []Holder{}}
	for _, h := range list {
		out.Items = append(out.Items, Holder{h.ID, h.User, h.Name, h.StartsOn, h.EndsOn})
	}
	return out, err
}

func registerHolders(a *api.API, s *account.Service) {
	read := func(ctx context.Context, actor authz.Actor, in ofPost) (api.Listed[Holder], error) {
		return showHolders(s.Holders(ctx, actor, in.Post))
	}
	api.Read(a, api.Op{Path: "/posts/{post}/holders", Tag: "Posts", Summary: "Who holds and who held a post, the present holder first"}, read)
	api.Post(a, api.Op{Path: "/posts/{post}/hand-over", Tag: "Posts", Summary: "Hand a post over to a colleague", Detail: "What is promised stays the post's; whoever is given it is told what it answers for."},
		func(ctx context.Context, actor authz.Actor, in ofPost, b handOverBody) (api.Listed[Holder], error) {
			return showHolders(s.HandOverPost(ctx, actor, in.Post, account.HandOverCommand(b)))
		}, func(ctx context.Context, actor authz.Actor, in ofPost, _ string) (api.Listed[Holder], error) {
			return read(ctx, actor, in)
		})
}
