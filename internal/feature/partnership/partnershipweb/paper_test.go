package partnershipweb_test

import (
	"strings"
	"testing"

	"titian/internal/platform/authz"
)

func TestAMeetingsPapersAreOfferedAndMade(t *testing.T) {
	r := enter(t)
	at := r.fill("/meetings/new?cooperation="+r.c.ID.String(), 303, "status", "held", "kind", "coordination", "title", "Rapat", "attendee_lines", "Kepala Dinas; Dinas; Siti").Location()
	links := r.get(at).Find(`a[href*="/papers/"]`)
	if links.Length() != 6 {
		t.Fatalf("%d papers are offered", links.Length())
	}
	for i := range 6 {
		to := links.Eq(i).AttrOr("href", "")
		file := r.get(to)
		begin := "%PDF-"
		if strings.HasSuffix(to, ".docx") {
			begin = "PK"
		}
		if !strings.HasPrefix(file.Body, begin) || !strings.Contains(file.Header.Get("Content-Disposition"), "SELONG-M-26-1.") {
			t.Errorf("%s: %v %.20q", to, file.Header, file.Body)
		}
	}
	for _, wrong := range []string{"minutes", "minutes.exe", "notes.pdf", "..pdf"} {
		r.status(r.Get(at+"/papers/"+wrong), 404)
	}
	r.as(r.partner)
	r.get(at + "/papers/minutes.docx")
	r.as(r.World.Actor(authz.Partner, r.PemkabMaros))
	r.status(r.Get(at+"/papers/minutes.docx"), 404)
}

func TestAnOfficeBeginsItsTemplateFromTheProgramsOwn(t *testing.T) {
	r := enter(t)
	page := r.get("/templates")
	has(t, page, "{{judul}}", "{{#hadirin}}", "Templat bawaan")
	if n := page.Find(`a[href^="/records/template_minutes/` + r.LapasSelong.String() + `"]`).Length(); n != 1 {
		t.Errorf("%d ways to replace the minutes", n)
	}
	if file := r.get(page.Find(`a[href="/templates/record.docx"]`).AttrOr("href", "")); !strings.HasPrefix(file.Body, "PK") {
		t.Error("the template is no Word file")
	}
	r.status(r.Get("/templates/record.pdf"), 404)
	r.as(r.partner)
	r.status(r.Get("/templates"), 403)
}
