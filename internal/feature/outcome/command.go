package outcome

import (
	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
)

// RecordCommand tells of a follow-up of a person's latest release. ID is the
// client's own key, or zero.
type RecordCommand struct {
	ID         id.FollowUp
	Person     id.Person
	Milestone  int
	DoneOn     civil.Date
	Reached    bool
	Livelihood Livelihood
	Income     *money.Rupiah
	Housing    Housing
	Family     Family
	Reoffended Answer
	Note       string
}

// ChangeCommand corrects what was found. Whose it is, and of which milestone,
// never changes: a follow-up of somebody else is another one.
type ChangeCommand struct {
	DoneOn     civil.Date
	Reached    bool
	Livelihood Livelihood
	Income     *money.Rupiah
	Housing    Housing
	Family     Family
	Reoffended Answer
	Note       string
}

func (c *RecordCommand) found() *ChangeCommand {
	return &ChangeCommand{c.DoneOn, c.Reached, c.Livelihood, c.Income, c.Housing, c.Family, c.Reoffended, c.Note}
}

// validate checks what was found about a release against the rules of its
// milestone. Every question is answered, or none because nobody was reached.
func (c *ChangeCommand) validate(f *errs.Fields, released civil.Date, milestone int, today civil.Date) {
	person.CheckPast(f, "done_on", c.DoneOn, today)
	if !f.Has("done_on") && isMilestone(milestone) {
		c.inTime(f, released, milestone)
	}
	answered(f, "livelihood", c.Livelihood, Livelihoods(), c.Reached)
	answered(f, "housing", c.Housing, Housings(), c.Reached)
	answered(f, "family", c.Family, Families(), c.Reached)
	answered(f, "reoffended", c.Reoffended, Answers(), c.Reached)
	c.income(f)
	directory.CheckText(f, "note", &c.Note, person.MaxShort, false)
}

func (c *ChangeCommand) inTime(f *errs.Fields, released civil.Date, milestone int) {
	if first := Opens(released, milestone); c.DoneOn.Before(first) {
		f.Add("done_on", "date.too_early", "min", first)
	}
	if last := Closes(released, milestone); c.DoneOn.After(last) {
		f.Add("done_on", "date.too_late", "max", last)
	}
}

// income is told by those who earn, if they want to; a sum without a source
// would be read as one.
func (c *ChangeCommand) income(f *errs.Fields) {
	switch {
	case c.Income == nil:
	case !c.Livelihood.Earns():
		f.Add("income", "follow_up.income_without_work")
	case *c.Income < 0:
		f.Add("income", "number.too_small", "min", 0)
	case *c.Income > money.Max:
		f.Add("income", "number.too_big", "max", int64(money.Max))
	}
}

func answered[T ~string](f *errs.Fields, path string, v T, allowed []T, reached bool) {
	if reached {
		directory.CheckChoice(f, path, v, allowed)
	} else if v != "" {
		f.Add(path, "follow_up.not_reached")
	}
}

func (c *ChangeCommand) write(x *FollowUp) {
	x.DoneOn, x.Reached, x.Livelihood, x.Income = c.DoneOn, c.Reached, c.Livelihood, c.Income
	x.Housing, x.Family, x.Reoffended, x.Note = c.Housing, c.Family, c.Reoffended, c.Note
}
