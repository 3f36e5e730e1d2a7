package report

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"strconv"
	"time"

	"titian/internal/feature/agreement"
	"titian/internal/feature/directory"
	"titian/internal/feature/partnership"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// OCDSVersion is the version of the Open Contracting Data Standard whose shape
// agreements are given in. Cooperation without payment is no procurement: the
// shape is borrowed, so that tools that read contracts and milestones read these.
const OCDSVersion = "1.1"

// OCDSPrefix begins the identifiers of processes until a publisher has registered
// a prefix of its own.
const OCDSPrefix = "ocds-unregistered"

// OCDSRelease is one signed agreement: an award to the partner and the contract,
// whose implementation has the promises under it as milestones. Its date is that of
// the last change, and its ID is made of the content, so that the same ID always says
// the same.
// It names organisations and no person.
type OCDSRelease struct {
	OCID           string         `json:"ocid"`
	ID             string         `json:"id"`
	Date           string         `json:"date" doc:"When what it says last changed"`
	Tag            []string       `json:"tag"`
	InitiationType string         `json:"initiationType"`
	Language       string         `json:"language"`
	Parties        []OCDSParty    `json:"parties"`
	Buyer          OCDSReference  `json:"buyer" doc:"The correctional side"`
	Awards         []OCDSAward    `json:"awards"`
	Contracts      []OCDSContract `json:"contracts"`
}

// OCDSParty is an organisation and what it is in the process.
type OCDSParty struct {
	ID    string   `json:"id"`
	Name  string   `json:"name"`
	Roles []string `json:"roles"`
}

// OCDSReference points to a party.
type OCDSReference struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// OCDSAward says that the partner was agreed with; the standard wants one for
// each contract.
type OCDSAward struct {
	ID        string          `json:"id"`
	Title     string          `json:"title"`
	Status    string          `json:"status"`
	Date      string          `json:"date"`
	Suppliers []OCDSReference `json:"suppliers"`
}

// OCDSContract is the agreement itself.
type OCDSContract struct {
	ID         string     `json:"id"`
	AwardID    string     `json:"awardID"`
	Title      string     `json:"title"`
	Status     string     `json:"status" enum:"pending,active,cancelled,terminated"`
	Period     OCDSPeriod `json:"period"`
	Value      OCDSValue  `json:"value" doc:"What is promised under it, in rupiah"`
	DateSigned string     `json:"dateSigned"`

	Implementation *OCDSImplementation `json:"implementation,omitempty"`
}

// OCDSImplementation is what is done under a contract. The milestones that the
// standard puts beside it lead up to the signing, and promises come after.
type OCDSImplementation struct {
	Milestones []OCDSMilestone `json:"milestones"`
}

// OCDSPeriod is a time.
type OCDSPeriod struct {
	StartDate string `json:"startDate,omitempty"`
	EndDate   string `json:"endDate,omitempty"`
}

// OCDSValue is an amount of money.
type OCDSValue struct {
	Amount   int64  `json:"amount"`
	Currency string `json:"currency"`
}

// OCDSMilestone is a promise, or a part of one.
type OCDSMilestone struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	Type        string `json:"type"`
	Description string `json:"description" doc:"How much"`
	DueDate     string `json:"dueDate"`
	DateMet     string `json:"dateMet,omitempty"`
	Status      string `json:"status" enum:"scheduled,met,notMet,partiallyMet"`
}

// bond is a signed agreement with its sides.
type bond struct {
	ID          id.Agreement    `db:"id" privacy:"internal"`
	Ref         string          `db:"ref" privacy:"internal"`
	Title       string          `db:"title" privacy:"internal"`
	Stage       string          `db:"stage" privacy:"internal"`
	SignedOn    civil.Date      `db:"signed_on" privacy:"internal"`
	StartsOn    civil.Date      `db:"starts_on" privacy:"internal"`
	EndsOn      civil.Date      `db:"ends_on" privacy:"internal"`
	Host        id.Organisation `db:"host_id" privacy:"internal"`
	HostName    string          `db:"host_name" privacy:"public"`
	Partner     id.Organisation `db:"partner_id" privacy:"internal"`
	PartnerName string          `db:"partner_name" privacy:"public"`
	UpdatedAt   time.Time       `db:"updated_at" privacy:"internal"`
}

// signer is a party of an agreement beside its host and its partner.
type signer struct {
	Agreement id.Agreement    `db:"agreement_id" privacy:"internal"`
	ID        id.Organisation `db:"id" privacy:"internal"`
	Name      string          `db:"name" privacy:"public"`
	Kind      directory.Kind  `db:"kind" privacy:"internal"`
}

// owed is a promise of an agreement with what of it has come.
type owed struct {
	Agreement id.Agreement `db:"agreement_id" privacy:"internal"`
	Ref       string       `db:"ref" privacy:"internal"`
	Part      int          `db:"part" privacy:"internal"` // zero is the promise itself
	Title     string       `db:"title" privacy:"internal"`
	Quantity  int          `db:"quantity" privacy:"internal"`
	Unit      string       `db:"unit" privacy:"internal"`
	Value     money.Rupiah `db:"value_rp" privacy:"internal"`
	DueOn     civil.Date   `db:"due_on" privacy:"internal"`
	Status    string       `db:"status" privacy:"internal"`
	ClosedOn  civil.Date   `db:"closed_on" privacy:"internal"`
	Confirmed int          `db:"confirmed" privacy:"internal"`
	UpdatedAt time.Time    `db:"updated_at" privacy:"internal"` // of the promise or the latest of its deliveries
}

// prefixForm is what a prefix of process identifiers looks like.
var prefixForm = regexp.MustCompile(`^ocds-[a-z0-9]{1,30}$`)

// Releases lists the signed agreements that the actor may see, by reference, as
// releases of the Open Contracting Data Standard. Permission: open.read. Errors:
// Invalid for a prefix that could be none.
func (s *Service) Releases(ctx context.Context, actor authz.Actor, prefix string, r page.Request) (page.Of[OCDSRelease], error) {
	none := page.Of[OCDSRelease]{}
	if err := policy.Check(actor, "open.read"); err != nil {
		return none, err
	}
	if !prefixForm.MatchString(prefix) {
		var f errs.Fields
		f.Add("prefix", "choice.invalid")
		return none, f.Err()
	}
	q := agreement.Over(`SELECT a.id, a.ref, a.title, a.stage, a.signed_on, a.starts_on, a.ends_on, a.host_id, h.name AS host_name, a.partner_id, p.name AS partner_name,
		(SELECT COALESCE(MAX(c.updated_at), a.updated_at) FROM partnership_commitment c WHERE c.agreement_id = a.id AND c.updated_at > a.updated_at) AS updated_at
		FROM agreement_agreement a JOIN directory_organisation h ON h.id = a.host_id JOIN directory_organisation p ON p.id = a.partner_id`, actor.Scope, "a").And("a.signed_on IS NOT NULL")
	found, err := agreement.Page(ctx, s.db, q, agreement.Order[bond]{
		By: "a.ref", ID: "a.id", Value: func(b bond) string { return b.Ref }, Key: func(b bond) string { return b.ID.String() },
	}, r)
	if err != nil {
		return none, wrap("list signed agreements", err)
	}
	promises, err := s.owedUnder(ctx, found.Items)
	if err != nil {
		return none, wrap("list promises", err)
	}
	others, err := s.signersOf(ctx, found.Items)
	if err != nil {
		return none, wrap("list parties", err)
	}
	out := page.Of[OCDSRelease]{Next: found.Next, Items: []OCDSRelease{}}
	for _, b := range found.Items {
		out.Items = append(out.Items, b.release(prefix, promises[b.ID], others[b.ID], civil.Today(s.db.Now())))
	}
	return out, nil
}

// keysOf are the keys of agreements as a query takes them.
func keysOf(list []bond) []any {
	args := make([]any, len(list))
	for i, b := range list {
		args[i] = b.ID
	}
	return args
}

// signersOf reads who else is a party of some agreements.
func (s *Service) signersOf(ctx context.Context, list []bond) (map[id.Agreement][]signer, error) {
	out := map[id.Agreement][]signer{}
	if len(list) == 0 {
		return out, nil
	}
	rows, err := db.All[signer](ctx, s.db, `SELECT x.agreement_id, o.id, o.name, o.kind FROM agreement_party x JOIN agreement_agreement a ON a.id = x.agreement_id
		JOIN directory_organisation o ON o.id = x.organisation_id
		WHERE x.agreement_id IN (`+db.In(len(list), 1)+`) AND x.organisation_id <> a.host_id AND x.organisation_id <> a.partner_id ORDER BY x.agreement_id, x.ordinal`, keysOf(list)...)
	for _, x := range rows {
		out[x.Agreement] = append(out[x.Agreement], x)
	}
	return out, err
}

// owedUnder reads the promises of some agreements and their parts.
func (s *Service) owedUnder(ctx context.Context, list []bond) (map[id.Agreement][]owed, error) {
	out := map[id.Agreement][]owed{}
	if len(list) == 0 {
		return out, nil
	}
	args, in := keysOf(list), db.In(len(list), 1)
	rows, err := db.All[owed](ctx, s.db, `SELECT c.agreement_id, c.ref, 0 AS part, c.title, c.quantity, c.unit, c.value_rp, c.due_on, c.status, c.closed_on,
		(SELECT COUNT(*) FROM partnership_delivery d WHERE d.commitment_id = c.id AND d.status = 'confirmed') AS confirmed,
		(SELECT COALESCE(MAX(d.updated_at), c.updated_at) FROM partnership_delivery d WHERE d.commitment_id = c.id AND d.updated_at > c.updated_at) AS updated_at
		FROM partnership_commitment c WHERE c.agreement_id IN (`+in+`) AND c.status <> 'cancelled'
		UNION ALL SELECT c.agreement_id, c.ref, m.ordinal, m.title, m.quantity, c.unit, m.value_rp, m.due_on, c.status, c.closed_on, 0, c.updated_at
		FROM partnership_commitment c JOIN partnership_milestone m ON m.commitment_id = c.id AND m.plan = c.plan
		WHERE c.agreement_id IN (`+in+`) AND c.status <> 'cancelled' ORDER BY 2, 3`, args...)
	for _, o := range rows {
		out[o.Agreement] = append(out[o.Agreement], o)
	}
	return out, err
}

func (b bond) release(prefix string, promises []owed, others []signer, today civil.Date) OCDSRelease {
	host, partner := OCDSReference{b.Host.String(), b.HostName}, OCDSReference{b.Partner.String(), b.PartnerName}
	signed := instant(b.SignedOn)
	c := OCDSContract{
		ID: b.Ref, AwardID: b.Ref, Title: b.Title, Status: b.status(today), Period: OCDSPeriod{instant(b.StartsOn), evening(b.EndsOn)},
		Value: OCDSValue{0, "IDR"}, DateSigned: signed,
	}
	r := OCDSRelease{
		OCID: prefix + "-" + b.Ref, Date: b.changed(promises, today).Format(time.RFC3339),
		Tag: []string{"award", "contract"}, InitiationType: "tender", Language: "id",
		Parties: []OCDSParty{{host.ID, host.Name, []string{"buyer"}}, {partner.ID, partner.Name, []string{"supplier"}}}, Buyer: host,
	}
	award := OCDSAward{ID: b.Ref, Title: b.Title, Status: "active", Date: signed, Suppliers: []OCDSReference{partner}}
	for _, x := range others {
		role := "buyer"
		if x.Kind == directory.Partner {
			role = "supplier"
			award.Suppliers = append(award.Suppliers, OCDSReference{x.ID.String(), x.Name})
		}
		r.Parties = append(r.Parties, OCDSParty{x.ID.String(), x.Name, []string{role}})
	}
	for _, o := range promises {
		if o.Part == 0 {
			c.Value.Amount += int64(o.Value)
		}
		if c.Implementation == nil {
			c.Implementation = &OCDSImplementation{}
			r.Tag = append(r.Tag, "implementation")
		}
		c.Implementation.Milestones = append(c.Implementation.Milestones, o.milestone(today))
	}
	r.Awards, r.Contracts = []OCDSAward{award}, []OCDSContract{c}
	r.ID = b.Ref + "-" + r.digest()
	return r
}

// digest tells the contents of releases apart; that of the ID itself is not in it.
func (r OCDSRelease) digest() string {
	text, err := json.Marshal(r)
	if err != nil {
		panic(err) // strings and numbers alone
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// changed is the last moment at which something that a release says became so: a row
// was written, or a day came that a status hangs on.
func (b bond) changed(promises []owed, today civil.Date) time.Time {
	last := b.UpdatedAt
	later := func(at time.Time) {
		if at.After(last) {
			last = at
		}
	}
	came := func(day civil.Date) {
		if !day.IsZero() && !day.After(today) {
			later(day.Time().Add(-7 * time.Hour)) // midnight in Western Indonesian Time
		}
	}
	came(b.StartsOn)
	if !b.EndsOn.IsZero() {
		came(b.EndsOn.AddDays(1))
	}
	for _, o := range promises {
		later(o.UpdatedAt)
		if o.Status == string(partnership.CommitmentOpen) && !o.DueOn.IsZero() {
			came(o.DueOn.AddDays(1))
		}
	}
	return last.UTC().Truncate(time.Second)
}

// status is that of a contract in the standard's code list.
func (b bond) status(today civil.Date) string {
	switch {
	case b.Stage == string(agreement.Cancelled):
		return "cancelled"
	case b.Stage == string(agreement.Ended), b.EndsOn.Before(today):
		return "terminated"
	case b.StartsOn.After(today):
		return "pending"
	}
	return "active"
}

func (o owed) milestone(today civil.Date) OCDSMilestone {
	m := OCDSMilestone{
		ID: o.Ref, Title: o.Title, Type: "delivery", Description: strconv.Itoa(o.Quantity) + " " + o.Unit, DueDate: evening(o.DueOn), Status: "scheduled",
	}
	if o.Part > 0 {
		m.ID += "/" + strconv.Itoa(o.Part)
	}
	switch {
	case o.Status == string(partnership.CommitmentFulfilled):
		m.Status, m.DateMet = "met", instant(o.ClosedOn)
	case o.Confirmed > 0:
		m.Status = "partiallyMet"
	case o.DueOn.Before(today):
		m.Status = "notMet"
	}
	return m
}

// evening is the end of a day in Western Indonesian Time: a last day counts whole.
func evening(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String() + "T23:59:59+07:00"
}

// instant is the beginning of a day in Western Indonesian Time, as the standard
// writes it; empty for an unknown one.
func instant(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String() + "T00:00:00+07:00"
}
