package accountapi_test

import (
	"strings"
	"testing"

	"titian/internal/delivery/api"
	"titian/internal/delivery/api/apitest"
	"titian/internal/feature/account"
	"titian/internal/feature/account/accountapi"
	"titian/internal/feature/account/accountweb"
	"titian/internal/feature/directory"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func TestAPostIsHandedOverAndItsHoldersAreListedOverTheAPI(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, op := directorytest.Seed(t, d), authz.OperatorAs("uji")
		s := account.New(d, account.Options{Key: []byte("key"), Cost: account.Cost{Memory: 64, Time: 1}})
		hire := func(login string, org id.Organisation) id.User {
			u, err := s.CreateUser(t.Context(), op, account.CreateUserCommand{
				Login: login, Name: "Pejabat " + login, Password: "kata sandi panjang", MembershipCommand: account.MembershipCommand{Org: org, Role: authz.ProgrammeOfficer},
			})
			if err != nil {
				t.Fatal(err)
			}
			return u.ID
		}
		first, stranger := hire("satu", w.LapasBungo), hire("jauh", w.LapasMaros)
		post, err := directory.New(d).CreatePost(t.Context(), op, w.LapasBungo, directory.PostCommand{Title: "Kasi Kerja"})
		if err != nil {
			t.Fatal(err)
		}
		at, c := "/posts/"+post.ID.String(), apitest.New(t, w.Actor(authz.FacilityHead, w.LapasBungo), func(a *api.API) { accountapi.Register(a, s) }, accountweb.Words)

		for name, body := range map[string]map[string]any{
			"nobody, while it is vacant": {}, "somebody of another office": {"user_id": stranger}, "somebody unknown": {"user_id": id.User{}.Make()},
		} {
			if a := c.Post(at+"/hand-over", body); a.Status != 422 || a.Problem().Errors[0].Path != "user_id" {
				t.Errorf("%s: %d %s", name, a.Status, a.Body)
			}
		}
		if a := c.Post(at+"/hand-over", map[string]any{"user_id": first, "on": "2026-12-31"}); a.Status != 422 || a.Problem().Errors[0].Path != "on" {
			t.Errorf("given ahead of time: %d %s", a.Status, a.Body)
		}
		if a := c.Post(at+"/hand-over", map[string]any{"user_id": first}, "Idempotency-Key", "k1"); a.Status != 200 {
			t.Fatalf("handed over: %d %s", a.Status, a.Body)
		}
		if a := c.Post(at+"/hand-over", map[string]any{"user_id": first}, "Idempotency-Key", "k1"); a.Status != 200 || a.Header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("the same request again: %d %s", a.Status, a.Body)
		}
		var l api.Listed[accountapi.Holder]
		if a := c.Get(at + "/holders"); !strings.Contains(a.Body, `"ends_on":null`) {
			t.Errorf("who holds it now has an end: %s", a.Body)
		} else if a.JSON(&l); len(l.Items) != 1 || l.Items[0].User != first || l.Items[0].Name != "Pejabat satu" || l.Items[0].StartsOn.String() != "2026-11-22" {
			t.Errorf("holders %+v", l)
		}
		for name, x := range map[string]struct {
			actor      authz.Actor
			read, give int
		}{
			"another office": {w.Actor(authz.FacilityHead, w.LapasMaros), 404, 404},
			"the partner":    {w.Actor(authz.Partner, w.Baznas), 404, 404},
			"an observer":    {w.Actor(authz.Observer, w.LapasBungo), 403, 403},
			"a guardian":     {w.Actor(authz.CaseGuardian, w.LapasBungo), 200, 403},
			"the office up":  {w.Actor(authz.RegionalOffice, w.KanwilJambi), 200, 422},
		} {
			c.Actor = x.actor
			if a := c.Get(at + "/holders"); a.Status != x.read || a.Status != 200 && strings.Contains(a.Body, "Pejabat") {
				t.Errorf("%s reads the holders: %d %s", name, a.Status, a.Body)
			}
			if a := c.Post(at+"/hand-over", map[string]any{"user_id": first}); a.Status != x.give {
				t.Errorf("%s hands it over: %d %s", name, a.Status, a.Body)
			}
		}
	})
}
