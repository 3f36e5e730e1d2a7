package demo_test

import (
	"testing"
	"time"

	"titian/internal/app"
	"titian/internal/app/demo"
	"titian/internal/feature/report"
	"titian/internal/feature/report/reporttest"
	"titian/internal/kernel/page"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/seal"
)

func load(t *testing.T, dialect db.Dialect, o demo.Options) *app.App {
	t.Helper()
	clock := demo.NewClock(func() time.Time { return dbtest.Now }, o.Today)
	c := app.Config{Database: dbtest.URL(t, dialect), Now: clock.Now, Sync: "NORMAL", Secrets: app.Secrets{Texts: seal.Key{1}}}
	if _, err := app.Migrate(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := a.LoadDemo(t.Context(), clock, o); err != nil {
		t.Fatal(err)
	}
	return a
}

// openFormatsHold checks what the demo gives to other programs.
func openFormatsHold(t *testing.T, a *app.App) {
	t.Helper()
	releases, err := a.Report.Releases(t.Context(), authz.OperatorAs("test"), report.OCDSPrefix, page.Request{Size: page.MaxSize})
	if err != nil || len(releases.Items) < 5 {
		t.Fatalf("%d releases, %v", len(releases.Items), err)
	}
	reporttest.CheckOCDS(t, report.Publication{Publisher: "Titian"}.Package(releases, dbtest.Now))
	partners, err := a.Report.Organizations(t.Context(), authz.OperatorAs("test"), page.Request{Size: page.MaxSize})
	if err != nil || len(partners.Items) < 5 {
		t.Fatalf("%d partners, %v", len(partners.Items), err)
	}
	reporttest.CheckHSDS(t, report.HSDSPackage{Version: report.HSDSProfile, Organizations: partners.Items})
}

func TestEveryStoryIsToldToItsEnd(t *testing.T) {
	for _, dialect := range dbtest.Dialects() {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			a := load(t, dialect, demo.Options{People: 24, Seed: 1, Today: demo.Day})
			openFormatsHold(t, a)
			for _, ref := range []string{"S1", "S2", "S3", "S4", "S5"} {
				th, err := a.Report.Thread(t.Context(), authz.OperatorAs("test"), ref)
				if err != nil {
					t.Fatalf("%s: %v", ref, err)
				}
				if th.People.SixMonths == 0 {
					t.Errorf("%s: nobody has a six-month follow-up", ref)
				}
				if th.Next != "" {
					t.Errorf("%s: the thread stops before %s", ref, th.Next)
				}
			}
			r, err := audit.Verify(t.Context(), a.DB, nil)
			if err != nil || len(r.Problems) > 0 {
				t.Errorf("audit: %v %v", r.Problems, err)
			}
		})
	}
}
