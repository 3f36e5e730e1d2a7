package report_test

import (
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	"titian/internal/feature/report"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
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
		for _, m := range c.Milestones {
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
		if m := c.Milestones[0]; len(c.Milestones) != 1 || m.Status != "partiallyMet" || m.Description != "20 pertemuan" || m.DueDate != "2026-11-30T00:00:00+07:00" {
			t.Errorf("milestones %+v", c.Milestones)
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
