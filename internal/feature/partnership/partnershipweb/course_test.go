package partnershipweb_test

import (
	"context"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/webtest"
	"titian/internal/feature/agreement/agreementtest"
	"titian/internal/feature/partnership"
	"titian/internal/feature/partnership/partnershiptest"
	"titian/internal/feature/partnership/partnershipweb"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// courses are the pages of vitality over an agreement that slept, woke and sleeps again.
func courses(t *testing.T, reach partnershipweb.Reach) (*room, id.Agreement) {
	t.Helper()
	r := enter(t)
	a := agreementtest.Signed(t, r.d, r.c, civil.Must("2025-02-01"), civil.Must("2028-01-31"))
	c := partnershiptest.Promise(t, r.d, r.c, a.ID, 4, civil.Must("2025-11-30"))
	partnershiptest.Confirmed(t, r.d, c, civil.Must("2025-08-10"), 2)
	pages := partnershipweb.Courses{
		Service: partnership.New(r.d, nil),
		Whose: func(_ context.Context, _ authz.Actor, key id.Organisation) (partnership.Whose, string, error) {
			return partnership.Whose{Partner: key}, "Pemkab Lombok Timur", nil
		},
		Reached: func(context.Context, authz.Actor, partnership.Whose) (partnershipweb.Reach, error) { return reach, nil },
	}
	r.Site = webtest.New(t, r.officer, func(rt *web.Router) { pages.Register(rt) }, partnershipweb.Words)
	return r, a.ID
}

func TestAnAgreementsCourseIsToldQuarterByQuarter(t *testing.T) {
	r, key := courses(t, partnershipweb.Reach{Promised: 30, Finished: 24, Still: 3, Seats: 30, Used: 27})
	r.Lang = i18n.Indonesian
	page := r.get("/agreements/" + key.String() + "/vitality")
	rows := page.Find("table").First().Find("tbody tr")
	var got []string
	rows.Each(func(i int, _ *goquery.Selection) {
		got = append(got, strings.Join(strings.Fields(rows.Eq(i).Text()), " "))
	})
	for i, want := range map[int]string{0: "Triwulan 1 2025 Baru ditandatangani", 1: "Triwulan 2 2025 Seremonial", 2: "Triwulan 3 2025 Nyata", 3: "Triwulan 4 2025 Lambat", 7: "Hari ini, 22 Nov 2026 Lambat"} {
		if i >= len(got) || got[i] != want {
			t.Errorf("row %d of %v, want %s", i, got, want)
		}
	}
	if len(got) != 8 {
		t.Errorf("%d rows, want none before the signature: %v", len(got), got)
	}
	if first := page.Text(".t-section"); !strings.HasPrefix(first, "Hari ini, 22 Nov 2026Lambat Ada yang dikonfirmasi") {
		t.Errorf("the page begins with %q, want today's verdict and why", first)
	}
	if !strings.Contains(page.Text("main"), "1 komitmen terlambat") || !strings.Contains(page.Text("main"), "80%") {
		t.Errorf("the evidence is not there: %s", page.Text("main"))
	}
}

func TestAPartnersCourseCountsAndDoesNotRank(t *testing.T) {
	r, _ := courses(t, partnershipweb.Reach{Promised: 30, Hidden: true})
	r.Lang = i18n.English
	page := r.get("/organisations/" + r.c.Partner.String() + "/vitality")
	text := page.Text("main")
	for _, want := range []string{"Agreements by verdict", "hidden (fewer than 10)", "Half of them started within 190 days.", "1 of 1 agreements have a confirmed delivery", "Agreements, by reference"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing: %s", want, text)
		}
	}
	if page.Find("svg[role=img]").Length() != 1 || page.Find("svg[role=img]").AttrOr("aria-label", "") == "" {
		t.Error("the curve has no words for those who do not see it")
	}
	r.as(r.partner).status(r.Get("/agreements/"+id.Agreement{}.Make().String()+"/vitality"), 404)
}
