package attachmentweb_test

import (
	"bytes"
	"context"
	"errors"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/ui"
	"titian/internal/delivery/web/webtest"
	"titian/internal/feature/attachment"
	"titian/internal/feature/attachment/attachmenttest"
	"titian/internal/feature/attachment/attachmentweb"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/i18n/i18ntest"
)

func TestWordsAreComplete(t *testing.T) {
	i18ntest.Check(t, attachmentweb.Words, []string{".", ".."}, ui.Words)
}

// site is a meeting's page with its files, as an officer sees it.
type site struct {
	*webtest.Site
	t      *testing.T
	w      *directorytest.World
	files  *attachment.Service
	record id.Any
}

func open(t *testing.T, d *db.DB) *site {
	t.Helper()
	s := &site{t: t, w: directorytest.Seed(t, d), record: id.Any{}.Make()}
	s.files = attachmenttest.Service(d, map[attachment.Kind]attachment.Gate{
		"meeting": func(_ context.Context, _ db.Querier, a authz.Actor, key id.Any) (attachment.Access, error) {
			if key != s.record {
				return attachment.Access{}, errs.New(errs.NotFound, "not_found")
			}
			if !a.Scope.Has(s.w.LapasSelong) {
				return attachment.Access{Org: s.w.LapasSelong, Add: errs.New(errs.Forbidden, "forbidden"), Remove: errs.New(errs.Forbidden, "forbidden")}, nil
			}
			return attachment.Access{Org: s.w.LapasSelong}, nil
		},
	})
	p := attachmentweb.New(s.files, attachmentweb.Homes{"meeting": "/meetings/"})
	s.Site = webtest.New(t, s.w.Actor(authz.ProgrammeOfficer, s.w.LapasSelong), func(rt *web.Router) {
		p.Register(rt)
		rt.HandleFunc("GET /meetings/{id}", func(w http.ResponseWriter, r *http.Request) error {
			c, err := p.Part(r.Context(), authz.FromContext(r.Context()), "meeting", s.record)
			if err != nil {
				return err
			}
			return web.Page(w, r, c)
		})
	}, attachmentweb.Words)
	return s
}

func (s *site) at() string { return "/records/meeting/" + s.record.String() + "/files" }

// upload sends files as a browser does: names and contents by turns.
func (s *site) upload(to string, pairs ...string) *webtest.Answer {
	s.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for i := 0; i+1 < len(pairs); i += 2 {
		f, err := m.CreateFormFile("file", pairs[i])
		if err == nil {
			_, err = f.Write([]byte(pairs[i+1]))
		}
		if err != nil {
			s.t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		s.t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(s.t.Context(), http.MethodPost, to, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return s.Do(r)
}

func TestAFileIsUploadedFromTheRecordsPageAndDownloaded(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		page := s.Get("/meetings/x")
		action := page.Find("form[enctype='multipart/form-data']").AttrOr("action", "")
		if !strings.HasPrefix(action, s.at()+"?_once=") || !strings.Contains(page.Text(".t-section"), "Belum ada foto atau dokumen") {
			t.Fatalf("the part leads to %q: %s", action, page.Text(".t-section"))
		}
		for range 2 { // a double click
			if p := s.upload(action, "../Daftar hadir.pdf", string(attachmenttest.PDF())); p.Status != http.StatusSeeOther {
				t.Fatalf("uploaded: %d", p.Status)
			}
		}
		page = s.Get("/meetings/x")
		links := page.Find("a[download]")
		if links.Length() != 1 || links.Text() != "Daftar hadir.pdf" {
			t.Fatalf("links: %s", links.Text())
		}
		file := s.Get(links.AttrOr("href", ""))
		if file.Body != string(attachmenttest.PDF()) || file.Header.Get("Content-Type") != "application/pdf" || file.Header.Get("X-Content-Type-Options") != "nosniff" ||
			file.Header.Get("Content-Disposition") != `attachment; filename="Daftar hadir.pdf"` {
			t.Errorf("downloaded: %v", file.Header)
		}
	})
}

func TestAWrongFileIsToldBesideTheField(t *testing.T) {
	s := open(t, dbtest.Open(t, db.SQLite))
	for what, tt := range map[string]struct {
		pairs []string
		said  string
	}{
		"none":      {nil, "Perlu diperbaiki: Wajib diisi"},
		"empty":     {[]string{"a.pdf", ""}, "Perlu diperbaiki: Berkas ini kosong (0 bita)"},
		"a program": {[]string{"photo.jpg", "\x7fELF\x02\x01\x01" + strings.Repeat("\x00", 600)}, "Perlu diperbaiki: Berkas ini tidak diterima: isinya terbaca sebagai application/x-elf. Yang diterima: foto JPEG atau PNG, PDF, Word (.docx), dan Excel (.xlsx)"},
		"two":       {[]string{"a.pdf", "%PDF-1.4", "b.pdf", "%PDF-1.4"}, "Perlu diperbaiki: Pilih satu berkas saja, lalu unggah berikutnya"},
	} {
		p := s.upload(s.at(), tt.pairs...)
		if got := p.Text("#f-file-error"); p.Status != 422 || got != tt.said {
			t.Errorf("%s: %d %q", what, p.Status, got)
		}
	}
	if p := s.upload(s.at(), "besar.pdf", "%PDF-1.4"+strings.Repeat("x", attachment.MaxFile+2<<20)); p.Status != http.StatusRequestEntityTooLarge || p.Find("input[type=file]").Length() != 1 {
		t.Errorf("too large: %d", p.Status)
	}
	if p := s.upload("/records/meeting/"+id.Any{}.Make().String()+"/files", "a.pdf", "%PDF-1.4"); p.Status != 404 {
		t.Errorf("a record that is not there: %d", p.Status)
	}
	if p := s.upload("/records/person/"+s.record.String()+"/files", "a.pdf", "%PDF-1.4"); p.Status != 404 {
		t.Errorf("a kind that takes no files: %d", p.Status)
	}
}

func TestWhenAllPlacesAreTakenTheNextIsToldToWait(t *testing.T) {
	s := open(t, dbtest.Open(t, db.SQLite))
	for {
		if _, err := s.files.Door.Enter(); errors.Is(err, errs.Limited) {
			break
		}
	}
	if p := s.upload(s.at(), "a.pdf", "%PDF-1.4"); p.Status != http.StatusTooManyRequests || !strings.Contains(p.Body, "Banyak berkas sedang diunggah") {
		t.Errorf("got %d", p.Status)
	}
}

func TestAFileIsRemovedAfterAQuestion(t *testing.T) {
	s := open(t, dbtest.Open(t, db.SQLite))
	s.upload(s.at(), "Lama.pdf", string(attachmenttest.PDF()))
	ask := s.Get("/meetings/x").Find(".t-table__act a").AttrOr("href", "")
	if p := s.Get(ask); p.Status != 200 || !strings.Contains(p.Text("main"), "Lama.pdf") {
		t.Fatalf("%s: %d", ask, p.Status)
	}
	officer := s.Actor
	s.Actor = s.w.Actor(authz.Partner, s.w.PemkabLotim)
	if p := s.Post(ask, url.Values{}); p.Status != http.StatusForbidden {
		t.Errorf("the partner removes it: %d", p.Status)
	}
	s.Actor = officer
	if p := s.Post(ask, url.Values{}); p.Status != http.StatusSeeOther || p.Location() != "/meetings/"+s.record.String() {
		t.Errorf("removed: %d to %s", p.Status, p.Location())
	}
	page := s.Get("/meetings/x")
	if page.Find("a[download]").Length() != 0 || page.Text("s") != "Lama.pdf" || !strings.Contains(page.Text("table"), "Dihapus oleh") {
		t.Errorf("afterwards: %s", page.Text("table"))
	}
	if p := s.Get(strings.TrimSuffix(ask, "/remove")); p.Status != http.StatusConflict {
		t.Errorf("downloaded afterwards: %d", p.Status)
	}
}
