package intakeapi_test

import (
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"titian/internal/delivery/api"
	"titian/internal/delivery/api/apitest"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/intake"
	"titian/internal/feature/intake/intakeapi"
	"titian/internal/feature/intake/intaketext"
	"titian/internal/feature/person/persontest"
	"titian/internal/feature/sentence"
	"titian/internal/platform/authz"
	"titian/internal/platform/blob"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

const file = "No. Registrasi;Nama;JK;Status;Tgl Masuk\nB1;Budi Santoso;L;Napi;01-01-2025\nB2;Siti;X;Napi;01-01-2025\n"

func TestAnImportGoesItsWayOverTheAPI(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		s := intake.New(d, blob.New(d, [32]byte{3}), persontest.Service(d), sentence.New(d, persontest.Service(d)))
		a := w.Actor(authz.ProgrammeOfficer, w.LapasBungo)
		c := apitest.New(t, a, func(rest *api.API) { intakeapi.Register(rest, s) }, intaketext.Words)
		var got intakeapi.Import
		first := c.Post("/imports?file_name=x.csv", file, "Content-Type", "text/csv", "Idempotency-Key", "berkas-1")
		first.JSON(&got)
		if first.Status != 201 || got.Status != "read" || got.FileName != "x.csv" || len(got.Columns) != 5 || got.Columns[1] != (intakeapi.Column{Letter: "B", Header: "Nama", Field: "name"}) {
			t.Fatalf("received: %d %+v", first.Status, got)
		}
		i, path := got, "/imports/"+got.ID.String()
		c.Post(path+"/columns", `{"columns":[{"letter":"C","field":"sex"}]}`).JSON(&got)
		c.Post(path+"/check", nil).JSON(&got)
		if got.Status != "checked" || got.Rows != 2 || got.New != 1 || got.Wrong != 1 {
			t.Fatalf("checked: %+v", got)
		}
		var said struct{ Items []intakeapi.Remark }
		c.Get(path + "/remarks?what=wrong").JSON(&said)
		if len(said.Items) != 1 || said.Items[0].Line != 3 || said.Items[0].Wrong[0].Code != "intake.word" {
			t.Errorf("remarks: %+v", said)
		}
		if r := c.Post(path+"/confirm", `{}`); r.Status != 409 || r.Code() != "intake.wrong_rows" {
			t.Errorf("a file with wrong rows: %d %s", r.Status, r.Code())
		}
		c.Post(path+"/confirm", `{"good_rows":true}`).JSON(&got)
		if got.Status != "applying" {
			t.Errorf("confirmed: %+v", got)
		}
		book := c.Get(path + "/checked.xlsx")
		if f, err := excelize.OpenReader(strings.NewReader(book.Body)); err != nil || len(f.GetSheetList()) != 1 {
			t.Errorf("the workbook: %d, %v", book.Status, err)
		}
		if _, err := s.Work(t.Context(), a, i.ID, nil); err != nil {
			t.Fatal(err)
		}
		c.Get(path).JSON(&got)
		if got.Status != "done" || got.Progress != 1 {
			t.Errorf("done: %+v", got)
		}
		c.Post(path+"/undo", nil).JSON(&got)
		if got.Status != "undoing" {
			t.Errorf("undo: %+v", got)
		}
		if r := c.Post(path+"/drop", nil); r.Status != 409 {
			t.Errorf("put aside under way: %d", r.Status)
		}
		var list struct{ Items []intakeapi.Import }
		c.Get("/imports").JSON(&list)
		if len(list.Items) != 1 || list.Items[0].ID != i.ID {
			t.Errorf("list: %+v", list)
		}
		c.Actor = w.Actor(authz.ProgrammeOfficer, w.LapasSelong)
		if r := c.Get(path); r.Status != 404 {
			t.Errorf("another facility reads it: %d", r.Status)
		}
	})
}

func TestAFileHandedInTwiceIsReceivedOnce(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		s := intake.New(d, blob.New(d, [32]byte{3}), persontest.Service(d), sentence.New(d, persontest.Service(d)))
		c := apitest.New(t, w.Actor(authz.ProgrammeOfficer, w.LapasBungo), func(rest *api.API) { intakeapi.Register(rest, s) }, intaketext.Words)
		hand := func(key, content, kind string) *apitest.Answer {
			return c.Post("/imports", content, "Content-Type", kind, "Idempotency-Key", key)
		}
		var first, again intakeapi.Import
		hand("satu", file, "text/csv; charset=utf-8").JSON(&first)
		replayed := hand("satu", file, "text/csv")
		if replayed.JSON(&again); again.ID != first.ID || replayed.Header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("again it is %s, first %s", again.ID, first.ID)
		}
		if n, err := db.One[int64](t.Context(), d, `SELECT count(*) FROM blob_blob`); err != nil || n != 1 {
			t.Errorf("%d files are kept, %v", n, err)
		}
		if r := hand("satu", file+"B3;Joko;L;Napi;01-01-2025\n", "text/csv"); r.Status != 422 || r.Code() != "once.reused" {
			t.Errorf("another file under the same key: %d %s", r.Status, r.Code())
		}
		if r := hand("tiga", "", "text/csv"); r.Status != 422 || r.Code() != "file.empty" {
			t.Errorf("nothing: %d %s", r.Status, r.Code())
		}
		if r := hand("empat", strings.Repeat("Nama;NIK\n", intake.MaxFile/9+2), "text/csv"); r.Status != 413 {
			t.Errorf("without end: %d %s", r.Status, r.Code())
		}
		c.Actor = w.Actor(authz.CaseGuardian, w.LapasBungo)
		if r := hand("lima", file, "text/csv"); r.Status != 403 {
			t.Errorf("a case guardian: %d", r.Status)
		}
	})
}
