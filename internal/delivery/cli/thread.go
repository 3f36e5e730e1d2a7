package cli

import (
	"titian/internal/app"
	"titian/internal/feature/report/reporttext"
	"titian/internal/platform/i18n"
)

// ThreadCmd prints a thread.
type ThreadCmd struct {
	Database
	Ref  string `arg:"" help:"Reference or id of a cooperation, meeting, proposal, commitment, agreement, fund or class."`
	Lang string `enum:"id,en" default:"id" help:"Language of the text."`
	JSON bool   `name:"json" help:"Print JSON."`
}

// Help is the command's example.
func (ThreadCmd) Help() string {
	return "Example: titian thread S1 --db sqlite:titian-demo/demo.db --json"
}

// Run prints the thread: the same that the page shows.
func (c *ThreadCmd) Run(env *Env) error {
	return c.with(env, func(a *app.App) error {
		t, err := a.Report.Thread(env.Context, operator(), c.Ref)
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(env.Stdout, t)
		}
		words, err := app.Words()
		if err != nil {
			return err
		}
		return reporttext.WriteText(env.Stdout, words.Localizer(i18n.Lang(c.Lang)), t)
	})
}
