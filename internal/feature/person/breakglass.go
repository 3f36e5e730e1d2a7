package person

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// BreakGlass opens one person's record to an officer out of whose scope it is,
// for reading, for EmergencyFor. Permission: person.emergency. Errors: Invalid
// (nobody has the number, or somebody in scope does), State while an access to
// the person stands, Limited after too many in one night.
func (s *Service) BreakGlass(ctx context.Context, a authz.Actor, c EmergencyCommand) (Emergency, error) {
	if err := policy.Check(a, CanBreak); err != nil {
		return Emergency{}, err
	}
	if err := c.validate(); err != nil {
		return Emergency{}, err
	}
	var e Emergency
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		if err := s.notTooMany(ctx, tx, a); err != nil {
			return err
		}
		p, err := s.exactly(ctx, tx, c)
		if err != nil {
			return err
		}
		if p.MayOpen(a, civil.Today(tx.Now())) { // of the own scope, and no child that is closed to the role
			return field("number", "emergency.in_scope")
		}
		if _, open, err := emergencyOf(ctx, tx, a, p, tx.Now()); err != nil || open {
			return errors.Join(err, errs.New(errs.State, "emergency.open"))
		}
		e = Emergency{
			Facility: p.holder(), ID: id.Emergency{}.Make(), Person: p.ID, User: a.User, Org: a.Org, OpenedBy: a.Name, Role: string(a.Role), Reason: c.Reason,
			OpenedOn: civil.Today(tx.Now()), OpenedAt: tx.Now(), ExpiresAt: tx.Now().Add(s.EmergencyFor), Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
		}
		if err := db.Insert(ctx, tx, "person_emergency", e); err != nil {
			return err
		}
		return audit.Created(ctx, tx, a, whatEmergency(e, "person.emergency"), e)
	})
	if missed(err) {
		return Emergency{}, errors.Join(err, s.noteMiss(ctx, a))
	}
	return e, err
}

// nobody is the answer to a number that is nobody's.
const nobody = "emergency.nobody"

func missed(err error) bool {
	e := errs.As(err)
	return e != nil && len(e.Fields) == 1 && e.Fields[0].Code == nobody
}

func field(path, code string) error {
	var f errs.Fields
	f.Add(path, code)
	return f.Err()
}

// exactText asks for those who have a number, also in a sealed record.
func (s *Service) exactText(number string) (string, []any) {
	both := `SELECT ` + db.Columns[Person]("") + ` FROM person_person WHERE %s UNION SELECT ` + db.Columns[Person]("p") + ` FROM person_person p JOIN person_sealed b ON b.person_id = p.id WHERE b.%s`
	if n, err := ParseNIK(number); err == nil && n != "" {
		return fmt.Sprintf(both, `nik_hash = $1`, `nik_hash = $2`), []any{s.vault.digest(n), s.vault.digest(n)}
	}
	// By the key of the number as it is found, then letter by letter as it is written.
	return fmt.Sprintf(both, `id IN (SELECT person_id FROM person_name_key WHERE word = $1) AND register_no = $2 AND kept = ''`, `number_hash = $3`),
		[]any{registerKey(number), number, s.vault.digestText(number)}
}

// exactly finds the one person who has a number.
func (s *Service) exactly(ctx context.Context, q db.Querier, c EmergencyCommand) (Person, error) {
	text, args := s.exactText(c.Number)
	found, err := db.All[Person](ctx, q, text, args...)
	if err != nil {
		return Person{}, err
	}
	var match []Person
	for _, p := range found {
		if c.Facility.IsZero() || c.Facility == p.Facility || c.Facility == p.Probation {
			match = append(match, p)
		}
	}
	switch {
	case len(match) == 0:
		return Person{}, field("number", nobody)
	case len(match) > 1:
		return Person{}, field("facility_id", "emergency.which")
	}
	return match[0], nil
}

// notTooMany stops an officer who goes through numbers.
func (s *Service) notTooMany(ctx context.Context, q db.Querier, a authz.Actor) error {
	since := s.db.Now().Add(-EmergencyTerm).UnixMicro()
	n, err := db.One[int64](ctx, q, `SELECT (SELECT count(*) FROM person_emergency WHERE user_id = $1 AND opened_at > $2)
		+ (SELECT count(*) FROM person_miss WHERE user_id = $3 AND at > $4)`, a.User, since, a.User, since)
	if err == nil && n >= maxEmergencies {
		err = errs.New(errs.Limited, "emergency.too_many")
	}
	return err
}

// miss is a number that found nobody.
type miss struct {
	ID   id.Any    `db:"id" privacy:"internal"`
	User id.User   `db:"user_id" privacy:"internal"`
	At   time.Time `db:"at" privacy:"internal"`
}

// noteMiss counts a number that found nobody; which one it was is nobody's business.
func (s *Service) noteMiss(ctx context.Context, a authz.Actor) error {
	return s.db.InTx(db.WithoutOnce(ctx), func(tx *db.Tx) error {
		if err := db.Insert(ctx, tx, "person_miss", miss{id.Any{}.Make(), a.User, tx.Now()}); err != nil {
			return err
		}
		if a.Org.IsZero() { // the operator, whose commands no chain keeps
			return nil
		}
		return audit.Did(ctx, tx, a, audit.What{Org: a.Org, Action: "person.emergency_miss", Kind: "organisation", Record: a.Org})
	})
}

// emergencyOf is the access of an actor to a person that stands at an instant.
func emergencyOf(ctx context.Context, q db.Querier, a authz.Actor, p Person, now time.Time) (Emergency, bool, error) {
	if a.User.IsZero() || !policy.May(a, CanBreak) {
		return Emergency{}, false, nil
	}
	return db.Find[Emergency](ctx, q, selectNight+` WHERE user_id = $1 AND person_id = $2 AND expires_at > $3 AND org_id = $4
		ORDER BY expires_at DESC LIMIT 1`, a.User, p.ID, now.UnixMicro(), a.Org)
}

// underEmergency lets an actor read whom they do not see otherwise, and writes
// that they did before they do: without the entry there is no answer.
func underEmergency(ctx context.Context, d *db.DB, a authz.Actor, p Person) (bool, error) {
	e, found, err := emergencyOf(ctx, d, a, p, d.Now())
	if err != nil || !found {
		return false, err
	}
	return true, d.InTx(db.WithoutOnce(ctx), func(tx *db.Tx) error { return noteEmergency(ctx, tx, a, e, p) })
}

// noteEmergency writes a reading and its audit entry, once for each request: a
// page reads a record in several parts.
func noteEmergency(ctx context.Context, tx *db.Tx, a authz.Actor, e Emergency, p Person) error {
	if a.Origin.RequestID != "" {
		n, err := db.One[int64](ctx, tx, `SELECT count(*) FROM person_reading WHERE person_id = $1 AND request_id = $2 AND way = 'emergency'`, p.ID, a.Origin.RequestID)
		if err != nil || n > 0 {
			return err
		}
	}
	r := readingOf(a, p, WayEmergency, tx.Now())
	r.Facility = e.Facility
	if err := noteTx(ctx, tx, r); err != nil {
		return err
	}
	return audit.Did(ctx, tx, a, audit.What{Org: e.Facility, Action: "person.emergency_read", Kind: "person", Record: p.ID, Version: p.Version})
}

func whatEmergency(e Emergency, action string) audit.What {
	return audit.What{Org: e.Facility, Action: action, Kind: "emergency", Record: e.ID, Version: e.Version}
}

// EmergencyRow is an access in a list: who, why, until when. The person is named
// to the office that answers for them, and to the officer while the access stands.
type EmergencyRow struct {
	Emergency
	Name       string `db:"name" privacy:"restricted" json:"name"`
	RegisterNo string `db:"register_no" privacy:"restricted" json:"register_no"`

	Born  civil.Partial `db:"born" privacy:"restricted" json:"-"`
	Legal LegalStatus   `db:"legal_status" privacy:"restricted" json:"-"`

	Mine      bool `json:"mine"`
	Stands    bool `json:"stands"` // its officer may still read
	MayReview bool `json:"may_review"`
}

var selectNights = `SELECT ` + db.Columns[Emergency]("e") + `, p.name, p.register_no, p.born, p.legal_status FROM person_emergency e JOIN person_person p ON p.id = e.person_id`

// settle hides who it is from whom it does not concern any more.
func (e *EmergencyRow) settle(a authz.Actor, now time.Time) {
	e.Stands = e.Open(now)
	e.Mine = !a.User.IsZero() && e.User == a.User
	e.MayReview = policy.May(a, CanReview) && a.Scope.Has(e.Facility) && !e.Mine && e.Verdict == ""
	sealed := isChild(e.Legal, e.Born, civil.Today(now)) && !policy.May(a, CanReadChild) && !(e.Mine && e.Stands)
	if sealed || !a.Scope.Has(e.Facility) && !e.Stands {
		e.Name, e.RegisterNo = "", ""
	}
}

// Emergencies lists the accesses to people of the actor's offices and the actor's
// own, newest first. Permission: person.emergency.
func (s *Service) Emergencies(ctx context.Context, a authz.Actor, r page.Request) (page.Of[EmergencyRow], error) {
	none := page.Of[EmergencyRow]{}
	if err := policy.Check(a, CanBreak); err != nil {
		return none, err
	}
	at, err := page.Decode(r.After, 1)
	if err != nil {
		return none, err
	}
	q := &query{}
	q.text.WriteString(selectNights + ` WHERE (e.user_id = ` + q.arg(a.User))
	switch {
	case a.Scope.All:
		q.text.WriteString(" OR TRUE")
	case policy.May(a, CanReview):
		from := len(q.args) + 1
		for _, o := range a.Scope.Orgs {
			q.args = append(q.args, o)
		}
		q.text.WriteString(" OR e.facility_id IN (" + db.In(len(a.Scope.Orgs), from) + ")")
	}
	q.text.WriteString(")")
	if at != nil {
		var last id.Emergency
		if err := last.UnmarshalText([]byte(at[0])); err != nil {
			return none, errs.New(errs.Invalid, "cursor.invalid").Because(err)
		}
		q.and("e.id < " + q.arg(last))
	}
	q.text.WriteString(" ORDER BY e.id DESC LIMIT " + q.arg(r.Limit()+1))
	rows, err := db.All[EmergencyRow](ctx, s.db, q.text.String(), q.args...)
	for i := range rows {
		rows[i].settle(a, s.db.Now())
	}
	return page.Cut(rows, r, func(e EmergencyRow) []string { return []string{e.ID.String()} }), err
}

// Emergency is one access. Permission: person.emergency; NotFound for one that is
// neither the actor's nor to a person of the actor's office.
func (s *Service) Emergency(ctx context.Context, a authz.Actor, key id.Emergency) (EmergencyRow, error) {
	if err := policy.Check(a, CanBreak); err != nil {
		return EmergencyRow{}, err
	}
	return emergencyIn(ctx, s.db, a, key, s.db.Now())
}

func emergencyIn(ctx context.Context, q db.Querier, a authz.Actor, key id.Emergency, now time.Time) (EmergencyRow, error) {
	e, err := db.One[EmergencyRow](ctx, q, selectNights+` WHERE e.id = $1`, key)
	if err != nil {
		return EmergencyRow{}, err
	}
	mine := !a.User.IsZero() && e.User == a.User
	if !mine && !(a.Scope.Has(e.Facility) && policy.May(a, CanReview)) {
		return EmergencyRow{}, errNotFound
	}
	e.settle(a, now)
	return e, nil
}

// Review records the head's word on an access, which it does not end: it ends by
// its hour. Permission: person.emergency_review. Errors: NotFound, Forbidden for
// one's own, State when reviewed.
func (s *Service) Review(ctx context.Context, a authz.Actor, key id.Emergency, c ReviewCommand) (EmergencyRow, error) {
	if err := policy.Check(a, CanReview); err != nil {
		return EmergencyRow{}, err
	}
	if err := c.validate(); err != nil {
		return EmergencyRow{}, err
	}
	var after EmergencyRow
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		before, err := emergencyIn(ctx, tx, a, key, tx.Now())
		switch {
		case err != nil:
			return err
		case before.Mine:
			return errs.New(errs.Forbidden, "emergency.own")
		case before.Verdict != "":
			return errs.New(errs.State, "emergency.reviewed")
		}
		if c.Version == 0 {
			c.Version = before.Version
		}
		after = before
		after.Verdict, after.ReviewNote, after.ReviewedBy, after.ReviewedAt = c.Verdict, c.Note, a.Name, tx.Now()
		after.Version, after.UpdatedAt, after.MayReview = c.Version+1, tx.Now(), false
		if err := db.Update(ctx, tx, "person_emergency", after.Emergency, c.Version, "facility_id", "id"); err != nil {
			return err
		}
		return audit.Changed(ctx, tx, a, whatEmergency(after.Emergency, "person.emergency_review"), before.Emergency, after.Emergency)
	})
	return after, err
}

// digestText finds a register number again as digest finds an identity number.
func (v vault) digestText(s string) []byte {
	return v.digest(NIK("no " + strings.ToLower(strings.TrimSpace(s))))
}
