package personapi

import (
	"context"
	"time"

	"titian/internal/delivery/api"
	"titian/internal/feature/person"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// Likely is a record that may be the same person's as the one asked about.
type Likely struct {
	ID         id.Person         `json:"id"`
	Facility   id.Organisation   `json:"facility_id"`
	RegisterNo string            `json:"register_no"`
	Name       string            `json:"name"`
	Points     int               `json:"points" doc:"Of a hundred"`
	Reasons    []person.Likeness `json:"reasons"`
}

// Pair is two records that may be one person's.
type Pair struct {
	First   id.Person         `json:"first_id"`
	Second  id.Person         `json:"second_id"`
	Points  int               `json:"points" doc:"Of a hundred"`
	Reasons []person.Likeness `json:"reasons"`
}

// FarPair is a pair with the facilities that its records are at.
type FarPair struct {
	Pair
	FirstFacility  id.Organisation `json:"first_facility_id"`
	SecondFacility id.Organisation `json:"second_facility_id"`
}

type acrossBody struct {
	Items []FarPair  `json:"items"`
	Swept *time.Time `json:"swept_at" doc:"When everybody was looked at last; null for never"`
}

// mergeBody says which record is a second one of the person in the path.
type mergeBody struct {
	Loser  id.Person `json:"loser_id"`
	Reason string    `json:"reason" maxLength:"500"`
}

type undoBody struct {
	Reason string `json:"reason" maxLength:"500"`
}

type ofMerge struct {
	Person id.Person `path:"person"`
	Merge  id.Merge  `path:"merge"`
}

type distinguishBody struct {
	Other  id.Person `json:"other_id"`
	Reason string    `json:"reason" maxLength:"500"`
}

type distinguished struct {
	Distinct bool `json:"distinct"`
}

type atFacility struct {
	Facility id.Organisation `path:"facility"`
}

func duplicates(a *api.API, s *person.Service) {
	api.Read(a, api.Op{Path: "/people/{person}/duplicates", Tag: tag, Summary: "List records that may be a person's second one"},
		func(ctx context.Context, actor authz.Actor, in of) (api.Listed[Likely], error) {
			found, err := s.Duplicates(ctx, actor, in.Person)
			out := api.Listed[Likely]{Items: make([]Likely, len(found))}
			for i, f := range found {
				out.Items[i] = Likely{f.ID, f.Facility, f.RegisterNo, f.Name, f.Points, f.Reasons}
			}
			return out, err
		})
	api.Read(a, api.Op{Path: "/facilities/{facility}/duplicates", Tag: tag, Summary: "List a facility's pairs of records that may be one person's"},
		func(ctx context.Context, actor authz.Actor, in atFacility) (api.Listed[Pair], error) {
			found, err := s.DuplicatesAt(ctx, actor, in.Facility)
			out := api.Listed[Pair]{Items: make([]Pair, len(found))}
			for i, f := range found {
				out.Items[i] = Pair{f.First.ID, f.Second.ID, f.Points, f.Reasons}
			}
			return out, err
		})
	api.Read(a, api.Op{Path: "/duplicates", Tag: tag, Summary: "List pairs of records at different facilities of one's scope that may be one person's", Detail: "As the daily look at everybody found them, the likeliest first. Empty for who sees one facility alone."},
		func(ctx context.Context, actor authz.Actor, _ struct{}) (acrossBody, error) {
			found, err := s.DuplicatesAcross(ctx, actor)
			out := acrossBody{Items: make([]FarPair, len(found.Pairs))}
			if !found.Swept.IsZero() {
				out.Swept = &found.Swept
			}
			for i, f := range found.Pairs {
				out.Items[i] = FarPair{Pair{f.First.ID, f.Second.ID, f.Points, f.Reasons}, f.First.Facility, f.Second.Facility}
			}
			return out, err
		})
	api.Post(a, api.Op{Path: "/people/{person}/distinguish", Tag: tag, Summary: "Say that two records are two people's, so that nobody is asked again"},
		func(ctx context.Context, actor authz.Actor, in of, b distinguishBody) (distinguished, error) {
			err := s.Distinguish(ctx, actor, in.Person, b.Other, b.Reason)
			return distinguished{err == nil}, err
		}, func(context.Context, authz.Actor, of, string) (distinguished, error) { return distinguished{true}, nil })
	merges := func(ctx context.Context, actor authz.Actor, key id.Person) (api.Listed[person.MergedView], error) {
		found, err := s.Merges(ctx, actor, key)
		return api.Listed[person.MergedView]{Items: append([]person.MergedView{}, found...)}, err
	}
	api.Read(a, api.Op{Path: "/people/{person}/merges", Tag: tag, Summary: "List the records merged into a person's, newest first"},
		func(ctx context.Context, actor authz.Actor, in of) (api.Listed[person.MergedView], error) {
			return merges(ctx, actor, in.Person)
		})
	api.Post(a, api.Op{Path: "/people/{person}/merges", Tag: tag, Summary: "Merge a second record into a person's", Detail: "Everything about the other record follows; it can be undone."},
		func(ctx context.Context, actor authz.Actor, in of, b mergeBody) (api.Listed[person.MergedView], error) {
			if _, err := s.Merge(ctx, actor, person.MergeCommand{Survivor: in.Person, Loser: b.Loser, Reason: b.Reason}); err != nil {
				return api.Listed[person.MergedView]{}, err
			}
			return merges(ctx, actor, in.Person)
		}, func(ctx context.Context, actor authz.Actor, in of, _ string) (api.Listed[person.MergedView], error) {
			return merges(ctx, actor, in.Person)
		})
	api.Post(a, api.Op{Path: "/people/{person}/merges/{merge}/undo", Tag: tag, Summary: "Take a merge back"},
		func(ctx context.Context, actor authz.Actor, in ofMerge, b undoBody) (api.Listed[person.MergedView], error) {
			if _, err := s.Unmerge(ctx, actor, in.Merge, b.Reason); err != nil {
				return api.Listed[person.MergedView]{}, err
			}
			return merges(ctx, actor, in.Person)
		}, func(ctx context.Context, actor authz.Actor, in ofMerge, _ string) (api.Listed[person.MergedView], error) {
			return merges(ctx, actor, in.Person)
		})
}
