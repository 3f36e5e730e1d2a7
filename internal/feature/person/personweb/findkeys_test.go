package personweb_test

import (
	"flag"
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/webtest"
	"titian/internal/feature/directory"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/feature/person/personweb"
	"titian/internal/kernel/civil"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/i18n"
)

var shots = flag.String("shots", "", "write pictures of the pages into this folder")

// TestAPersonIsFoundWithoutTouchingTheMouse walks from any page to a person by
// keys alone, at desk and phone width, in both languages; axe looks on.
func TestAPersonIsFoundWithoutTouchingTheMouse(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	w := directorytest.Seed(t, d)
	for _, n := range []string{"Mohammad Soetrisno", "Muhammad Sutrisno Hadiwijaya Kusumaningrat", "Sutrisno"} {
		persontest.Convict(t, d, w.LapasBungo, n)
	}
	actor := w.Actor(authz.FacilityHead, w.LapasBungo)
	finds := func(a authz.Actor) bool { return person.May(a, person.CanRead) }
	s := webtest.With(t, actor, web.Config{Finds: finds}, func(rt *web.Router) {
		personweb.Register(rt, persontest.Service(d), directory.New(d), personweb.Around{Today: func() civil.Date { return civil.Today(webtest.Now) }})
	}, personweb.Words)
	b := webtest.Open(t, s)
	for _, lang := range []i18n.Lang{i18n.Indonesian, i18n.English} {
		for _, width := range []int64{1280, 390} {
			b.Visit("/people", width, lang, false)
			look(t, b, fmt.Sprintf("list-%d-%s", width, lang))
			b.Run(chromedp.KeyEvent("/"), chromedp.SendKeys(":focus", "moh sutrsino"+kb.Enter), chromedp.WaitVisible("[data-t-found]"))
			look(t, b, fmt.Sprintf("found-%d-%s", width, lang))
			var title string
			b.Run(chromedp.KeyEvent("/"), chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.ArrowUp), chromedp.KeyEvent(kb.Enter),
				chromedp.WaitVisible("dl.govuk-summary-list"), chromedp.Text("h1", &title))
			if title != "Mohammad Soetrisno" {
				t.Errorf("the keys lead to %q", title)
			}
		}
	}
	if got := b.Complaints(); len(got) > 0 {
		t.Errorf("the browser complains: %v", got)
	}
}

func look(t *testing.T, b *webtest.Browser, name string) {
	t.Helper()
	if n := b.Overflow(); n > 0 {
		t.Errorf("%s is %d pixels wider than the window", name, n)
	}
	if v := b.Violations(); len(v) > 0 {
		t.Errorf("%s: %v", name, v)
	}
	if *shots != "" {
		b.Shoot(*shots, name)
	}
}
