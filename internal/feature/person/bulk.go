package person

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// CanImport is taking a whole file of people into the register, or out again.
const CanImport authz.Action = "person.import"

// Drafts make of a file's rows what Register and Change would store, by the same
// rules, and store nothing. One serves a whole file: asking who may and what day
// it is once a row would cost more than the row.
type Drafts struct {
	service *Service
	actor   authz.Actor
	today   civil.Date
}

// Drafts answers Unauthenticated or Forbidden by role; scope is asked row by row.
func (s *Service) Drafts(_ context.Context, a authz.Actor) (*Drafts, error) {
	if err := policy.Check(a, CanImport); err != nil {
		return nil, err
	}
	return &Drafts{s, a, civil.Today(s.db.Now())}, nil
}

// NIKHash is the keyed hash by which a number is found; nil for none, and for
// what is no number.
func (d *Drafts) NIKHash(nik string) []byte {
	n, err := ParseNIK(nik)
	if err != nil {
		return nil
	}
	return d.service.vault.digest(n)
}

// New is the row that Register would store. office says what kind of facility
// c.Facility is. NotFound when that is out of scope.
func (d *Drafts) New(c RegisterCommand, office directory.FacilityType) (Person, error) {
	if !d.actor.Scope.Has(c.Facility) {
		return Person{}, errNotFound
	}
	nik, err := c.validate(d.today)
	if err != nil {
		return Person{}, err
	}
	p := Person{ID: c.ID, Facility: c.Facility, Custody: Active, AdmittedOn: c.AdmittedOn, Version: 1}
	c.write(&p)
	if err := c.place(office, d.actor, &p); err != nil {
		return Person{}, err
	}
	p.NIKCipher, p.NIKHash = d.service.vault.seal(nik, p.ID), d.service.vault.digest(nik)
	return p, nil
}

// Changed is the row that Change would store in the place of p. A file may also
// know the day of admission better; zero leaves it.
func (d *Drafts) Changed(p Person, c ChangeCommand, admitted civil.Date) (Person, error) {
	if !p.in(d.actor.Scope) {
		return Person{}, errNotFound
	}
	if !admitted.IsZero() && p.Custody == Active {
		p.AdmittedOn = admitted
	}
	nik, err := c.validate(p, d.today)
	var f errs.Fields
	if err != nil && !f.Merge("", err) {
		return Person{}, err
	}
	if p.Custody == Active {
		CheckPast(&f, "admitted_on", p.AdmittedOn, d.today)
	}
	if err := f.Err(); err != nil {
		return Person{}, err
	}
	c.write(&p)
	if hash := d.service.vault.digest(nik); c.NIK != nil && string(hash) != string(p.NIKHash) {
		p.NIKCipher, p.NIKHash = d.service.vault.seal(nik, p.ID), hash
	}
	return p, nil
}

// DetailsOf is what the register knows of p in the form in which it is changed.
func DetailsOf(p Person) Details {
	return Details{
		RegisterNo: p.RegisterNo, Name: p.Name, Sex: p.Sex, Born: p.Born, BirthPlace: p.BirthPlace, Religion: p.Religion, HomeRegency: p.HomeRegency,
		Schooling: p.Schooling, LegalStatus: p.LegalStatus, Risk: p.Risk, ReleaseDueOn: p.ReleaseDueOn,
	}
}

// RegisterManyTx stores new rows that Drafts made, with their first stays, numbers
// and legal statuses, what they are found by, and an audit entry each, as Register
// does one by one; others are other names of theirs.
// keeper serves the whole file.
func RegisterManyTx(ctx context.Context, tx *db.Tx, a authz.Actor, keeper *Keeper, people []Person, others ...Alias) error {
	named := map[id.Person][]Naming{}
	for _, n := range others {
		named[n.Person] = append(named[n.Person], Naming{Name: n.Name})
	}
	changes := make([]Change, len(people))
	stays := make([]Custody, 0, len(people))
	for i := range people {
		p := &people[i]
		p.CreatedAt, p.UpdatedAt = tx.Now(), tx.Now()
		changes[i].After, changes[i].Others = p, named[p.ID]
		if p.Custody == Active {
			// The first stay of somebody from a file has the person's own key: a
			// file that is taken up again makes no second one.
			stays = append(stays, Custody{
				Facility: p.Facility, ID: id.Custody(p.ID), Person: p.ID, StartsOn: p.AdmittedOn, Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
			})
		}
	}
	if err := db.InsertMany(ctx, tx, table, people); err != nil {
		return fmt.Errorf("register %d people: %w", len(people), err)
	}
	if err := db.InsertMany(ctx, tx, custodyTable, stays); err != nil {
		return fmt.Errorf("open %d stays: %w", len(stays), err)
	}
	if err := beginMany(ctx, tx, people); err != nil {
		return err
	}
	if err := keeper.Tx(ctx, tx, changes); err != nil {
		return fmt.Errorf("keep %d people findable: %w", len(people), err)
	}
	if err := audit.CreatedMany(ctx, tx, a, people, func(p *Person) audit.What { return what(*p, CanImport) }); err != nil {
		return err
	}
	return storeAliases(ctx, tx, a, others)
}

// StoreTx stores a row that Drafts changed in the place of before, with the step
// in law and the number that Change would keep, and tells who plans by the
// expected release when that moved. Conflict ("stale") when before is no longer
// what is stored.
func StoreTx(ctx context.Context, tx *db.Tx, s *Service, a authz.Actor, before, after Person) (Person, error) {
	history, today := before, civil.Today(tx.Now())
	if err := step(ctx, tx, &history, after.LegalStatus, Recorded, today, ""); err != nil {
		return Person{}, fmt.Errorf("keep legal step: %w", err)
	}
	if err := renumber(ctx, tx, &history, after.RegisterNo, today, false); err != nil {
		return Person{}, fmt.Errorf("keep number: %w", err)
	}
	return s.put(ctx, tx, a, before, after)
}

// put stores a row that came from a file, with the day on which the stay began.
func (s *Service) put(ctx context.Context, tx *db.Tx, a authz.Actor, before, after Person) (Person, error) {
	if before.AdmittedOn != after.AdmittedOn {
		if _, err := db.Exec(ctx, tx, `UPDATE person_custody SET starts_on = $1, version = version + 1, updated_at = $2 WHERE person_id = $3 AND ends_on IS NULL`,
			after.AdmittedOn, tx.Now().UnixMicro(), after.ID); err != nil {
			return Person{}, fmt.Errorf("correct stay: %w", err)
		}
	}
	if err := store(ctx, tx, a, CanImport, before, &after, 0); err != nil || before.ReleaseDueOn == after.ReleaseDueOn {
		return after, err
	}
	return after, s.ReleaseMoved.tell(ctx, tx, ReleaseMoved{a, after.ID, before.ReleaseDueOn, after.ReleaseDueOn, "sentence.import"})
}

// WithdrawTx takes people out of the register as if they had never been in it:
// of those given, the ones whose row and first stay nobody has touched since
// they were registered, which are told back. Conflict ("reference") when another
// record stands on one of them; then none is taken out.
func WithdrawTx(ctx context.Context, tx *db.Tx, a authz.Actor, people []id.Person) ([]id.Person, error) {
	rows, err := ByIDs(ctx, tx, people)
	if err != nil {
		return nil, err
	}
	var gone []id.Person
	var acts []audit.What
	for _, p := range rows {
		if p.Version != 1 || !p.in(a.Scope) {
			continue
		}
		if _, err := db.Exec(ctx, tx, `DELETE FROM person_custody WHERE person_id = $1 AND id = $1 AND version = 1`, p.ID); err != nil {
			return nil, fmt.Errorf("withdraw person: %w", err)
		}
		if err := unbegin(ctx, tx, p); err != nil {
			return nil, fmt.Errorf("withdraw person: %w", err)
		}
		if err := new(Keeper).Tx(ctx, tx, []Change{{Before: &p}}); err != nil {
			return nil, fmt.Errorf("withdraw person: %w", err)
		}
		// Names that came with the person go with them; one that somebody added
		// later keeps them.
		if _, err := db.Exec(ctx, tx, `DELETE FROM person_alias WHERE person_id = $1 AND version = 1 AND created_at = $2`, p.ID, p.CreatedAt.UnixMicro()); err != nil {
			return nil, fmt.Errorf("withdraw person: %w", err)
		}
		if _, err := db.Exec(ctx, tx, `DELETE FROM person_person WHERE id = $1 AND version = 1`, p.ID); err != nil {
			return nil, fmt.Errorf("withdraw person: %w", err)
		}
		w := what(p, "person.withdraw")
		w.Version++
		gone, acts = append(gone, p.ID), append(acts, w)
	}
	return gone, audit.DidMany(ctx, tx, a, acts)
}

// ByIDs reads people by key, in no order; within a transaction they stay locked
// until commit. Whom the caller may see is the caller's to ask.
func ByIDs(ctx context.Context, q db.Querier, people []id.Person) ([]Person, error) {
	if len(people) == 0 {
		return nil, nil
	}
	args := make([]any, len(people))
	for i, p := range people {
		args[i] = p
	}
	text := `SELECT ` + db.Columns[Person]("") + ` FROM person_person WHERE id IN (` + db.In(len(people), 1) + `)`
	if tx, ok := q.(*db.Tx); ok {
		text += ` ORDER BY id` + tx.ForUpdate()
	}
	return db.All[Person](ctx, q, text, args...)
}

// Known is as much of a person as a row of a file is compared with.
type Known struct {
	ID         id.Person       `db:"id" privacy:"internal"`
	Facility   id.Organisation `db:"facility_id" privacy:"internal"`
	RegisterNo string          `db:"register_no" privacy:"restricted"`
	Name       string          `db:"name" privacy:"restricted"`
	NameKey    string          `db:"name_key" privacy:"restricted"`
	Sex        Sex             `db:"sex" privacy:"restricted"`
	Born       civil.Partial   `db:"born" privacy:"restricted"`

	Home        directory.RegencyCode `db:"home_regency" privacy:"restricted"`
	LegalStatus LegalStatus           `db:"legal_status" privacy:"restricted"`
	Custody     CustodyStatus         `db:"custody_status" privacy:"restricted"`
	NIKHash     []byte                `db:"nik_hash" privacy:"secret"`
}

// EachKnown walks the people whom a facility holds, or held last.
func EachKnown(ctx context.Context, q db.Querier, facility id.Organisation, f func(k *Known) error) error {
	return db.Each(ctx, q, `SELECT `+db.Columns[Known]("")+` FROM person_person WHERE facility_id = $1 AND custody_status <> 'merged' ORDER BY name_key, id`, []any{facility}, f)
}

// HoldersOf finds who has the numbers of these hashes, wherever they are: a
// number is one in the whole country. Where that is must not be told.
func HoldersOf(ctx context.Context, q db.Querier, hashes [][]byte) ([]Known, error) {
	if len(hashes) == 0 {
		return nil, nil
	}
	args := make([]any, len(hashes))
	for i, h := range hashes {
		args[i] = h
	}
	return db.All[Known](ctx, q, `SELECT `+db.Columns[Known]("")+` FROM person_person WHERE nik_hash IN (`+db.In(len(hashes), 1)+`)`, args...)
}

// IsNIKTaken reports whether err says that a number of many belongs to somebody
// already.
func IsNIKTaken(err error) bool {
	return db.IsUnique(err, "person_person_nik_key", "person_person.nik_hash")
}

// Snapshot is a row as bytes, to bring it back with Restored. Whatever columns
// the register gains are part of it.
func Snapshot(p Person) ([]byte, error) {
	row := reflect.ValueOf(&p).Elem()
	out := map[string]any{}
	for _, c := range db.ColumnsOf[Person]() {
		out[c.Name] = c.Of(row).Interface()
	}
	return json.Marshal(out)
}

// Restored is the row that Snapshot was given.
func Restored(b []byte) (Person, error) {
	var p Person
	var in map[string]json.RawMessage
	if err := json.Unmarshal(b, &in); err != nil {
		return p, fmt.Errorf("restore person: %w", err)
	}
	row := reflect.ValueOf(&p).Elem()
	for _, c := range db.ColumnsOf[Person]() {
		if raw, ok := in[c.Name]; ok {
			if err := json.Unmarshal(raw, c.Of(row).Addr().Interface()); err != nil {
				return p, fmt.Errorf("restore person: %s: %w", c.Name, err)
			}
		}
	}
	return p, nil
}
