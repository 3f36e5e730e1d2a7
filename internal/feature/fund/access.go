package fund

import (
	"context"

	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Faith is what zakat asks of a person's registered religion.
type Faith string

// The faiths as far as they decide about zakat.
const (
	Muslim       Faith = "islam"
	OtherFaith   Faith = "other"
	UnknownFaith Faith = "unknown"
)

// Access is how many of one faith are at an office now, and how many people of
// it were ever paid by its zakat and by its other funds.
type Access struct {
	Faith  Faith `db:"faith" privacy:"restricted" json:"faith"`
	People int   `db:"people" privacy:"internal" json:"people"`
	Zakat  int   `db:"zakat" privacy:"internal" json:"zakat"`
	Other  int   `db:"other" privacy:"internal" json:"other"`
}

const faithOf = `CASE WHEN p.religion = '' THEN 'unknown' WHEN p.religion = 'islam' THEN 'islam' ELSE 'other' END`

const accessText = `SELECT ` + faithOf + ` AS faith, count(*) AS people,
	count(*) FILTER (WHERE EXISTS (SELECT 1 FROM fund_entry e JOIN fund_fund f ON f.id = e.fund_id WHERE e.person_id = p.id AND f.host_id = $1 AND f.fund_type = 'ZAKAT' AND ` + live + `)) AS zakat,
	count(*) FILTER (WHERE EXISTS (SELECT 1 FROM fund_entry e JOIN fund_fund f ON f.id = e.fund_id WHERE e.person_id = p.id AND f.host_id = $1 AND f.fund_type <> 'ZAKAT' AND ` + live + `)) AS other
	FROM person_person p WHERE p.facility_id = $1 AND p.custody_status = 'active' GROUP BY 1 ORDER BY 1`

// Access shows whether those whom zakat cannot reach are reached by other money,
// as the law of public service asks (domain: zakat is for Muslims). It counts the
// people whom an office of the actor's holds now. Permission: fund.names.
func (s *Service) Access(ctx context.Context, actor authz.Actor, host id.Organisation) ([]Access, error) {
	if err := policy.Check(actor, "fund.names"); err != nil {
		return nil, err
	}
	if !actor.Scope.Has(host) {
		return nil, errs.New(errs.NotFound, "not_found")
	}
	list, err := db.All[Access](ctx, s.db, accessText, host)
	return list, wrap("count access", err)
}
