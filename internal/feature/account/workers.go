package account

import (
	"context"
	"fmt"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Worker is somebody who works at an organisation today and can be told of what
// happens there.
type Worker struct {
	User     id.User         `db:"user_id" privacy:"internal"`
	Org      id.Organisation `db:"organisation_id" privacy:"internal"`
	Language string          `db:"language" privacy:"internal"`
}

// WorkersIn lists who works at some organisations in one of some roles on a day,
// each once at each organisation. The caller decides what they are told; their
// names are not given.
func WorkersIn(ctx context.Context, q db.Querier, day civil.Date, roles []authz.Role, orgs ...id.Organisation) ([]Worker, error) {
	args := make([]any, 0, len(orgs)+len(roles)+2)
	for _, o := range orgs {
		args = append(args, o)
	}
	for _, r := range roles {
		args = append(args, string(r))
	}
	n := len(args)
	args = append(args, day, day)
	out, err := db.All[Worker](ctx, q, `SELECT DISTINCT m.user_id, m.organisation_id, u.language FROM account_membership m
		JOIN account_user u ON u.id = m.user_id WHERE m.organisation_id IN (`+db.In(len(orgs), 1)+`) AND m.role IN (`+db.In(len(roles), len(orgs)+1)+`)
		AND u.active AND m.starts_on <= `+db.In(1, n+1)+` AND (m.ends_on IS NULL OR m.ends_on >= `+db.In(1, n+2)+`) ORDER BY m.user_id, m.organisation_id`, args...)
	if err != nil {
		return nil, fmt.Errorf("list workers: %w", err)
	}
	return out, nil
}

// LanguageOf is the language that a user reads.
func LanguageOf(ctx context.Context, q db.Querier, user id.User) (string, error) {
	u, err := findUser(ctx, q, user)
	return u.Language, err
}
