package app_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"titian/internal/feature/report"
)

// linksResolve follows every link of every node of the five threads as an
// officer of the facility on whose side the thread is.
func linksResolve(t *testing.T, w *world) {
	kinds := map[string]bool{}
	for ref, login := range map[string]string{
		"S1": "binadik.bungo", "S2": "binadik.selong", "S3": "kanwil.jambi", "S4": "kabapas.jambi", "S5": "binadik.maros",
	} {
		a := w.ask(t, login, http.MethodGet, "/api/v1/threads/"+ref, "")
		var th report.Thread
		if err := json.Unmarshal(a.Body.Bytes(), &th); err != nil || a.Code != http.StatusOK {
			t.Errorf("%s: %d %v\n%.300s", ref, a.Code, err, a.text())
			continue
		}
		links := map[string]string{th.API: "thread"}
		for _, s := range th.Steps {
			for _, n := range s.Nodes {
				links[n.API], kinds[n.Kind] = n.Kind, true
			}
		}
		if th.People.SixMonths == 0 || len(links) < 6 {
			t.Errorf("%s: %d links, %d people at six months: the story is not whole", ref, len(links), th.People.SixMonths)
		}
		for link, kind := range links {
			if a := w.ask(t, login, http.MethodGet, link, ""); a.Code != http.StatusOK {
				t.Errorf("%s: the %s at %s: %d %.200s", ref, kind, link, a.Code, a.text())
			}
		}
	}
	for _, kind := range []string{"meeting", "decision", "proposal", "commitment", "delivery", "agreement", "activity", "fund", "class"} {
		if !kinds[kind] {
			t.Errorf("no thread has a %s: its link is not tried", kind)
		}
	}
}

// aKeptPromiseCarriesAClass looks for what was given whole among the promises that
// a new class may stand on: instructors are sent before their class begins.
func aKeptPromiseCarriesAClass(t *testing.T, w *world) {
	page := w.open(t, "binadik.selong", "/classes/new").text()
	for _, status := range []string{"open", "fulfilled"} {
		key := w.keyOf(t, "binadik.selong", "/api/v1/commitments?by=partner&status="+status)
		if key == "" || !strings.Contains(page, `<option value="`+key+`"`) {
			t.Errorf("a new class may not stand on a commitment that is %s", status)
		}
	}
}
