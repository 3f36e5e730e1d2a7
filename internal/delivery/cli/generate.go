package cli

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/mattn/go-isatty"
	"github.com/schollz/progressbar/v3"

	"titian/internal/app"
	"titian/internal/platform/tabular"
)

// GenerateCmd makes a country for trials.
type GenerateCmd struct {
	Database
	Scale     float64 `default:"0.1" help:"Size of the country; 1 is the nation: 600 facilities, 275,000 people, 5 million marks."`
	People    int     `help:"Number of people, instead of --scale."`
	Seed      uint64  `default:"1" help:"The same seed makes the same country."`
	Sentences bool    `help:"With --csv or --xlsx: write the columns of the sentence, too."`
	CSV       string  `name:"csv" placeholder:"FILE" help:"Write the people as CSV for titian import people, and no database."`
	XLSX      string  `name:"xlsx" placeholder:"FILE" help:"Write the people as XLSX for titian import people, and no database."`
	Places    bool    `help:"Fill the database with the offices alone, for such a file."`
	IDs       string  `name:"ids" placeholder:"FILE" help:"Write what a load driver may ask for as JSON."`
	Quiet     bool    `short:"q" help:"No progress bar."`
}

// Help is the command's example.
func (GenerateCmd) Help() string {
	return "Example: titian generate --scale 0.1 --seed 1 --db sqlite:country.db --ids ids.json\n" +
		"A file of people, and the offices that they go into: titian generate --people 275000 --csv people.csv && titian generate --people 275000 --places --db sqlite:country.db\n" +
		"It also makes the account bench, without a password, for titian token create --user bench."
}

// Run migrates and fills the database, or writes a file.
func (c *GenerateCmd) Run(env *Env) error {
	switch {
	case c.CSV != "":
		return c.file(env, c.CSV, tabular.CSV)
	case c.XLSX != "":
		return c.file(env, c.XLSX, tabular.XLSX)
	}
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
		if c.Places {
			return a.GeneratePlaces(env.Context, c.Scale, c.People, c.Seed)
		}
		return errors.Join(a.Generate(env.Context, c.Scale, c.People, c.Seed, ids, step))
	})
}

// file writes the people.
func (c *GenerateCmd) file(env *Env, path string, format tabular.Format) error {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("write people: %w", err)
	}
	err = app.GenerateFile(f, format, env.Now(), c.Scale, c.People, c.Seed, c.Sentences, progress(env, c.Quiet))
	return errors.Join(err, f.Close())
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
