package accountweb

import (
	"net/http"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/list"
	"titian/internal/feature/account"
	"titian/internal/feature/directory"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

var userList = list.Spec{Filters: []string{"role", "ended"}, Sorts: []string{"login"}, Default: "login"}

func userFilter(q list.Query) account.UserFilter {
	return account.UserFilter{Role: authz.Role(q.Filter("role")), Inactive: q.Filter("ended") != "", Text: q.Text, Desc: q.Desc}
}

func (p *pages) users(w http.ResponseWriter, r *http.Request) error {
	q, err := list.Parse(r, userList)
	if err != nil {
		return err
	}
	found, err := p.accounts.ListUsers(r.Context(), authz.FromContext(r.Context()), userFilter(q), q.Page())
	if err != nil {
		return err
	}
	return web.Page(w, r, usersPage(q, found))
}

func (p *pages) exportUsers(w http.ResponseWriter, r *http.Request) error {
	q, err := list.Parse(r, userList)
	if err != nil {
		return err
	}
	l, actor := i18n.From(r.Context()), authz.FromContext(r.Context())
	header := []string{l.T("user.login"), l.T("user.name"), l.T("user.roles"), l.T("user.status")}
	return list.Export(w, r, l.T("user.file"), header, func(pr page.Request) (page.Of[account.Profile], error) {
		return p.accounts.ListUsers(r.Context(), actor, userFilter(q), pr)
	}, func(u account.Profile) list.Cells {
		return list.Cells{u.Login, u.Name, roles(l, u.Places), l.T(statusKey(u.Active))}
	})
}

func (p *pages) user(w http.ResponseWriter, r *http.Request) error {
	u, err := p.load(r)
	if err != nil {
		return err
	}
	tokens, err := p.accounts.ListTokens(r.Context(), authz.FromContext(r.Context()), u.ID)
	if err != nil {
		return err
	}
	return web.Page(w, r, userPage(u, tokens))
}

// load reads the user of the address.
func (p *pages) load(r *http.Request) (account.Profile, error) {
	key, err := web.PathID[id.User](r, "id")
	if err != nil {
		return account.Profile{}, err
	}
	return p.accounts.GetUser(r.Context(), authz.FromContext(r.Context()), key)
}

func (p *pages) newUser(w http.ResponseWriter, r *http.Request) error {
	password, err := account.NewPassword()
	if err != nil {
		return err
	}
	return p.userForm(w, r, form.Of("password", password, "language", account.Languages()[0]))
}

func (p *pages) userForm(w http.ResponseWriter, r *http.Request, f *form.Form) error {
	orgs, err := p.choices(r)
	if err != nil {
		return err
	}
	return web.FormPage(w, r, f, newUserPage(f, orgs))
}

// choices lists the organisations that the actor may put people into.
func (p *pages) choices(r *http.Request) ([]directory.Choice, error) {
	actor := authz.FromContext(r.Context())
	all, err := p.orgs.Choices(r.Context(), actor, directory.Kinds()...)
	if err != nil {
		return nil, err
	}
	var out []directory.Choice
	for _, c := range all {
		if directory.Manages(actor, directory.Organisation{ID: c.ID, Kind: c.Kind}) {
			out = append(out, c)
		}
	}
	return out, nil
}

func membershipFrom(f *form.Form) account.MembershipCommand {
	return account.MembershipCommand{
		Org: form.ID[id.Organisation](f, "organisation_id", form.Required), Role: form.Choice(f, "role", authz.Roles()),
		StartsOn: f.Date("starts_on"), EndsOn: f.Date("ends_on"),
	}
}

func (p *pages) createUser(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	command := account.CreateUserCommand{
		Login: f.Text("login", form.Required), Name: f.Text("name", form.Required), Password: f.Text("password", form.Required),
		Language: f.Choice("language", account.Languages()...), MembershipCommand: membershipFrom(f),
	}
	if f.Valid() {
		u, err := p.accounts.CreateUser(r.Context(), authz.FromContext(r.Context()), command)
		if err == nil {
			return web.Done(w, r, "/users/"+u.ID.String(), "user.created", "login", u.Login)
		}
		if !f.Merge(err) {
			return err
		}
	}
	return p.userForm(w, r, f)
}

func (p *pages) editUser(w http.ResponseWriter, r *http.Request) error {
	u, err := p.load(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, editUserPage(form.Of("name", u.Name, "language", u.Language, "version", u.Version), u))
}

func (p *pages) changeUser(w http.ResponseWriter, r *http.Request) error {
	u, err := p.load(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	command := account.ProfileCommand{Name: f.Text("name", form.Required), Language: f.Choice("language", account.Languages()...), Version: f.Version()}
	if f.Valid() {
		_, err := p.accounts.ChangeUser(r.Context(), authz.FromContext(r.Context()), u.ID, command)
		if err == nil {
			return web.Done(w, r, "/users/"+u.ID.String(), "user.changed")
		}
		if !f.Merge(err) {
			return err
		}
		f.Set("version", u.Version)
	}
	return web.FormPage(w, r, f, editUserPage(f, u))
}

// resetPassword makes a new password and shows it once, for the administrator to
// hand over.
func (p *pages) resetPassword(w http.ResponseWriter, r *http.Request) error {
	u, err := p.load(r)
	if err != nil {
		return err
	}
	password, err := account.NewPassword()
	if err != nil {
		return err
	}
	if _, err := p.accounts.SetPassword(r.Context(), authz.FromContext(r.Context()), u.ID, password); err != nil {
		return err
	}
	return web.Page(w, r, resetPage(u, password))
}

func (p *pages) deactivateUser(w http.ResponseWriter, r *http.Request) error {
	return p.move(w, r, "user.deactivated", p.accounts.DeactivateUser)
}

func (p *pages) reactivateUser(w http.ResponseWriter, r *http.Request) error {
	return p.move(w, r, "user.reactivated", p.accounts.ReactivateUser)
}
