package partnership

import (
	"context"

	"titian/internal/feature/agreement"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/platform/authz"
)

// Reminders lists what must be told to whom on a day: promises and their parts
// that are due in 30 or 7 days or overdue, answers and confirmations past their
// clock, and each of these one level up after EscalateDays. A promise names the
// post that owns it, a confirmation the post that the work plan holds responsible;
// an answer belongs to the whole office. All of it is derived from days; nothing is
// stored and nothing is sent here. Permission: the operator (the server's own runs)
// only.
func (s *Service) Reminders(ctx context.Context, actor authz.Actor, on civil.Date) ([]Reminder, error) {
	if err := policy.Check(actor, "partnership.remind"); err != nil {
		return nil, err
	}
	var out []Reminder
	for _, list := range []func(context.Context, authz.Actor, civil.Date) ([]Reminder, error){s.remindPromises, s.remindParts, s.remindAnswers, s.remindConfirmations} {
		found, err := list(ctx, actor, on)
		if err != nil {
			return nil, wrap(err, "list reminders")
		}
		out = append(out, found...)
	}
	return out, nil
}

// oldest is the first day of which something is still told.
func oldest(on civil.Date) civil.Date { return on.AddDays(-EscalateDays - catchUpDays) }

// reminded is a row with a clock. Up is the office above whoever must act. A
// partner stands under nobody here: the office above its host is told, which can
// call on the partner's leadership.
type reminded struct {
	ID          id.Any          `db:"id" privacy:"internal"`
	Ref         string          `db:"ref" privacy:"internal"`
	Title       string          `db:"title" privacy:"internal"`
	Cooperation id.Cooperation  `db:"cooperation_id" privacy:"internal"`
	Must        id.Organisation `db:"must_id" privacy:"internal"`
	MustName    string          `db:"must_name" privacy:"internal"`
	Up          id.Organisation `db:"up_id" privacy:"internal"`
	DueOn       civil.Date      `db:"due_on" privacy:"internal"`
}

func (r reminded) clock(record string, post id.Post) clock {
	return clock{up: r.Up, Reminder: Reminder{
		Record: record, ID: r.ID, Ref: r.Ref, Title: r.Title, Cooperation: r.Cooperation,
		Organisation: r.Must, Of: r.Must, OfName: r.MustName, Post: post, DueOn: r.DueOn,
	}}
}

// given is how much of a promise the other side has confirmed or been told of.
// While a report waits for its confirmation, it is not the giver who is late.
const given = `CAST(COALESCE((SELECT SUM(CASE d.status WHEN 'confirmed' THEN d.confirmed_quantity WHEN 'reported' THEN d.quantity ELSE 0 END)
		FROM partnership_delivery d WHERE d.commitment_id = x.id), 0) AS BIGINT),
	CAST(COALESCE((SELECT SUM(CASE d.status WHEN 'confirmed' THEN d.confirmed_value_rp WHEN 'reported' THEN d.value_rp ELSE 0 END)
		FROM partnership_delivery d WHERE d.commitment_id = x.id), 0) AS BIGINT)`

type remindedPromise struct {
	reminded
	Post     id.Post      `db:"owner_post_id" privacy:"internal"`
	Quantity int          `db:"quantity" privacy:"internal"`
	Given    int          `db:"given" privacy:"internal"`
	GivenRp  money.Rupiah `db:"given_rp" privacy:"internal"`
}

func (s *Service) remindPromises(ctx context.Context, actor authz.Actor, on civil.Date) ([]Reminder, error) {
	rows, err := agreement.All[remindedPromise](ctx, s.db, agreement.Over(`SELECT x.id, x.ref, x.title, x.cooperation_id, m.id, m.name,
		CASE WHEN m.id = x.partner_id THEN h.parent_id ELSE m.parent_id END, x.due_on, x.owner_post_id, x.quantity, `+given+`
		FROM partnership_commitment x JOIN directory_organisation m ON m.id = x.promiser_id JOIN directory_organisation h ON h.id = x.host_id`, actor.Scope, "x").
		And("x.status = 'open' AND x.due_on BETWEEN ? AND ?", oldest(on), on.AddDays(before[0])).Then("ORDER BY x.due_on, x.id"))
	var out []Reminder
	for _, r := range rows {
		if r.Given < r.Quantity {
			out = append(out, r.clock("commitment", r.Post).on(on, PromiseDue, PromiseOverdue)...)
		}
	}
	return out, err
}

type remindedPart struct {
	reminded
	Post     id.Post      `db:"owner_post_id" privacy:"internal"`
	Ordinal  int          `db:"ordinal" privacy:"internal"`
	Quantity int          `db:"quantity" privacy:"internal"`
	Value    money.Rupiah `db:"value_rp" privacy:"internal"`
	Given    int          `db:"given" privacy:"internal"`
	GivenRp  money.Rupiah `db:"given_rp" privacy:"internal"`
}

// remindParts leaves a part of the promise's own day to the promise.
func (s *Service) remindParts(ctx context.Context, actor authz.Actor, on civil.Date) ([]Reminder, error) {
	rows, err := agreement.All[remindedPart](ctx, s.db, agreement.Over(`SELECT x.id, x.ref, p.title, x.cooperation_id, m.id, m.name,
		CASE WHEN m.id = x.partner_id THEN h.parent_id ELSE m.parent_id END, p.due_on, x.owner_post_id, p.ordinal, p.quantity, p.value_rp, `+given+`
		FROM partnership_commitment x JOIN partnership_milestone p ON p.commitment_id = x.id AND p.plan = x.plan AND p.due_on < x.due_on
		JOIN directory_organisation m ON m.id = x.promiser_id JOIN directory_organisation h ON h.id = x.host_id`, actor.Scope, "x").
		And("x.status = 'open'").Then("ORDER BY x.id, p.ordinal"))
	var out []Reminder
	var so Milestone // what the parts up to here add up to
	for i, r := range rows {
		if i == 0 || rows[i-1].ID != r.ID {
			so = Milestone{}
		}
		so.Quantity, so.Value = so.Quantity+r.Quantity, so.Value+r.Value
		if r.Quantity > 0 && r.Given >= so.Quantity || r.Quantity == 0 && r.GivenRp >= so.Value {
			continue
		}
		c := r.clock("commitment", r.Post)
		c.part = r.Ordinal
		out = append(out, c.on(on, PartDue, PartOverdue)...)
	}
	return out, err
}

func (s *Service) remindAnswers(ctx context.Context, actor authz.Actor, on civil.Date) ([]Reminder, error) {
	rows, err := agreement.All[reminded](ctx, s.db, agreement.Over(`SELECT x.id, x.ref, x.title, x.cooperation_id, m.id, m.name,
		CASE WHEN m.id = x.partner_id THEN h.parent_id ELSE m.parent_id END, x.answer_due_on
		FROM partnership_proposal x JOIN directory_organisation m ON m.id = COALESCE(x.turn_id, x.to_id) JOIN directory_organisation h ON h.id = x.host_id`, actor.Scope, "x").
		And("x.status = 'sent' AND x.answer_due_on BETWEEN ? AND ?", oldest(on), on).Then("ORDER BY x.answer_due_on, x.id"))
	var out []Reminder
	for _, r := range rows {
		out = append(out, r.clock("proposal", id.Post{}).on(on, "", AnswerOverdue)...)
	}
	return out, err
}

// remindedDelivery is a report that waits; Post is the receiver's, when the work
// plan names one of its posts by title.
type remindedDelivery struct {
	reminded
	Post id.Post `db:"post_id" privacy:"internal"`
}

func (s *Service) remindConfirmations(ctx context.Context, actor authz.Actor, on civil.Date) ([]Reminder, error) {
	rows, err := agreement.All[remindedDelivery](ctx, s.db, agreement.Over(`SELECT x.id, k.ref, k.title, x.cooperation_id, m.id, m.name,
		CASE WHEN m.id = x.partner_id THEN h.parent_id ELSE m.parent_id END, x.confirm_due_on, o.id AS post_id
		FROM partnership_delivery x JOIN partnership_commitment k ON k.id = x.commitment_id AND k.status <> 'cancelled'
		JOIN directory_organisation m ON m.id = x.receiver_id JOIN directory_organisation h ON h.id = x.host_id
		LEFT JOIN agreement_activity w ON w.id = k.activity_id LEFT JOIN directory_post o ON o.organisation_id = x.receiver_id AND o.title = w.responsible AND o.active`, actor.Scope, "x").
		And("x.status = 'reported' AND x.confirm_due_on BETWEEN ? AND ?", oldest(on), on).Then("ORDER BY x.confirm_due_on, x.id"))
	var out []Reminder
	for _, r := range rows {
		out = append(out, r.clock("delivery", r.Post).on(on, "", ConfirmationOverdue)...)
	}
	return out, err
}
