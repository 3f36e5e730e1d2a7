package personapi

import (
	"context"

	"titian/internal/delivery/api"
	"titian/internal/feature/person"
	"titian/internal/platform/authz"
)

// findBody is a question for a person. It is a body and no query, because names
// and numbers do not belong into addresses.
type findBody struct {
	Text string `json:"text" maxLength:"200" doc:"A name, in part or misspelt; a register number or its beginning; a whole identity number"`
}

// Found is one person who was found.
type Found struct {
	Person Row          `json:"person"`
	Match  person.Match `json:"match" enum:"nik,register_no,name,alike"`
	Score  float64      `json:"score" doc:"How well the person fits, from 0 to 1"`
}

func finds(a *api.API, s *person.Service) {
	find := func(ctx context.Context, actor authz.Actor, text string) (api.Listed[Found], error) {
		found, err := s.Find(ctx, actor, text)
		out := api.Listed[Found]{Items: make([]Found, len(found))}
		for i, f := range found {
			out.Items[i] = Found{viewRow(f.Row), f.Match, f.Score}
		}
		return out, err
	}
	api.Post(a, api.Op{
		Path: "/find", Tag: tag, Summary: "Find a person",
		Detail: "By a name in part or misspelt, a register number, or a whole identity number; the likeliest first, twenty at most.",
	}, func(ctx context.Context, actor authz.Actor, _ api.None, b findBody) (api.Listed[Found], error) {
		return find(ctx, actor, b.Text)
	}, func(ctx context.Context, actor authz.Actor, _ api.None, _ string) (api.Listed[Found], error) {
		return find(ctx, actor, "") // never: nothing is written under the request's key
	})
}
