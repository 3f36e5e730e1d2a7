// Package partnership keeps what two sides say and do to one another: meetings
// and their decisions, proposals and their answers, commitments, and deliveries
// that count only when the other side has confirmed them.
//
// It owns the partnership_* tables and the rule by which an agreement is called
// concrete, slow or ceremonial (vitality.go, published in docs/vitality.md). It
// refuses to close anything on the promiser's word alone, to keep a sum that can
// be added up from rows, and to store that something is overdue: the day says so.
//
// Start with Proposal, Commitment and Delivery, then Service.
package partnership

import (
	"context"

	"titian/internal/feature/agreement"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Series of reference numbers.
const (
	meetingSeries    = "M"
	proposalSeries   = "U"
	commitmentSeries = "J"
)

// Sides are the two ends of a cooperation as a row repeats them, with the names
// that a reader needs beside it.
type Sides struct {
	HostName    string `db:"host_name" privacy:"internal"`
	PartnerName string `db:"partner_name" privacy:"internal"`
	CoopRef     string `db:"cooperation_ref" privacy:"internal"`
	CoopTitle   string `db:"cooperation_title" privacy:"internal"`
}

// sidesOf joins what Sides needs to the table with an alias.
func sidesOf(alias string) (columns, joins string) {
	return `, h.name, p.name, c.ref, c.title`,
		` JOIN agreement_cooperation c ON c.id = ` + alias + `.cooperation_id
		JOIN directory_organisation h ON h.id = ` + alias + `.host_id JOIN directory_organisation p ON p.id = ` + alias + `.partner_id`
}

// Service is what people do in a partnership. Every method asks the policy
// first; a row out of the actor's scope is errs.NotFound.
type Service struct {
	db   *db.DB
	need NeedCounter

	// Happened tells, in the transaction of the act, what one side did and the
	// other may want to hear.
	Happened person.Hook[Happened]
}

// New returns the service over a database. need may be nil: then a proposal is
// sent without evidence of need and says so.
func New(d *db.DB, need NeedCounter) *Service { return &Service{db: d, need: need} }

func (s *Service) today() civil.Date { return civil.Today(s.db.Now()) }

// within loads an open cooperation in scope.
func within(ctx context.Context, tx *db.Tx, actor authz.Actor, key id.Cooperation) (agreement.Cooperation, error) {
	c, err := agreement.CooperationTx(ctx, tx, actor, key)
	if err != nil {
		return c, err
	}
	return c, c.Open()
}

// servedOrgs lists the facilities that a cooperation's agreements serve; they
// stand on the host's side.
func servedOrgs(ctx context.Context, q db.Querier, key id.Cooperation) ([]id.Organisation, error) {
	return db.All[id.Organisation](ctx, q, `SELECT DISTINCT facility_id FROM agreement_served WHERE cooperation_id = $1`, key)
}

// insideSide lists the organisations on the host's side: the host first.
func insideSide(ctx context.Context, q db.Querier, c agreement.Cooperation) ([]id.Organisation, error) {
	served, err := servedOrgs(ctx, q, c.ID)
	return append([]id.Organisation{c.Host}, served...), err
}

// present lets a caller who looked at no version act on the present one.
func present(version, now int64) int64 {
	if version == 0 {
		return now
	}
	return version
}

func what(org id.Organisation, action, kind string, record [16]byte, version int64) audit.What {
	return audit.What{Org: org, Action: action, Kind: kind, Record: record, Version: version}
}

// invalid is one field's error.
func invalid(path, code string, pairs ...any) error {
	var f errs.Fields
	f.Add(path, code, pairs...)
	return f.Err()
}
