// Package directoryapi is the directory as JSON: organisations, posts, provinces
// and regencies, and what a regency's economy offers. It owns the wire types.
package directoryapi

import (
	"context"

	"titian/internal/delivery/api"
	"titian/internal/feature/directory"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

// Register adds the operations. The app calls it.
func Register(a *api.API, s *directory.Service) {
	registerOrganisations(a, s)
	registerPosts(a, s)
	registerAreas(a, s)
}

func registerOrganisations(a *api.API, s *directory.Service) {
	orgs := api.Resource[id.Organisation, directory.Organisation, Organisation]{
		API: a, Path: "/organisations", Tag: "Organisations", Name: "organisation", Get: s.Get, View: showOrganisation,
		Key: func(o directory.Organisation) id.Organisation { return o.ID }, Version: func(o directory.Organisation) int64 { return o.Version },
	}
	api.One(orgs)
	api.List(a, api.Op{Path: "/organisations", Tag: "Organisations", Summary: "List organisations"},
		func(ctx context.Context, actor authz.Actor, q organisationQuery, p page.Request) (page.Of[directory.Organisation], error) {
			return s.List(ctx, actor, q.filter(), p)
		}, showOrganisation)
	api.Create(orgs, func(ctx context.Context, actor authz.Actor, b organisationBody) (directory.Organisation, error) {
		return s.Create(ctx, actor, b.command())
	})
	api.Update(orgs, func(ctx context.Context, actor authz.Actor, key id.Organisation, version int64, b OrganisationDetails) (directory.Organisation, error) {
		return s.Change(ctx, actor, key, directory.ChangeCommand{Parent: b.Parent, Version: version, Details: b.details()})
	})
	api.Act(orgs, "deactivate", "Deactivate an organisation", func(ctx context.Context, actor authz.Actor, key id.Organisation, version int64, _ api.None) (directory.Organisation, error) {
		return s.Deactivate(ctx, actor, key, version)
	})
	api.Act(orgs, "reactivate", "Activate an organisation again", func(ctx context.Context, actor authz.Actor, key id.Organisation, version int64, _ api.None) (directory.Organisation, error) {
		return s.Reactivate(ctx, actor, key, version)
	})
}

// below is the organisation of an address such as /organisations/{id}/posts.
type below struct {
	Org id.Organisation `path:"id"`
}

func registerPosts(a *api.API, s *directory.Service) {
	posts := api.Resource[id.Post, directory.Post, Post]{
		API: a, Path: "/posts", Tag: "Posts", Name: "post", Get: s.Post, View: showPost,
		Key: func(p directory.Post) id.Post { return p.ID }, Version: func(p directory.Post) int64 { return p.Version },
	}
	api.One(posts)
	api.List(a, api.Op{Path: "/organisations/{id}/posts", Tag: "Posts", Summary: "List an organisation's posts"},
		func(ctx context.Context, actor authz.Actor, q below, _ page.Request) (page.Of[directory.Post], error) {
			list, err := s.Posts(ctx, actor, q.Org) // an organisation has a dozen: one page
			return page.Of[directory.Post]{Items: list}, err
		}, showPost)
	api.CreateUnder(posts, "/organisations/{id}/posts", func(ctx context.Context, actor authz.Actor, in below, b postBody) (directory.Post, error) {
		return s.CreatePost(ctx, actor, in.Org, directory.PostCommand{ID: b.ID, Title: b.Title})
	})
	api.Update(posts, func(ctx context.Context, actor authz.Actor, key id.Post, version int64, b postChange) (directory.Post, error) {
		return s.RenamePost(ctx, actor, key, directory.PostCommand{Title: b.Title, Version: version})
	})
	api.Act(posts, "end", "End a post", func(ctx context.Context, actor authz.Actor, key id.Post, version int64, _ api.None) (directory.Post, error) {
		return s.EndPost(ctx, actor, key, version)
	})
	api.Act(posts, "revive", "Take the end of a post back", func(ctx context.Context, actor authz.Actor, key id.Post, version int64, _ api.None) (directory.Post, error) {
		return s.RevivePost(ctx, actor, key, version)
	})
}

// at is the regency of an address.
type at struct {
	Code string `path:"code" doc:"Kemendagri code" example:"15.08"`
}

func registerAreas(a *api.API, s *directory.Service) {
	api.Read(a, api.Op{Path: "/provinces", Tag: "Areas", Summary: "List provinces"},
		func(ctx context.Context, actor authz.Actor, _ api.None) (api.Listed[Province], error) {
			list, err := s.Provinces(ctx, actor)
			return listed(list, showProvince), err
		})
	api.Read(a, api.Op{Path: "/regencies", Tag: "Areas", Summary: "List regencies"},
		func(ctx context.Context, actor authz.Actor, q regencyQuery) (api.Listed[Regency], error) {
			list, err := s.Regencies(ctx, actor, q.Province)
			return listed(list, showRegency), err
		})
	api.Read(a, api.Op{Path: "/regencies/{code}", Tag: "Areas", Summary: "Read a regency"},
		func(ctx context.Context, actor authz.Actor, in at) (Regency, error) {
			r, err := s.Regency(ctx, actor, directory.RegencyCode(in.Code))
			return showRegency(r), err
		})
	api.Read(a, api.Op{Path: "/regencies/{code}/potential", Tag: "Areas", Summary: "Read what a regency's economy offers"},
		func(ctx context.Context, actor authz.Actor, in at) (api.Listed[Sector], error) {
			return potential(ctx, actor, s, in)
		})
	api.Post(a, api.Op{Path: "/regencies/{code}/potential", Tag: "Areas", Summary: "Replace what a regency's economy offers", Detail: "The order of the sectors is their rank."},
		func(ctx context.Context, actor authz.Actor, in at, b potentialBody) (api.Listed[Sector], error) {
			list, err := s.SetPotential(ctx, actor, directory.RegencyCode(in.Code), b.sectors())
			return listed(list, showSector), err
		}, func(ctx context.Context, actor authz.Actor, in at, _ string) (api.Listed[Sector], error) {
			return potential(ctx, actor, s, in)
		})
}

func potential(ctx context.Context, actor authz.Actor, s *directory.Service, in at) (api.Listed[Sector], error) {
	if _, err := s.Regency(ctx, actor, directory.RegencyCode(in.Code)); err != nil {
		return api.Listed[Sector]{}, err
	}
	list, err := s.Potential(ctx, actor, directory.RegencyCode(in.Code))
	return listed(list, showSector), err
}

// listed shows a whole list as one page.
func listed[R, V any](list []R, view func(R) V) api.Listed[V] {
	out := api.Listed[V]{Items: make([]V, len(list))}
	for i, r := range list {
		out.Items[i] = view(r)
	}
	return out
}
