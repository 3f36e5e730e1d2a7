package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/alecthomas/kong"

	"titian/internal/app"
	"titian/internal/kernel/errs"
	"titian/internal/platform/i18n"
)

// root is every command. Its order is the order of the help.
type root struct {
	Config string `placeholder:"FILE" env:"TITIAN_CONFIG" help:"JSON file of settings; a flag wins over TITIAN_* in the environment, and that over the file."`

	Demo      DemoCmd       `cmd:"" help:"Run Titian with the five stories and made-up people, on this machine only."`
	Serve     ServeCmd      `cmd:"" help:"Serve pages and API."`
	Migrate   MigrateCmd    `cmd:"" help:"Bring the database to this program's schema."`
	User      UserCmd       `cmd:"" help:"Make and list accounts, set passwords."`
	Token     TokenCmd      `cmd:"" help:"Make, list and revoke bearer tokens of the API."`
	Thread    ThreadCmd     `cmd:"" help:"Print the whole thread that a reference belongs to."`
	Audit     AuditCmd      `cmd:"" help:"Check and seal the audit."`
	Verify    VerifyFileCmd `cmd:"" help:"Check the electronic seals of a PDF."`
	Import    ImportCmd     `cmd:"" help:"Take files into the register."`
	Notices   NoticesCmd    `cmd:"" help:"Tell the reminders that are due and queue the daily letters."`
	Retention RetentionCmd  `cmd:"" help:"Seal or anonymise the records whose time is over."`
	Export    ExportCmd     `cmd:"" help:"Write a list as CSV."`
	Backup    BackupCmd     `cmd:"" help:"Write everything into one encrypted file, also while serving."`
	Restore   RestoreCmd    `cmd:"" help:"Bring a backup back into an empty database."`
	Doctor    DoctorCmd     `cmd:"" help:"Check that this installation can do its work."`
	Version   VersionCmd    `cmd:"" help:"Print the version."`

	Generate GenerateCmd `cmd:"" help:"Fill an empty database with a made-up country, for trials of speed."`
	Sentence SentenceCmd `cmd:"" help:"Compute the dates of a prison sentence, from a file."`
	Allocate AllocateCmd `cmd:"" help:"Decide who gets which place, from files."`
	Survival SurvivalCmd `cmd:"" help:"Estimate what became of people, from a file."`
	Compare  CompareCmd  `cmd:"" help:"Compare people with and without a programme, from a file."`
	Disclose DiscloseCmd `cmd:"" help:"Release a table only when no person can be found in it, from files."`

	Questionnaire QuestionnaireCmd `cmd:"" help:"Check, print and score questionnaires, from files."`
}

// Exit codes, documented in docs/operations.md.
var exitCodes = map[errs.Kind]int{
	errs.Internal: 1, errs.Invalid: 2, errs.TooLarge: 2, errs.NotFound: 3, errs.Unauthenticated: 4, errs.Forbidden: 4,
	errs.Conflict: 5, errs.State: 5, errs.Limited: 6, errs.Unavailable: 6,
}

// Main runs one command and returns the process's exit code.
func Main(env *Env, args, environ []string) int {
	var r root
	done := -1
	k, err := kong.New(&r, kong.Name("titian"),
		kong.Description("Titian carries people from prison back to their communities. Exit codes: 0 done, 2 wrong input, 3 not found, 4 not permitted, 5 conflict or wrong state, 6 try later, 1 anything else."),
		kong.Writers(env.Stdout, env.Stderr), kong.Exit(func(code int) { done = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}), kong.UsageOnError())
	if err != nil {
		fmt.Fprintln(env.Stderr, "titian:", err)
		return 1
	}
	if err := settings(k, args, environ); err != nil {
		fmt.Fprintln(env.Stderr, "titian:", err)
		return exitCodes[errs.Invalid]
	}
	c, err := k.Parse(args)
	if done >= 0 {
		return done
	}
	if err != nil {
		fmt.Fprintln(env.Stderr, "titian:", err)
		return exitCodes[errs.Invalid]
	}
	if err := c.Run(env); err != nil {
		fmt.Fprintln(env.Stderr, "titian:", message(err))
		return exitCodes[errs.KindOf(err)]
	}
	return 0
}

// message is an error in words. The command line is the operator's, so an
// internal error is shown whole.
func message(err error) string {
	e := errs.As(err)
	if e == nil {
		return err.Error()
	}
	if text, ok := e.Args["text"].(string); ok {
		return text
	}
	b, werr := app.Words()
	if werr != nil {
		return err.Error()
	}
	l := b.Localizer(i18n.English)
	lines := []string{l.Error(e) + " (" + err.Error() + ")"}
	for _, f := range e.Fields {
		lines = append(lines, "  "+f.Path+": "+l.Field(f))
	}
	return strings.Join(lines, "\n")
}

// Database is the flags of every command that opens the database.
type Database struct {
	DB     string `name:"db" env:"TITIAN_DB" default:"sqlite:titian.db" placeholder:"ADDRESS" help:"sqlite:PATH or postgres://…"`
	Secret string `env:"TITIAN_SECRET_FILE" default:"titian.secret" placeholder:"FILE" help:"File of the master secret; made when absent."`
	Sync   string `env:"TITIAN_SYNC" enum:"FULL,NORMAL" default:"FULL" help:"SQLite: FULL survives a power cut, NORMAL may lose the last moments."`
}

func (d Database) config(env *Env) (app.Config, error) {
	c := app.Config{Database: d.DB, Now: env.Now, Sync: d.Sync, Version: version(), Log: logger(env.Stderr)}
	if err := app.MakeSecret(d.Secret); err != nil {
		return c, err
	}
	var err error
	c.Secrets, err = app.LoadSecrets(d.Secret)
	return c, err
}

// with opens the program, runs f and closes it.
func (d Database) with(env *Env, f func(a *app.App) error) error {
	c, err := d.config(env)
	if err != nil {
		return err
	}
	return run(env, c, f)
}

// run opens the program as it is configured, runs f and closes it.
func run(env *Env, c app.Config, f func(a *app.App) error) error {
	a, err := app.Open(env.Context, c)
	if err != nil {
		return err
	}
	return errors.Join(f(a), a.Close())
}

func logger(w io.Writer) *slog.Logger { return slog.New(slog.NewJSONHandler(w, nil)) }

// printJSON is what every --json prints: indented, with a line end.
func printJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
