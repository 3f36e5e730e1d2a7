package e2e

import (
	"bytes"
	"fmt"
	"html"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// site is a small office: a form of every kind of field, what it received, a
// page that scripts change, and pages with one fault each.
func site(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	show := func(pattern, title, body string) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			lang := r.Header.Get("Accept-Language")[:2]
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprintf(w, `<!doctype html><html lang="%s"><head><meta charset="utf-8"><title>%s</title>
				<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"><style>body{line-height:2} button{min-height:30px}</style></head>
				<body><header><a href="/">Kantor</a></header><main><h1>%s</h1>%s</main></body></html>`, lang, title, title, body)
		})
	}
	show("GET /{$}", "Daftar", `<a href="/form">Daftar kelas <span style="position:absolute;clip-path:inset(50%)">menjahit</span></a>
		<p>Dua kelas   dibuka.</p><p hidden>Rahasia</p>`)
	show("GET /form", "Formulir", `<form method="post" action="/form" enctype="multipart/form-data">
		<label for="name">Nama</label> <input id="name" name="name" value="lama">
		<label for="note">Catatan</label> <textarea id="note" name="note"></textarea>
		<label for="class">Kelas</label> <select id="class" name="class"><option>Menjahit</option><option>Las</option><option>Las listrik</option></select>
		<fieldset><legend>Sesi</legend>
			<input type="radio" id="am" name="when" value="pagi"> <label for="am">Pagi</label>
			<input type="radio" id="pm" name="when" value="sore"> <label for="pm">Sore</label></fieldset>
		<input type="checkbox" id="ok" name="ok" value="ya"> <label for="ok">Setuju</label>
		<label for="letter">Surat</label> <input type="file" id="letter" name="letter">
		<details><summary>Bantuan</summary><p>Isi semua.</p></details>
		<button>Kirim</button></form>`)
	mux.HandleFunc("POST /form", func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseMultipartForm(1 << 20); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		letter := "tanpa surat"
		if f := r.MultipartForm.File["letter"]; len(f) > 0 {
			letter = f[0].Filename
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<html lang="id"><title>Diterima</title><link rel="icon" href="data:,"><main><h1>Diterima</h1><pre>%s</pre></main>`, html.EscapeString(
			fmt.Sprintf("%s|%s|%s|%s|%s|%s", r.FormValue("name"), r.FormValue("note"), r.FormValue("class"), r.FormValue("when"), r.FormValue("ok"), letter)))
	})
	show("GET /script", "Skrip", `<p id="p">tanpa skrip</p><script>document.getElementById('p').textContent = 'dengan skrip'</script>`)
	show("GET /later", "Nanti", `<button onclick="fetch('/slow').then(r => r.text()).then(s => document.getElementById('p').textContent = s)">Muat</button><p id="p"></p>`)
	show("GET /slow", "", "dimuat")
	show("GET /faulty", "Salah", `<img src="data:,"><input>`)
	show("GET /wide", "Lebar", `<div style="width:3000px">lebar</div>`)
	show("GET /twins", "Kembar", `<a href="/1">Ubah</a> <a href="/2">Ubah</a>`)
	show("GET /unreachable", "Terkunci", `<button tabindex="-1">Buka</button>`)
	show("GET /dull", "Pudar", `<style>a:focus{outline:none}</style><a href="/1">Lanjut</a>`)
	show("GET /throws", "Galat", `<script>throw new Error('kelas')</script>`)
	mux.HandleFunc("GET /refused", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, `<title>Ditolak</title><link rel="icon" href="data:,"><h1>Ditolak</h1>`)
	})
	show("GET /incomplete", "Kurang", `<img alt="peta" src="/none.png">`)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

func TestAJourneyCanBeWalkedByEveryKindOfUser(t *testing.T) {
	letter := filepath.Join(t.TempDir(), "surat.txt")
	if err := os.WriteFile(letter, []byte("isi"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, user := range map[string]Options{
		"with a mouse":          {},
		"with a keyboard alone": {Keyboard: true},
		"without script":        {NoScript: true},
		"on a phone's width":    {Width: 390},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := Open(t, site(t), user)
			b.Visit("/")
			b.Sees("Dua kelas dibuka.")
			b.SeesNo("Rahasia")
			b.Click("Daftar kelas menjahit")
			b.Fill("Nama", `Siti "Ani" Ñur`)
			b.Fill("Catatan", "")
			b.Choose("Kelas", "Las listrik")
			b.Click("Sore")
			b.Click("Setuju")
			if !b.Ticked("Setuju") || b.Ticked("Pagi") || !b.Ticked("Sore") {
				t.Error("the boxes are not as clicked")
			}
			b.Attach("Surat", letter)
			b.Click("Bantuan")
			b.Sees("Isi semua.")
			b.Click("Kirim")
			if got := b.Heading(); got != "Diterima" {
				t.Errorf("got heading %q", got)
			}
			b.Sees(`Siti "Ani" Ñur||Las listrik|sore|ya|surat.txt`)
			if got := b.Path(); got != "/form" {
				t.Errorf("got path %q", got)
			}
		})
	}
}

func TestScriptsRunOnlyWhenAllowed(t *testing.T) {
	base := site(t)
	with, without := Open(t, base, Options{}), Open(t, base, Options{NoScript: true})
	with.Visit("/script")
	with.Sees("dengan skrip")
	without.Visit("/script")
	without.Sees("tanpa skrip")
	with.Visit("/later")
	with.Click("Muat")
	with.Sees("dimuat")
}

func TestAPageThatRefusesCanBeOpenedWithTry(t *testing.T) {
	b := Open(t, site(t), Options{})
	if got := b.Try("/refused"); got != http.StatusForbidden {
		t.Errorf("got status %d, want 403", got)
	}
	b.Sees("Ditolak")
}

func TestASoundPagePassesInspectionInBothLanguages(t *testing.T) {
	base := site(t)
	for _, o := range []Options{{Language: "id"}, {Language: "en"}, {Language: "en", NoScript: true}, {Width: 390}} {
		b := Open(t, base, o)
		b.Visit("/form")
		b.Inspect()
	}
}

func TestAPictureIsSavedAtBothWidths(t *testing.T) {
	b := Open(t, site(t), Options{})
	b.Visit("/form")
	name := "harness-" + clean(t.Name())
	b.Picture(name)
	for _, width := range []int{390, 1280} {
		file := filepath.Join("screenshots", fmt.Sprintf("%s-id-%d.png", name, width))
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(file); err != nil {
			t.Error(err)
		}
		img, err := png.DecodeConfig(bytes.NewReader(data))
		if err != nil || img.Width != width {
			t.Errorf("picture of %d pixels: got %d wide, %v", width, img.Width, err)
		}
	}
}

func TestFaultsAreFound(t *testing.T) {
	base := site(t)
	for _, c := range []struct {
		name, want string
		options    Options
		walk       func(b *Browser)
	}{
		{"a page of barriers", "image-alt", Options{}, func(b *Browser) { b.Visit("/faulty"); b.Inspect() }},
		{"a field without a label", "label", Options{NoScript: true}, func(b *Browser) { b.Visit("/faulty"); b.Inspect() }},
		{"a page that scrolls sideways", "3", Options{Width: 390}, func(b *Browser) { b.Visit("/wide"); b.Inspect() }},
		{"two links of one name", "2 elements", Options{}, func(b *Browser) { b.Visit("/twins"); b.Click("Ubah") }},
		{"a button that Tab does not reach", "not reached", Options{Keyboard: true}, func(b *Browser) { b.Visit("/unreachable"); b.Click("Buka") }},
		{"a focus that does not show", "nothing shows", Options{}, func(b *Browser) { b.Visit("/dull"); b.Press("Tab", "Tab"); b.FocusShows() }},
		{"a script that throws", "kelas", Options{}, func(b *Browser) { b.Visit("/throws") }},
		{"a picture that is not there", "none.png", Options{}, func(b *Browser) { b.Visit("/incomplete") }},
		{"text that never comes", "see \"Rahasia\"", Options{}, func(b *Browser) { b.Visit("/"); b.Sees("Rahasia") }},
		{"text that should not be there", "should not", Options{}, func(b *Browser) { b.Visit("/"); b.SeesNo("Dua kelas dibuka.") }},
		{"an option that is not offered", "the list shows", Options{}, func(b *Browser) { b.Visit("/form"); b.Choose("Kelas", "Tenun") }},
		{"a page that refuses", "status 403", Options{}, func(b *Browser) { b.Visit("/refused") }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := failure(t, func(tb testing.TB) {
				c.options.Patience = 5 * time.Second
				c.walk(Open(tb, base, c.options))
			}); !strings.Contains(got, c.want) {
				t.Errorf("got failure %q, want one with %q", got, c.want)
			}
		})
	}
}

func TestAVisibleFocusPasses(t *testing.T) {
	b := Open(t, site(t), Options{})
	b.Visit("/")
	b.Press("Tab")
	b.FocusShows()
}

// failure runs a walk as a test of its own and returns what it failed with.
func failure(t *testing.T, walk func(testing.TB)) string {
	t.Helper()
	r := &recorder{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		walk(r)
	}()
	<-done
	for i := len(r.cleanups) - 1; i >= 0; i-- {
		r.cleanups[i]()
	}
	return r.said.String()
}

// recorder is a test that notes its failure instead of failing the run. It
// reports itself as sound so that no picture of an intended failure is kept.
type recorder struct {
	testing.TB
	mu       sync.Mutex
	said     strings.Builder
	cleanups []func()
}

func (r *recorder) Cleanup(f func()) { r.cleanups = append(r.cleanups, f) }
func (r *recorder) Failed() bool     { return false }

func (r *recorder) Errorf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	fmt.Fprintf(&r.said, format+"\n", args...)
}

func (r *recorder) Error(args ...any) { r.Errorf("%s", fmt.Sprint(args...)) }

func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}

func (r *recorder) Fatal(args ...any) { r.Fatalf("%s", fmt.Sprint(args...)) }
