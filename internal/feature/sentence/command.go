package sentence

import (
	"slices"
	"strings"

	engine "titian/internal/engine/sentence"
	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
)

// Command writes an entry down or corrects one; which fields count is the
// topic's (see Topic).
type Command struct {
	ID      EntryID // of a new one, optional
	Topic   Topic
	Code    string
	DatedOn civil.Date
	Years   int
	Months  int
	Days    int
	MetOn   civil.Date
	DocNo   string
	Source  Source // of an official date
	Reason  string // of a correction
	Next    bool   // with Start: another sentence begins, the one before is served
}

// Limits of what a form takes; the engine has the last word.
const (
	maxYears  = 100
	maxMonths = 1200
	maxDays   = 36600
	maxCode   = 100 // letters
)

// RemissionKinds lists what decrees call a remission, in the order of the form.
func RemissionKinds() []string { return []string{"RU", "RK", "RT", "RKM", "RD", "PMPU", "PMPK"} }

// DetentionKinds lists the sorts of earlier detention.
func DetentionKinds() []string { return []string{"rutan", "house", "city"} }

// ConditionCodes lists the special conditions that the rules know.
func ConditionCodes() []string {
	r, err := rulesInForce()
	if err != nil {
		return nil
	}
	var out []string
	for _, c := range r.Conditions {
		out = append(out, c.Code)
	}
	return out
}

// OfficialPoints lists the dates that SDP or a decree gives.
func OfficialPoints() []string {
	var out []string
	for _, p := range engine.Points() {
		out = append(out, p.String())
	}
	return out
}

// codes are the choices of a topic's code; none when it has no code.
func (t Topic) codes() []string {
	switch t {
	case Start:
		return []string{string(engine.Adult), string(engine.Juvenile)}
	case Detention:
		return DetentionKinds()
	case Remission:
		return RemissionKinds()
	case Condition:
		return ConditionCodes()
	case Official:
		return OfficialPoints()
	case Verdict, Fine, Reported:
	}
	return nil
}

// validate checks what needs no other entry, and empties what the topic does
// not use, so that no field means something that nobody sees.
func (c *Command) validate(today civil.Date, correcting bool) error {
	var f errs.Fields
	directory.CheckText(&f, "code", &c.Code, maxCode, false)
	directory.CheckText(&f, "doc_no", &c.DocNo, person.MaxTitle, false)
	directory.CheckText(&f, "reason", &c.Reason, person.MaxShort, correcting)
	if directory.CheckChoice(&f, "topic", c.Topic, Topics()); f.Has("topic") {
		return f.Err()
	}
	c.keepOwn()
	if codes := c.Topic.codes(); codes != nil && !f.Has("code") {
		directory.CheckChoice(&f, "code", c.Code, codes)
	}
	c.checkLength(&f)
	c.checkDays(&f, today)
	if c.Topic == Official {
		directory.CheckChoice(&f, "source", c.Source, Sources())
	}
	return f.Err()
}

func (c *Command) keepOwn() {
	c.Next = c.Next && c.Topic == Start
	if c.Topic.codes() == nil {
		c.Code = ""
	}
	switch c.Topic {
	case Start, Condition, Official:
		c.Years, c.Months, c.Days = 0, 0, 0
	case Detention:
		c.Years, c.Months = 0, 0
	case Remission, Reported:
		c.Years = 0
	case Verdict, Fine:
	}
	if c.Topic != Fine && c.Topic != Condition {
		c.MetOn = civil.Date{}
	}
	if c.Topic == Detention || c.Topic == Fine || c.Topic == Condition || c.Topic == Reported {
		c.DatedOn = civil.Date{}
	}
	if c.Topic != Official {
		c.Source = Officer
	}
}

func (c *Command) checkLength(f *errs.Fields) {
	person.CheckRange(f, "years", c.Years, 0, maxYears)
	person.CheckRange(f, "months", c.Months, 0, maxMonths)
	person.CheckRange(f, "days", c.Days, 0, maxDays)
	length := slices.Contains([]Topic{Verdict, Detention, Remission, Fine}, c.Topic)
	if length && c.Years == 0 && c.Months == 0 && c.Days == 0 {
		f.Add("days", "sentence.no_length")
	}
}

// checkDays: what has happened lies in the past; an official date may lie ahead.
func (c *Command) checkDays(f *errs.Fields, today civil.Date) {
	switch c.Topic {
	case Start, Remission:
		person.CheckPast(f, "dated_on", c.DatedOn, today)
	case Verdict:
		if c.DatedOn.After(today) {
			f.Add("dated_on", "date.too_late", "max", today)
		}
	case Official:
		if c.DatedOn.IsZero() {
			f.Add("dated_on", "required")
		}
	case Detention, Fine, Condition, Reported:
	}
	if c.MetOn.After(today) {
		f.Add("met_on", "date.too_late", "max", today)
	}
}

func (c *Command) write(e *Entry) {
	e.Topic, e.Code, e.DatedOn, e.Years, e.Months, e.Days = c.Topic, c.Code, c.DatedOn, c.Years, c.Months, c.Days
	e.MetOn, e.DocNo, e.Source, e.Reason = c.MetOn, c.DocNo, c.Source, c.Reason
}

// CommandOf is an entry as a form shows it for correction.
func CommandOf(e Entry) Command {
	return Command{
		Topic: e.Topic, Code: e.Code, DatedOn: e.DatedOn, Years: e.Years, Months: e.Months, Days: e.Days,
		MetOn: e.MetOn, DocNo: e.DocNo, Source: e.Source,
	}
}

// fieldOf is the form's field for a place in the engine's case.
func fieldOf(path string) string {
	switch {
	case strings.HasSuffix(path, ".date"), path == "start":
		return "dated_on"
	case strings.HasSuffix(path, ".years"):
		return "years"
	case strings.HasSuffix(path, ".months"):
		return "months"
	case strings.HasSuffix(path, ".kind"), strings.HasPrefix(path, "conditions"):
		return "code"
	}
	return "days"
}
