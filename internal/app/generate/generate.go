// Package generate fills an empty database with a made-up country, so that the
// speed of the program can be seen at the nation's size.
//
// It owns the shape of that country (README of bench says what it promises) and
// writes many features' tables directly, which nothing else may: through the
// services a nation would take a day. It refuses a database that holds anything.
package generate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"strings"

	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// Options of Run.
type Options struct {
	Scale  float64 // multiplies people, enrolments and marks
	People int     // overrides Scale's number of people when above zero

	Sentences bool // File has the columns of the sentence, too
	Seed      uint64
	IDs       io.Writer                  // receives what a load driver may ask for, as JSON; nil for none
	Step      func(what string, n int64) // told how far it is; nil tells nobody
}

// The nation at scale 1.
const (
	people     = 275_000
	enrolments = 800_000
	marks      = 5_000_000
	facilities = 600
	perFac     = 5
	offices    = 33
)

// Kinds of the computable ids.
const (
	kindFacility byte = iota + 1
	kindClass
	kindPerson
	kindEnrolment
	kindSession
	kindOffice
	kindProgramme
	kindAccount
)

// key is the id of row n of a kind: 00000000-0000-70kk-80nn-nnnnnnnnnnnn.
func key(kind byte, n int) []byte {
	b := make([]byte, 16)
	b[6], b[7], b[8] = 0x70, kind, 0x80
	for i := range 7 {
		b[15-i] = byte(n >> (8 * i)) // the low byte is meant
	}
	return b
}

// nation is one run.
type nation struct {
	tx    *db.Tx
	o     Options
	r     *rand.Rand
	names *nameList
	today civil.Date
	now   int64

	facilities, people, enrolments, marks int
	weeks                                 int
	classes                               map[int][]int // class → its first thirty enrolments
	away                                  []int         // who is not held: no class takes them
}

// shapeOf is the country of the options.
func shapeOf(o Options, today civil.Date) (*nation, error) {
	scale := o.Scale
	if o.People > 0 {
		scale = float64(o.People) / people
	}
	r := rand.New(rand.NewPCG(o.Seed, 42)) //nolint:gosec // repeatable by design
	n := &nation{
		o: o, r: r, names: newNames(), today: today, classes: map[int][]int{}, weeks: 26,
		facilities: max(12, int(facilities*scale)), people: int(people * scale), enrolments: int(enrolments * scale), marks: int(marks * scale),
	}
	if o.People > 0 {
		n.people = o.People
	}
	if n.people < n.facilities {
		return nil, errs.New(errs.Invalid, "generate.small").With("text", "the country is too small: give at least one person to each facility")
	}
	return n, nil
}

// empty refuses a database that holds anything.
func empty(ctx context.Context, tx *db.Tx) error {
	c, err := db.One[int64](ctx, tx, `SELECT count(*) FROM directory_organisation`)
	if err == nil && c > 0 {
		err = errs.New(errs.State, "generate.full").With("text", "the database holds organisations already: generate fills empty ones only")
	}
	return err
}

// Run fills d. Errors: State when d holds organisations already.
func Run(ctx context.Context, d *db.DB, o Options) error {
	if o.Step == nil {
		o.Step = func(string, int64) {}
	}
	n, err := shapeOf(o, civil.Today(d.Now()))
	if err != nil {
		return err
	}
	return d.InTx(ctx, func(tx *db.Tx) error {
		if err := empty(ctx, tx); err != nil {
			return err
		}
		n.tx, n.now = tx, tx.Now().UnixMicro()
		for _, step := range []func(context.Context) error{n.directory, n.account, n.persons, n.catalogue, n.enrol, n.attend} {
			if err := step(ctx); err != nil {
				return fmt.Errorf("generate: %w", err)
			}
		}
		return n.writeIDs()
	})
}

// spread gives item i of n its share of total, evenly.
func spread(i, n, total int) int { return i*total/n - (i-1)*total/n }

// bulk inserts rows of one table, many to a statement.
type bulk struct {
	n       *nation
	table   string
	columns int
	text    string
	args    []any
	rows    int64
}

const rowsPerStatement = 100

func (n *nation) bulk(table, columns string) *bulk {
	return &bulk{n: n, table: table, columns: strings.Count(columns, ",") + 1, text: "INSERT INTO " + table + " (" + columns + ") VALUES "}
}

func (b *bulk) add(ctx context.Context, values ...any) error {
	b.args = append(b.args, values...)
	b.rows++
	if len(b.args) < rowsPerStatement*b.columns {
		return nil
	}
	return b.flush(ctx)
}

func (b *bulk) flush(ctx context.Context) error {
	if len(b.args) == 0 {
		return nil
	}
	var t strings.Builder
	t.WriteString(b.text)
	for i := range b.args {
		switch {
		case i%b.columns != 0:
			t.WriteByte(',')
		case i > 0:
			t.WriteString("),(")
		default:
			t.WriteByte('(')
		}
		t.WriteByte('$')
		t.WriteString(strconv.Itoa(i + 1))
	}
	t.WriteByte(')')
	_, err := db.Exec(ctx, b.n.tx, t.String(), b.args...)
	b.args = b.args[:0]
	b.n.o.Step(b.table, b.rows)
	if err != nil {
		return fmt.Errorf("%s: %w", b.table, err)
	}
	return nil
}

// directory makes the directorate, the offices and the facilities.
func (n *nation) directory(ctx context.Context) error {
	b := n.bulk("directory_organisation", "id, code, kind, parent_id, name, facility_type, class, partner_kind, regency_code, address, active, version, created_at, updated_at")
	add := func(org []byte, code, kind string, parent any, name, facility string) error {
		return b.add(ctx, org, code, kind, parent, name, facility, "", "", nil, "", true, 1, n.now, n.now)
	}
	if err := add(key(kindOffice, 0), "PUSAT", "directorate", nil, "Direktorat Buatan", ""); err != nil {
		return err
	}
	for i := 1; i <= offices; i++ {
		if err := add(key(kindOffice, i), fmt.Sprintf("KW%02d", i), "regional_office", key(kindOffice, 0), fmt.Sprintf("Kantor Wilayah Buatan %d", i), ""); err != nil {
			return err
		}
	}
	for i := 1; i <= n.facilities; i++ {
		if err := add(key(kindFacility, i), facilityCode(i), "facility", key(kindOffice, i%offices+1), fmt.Sprintf("Lapas Buatan %d", i), "LAPAS"); err != nil {
			return err
		}
	}
	return b.flush(ctx)
}

// account makes "bench", who may do a facility's work in the whole country: a
// reach that no real account is given. It has no password, so that only a token
// made on the command line opens it.
func (n *nation) account(ctx context.Context) error {
	if _, err := db.Exec(ctx, n.tx, `INSERT INTO account_user (id, login, name, password, language, active, version, created_at, updated_at)
		VALUES ($1, 'bench', 'Bench', '', 'id', $2, 1, $3, $3)`, key(kindAccount, 1), true, n.now); err != nil {
		return err
	}
	_, err := db.Exec(ctx, n.tx, `INSERT INTO account_membership (id, user_id, organisation_id, role, starts_on, version, created_at, updated_at)
		VALUES ($1, $2, $3, 'programme_officer', $4, 1, $5, $5)`, key(kindAccount, 2), key(kindAccount, 1), key(kindOffice, 0), n.today, n.now)
	return err
}

// persons makes the register: person p is held at facility (p-1) mod F + 1.
func (n *nation) persons(ctx context.Context) error {
	b := n.bulk("person_person", "id, facility_id, register_no, name, name_key, sex, born, religion, schooling, legal_status, custody_status, risk_level, admitted_on, release_due_on, released_on, version, created_at, updated_at")
	c := n.bulk("person_custody", "facility_id, id, person_id, starts_on, ends_on, end_kind, version, created_at, updated_at")
	var keeper person.Keeper
	var kept []person.Change
	for p := 1; p <= n.people; p++ {
		facility, sex := (p-1)%n.facilities+1, pick(n.r, 95, "M", 100, "F")
		name := n.names.of(n.r, sex)
		status := pick(n.r, 80, "active", 99, "released", 100, "escaped")
		admitted, due := n.today.AddDays(-n.r.IntN(4000)), n.today.AddDays(1+n.r.IntN(6000))
		if status != "active" {
			n.away = append(n.away, p)
		}
		var released, end any
		legal, kind := "convict", ""
		if status == "released" {
			due = n.today.AddDays(-n.r.IntN(900))
			released, end, legal, kind = due, due, "free", "release"
			admitted = due.AddDays(-200 - n.r.IntN(2000))
		}
		self := key(kindPerson, p)
		kept = append(kept, person.Change{After: &person.Person{
			ID: id.Person(self), Facility: id.Organisation(key(kindFacility, facility)), RegisterNo: fmt.Sprintf("BI-%08d", p), Name: name,
			Sex: person.Sex(sex), LegalStatus: person.LegalStatus(legal), Custody: person.CustodyStatus(status),
		}})
		if err := b.add(ctx, self, key(kindFacility, facility), fmt.Sprintf("BI-%08d", p), name, person.NameKey(name), sex,
			n.today.AddDays(-6570-n.r.IntN(17000)).String(), "", "", legal, status, pick(n.r, 50, "low", 85, "medium", 100, "high"),
			admitted, due, released, 1, n.now, n.now); err != nil {
			return err
		}
		if err := c.add(ctx, key(kindFacility, facility), self, self, admitted, end, kind, 1, n.now, n.now); err != nil {
			return err
		}
		if len(kept) == 1000 || p == n.people {
			if err := errors.Join(b.flush(ctx), keeper.Tx(ctx, n.tx, kept)); err != nil {
				return err
			}
			kept = kept[:0]
		}
	}
	if err := b.flush(ctx); err != nil {
		return err
	}
	return c.flush(ctx)
}

// catalogue makes five programmes and a class of each at every facility.
func (n *nation) catalogue(ctx context.Context) error {
	areas := []string{"education", "skill", "work", "health", "character"}
	categories := []string{"PERSONAL", "SELF_RELIANCE", "SELF_RELIANCE", "HEALTH", "PERSONAL"}
	g := n.bulk("programme_programme", "id, code, name, category, area, sector, hours, capacity, active, version, created_at, updated_at")
	for k := range perFac {
		if err := g.add(ctx, key(kindProgramme, k+1), fmt.Sprintf("B%d", k+1), "Program Buatan "+areas[k], categories[k], areas[k], "", 60, 30, true, 1, n.now, n.now); err != nil {
			return err
		}
	}
	if err := g.flush(ctx); err != nil {
		return err
	}
	o := n.bulk("programme_offering", "facility_id, id, programme_id, ref, title, place, starts_on, ends_on, capacity, enrolled, status, close_reason, version, created_at, updated_at")
	for c := 1; c <= n.facilities*perFac; c++ {
		// Room for everybody, so that an enrolment never fails for want of a place.
		if err := o.add(ctx, key(kindFacility, (c-1)/perFac+1), key(kindClass, c), key(kindProgramme, (c-1)%perFac+1), "P-"+strconv.Itoa(c), "Kelas "+strconv.Itoa(c), "",
			n.today.AddDays(-7*n.weeks), n.today.AddDays(365), 10_000_000, 0, "running", "", 1, n.now, n.now); err != nil {
			return err
		}
	}
	return o.flush(ctx)
}

func pick(r *rand.Rand, args ...any) string {
	x := r.IntN(100)
	for i := 0; i+2 < len(args); i += 2 {
		if limit, ok := args[i].(int); ok && x < limit {
			return fmt.Sprint(args[i+1])
		}
	}
	return fmt.Sprint(args[len(args)-1])
}

// sessionKey is the id of a class's session in a week.
func (n *nation) sessionKey(class, week int) []byte { return key(kindSession, class*1000+week) }

// sessionDay is the day of a week's session, the last one a week ago.
func (n *nation) sessionDay(week int) civil.Date { return n.today.AddDays(-7 * (n.weeks - week)) }
