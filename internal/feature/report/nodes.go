package report

import (
	"context"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/platform/db"
)

// record is a row of the one query that reads every record of a thread. Links
// are the records that led to it; most kinds use few of them.
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
	Value     int64      `db:"value_rp" privacy:"internal"`
	L1        id.Any     `db:"l1" privacy:"internal"`
	L2        id.Any     `db:"l2" privacy:"internal"`
	L3        id.Any     `db:"l3" privacy:"internal"`
}

const none = `CAST(NULL AS uuid)`

// recordsOf unions the kinds. Each branch is one range of the index on
// cooperation_id; the sums of a commitment range over its own deliveries.
const recordsOf = `
SELECT 'meeting' AS kind, id, ref, title, status, held_on AS day, CAST(NULL AS date) AS due_on, '' AS unit,
	0 AS promised, 0 AS delivered, 0 AS confirmed, 0 AS disputed, 0 AS value_rp, ` + none + ` AS l1, ` + none + ` AS l2, ` + none + ` AS l3
	FROM partnership_meeting WHERE cooperation_id = $1 AND status <> 'cancelled'
UNION ALL SELECT 'decision', id, '', body, '', '', CAST(NULL AS date), '', 0, 0, 0, 0, 0, meeting_id, ` + none + `, ` + none + `
	FROM partnership_decision WHERE cooperation_id = $1
UNION ALL SELECT 'proposal', id, ref, title, status, coalesce(CAST(sent_on AS text), ''), answer_due_on, unit,
	quantity, coalesce(answered_quantity, 0), 0, 0, value_rp, meeting_id, decision_id, ` + none + `
	FROM partnership_proposal WHERE cooperation_id = $1
UNION ALL SELECT 'commitment', c.id, c.ref, c.title, c.status, '', c.due_on, c.unit, c.quantity,
	coalesce(sum(d.quantity) FILTER (WHERE d.status IN ('reported', 'confirmed', 'disputed')), 0),
	coalesce(sum(d.confirmed_quantity) FILTER (WHERE d.status IN ('confirmed', 'disputed')), 0),
	coalesce(sum(d.quantity - coalesce(d.confirmed_quantity, 0)) FILTER (WHERE d.status = 'disputed'), 0),
	c.value_rp, coalesce(c.proposal_id, c.decision_id, c.meeting_id), ` + none + `, ` + none + `
	FROM partnership_commitment c LEFT JOIN partnership_delivery d ON d.commitment_id = c.id
	WHERE c.cooperation_id = $1
	GROUP BY c.id, c.ref, c.title, c.status, c.due_on, c.unit, c.quantity, c.value_rp, c.proposal_id, c.decision_id, c.meeting_id
UNION ALL SELECT 'delivery', d.id, '', c.title, d.status, CAST(d.delivered_on AS text), CAST(NULL AS date), c.unit,
	0, d.quantity, CASE WHEN d.status IN ('confirmed', 'disputed') THEN coalesce(d.confirmed_quantity, 0) ELSE 0 END,
	CASE WHEN d.status = 'disputed' THEN d.quantity - coalesce(d.confirmed_quantity, 0) ELSE 0 END, d.value_rp, d.commitment_id, ` + none + `, ` + none + `
	FROM partnership_delivery d JOIN partnership_commitment c ON c.id = d.commitment_id
	WHERE d.cooperation_id = $1 AND d.status <> 'withdrawn'
UNION ALL SELECT CASE WHEN a.renews_id IS NULL THEN 'agreement' ELSE 'renewal' END, a.id, a.ref, a.title, a.stage, coalesce(CAST(a.signed_on AS text), ''),
	a.ends_on, '', 0, 0, 0, 0, 0, coalesce(a.renews_id, a.parent_id), ` + none + `, ` + none + `
	FROM agreement_agreement a WHERE a.cooperation_id = $1
UNION ALL SELECT 'link', c.agreement_id, '', '', '', '', CAST(NULL AS date), '', 0, 0, 0, 0, 0, c.id, ` + none + `, ` + none + `
	FROM partnership_commitment c WHERE c.cooperation_id = $1 AND c.agreement_id IS NOT NULL
UNION ALL SELECT 'activity', id, '', title, status, year || '-Q' || quarter, CAST(NULL AS date), unit, target, 0, 0, 0, 0, agreement_id, ` + none + `, ` + none + `
	FROM agreement_activity WHERE cooperation_id = $1
UNION ALL SELECT 'fund', id, ref, purpose, status, '', CAST(NULL AS date), 'rupiah', received_rp, allocated_rp, disbursed_rp, 0, received_rp, commitment_id, ` + none + `, ` + none + `
	FROM fund_fund WHERE cooperation_id = $1
UNION ALL SELECT 'class', id, ref, title, status, CAST(starts_on AS text), ends_on, '', capacity, enrolled, 0, 0, 0, commitment_id, activity_id, ` + none + `
	FROM programme_offering WHERE cooperation_id = $1`

// paths says where the API keeps each kind.
var paths = map[string]string{
	"meeting": "meetings", "decision": "decisions", "proposal": "proposals", "commitment": "commitments", "delivery": "deliveries",
	"agreement": "agreements", "renewal": "agreements", "activity": "activities", "fund": "funds", "class": "classes",
}

func (s *Service) nodes(ctx context.Context, coop id.Cooperation) ([]Node, error) {
	rows, err := db.All[record](ctx, s.db, `SELECT kind, id, ref, title, status, day, due_on, unit, promised, delivered, confirmed, disputed, value_rp, l1, l2, l3
		FROM (`+recordsOf+`) r ORDER BY kind, day, ref, id`, coop)
	if err != nil {
		return nil, err
	}
	links := map[id.Any][]string{}
	for _, r := range rows {
		if r.Kind == "link" {
			links[r.ID] = append(links[r.ID], r.L1.String())
		}
	}
	var out []Node
	for _, r := range rows {
		if r.Kind == "link" {
			continue
		}
		out = append(out, r.node(links[r.ID]))
	}
	return out, nil
}

func (r record) node(more []string) Node {
	n := Node{Kind: r.Kind, ID: r.ID.String(), Ref: r.Ref, Title: r.Title, Status: r.Status, Day: r.Day, Due: r.Due,
		Value: money.Rupiah(r.Value), From: more, API: "/api/v1/" + paths[r.Kind] + "/" + r.ID.String()}
	switch r.Kind {
	case "proposal", "commitment", "delivery", "activity", "fund", "class":
		n.Amount = &Amount{Unit: r.Unit, Promised: r.Promised, Delivered: r.Delivered, Confirmed: r.Confirmed, Disputed: r.Disputed}
	}
	for _, l := range []id.Any{r.L1, r.L2, r.L3} {
		if !l.IsZero() {
			n.From = append(n.From, l.String())
		}
	}
	return n
}
