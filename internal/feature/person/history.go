package person

import (
	"context"
	"slices"
	"strings"

	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
)

// History lists who changed a person's record, newest first, also at facilities
// where the person was before: an entry stands in the chain of the facility that
// had them. What other features noted about the person is not part of it, nor who
// read a sealed part: that stands in the audit, for those who inspect it.
func (s *Service) History(ctx context.Context, a authz.Actor, person id.Person) ([]audit.Entry, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return nil, err
	}
	p, err := visible(ctx, s.db, a, person)
	if err != nil {
		return nil, err
	}
	stays, err := custodyOf(ctx, s.db, person)
	if err != nil {
		return nil, err
	}
	chains := []id.Organisation{p.Facility}
	for _, c := range stays {
		if !slices.Contains(chains, c.Facility) {
			chains = append(chains, c.Facility)
		}
	}
	var out []audit.Entry
	for _, org := range chains {
		entries, err := audit.History(ctx, s.db, org, person)
		if err != nil {
			return nil, err
		}
		out = append(out, slices.DeleteFunc(entries, func(e audit.Entry) bool { return !changes(e.Action) })...)
	}
	slices.SortStableFunc(out, func(x, y audit.Entry) int { return y.At.Compare(x.At) })
	return out, nil
}

func changes(action string) bool {
	return strings.HasPrefix(action, "person.") && !strings.HasPrefix(action, "person.read_")
}
