package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"
)

// entry is what a person writes into one field, named as the page names it.
// Under is the heading of the group where several fields bear one name. For a
// box or a round button the label is all: it is ticked.
type entry struct {
	Under string `json:"under"`
	Label string `json:"label"`
	Value string `json:"value"`
}

// write fills a whole form in one go, by its labels: several hundred forms
// typed key by key would take an hour. A label that names no field or two, and an
// option that is not offered, end the test.
func (b *Browser) write(entries ...entry) {
	b.t.Helper()
	raw, err := json.Marshal(entries)
	if err != nil {
		b.t.Fatal(err)
	}
	var wrong string
	if err := b.evaluate("("+writer+")("+string(raw)+")", &wrong); err != nil {
		b.t.Fatal(err)
	}
	if wrong != "" {
		b.t.Fatalf("at %s: %s\n%s", b.Path(), wrong, b.Text())
	}
	b.settle()
}

// writer says what is wrong, or nothing.
const writer = `function(entries) {
	const said = e => e.textContent.replace('(boleh kosong)', '').replace(/\s+/g, ' ').trim();
	for (const {under, label, value} of entries) {
		const within = l => {
			for (let f = l.closest('fieldset'); f; f = f.parentElement.closest('fieldset'))
				if (f.querySelector('legend') && said(f.querySelector('legend')) === under) return true;
			return under === '';
		};
		let named = [...document.querySelectorAll('main label')].filter(l => said(l) === label && l.control && within(l));
		if (named.length > 1) named = named.filter(l => !l.closest('details:not([open])'));
		const found = named.map(l => l.control);
		if (found.length !== 1) return found.length + ' fields are called "' + label + '" under "' + under + '"';
		const c = found[0];
		if (c.disabled || c.readOnly) return 'the field "' + label + '" cannot be filled';
		if (c.type === 'radio' || c.type === 'checkbox') {
			if (!c.checked) c.click();
			continue;
		}
		if (c.tagName === 'SELECT') {
			const options = [...c.options].filter(o => o.value !== '');
			const exact = options.filter(o => said(o) === value), holding = options.filter(o => said(o).includes(value));
			const o = exact[0] ?? (holding.length === 1 ? holding[0] : null);
			if (!o) return '"' + label + '" offers no "' + value + '": ' + options.map(said).join('; ');
			c.value = o.value;
		} else {
			c.value = value;
		}
		c.dispatchEvent(new Event('input', {bubbles: true}));
		c.dispatchEvent(new Event('change', {bubbles: true}));
	}
	return '';
}`

// save presses the button of a form; a form that comes back with errors ends the test.
func (b *Browser) save(button string) {
	b.t.Helper()
	b.Click(button)
	var errors string
	if err := b.evaluate(`document.querySelector('.govuk-error-summary')?.innerText ?? ''`, &errors); err != nil {
		b.t.Fatal(err)
	}
	if errors != "" {
		b.t.Fatalf("%q at %s: %s", button, b.Path(), squeeze(errors))
	}
	if status := b.watch.status(); status >= 400 {
		b.t.Fatalf("%q at %s: status %d\n%s", button, b.Path(), status, b.Text())
	}
}

// links are the addresses on the page that begin so, each once, in its order.
func (b *Browser) links(prefix string) []string {
	b.t.Helper()
	var all []string
	list := fmt.Sprintf(`[...new Set([...document.querySelectorAll('main a')].map(a => a.getAttribute('href')).filter(h => h && h.startsWith(%q)))]`, prefix)
	if err := b.evaluate(list, &all); err != nil {
		b.t.Fatal(err)
	}
	return all
}

// link is the only such address.
func (b *Browser) link(prefix string) string {
	b.t.Helper()
	all := b.links(prefix)
	if len(all) != 1 {
		b.t.Fatalf("at %s %d links begin with %s: %q\n%s", b.Path(), len(all), prefix, all, b.Text())
	}
	return all[0]
}

// record is the address of the record that the window shows.
func (b *Browser) record() string {
	b.t.Helper()
	at, _, _ := strings.Cut(b.Path(), "?")
	at, _, _ = strings.Cut(at, "#")
	return at
}

// seats lets several people use one window in turn, each with a session of their own.
type seats struct {
	*Browser
	sessions map[string][]*network.CookieParam
	now      string
}

// as gives the window to a person, who signs in the first time.
func (s *seats) as(login string) {
	s.t.Helper()
	if s.now == login {
		return
	}
	s.now = login
	if kept, ok := s.sessions[login]; ok {
		s.do("take the seat", storage.ClearCookies(), network.SetCookies(kept))
		return
	}
	s.do("leave the seat", storage.ClearCookies())
	s.Visit("/sign-in")
	s.write(entry{Label: "Nama masuk", Value: login}, entry{Label: "Kata sandi", Value: demoPassword})
	s.save("Masuk")
	s.do("keep the session", chromedp.ActionFunc(func(ctx context.Context) error {
		cookies, err := network.GetCookies().Do(ctx)
		for _, c := range cookies {
			s.sessions[login] = append(s.sessions[login], &network.CookieParam{
				Name: c.Name, Value: c.Value, Domain: c.Domain, Path: c.Path, HTTPOnly: c.HTTPOnly, Secure: c.Secure,
			})
		}
		return err
	}))
}
