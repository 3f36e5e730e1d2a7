package report

import (
	"context"
	"strconv"
	"strings"

	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// head is the cooperation with its two sides, and the key of what was asked for.
type head struct {
	ID        id.Cooperation  `db:"id" privacy:"internal"`
	Ref       string          `db:"ref" privacy:"internal"`
	Title     string          `db:"title" privacy:"internal"`
	Status    string          `db:"status" privacy:"internal"`
	Host      string          `db:"host" privacy:"internal"`
	HostID    id.Organisation `db:"host_id" privacy:"internal"`
	Partner   string          `db:"partner" privacy:"internal"`
	PartnerID id.Organisation `db:"partner_id" privacy:"internal"`
	Found     id.Any          `db:"found" privacy:"internal"`
}

func (h head) thread() Thread {
	t := Thread{
		ID: h.ID, Ref: h.Ref, Title: h.Title, Status: h.Status, API: "/api/v1/threads/" + h.Ref,
		Host: h.Host, HostID: h.HostID, Partner: h.Partner, PartnerID: h.PartnerID,
	}
	if h.Found != id.Any(h.ID) {
		t.Found = h.Found.String()
	}
	return t
}

// byRef and byKey find the cooperation of whatever the reference names. Every
// branch is one lookup by a unique index. A draft does not exist for the side
// that has not been sent it.
const byRef = `SELECT id AS coop, id AS found FROM agreement_cooperation WHERE ref = $1
	UNION ALL SELECT cooperation_id, id FROM partnership_meeting WHERE ref = $1
	UNION ALL SELECT cooperation_id, id FROM partnership_proposal WHERE ref = $1 AND ` + sent + `
	UNION ALL SELECT cooperation_id, id FROM partnership_commitment WHERE ref = $1
	UNION ALL SELECT cooperation_id, id FROM agreement_agreement WHERE ref = $1
	UNION ALL SELECT cooperation_id, id FROM fund_fund WHERE ref = $1`

const byKey = `SELECT id AS coop, id AS found FROM agreement_cooperation WHERE id = $1
	UNION ALL SELECT cooperation_id, id FROM partnership_meeting WHERE id = $1
	UNION ALL SELECT cooperation_id, id FROM partnership_decision WHERE id = $1
	UNION ALL SELECT cooperation_id, id FROM partnership_proposal WHERE id = $1 AND ` + sent + `
	UNION ALL SELECT cooperation_id, id FROM partnership_commitment WHERE id = $1
	UNION ALL SELECT cooperation_id, id FROM partnership_delivery WHERE id = $1
	UNION ALL SELECT cooperation_id, id FROM agreement_agreement WHERE id = $1
	UNION ALL SELECT cooperation_id, id FROM agreement_activity WHERE id = $1
	UNION ALL SELECT cooperation_id, id FROM fund_fund WHERE id = $1`

// Classes are looked up in each facility, because the facility comes first in
// the key of large tables. An enrolment leads to its class.
const (
	byClassRef = ` UNION ALL SELECT o.cooperation_id, o.id FROM directory_organisation f
		JOIN programme_offering o ON o.facility_id = f.id AND o.ref = $1 WHERE f.kind = 'facility'`
	byClass = ` UNION ALL SELECT o.cooperation_id, o.id FROM directory_organisation f
		JOIN programme_offering o ON o.facility_id = f.id AND o.id = $1 WHERE f.kind = 'facility'
	UNION ALL SELECT o.cooperation_id, o.id FROM directory_organisation f
		JOIN programme_enrolment e ON e.facility_id = f.id AND e.id = $1
		JOIN programme_offering o ON o.facility_id = e.facility_id AND o.id = e.offering_id WHERE f.kind = 'facility'`
)

func (s *Service) head(ctx context.Context, actor authz.Actor, ref string) (head, error) {
	find, arg := byRef+byClassRef, any(ref)
	if key, err := id.Parse[anything](ref); err == nil {
		find, arg = byKey+byClass, key
	}
	where, args := visible(actor.Scope, "c", 2)
	return db.One[head](ctx, s.db, `SELECT c.id, c.ref, c.title, c.status, h.name AS host, c.host_id, p.name AS partner, c.partner_id, x.found
		FROM (`+asSeenBy(find, actor.Scope)+`) x JOIN agreement_cooperation c ON c.id = x.coop
		JOIN directory_organisation h ON h.id = c.host_id JOIN directory_organisation p ON p.id = c.partner_id
		WHERE `+where, append([]any{arg}, args...)...)
}

type anything struct{}

// sent keeps drafts to the side that writes them.
const (
	sent    = `(status <> 'draft' OR from_id = {side})`
	sideKey = "{side}"
)

// asSeenBy fills in the column of the reader's side.
func asSeenBy(text string, s authz.Scope) string {
	if !s.Partner.IsZero() {
		return strings.ReplaceAll(text, sideKey, "partner_id")
	}
	return strings.ReplaceAll(text, sideKey, "host_id")
}

// visible is agreement.Visible for a cooperation that is found already: it asks
// whether this one is in scope, where agreement lists all that are, so that the
// cost of a thread does not grow with the number of others.
func visible(s authz.Scope, alias string, from int) (string, []any) {
	switch {
	case !s.Partner.IsZero():
		return alias + ".partner_id = $" + strconv.Itoa(from), []any{s.Partner}
	case s.All:
		return "1 = 1", nil
	}
	args := make([]any, len(s.Orgs))
	for i, o := range s.Orgs {
		args[i] = o
	}
	in := db.In(len(args), from)
	return "(" + alias + ".host_id IN (" + in + ") OR EXISTS (SELECT 1 FROM agreement_served v WHERE v.cooperation_id = " + alias +
		".id AND v.facility_id IN (" + in + ")))", args
}
