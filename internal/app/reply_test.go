package app_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// reply is a link as its sender made it.
type reply struct {
	ID     string `json:"id"`
	Secret string `json:"secret"`
}

func (r reply) path() string { return "/r/" + r.Secret }

// sendLink makes a link as an officer of Bungo.
func (w *world) sendLink(t *testing.T, purpose, record string) reply {
	t.Helper()
	a := w.ask(t, "binadik.bungo", http.MethodPost, "/api/v1/reply-links", `{"purpose": "`+purpose+`", "record_id": "`+record+`"}`)
	var r reply
	if err := json.Unmarshal(a.Body.Bytes(), &r); err != nil || a.Code != http.StatusOK || r.Secret == "" {
		t.Fatalf("%s: %d %s", purpose, a.Code, a.text())
	}
	return r
}

// formOf is the form of a page as its reader finds it.
func formOf(t *testing.T, a *answer) url.Values {
	t.Helper()
	d, err := goquery.NewDocumentFromReader(strings.NewReader(a.text()))
	if err != nil {
		t.Fatal(err)
	}
	out := url.Values{}
	d.Find("main form[method=post] input[name], main form textarea[name]").Each(func(_ int, i *goquery.Selection) {
		if kind := i.AttrOr("type", ""); kind == "radio" || kind == "checkbox" {
			if _, on := i.Attr("checked"); !on {
				return
			}
		}
		out.Add(i.AttrOr("name", ""), i.AttrOr("value", i.Text()))
	})
	return out
}

// sentToBaznas is a proposal of Bungo that waits for BAZNAS.
func (w *world) sentToBaznas(t *testing.T) string {
	t.Helper()
	var made struct {
		ID string `json:"id"`
	}
	cooperation := w.keyOf(t, "baznas.bungo", "/api/v1/cooperations")
	a := w.ask(t, "binadik.bungo", http.MethodPost, "/api/v1/proposals", `{"cooperation_id": "`+cooperation+`", "kind": "ask", "form": "instructors", "title": "Dua instruktur las", "quantity": 2, "unit": "orang", "value_rp": 4000000, "wanted_by": "2027-01-31"}`)
	if err := json.Unmarshal(a.Body.Bytes(), &made); err != nil || a.Code != http.StatusCreated {
		t.Fatalf("%d %s", a.Code, a.text())
	}
	if a := w.ask(t, "binadik.bungo", http.MethodPost, "/api/v1/proposals/"+made.ID+"/send", `{}`); a.Code != http.StatusOK {
		t.Fatalf("%d %s", a.Code, a.text())
	}
	return made.ID
}

// TestAPartnerWithoutAnAccountAnswers plays the links from page to record, with
// nobody signed in.
func TestAPartnerWithoutAnAccountAnswers(t *testing.T) {
	for _, dialect := range dbtest.Dialects() {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			w := load(t, dialect)
			t.Run("a proposal", func(t *testing.T) { w.answersProposal(t) })
			t.Run("a delivery", func(t *testing.T) { w.confirmsDelivery(t) })
			t.Run("evidence", func(t *testing.T) { w.addsEvidence(t) })
			t.Run("a class", func(t *testing.T) { w.ticksClass(t) })
			t.Run("strangers", func(t *testing.T) { w.strangersAreSlowed(t) })
			if e := w.log.errors(); e != "" {
				t.Errorf("the program blamed itself:\n%.4000s", e)
			}
		})
	}
}

func (w *world) answersProposal(t *testing.T) {
	proposal := w.sentToBaznas(t)
	link, other := w.sendLink(t, "answer_proposal", proposal), w.sendLink(t, "answer_proposal", proposal)
	page := w.open(t, "", link.path())
	if page.Code != http.StatusOK || !strings.Contains(page.text(), "Dua instruktur las") || page.Header().Get("Referrer-Policy") != "no-referrer" || page.Header().Get("Cache-Control") != "no-store" {
		t.Fatalf("%d\n%s", page.Code, mainOf(page.text()))
	}
	english := httptest.NewRequestWithContext(t.Context(), http.MethodGet, link.path(), nil)
	english.AddCookie(&http.Cookie{Name: "lang", Value: "en"})
	if a := w.do(english); !strings.Contains(a.text(), "Answer a proposal") {
		t.Error("the page does not speak English")
	}
	for _, elsewhere := range []string{"/proposals", "/proposals/" + proposal, "/cooperations", "/notices"} {
		if a := w.open(t, "", elsewhere); a.Code != http.StatusSeeOther || !strings.HasPrefix(a.Header().Get("Location"), "/sign-in") {
			t.Errorf("whoever holds the link is let into %s: %d", elsewhere, a.Code)
		}
	}
	f := formOf(t, page)
	if a := w.send(t, "", link.path(), f); a.Code != http.StatusUnprocessableEntity || !strings.Contains(a.text(), "4.000.000") {
		t.Errorf("without an answer: %d\n%s", a.Code, mainOf(a.text()))
	}
	f.Set("answer", "accepted")
	if a := w.send(t, "", link.path(), f); a.Code != http.StatusSeeOther || a.Header().Get("Location") != "/r/thanks" {
		t.Fatalf("%d\n%s", a.Code, mainOf(a.text()))
	}
	for _, again := range []*answer{w.send(t, "", link.path(), f), w.open(t, "", link.path()), w.open(t, "", other.path())} {
		if again.Code != http.StatusConflict {
			t.Errorf("after the answer: %d\n%s", again.Code, mainOf(again.text()))
		}
	}
	if a := w.ask(t, "binadik.bungo", http.MethodGet, "/api/v1/proposals/"+proposal, ""); !strings.Contains(a.text(), `"status":"accepted"`) {
		t.Errorf("the proposal is %s", a.text())
	}
	entry, err := db.All[string](t.Context(), w.DB, `SELECT channel || ' ' || actor FROM audit_entry WHERE action = 'proposal.answer' AND channel = 'link'`)
	if err != nil || len(entry) != 1 || !strings.HasPrefix(entry[0], "link link ") {
		t.Errorf("%q, %v", entry, err)
	}
	if notices := w.ask(t, "binadik.bungo", http.MethodGet, "/api/v1/notices?unread=true", ""); !strings.Contains(notices.text(), "link.used") || !strings.Contains(notices.text(), "proposal.answered") {
		t.Errorf("the sender is told %s", notices.text())
	}
	if list := w.open(t, "binadik.bungo", "/reply-links/"+link.ID); !strings.Contains(list.text(), "Dipakai untuk menjawab") {
		t.Error("the link's page does not tell of its use")
	}
}

// confirmsDelivery lets Bungo promise something to BAZNAS and BAZNAS dispute it.
func (w *world) confirmsDelivery(t *testing.T) {
	var made struct {
		ID string `json:"id"`
	}
	cooperation := w.keyOf(t, "baznas.bungo", "/api/v1/cooperations")
	a := w.ask(t, "binadik.bungo", http.MethodPost, "/api/v1/commitments", `{"cooperation_id": "`+cooperation+`", "promiser_id": "`+w.keyFor(t, "BUNGO")+`", "receiver_id": "`+w.keyFor(t, "BAZNASBUNGO")+`", "form": "training_places", "title": "Ruang kelas", "quantity": 4, "unit": "hari", "due_on": "2026-12-31"}`)
	if err := json.Unmarshal(a.Body.Bytes(), &made); err != nil || a.Code != http.StatusCreated {
		t.Fatalf("%d %s", a.Code, a.text())
	}
	a = w.ask(t, "binadik.bungo", http.MethodPost, "/api/v1/commitments/"+made.ID+"/deliveries", `{"delivered_on": "2026-11-20", "quantity": 4, "evidence": "Daftar pemakaian ruang"}`)
	if err := json.Unmarshal(a.Body.Bytes(), &made); err != nil || a.Code != http.StatusCreated {
		t.Fatalf("%d %s", a.Code, a.text())
	}
	link := w.sendLink(t, "confirm_delivery", made.ID)
	f := formOf(t, w.open(t, "", link.path()))
	f.Set("answer", "dispute")
	if a := w.send(t, "", link.path(), f); a.Code != http.StatusUnprocessableEntity {
		t.Errorf("a dispute without a reason: %d", a.Code)
	}
	f.Set("quantity", "2")
	f.Set("reason", "Dua hari saja")
	if a := w.send(t, "", link.path(), f); a.Code != http.StatusSeeOther {
		t.Fatalf("%d\n%s", a.Code, mainOf(a.text()))
	}
	if a := w.ask(t, "binadik.bungo", http.MethodGet, "/api/v1/deliveries/"+made.ID, ""); !strings.Contains(a.text(), `"status":"disputed"`) {
		t.Errorf("the delivery is %s", a.text())
	}
}

// addsEvidence puts a file with the delivery that was disputed, and only there.
func (w *world) addsEvidence(t *testing.T) {
	delivery := w.keyOf(t, "binadik.bungo", "/api/v1/deliveries?status=disputed")
	link := w.sendLink(t, "add_evidence", delivery)
	page := w.open(t, "", link.path())
	if page.Code != http.StatusOK || !strings.Contains(page.text(), link.path()+"/file") {
		t.Fatalf("%d\n%s", page.Code, mainOf(page.text()))
	}
	upload := func(name string, content []byte) *answer {
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		part, err := m.CreateFormFile("file", name)
		if err == nil {
			_, err = part.Write(content)
		}
		if err := errors.Join(err, m.Close()); err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, link.path()+"/file", &b)
		r.Header.Set("Content-Type", m.FormDataContentType())
		return w.do(r)
	}
	if a := upload("program.pdf", []byte("MZ not a document")); a.Code != http.StatusUnprocessableEntity {
		t.Errorf("a program: %d\n%s", a.Code, mainOf(a.text()))
	}
	if a := upload("daftar.pdf", []byte("%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n")); a.Code != http.StatusSeeOther {
		t.Fatalf("%d\n%s", a.Code, mainOf(a.text()))
	}
	if a := w.open(t, "binadik.bungo", "/records/delivery/"+delivery+"/files"); !strings.Contains(a.text(), "daftar.pdf") || !strings.Contains(a.text(), "link ") {
		t.Errorf("the file does not lie with the delivery\n%s", mainOf(a.text()))
	}
}

// ticksClass marks one session, with the names that the partner may know.
func (w *world) ticksClass(t *testing.T) {
	hex, err := db.One[string](t.Context(), w.DB, hexOf(w.DB, `s.id`, `FROM programme_session s JOIN programme_offering o ON o.id = s.offering_id JOIN directory_organisation f ON f.id = o.facility_id
		WHERE f.code = 'BUNGO' AND o.partner_id IS NOT NULL AND o.status IN ('open', 'running') AND s.status <> 'cancelled' AND s.held_on <= '2026-11-22' ORDER BY s.held_on DESC LIMIT 1`))
	if err != nil {
		t.Fatal(err)
	}
	session := dashed(hex)
	link := w.sendLink(t, "tick_session", session)
	page := w.open(t, "", link.path())
	if page.Code != http.StatusOK {
		t.Fatalf("%d\n%s", page.Code, mainOf(page.text()))
	}
	f := formOf(t, page)
	if f.Get("marks[0].enrolment_id") == "" {
		t.Fatalf("nobody stands on the page\n%s", mainOf(page.text()))
	}
	f.Set("marks[0].mark", "absent")
	if a := w.send(t, "", link.path(), f); a.Code != http.StatusSeeOther {
		t.Fatalf("%d\n%s", a.Code, mainOf(a.text()))
	}
	if again := w.open(t, "", link.path()); again.Code != http.StatusOK {
		t.Errorf("attendance cannot be corrected: %d", again.Code)
	}
	if a := w.send(t, "binadik.bungo", "/reply-links/"+link.ID+"/revoke", url.Values{}); a.Code != http.StatusSeeOther {
		t.Fatalf("%d", a.Code)
	}
	if a := w.open(t, "", link.path()); a.Code != http.StatusConflict || strings.Contains(a.text(), "marks[0]") {
		t.Errorf("revoked, and it opens: %d", a.Code)
	}
}

// hexOf selects a key as hexadecimal on either engine.
func hexOf(d *db.DB, column, rest string) string {
	if d.Dialect == db.Postgres {
		return `SELECT replace(CAST(` + column + ` AS TEXT), '-', '') ` + rest
	}
	return `SELECT lower(hex(` + column + `)) ` + rest
}

func (w *world) strangersAreSlowed(t *testing.T) {
	codes := map[int]int{}
	for range 40 {
		codes[w.open(t, "", "/r/"+strings.Repeat("A", 43)).Code]++
	}
	if codes[http.StatusNotFound] != 30 || codes[http.StatusTooManyRequests] != 10 {
		t.Errorf("got %v", codes)
	}
}
