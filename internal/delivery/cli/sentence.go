package cli

import (
	"fmt"
	"io"
	"os"
	"strings"

	"titian/internal/app"
	"titian/internal/engine/sentence"
	"titian/internal/feature/sentence/sentencetext"
	"titian/internal/kernel/errs"
	"titian/internal/platform/i18n"
)

// SentenceCmd computes the dates of one sentence from a file. The format is in
// docs/engines/sentence.md.
type SentenceCmd struct {
	File  string `arg:"" placeholder:"FILE" help:"The case, as JSON; - reads standard input."`
	Rules string `placeholder:"ID" help:"Rule set to follow; by default the newest."`
	Lang  string `enum:"id,en" default:"id" help:"Language of the text."`
	JSON  bool   `name:"json" help:"Print JSON, with every text in both languages."`
}

// maxCase is far above a case with a thousand remissions.
const maxCase = 1 << 20

// Help is the command's example.
func (SentenceCmd) Help() string {
	return "Example: titian sentence case.json --lang en\n\nEvery date is an estimate: the official figures are those of SDP and the decrees."
}

// Run computes everything before it prints anything.
func (c *SentenceCmd) Run(env *Env) error {
	set, err := sentence.Builtin()
	if err != nil {
		return err
	}
	rules, err := set.Named(c.Rules)
	if err != nil {
		return err
	}
	text, err := c.read(env)
	if err != nil {
		return err
	}
	given, err := sentence.Parse(text)
	if err != nil {
		return c.wrong(err)
	}
	t, err := rules.Timeline(given)
	if err != nil {
		return c.wrong(err)
	}
	words, err := app.Words()
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(env.Stdout, sentencetext.Answered(t, words.Localizer(i18n.Indonesian), words.Localizer(i18n.English)))
	}
	return sentencetext.WriteText(env.Stdout, words.Localizer(i18n.Lang(c.Lang)), t)
}

// wrong names the file before each field that is wrong, since several cases
// may be computed one after another.
func (c *SentenceCmd) wrong(err error) error {
	e := errs.As(err)
	if e == nil || len(e.Fields) == 0 {
		return err
	}
	words, missing := app.Words()
	if missing != nil {
		return missing
	}
	var lines []string
	for _, f := range e.Fields {
		place := c.File
		if f.Path != "" {
			place += ", " + f.Path
		}
		lines = append(lines, place+": "+words.Localizer(i18n.English).Field(f))
	}
	return errs.New(errs.Invalid, "input").With("text", strings.Join(lines, "\n")).Because(err)
}

func (c *SentenceCmd) read(env *Env) ([]byte, error) {
	in := env.Stdin
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return nil, errs.New(errs.Invalid, "input").With("text", err.Error())
		}
		defer f.Close()
		in = f
	}
	b, err := io.ReadAll(io.LimitReader(in, maxCase+1))
	if err != nil {
		return nil, errs.New(errs.Invalid, "input").With("text", fmt.Sprintf("%s: %v", c.File, err))
	}
	if len(b) > maxCase {
		return nil, errs.New(errs.Invalid, "input").With("text", fmt.Sprintf("%s: larger than %d bytes", c.File, maxCase))
	}
	return b, nil
}
