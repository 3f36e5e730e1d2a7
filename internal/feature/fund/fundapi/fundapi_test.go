package fundapi_test

import (
	"strings"
	"testing"

	"titian/internal/delivery/api"
	"titian/internal/delivery/api/apitest"
	"titian/internal/feature/fund"
	"titian/internal/feature/fund/fundapi"
	"titian/internal/feature/fund/fundtest"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

type object = map[string]any

func client(t *testing.T) (*fundtest.World, *apitest.Client) {
	t.Helper()
	w := fundtest.Seed(t, dbtest.Open(t, db.SQLite))
	return w, apitest.New(t, w.Officer, func(a *api.API) { fundapi.Register(a, w.Service) })
}

func status(t *testing.T, a *apitest.Answer, want int) object {
	t.Helper()
	if a.Status != want {
		t.Fatalf("status %d, want %d: %s", a.Status, want, a.Body)
	}
	out := object{}
	a.JSON(&out)
	return out
}

func TestAFundFromReceiptToStatement(t *testing.T) {
	w, c := client(t)
	class, p := w.Class("las"), w.Person(t, w.LapasBungo, "Ahmad")
	f := status(t, c.Post("/funds", object{"cooperation_id": w.Cooperation.ID, "type": "ZAKAT", "purpose": "Las"}, "Idempotency-Key", "a"), 201)
	at := "/funds/" + f["id"].(string)
	book := func(want int, b object, headers ...string) object {
		t.Helper()
		b["booked_on"] = "2026-11-20"
		return status(t, c.Post(at+"/entries", b, headers...), want)
	}
	receipt := object{"kind": "receipt", "amount": 1_000_000, "receipt_no": "TR-1"}
	first := book(201, receipt, "Idempotency-Key", "b")
	if again := book(201, receipt, "Idempotency-Key", "b"); again["id"] != first["id"] {
		t.Errorf("the repeat booked %v, not %v", again["id"], first["id"])
	}
	book(201, object{"kind": "allocation", "amount": 600_000, "class_id": class})
	zakat := object{"kind": "disbursement", "amount": 600_000, "class_id": class, "person_id": p, "receipt_no": "KW-1"}
	refused := c.Post(at+"/entries", object{"kind": "disbursement", "amount": 1, "class_id": class, "person_id": p, "receipt_no": "KW-1", "booked_on": "2026-11-20"})
	status(t, refused, 422)
	for _, path := range []string{"asnaf", "asnaf_evidence", "surveyor"} {
		if !strings.Contains(refused.Body, `"`+path+`"`) {
			t.Errorf("nothing about %s in %s", path, refused.Body)
		}
	}
	zakat["asnaf"], zakat["asnaf_evidence"], zakat["surveyor"] = "fakir", "SKTM", "Petugas"
	paid := book(201, zakat)

	st := status(t, c.Get(at+"/statement"), 200)
	if st["agrees"] != true || st["people"] != 1.0 || st["counted"].(object)["disbursed"] != 600_000.0 || st["reached"].([]any)[0].(object)["asnaf"] != "fakir" {
		t.Errorf("statement = %v", st)
	}
	reverse := "/entries/" + paid["id"].(string) + "/reverse"
	back := status(t, c.Post(reverse, object{"reason": "salah orang"}, "Idempotency-Key", "c"), 200)
	if again := status(t, c.Post(reverse, object{"reason": "salah orang"}, "Idempotency-Key", "c"), 200); again["id"] != back["id"] || back["reverses_id"] != paid["id"] {
		t.Errorf("the repeated reversal is %v, not %v", again, back)
	}
	if code := c.Post(reverse, object{"reason": "lagi"}).Code(); code != "entry.reversed" {
		t.Errorf("a second reversal: %s", code)
	}
	if items := status(t, c.Get(at+"/entries?size=3"), 200)["items"].([]any); len(items) != 3 {
		t.Errorf("%d entries on a page of 3", len(items))
	}
	if code := c.Post(at+"/close", nil).Code(); code != "fund.not_balanced" {
		t.Errorf("closing: %s", code)
	}
}

func TestVersionsScopeAndNames(t *testing.T) {
	w, c := client(t)
	f := w.Fund(t, fund.Zakat)
	w.Book(t, fundtest.Entry(f, fund.Receipt, 100))
	w.Book(t, fundtest.Entry(f, fund.Allocation, 100))
	e := w.Book(t, fundtest.ToPerson(f, 100, w.Person(t, w.LapasBungo, "Ahmad"), id.Offering{}))
	at := "/funds/" + f.ID.String()
	etag := c.Get(at).Header.Get("ETag")
	status(t, c.Patch(at, etag, object{"purpose": "Lain"}), 200)
	status(t, c.Patch(at, etag, object{"purpose": "Kalah"}), 412)
	if closed := status(t, c.Post(at+"/close", nil), 200); closed["status"] != "closed" {
		t.Errorf("closed = %v", closed)
	}
	if code := c.Post(at+"/close", nil).Code(); code != "fund.closed" {
		t.Errorf("closed twice: %s", code)
	}
	status(t, c.Post(at+"/reopen", nil), 200)
	if items := status(t, c.Get("/funds?type=ZAKAT&status=open"), 200)["items"].([]any); len(items) != 1 {
		t.Errorf("%d funds", len(items))
	}
	c.Actor = w.Donor
	seen := status(t, c.Get("/entries/"+e.ID.String()), 200)
	if seen["person_id"] != "" && seen["person_id"] != nil || seen["surveyor"] != "" || seen["for_person"] != true {
		t.Errorf("the donor reads %v", seen)
	}
	status(t, c.Post(at+"/close", nil), 403)
	c.Actor = w.Actor(authz.FacilityHead, w.LapasSelong)
	status(t, c.Get(at), 404)
	status(t, c.Get("/entries/"+e.ID.String()), 404)
}
