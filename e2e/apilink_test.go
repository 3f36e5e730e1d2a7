package e2e

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// throughALink has the host make a link about a record, and somebody of the
// partner without an account open it and send what they say. It opens once.
func (p *apiPlayer) throughALink(purpose, record string, said url.Values) {
	p.t.Helper()
	made := p.post(p.s.cast.prepares, "/reply-links", object{"purpose": purpose, "record_id": keyOf(record)})
	address := strings.TrimSuffix(p.base, "/api/v1") + "/r/" + made.text("secret")
	form := openLink(p.t, address)
	for name, value := range said {
		form[name] = value
	}
	resp, err := http.PostForm(address, form) //nolint:noctx // the program under test, by its own address
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK || resp.Request.URL.Path != "/r/thanks" {
		p.t.Fatalf("%s through a link: status %d at %s", purpose, resp.StatusCode, resp.Request.URL.Path)
	}
	if again, err := http.Get(address); err != nil || again.Body.Close() != nil || again.StatusCode != http.StatusConflict { //nolint:noctx // as above
		p.t.Errorf("%s: the link opens again: %v, %v", purpose, again, err)
	}
	if now := p.get(p.s.cast.prepares, "/reply-links/"+made.text("id")); now["used"] != true || len(now.list("uses")) < 2 {
		p.t.Errorf("the link tells of its use: %v", now)
	}
}

// openLink is the form behind a link as the page sends it.
func openLink(t *testing.T, address string) url.Values {
	t.Helper()
	resp, err := http.Get(address) //nolint:noctx // the program under test, by its own address
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	page, err := goquery.NewDocumentFromReader(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: status %d, %v", address, resp.StatusCode, err)
	}
	form := url.Values{}
	page.Find("main form[method=post] input[name]:not([type=radio]), main form textarea[name]").Each(func(_ int, i *goquery.Selection) {
		form.Add(i.AttrOr("name", ""), i.AttrOr("value", i.Text()))
	})
	return form
}
