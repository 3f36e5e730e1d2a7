// Package static serves the files that pages need besides themselves: one style
// sheet, fonts, the mark and small scripts. All of them are embedded; nothing is
// loaded from another host at run time. Every address carries a hash of the
// content, so that browsers keep a file for good and a new release is seen at
// once. It refuses to hold anything that a person uploaded.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

// Prefix is where the files are served.
const Prefix = "/static/"

//go:embed vendor own
var files embed.FS

// The style sheet is one file, because a second request costs a slow line more
// than its bytes. Ours come last and win.
var styles = []string{"vendor/govuk.css", "vendor/moj.css", "own/tokens.css", "own/page.css", "own/parts.css", "own/thread.css", "own/list.css", "own/print.css"}

// asset is one file as it goes over the wire.
type asset struct {
	name, kind, tag string
	body            []byte
	packed          func() []byte // gzip, made when first asked for; nil where it would not help
}

// Set is every asset, by its plain name and by its address.
type Set struct {
	byName map[string]*asset
	byURL  map[string]*asset
}

// assets is made once, when first asked for, from embedded files: what is wrong
// with them is wrong with the build. Commands that serve nothing make none.
var assets = sync.OnceValue(func() *Set { return mustLoad(files) })

func mustLoad(fsys fs.FS) *Set {
	s, err := load(fsys)
	if err != nil {
		panic(err)
	}
	return s
}

// load reads fonts, pictures and vendored scripts first, then our scripts and
// the style sheet, in which "/static/NAME" becomes NAME's address. Scripts go by
// name, so titian.js may name every other one and none may name titian.js.
func load(fsys fs.FS) (*Set, error) {
	s := &Set{byName: map[string]*asset{}, byURL: map[string]*asset{}}
	names, err := fs.Glob(fsys, "*/*.*")
	if err != nil {
		return nil, err
	}
	var own []string
	for _, name := range names {
		switch ext := path.Ext(name); {
		case ext == ".css" || ext == ".LICENSE" || ext == ".md" || ext == ".go":
		case strings.HasPrefix(name, "own/") && ext == ".js":
			own = append(own, name)
		default:
			body, err := fs.ReadFile(fsys, name)
			if err != nil {
				return nil, err
			}
			s.add(path.Base(name), body)
		}
	}
	for _, name := range own {
		body, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		s.add(path.Base(name), s.resolve(body))
	}
	var sheet bytes.Buffer
	for _, name := range styles {
		body, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("style sheet: %w", err)
		}
		sheet.Write(body)
		sheet.WriteByte('\n')
	}
	s.add("titian.css", s.resolve(sheet.Bytes()))
	return s, nil
}

func (s *Set) add(name string, body []byte) {
	sum := sha256.Sum256(body)
	tag := hex.EncodeToString(sum[:8])
	ext := path.Ext(name)
	a := &asset{name: strings.TrimSuffix(name, ext) + "." + tag + ext, kind: mime.TypeByExtension(ext), tag: `"` + tag + `"`, body: body}
	switch ext { // the system's own table of types must not decide
	case ".js":
		a.kind = "text/javascript; charset=utf-8"
	case ".woff2":
		a.kind = "font/woff2"
	}
	if ext != ".woff2" && ext != ".png" {
		a.packed = sync.OnceValue(func() []byte { return pack(body) })
	}
	s.byName[name], s.byURL[Prefix+a.name] = a, a
}

func pack(body []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // once a program, so thoroughly
	_, _ = w.Write(body)                                  // a buffer does not fail
	_ = w.Close()
	return b.Bytes()
}

func (s *Set) resolve(body []byte) []byte {
	for name, a := range s.byName {
		body = bytes.ReplaceAll(body, []byte(Prefix+name), []byte(Prefix+a.name))
	}
	return body
}

// URL is the address of a file, such as URL("titian.css"). A name that does not
// exist is a mistake in a template and panics, so that its test fails.
func URL(name string) string {
	a := assets().byName[name]
	if a == nil {
		panic("static: no file " + name)
	}
	return Prefix + a.name
}

// Sizes tells how many bytes each file costs on the wire, by plain name.
func Sizes() map[string]int {
	m := map[string]int{}
	for name, a := range assets().byName {
		m[name] = len(a.body)
		if a.packed != nil {
			m[name] = len(a.packed())
		}
	}
	return m
}

// Serve answers a request below Prefix.
func Serve(w http.ResponseWriter, r *http.Request) {
	a := assets().byURL[r.URL.Path]
	if a == nil {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("ETag", a.tag)
	h.Add("Vary", "Accept-Encoding")
	if strings.Contains(r.Header.Get("If-None-Match"), a.tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := a.body
	if a.packed != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = a.packed()
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // a reader who has gone needs no answer
	}
}
