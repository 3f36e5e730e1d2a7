package cli

import (
	"bufio"
	"fmt"
	"strings"

	"titian/internal/app"
	"titian/internal/feature/account"
	"titian/internal/feature/directory"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

// operator is who the command line acts for.
func operator() authz.Actor { return authz.OperatorAs("titian") }

// UserCmd keeps accounts from the server's own command line, where the first
// administrator has to come from.
type UserCmd struct {
	Add      UserAddCmd      `cmd:"" help:"Make an account."`
	Password UserPasswordCmd `cmd:"" help:"Set an account's password."`
	List     UserListCmd     `cmd:"" help:"List the accounts."`
}

// UserAddCmd makes an account. The password comes from standard input, where it
// leaves no trace in the shell's history.
type UserAddCmd struct {
	Database
	Login   string `arg:"" help:"Sign-in name."`
	Name    string `required:"" help:"Name or office."`
	Role    string `required:"" enum:"administrator,facility_head,programme_officer,case_guardian,probation_officer,regional_office,partner,observer" help:"Role."`
	Org     string `required:"" placeholder:"CODE" help:"Code of the organisation; with --org-name it is made when there is none."`
	OrgName string `placeholder:"NAME" help:"Makes a directorate of this name when no organisation has the code, for the first account of a new database."`
	JSON    bool   `name:"json" help:"Print JSON."`
}

// Help is the command's example.
func (UserAddCmd) Help() string {
	return "Example: titian user add admin --name Administrator --role administrator --org PUSAT --org-name 'Direktorat Jenderal Pemasyarakatan' < password.txt"
}

// Run makes the account.
func (c *UserAddCmd) Run(env *Env) error {
	password, err := firstLine(env)
	if err != nil {
		return err
	}
	return c.with(env, func(a *app.App) error {
		org, err := c.organisation(env, a)
		if err != nil {
			return err
		}
		u, err := a.Account.CreateUser(env.Context, operator(), account.CreateUserCommand{
			Login: c.Login, Name: c.Name, Password: password, Language: "id",
			MembershipCommand: account.MembershipCommand{Org: org, Role: authz.Role(c.Role)},
		})
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(env.Stdout, map[string]string{"id": u.ID.String(), "login": u.Login})
		}
		fmt.Fprintf(env.Stdout, "%s made\n", u.Login)
		return nil
	})
}

func (c *UserAddCmd) organisation(env *Env, a *app.App) (id.Organisation, error) {
	found, err := a.Directory.List(env.Context, operator(), directory.Filter{Text: c.Org}, page.Request{Size: page.MaxSize})
	if err != nil {
		return id.Organisation{}, err
	}
	for _, o := range found.Items {
		if strings.EqualFold(o.Code, c.Org) {
			return o.ID, nil
		}
	}
	if c.OrgName == "" {
		return id.Organisation{}, errs.New(errs.NotFound, "not_found").With("text", fmt.Sprintf("no organisation has the code %q", c.Org))
	}
	o, err := a.Directory.Create(env.Context, operator(), directory.CreateCommand{Code: c.Org, Kind: directory.Directorate, Details: directory.Details{Name: c.OrgName}})
	return o.ID, err
}

func firstLine(env *Env) (string, error) {
	s := bufio.NewScanner(env.Stdin)
	if !s.Scan() || s.Text() == "" {
		return "", errs.New(errs.Invalid, "input").With("text", "give the password as the first line of standard input")
	}
	return s.Text(), s.Err()
}

// UserPasswordCmd sets a password and ends the account's sessions.
type UserPasswordCmd struct {
	Database
	Login string `arg:"" help:"Sign-in name."`
}

// Help is the command's example.
func (UserPasswordCmd) Help() string { return "Example: titian user password admin < password.txt" }

// Run sets it.
func (c *UserPasswordCmd) Run(env *Env) error {
	password, err := firstLine(env)
	if err != nil {
		return err
	}
	return c.with(env, func(a *app.App) error {
		u, err := a.Account.FindUser(env.Context, operator(), c.Login)
		if err != nil {
			return err
		}
		_, err = a.Account.SetPassword(env.Context, operator(), u.ID, password)
		return err
	})
}

// UserListCmd lists accounts.
type UserListCmd struct {
	Database
	JSON bool `name:"json" help:"Print JSON."`
}

// Help is the command's example.
func (UserListCmd) Help() string { return "Example: titian user list --json" }

// Run lists them.
func (c *UserListCmd) Run(env *Env) error {
	return c.with(env, func(a *app.App) error {
		var all []account.Profile
		for r := (page.Request{Size: page.MaxSize}); ; {
			p, err := a.Account.ListUsers(env.Context, operator(), account.UserFilter{}, r)
			if err != nil {
				return err
			}
			all = append(all, p.Items...)
			if r.After = p.Next; r.After == "" {
				break
			}
		}
		if c.JSON {
			return printJSON(env.Stdout, userLines(all))
		}
		for _, u := range all {
			fmt.Fprintf(env.Stdout, "%-24s %s\n", u.Login, u.Name)
		}
		return nil
	})
}

// userLine is an account as JSON: never its password's hash.
type userLine struct {
	ID     string `json:"id"`
	Login  string `json:"login"`
	Name   string `json:"name"`
	Active bool   `json:"active"`
}

func userLines(list []account.Profile) []userLine {
	out := []userLine{}
	for _, u := range list {
		out = append(out, userLine{u.ID.String(), u.Login, u.Name, u.Active})
	}
	return out
}
