package intakeweb_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/ui"
	"titian/internal/delivery/web/webtest"
	"titian/internal/feature/directory"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/intake"
	"titian/internal/feature/intake/intaketext"
	"titian/internal/feature/intake/intakeweb"
	"titian/internal/feature/person/persontest"
	"titian/internal/feature/sentence"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/blob"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/i18n/i18ntest"
)

func TestWordsAreComplete(t *testing.T) {
	i18ntest.Check(t, intakeweb.Words, []string{"."}, ui.Words, intaketext.Words)
}

// office is the pages of one officer.
type office struct {
	*webtest.Site
	t     *testing.T
	d     *db.DB
	files *intake.Service
	w     *directorytest.World
}

func open(t *testing.T, d *db.DB, role authz.Role, at func(*directorytest.World) id.Organisation) *office {
	t.Helper()
	w := directorytest.Seed(t, d)
	s := intake.New(d, blob.New(d, [32]byte{3}), persontest.Service(d), sentence.New(d, persontest.Service(d)))
	site := webtest.New(t, w.Actor(role, at(w)), func(rt *web.Router) { intakeweb.Register(rt, s, directory.New(d), d.Now) }, intakeweb.Words, intaketext.Words)
	return &office{site, t, d, s, w}
}

func bungo(w *directorytest.World) id.Organisation { return w.LapasBungo }

// upload hands in a file as a browser does.
func (o *office) upload(name, content, once string) *webtest.Answer {
	o.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	f, err := m.CreateFormFile("file", name)
	if err == nil {
		_, err = f.Write([]byte(content))
	}
	if err == nil {
		err = m.Close()
	}
	if err != nil {
		o.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/imports?_once="+once, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return o.Do(r)
}

const good = "No. Registrasi;Nama;Jenis Kelamin;Status;Tgl Masuk;Tgl Lahir\nBI.1;Budi Santoso;L;Narapidana;03/02/2025;1990\nBI.2;Siti Aminah;P;Narapidana;04/02/2025;1985\n"

func version(p *webtest.Answer) string {
	return p.Find("input[name=version]").First().AttrOr("value", "")
}

func TestAnOfficerTakesAFileInAndBackByPagesAlone(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		o := open(t, d, authz.ProgrammeOfficer, bungo)
		if p := o.Get("/imports"); p.Status != 200 || p.Find("a[href='/imports/new']").Length() == 0 {
			t.Fatalf("the list offers no import: %d", p.Status)
		}
		a := o.upload("ekspor.csv", good, "once-1")
		if a.Status != 303 {
			t.Fatalf("upload: %d %s", a.Status, a.Text("main"))
		}
		if again := o.upload("ekspor.csv", good, "once-1"); again.Location() != a.Location() {
			t.Errorf("sent twice it leads to %s and %s", a.Location(), again.Location())
		}
		p := o.Get(a.Location())
		if got := p.Text("#counts"); !strings.Contains(got, "2 orang baru") || !strings.Contains(got, "0 salah") {
			t.Errorf("counts: %q", got)
		}
		if c := o.Post(a.Location()+"/confirm", url.Values{"version": {version(p)}}); c.Status != 303 {
			t.Fatalf("confirm: %d %s", c.Status, c.Text("main"))
		}
		if p := o.Get(a.Location()); p.Text("#progress") == "" {
			t.Error("a confirmed file shows no progress")
		}
		key, err := id.Parse[struct{}](strings.TrimPrefix(a.Location(), "/imports/"))
		if err == nil {
			_, err = o.files.Work(t.Context(), o.Actor, id.Import(key), nil)
		}
		if err != nil {
			t.Fatal(err)
		}
		if n, err := db.One[int64](t.Context(), d, `SELECT count(*) FROM person_person`); n != 2 || err != nil {
			t.Errorf("%d people, %v", n, err)
		}
		p = o.Get(a.Location() + "/undo")
		if u := o.Post(a.Location()+"/undo", url.Values{"version": {version(p)}}); u.Status != 303 {
			t.Fatalf("undo: %d %s", u.Status, u.Text("main"))
		}
		if _, err := o.files.Work(t.Context(), o.Actor, id.Import(key), nil); err != nil {
			t.Fatal(err)
		}
		if n, err := db.One[int64](t.Context(), d, `SELECT count(*) FROM person_person`); n != 0 || err != nil {
			t.Errorf("%d people are left, %v", n, err)
		}
	})
}

func TestWrongRowsAreNamedAndStopTheFile(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	o := open(t, d, authz.FacilityHead, bungo)
	a := o.upload("ekspor.csv", good+"BI.3;Joko;X;Napi;31/31/2025;1990\n", "once-2")
	p := o.Get(a.Location())
	if got := p.Text("main"); !strings.Contains(got, "Kolom C (Jenis Kelamin): Kata ini tidak dikenal") || !strings.Contains(got, "Kolom E (Tgl Masuk)") {
		t.Errorf("the page says %q", got)
	}
	if link := p.Find(`main a[href$="/checked.xlsx"]`); link.Length() != 1 || strings.Index(p.Body, "checked.xlsx") > strings.Index(p.Body, "/confirm") {
		t.Error("the workbook to mend is not offered before the decision")
	}
	if p.Find("input[name=good_rows]").Length() != 2 {
		t.Error("nobody is asked what to do with the rest")
	}
	if c := o.Post(a.Location()+"/confirm", url.Values{"version": {version(p)}, "good_rows": {"0"}}); c.Status != 422 || !strings.Contains(c.Text("#f-good_rows-error"), "1 baris salah") {
		t.Errorf("got %d %s", c.Status, c.Text("main"))
	}
	if x := o.Get(a.Location() + "/checked.xlsx"); x.Status != 200 || !strings.HasPrefix(x.Body, "PK") {
		t.Errorf("the workbook: %d", x.Status)
	}
	if c := o.Post(a.Location()+"/drop", url.Values{"version": {version(p)}}); c.Status != 303 {
		t.Errorf("drop: %d", c.Status)
	}
	if p := o.Get(a.Location()); p.Status != 200 || p.Find("form[action$='/confirm']").Length() > 0 {
		t.Errorf("a file put aside: %d", p.Status)
	}
}

func TestUnclearColumnsAreAskedFor(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	o := open(t, d, authz.ProgrammeOfficer, bungo)
	a := o.upload("daftar.csv", "Reg;Siapa;JK;Status;Tgl Masuk\nB1;Budi Santoso;L;Napi;01-01-2025\n", "once-3")
	if !strings.HasSuffix(a.Location(), "/columns") {
		t.Fatalf("leads to %s", a.Location())
	}
	p := o.Get(a.Location())
	if got := p.Text("main"); !strings.Contains(got, "Kolom B (Siapa)") || !strings.Contains(got, "Budi Santoso") {
		t.Errorf("the page says %q", got)
	}
	fields := url.Values{"version": {version(p)}, "columns[A]": {"register_no"}, "columns[B]": {"register_no"}, "columns[C]": {"sex"}, "columns[D]": {"legal_status"}, "columns[E]": {"admitted_on"}}
	if c := o.Post(a.Location(), fields); c.Status != 422 || !strings.Contains(c.Text("main"), "berarti sama dengan kolom A") {
		t.Errorf("got %d %s", c.Status, c.Text("main"))
	}
	fields.Set("columns[B]", "name")
	c := o.Post(a.Location(), fields)
	if c.Status != 303 || !strings.Contains(o.Get(c.Location()).Text("#counts"), "1 orang baru") {
		t.Errorf("got %d", c.Status)
	}
	if again := o.upload("daftar2.csv", "Reg;Siapa;JK;Status;Tgl Masuk\nB9;Joko;L;Napi;01-01-2025\n", "once-4"); strings.HasSuffix(again.Location(), "/columns") {
		t.Error("the office's columns are not remembered")
	}
}

func TestAFileThatCannotBeReadIsRefusedBesideTheField(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	o := open(t, d, authz.ProgrammeOfficer, bungo)
	for content, want := range map[string]string{"MZ\x90\x00 a program": "bukan CSV atau XLSX", "": "kosong", strings.Repeat("Nama;", 1000) + "\n": "kolom"} {
		if p := o.upload("x.xlsx", content, "once-x"); p.Status != 422 || !strings.Contains(p.Text("#f-file-error"), want) {
			t.Errorf("%.10q: %d %q", content, p.Status, p.Text("#f-file-error"))
		}
	}
}

func TestOthersFindNoFilesAndMayImportNone(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	o := open(t, d, authz.ProgrammeOfficer, bungo)
	a := o.upload("ekspor.csv", good, "once-5")
	for _, tt := range []struct {
		actor authz.Actor
		want  int
	}{
		{o.w.Actor(authz.ProgrammeOfficer, o.w.LapasSelong), 404},
		{o.w.Actor(authz.Administrator, o.w.Directorate), 403},
		{o.w.Actor(authz.Partner, o.w.Baznas), 403},
		{o.w.Actor(authz.Observer, o.w.LapasBungo), 403},
		{o.w.Actor(authz.RegionalOffice, o.w.KanwilJambi), 200},
	} {
		o.Actor = tt.actor
		if p := o.Get(a.Location()); p.Status != tt.want {
			t.Errorf("%s sees the file: %d, want %d", tt.actor.Role, p.Status, tt.want)
		}
		if tt.want == 403 {
			if p := o.upload("x.csv", good, ""); p.Status != 403 {
				t.Errorf("%s imports: %d", tt.actor.Role, p.Status)
			}
		}
	}
}
