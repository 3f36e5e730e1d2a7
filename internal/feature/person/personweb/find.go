package personweb

import (
	"net/http"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/feature/person"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// findView is what was asked and who was found.
type findView struct {
	Text  string
	Asked bool
	Wrong *form.Form // what cannot be asked, with why; else nil
	Found []person.Found
	Names map[id.Organisation]string
}

// beginFind shows the box alone.
func (p *pages) beginFind(w http.ResponseWriter, r *http.Request) error {
	if !person.May(authz.FromContext(r.Context()), person.CanRead) {
		return errForbidden
	}
	return web.Page(w, r, findPage(findView{}))
}

// find answers a question that was posted, so that no name and no number stands
// in an address. Whoever is found by the card's number is opened at once.
func (p *pages) find(w http.ResponseWriter, r *http.Request) error {
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	f := form.Parse(r)
	v := findView{Text: f.Text("text"), Names: map[id.Organisation]string{}}
	v.Asked = v.Text != ""
	var err error
	if v.Found, err = p.people.Find(ctx, actor, v.Text); err != nil && !f.Merge(err) {
		return err
	}
	if !f.Valid() {
		return web.FormPage(w, r, f, findPage(findView{Wrong: f}))
	}
	if len(v.Found) == 1 && v.Found[0].Match == person.MatchNIK {
		return web.Redirect(w, r, path(v.Found[0].ID, ""))
	}
	for _, f := range v.Found {
		office, err := p.offices.get(ctx, actor, f.Facility)
		if err != nil {
			return err
		}
		v.Names[f.Facility] = office.Name
	}
	return web.Page(w, r, findPage(v))
}

// year is the year of a birth, which tells people of one name apart; the day is
// for their own page.
func year(l *i18n.Localizer, f person.Found) string {
	if len(f.Born) < 4 {
		return l.T("person.find.born_unknown")
	}
	return string(f.Born[:4])
}
