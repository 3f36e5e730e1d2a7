package intakeapi_test

import (
	"strings"
	"testing"

	"titian/internal/delivery/api"
	"titian/internal/delivery/api/apitest"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/intake"
	"titian/internal/feature/intake/intakeapi"
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
		c := apitest.New(t, a, func(rest *api.API) { intakeapi.Register(rest, s) })
		i, err := s.Receive(t.Context(), a, intake.ReceiveCommand{FileName: "x.csv", File: strings.NewReader(file)})
		if err != nil {
			t.Fatal(err)
		}
		path := "/imports/" + i.ID.String()
		var got intakeapi.Import
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
