package reportapi_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"titian/internal/delivery/api"
	"titian/internal/delivery/api/apitest"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/report"
	"titian/internal/feature/report/reportapi"
	"titian/internal/feature/report/reporttest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

type site struct {
	*apitest.Client
	*directorytest.World
	store *reporttest.Store
	s     *report.Service
}

func open(t *testing.T) site {
	t.Helper()
	d := dbtest.Open(t, db.SQLite)
	w := directorytest.Seed(t, d)
	s := report.New(d)
	c := apitest.New(t, w.Actor(authz.ProgrammeOfficer, w.LapasBungo), func(a *api.API) { reportapi.Register(a, s) })
	return site{c, w, reporttest.Open(t, d), s}
}

func TestTheThreadOverTheWireIsTheThread(t *testing.T) {
	x := open(t)
	y := x.store.Whole("KS-1", x.LapasBungo, x.Baznas, 10)
	want, err := x.s.Thread(t.Context(), x.Client.Actor, "KS-1/KLS")
	if err != nil {
		t.Fatal(err)
	}
	var got report.Thread
	a := x.Get("/threads/" + y.Class.String())
	if a.JSON(&got); a.Status != 200 {
		t.Fatalf("status %d", a.Status)
	}
	if d := cmp.Diff(want, got, cmp.Comparer(func(a, b civil.Date) bool { return a == b })); d != "" {
		t.Error(d)
	}
	if strings.Contains(string(a.Body), "Rekaan") {
		t.Error("the thread names somebody")
	}
}

func TestUnknownThreadsAndForbiddenOnesAreProblems(t *testing.T) {
	x := open(t)
	x.store.Promised("KS-9", x.LapasSelong, x.PemkabLotim)
	for _, path := range []string{"/threads/TIADA", "/threads/KS-9", "/facilities/" + x.LapasSelong.String() + "/dashboard", "/people/" + id.Person{}.Make().String() + "/threads"} {
		if a := x.Get(path); a.Status != 404 || a.Code() != "not_found" {
			t.Errorf("%s: %d %s", path, a.Status, a.Code())
		}
	}
	x.Client.Actor = x.World.Actor(authz.Administrator, x.LapasBungo)
	if a := x.Get("/threads/KS-9"); a.Status != 403 {
		t.Errorf("an administrator: %d", a.Status)
	}
	if a := x.Get("/facilities/bukan-kunci/dashboard"); a.Status != 404 && a.Status != 422 {
		t.Errorf("what is no key: %d", a.Status)
	}
}

func TestTodayAndFiguresAndThePathToAPerson(t *testing.T) {
	x := open(t)
	y := x.store.Whole("KS-1", x.LapasBungo, x.Baznas, 10)
	var today report.Today
	x.Get("/today").JSON(&today)
	if len(today.Tasks) != 1 || today.Tasks[0].Kind != "confirm" || today.Tasks[0].Path == "" {
		t.Errorf("today: %+v", today)
	}
	x.store.Do(func(tx *db.Tx) { // the rows were not written by the register, which keeps the counts
		if err := person.RebuildKept(t.Context(), tx); err != nil {
			t.Fatal(err)
		}
	})
	var d report.Dashboard
	x.Get("/facilities/" + x.LapasBungo.String() + "/dashboard").JSON(&d)
	if d.Active != 4 || d.Name != "Lapas Kelas IIB Muara Bungo" {
		t.Errorf("figures: %+v", d)
	}
	var found struct{ Items []report.Reach }
	x.Get("/people/" + y.People[0].String() + "/threads").JSON(&found)
	if len(found.Items) != 1 || len(found.Items[0].Path) != 7 {
		t.Errorf("path: %+v", found)
	}
	x.Client.Actor = x.World.Actor(authz.Observer, x.LapasBungo)
	if a := x.Get("/today"); !strings.Contains(string(a.Body), `"tasks":[]`) {
		t.Errorf("nothing to do is %s", a.Body)
	}
}
