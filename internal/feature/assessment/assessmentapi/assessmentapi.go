// Package assessmentapi is needs, readiness, health, rehabilitation and
// questionnaires as JSON.
//
// It owns paths and wire shapes; who may read or write what is the service's,
// and so is the audit entry that every read of health leaves. Start with
// Register.
package assessmentapi

import (
	"titian/internal/delivery/api"
	"titian/internal/feature/assessment"
	"titian/internal/kernel/id"
)

// Register adds the operations. The app calls it.
func Register(a *api.API, s *assessment.Service) {
	needs(a, s)
	counts(a, s)
	readiness(a, s)
	health(a, s)
	questionnaires(a, s)
	sheets(a, s)
}

// of is the path of what stands below a person.
type of struct {
	Person id.Person `path:"person"`
}

// all shows every row of a list that is short by nature.
func all[R, V any](rows []R, view func(R) V) api.Listed[V] {
	out := api.Listed[V]{Items: make([]V, len(rows))}
	for i, r := range rows {
		out.Items[i] = view(r)
	}
	return out
}
