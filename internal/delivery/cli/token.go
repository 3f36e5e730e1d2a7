package cli

import (
	"fmt"
	"time"

	"titian/internal/app"
	"titian/internal/feature/account"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
)

// TokenCmd keeps bearer tokens of the API.
type TokenCmd struct {
	Create TokenCreateCmd `cmd:"" help:"Make a token; it is printed once and kept as a hash."`
	List   TokenListCmd   `cmd:"" help:"List an account's tokens."`
	Revoke TokenRevokeCmd `cmd:"" help:"Revoke a token."`
}

// TokenCreateCmd makes a token in the name of an account.
type TokenCreateCmd struct {
	Database
	User    string `required:"" placeholder:"LOGIN" help:"Whose token."`
	Name    string `default:"cli" help:"What it is for."`
	Expires string `placeholder:"DAY" help:"Its last day, such as 2027-01-31."`
	JSON    bool   `name:"json" help:"Print JSON."`
}

// Help is the command's example.
func (TokenCreateCmd) Help() string { return "Example: titian token create --user bench --json" }

// Run makes it.
func (c *TokenCreateCmd) Run(env *Env) error {
	var until civil.Date
	if c.Expires != "" {
		var err error
		if until, err = civil.Parse(c.Expires); err != nil {
			return err
		}
	}
	return c.with(env, func(a *app.App) error {
		u, err := a.Account.FindUser(env.Context, operator(), c.User)
		if err != nil {
			return err
		}
		if len(u.Places) == 0 {
			return errs.New(errs.State, "state").With("text", c.User+" has no role at any organisation")
		}
		t, secret, err := a.Account.CreateToken(env.Context, operator(), account.CreateTokenCommand{Membership: u.Places[0].ID, Name: c.Name, ExpiresOn: until})
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(env.Stdout, map[string]string{"id": t.ID.String(), "token": secret, "name": t.Name})
		}
		fmt.Fprintln(env.Stdout, secret)
		return nil
	})
}

// TokenListCmd lists tokens.
type TokenListCmd struct {
	Database
	User string `required:"" placeholder:"LOGIN" help:"Whose tokens."`
	JSON bool   `name:"json" help:"Print JSON."`
}

// Help is the command's example.
func (TokenListCmd) Help() string { return "Example: titian token list --user bench" }

// Run lists them; secrets cannot be read again.
func (c *TokenListCmd) Run(env *Env) error {
	return c.with(env, func(a *app.App) error {
		u, err := a.Account.FindUser(env.Context, operator(), c.User)
		if err != nil {
			return err
		}
		list, err := a.Account.ListTokens(env.Context, operator(), u.ID)
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(env.Stdout, tokenLines(list, env))
		}
		for _, t := range list {
			fmt.Fprintf(env.Stdout, "%s  %s  until %s\n", t.ID, t.Name, civil.Today(t.ExpiresAt))
		}
		return nil
	})
}

// tokenLine is a token as JSON: never its hash.
type tokenLine struct {
	ID      string    `json:"id"`
	Name    string    `json:"name"`
	Login   string    `json:"login"`
	State   string    `json:"state"`
	Expires time.Time `json:"expires_at"`
}

func tokenLines(list []account.TokenRow, env *Env) []tokenLine {
	out := []tokenLine{}
	for _, t := range list {
		out = append(out, tokenLine{t.ID.String(), t.Name, t.Login, t.State(env.Now()), t.ExpiresAt})
	}
	return out
}

// TokenRevokeCmd revokes a token.
type TokenRevokeCmd struct {
	Database
	ID string `arg:"" help:"The token's id, from token list."`
}

// Help is the command's example.
func (TokenRevokeCmd) Help() string {
	return "Example: titian token revoke 01920000-0000-7000-8000-000000000000"
}

// Run revokes it; servers notice within two seconds.
func (c *TokenRevokeCmd) Run(env *Env) error {
	var key id.Token
	if err := key.UnmarshalText([]byte(c.ID)); err != nil {
		return err
	}
	return c.with(env, func(a *app.App) error {
		_, err := a.Account.RevokeToken(env.Context, operator(), key)
		return err
	})
}
