package report_test

import (
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"titian/internal/feature/report"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// moment is a date-time as JSON Schema means it.
var moment = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$`)

// What the standard asks of single fields is in reporttest's schemas. Here is what a
// schema cannot say: that references lead somewhere, and that fields agree.
func wellFormed(t *testing.T, r report.OCDSRelease) {
	t.Helper()
	if r.OCID == "" || r.ID == "" || strings.Contains(r.ID, "#") || r.InitiationType != "tender" || !moment.MatchString(r.Date) {
		t.Errorf("release %+v", r)
	}
	for _, tag := range r.Tag {
		if !slices.Contains([]string{"planning", "tender", "award", "contract", "implementation"}, tag) {
			t.Errorf("tag %s", tag)
		}
	}
	parties := map[string]bool{}
	for _, p := range r.Parties {
		parties[p.ID] = p.Name != "" && len(p.Roles) > 0
	}
	refs := []report.OCDSReference{r.Buyer}
	awards := map[string]bool{}
	for _, a := range r.Awards {
		awards[a.ID] = true
		refs = append(refs, a.Suppliers...)
		if !slices.Contains([]string{"pending", "active", "cancelled", "unsuccessful"}, a.Status) {
			t.Errorf("award %s", a.Status)
		}
	}
	for _, ref := range refs {
		if !parties[ref.ID] {
			t.Errorf("%s is no party", ref.Name)
		}
	}
	for _, c := range r.Contracts {
		if c.ID == "" || !awards[c.AwardID] || c.Value.Currency != "IDR" || !moment.MatchString(c.DateSigned) || !moment.MatchString(c.Period.StartDate) ||
			!slices.Contains([]string{"pending", "active", "cancelled", "terminated"}, c.Status) {
			t.Errorf("contract %+v", c)
		}
		var list []report.OCDSMilestone
		if c.Implementation != nil {
			list = c.Implementation.Milestones
		}
		if slices.Contains(r.Tag, "implementation") != (len(list) > 0) {
			t.Errorf("tags %q with %d milestones", r.Tag, len(list))
		}
		for _, m := range list {
			if m.ID == "" || m.Type != "delivery" || !moment.MatchString(m.DueDate) || !slices.Contains([]string{"scheduled", "met", "notMet", "partiallyMet"}, m.Status) ||
				(m.Status == "met") != (m.DateMet != "") {
				t.Errorf("milestone %+v", m)
			}
		}
	}
}

func TestAgreementsHaveTheShapeOfOpenContracts(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		y := w.Whole("KS1", w.LapasBungo, w.Baznas, 10)
		w.Whole("KS2", w.LapasSelong, w.PemkabLotim, 10)
		got, err := w.s.Releases(t.Context(), w.officer(), "ocds-a1b2c3", page.Request{})
		if err != nil || len(got.Items) != 1 {
			t.Fatalf("%d releases, %v", len(got.Items), err)
		}
		r := got.Items[0]
		wellFormed(t, r)
		c := r.Contracts[0]
		if r.OCID != "ocds-a1b2c3-KS1/PKS" || c.Status != "active" || c.Value.Amount != 45_000_000 || c.DateSigned != "2026-03-02T00:00:00+07:00" {
			t.Errorf("got %+v", r)
		}
		list := c.Implementation.Milestones
		if m := list[0]; len(list) != 1 || m.Status != "partiallyMet" || m.Description != "20 pertemuan" || m.DueDate != "2026-11-30T23:59:59+07:00" {
			t.Errorf("milestones %+v", list)
		}
		text, err := json.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range y.People {
			if strings.Contains(string(text), p.String()) {
				t.Error("a person is in it")
			}
		}
		if _, err := w.s.Releases(t.Context(), w.officer(), "<x>", page.Request{}); !errors.Is(err, errs.Invalid) {
			t.Errorf("a prefix that is none: %v", err)
		}
	})
}

// TestAReleaseIsNamedByItsContent: the same name is the same content, today and
// tomorrow, and another content has another name.
func TestAReleaseIsNamedByItsContent(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		y := w.Whole("KS1", w.LapasBungo, w.Baznas, 10)
		seen := map[string]string{} // content by ID
		read := func(change string) {
			t.Helper()
			if change != "" {
				w.Do(func(tx *db.Tx) {
					if _, err := db.Exec(t.Context(), tx, change); err != nil {
						t.Fatal(err)
					}
				})
			}
			got, err := w.s.Releases(t.Context(), w.officer(), report.OCDSPrefix, page.Request{})
			if err != nil || len(got.Items) != 1 {
				t.Fatal(len(got.Items), err)
			}
			r := got.Items[0]
			wellFormed(t, r)
			text, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			if before, has := seen[r.ID]; has && before != string(text) {
				t.Errorf("after %q two contents are named %s", change, r.ID)
			}
			seen[r.ID] = string(text)
		}
		at := func(minute int) string { // a moment of this day, in microseconds
			return strconv.FormatInt(noon.Add(time.Duration(minute)*time.Minute).UnixMicro(), 10)
		}
		read("")
		read("")
		if len(seen) != 1 {
			t.Errorf("read twice, named %d times", len(seen))
		}
		read(`UPDATE partnership_commitment SET due_on = '2026-11-21'`)
		read(`UPDATE directory_organisation SET name = 'Nama lain'`)
		read(`UPDATE agreement_agreement SET title = 'Lain', updated_at = ` + at(1))
		read(`UPDATE partnership_delivery SET status = 'disputed', updated_at = ` + at(2))
		read(`UPDATE partnership_commitment SET status = 'fulfilled', closed_on = '2026-11-22', updated_at = ` + at(3))
		if len(seen) != 6 {
			t.Errorf("%d names for six contents", len(seen))
		}
		got, err := w.s.Releases(t.Context(), w.officer(), report.OCDSPrefix, page.Request{})
		if want := noon.Add(3 * time.Minute).Format(time.RFC3339); err != nil || got.Items[0].Date != want {
			t.Errorf("dated %s, last changed at %s, %v", got.Items[0].Date, want, err)
		}
		w.Do(func(tx *db.Tx) { // a third and a fourth party
			for i, o := range []id.Organisation{w.PemkotJambi, w.KanwilJambi} {
				if _, err := db.Exec(t.Context(), tx, `INSERT INTO agreement_party (agreement_id, organisation_id, ordinal, number, signatory, authority) VALUES ($1, $2, $3, 'x', 'x', 'x')`, y.Agreement, o, i+3); err != nil {
					t.Fatal(err)
				}
			}
		})
		if got, err = w.s.Releases(t.Context(), w.officer(), report.OCDSPrefix, page.Request{}); err != nil {
			t.Fatal(err)
		}
		r := got.Items[0]
		if wellFormed(t, r); len(r.Parties) != 4 || len(r.Awards[0].Suppliers) != 2 || r.Parties[2].Roles[0] != "supplier" || r.Parties[3].Roles[0] != "buyer" {
			t.Errorf("parties %+v", r.Parties)
		}
	})
}

func TestPartnersHaveTheShapeOfHumanServices(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		y := w.Whole("KS1", w.LapasBungo, w.Baznas, 10)
		w.Set("programme_offering", "partner_id", w.Baznas, y.Class)
		w.Whole("KS2", w.LapasSelong, w.PemkabLotim, 10)
		w.Empty("KS3", w.LapasBungo, w.PemkotJambi) // nothing is signed
		got, err := w.s.Organizations(t.Context(), w.officer(), page.Request{})
		if err != nil || len(got.Items) != 1 {
			t.Fatalf("%d organizations, %v", len(got.Items), err)
		}
		o := got.Items[0]
		if o.ID != w.Baznas.String() || o.Name == "" || o.Description == "" || len(o.Services) != 1 || len(o.Locations) != 1 {
			t.Fatalf("got %+v", o)
		}
		s, l := o.Services[0], o.Locations[0]
		if s.ID == "" || s.Name == "" || !slices.Contains([]string{"active", "inactive"}, s.Status) || len(s.Schedules) != 1 || s.At[0].Location.ID != l.ID {
			t.Errorf("service %+v", s)
		}
		if l.ID != w.LapasBungo.String() || l.LocationType != "physical" {
			t.Errorf("location %+v", l)
		}
	})
}

func TestAPartnerTakesOutItsOwnAlone(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		w.Whole("KS1", w.LapasBungo, w.Baznas, 10)
		w.Whole("KS2", w.LapasSelong, w.PemkabLotim, 10)
		a := w.Actor(authz.Partner, w.PemkabLotim)
		releases, err := w.s.Releases(t.Context(), a, report.OCDSPrefix[:5]+"x", page.Request{})
		if err != nil || len(releases.Items) != 1 || releases.Items[0].Contracts[0].ID != "KS2/PKS" {
			t.Errorf("releases %+v, %v", releases, err)
		}
		partners, err := w.s.Organizations(t.Context(), a, page.Request{})
		if err != nil || len(partners.Items) != 1 || partners.Items[0].ID != w.PemkabLotim.String() {
			t.Errorf("partners %+v, %v", partners, err)
		}
		everything, err := w.s.Releases(t.Context(), authz.OperatorAs("test"), report.OCDSPrefix, page.Request{Size: 1})
		if err != nil || len(everything.Items) != 1 || everything.Next == "" {
			t.Errorf("the first page of all: %d, %v", len(everything.Items), err)
		}
	})
}
