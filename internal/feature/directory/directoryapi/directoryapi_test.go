package directoryapi_test

import (
	"testing"

	"titian/internal/delivery/api"
	"titian/internal/delivery/api/apitest"
	"titian/internal/feature/directory"
	"titian/internal/feature/directory/directoryapi"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func TestTheDirectoryOverTheAPI(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		c := apitest.New(t, w.Actor(authz.Administrator, w.KanwilJambi), func(a *api.API) { directoryapi.Register(a, directory.New(d)) })
		body := map[string]any{"code": "TEBO", "kind": "facility", "parent_id": w.KanwilJambi, "name": "Lapas Tebo", "facility_type": "LAPAS", "regency_code": "15.71"}
		made := c.Post("/organisations", body, "Idempotency-Key", "k1")
		var o directoryapi.Organisation
		if made.JSON(&o); made.Status != 201 || o.Code != "TEBO" || !o.Active {
			t.Fatalf("create: %d %s", made.Status, made.Body)
		}
		if again := c.Post("/organisations", body, "Idempotency-Key", "k1"); again.Body != made.Body || again.Header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("create again: %d %s", again.Status, again.Body)
		}
		if a := c.Post("/organisations", map[string]any{"code": "X", "kind": "facility", "name": "", "owner": "me"}); a.Status != 422 || a.Problem().Errors[0].Path != "owner" {
			t.Errorf("an unknown field: %d %s", a.Status, a.Body)
		}
		if a := c.Post("/organisations", map[string]any{"code": "X", "kind": "facility", "name": ""}); a.Status != 422 || len(a.Problem().Errors) != 3 {
			t.Errorf("several wrong fields: %d %s", a.Status, a.Body)
		}
		c.Actor = w.Actor(authz.Administrator, w.Directorate)
		at := "/organisations/" + o.ID.String()
		if a := c.Patch(at, `"1"`, map[string]any{"parent_id": w.KanwilNTB, "name": "Lapas Tebo", "facility_type": "LAPAS"}); a.Status != 200 || a.Header.Get("ETag") != `"2"` {
			t.Errorf("move to another office: %d %s", a.Status, a.Body)
		}
		if a := c.Patch(at, `"1"`, map[string]any{"parent_id": w.KanwilNTB, "name": "Lapas", "facility_type": "LAPAS"}); a.Status != 412 || a.Problem().Errors[0].Path != "parent_id" {
			t.Errorf("a lost race: %d %s", a.Status, a.Body)
		}
		for _, step := range []string{"deactivate", "reactivate"} {
			if a := c.Post(at+"/"+step, nil); a.Status != 200 {
				t.Errorf("%s: %d %s", step, a.Status, a.Body)
			}
		}
		var l api.Listed[directoryapi.Organisation]
		if c.Get("/organisations?kind=facility&size=2").JSON(&l); len(l.Items) != 2 || l.Next == "" {
			t.Errorf("list: %+v", l)
		}
		if a := c.Get("/organisations?kind=ministry"); a.Status != 422 {
			t.Errorf("an unknown kind: %d", a.Status)
		}
		posts(t, c, at)
		areas(t, c)
	})
}

func posts(t *testing.T, c *apitest.Client, at string) {
	t.Helper()
	var p directoryapi.Post
	made := c.Post(at+"/posts", map[string]any{"title": "Kepala"})
	if made.JSON(&p); made.Status != 201 || made.Header.Get("Location") != "/api/v1/posts/"+p.ID.String() {
		t.Fatalf("post: %d %v %s", made.Status, made.Header, made.Body)
	}
	post := "/posts/" + p.ID.String()
	if a := c.Patch(post, `"1"`, map[string]any{"title": "Kalapas"}); a.Status != 200 {
		t.Errorf("rename: %d %s", a.Status, a.Body)
	}
	for _, step := range []string{"end", "revive"} {
		if a := c.Post(post+"/"+step, nil); a.Status != 200 {
			t.Errorf("%s: %d %s", step, a.Status, a.Body)
		}
	}
	var l api.Listed[directoryapi.Post]
	if c.Get(at + "/posts").JSON(&l); len(l.Items) != 1 || l.Items[0].Title != "Kalapas" || l.Items[0].Version != 4 {
		t.Errorf("posts: %+v", l)
	}
}

func areas(t *testing.T, c *apitest.Client) {
	t.Helper()
	var regencies api.Listed[directoryapi.Regency]
	if c.Get("/regencies?province_code=15").JSON(&regencies); len(regencies.Items) != 3 {
		t.Errorf("regencies: %+v", regencies)
	}
	sectors := `{"sectors": [{"sector": "fishery", "source": "BPS", "year": 2025}, {"sector": "rice", "source": "BPS", "year": 2025}]}`
	for _, replayed := range []string{"", "true"} {
		a := c.Post("/regencies/73.09/potential", sectors, "Idempotency-Key", "p1")
		var l api.Listed[directoryapi.Sector]
		if a.JSON(&l); a.Status != 200 || len(l.Items) != 2 || l.Items[1].Rank != 2 || a.Header.Get("Idempotency-Replayed") != replayed {
			t.Errorf("potential: %d %s", a.Status, a.Body)
		}
	}
	for _, path := range []string{"/regencies/99.99", "/regencies/99.99/potential"} {
		if a := c.Get(path); a.Status != 404 {
			t.Errorf("%s: %d", path, a.Status)
		}
	}
}
