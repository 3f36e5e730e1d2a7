package report_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"titian/internal/feature/report"
	"titian/internal/feature/report/reporttest"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

var noon = time.Date(2026, 11, 22, 5, 0, 0, 0, time.UTC)

// What is unknown, unusual or over is still in the shape that readers expect.
func TestOpenFormatsHoldAtTheEdges(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		y := w.Whole("KS1", w.LapasBungo, w.Baznas, 10)
		w.Set("programme_offering", "partner_id", w.Baznas, y.Class)
		everything := authz.OperatorAs("test")
		for _, c := range []struct{ name, change string }{
			{"as it is", `UPDATE agreement_agreement SET version = version`},
			{"no days", `UPDATE agreement_agreement SET starts_on = NULL, ends_on = NULL`},
			{"cancelled", `UPDATE agreement_agreement SET stage = 'BATAL'`},
			{"ended", `UPDATE agreement_agreement SET stage = 'BERAKHIR'`},
			{"all kept", `UPDATE partnership_commitment SET status = 'fulfilled', closed_on = '2026-10-01'`},
			{"overdue", `UPDATE partnership_commitment SET status = 'open', closed_on = NULL, due_on = '2026-01-31'`},
			{"all withdrawn", `UPDATE partnership_commitment SET status = 'cancelled', closed_on = '2026-10-01'`},
			{"a long name", `UPDATE directory_organisation SET name = '` + strings.Repeat("محمد \"ꦱ\" <&> ", 20) + `'`},
			{"an address", `UPDATE directory_organisation SET address = 'Jalan Lintas Sumatera 1'`},
			{"an area", `UPDATE directory_organisation SET regency_code = (SELECT MIN(code) FROM directory_regency)`},
		} {
			w.Do(func(tx *db.Tx) {
				if _, err := db.Exec(t.Context(), tx, c.change); err != nil {
					t.Fatalf("%s: %v", c.name, err)
				}
			})
			releases, err := w.s.Releases(t.Context(), everything, report.OCDSPrefix, page.Request{})
			if err != nil || len(releases.Items) != 1 {
				t.Fatalf("%s: %d releases, %v", c.name, len(releases.Items), err)
			}
			reporttest.CheckOCDS(t, report.Publication{Publisher: "Titian"}.Package(releases, noon))
			partners, err := w.s.Organizations(t.Context(), everything, page.Request{})
			if err != nil || len(partners.Items) != 1 || len(partners.Items[0].Services) != 1 {
				t.Fatalf("%s: %+v, %v", c.name, partners.Items, err)
			}
			reporttest.CheckHSDS(t, report.HSDSPackage{Version: report.HSDSProfile, Organizations: partners.Items})
		}
	})
}

func TestAnAddressNamesItsRegencyAndProvince(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		y := w.Whole("KS1", w.LapasBungo, w.Baznas, 10)
		w.Set("programme_offering", "partner_id", w.Baznas, y.Class)
		w.Set("directory_organisation", "address", "Jalan Lintas Sumatera 1", w.LapasBungo)
		w.Do(func(tx *db.Tx) {
			if _, err := db.Exec(t.Context(), tx, `UPDATE directory_organisation SET regency_code = '15.08' WHERE id = $1`, w.LapasBungo); err != nil {
				t.Fatal(err)
			}
		})
		got, err := w.s.Organizations(t.Context(), w.officer(), page.Request{})
		if err != nil || len(got.Items) != 1 || len(got.Items[0].Locations) != 1 {
			t.Fatalf("%+v, %v", got.Items, err)
		}
		if a := got.Items[0].Locations[0].Addresses; len(a) != 1 || a[0].City != "Kabupaten Bungo" || a[0].Province != "Jambi" {
			t.Errorf("%+v", a)
		}
	})
}

// A package has a whole address of its own, and its next page is read as it was.
func TestAPackageIsNamedAndLeadsOn(t *testing.T) {
	found := page.Of[report.OCDSRelease]{Items: []report.OCDSRelease{}, Next: "a+b/c="}
	for _, p := range []report.Publication{
		{Publisher: "Kanwil Jambi", Prefix: "ocds-a1b2c3", Address: "https://titian.example"},
		{Publisher: "Kanwil & Jambi"},
	} {
		got := p.Package(found, noon)
		reporttest.CheckOCDS(t, got)
		next, err := url.Parse(got.Links.Next)
		if err != nil || next.Query().Get("after") != "a+b/c=" || next.Query().Get("prefix") != p.Prefix || next.Query().Get("publisher") != p.Publisher || next.Path != report.OCDSPath {
			t.Errorf("next is %q, %v", got.Links.Next, err)
		}
		if again := p.Package(found, noon); again.URI != got.URI {
			t.Error("one package has two names")
		}
	}
	if a, b := (report.Publication{Publisher: "A"}).Package(found, noon), (report.Publication{Publisher: "B"}).Package(found, noon); a.URI == b.URI {
		t.Error("two packages have one name")
	}
}
