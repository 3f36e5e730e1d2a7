package partnershipweb

import (
	"context"

	"github.com/a-h/templ"

	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/partnership"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// Replies are what a partner without an account does through a link: the same
// service methods, asked by an actor who may do nothing else.
type Replies struct{ service *partnership.Service }

// NewReplies returns them; the app gives them to the page behind a link.
func NewReplies(s *partnership.Service) *Replies { return &Replies{s} }

// ShowProposal shows a proposal and the form of its answer.
func (x *Replies) ShowProposal(ctx context.Context, holder authz.Actor, record id.Any, f *form.Form, action string) (templ.Component, error) {
	p, err := x.service.Proposal(ctx, holder, id.Proposal(record))
	if f == nil {
		f = form.Of("quantity", p.OnTable().Quantity, "value_rp", p.OnTable().Value, "due_on", p.OnTable().WantedBy, "version", p.Version)
	}
	l := i18n.From(ctx)
	return replyProposal(p, f, ui.FormProps{Action: action, Submit: l.T("proposal.answer_do")}), err
}

// AnswerProposal answers it.
func (x *Replies) AnswerProposal(ctx context.Context, holder authz.Actor, record id.Any, f *form.Form) error {
	cmd := readAnswer(f)
	if err := f.Err(); err != nil {
		return err
	}
	_, err := x.service.Answer(ctx, holder, id.Proposal(record), f.Version(), cmd)
	return err
}

func readAnswer(f *form.Form) partnership.AnswerCommand {
	cmd := partnership.AnswerCommand{Answer: form.Choice(f, "answer", partnership.Answers()), Reason: f.Text("reason"), DueOn: f.Date("due_on")}
	if cmd.Answer == partnership.ProposalChanged {
		cmd.Quantity, cmd.Value = f.Int("quantity", form.Required), f.Rupiah("value_rp")
	}
	return cmd
}

// ShowDelivery shows a reported delivery and the form of the receiver's word.
func (x *Replies) ShowDelivery(ctx context.Context, holder authz.Actor, record id.Any, f *form.Form, action string) (templ.Component, error) {
	d, err := x.service.Delivery(ctx, holder, id.Delivery(record))
	if f == nil {
		f = form.Of("quantity", d.Quantity, "value_rp", d.Value, "version", d.Version)
	}
	l := i18n.From(ctx)
	return replyDelivery(d, f, ui.FormProps{Action: action, Submit: l.T("delivery.reply_do")}), err
}

// AnswerDelivery confirms or disputes it.
func (x *Replies) AnswerDelivery(ctx context.Context, holder authz.Actor, record id.Any, f *form.Form) error {
	key := id.Delivery(record)
	switch f.Choice("answer", "confirm", "dispute") {
	case "confirm":
		cmd := partnership.ConfirmCommand{Quantity: f.Int("quantity", form.Required, form.Between(1, maxQuantity)), Value: f.Rupiah("value_rp"), Reason: f.Text("reason")}
		if err := f.Err(); err != nil {
			return err
		}
		return x.service.Confirm(ctx, holder, key, f.Version(), cmd)
	case "dispute":
		cmd := partnership.DisputeCommand{Quantity: f.Int("quantity"), Value: f.Rupiah("value_rp"), Reason: f.Text("reason", form.Required)}
		if err := f.Err(); err != nil {
			return err
		}
		return x.service.Dispute(ctx, holder, key, f.Version(), cmd)
	}
	if f.Valid() {
		f.Add("answer", "required")
	}
	return errs.New(errs.Invalid, "invalid")
}
