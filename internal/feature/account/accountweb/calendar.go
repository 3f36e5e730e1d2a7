package accountweb

import (
	"net/http"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/feature/account"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// calendar lists the addresses under which the reader's calendar can be read.
func (p *pages) calendar(w http.ResponseWriter, r *http.Request) error {
	return p.calendarForm(w, r, form.New())
}

func (p *pages) calendarForm(w http.ResponseWriter, r *http.Request, f *form.Form) error {
	all, err := p.accounts.ListTokens(r.Context(), authz.FromContext(r.Context()), id.User{})
	if err != nil {
		return err
	}
	var list []account.TokenRow
	for _, t := range all {
		if t.Purpose == account.ForCalendar {
			list = append(list, t)
		}
	}
	return web.FormPage(w, r, f, calendarPage(f, list))
}

// createCalendar shows the address in its own answer and never again.
func (p *pages) createCalendar(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	command := account.CreateTokenCommand{Name: f.Text("name", form.Required, form.Max(100)), Purpose: account.ForCalendar}
	if f.Valid() {
		actor := authz.FromContext(r.Context())
		row, secret, err := p.accounts.CreateToken(r.Context(), actor, command)
		if err == nil {
			return web.Page(w, r, calendarAddressPage(row, siteOf(r)+"/calendars/"+secret+".ics"))
		}
		if !f.Merge(err) {
			return err
		}
	}
	return p.calendarForm(w, r, f)
}

// siteOf is the address under which the reader reached us.
func siteOf(r *http.Request) string {
	if r.TLS == nil && r.Header.Get("X-Forwarded-Proto") != "https" {
		return "http://" + r.Host
	}
	return "https://" + r.Host
}
