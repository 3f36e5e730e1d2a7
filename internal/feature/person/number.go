package person

import (
	"context"
	"regexp"
	"strings"
	"time"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// NumberKind is which register a number is of: A I to A V while a case is under
// way (police, prosecutor, three courts), B I to B III while a sentence is served.
type NumberKind string

// NumberKinds lists the kinds; the first is "not said".
func NumberKinds() []NumberKind {
	return []NumberKind{"", "a1", "a2", "a3", "a4", "a5", "b1", "b2a", "b2b", "b3", "other"}
}

var (
	numberStart = regexp.MustCompile(`^\s*([ABab])[\s.\-/]*([IViv]{1,3})[\s.\-/]*([ABab]\b)?`)
	roman       = map[string]string{"I": "1", "II": "2", "III": "3", "IV": "4", "V": "5"}
)

// KindOfNumber reads the kind off the beginning of a number as offices write it
// ("B-I-203-018", "A.III/12", "BIIa 7"). Numbers are free text: what does not
// look like one has no kind.
func KindOfNumber(number string) NumberKind {
	m := numberStart.FindStringSubmatch(number)
	if m == nil || roman[strings.ToUpper(m[2])] == "" {
		return ""
	}
	k := NumberKind(strings.ToLower(m[1] + roman[strings.ToUpper(m[2])] + m[3]))
	for _, known := range NumberKinds() {
		if k == known {
			return k
		}
	}
	return ""
}

// Number is one register number of a person.
type Number struct {
	Facility  id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	ID        id.Number       `db:"id" privacy:"internal" json:"id"`
	Person    id.Person       `db:"person_id" privacy:"internal" json:"person_id"`
	Kind      NumberKind      `db:"kind" privacy:"restricted" json:"kind"`
	Number    string          `db:"number" privacy:"restricted" json:"number"`
	SinceOn   civil.Date      `db:"since_on" privacy:"restricted" json:"since_on"`
	Version   int64           `db:"version" privacy:"internal" json:"version"`
	CreatedAt time.Time       `db:"created_at" privacy:"internal" json:"-"`
	UpdatedAt time.Time       `db:"updated_at" privacy:"internal" json:"-"`
}

func (n Number) key() [16]byte          { return n.ID }
func (n Number) place() id.Organisation { return n.Facility }

// NumberCommand adds a register number. A present one becomes the number by
// which lists show the person.
type NumberCommand struct {
	Kind    NumberKind
	Number  string
	SinceOn civil.Date // may be unknown
	Present bool
}

func (c *NumberCommand) validate(today civil.Date) error {
	var f errs.Fields
	directory.CheckChoice(&f, "kind", c.Kind, NumberKinds())
	directory.CheckText(&f, "number", &c.Number, 100, true)
	if c.SinceOn.After(today) {
		f.Add("since_on", "date.too_late", "max", today)
	}
	if c.Kind == "" {
		c.Kind = KindOfNumber(c.Number)
	}
	return f.Err()
}

// AddNumber adds a register number. Permission: person.describe.
func (s *Service) AddNumber(ctx context.Context, a authz.Actor, person id.Person, c NumberCommand) (Number, error) {
	if err := policy.Check(a, CanDescribe); err != nil {
		return Number{}, err
	}
	return add(ctx, s, a, person, "number", func(tx *db.Tx, p *Person) (Number, error) {
		if err := c.validate(civil.Today(tx.Now())); err != nil {
			return Number{}, err
		}
		if c.Present && p.RegisterNo != c.Number {
			before := *p
			p.RegisterNo = c.Number
			if err := store(ctx, tx, a, CanChange, before, p, 0); err != nil {
				return Number{}, err
			}
		}
		return number(tx, *p, c.Kind, c.Number, c.SinceOn), nil
	})
}

// Numbers lists a person's register numbers, newest first.
func (s *Service) Numbers(ctx context.Context, a authz.Actor, person id.Person) ([]Number, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return nil, err
	}
	return partsOf[Number](ctx, s, a, person, "number")
}

// RemoveNumber removes a number that was written down wrongly. State for the one
// by which the person is shown: it is changed instead.
func (s *Service) RemoveNumber(ctx context.Context, a authz.Actor, person id.Person, key id.Number) error {
	if err := policy.Check(a, CanDescribe); err != nil {
		return err
	}
	p, err := visible(ctx, s.db, a, person)
	if err != nil {
		return err
	}
	all, err := partsOf[Number](ctx, s, a, person, "number")
	if err != nil {
		return err
	}
	same := 0
	for _, n := range all {
		if n.Number == p.RegisterNo {
			same++
		}
	}
	for _, n := range all {
		if n.ID == key && n.Number == p.RegisterNo && same == 1 {
			return errs.New(errs.State, "number.present")
		}
	}
	return remove[Number](ctx, s, a, person, "number", key)
}

func number(tx *db.Tx, p Person, kind NumberKind, text string, since civil.Date) Number {
	return Number{
		Facility: p.Facility, ID: id.Number{}.Make(), Person: p.ID, Kind: kind, Number: text, SinceOn: since,
		Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
	}
}

func keepNumber(ctx context.Context, tx *db.Tx, p Person, text string, since civil.Date) error {
	return db.Insert(ctx, tx, "person_number", number(tx, p, KindOfNumber(text), text, since))
}

// renumber gives a person their present number. One of another kind is a further
// number; one of the same kind corrects what was written.
func renumber(ctx context.Context, tx *db.Tx, p *Person, text string, since civil.Date, further bool) error {
	was := p.RegisterNo
	if p.RegisterNo = text; was == text {
		return nil
	}
	if further || KindOfNumber(was) != KindOfNumber(text) {
		return keepNumber(ctx, tx, *p, text, since)
	}
	n, err := db.Exec(ctx, tx, `UPDATE person_number SET number = $1, version = version + 1, updated_at = $2 WHERE person_id = $3 AND number = $4`,
		text, tx.Now().UnixMicro(), p.ID, was)
	if err == nil && n == 0 {
		return keepNumber(ctx, tx, *p, text, since)
	}
	return err
}
