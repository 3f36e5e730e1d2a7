package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/mattn/go-isatty"
	"github.com/schollz/progressbar/v3"

	"titian/internal/app"
	"titian/internal/kernel/errs"
	"titian/internal/platform/backup"
)

// BackupCmd writes everything into one encrypted file.
type BackupCmd struct {
	Database
	To        string   `required:"" placeholder:"FILE" help:"File to write; it must not exist."`
	Recipient []string `placeholder:"KEY" help:"Public key of age (age1…) that opens the backup, too, beside the master secret; may be repeated."`
	JSON      bool     `name:"json" help:"Print JSON."`
	Quiet     bool     `short:"q" help:"No progress bar."`
}

// Help is the command's example.
func (BackupCmd) Help() string {
	return "Example: titian backup --db sqlite:/var/lib/titian/titian.db --secret /etc/titian/secret --to /backup/titian-2026-11-22.backup\n" +
		"For an office's own key, which age-keygen made and which is kept elsewhere: titian backup --to titian.backup --recipient age1…\n" +
		"It may run while serve does. Keep the master secret apart from the backups: the file does not hold it."
}

// Run writes the backup, reads it again and tells what it holds.
func (c *BackupCmd) Run(env *Env) error {
	config, _, err := c.restoring(env)
	if err != nil {
		return err
	}
	r, err := app.Backup(env.Context, config, c.To, c.Recipient, bytesBar(env, c.Quiet, "backing up"))
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(env.Stdout, r)
	}
	_, err = fmt.Fprintf(env.Stdout, "%s: %s of %s, %d bytes from a database of %d, read back and whole\n", c.To, r.Engine, r.TakenAt.Format("2006-01-02 15:04 MST"), r.Size, r.Bytes)
	return err
}

// RestoreCmd brings a backup back.
type RestoreCmd struct {
	Database
	File     string `arg:"" help:"The backup."`
	Identity string `placeholder:"FILE" help:"File of private keys of age, instead of the master secret."`
	JSON     bool   `name:"json" help:"Print JSON."`
	Quiet    bool   `short:"q" help:"No progress bar."`
}

// Help is the command's example.
func (RestoreCmd) Help() string {
	return "Example: titian restore titian-2026-11-22.backup --db sqlite:/var/lib/titian/titian.db --secret /etc/titian/secret\n" +
		"With an office's own key: titian restore titian.backup --db postgres://titian@host/empty --identity office.key\n" +
		"The database must be empty. Nothing is touched before the whole file has proved to be what was written. " +
		"Exit codes: 2 another engine, or no backup; 4 no key opens it; 5 damaged, newer than this program, the database not empty, or its audit broken; 6 no room, or PostgreSQL's programs missing."
}

// Run restores, verifies the audit and says so.
func (c *RestoreCmd) Run(env *Env) error {
	config, found, err := c.restoring(env)
	if err != nil && (found || c.Identity == "") {
		return err
	}
	r, err := app.Restore(env.Context, config, app.RestoreFrom{File: c.File, Secret: found, Identity: c.Identity, Progress: bytesBar(env, c.Quiet, "restoring")})
	if err != nil {
		return err
	}
	if c.JSON {
		err = printJSON(env.Stdout, restoredOutput{r.Report, verified(r.Audit), r.Ours, r.Pending})
	} else {
		c.tell(env, r)
	}
	if err == nil && len(r.Audit.Problems) > 0 {
		err = errs.New(errs.State, "audit.broken").With("text", fmt.Sprintf("restored, and the audit is broken in %d places: see titian audit verify", len(r.Audit.Problems)))
	}
	return err
}

type restoredOutput struct {
	backup.Report
	Audit   verifyOutput `json:"audit"`
	Ours    bool         `json:"master_secret_matches"`
	Pending int          `json:"pending_migrations"`
}

func (c *RestoreCmd) tell(env *Env, r app.Restored) {
	say := func(format string, args ...any) { fmt.Fprintf(env.Stdout, format+"\n", args...) }
	say("restored %s, taken %s by %s", r.Engine, r.TakenAt.Format("2006-01-02 15:04 MST"), r.Program)
	switch {
	case len(r.Audit.Problems) > 0:
	case r.Ours:
		say("audit verified: %d entries in %d chains, %d seals", r.Audit.Entries, r.Audit.Chains, r.Audit.Seals)
	default:
		say("audit verified without its seals: %d entries in %d chains", r.Audit.Entries, r.Audit.Chains)
		say("the database belongs to the master secret with fingerprint %s, which is not at hand: without it identity numbers, sealed texts and files cannot be read", r.Secret)
	}
	if r.Pending > 0 {
		say(`its schema is older than this program's: run "titian migrate"`)
	}
}

// restoring is the configuration with the master secret as it is. Unlike
// elsewhere none is made when it is absent: a new one belongs to no backup.
func (d Database) restoring(env *Env) (c app.Config, found bool, err error) {
	c = app.Config{Database: d.DB, Now: env.Now, Sync: d.Sync, Version: version(), Log: logger(env.Stderr)}
	c.Secrets, err = app.LoadSecrets(d.Secret)
	if errors.Is(err, fs.ErrNotExist) {
		return c, false, errs.New(errs.NotFound, "secret").With("text", fmt.Sprintf("there is no master secret at %s: name its file with --secret", d.Secret)).Because(err)
	}
	return c, true, err
}

// bytesBar shows how much has passed, on a terminal only.
func bytesBar(env *Env, quiet bool, what string) func(int64) {
	f, ok := env.Stderr.(*os.File)
	if quiet || !ok || !isatty.IsTerminal(f.Fd()) {
		return nil
	}
	bar := progressbar.NewOptions64(-1, progressbar.OptionSetWriter(f), progressbar.OptionShowBytes(true), progressbar.OptionSetDescription(what), progressbar.OptionThrottle(100_000_000), progressbar.OptionClearOnFinish())
	return func(n int64) { _ = bar.Set64(n) } // a bar that cannot be drawn stops nothing
}
