package report

import (
	"context"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// PartnerHome is what a partner finds at home beside its tasks: what it promised
// and what came of it, what waits for the other side, and whom it reached, as
// counts. Counts of fewer people than Few are nil, and so is what would tell them.
type PartnerHome struct {
	Promises    int          `db:"promises" privacy:"internal" json:"promises"` // not cancelled
	Fulfilled   int          `db:"fulfilled" privacy:"internal" json:"fulfilled"`
	Overdue     int          `db:"overdue" privacy:"internal" json:"overdue"`
	PromisedRp  money.Rupiah `db:"promised_rp" privacy:"internal" json:"promised_rp"`
	ConfirmedRp money.Rupiah `db:"confirmed_rp" privacy:"internal" json:"confirmed_rp"`
	Answers     int          `db:"answers" privacy:"internal" json:"awaiting_their_answer"`        // own proposals
	Confirms    int          `db:"confirms" privacy:"internal" json:"awaiting_their_confirmation"` // own deliveries
	People      []HomeCount  `json:"people"`
}

// HomeCount is one count of people; N is nil when it is small and not told.
type HomeCount struct {
	Key string `json:"key"`
	N   *int   `json:"n"`
}

// outward is a count as somebody outside may know it: nobody, or at least Few.
func outward(key string, n int) HomeCount {
	if n > 0 && n < Few {
		return HomeCount{Key: key}
	}
	return HomeCount{key, &n}
}

const partnerHomeText = `SELECT
	(SELECT COUNT(*) FROM partnership_commitment c WHERE c.partner_id = $1 AND c.promiser_id = $1 AND c.status <> 'cancelled') AS promises,
	(SELECT COUNT(*) FROM partnership_commitment c WHERE c.partner_id = $1 AND c.promiser_id = $1 AND c.status = 'fulfilled') AS fulfilled,
	(SELECT COUNT(*) FROM partnership_commitment c WHERE c.partner_id = $1 AND c.promiser_id = $1 AND c.status = 'open' AND c.due_on < $2) AS overdue,
	(SELECT CAST(COALESCE(SUM(c.value_rp), 0) AS BIGINT) FROM partnership_commitment c WHERE c.partner_id = $1 AND c.promiser_id = $1 AND c.status <> 'cancelled') AS promised_rp,
	(SELECT CAST(COALESCE(SUM(d.confirmed_value_rp), 0) AS BIGINT) FROM partnership_delivery d WHERE d.partner_id = $1 AND d.receiver_id <> $1 AND d.status = 'confirmed') AS confirmed_rp,
	(SELECT COUNT(*) FROM partnership_proposal p WHERE p.partner_id = $1 AND p.status = 'sent' AND COALESCE(p.turn_id, p.to_id) <> $1) AS answers,
	(SELECT COUNT(*) FROM partnership_delivery d WHERE d.partner_id = $1 AND d.receiver_id <> $1 AND d.status = 'reported') AS confirms`

// HomeOfPartner adds up a partner's own rows. Permission: partner.home.
func (s *Service) HomeOfPartner(ctx context.Context, actor authz.Actor) (PartnerHome, error) {
	if err := policy.Check(actor, "partner.home"); err != nil {
		return PartnerHome{}, err
	}
	own, today := actor.Scope.Partner, civil.Today(s.db.Now())
	h, err := db.One[PartnerHome](ctx, s.db, partnerHomeText, own, today)
	if err != nil {
		return h, wrap("add up a partner's rows", err)
	}
	h.People, err = s.fares(ctx, own, today)
	return h, wrap("count a partner's people", err)
}

// fares counts the people in a partner's classes and how they fare, each once.
func (s *Service) fares(ctx context.Context, partner id.Organisation, today civil.Date) ([]HomeCount, error) {
	seats, err := db.All[seat](ctx, s.db, seatsOf(ofPartner), partner)
	if err != nil {
		return nil, err
	}
	events, err := db.All[event](ctx, s.db, eventsOf(ofPartner), partner)
	if err != nil {
		return nil, err
	}
	var people PeopleCount
	var fare Fare
	fates, order := gather(seats, events)
	for _, p := range order {
		people.add(fates[p], fates[p].seats)
		fare.add(fates[p], today)
	}
	return counts(people, fare), nil
}

// counts tells how far people came and how they fare. Who is asked about after
// release are few at first: then nothing of how they fare is told, because the
// parts of a small group say too much about each.
func counts(p PeopleCount, f Fare) []HomeCount {
	out := []HomeCount{outward("enrolled", p.Enrolled), outward("completed", p.Completed), outward("certified", p.Certified), outward("released", p.Released)}
	followed := outward("follow_up_due", f.Due)
	out = append(out, followed)
	if followed.N == nil || f.Due == 0 {
		return out
	}
	return append(out, outward("livelihood", f.Livelihood), outward("seeking", f.Seeking), outward("housed", f.Housed), outward("unknown", f.Unknown))
}
