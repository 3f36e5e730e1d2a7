package person

import (
	"context"
	"strings"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// TransferView is a transfer with what both sides may know of the person: whom to
// expect at the gate, and for the sender, later, where they stand. Case data is
// not part of it.
type TransferView struct {
	Transfer
	Name         string        `db:"name" privacy:"restricted" json:"name"`
	RegisterNo   string        `db:"register_no" privacy:"restricted" json:"register_no"`
	Sex          Sex           `db:"sex" privacy:"restricted" json:"sex"`
	Born         civil.Partial `db:"born" privacy:"restricted" json:"born"`
	LegalStatus  LegalStatus   `db:"legal_status" privacy:"restricted" json:"legal_status"`
	Custody      CustodyStatus `db:"custody_status" privacy:"restricted" json:"custody_status"`
	ReleaseDueOn civil.Date    `db:"release_due_on" privacy:"restricted" json:"release_due_on"`
	ReleasedOn   civil.Date    `db:"released_on" privacy:"restricted" json:"released_on"`
}

// TransferFilter narrows a list. Sent lists what the actor's facilities asked,
// otherwise what they are asked.
type TransferFilter struct {
	Sent   bool
	Status TransferStatus
}

var selectTransfer = `SELECT ` + db.Columns[Transfer]("t") + `, p.name, p.register_no, p.sex, p.born, p.legal_status, p.custody_status, p.release_due_on, p.released_on
	FROM person_transfer t JOIN person_person p ON p.id = t.person_id WHERE `

// Transfer is one transfer, for either side. Permission: person.read. A transfer
// that has ended without a move keeps its reason; whom it was about is then the
// sender's alone to read, see seen.
func (s *Service) Transfer(ctx context.Context, a authz.Actor, key id.Transfer) (TransferView, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return TransferView{}, err
	}
	v, err := db.One[TransferView](ctx, s.db, selectTransfer+`t.id = $1 AND `+NotChild(a, "p", civil.Today(s.db.Now())), key)
	if err != nil {
		return TransferView{}, err
	}
	if !v.Sender(a) && !v.Receiver(a) {
		return TransferView{}, errNotFound
	}
	return v.seen(a), nil
}

// Transfers lists transfers of one side, newest first. An actor whose scope is
// the whole country asks a facility instead.
func (s *Service) Transfers(ctx context.Context, a authz.Actor, f TransferFilter, r page.Request) (page.Of[TransferView], error) {
	none := page.Of[TransferView]{}
	if err := policy.Check(a, CanRead); err != nil {
		return none, err
	}
	text, args, err := transfersText(a, f, r, civil.Today(s.db.Now()))
	if err != nil || text == "" {
		return none, err
	}
	rows, err := db.All[TransferView](ctx, s.db, text, args...)
	for i := range rows {
		rows[i] = rows[i].seen(a)
	}
	return page.Cut(rows, r, func(v TransferView) []string { return []string{v.ID.String()} }), err
}

func transfersText(a authz.Actor, f TransferFilter, r page.Request, today civil.Date) (string, []any, error) {
	after, err := page.Decode(r.After, 1)
	if err != nil {
		return "", nil, err
	}
	var e errs.Fields
	if f.Status != "" {
		directory.CheckChoice(&e, "status", f.Status, TransferStatuses())
	}
	if err := e.Err(); err != nil {
		return "", nil, err
	}
	orgs := a.Scope.Orgs
	if a.Scope.All && !a.Org.IsZero() {
		orgs = []id.Organisation{a.Org}
	}
	if len(orgs) == 0 {
		return "", nil, nil
	}
	q, side := &query{}, "t.to_id"
	if f.Sent {
		side = "t.facility_id"
	}
	for _, o := range orgs {
		q.args = append(q.args, o)
	}
	q.text.WriteString(selectTransfer + side + " IN (" + db.In(len(orgs), 1) + ")")
	if f.Status != "" {
		q.and("t.status = '" + string(f.Status) + "'")
	}
	q.and(NotChild(a, "p", today))
	if after != nil {
		var last id.Transfer
		if err := last.UnmarshalText([]byte(strings.TrimSpace(after[0]))); err != nil {
			return "", nil, errs.New(errs.Invalid, "cursor.invalid").Because(err)
		}
		q.and("t.id < " + q.arg(last))
	}
	q.text.WriteString(" ORDER BY t.id DESC LIMIT " + q.arg(r.Limit()+1))
	return q.text.String(), q.args, nil
}

// seen is the transfer as the actor's side may see it. The sender of somebody who
// has moved keeps sight of how they fare, and not of new dates; a receiver who
// did not take the person has no further business with who they are.
func (v TransferView) seen(a authz.Actor) TransferView {
	switch {
	case v.Status == Accepted && !v.Receiver(a):
		v.RegisterNo, v.ReleaseDueOn, v.Born, v.LegalStatus = "", civil.Date{}, "", ""
	case (v.Status == Returned || v.Status == Cancelled) && !v.Sender(a):
		v = TransferView{Transfer: v.Transfer}
		v.Note = ""
	}
	return v
}

// TransferOf is the request that is under way for a person; not found is none.
func (s *Service) TransferOf(ctx context.Context, a authz.Actor, person id.Person) (Transfer, bool, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return Transfer{}, false, err
	}
	if _, err := visible(ctx, s.db, a, person); err != nil {
		return Transfer{}, false, err
	}
	return openTransfer(ctx, s.db, person)
}

func openTransfer(ctx context.Context, q db.Querier, person id.Person) (Transfer, bool, error) {
	return db.Find[Transfer](ctx, q, `SELECT `+db.Columns[Transfer]("")+` FROM person_transfer WHERE person_id = $1 AND status = 'requested'`, person)
}

func transferByID(ctx context.Context, tx *db.Tx, key id.Transfer) (Transfer, error) {
	return db.One[Transfer](ctx, tx, `SELECT `+db.Columns[Transfer]("")+` FROM person_transfer WHERE id = $1`+tx.ForUpdate(), key)
}
