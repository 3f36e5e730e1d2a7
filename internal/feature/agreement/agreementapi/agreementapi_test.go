package agreementapi_test

import (
	"testing"

	"titian/internal/delivery/api"
	"titian/internal/delivery/api/apitest"
	"titian/internal/feature/agreement"
	"titian/internal/feature/agreement/agreementapi"
	"titian/internal/feature/agreement/agreementtest"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/kernel/civil"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

type object = map[string]any

func client(t *testing.T) (*apitest.Client, *directorytest.World, *db.DB) {
	t.Helper()
	d := dbtest.Open(t, db.SQLite)
	w := directorytest.Seed(t, d)
	return apitest.New(t, w.Actor(authz.RegionalOffice, w.KanwilJambi), func(a *api.API) { agreementapi.Register(a, agreement.New(d)) }), w, d
}

func answers(t *testing.T, a *apitest.Answer, want int) object {
	t.Helper()
	if a.Status != want {
		t.Fatalf("status %d, want %d: %s", a.Status, want, a.Body)
	}
	out := object{}
	a.JSON(&out)
	return out
}

func TestAnAgreementIsDraftedSignedAndRenewedOverTheAPI(t *testing.T) {
	c, w, _ := client(t)
	coop := answers(t, c.Post("/cooperations", object{"host_id": w.KanwilJambi, "partner_id": w.PemkotSungaiPenuh, "title": "MoU"}), 201)
	made := answers(t, c.Post("/agreements", object{
		"cooperation_id": coop["id"], "stage": "DRAF", "on": "2025-10-01", "kind": "memorandum", "label": "MoU",
		"legal_track": "SINERGI", "title": "Pembinaan", "starts_on": "2025-10-19", "ends_on": "2028-10-18",
	}), 201)
	at := "/agreements/" + made["id"].(string)
	answers(t, c.Post(at+"/parties", object{"parties": []object{
		{"organisation_id": w.KanwilJambi, "number": "1", "signatory": "Kepala Kanwil"},
		{"organisation_id": w.PemkotSungaiPenuh, "number": "2", "signatory": "Wali Kota"},
	}, "served": []any{w.RutanSungaiPenuh}}), 200)
	answers(t, c.Post(at+"/texts", object{"body": "Pasal 1"}), 200)
	for _, to := range []string{"TELAAH_HUKUM", "DISEPAKATI", "DITANDATANGANI"} {
		answers(t, c.Post(at+"/move", object{"to": to, "on": "2025-10-19", "document": "ND-1"}), 200)
	}
	signed := answers(t, c.Get(at), 200)
	if signed["signed_on"] != "2025-10-19" || signed["texts"].([]any)[0].(object)["intact"] != true || len(signed["moves"].([]any)) != 4 {
		t.Errorf("signed %v", signed)
	}
	if a := c.Post(at+"/texts", object{"body": "Pasal 2"}); a.Status != 409 || a.Code() != "agreement.frozen" {
		t.Errorf("a text after signing: %d %s", a.Status, a.Code())
	}
	next := answers(t, c.Post(at+"/renewal", object{"starts_on": "2028-10-19", "ends_on": "2031-10-18"}), 201)
	if next["renews_id"] != made["id"] || next["stage"] != "DRAF" {
		t.Errorf("renewal %v", next)
	}
	x := answers(t, c.Post(at+"/activities", object{"title": "Las", "year": 2026, "quarter": 1, "target": 20, "unit": "orang", "responsible": "Kasi", "budget_source": "APBD"}), 201)
	if got := answers(t, c.Post("/activities/"+x["id"].(string)+"/cancel", nil), 200); got["status"] != "cancelled" {
		t.Errorf("activity %v", got)
	}
}

func TestAStaleChangeIsToldWhatChanged(t *testing.T) {
	c, w, d := client(t)
	coop := agreementtest.Cooperation(t, d, w.KanwilJambi, w.PemkotSungaiPenuh)
	at := "/cooperations/" + coop.ID.String()
	if a := c.Patch(at, "", object{"title": "x"}); a.Status != 428 {
		t.Errorf("without If-Match: %d", a.Status)
	}
	tag := c.Get(at).Header.Get("ETag")
	answers(t, c.Patch(at, tag, object{"title": "Baru"}), 200)
	late := c.Patch(at, tag, object{"title": "Lain"})
	if p := late.Problem(); late.Status != 412 || len(p.Errors) == 0 {
		t.Errorf("stale: %d %s", late.Status, late.Body)
	}
	if a := c.Post("/cooperations", object{"title": "x", "host": "y"}); a.Status != 422 {
		t.Errorf("unknown field: %d", a.Status)
	}
}

func TestAPartnerFindsItsOwnOverTheAPI(t *testing.T) {
	c, w, d := client(t)
	own := agreementtest.Cooperation(t, d, w.LapasBungo, w.Baznas)
	other := agreementtest.Signed(t, d, agreementtest.Cooperation(t, d, w.LapasMaros, w.PemkabMaros), civil.Must("2026-02-01"), civil.Must("2026-12-31"))
	c.Actor = w.Actor(authz.Partner, w.Baznas)
	if items := answers(t, c.Get("/cooperations"), 200)["items"].([]any); len(items) != 1 || items[0].(object)["id"] != own.ID.String() {
		t.Errorf("listed %v", items)
	}
	answers(t, c.Get("/agreements/"+other.ID.String()), 404)
	if items := answers(t, c.Get("/agreements-ending"), 200)["items"].([]any); len(items) != 0 {
		t.Errorf("another's endings %v", items)
	}
	if a := c.Post("/cooperations/"+own.ID.String()+"/close", object{"reason": "x"}); a.Status != 403 {
		t.Errorf("closed by the partner: %d", a.Status)
	}
}
