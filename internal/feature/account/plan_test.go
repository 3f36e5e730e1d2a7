package account

import (
	"slices"
	"strings"
	"testing"

	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// planLine is one line of SQLite's plan, which has three numbers in front.
type planLine struct {
	ID     int64  `db:"id" privacy:"public"`
	Parent int64  `db:"parent" privacy:"public"`
	Unused int64  `db:"unused" privacy:"public"`
	Detail string `db:"detail" privacy:"public"`
}

// plan is how the engine would answer q. On an empty table a scan and a sort are
// cheapest; the question is whether an index can serve.
func plan(t *testing.T, d *db.DB, q string, args ...any) string {
	t.Helper()
	var lines []string
	if d.Dialect == db.Postgres {
		_, err := db.All[string](t.Context(), d, "SELECT set_config(name, 'off', false) FROM pg_settings WHERE name IN ('enable_seqscan', 'enable_bitmapscan', 'enable_sort')")
		if err == nil {
			lines, err = db.All[string](t.Context(), d, "EXPLAIN "+q, args...)
		}
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(lines, "\n")
	}
	found, err := db.All[planLine](t.Context(), d, "EXPLAIN QUERY PLAN "+q, args...)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range found {
		lines = append(lines, l.Detail)
	}
	return strings.Join(lines, "\n")
}

func TestQueriesAreServedByTheirIndexes(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		office := authz.Actor{Scope: authz.Scope{Orgs: []id.Organisation{id.Organisation{}.Make(), id.Organisation{}.Make()}}}
		for _, after := range [][]string{nil, {"kasi.bungo"}} {
			for _, desc := range []bool{false, true} {
				q, args := userQuery(office, UserFilter{Desc: desc}, after, page.Request{})
				// PostgreSQL may begin with the office's few memberships and sort
				// them, which is as good; SQLite walks the logins.
				if p := plan(t, d, q, args...); d.Dialect == db.SQLite && (!strings.Contains(p, "autoindex_account_user_2") || strings.Contains(p, "TEMP B-TREE")) || strings.Contains(p, "Seq Scan") {
					t.Errorf("users, from Z: %v, after %v:\n%s", desc, after, p)
				}
			}
		}
		for name, p := range map[string]string{
			"a token":          plan(t, d, byToken, []byte("x"), int64(1), "2026-11-22", "2026-11-22"),
			"a session's role": plan(t, d, byMembership, id.Membership{}.Make(), id.User{}.Make(), "2026-11-22", "2026-11-22"),
			"tokens":           plan(t, d, tokenRows+` WHERE m.user_id = $1`, id.User{}.Make()),
		} {
			if scan := slices.ContainsFunc(strings.Split(p, "\n"), func(l string) bool {
				return strings.HasPrefix(l, "SCAN ") || strings.Contains(l, "Seq Scan")
			}); scan {
				t.Errorf("%s:\n%s", name, p)
			}
		}
	})
}

func FuzzDevices(f *testing.F) {
	s := New(nil, Options{Key: []byte("key")})
	user := id.User{}.Make()
	own, err := s.stamped("", user)
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{"", ".", "a.b", string(own), string(own) + ".x", string(own[:40])} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, b := range s.stamps(Devices(text)) {
			if id.User(b[:16]) != user {
				t.Errorf("%q stamps a user whom nobody stamped", text)
			}
		}
		next, err := s.stamped(Devices(text), user)
		if _, known := s.known(next, user); err != nil || !known {
			t.Errorf("%q cannot be stamped: %v", text, err)
		}
	})
}

func FuzzLogin(f *testing.F) {
	for _, seed := range []string{"Kasi.Bungo ", "a@b.c", "", "\xff", "İ", "x y"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var e errs.Fields
		login := text
		if checkLogin(&e, &login); e.Err() == nil && Login(login) != login {
			t.Errorf("%q is accepted as %q, which signs in as %q", text, login, Login(login))
		}
	})
}
