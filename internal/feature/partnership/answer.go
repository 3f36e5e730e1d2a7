package partnership

import (
	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
)

// AnswerCommand answers a sent proposal. Quantity and Value count for a changed
// one only; DueOn is by when it will be given, unknown meaning the day asked for.
type AnswerCommand struct {
	Answer     ProposalStatus
	On         civil.Date
	Reason     string
	Quantity   int
	Value      money.Rupiah
	DueOn      civil.Date
	OwnerPost  id.Post
	Agreement  id.Agreement
	Commitment id.Commitment // the key of the commitment to be made
}

// validate checks the answer against what lies on the table.
func (c *AnswerCommand) validate(p ProposalView, today civil.Date) error {
	var f errs.Fields
	table := p.OnTable()
	directory.CheckChoice(&f, "answer", c.Answer, Answers())
	if c.On.IsZero() {
		c.On = today
	}
	p.saidNow(&f, c.On, today)
	directory.CheckText(&f, "reason", &c.Reason, shortLimit, c.Answer != ProposalAccepted)
	if c.Answer != ProposalChanged {
		c.Quantity, c.Value = table.Quantity, table.Value
	}
	amount(&f, c.Quantity, nil, c.Value)
	if c.Answer != ProposalDeclined {
		c.due(&f, table)
		c.bind(&f, p, table)
	}
	return f.Err()
}

func (c *AnswerCommand) due(f *errs.Fields, table Offered) {
	if c.DueOn.IsZero() {
		c.DueOn = table.WantedBy
	}
	switch {
	case c.DueOn.IsZero():
		f.Add("due_on", "required")
	case c.DueOn.Before(c.On):
		f.Add("due_on", "date.too_early", "min", c.On)
	}
}

// bind keeps an answer from promising in the name of the other side: a receiver
// takes what is offered or less of it, never more or sooner. For that there is a
// counter-offer, which the giver answers.
func (c *AnswerCommand) bind(f *errs.Fields, p ProposalView, table Offered) {
	if p.Awaits() == p.Promiser() {
		return
	}
	if c.Quantity > table.Quantity {
		f.Add("quantity", "proposal.more_than_offered", "max", table.Quantity)
	}
	if c.Value > table.Value {
		f.Add("value_rp", "proposal.more_than_offered", "max", table.Value)
	}
	if c.DueOn.Before(table.WantedBy) {
		f.Add("due_on", "proposal.sooner_than_offered", "min", table.WantedBy)
	}
}
