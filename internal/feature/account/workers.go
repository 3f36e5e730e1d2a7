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

// HoldersIn gives who holds a post on a day and works there in one of some roles;
// none when it stands vacant, or its holder has left the office or the house.
func HoldersIn(ctx context.Context, q db.Querier, day civil.Date, roles []authz.Role, post id.Post) ([]Worker, error) {
	args := []any{post, day, day}
	for _, r := range roles {
		args = append(args, string(r))
	}
	out, err := db.All[Worker](ctx, q, `SELECT DISTINCT h.user_id, h.organisation_id, u.language FROM account_holding h JOIN account_user u ON u.id = h.user_id
		JOIN account_membership m ON m.user_id = h.user_id AND m.organisation_id = h.organisation_id
		WHERE h.post_id = $1 AND h.ends_on IS NULL AND u.active AND m.starts_on <= $2 AND (m.ends_on IS NULL OR m.ends_on >= $3) AND m.role IN (`+db.In(len(roles), 4)+`)`, args...)
	if err != nil {
		return nil, fmt.Errorf("find holder of post %s: %w", post, err)
	}
	return out, nil
}

// LanguageOf is the language that a user reads.
func LanguageOf(ctx context.Context, q db.Querier, user id.User) (string, error) {
	u, err := findUser(ctx, q, user)
	return u.Language, err
}
