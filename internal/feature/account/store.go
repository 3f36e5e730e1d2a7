package account

import (
	"context"
	"strings"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

const userByID = `SELECT id, login, name, password, language, active, version, created_at, updated_at FROM account_user WHERE id = $1`

func findUser(ctx context.Context, q db.Querier, key id.User) (User, error) {
	return db.One[User](ctx, q, userByID, key)
}

// findSeen reads a user whom the administrator sees.
func findSeen(ctx context.Context, q db.Querier, a authz.Actor, key id.User) (User, error) {
	where, args := seen(a, "u", 2)
	return db.One[User](ctx, q, `SELECT `+db.Columns[User]("u")+` FROM account_user u WHERE u.id = $1 AND `+where, append([]any{key}, args...)...)
}

func findLogin(ctx context.Context, q db.Querier, login string) (User, bool, error) {
	return db.Find[User](ctx, q, `SELECT `+db.Columns[User]("")+` FROM account_user WHERE login = $1`, login)
}

const placeColumns = `m.id, m.user_id, m.organisation_id, m.role, m.starts_on, m.ends_on, m.version, m.created_at, m.updated_at, o.name, o.kind
	FROM account_membership m JOIN directory_organisation o ON o.id = m.organisation_id`

// placesOf lists every membership of some users, the newest first.
func placesOf(ctx context.Context, q db.Querier, users ...id.User) ([]Place, error) {
	args := make([]any, len(users))
	for i, u := range users {
		args[i] = u
	}
	return db.All[Place](ctx, q, `SELECT `+placeColumns+` WHERE m.user_id IN (`+db.In(len(users), 1)+`) ORDER BY m.starts_on DESC, m.id DESC`, args...)
}

// current keeps the memberships that hold on a day, or will.
func current(places []Place, today civil.Date) []Place {
	var out []Place
	for _, p := range places {
		if !p.EndsOn.Before(today) {
			out = append(out, p)
		}
	}
	return out
}

// openPlaces lists the memberships that a user may work in today: at
// organisations that have not ended, by name.
func openPlaces(ctx context.Context, q db.Querier, user id.User, today civil.Date) ([]Place, error) {
	return db.All[Place](ctx, q, `SELECT `+placeColumns+` WHERE m.user_id = $1 AND o.active AND m.starts_on <= $2 AND (m.ends_on IS NULL OR m.ends_on >= $3)
		ORDER BY o.name, m.role, m.id`, user, today, today)
}

func (s *Service) endSessions(ctx context.Context, tx *db.Tx, user id.User) error {
	s.changed(tx)
	_, err := db.Exec(ctx, tx, `DELETE FROM account_session WHERE user_id = $1`, user)
	return err
}

func contains(s string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.ToLower(s)) + "%"
}
