package agreementapi_test

import (
	"strings"
	"testing"

	"titian/internal/delivery/api"
	"titian/internal/delivery/api/apitest"
	"titian/internal/feature/agreement"
	"titian/internal/feature/agreement/agreementapi"
	"titian/internal/feature/agreement/agreementtest"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/kernel/civil"
	"titian/internal/platform/authz"
	"titian/internal/platform/blob"
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
	draft := answers(t, c.Get(at+"/composed"), 200)
	answers(t, c.Post(at+"/texts", object{"body": draft["body"]}), 200)
	answers(t, c.Post(at+"/texts", object{"body": draft["body"].(string) + "\nPasal 99 Lain-lain"}), 200)
	lines := answers(t, c.Get(at+"/texts/1/to/2"), 200)["items"].([]any)
	if last := lines[len(lines)-1].(object); last["op"] != "added" {
		t.Errorf("the difference ends with %v", last)
	}
	answers(t, c.Get(at+"/texts/1/to/7"), 404)
	said := answers(t, c.Post(at+"/comments", object{"clause": 1, "body": "Kurang jelas"}), 201)
	if a := c.Post(at+"/approve", object{"side": "partner"}); a.Status != 422 {
		t.Errorf("approved for the partner without a letter: %d", a.Status)
	}
	answers(t, c.Post("/comments/"+said["id"].(string)+"/settle", object{"resolution": "Tetap"}), 200)
	answers(t, c.Post(at+"/approve", object{"text": 2}), 200)
	answers(t, c.Post(at+"/approve", object{"side": "partner", "document": "Surat 1"}), 200)
	for _, to := range []string{"TELAAH_HUKUM", "DISEPAKATI", "DITANDATANGANI"} {
		answers(t, c.Post(at+"/move", object{"to": to, "on": "2025-10-19", "document": "ND-1"}), 200)
	}
	signed := answers(t, c.Get(at), 200)
	if signed["signed_on"] != "2025-10-19" || signed["texts"].([]any)[0].(object)["intact"] != true || len(signed["moves"].([]any)) != 4 || len(signed["approvals"].([]any)) != 2 {
		t.Errorf("signed %v", signed)
	}
	if a := c.Post(at+"/texts", object{"body": "Pasal 2"}); a.Status != 409 || a.Code() != "agreement.frozen" {
		t.Errorf("a text after signing: %d %s", a.Status, a.Code())
	}
	added := answers(t, c.Post(at+"/addenda", object{"title": "Adendum 1", "scope": "Peserta 40 orang", "starts_on": "2026-01-01"}), 201)
	if below := answers(t, c.Get(at), 200)["below"].([]any); len(below) != 1 || below[0].(object)["id"] != added["id"] {
		t.Errorf("below it stands %v", below)
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

func TestADocumentIsPrintedAndItsSectionsAreWordedOverTheAPI(t *testing.T) {
	c, w, d := client(t)
	s := agreement.New(d)
	s.Press.Blobs = blob.New(d, [32]byte{})
	c = apitest.New(t, c.Actor, func(a *api.API) { agreementapi.Register(a, s) })
	section := object{"org_id": w.KanwilJambi, "legal_track": "SINERGI", "name": "disputes", "body": "Musyawarah."}
	for _, tt := range []struct {
		change any
		from   string
	}{{false, w.KanwilJambi.String()}, {true, ""}} {
		section["reset"] = tt.change
		for _, x := range answers(t, c.Post("/agreement-sections", section), 200)["items"].([]any) {
			if x := x.(object); x["name"] == "disputes" && x["from_id"] != tt.from {
				t.Errorf("reset %v: from %v", tt.change, x["from_id"])
			}
		}
	}
	if a := c.Get("/agreement-sections?track=SINERGI&org=" + w.LapasSelong.String()); a.Status != 404 {
		t.Errorf("another office's sections: %d", a.Status)
	}
	a := agreementtest.Signed(t, d, agreementtest.Cooperation(t, d, w.KanwilJambi, w.PemkotSungaiPenuh), civil.Must("2026-02-01"), civil.Must("2028-12-31"))
	at := "/agreements/" + a.ID.String() + "/papers"
	first := answers(t, c.Post(at, nil, "Idempotency-Key", "k1"), 200)
	if again := answers(t, c.Post(at, nil, "Idempotency-Key", "k1"), 200); again["code"] != first["code"] {
		t.Errorf("printed twice: %v and %v", first, again)
	}
	code := first["code"].(string)
	if file := answers(t, c.Get("/papers/"+code), 200); !strings.HasPrefix(file["file"].(string), "JVBER") {
		t.Error("the file is no PDF")
	}
	c.Actor = w.Actor(authz.Observer, w.LapasSelong)
	if v := answers(t, c.Get("/papers/"+code+"/verdict"), 200); len(v) != 3 || v["sha256"] != first["sha256"] {
		t.Errorf("anybody is told %v", v)
	}
	answers(t, c.Get("/papers/"+code), 403)
}
