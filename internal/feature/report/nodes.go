package report

import (
	"context"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// record is a row of the one query that reads every record of a thread. L1 and
// L2 are the records that led to it.
type record struct {
	Kind      string     `db:"kind" privacy:"internal"`
	ID        id.Any     `db:"id" privacy:"internal"`
	Ref       string     `db:"ref" privacy:"internal"`
	Title     string     `db:"title" privacy:"internal"`
	Status    string     `db:"status" privacy:"internal"`
	Day       string     `db:"day" privacy:"internal"`
	Due       civil.Date `db:"due_on" privacy:"internal"`
	Unit      string     `db:"unit" privacy:"internal"`
	Promised  int64      `db:"promised" privacy:"internal"`
	Delivered int64      `db:"delivered" privacy:"internal"`
	Confirmed int64      `db:"confirmed" privacy:"internal"`
	Disputed  int64      `db:"disputed" privacy:"internal"`
	Counted   int64      `db:"counted" privacy:"internal"`
	Value     int64      `db:"value_rp" privacy:"internal"`
	L1        id.Any     `db:"l1" privacy:"internal"`
	L2        id.Any     `db:"l2" privacy:"internal"`
}

// The branches of that query, one a kind, each one range of the index on
// cooperation_id. The engines want a type for every NULL.
const (
	noKey = `CAST(NULL AS uuid)`
	noDay = `CAST(NULL AS date)`
	and   = ` UNION ALL `

	meetings = `SELECT 'meeting' AS kind, id, ref, title, status, held_on AS day, ` + noDay + ` AS due_on, '' AS unit,
	0 AS promised, 0 AS delivered, 0 AS confirmed, 0 AS disputed, 0 AS counted, 0 AS value_rp, ` + noKey + ` AS l1, ` + noKey + ` AS l2
	FROM partnership_meeting WHERE cooperation_id = $1 AND status <> 'cancelled'`

	decisions = `SELECT 'decision', id, '', body, '', '', ` + noDay + `, '', 0, 0, 0, 0, 0, 0, meeting_id, ` + noKey + `
	FROM partnership_decision d WHERE cooperation_id = $1
	AND EXISTS (SELECT 1 FROM partnership_meeting m WHERE m.id = d.meeting_id AND m.status <> 'cancelled')`

	proposals = `SELECT 'proposal', id, ref, title, status, coalesce(CAST(sent_on AS text), ''), answer_due_on, unit,
	quantity, coalesce(answered_quantity, 0), 0, 0, 0, value_rp, meeting_id, decision_id
	FROM partnership_proposal WHERE cooperation_id = $1 AND ` + sent

	// The sums range over the promise's own deliveries. A withdrawn one is not
	// counted, a disputed one not as confirmed: it shows both counts.
	promises = `SELECT 'commitment', c.id, c.ref, c.title, c.status, '', c.due_on, c.unit, c.quantity,
	coalesce(sum(d.quantity) FILTER (WHERE d.status <> 'withdrawn'), 0),
	coalesce(sum(d.confirmed_quantity) FILTER (WHERE d.status = 'confirmed'), 0),
	coalesce(sum(d.quantity) FILTER (WHERE d.status = 'disputed'), 0),
	coalesce(sum(d.confirmed_quantity) FILTER (WHERE d.status = 'disputed'), 0),
	c.value_rp, coalesce(c.proposal_id, c.decision_id, c.meeting_id), c.activity_id
	FROM partnership_commitment c LEFT JOIN partnership_delivery d ON d.commitment_id = c.id WHERE c.cooperation_id = $1
	GROUP BY c.id, c.ref, c.title, c.status, c.due_on, c.unit, c.quantity, c.value_rp, c.proposal_id, c.decision_id, c.meeting_id, c.activity_id`

	deliveries = `SELECT 'delivery', d.id, '', c.title, d.status, CAST(d.delivered_on AS text), ` + noDay + `, c.unit, 0, d.quantity,
	CASE WHEN d.status = 'confirmed' THEN coalesce(d.confirmed_quantity, 0) ELSE 0 END,
	CASE WHEN d.status = 'disputed' THEN d.quantity ELSE 0 END,
	CASE WHEN d.status = 'disputed' THEN coalesce(d.confirmed_quantity, 0) ELSE 0 END,
	d.value_rp, d.commitment_id, ` + noKey + `
	FROM partnership_delivery d JOIN partnership_commitment c ON c.id = d.commitment_id
	WHERE d.cooperation_id = $1 AND d.status <> 'withdrawn'`

	agreements = `SELECT CASE WHEN renews_id IS NULL THEN 'agreement' ELSE 'renewal' END, id, ref, title, stage,
	coalesce(CAST(signed_on AS text), ''), ends_on, '', 0, 0, 0, 0, 0, 0, coalesce(renews_id, parent_id), ` + noKey + `
	FROM agreement_agreement WHERE cooperation_id = $1`

	// A link is no record: it says that a promise stands under an agreement.
	links = `SELECT 'link', agreement_id, '', '', '', '', ` + noDay + `, '', 0, 0, 0, 0, 0, 0, id, ` + noKey + `
	FROM partnership_commitment WHERE cooperation_id = $1 AND agreement_id IS NOT NULL`

	activities = `SELECT 'activity', id, '', title, status, year || '-Q' || quarter, ` + noDay + `, unit, target, 0, 0, 0, 0, 0, agreement_id, ` + noKey + `
	FROM agreement_activity WHERE cooperation_id = $1`

	funds = `SELECT 'fund', id, ref, purpose, status, '', ` + noDay + `, 'rupiah', received_rp, allocated_rp, disbursed_rp, 0, 0, received_rp, commitment_id, ` + noKey + `
	FROM fund_fund WHERE cooperation_id = $1`

	classes = `SELECT 'class', id, ref, title, status, CAST(starts_on AS text), ends_on, '', capacity, enrolled, 0, 0, 0, 0, commitment_id, activity_id
	FROM programme_offering WHERE cooperation_id = $1`

	// The second that is no record: how the sessions of all classes were attended.
	attendance = `SELECT 'attended', ` + noKey + `, '', '', '', '', ` + noDay + `, '', count(*), coalesce(sum(x.marked), 0), coalesce(sum(x.present), 0),
	0, 0, 0, ` + noKey + `, ` + noKey + ` FROM programme_offering o
	JOIN programme_session x ON x.facility_id = o.facility_id AND x.offering_id = o.id AND x.status = 'held' WHERE o.cooperation_id = $1`

	// The third that is no record: what carries out the activities.
	bearings = `SELECT 'bearing', activity_id, '', '', '', '', ` + noDay + `, '', class, open, ended, begun, 0, 0, ` + noKey + `, ` + noKey + ` FROM (`

	planned = `SELECT id FROM agreement_activity WHERE cooperation_id = $1`

	recordsOf = meetings + and + decisions + and + proposals + and + promises + and + deliveries + and +
		agreements + and + links + and + activities + and + funds + and + classes + and + attendance
)

// paths says where the API keeps each kind; a decision is kept by its meeting.
var paths = map[string]string{
	"meeting": "meetings", "proposal": "proposals", "commitment": "commitments", "delivery": "deliveries",
	"agreement": "agreements", "renewal": "agreements", "activity": "activities", "fund": "funds", "class": "classes",
}

// nodes reads every record of a cooperation, as the reader's side may see it and
// as it stands today, and how its classes were attended.
func (s *Service) nodes(ctx context.Context, scope authz.Scope, coop id.Cooperation) ([]Node, Attended, error) {
	var attended Attended
	rows, err := db.All[record](ctx, s.db, `SELECT kind, id, ref, title, status, day, due_on, unit, promised, delivered, confirmed, disputed, counted, value_rp, l1, l2
		FROM (`+asSeenBy(recordsOf, scope)+and+bearings+bearers(planned)+`) b) r ORDER BY kind, day, ref, id`, coop)
	if err != nil {
		return nil, attended, err
	}
	today := civil.Today(s.db.Now())
	promises, carried := map[id.Any][]string{}, carrying{}
	for _, r := range rows {
		switch r.Kind {
		case "link":
			promises[r.ID] = append(promises[r.ID], r.L1.String())
		case "bearing":
			carried.add(bearing{id.Activity(r.ID), int(r.Promised), int(r.Delivered), int(r.Confirmed), int(r.Disputed)})
		}
	}
	var out []Node
	for _, r := range rows {
		switch r.Kind {
		case "link", "bearing":
		case "attended":
			attended = Attended{int(r.Promised), int(r.Delivered), int(r.Confirmed)}
		default:
			if r.Kind == "activity" {
				r.Status = carried.stateOn(today, r)
			}
			out = append(out, r.node(promises[r.ID]))
		}
	}
	return out, attended, nil
}

func (r record) node(more []string) Node {
	n := Node{
		Kind: r.Kind, ID: r.ID.String(), Ref: r.Ref, Title: r.Title, Status: r.Status, Day: r.Day, Due: r.Due,
		Value: money.Rupiah(r.Value), From: more, API: "/api/v1/" + paths[r.Kind] + "/" + r.ID.String(),
	}
	switch r.Kind {
	case "decision":
		n.API = "/api/v1/" + paths["meeting"] + "/" + r.L1.String()
	case "proposal", "commitment", "delivery", "activity", "fund", "class":
		n.Amount = &Amount{Unit: r.Unit, Promised: r.Promised, Delivered: r.Delivered, Confirmed: r.Confirmed, Disputed: r.Disputed, Counted: r.Counted}
	}
	for _, l := range []id.Any{r.L1, r.L2} {
		if !l.IsZero() {
			n.From = append(n.From, l.String())
		}
	}
	return n
}
