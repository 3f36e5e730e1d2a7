package accountweb_test

import (
	"strings"
	"testing"

	"titian/internal/feature/directory"
	"titian/internal/platform/authz"
)

func TestAPostIsHandedOverOnItsPageAndItsNamesStayInTheHouse(t *testing.T) {
	k := newDesk(t)
	post, err := directory.New(k.db).CreatePost(t.Context(), authz.OperatorAs("test"), k.LapasBungo, directory.PostCommand{Title: "Kasi Kerja"})
	if err != nil {
		t.Fatal(err)
	}
	k.hire("kalapas", authz.FacilityHead, k.LapasBungo)
	next := k.hire("kasi", authz.ProgrammeOfficer, k.LapasBungo)
	k.hire("amil", authz.Partner, k.Baznas)
	at := "/posts/" + post.ID.String()
	k.signIn("kalapas", good)
	if a := k.submit(at, at+"/holder"); a.status != 422 {
		t.Errorf("nobody is given a vacant post: %d", a.status)
	}
	if a := k.submit(at, at+"/holder", "user_id", next.ID.String()); a.status != 303 || a.location != at {
		t.Fatalf("%d %s", a.status, a.location)
	}
	if shown := k.get(at).Find("table").Text(); !strings.Contains(shown, next.Name) || !strings.Contains(shown, "sekarang") {
		t.Errorf("the page says %s", shown)
	}
	if way := k.get(at).Find(`a[href="/organisations/` + k.LapasBungo.String() + `"]`).Text(); !strings.Contains(way, "Bungo") {
		t.Errorf("the way back is called %q, want the office's name", way)
	}
	clear(k.cookies)
	k.signIn("amil", good)
	if a := k.get(at); a.status != 200 || strings.Contains(a.body, next.Name) || !strings.Contains(a.body, "Kasi Kerja") || a.Find(`form[action$="/holder"]`).Length() != 0 {
		t.Errorf("another side reads %d %s", a.status, a.Find("main").Text())
	}
}
