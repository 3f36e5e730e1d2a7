package partnershipapi_test

import (
	"testing"

	"titian/internal/delivery/api"
	"titian/internal/delivery/api/apitest"
	"titian/internal/feature/agreement"
	"titian/internal/feature/agreement/agreementtest"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/partnership"
	"titian/internal/feature/partnership/partnershipapi"
	"titian/internal/feature/partnership/partnershiptest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

type object = map[string]any

type desk struct {
	*apitest.Client
	*directorytest.World
	d                *db.DB
	c                agreement.Cooperation
	officer, partner authz.Actor
	t                *testing.T
}

func open(t *testing.T) *desk {
	t.Helper()
	d := dbtest.Open(t, db.SQLite)
	w := directorytest.Seed(t, d)
	k := &desk{
		World: w, d: d, t: t, c: agreementtest.Cooperation(t, d, w.LapasSelong, w.PemkabLotim),
		officer: w.Actor(authz.ProgrammeOfficer, w.LapasSelong), partner: w.Actor(authz.Partner, w.PemkabLotim),
	}
	k.Client = apitest.New(t, k.officer, func(a *api.API) { partnershipapi.Register(a, partnership.New(d, nil)) })
	return k
}

func (k *desk) as(a authz.Actor) *desk {
	k.Client.Actor = a
	return k
}

func (k *desk) expect(a *apitest.Answer, want int) object {
	k.t.Helper()
	if a.Status != want {
		k.t.Fatalf("status %d, want %d: %s", a.Status, want, a.Body)
	}
	out := object{}
	a.JSON(&out)
	return out
}

func TestTheWholeExchangeOverTheAPI(t *testing.T) {
	k := open(t)
	m := k.expect(k.Post("/meetings", object{"cooperation_id": k.c.ID, "status": "held", "kind": "coordination", "title": "Rapat", "attendees": []object{{"office": "Bupati"}}}), 201)
	d := k.expect(k.Post("/meetings/"+m["id"].(string)+"/decisions", object{"body": "Instruktur"}), 201)
	p := k.expect(k.Post("/proposals", object{"decision_id": d["id"], "form": "instructors", "title": "Instruktur", "quantity": 5, "unit": "orang", "wanted_by": "2026-12-31"}), 201)
	at := "/proposals/" + p["id"].(string)
	k.expect(k.as(k.partner).Get(at), 404)
	k.expect(k.as(k.officer).Post(at+"/send", object{}), 200)
	if a := k.Post(at+"/answer", object{"answer": "accepted"}); a.Status != 403 || a.Code() != "proposal.answer_other_side" {
		t.Errorf("answered by the asker: %d %s", a.Status, a.Code())
	}
	answered := k.expect(k.as(k.partner).Post(at+"/answer", object{"answer": "changed", "quantity": 3, "reason": "Anggaran"}), 200)
	promise := "/commitments/" + answered["commitment_id"].(string)
	given := k.expect(k.Post(promise+"/deliveries", object{"delivered_on": "2026-11-20", "quantity": 3, "evidence": "BA"}), 201)
	k.expect(k.as(k.officer).Post("/deliveries/"+given["id"].(string)+"/confirm", object{}), 200)
	c := k.expect(k.Get(promise), 200)
	if c["status"] != "fulfilled" || c["closed_on"] != "2026-11-20" || c["sums"].(object)["confirmed"] != 3.0 || c["meeting_id"] != m["id"] {
		t.Errorf("commitment %v", c)
	}
	line := k.expect(k.Get("/ledger?cooperation="+k.c.ID.String()), 200)["lines"].([]any)[0].(object)
	if line["promised"] != 3.0 || line["by_partner"] != true {
		t.Errorf("ledger %v", line)
	}
	detail := k.expect(k.Get("/meetings/"+m["id"].(string)), 200)
	if out := detail["outcomes"].([]any); len(out) != 2 {
		t.Errorf("outcomes %v", out)
	}
}

func TestAnIdempotencyKeyAnswersOnce(t *testing.T) {
	k := open(t)
	p := partnershiptest.Sent(t, k.d, k.c, civil.Must("2026-11-22"))
	k.as(k.partner)
	first := k.expect(k.Post("/proposals/"+p.ID.String()+"/answer", object{"answer": "accepted"}, "Idempotency-Key", "k1"), 200)
	again := k.expect(k.Post("/proposals/"+p.ID.String()+"/answer", object{"answer": "accepted"}, "Idempotency-Key", "k1"), 200)
	if first["commitment_id"] != again["commitment_id"] {
		t.Errorf("made %v and %v", first["commitment_id"], again["commitment_id"])
	}
	body := object{"cooperation_id": k.c.ID, "form": "funds", "title": "Dana", "quantity": 1, "unit": "paket"}
	one := k.expect(k.Post("/proposals", body, "Idempotency-Key", "k2"), 201)
	if two := k.expect(k.Post("/proposals", body, "Idempotency-Key", "k2"), 201); one["id"] != two["id"] {
		t.Error("the same key made two proposals")
	}
}

func TestVitalityIsToldWithWhatIsMissing(t *testing.T) {
	k := open(t)
	a := agreementtest.Signed(t, k.d, k.c, civil.Must("2026-02-01"), civil.Must("2029-01-31"))
	v := k.expect(k.Get("/agreements/"+a.ID.String()+"/vitality"), 200)
	if v["verdict"] != "ceremonial" || v["days_to_first"] != nil || v["missing"].([]any)[0].(object)["code"] != "no_commitment" {
		t.Errorf("vitality %v", v)
	}
	k.expect(k.as(k.World.Actor(authz.Partner, k.PemkabMaros)).Get("/agreements/"+a.ID.String()+"/vitality"), 404)
}

func TestPromisesAndDisputesOverTheAPI(t *testing.T) {
	k := open(t)
	c := partnershiptest.Promise(t, k.d, k.c, id.Agreement{}, 10, civil.Must("2026-12-01"))
	d := partnershiptest.Report(t, k.d, c, civil.Must("2026-11-22"), 4)
	got := k.expect(k.Post("/deliveries/"+d.ID.String()+"/dispute", object{"quantity": 1, "reason": "Satu saja"}), 200)
	if got["quantity"] != 4.0 || got["received_quantity"] != 1.0 {
		t.Errorf("versions %v", got)
	}
	at := "/commitments/" + c.ID.String()
	tag := k.Get(at).Header.Get("ETag")
	less := object{"form": "instructors", "title": "Instruktur", "quantity": 5, "unit": "orang", "value_rp": 5000000, "due_on": "2026-12-01", "reason": "x"}
	if a := k.as(k.partner).Patch(at, tag, less); a.Status != 403 || a.Code() != "commitment.release_by_receiver" {
		t.Errorf("lessened by the promiser: %d %s", a.Status, a.Code())
	}
	after := k.expect(k.as(k.officer).Patch(at, tag, less), 200)
	if n := len(after["amendments"].([]any)); after["quantity"] != 5.0 || n != 1 {
		t.Errorf("amended %v", after)
	}
	k.expect(k.Patch(at, tag, less), 412)
	bad := k.Post("/commitments", object{"cooperation_id": k.c.ID, "promiser_id": k.LapasSelong, "receiver_id": k.LapasSelong, "form": "funds", "title": "x", "quantity": 1, "unit": "x", "due_on": "2026-12-01"})
	if p := bad.Problem(); bad.Status != 422 || len(p.Errors) != 1 {
		t.Errorf("to itself: %d %s", bad.Status, bad.Body)
	}
	if n := len(k.expect(k.Get("/commitments?late=true"), 200)["items"].([]any)); n != 0 {
		t.Errorf("%d late", n)
	}
	if n := len(k.expect(k.Get("/forms"), 200)["items"].([]any)); n != len(partnership.Forms()) {
		t.Errorf("%d forms", n)
	}
}

func TestCounterOffersMilestonesAndSettlementOverTheAPI(t *testing.T) {
	k := open(t)
	p := partnershiptest.Sent(t, k.d, k.c, civil.Must("2026-11-22"))
	at := "/proposals/" + p.ID.String()
	a := k.as(k.partner).Post(at+"/counter", object{"quantity": 5, "value_rp": 5_000_000, "wanted_by": "2027-01-21", "reason": "Sama"})
	if a.Status != 422 || a.Code() != "invalid" {
		t.Errorf("the same again: %d %s", a.Status, a.Body)
	}
	got := k.expect(k.Post(at+"/counter", object{"quantity": 3, "wanted_by": "2027-01-21", "reason": "Anggaran terbatas"}), 200)
	if table := got["on_table"].(object); table["quantity"] != 3.0 || got["quantity"] != 5.0 || got["awaits_id"] != k.LapasSelong.String() {
		t.Errorf("countered %v", got)
	}
	made := k.expect(k.as(k.officer).Post(at+"/answer", object{"answer": "accepted"}), 200)
	rounds := k.expect(k.Get(at+"/rounds"), 200)["items"].([]any)
	if second := rounds[1].(object); len(rounds) != 3 || second["changed"] != true || second["before"].(object)["quantity"] != 5.0 || rounds[0].(object)["before"] != nil {
		t.Errorf("rounds %v", rounds)
	}

	commitment := "/commitments/" + made["commitment_id"].(string)
	shown := k.Get(commitment)
	terms := object{
		"form": "instructors", "title": "Tiga instruktur", "quantity": 3, "unit": "orang", "due_on": "2027-01-21", "reason": "Dibagi dua kelas",
		"milestones": []object{{"title": "Kelas pertama", "due_on": "2026-12-01", "quantity": 2}},
	}
	divided := k.expect(k.Patch(commitment, shown.Header.Get("ETag"), terms), 200)
	if parts := divided["milestones"].([]any); len(parts) != 1 || parts[0].(object)["done"] != false {
		t.Errorf("milestones %v", divided["milestones"])
	}

	report := k.expect(k.as(k.partner).Post(commitment+"/deliveries", object{"delivered_on": "2026-11-20", "quantity": 3, "evidence": "BA 1"}), 201)
	delivery := "/deliveries/" + report["id"].(string)
	if report["confirm_by"] != "2026-12-06" {
		t.Errorf("to be confirmed by %v", report["confirm_by"])
	}
	k.expect(k.as(k.officer).Post(delivery+"/dispute", object{"quantity": 2, "reason": "Dua yang datang"}), 200)
	if settled := k.expect(k.as(k.partner).Post(delivery+"/concede", nil), 200); settled["status"] != "confirmed" || settled["quantity"] != 2.0 {
		t.Errorf("settled %v", settled)
	}
	if words := k.expect(k.Get(delivery+"/words"), 200)["items"].([]any); len(words) != 3 || words[0].(object)["quantity"] != 3.0 {
		t.Errorf("words %v", words)
	}
	if parts := k.expect(k.Get(commitment), 200)["milestones"].([]any); parts[0].(object)["done"] != true {
		t.Errorf("two confirmed do not fill the first part: %v", parts)
	}

	accounts := k.expect(k.Get("/ledger/accounts?by=agreement"), 200)
	if items := accounts["items"].([]any); len(items) != 1 || items[0].(object)["key"] != "" || accounts["total"].(object)["promises"] != 1.0 {
		t.Errorf("accounts %v", accounts)
	}
	if a := k.Get("/ledger/accounts?by=colour"); a.Status != 422 {
		t.Errorf("an unheard-of axis: %d", a.Status)
	}
	k.as(k.World.Actor(authz.Partner, k.PemkabMaros))
	for _, path := range []string{at + "/rounds", delivery + "/words", "/cooperations/" + k.c.ID.String() + "/need?form=instructors"} {
		if a := k.Get(path); a.Status != 404 {
			t.Errorf("another partner reads %s: %d %s", path, a.Status, a.Body)
		}
	}
}
