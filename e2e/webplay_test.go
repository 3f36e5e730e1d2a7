package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"

	"titian/internal/kernel/civil"
	"titian/internal/platform/docgen"
)

// webPlayer tells a script through the pages, in Indonesian, and remembers the
// addresses of what it made.
type webPlayer struct {
	*seats
	s              script
	orgs           map[string]string // by code
	cooperation    string
	meeting        string
	promises       map[string]string // by title
	papers         []string
	class          string
	people, others []string // others need something else
	scan           string   // a file to put with records
}

// chosen are the stories that are played in the browser: S1 with every run of the
// suite, all five with TITIAN_TEST_STORIES=all (make stories), or those that it names.
func chosen(t *testing.T) []script {
	t.Helper()
	want := os.Getenv("TITIAN_TEST_STORIES")
	if want == "" {
		want = "S1"
	}
	var list []script
	for _, s := range stories() {
		if want == "all" || slices.Contains(strings.Fields(want), s.ref) {
			list = append(list, s)
		}
	}
	if len(list) == 0 {
		t.Fatalf("TITIAN_TEST_STORIES=%q names no story", want)
	}
	return list
}

// TestStoriesArePlayedThroughThePages plays stories on a blank
// database. What is sent, answered and confirmed happens on the day of the test,
// because the pages ask for no other; so what is promised is due after it.
func TestStoriesArePlayedThroughThePages(t *testing.T) {
	binary := Build(t, t.TempDir())
	for _, s := range chosen(t) {
		t.Run(s.ref, func(t *testing.T) {
			t.Parallel()
			at := startBlank(t, binary)
			s.class.group, s.class.working = 2, 1 // every page is seen with two
			p := &webPlayer{
				seats: &seats{Browser: Open(t, at.URL, Options{}), sessions: map[string][]*network.CookieParam{}},
				s:     s, orgs: map[string]string{}, promises: map[string]string{}, scan: scan(t),
			}
			p.founds()
			p.registers()
			p.meets()
			p.agreesOnWhat()
			p.signs()
			p.meetsAgain()
			p.judges(func(x paper) string { return x.idle })
			p.delivers()
			p.judges(func(x paper) string { return x.alive })
			p.teaches()
			p.spends()
			p.accounts()
			p.letsGo()
			p.followsUp()
			p.looksBack()
			p.readsTheThread()
			at.titian(t, "", "audit", "verify")
		})
	}
}

// scan makes a PDF as an office's scanner would.
func scan(t *testing.T) string {
	t.Helper()
	doc := docgen.New("Tanda terima", "Contoh", told.Time())
	doc.Para("Diserahkan dan diterima")
	b, err := doc.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "Tanda terima.pdf")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// typed is a day as people write it.
func typed(day string) string {
	if day == "" {
		return ""
	}
	d := civil.Must(day)
	return fmt.Sprintf("%02d-%02d-%d", d.Day(), int(d.Month()), d.Year())
}

// on is a day of the story as people write it.
func (p *webPlayer) on(told string) string { return typed(p.s.day(told)) }

// ahead is a day of the story by which something is promised on the day of the
// test: a month later where it would have passed.
func (p *webPlayer) ahead(told string) string {
	day := civil.Must(p.s.day(told))
	if next := civil.Must(p.s.after(demoDay, 30)); day.Before(next) {
		day = next
	}
	return typed(day.String())
}

// number is a number as a field takes it; nothing for none.
func number[T int | int64](n T) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}
