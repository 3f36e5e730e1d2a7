package fundapi_test

import (
	"testing"

	"titian/internal/delivery/api"
	"titian/internal/delivery/api/apitest"
	"titian/internal/feature/fund"
	"titian/internal/feature/fund/fundapi"
	"titian/internal/feature/fund/fundtest"
	"titian/internal/kernel/civil"
	"titian/internal/platform/authz"
)

func TestBooksAreClosedAndADonorIsAccountedTo(t *testing.T) {
	w, c := client(t)
	e := fundtest.Entry(w.Fund(t, fund.CSR), fund.Receipt, 500)
	e.BookedOn = civil.Must("2026-10-05")
	w.Book(t, e)
	status(t, c.Post("/fund-books", object{"host_id": w.LapasBungo, "through_on": "2026-10-31"}), 403)

	head := apitest.New(t, w.Actor(authz.FacilityHead, w.LapasBungo), func(a *api.API) { fundapi.Register(a, w.Service) })
	body := object{"host_id": w.LapasBungo, "through_on": "2026-10-31"}
	made := status(t, head.Post("/fund-books", body, "Idempotency-Key", "a"), 200)
	if again := status(t, head.Post("/fund-books", body, "Idempotency-Key", "a"), 200); made["received"] != 500.0 || again["id"] != made["id"] {
		t.Errorf("closed %v, again %v", made, again)
	}
	status(t, head.Post("/fund-books", body), 409)
	books := status(t, head.Get("/fund-books"), 200)["items"].([]any)
	if b := books[0].(object); len(books) != 1 || b["agrees"] != true || b["next_on"] != nil || len(b["closings"].([]any)) != 1 {
		t.Errorf("books %v", books)
	}

	st := status(t, c.Get("/donor-statements?partner="+w.Baznas.String()+"&from=2026-10-01&to=2026-11-22"), 200)
	line := st["funds"].([]any)[0].(object)["entries"].([]any)[0].(object)
	if st["held"] != 500.0 || line["debit"] != "held" || line["credit"] != "free" || line["amount"] != 500.0 {
		t.Errorf("statement %v", st)
	}
	status(t, c.Get("/donor-statements?partner="+w.Baznas.String()+"&from=2026-10-01"), 422)
	status(t, c.Get("/donor-statements?partner="+w.PemkotJambi.String()+"&from=2026-10-01&to=2026-11-22"), 404)
}
