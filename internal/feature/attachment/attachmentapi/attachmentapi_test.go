package attachmentapi_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"titian/internal/delivery/api"
	"titian/internal/delivery/api/apitest"
	"titian/internal/feature/attachment"
	"titian/internal/feature/attachment/attachmentapi"
	"titian/internal/feature/attachment/attachmenttest"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func TestAFileTravelsOverTheAPIAsItIs(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		record := id.Any{}.Make()
		s := attachmenttest.Service(d, map[attachment.Kind]attachment.Gate{
			"meeting": func(_ context.Context, _ db.Querier, a authz.Actor, key id.Any) (attachment.Access, error) {
				if key != record || !a.Scope.Has(w.LapasSelong) {
					return attachment.Access{}, errs.New(errs.NotFound, "not_found")
				}
				return attachment.Access{Org: w.LapasSelong}, nil
			},
		})
		c := apitest.New(t, w.Actor(authz.ProgrammeOfficer, w.LapasSelong), func(a *api.API) { attachmentapi.Register(a, s) })
		of := "/files?kind=meeting&record=" + record.String()
		var f attachmentapi.File
		sent := c.Post(of+"&name=Daftar%20hadir.pdf", string(attachmenttest.PDF()), "Content-Type", "application/pdf", "Idempotency-Key", "satu")
		sent.JSON(&f)
		if sent.Status != http.StatusCreated || f.Name != "Daftar hadir.pdf" || f.Type != "application/pdf" || len(f.SHA256) != 64 {
			t.Fatalf("sent: %d %+v", sent.Status, f)
		}
		var again attachmentapi.File
		c.Post(of+"&name=Daftar%20hadir.pdf", string(attachmenttest.PDF()), "Content-Type", "application/pdf", "Idempotency-Key", "satu").JSON(&again)
		if again.ID != f.ID {
			t.Error("sent twice, kept twice")
		}
		got := c.Get("/files/" + f.ID.String() + "/content")
		if got.Status != 200 || string(got.Body) != string(attachmenttest.PDF()) || got.Header.Get("X-Content-Type-Options") != "nosniff" ||
			got.Header.Get("Content-Disposition") != `attachment; filename="Daftar hadir.pdf"` {
			t.Errorf("fetched: %d %v", got.Status, got.Header)
		}
		for what, tt := range map[string]struct {
			body   string
			status int
			code   string
		}{
			"a program": {"\x7fELF\x02\x01\x01" + strings.Repeat("\x00", 100), 422, "attachment.media"},
			"nothing":   {"", 422, "file.empty"},
			"too much":  {"%PDF-1.4" + strings.Repeat("x", attachment.MaxFile), 413, "attachment.too_large"},
		} {
			if a := c.Post(of+"&name=photo.jpg", tt.body, "Content-Type", "image/jpeg"); a.Status != tt.status || a.Code() != tt.code {
				t.Errorf("%s: %d %s", what, a.Status, a.Code())
			}
		}
		var l attachmentapi.Folder
		c.Get(of).JSON(&l)
		if len(l.Items) != 1 || !l.MayAdd || !l.Items[0].MayRemove || l.Items[0].ID != f.ID {
			t.Errorf("listed: %+v", l)
		}
		officer := c.Actor
		c.Actor = w.Actor(authz.ProgrammeOfficer, w.LapasMaros)
		for _, path := range []string{of, "/files/" + f.ID.String(), "/files/" + f.ID.String() + "/content"} {
			if a := c.Get(path); a.Status != 404 {
				t.Errorf("another facility gets %s: %d", path, a.Status)
			}
		}
		if a := c.Post("/files/"+f.ID.String()+"/remove", nil); a.Status != 404 {
			t.Errorf("another facility removes it: %d", a.Status)
		}
		c.Actor = officer
		c.Post("/files/"+f.ID.String()+"/remove", nil).JSON(&f)
		if a := c.Get("/files/" + f.ID.String() + "/content"); !f.Removed || a.Status != 409 || a.Code() != "attachment.removed" {
			t.Errorf("removed %v, then %d", f.Removed, a.Status)
		}
	})
}
