package api

import (
	"context"
	"slices"
	"time"

	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
)

// Event is one line of a record's history: who did what to it, and which fields
// changed. What they were stands in the audit, for those who inspect it.
type Event struct {
	At      time.Time `json:"at"`
	By      string    `json:"by" doc:"Who did it"`
	Role    string    `json:"role" doc:"In which role"`
	Action  string    `json:"action" example:"class.change"`
	Fields  []string  `json:"fields" doc:"Names of the fields that changed"`
	Version int64     `json:"version" doc:"Of the record after it"`
}

// ofRecord is the record of an address such as /classes/{id}/history.
type ofRecord[K any] struct {
	Key K `path:"id"`
}

// History registers GET path, which names its record {id}, as the list of who
// changed it, newest first.
func History[K any](a *API, o Op, read func(ctx context.Context, actor authz.Actor, key K) ([]audit.Entry, error)) {
	Read(a, o, func(ctx context.Context, actor authz.Actor, in ofRecord[K]) (Listed[Event], error) {
		entries, err := read(ctx, actor, in.Key)
		out := Listed[Event]{Items: make([]Event, len(entries))}
		for i, e := range entries {
			out.Items[i] = eventOf(e)
		}
		return out, err
	})
}

func eventOf(e audit.Entry) Event {
	v := Event{e.At, e.Actor, e.Role, e.Action, []string{}, e.Version}
	for _, c := range e.Diff() {
		if !slices.Contains(v.Fields, c.Field) {
			v.Fields = append(v.Fields, c.Field)
		}
	}
	return v
}
