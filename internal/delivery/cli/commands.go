package cli

import (
	"encoding/hex"
	"fmt"
	"runtime/debug"

	"titian/internal/app"
	"titian/internal/kernel/errs"
	"titian/internal/platform/audit"
)

// MigrateCmd brings the schema forward.
type MigrateCmd struct {
	Database
}

// Help is the command's example.
func (MigrateCmd) Help() string {
	return "Example: titian migrate --db sqlite:/var/lib/titian/titian.db"
}

// Run migrates; it is safe to repeat.
func (c *MigrateCmd) Run(env *Env) error {
	config, err := c.config(env)
	if err != nil {
		return err
	}
	names, err := app.Migrate(env.Context, config)
	for _, n := range names {
		fmt.Fprintln(env.Stdout, n)
	}
	if err == nil && len(names) == 0 {
		fmt.Fprintln(env.Stdout, "up to date")
	}
	return err
}

// AuditCmd checks and seals the audit.
type AuditCmd struct {
	Verify VerifyCmd `cmd:"" help:"Walk every chain; exit code 5 when something was changed, removed, inserted or cut off."`
	Seal   SealCmd   `cmd:"" help:"Seal today's ends of all chains; serve does so by itself."`
}

// VerifyCmd walks the audit.
type VerifyCmd struct {
	Database
	JSON bool `name:"json" help:"Print JSON."`
}

// Help is the command's example.
func (VerifyCmd) Help() string { return "Example: titian audit verify --db sqlite:titian.db --json" }

// Run prints each place that is not as it was written.
func (c *VerifyCmd) Run(env *Env) error {
	return c.with(env, func(a *app.App) error {
		r, err := a.VerifyAudit(env.Context)
		if err != nil {
			return err
		}
		if c.JSON {
			if err := printJSON(env.Stdout, verified(r)); err != nil {
				return err
			}
		} else {
			fmt.Fprintf(env.Stdout, "%d entries in %d chains, %d seals\n", r.Entries, r.Chains, r.Seals)
			for _, p := range r.Problems {
				fmt.Fprintf(env.Stdout, "organisation %s entry %d: %s\n", p.Org, p.Seq, p.What)
			}
		}
		if len(r.Problems) > 0 {
			return errs.New(errs.State, "audit.broken").With("text", fmt.Sprintf("the audit is broken in %d places", len(r.Problems)))
		}
		return nil
	})
}

type verifyOutput struct {
	Entries  int           `json:"entries"`
	Chains   int           `json:"chains"`
	Seals    int           `json:"seals"`
	Problems []problemLine `json:"problems"`
}

type problemLine struct {
	Organisation string `json:"organisation"`
	Entry        int64  `json:"entry"`
	What         string `json:"what"`
}

func verified(r audit.Report) verifyOutput {
	out := verifyOutput{Entries: r.Entries, Chains: r.Chains, Seals: r.Seals, Problems: []problemLine{}}
	for _, p := range r.Problems {
		out.Problems = append(out.Problems, problemLine{p.Org.String(), p.Seq, p.What})
	}
	return out
}

// SealCmd seals the audit.
type SealCmd struct {
	Database
}

// Help is the command's example.
func (SealCmd) Help() string { return "Example: titian audit seal --db sqlite:titian.db" }

// Run seals once a day at most.
func (c *SealCmd) Run(env *Env) error {
	return c.with(env, func(a *app.App) error {
		done, err := a.SealAudit(env.Context)
		if err == nil && done {
			fmt.Fprintln(env.Stdout, "sealed")
		} else if err == nil {
			fmt.Fprintln(env.Stdout, "nothing to seal: today is sealed, or nothing was done yet")
		}
		return err
	})
}

// DoctorCmd checks an installation.
type DoctorCmd struct {
	Database
	JSON    bool `name:"json" help:"Print JSON."`
	Rebuild bool `help:"First make the kept counts of people and the keys of their names anew."`
}

// Help is the command's example.
func (DoctorCmd) Help() string { return "Example: titian doctor --db postgres:///titian" }

// Run prints each check; the first failed one decides the exit code.
func (c *DoctorCmd) Run(env *Env) error {
	config, err := c.config(env)
	if err != nil {
		return err
	}
	if c.Rebuild {
		if err := app.Rebuild(env.Context, config); err != nil {
			return err
		}
	}
	checks := app.Doctor(env.Context, config)
	if c.JSON {
		if err := printJSON(env.Stdout, checks); err != nil {
			return err
		}
	}
	failed := 0
	for _, k := range checks {
		mark := "ok    "
		if !k.OK {
			mark = "FAILED"
			failed++
		}
		if !c.JSON {
			fmt.Fprintf(env.Stdout, "%s %s: %s\n", mark, k.Name, k.Detail)
		}
	}
	if failed > 0 {
		return errs.New(errs.Unavailable, "doctor").With("text", fmt.Sprintf("%d checks failed", failed))
	}
	return nil
}

// VersionCmd prints the version.
type VersionCmd struct{}

// Help is the command's example.
func (VersionCmd) Help() string { return "Example: titian version" }

// Run prints it.
func (VersionCmd) Run(env *Env) error {
	_, err := fmt.Fprintln(env.Stdout, "titian", version())
	return err
}

// version is the module's version, or the commit that it was built from.
func version() string {
	b, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := b.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, s := range b.Settings {
		if s.Key == "vcs.revision" {
			if _, err := hex.DecodeString(s.Value); err == nil && len(s.Value) >= 12 {
				return "commit " + s.Value[:12]
			}
		}
	}
	return "development"
}
