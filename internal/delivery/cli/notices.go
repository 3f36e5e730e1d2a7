package cli

import (
	"fmt"
	"net/url"
	"os"
	"strings"

	"titian/internal/app"
	"titian/internal/kernel/errs"
	"titian/internal/platform/mail"
)

// Mail is the flags of the server that takes our letters, and of the address
// that stands in them.
type Mail struct {
	PublicURL        string `name:"public-url" env:"TITIAN_PUBLIC_URL" placeholder:"ADDRESS" help:"Address under which people reach the pages; it stands in letters and reply links."`
	SMTPServer       string `name:"smtp-server" env:"TITIAN_SMTP_SERVER" placeholder:"HOST:PORT" help:"Mail server; without it no e-mail is sent."`
	SMTPFrom         string `name:"smtp-from" env:"TITIAN_SMTP_FROM" placeholder:"ADDRESS" help:"Sender of letters, such as 'Titian <titian@example.go.id>'."`
	SMTPSecurity     string `name:"smtp-security" env:"TITIAN_SMTP_SECURITY" enum:"starttls,tls,none" default:"starttls" help:"How the line is closed: starttls, tls, or none for a server on this machine."`
	SMTPUser         string `name:"smtp-user" env:"TITIAN_SMTP_USER" placeholder:"NAME" help:"Sign-in at the mail server."`
	SMTPPasswordFile string `name:"smtp-password-file" env:"TITIAN_SMTP_PASSWORD_FILE" placeholder:"FILE" help:"File with its password."`
}

// apply puts the settings into the program's configuration.
func (m Mail) apply(c *app.Config) error {
	if m.PublicURL != "" {
		u, err := url.Parse(m.PublicURL)
		if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
			return wrongSetting("--public-url is no address: " + m.PublicURL)
		}
		c.Address = strings.TrimSuffix(m.PublicURL, "/")
	}
	if m.SMTPServer == "" {
		return nil
	}
	if c.Address == "" {
		return wrongSetting("--smtp-server needs --public-url: letters lead there")
	}
	s := mail.Settings{Server: m.SMTPServer, Security: m.SMTPSecurity, User: m.SMTPUser, From: m.SMTPFrom}
	if m.SMTPPasswordFile != "" {
		b, err := os.ReadFile(m.SMTPPasswordFile)
		if err != nil {
			return fmt.Errorf("read mail password: %w", err)
		}
		s.Password = strings.TrimSpace(string(b))
	}
	if _, err := mail.New(s); err != nil {
		return wrongSetting(err.Error())
	}
	c.Mail = &s
	return nil
}

func wrongSetting(text string) error { return errs.New(errs.Invalid, "input").With("text", text) }

// NoticesCmd runs the day's reminders by hand.
type NoticesCmd struct {
	Database
	DryRun bool `name:"dry-run" help:"Only count what is due."`
	JSON   bool `name:"json" help:"Print JSON."`
}

// Help is the command's example.
func (NoticesCmd) Help() string {
	return "Example: titian notices --dry-run\n\nserve does this every hour; what was told is not told again."
}

// Run tells what is due and was not told.
func (c *NoticesCmd) Run(env *Env) error {
	return c.with(env, func(a *app.App) error {
		r, err := a.Remind(env.Context, c.DryRun)
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(env.Stdout, r)
		}
		fmt.Fprintf(env.Stdout, "%d reminders stand today; %d people were told, %d daily letters queued\n", r.Due, r.Told, r.Digests)
		return nil
	})
}
