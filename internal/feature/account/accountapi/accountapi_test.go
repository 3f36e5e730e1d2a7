package accountapi_test

import (
	"strings"
	"testing"

	"titian/internal/delivery/api"
	"titian/internal/delivery/api/apitest"
	"titian/internal/feature/account"
	"titian/internal/feature/account/accountapi"
	"titian/internal/feature/account/accountweb"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func TestUsersAndTokensOverTheAPI(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		s := account.New(d, account.Options{Key: []byte("key"), Cost: account.Cost{Memory: 64, Time: 1}})
		c := apitest.New(t, w.Actor(authz.Administrator, w.KanwilJambi), func(a *api.API) { accountapi.Register(a, s) }, accountweb.Words)
		body := map[string]any{"login": "kasi.bungo", "name": "Kasi", "password": "jembatan kecil", "organisation_id": w.LapasBungo, "role": "programme_officer"}
		made := c.Post("/users", body, "Idempotency-Key", "k1")
		var u accountapi.User
		made.JSON(&u)
		if made.Status != 201 || u.Login != "kasi.bungo" || len(u.Memberships) != 1 || strings.Contains(made.Body, "argon") {
			t.Fatalf("create: %d %s", made.Status, made.Body)
		}
		if again := c.Post("/users", body, "Idempotency-Key", "k1"); again.Status != 201 || again.Body != made.Body || again.Header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("create again: %d %s", again.Status, again.Body)
		}
		if twice := c.Post("/users", body); twice.Status != 422 || twice.Problem().Errors[0].Path != "login" {
			t.Errorf("the same login: %d %s", twice.Status, twice.Body)
		}
		at := "/users/" + u.ID.String()
		if a := c.Patch(at, `"1"`, map[string]any{"name": "Kasi Binadik", "language": "en"}); a.Status != 200 || a.Header.Get("ETag") != `"2"` {
			t.Errorf("change: %d %s", a.Status, a.Body)
		}
		if a := c.Patch(at, `"1"`, map[string]any{"name": "Lain", "language": "en"}); a.Status != 412 {
			t.Errorf("a lost race: %d %s", a.Status, a.Body)
		}
		if a := c.Post(at+"/memberships", map[string]any{"organisation_id": w.RutanSungaiPenuh, "role": "case_guardian"}); a.Status != 200 {
			t.Errorf("add a role: %d %s", a.Status, a.Body)
		} else if a.JSON(&u); len(u.Memberships) != 2 {
			t.Errorf("roles: %+v", u.Memberships)
		}
		if a := c.Post(at+"/end-membership", map[string]any{"membership_id": u.Memberships[0].ID}); a.Status != 200 {
			t.Errorf("end a role: %d %s", a.Status, a.Body)
		}
		for _, step := range []string{"deactivate", "reactivate"} {
			if a := c.Post(at+"/"+step, nil); a.Status != 200 {
				t.Errorf("%s: %d %s", step, a.Status, a.Body)
			}
		}
		if a := c.Post(at+"/reactivate", nil); a.Status != 409 || a.Code() != "user.active" {
			t.Errorf("reactivate twice: %d %s", a.Status, a.Body)
		}
		if a := c.Post(at+"/password", map[string]any{"password": "pendek"}); a.Status != 422 || a.Problem().Errors[0].Path != "password" {
			t.Errorf("a short password: %d %s", a.Status, a.Body)
		}
		var l api.Listed[accountapi.User]
		if c.Get("/users?q=kasi&role=programme_officer").JSON(&l); len(l.Items) != 1 || l.Items[0].Name != "Kasi Binadik" {
			t.Errorf("list: %+v", l)
		}

		c.Actor = w.Actor(authz.ProgrammeOfficer, w.LapasBungo)
		c.Actor.User = u.ID
		if a := c.Get("/users"); a.Status != 403 {
			t.Errorf("an officer's list of users: %d", a.Status)
		}
		var me accountapi.Me
		if c.Get("/account").JSON(&me); me.Login != "kasi.bungo" || me.WorkingAs != "programme_officer" || me.Org != w.LapasBungo {
			t.Errorf("me: %+v", me)
		}
		if a := c.Post("/account/language", map[string]any{"language": "jv"}); a.Status != 422 {
			t.Errorf("an unknown language: %d %s", a.Status, a.Body)
		}
		if c.Post("/account/language", map[string]any{"language": "id"}).JSON(&me); me.Language != "id" {
			t.Errorf("language: %+v", me)
		}
		var token, repeated accountapi.NewToken
		c.Post("/tokens", map[string]any{"name": "Laporan"}, "Idempotency-Key", "t1").JSON(&token)
		c.Post("/tokens", map[string]any{"name": "Laporan"}, "Idempotency-Key", "t1").JSON(&repeated)
		if !strings.HasPrefix(token.Secret, "titian_") || repeated.ID != token.ID || repeated.Secret != "" {
			t.Errorf("token: %+v, repeated %+v", token, repeated)
		}
		if a := c.Post("/tokens/"+token.ID.String()+"/revoke", nil); a.Status != 200 || strings.Contains(a.Body, token.Secret) || strings.Contains(a.Body, `"revoked_at":null`) {
			t.Errorf("revoke: %d %s", a.Status, a.Body)
		}
		var tokens api.Listed[accountapi.Token]
		if c.Get("/tokens").JSON(&tokens); len(tokens.Items) != 1 || tokens.Items[0].RevokedAt == nil {
			t.Errorf("tokens: %+v", tokens)
		}
	})
}
