package account

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Profile is a user with every membership, the newest first.
type Profile struct {
	User
	Places []Place
}

// UserFilter narrows a list of users. Text is a part of a name or a login.
type UserFilter struct {
	Org      id.Organisation
	Role     authz.Role
	Inactive bool // also those who may no longer sign in
	Text     string
	Desc     bool // by login from Z to A
}

// ListUsers is one page of the users whom the administrator sees, by login.
func (s *Service) ListUsers(ctx context.Context, a authz.Actor, f UserFilter, r page.Request) (page.Of[Profile], error) {
	none := page.Of[Profile]{}
	if err := policy.Check(a, CanManage); err != nil {
		return none, err
	}
	after, err := page.Decode(r.After, 1)
	if err != nil {
		return none, err
	}
	q, args := userQuery(a, f, after, r)
	users, err := db.All[User](ctx, s.db, q, args...)
	if err != nil {
		return none, fmt.Errorf("list users: %w", err)
	}
	found := page.Cut(users, r, func(u User) []string { return []string{u.Login} })
	profiles, err := s.withPlaces(ctx, found.Items)
	if err != nil {
		return none, fmt.Errorf("list users: %w", err)
	}
	return page.Of[Profile]{Items: profiles, Next: found.Next}, nil
}

func userQuery(a authz.Actor, f UserFilter, after []string, r page.Request) (string, []any) {
	where, args := seen(a, "u", 1)
	and := func(condition string, values ...any) {
		for _, v := range values {
			args = append(args, v)
			condition = strings.Replace(condition, "?", "$"+strconv.Itoa(len(args)), 1)
		}
		where += " AND " + condition
	}
	if !f.Org.IsZero() {
		and("EXISTS (SELECT 1 FROM account_membership x WHERE x.user_id = u.id AND x.organisation_id = ?)", f.Org)
	}
	if f.Role != "" {
		and("EXISTS (SELECT 1 FROM account_membership x WHERE x.user_id = u.id AND x.role = ?)", string(f.Role))
	}
	if !f.Inactive {
		and("u.active")
	}
	if t := strings.TrimSpace(f.Text); t != "" {
		and(`(LOWER(u.name) LIKE ? ESCAPE '\' OR u.login LIKE ? ESCAPE '\')`, contains(t), contains(t))
	}
	order, beyond := "u.login", "u.login > ?"
	if f.Desc {
		order, beyond = "u.login DESC", "u.login < ?"
	}
	if after != nil {
		and(beyond, after[0])
	}
	args = append(args, r.Limit()+1)
	return `SELECT ` + db.Columns[User]("u") + ` FROM account_user u WHERE ` + where + ` ORDER BY ` + order + ` LIMIT $` + strconv.Itoa(len(args)), args
}

func (s *Service) withPlaces(ctx context.Context, users []User) ([]Profile, error) {
	if len(users) == 0 {
		return nil, nil
	}
	keys := make([]id.User, len(users))
	at := map[id.User]int{}
	out := make([]Profile, len(users))
	for i, u := range users {
		keys[i], at[u.ID], out[i].User = u.ID, i, u
	}
	places, err := placesOf(ctx, s.db, keys...)
	for _, p := range places {
		out[at[p.User]].Places = append(out[at[p.User]].Places, p)
	}
	return out, err
}

// GetUser reads a user whom the administrator sees.
func (s *Service) GetUser(ctx context.Context, a authz.Actor, key id.User) (Profile, error) {
	if err := policy.Check(a, CanManage); err != nil {
		return Profile{}, err
	}
	u, err := findSeen(ctx, s.db, a, key)
	if err != nil {
		return Profile{}, fmt.Errorf("read user %s: %w", key, err)
	}
	return s.profile(ctx, u)
}

// FindUser reads a user by login.
func (s *Service) FindUser(ctx context.Context, a authz.Actor, login string) (Profile, error) {
	if err := policy.Check(a, CanManage); err != nil {
		return Profile{}, err
	}
	u, found, err := findLogin(ctx, s.db, Login(login))
	if err != nil {
		return Profile{}, fmt.Errorf("find user: %w", err)
	}
	if !found {
		return Profile{}, errNotFound
	}
	return s.GetUser(ctx, a, u.ID)
}

// Me is the actor's own account. The operator has none.
func (s *Service) Me(ctx context.Context, a authz.Actor) (Profile, error) {
	if err := policy.Check(a, CanOwn); err != nil {
		return Profile{}, err
	}
	u, err := findUser(ctx, s.db, a.User)
	if err != nil {
		return Profile{}, fmt.Errorf("read own account: %w", err)
	}
	return s.profile(ctx, u)
}

func (s *Service) profile(ctx context.Context, u User) (Profile, error) {
	places, err := placesOf(ctx, s.db, u.ID)
	if err != nil {
		return Profile{}, fmt.Errorf("read memberships: %w", err)
	}
	return Profile{u, places}, nil
}
