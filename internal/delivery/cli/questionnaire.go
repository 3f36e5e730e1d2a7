package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"titian/internal/engine/questionnaire"
	"titian/internal/feature/assessment"
	"titian/internal/kernel/errs"
)

// QuestionnaireCmd works on questionnaires as files. The format is in
// docs/questionnaires.md.
type QuestionnaireCmd struct {
	Check CheckFormCmd `cmd:"" help:"Say what is wrong with a questionnaire, each fault by its place."`
	Show  ShowFormCmd  `cmd:"" help:"Print a questionnaire as it will be asked."`
	Score ScoreFormCmd `cmd:"" help:"Compute the scores of a file of answers."`
}

// CheckFormCmd checks one file.
type CheckFormCmd struct {
	File string `arg:"" placeholder:"FILE" help:"The questionnaire, as JSON."`
}

// Help is the command's example.
func (CheckFormCmd) Help() string { return "Example: titian questionnaire check interest.json" }

// Run prints a line when all is well, and otherwise exits with 2.
func (c *CheckFormCmd) Run(env *Env) error {
	q, err := readForm(c.File)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(env.Stdout, "%s: %d sections, %d questions, %d scores\n", q.Key, len(q.Sections), len(q.Items()), len(q.Scores))
	return err
}

// ShowFormCmd prints one file.
type ShowFormCmd struct {
	File string `arg:"" placeholder:"FILE" help:"The questionnaire, as JSON."`
	Lang string `enum:"id,en" default:"id" help:"Language of the text."`
}

// Help is the command's example.
func (ShowFormCmd) Help() string {
	return "Example: titian questionnaire show interest.json --lang en"
}

// Run prints the questions in their order, with the conditions under which they
// are asked.
func (c *ShowFormCmd) Run(env *Env) error {
	q, err := readForm(c.File)
	if err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s, %s)\n", q.Title.In(c.Lang), q.Key, q.Privacy)
	for _, s := range q.Sections {
		fmt.Fprintf(&b, "\n%s%s\n", s.Title.In(c.Lang), when(s.When))
		for _, it := range s.Items {
			fmt.Fprintf(&b, "  %s: %s [%s]%s\n", it.Key, it.Label.In(c.Lang), it.Kind, when(it.When))
			for _, o := range it.Options {
				fmt.Fprintf(&b, "    %s: %s (%g)\n", o.Value, o.Label.In(c.Lang), o.Points)
			}
		}
	}
	for _, s := range q.Scores {
		fmt.Fprintf(&b, "\n%s: %s\n  %s\n", s.Key, s.Label.In(c.Lang), s.How.In(c.Lang))
	}
	_, err = io.WriteString(env.Stdout, b.String())
	return err
}

func when(condition string) string {
	if condition == "" {
		return ""
	}
	return " ? " + condition
}

// ScoreFormCmd computes the scores of one filling.
type ScoreFormCmd struct {
	File    string `arg:"" placeholder:"FILE" help:"The questionnaire, as JSON."`
	Answers string `required:"" placeholder:"FILE" help:"Answers by item, as JSON: {\"works\": [\"yes\"], \"years\": [\"4\"]}."`
}

// Help is the command's example.
func (ScoreFormCmd) Help() string {
	return "Example: titian questionnaire score interest.json --answers budi.json"
}

// scored is one score as printed.
type scored struct {
	Score   string               `json:"score"`
	Status  questionnaire.Status `json:"status"`
	Value   *float64             `json:"value"`
	Band    string               `json:"band,omitempty"`
	Missing []string             `json:"missing,omitempty"`
}

// Run prints the scores as JSON, once every answer makes sense.
func (c *ScoreFormCmd) Run(env *Env) error {
	q, err := readForm(c.File)
	if err != nil {
		return err
	}
	raw, err := readWhole(c.Answers, questionnaire.MaxBytes)
	if err != nil {
		return err
	}
	answers := questionnaire.Answers{}
	if err := json.Unmarshal(raw, &answers); err != nil {
		return errs.New(errs.Invalid, "input").With("text", fmt.Sprintf("%s: %v", c.Answers, err))
	}
	if err := q.Check(answers, true); err != nil {
		return err
	}
	var out []scored
	for _, r := range q.Results(answers, true) {
		x := scored{Score: r.Score.Key, Status: r.Status, Missing: r.Missing}
		if r.Status == questionnaire.Computed {
			x.Value = &r.Value
		}
		if r.Band != nil {
			x.Band = r.Band.Key
		}
		out = append(out, x)
	}
	return printJSON(env.Stdout, out)
}

// readForm reads and checks a questionnaire as the program would.
func readForm(path string) (*questionnaire.Questionnaire, error) {
	raw, err := readWhole(path, questionnaire.MaxBytes)
	if err != nil {
		return nil, err
	}
	d, err := questionnaire.Parse(raw)
	if err != nil {
		return nil, err
	}
	return assessment.CheckDocument(d)
}
