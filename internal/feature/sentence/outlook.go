package sentence

import (
	"context"
	"fmt"
	"strings"

	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// Outlook is what a file's figures would come to, before anything is written.
type Outlook struct {
	Release civil.Date // on which the person would be expected to be released; zero when the file does not say enough
	Changes []Fact     // what would be written
	Kept    []Fact     // what an officer wrote otherwise, which stays
	Flagged []Date     // official dates that differ from ours, and not by the remission that SDP adds up
}

// Fact is one thing that a file says and what is written of it; the zero entry
// when nothing is.
type Fact struct{ Is, Was Entry }

// Check tells whether the figures of a file make sense beside all that is
// written of p, and what they come to. Invalid when they do not: the fields are
// the topic and, of an official date, its point ("start", "verdict", "fine",
// "reported", "official.two_thirds"), each followed by the field of Command. A
// register that stores Release with the person saves a second writing.
func (m Imported) Check(p person.Person, all []Entry, today civil.Date) (Outlook, error) {
	var o Outlook
	var f errs.Fields
	after := all[:len(all):len(all)]
	for _, x := range m.changes(p, all, today) {
		if err := x.validate(today, false); err != nil {
			if !f.Merge(x.path()+".", err) {
				return o, err
			}
			continue
		}
		e := Entry{Person: p.ID, State: Current, Number: max(1, newest(all))}
		if !x.old.ID.IsZero() {
			e.Number, after = x.old.Number, without(after, x.old.ID)
		}
		x.write(&e)
		e.Source = SDP
		after = append(after, e)
		o.Changes = append(o.Changes, Fact{Is: e, Was: x.old})
	}
	if err := f.Err(); err != nil {
		return o, err
	}
	t, err := timeline(p.ID, after)
	if err != nil {
		return o, together(err)
	}
	o.Release, o.Kept = t.Release(), m.kept(p, all)
	o.Flagged = m.flagged(&t)
	return o, nil
}

// path is the fact's place in an error.
func (c Command) path() string {
	if c.Topic == Official {
		return string(c.Topic) + "." + c.Code
	}
	return string(c.Topic)
}

// together names the topic of what the engine finds wrong with the whole.
func together(err error) error {
	e := errs.As(err)
	if e == nil || e.Kind != errs.Invalid || len(e.Fields) == 0 {
		return err
	}
	var f errs.Fields
	for _, x := range e.Fields {
		topic := Verdict
		switch {
		case strings.HasPrefix(x.Path, "start"):
			topic = Start
		case strings.HasPrefix(x.Path, "fine"):
			topic = Fine
		}
		f.Merge(string(topic)+".", &errs.Error{Kind: errs.Invalid, Fields: []errs.Field{{Path: fieldOf(x.Path), Code: x.Code, Args: x.Args}}})
	}
	return f.Err()
}

// kept are the facts that an officer wrote otherwise.
func (m Imported) kept(p person.Person, all []Entry) []Fact {
	var out []Fact
	for _, c := range m.commands(p) {
		old, stands := match(standing(all), c)
		if c.Topic == Fine && m.Paid {
			c.MetOn = old.MetOn
		}
		if stands && old.Source != SDP && !c.tells(old) {
			is := Entry{Person: p.ID}
			c.write(&is)
			out = append(out, Fact{is, old})
		}
	}
	return out
}

// flagged are the dates that differ from ours. While SDP's remission has no
// decrees here, ours are later by as many days, which is no doubt about them.
func (m Imported) flagged(t *Timeline) []Date {
	var out []Date
	for _, d := range t.Flagged() {
		if t.Reported == nil || d.On.AddDays(t.Reported.Official-t.Reported.Ours) != d.Estimate {
			out = append(out, d)
		}
	}
	return out
}

// EntriesOf reads all entries about people, for a file that is compared with
// them; whom the caller may see is the caller's to ask.
func EntriesOf(ctx context.Context, q db.Querier, people []id.Person) (map[id.Person][]Entry, error) {
	if len(people) == 0 {
		return nil, nil
	}
	args := make([]any, len(people))
	for i, p := range people {
		args[i] = p
	}
	out := map[id.Person][]Entry{}
	err := db.Each(ctx, q, selectEntry+`WHERE person_id IN (`+db.In(len(args), 1)+`) ORDER BY person_id, number, created_at, id`, args, func(e *Entry) error {
		out[e.Person] = append(out[e.Person], *e)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read sentences: %w", err)
	}
	return out, nil
}

// EndlessSentences lists the conditions that stand in the place of a term.
func EndlessSentences() []string {
	r, err := rulesInForce()
	if err != nil {
		return nil
	}
	var out []string
	for _, c := range r.Conditions {
		if c.NoEnd {
			out = append(out, c.Code)
		}
	}
	return out
}
