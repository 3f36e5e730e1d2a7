package person

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Limits of the answers: longer lists are worked off from the top.
const (
	maxLikely = 10
	maxPairs  = 100
	maxAmong  = 30_000 // people that a list compares
)

// Duplicates lists whose records may be a second one of a person's, the likeliest
// first, among those whom the actor's scope has; without those that somebody
// knows to be another.
func (s *Service) Duplicates(ctx context.Context, a authz.Actor, person id.Person) ([]Likely, error) {
	if err := policy.Check(a, CanCompare); err != nil {
		return nil, err
	}
	p, err := visible(ctx, s.db, a, person)
	if err != nil {
		return nil, err
	}
	f := s.finder(a, p.Name)
	f.wide = true
	if err := f.alike(ctx, nil); err != nil {
		return nil, err
	}
	keys := make([]id.Person, len(f.found))
	for i, x := range f.found {
		keys[i] = x.ID
	}
	entries, err := entriesByID(ctx, s.db, NotChild(a, "p", f.today), keys)
	if err != nil {
		return nil, err
	}
	known, err := distinctFrom(ctx, s.db, person)
	if err != nil {
		return nil, err
	}
	self := prepare(&Entry{ID: p.ID, RegisterNo: p.RegisterNo, Name: p.Name, Sex: p.Sex, Born: p.Born, Home: p.HomeRegency, NIKHash: p.NIKHash})
	var out []Likely
	for _, e := range entries {
		if e.ID == person || slices.Contains(known, e.ID) {
			continue
		}
		if points, why := compareEntries(self, prepare(&e)); points >= leastLikely {
			out = append(out, Likely{e, points, why})
		}
	}
	slices.SortFunc(out, func(x, y Likely) int { return cmp.Or(y.Points-x.Points, bytes.Compare(x.ID[:], y.ID[:])) })
	return out[:min(len(out), maxLikely)], nil
}

// DuplicatesAt lists pairs of records that may be one person's, of which one at
// least is a facility's; the other may be anywhere that the actor sees, unless
// that is the whole country. NotFound out of scope.
func (s *Service) DuplicatesAt(ctx context.Context, a authz.Actor, facility id.Organisation) ([]Pair, error) {
	if err := policy.Check(a, CanCompare); err != nil {
		return nil, err
	}
	if !a.Scope.Has(facility) {
		return nil, errNotFound
	}
	offices := []id.Organisation{facility}
	if !a.Scope.All {
		offices = a.Scope.Orgs
	}
	entries, err := entriesAt(ctx, s.db, NotChild(a, "p", civil.Today(s.db.Now())), offices)
	if err != nil {
		return nil, err
	}
	distinct, err := distinctAt(ctx, s.db, offices)
	if err != nil {
		return nil, err
	}
	return pairsAmong(entries, maxPairs, func(x, y *Entry) bool {
		return (x.Facility == facility || y.Facility == facility) && !distinct[ordered(x.ID, y.ID)]
	}), nil
}

// Compared is two records side by side.
type Compared struct {
	First, Second Person
	Points        int
	Reasons       []Likeness
	Distinct      *Distinct // somebody's word that they are two people, or nil
}

// Compare reads two records to be looked at side by side.
func (s *Service) Compare(ctx context.Context, a authz.Actor, first, second id.Person) (Compared, error) {
	if err := policy.Check(a, CanCompare); err != nil {
		return Compared{}, err
	}
	x, err := visible(ctx, s.db, a, first)
	if err != nil {
		return Compared{}, err
	}
	y, err := visible(ctx, s.db, a, second)
	if err != nil || first == second {
		return Compared{}, cmp.Or[error](err, errNotFound)
	}
	out := Compared{First: x, Second: y}
	out.Points, out.Reasons = compareEntries(prepare(entryOf(x)), prepare(entryOf(y)))
	pair := ordered(first, second)
	d, found, err := db.Find[Distinct](ctx, s.db, selectDistinct+` WHERE first_id = $1 AND second_id = $2`, pair[0], pair[1])
	if found {
		out.Distinct = &d
	}
	return out, err
}

func entryOf(p Person) *Entry {
	return &Entry{ID: p.ID, Facility: p.Facility, RegisterNo: p.RegisterNo, Name: p.Name, Sex: p.Sex, Born: p.Born, Home: p.HomeRegency, Custody: p.Custody, NIKHash: p.NIKHash}
}

// Distinguish remembers that two records are two people, so that nobody is asked
// again. Said again it changes nothing.
func (s *Service) Distinguish(ctx context.Context, a authz.Actor, first, second id.Person, reason string) error {
	if err := policy.Check(a, CanCompare); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		x, _, err := both(ctx, tx, a, first, second)
		if err != nil {
			return err
		}
		var f errs.Fields
		if first == second {
			f.Add("second_id", "choice.invalid")
		}
		if directory.CheckText(&f, "reason", &reason, MaxShort, true); f.Err() != nil {
			return f.Err()
		}
		pair := ordered(first, second)
		n, err := db.Exec(ctx, tx, `INSERT INTO person_distinct (first_id, second_id, reason, user_id, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
			pair[0], pair[1], reason, a.User, tx.Now().UnixMicro())
		if err != nil || n == 0 {
			return err
		}
		return audit.Did(ctx, tx, a, audit.What{Org: x.Facility, Action: "person.distinguish", Kind: "person", Record: first})
	})
}

// ordered is a pair with the lower key first.
func ordered(a, b id.Person) [2]id.Person {
	if bytes.Compare(a[:], b[:]) > 0 {
		return [2]id.Person{b, a}
	}
	return [2]id.Person{a, b}
}

var (
	selectEntry    = `SELECT ` + db.Columns[Entry]("p") + ` FROM person_person p `
	selectDistinct = `SELECT ` + db.Columns[Distinct]("d") + ` FROM person_distinct d`
)

func entriesByID(ctx context.Context, q db.Querier, seen string, keys []id.Person) ([]Entry, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	var args []any
	for _, k := range keys {
		args = append(args, k)
	}
	return db.All[Entry](ctx, q, selectEntry+`WHERE p.id IN (`+db.In(len(args), 1)+`) AND p.kept = '' AND `+seen, args...)
}

func entriesAt(ctx context.Context, q db.Querier, seen string, offices []id.Organisation) ([]Entry, error) {
	x := &query{}
	at := officesList(x, offices)
	x.text.WriteString(selectEntry + `WHERE p.facility_id IN (` + at + `) AND p.merged_into IS NULL AND p.kept = '' AND ` + seen + ` ORDER BY p.facility_id, p.name_key, p.id LIMIT ` + x.arg(maxAmong))
	return db.All[Entry](ctx, q, x.text.String(), x.args...)
}

func officesList(x *query, offices []id.Organisation) string {
	out := ""
	for i, o := range offices {
		if i > 0 {
			out += ", "
		}
		out += x.arg(o)
	}
	return cmp.Or(out, "NULL")
}

// distinctFrom are those who are known not to be a person.
func distinctFrom(ctx context.Context, q db.Querier, person id.Person) ([]id.Person, error) {
	return db.All[id.Person](ctx, q, `SELECT second_id FROM person_distinct WHERE first_id = $1 UNION ALL SELECT first_id FROM person_distinct WHERE second_id = $2`, person, person)
}

func distinctAt(ctx context.Context, q db.Querier, offices []id.Organisation) (map[[2]id.Person]bool, error) {
	x := &query{}
	at := officesList(x, offices)
	x.text.WriteString(selectDistinct + ` JOIN person_person p ON p.id = d.first_id WHERE p.facility_id IN (` + at + `)`)
	out := map[[2]id.Person]bool{}
	err := db.Each(ctx, q, x.text.String(), x.args, func(d *Distinct) error {
		out[[2]id.Person{d.First, d.Second}] = true
		return nil
	})
	return out, err
}
