package report

import (
	"titian/internal/feature/partnership"
	"titian/internal/kernel/civil"
	"titian/internal/platform/authz"
)

// The kinds of this file stand on the home of the office one level up: what the
// two sides of a promise have left lying for longer than partnership.EscalateDays.
// That office cannot clear them; it can call those who can. A partner's lateness
// is told to the office above its host.

// below joins the facilities under the actor's office.
func (u *union) below(a authz.Actor) string {
	return ` FROM directory_organisation o JOIN partnership_commitment c ON c.host_id = o.id WHERE o.parent_id = ` + u.own(a)
}

func past(u *union, day civil.Date) string { return u.arg(day.AddDays(-partnership.EscalateDays)) }

func latePromises(u *union, a authz.Actor, day civil.Date) {
	u.add(`SELECT 'late_promise' AS kind, c.id, c.ref, c.title, c.due_on, 0 AS n` + u.below(a) + ` AND c.status = 'open' AND c.due_on < ` + past(u, day) + `
		AND NOT EXISTS (SELECT 1 FROM partnership_delivery d WHERE d.commitment_id = c.id AND d.status = 'reported')`)
}

func lateAnswers(u *union, a authz.Actor, day civil.Date) {
	u.add(`SELECT 'late_answer' AS kind, p.id, p.ref, p.title, p.answer_due_on AS due_on, 0 AS n FROM directory_organisation o
		JOIN partnership_proposal p ON p.host_id = o.id WHERE o.parent_id = ` + u.own(a) + ` AND p.status = 'sent' AND p.answer_due_on < ` + past(u, day))
}

func lateConfirmations(u *union, a authz.Actor, day civil.Date) {
	u.add(`SELECT 'late_confirmation' AS kind, d.id, c.ref, c.title, d.confirm_due_on AS due_on, 0 AS n FROM directory_organisation o
		JOIN partnership_delivery d ON d.receiver_id = o.id AND d.status = 'reported' JOIN partnership_commitment c ON c.id = d.commitment_id
		WHERE o.parent_id = ` + u.own(a) + ` AND c.status <> 'cancelled' AND d.confirm_due_on < ` + past(u, day))
	u.add(`SELECT 'late_confirmation' AS kind, d.id, c.ref, c.title, d.confirm_due_on AS due_on, 0 AS n FROM directory_organisation o
		JOIN partnership_commitment c ON c.host_id = o.id AND c.receiver_id = c.partner_id JOIN partnership_delivery d ON d.commitment_id = c.id
		WHERE o.parent_id = ` + u.own(a) + ` AND c.status <> 'cancelled' AND d.status = 'reported' AND d.confirm_due_on < ` + past(u, day))
}
