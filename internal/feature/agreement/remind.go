package agreement

import (
	"context"
	"fmt"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Reminder is one thing that one organisation is to be told once. Key is the
// same on every run that finds it, so that whoever sends it can tell what has
// been sent; a changed period makes a new key.
type Reminder struct {
	Key          string
	Kind         string // "agreement.ending"
	Record       id.Agreement
	Ref          string
	Organisation id.Organisation
	Post         id.Post // that signed, where the directory knows it: its holder is told, whoever that is by then
	DueOn        civil.Date
	Level        int // 1, 2, 3: 180, 90 and 30 days before the end
}

// EndingReminder is the kind of a reminder that an agreement ends.
const EndingReminder = "agreement.ending"

// ending is an agreement with whom its end concerns.
type ending struct {
	ID     id.Agreement    `db:"id" privacy:"internal"`
	Ref    string          `db:"ref" privacy:"internal"`
	EndsOn civil.Date      `db:"ends_on" privacy:"internal"`
	Org    id.Organisation `db:"organisation_id" privacy:"internal"`
	Post   id.Post         `db:"post_id" privacy:"internal"`
	Above  id.Organisation `db:"above_id" privacy:"internal"`
	IsHost bool            `db:"is_host" privacy:"internal"`
}

// Reminders lists, for the operator, who is to be told on a day that an agreement
// ends: each party once at 180, 90 and 30 days, and at 30 days also the office
// above the host. Of each party it names the post that signed. Only the nearest mark counts: a run that was missed on the day
// of a mark finds it on the next, and a mark that another has overtaken is not
// told late. What is being renewed is left out.
func (s *Service) Reminders(ctx context.Context, operator authz.Actor, on civil.Date) ([]Reminder, error) {
	if err := policy.Check(operator, "agreement.remind"); err != nil {
		return nil, err
	}
	marks := ReminderDays()
	rows, err := db.All[ending](ctx, s.db, `SELECT a.id, a.ref, a.ends_on, x.organisation_id, o.id AS post_id, h.parent_id AS above_id, x.organisation_id = a.host_id AS is_host
		FROM agreement_agreement a JOIN agreement_party x ON x.agreement_id = a.id JOIN directory_organisation h ON h.id = a.host_id
		LEFT JOIN directory_post o ON o.organisation_id = x.organisation_id AND o.title = x.signatory AND o.active
		WHERE COALESCE(a.ends_on, '9999-12-31') >= $1 AND COALESCE(a.ends_on, '9999-12-31') <= $2 AND a.starts_on <= $3 AND a.stage IN ('DITANDATANGANI', 'AKTIF', 'EVALUASI') AND a.kind <> 'addendum'
		AND NOT EXISTS (SELECT 1 FROM agreement_agreement n WHERE n.renews_id = a.id AND n.stage <> 'DIBATALKAN')
		ORDER BY a.ends_on, a.id, x.ordinal`, on, on.AddDays(marks[0]), on)
	if err != nil {
		return nil, fmt.Errorf("read agreements that end: %w", err)
	}
	var out []Reminder
	for _, e := range rows {
		level := 0
		for i, days := range marks {
			if e.EndsOn.Sub(on) <= days {
				level = i + 1
			}
		}
		out = append(out, e.tell(e.Org, e.Post, level))
		if e.IsHost && level == len(marks) && !e.Above.IsZero() {
			out = append(out, e.tell(e.Above, id.Post{}, level))
		}
	}
	return out, nil
}

func (e ending) tell(org id.Organisation, post id.Post, level int) Reminder {
	return Reminder{
		Key:  fmt.Sprintf("%s/%s/%s/%d/%s", EndingReminder, e.ID, e.EndsOn, ReminderDays()[level-1], org),
		Kind: EndingReminder, Record: e.ID, Ref: e.Ref, Organisation: org, Post: post, DueOn: e.EndsOn, Level: level,
	}
}
