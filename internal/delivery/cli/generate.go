package cli

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/mattn/go-isatty"
	"github.com/schollz/progressbar/v3"

	"titian/internal/app"
)

// GenerateCmd makes a country for trials.
type GenerateCmd struct {
	Database
	Scale  float64 `default:"0.1" help:"Size of the country; 1 is the nation: 600 facilities, 275,000 people, 5 million marks."`
	People int     `help:"Number of people, instead of --scale."`
	Seed   uint64  `default:"1" help:"The same seed makes the same country."`
	IDs    string  `name:"ids" placeholder:"FILE" help:"Write what a load driver may ask for as JSON."`
	Quiet  bool    `short:"q" help:"No progress bar."`
}

// Help is the command's example.
func (GenerateCmd) Help() string {
	return "Example: titian generate --scale 0.1 --seed 1 --db sqlite:country.db --ids ids.json\nIt also makes the account bench, without a password, for titian token create --user bench."
}

// Run migrates and fills the database.
func (c *GenerateCmd) Run(env *Env) error {
	config, err := c.config(env)
	if err != nil {
		return err
	}
	if _, err := app.Migrate(env.Context, config); err != nil {
		return err
	}
	var ids io.Writer
	if c.IDs != "" {
		f, err := os.Create(c.IDs)
		if err != nil {
			return fmt.Errorf("write ids: %w", err)
		}
		defer f.Close()
		ids = f
	}
	step := progress(env, c.Quiet)
	return c.with(env, func(a *app.App) error {
		return errors.Join(a.Generate(env.Context, c.Scale, c.People, c.Seed, ids, step))
	})
}

// progress shows a bar on a terminal and nothing elsewhere.
func progress(env *Env, quiet bool) func(what string, n int64) {
	f, ok := env.Stderr.(*os.File)
	if quiet || !ok || !isatty.IsTerminal(f.Fd()) {
		return nil
	}
	bar := progressbar.NewOptions64(-1, progressbar.OptionSetWriter(f), progressbar.OptionSetItsString("row"), progressbar.OptionThrottle(100_000_000))
	return func(what string, n int64) {
		bar.Describe(what)
		_ = bar.Set64(n) // a bar that cannot be drawn stops nothing
	}
}
