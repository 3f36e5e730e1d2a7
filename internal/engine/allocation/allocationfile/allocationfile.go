// Package allocationfile reads an allocation round from CSV files: people,
// offerings and eligible pairs, and, when somebody has a place already,
// holders.
//
// It owns the format and its errors, which name file, line and field. It
// refuses to guess: a column that is missing, a word where a number belongs,
// an id that nobody declared or a last line that breaks off stops the reading,
// and nothing of the round is returned.
//
// The format is RFC 4180 with a header line. Columns may come in any order and
// others may stand beside them; ids are any text on one line.
package allocationfile

import (
	"fmt"
	"io"
	"iter"
	"math"
	"strings"

	"titian/internal/engine/allocation"
	"titian/internal/kernel/errs"
)

// Source is one file: Name is what errors call it.
type Source struct {
	Name string
	io.Reader
}

// Files are the files of one round. Holders may be the zero Source.
type Files struct {
	People, Offerings, Pairs Source
	Holders                  Source
	RuleVersion, Seed        string // carried into the result
}

// Error says what is wrong with a file and where. It is of kind Invalid.
type Error struct {
	File  string
	Line  int    // 0: the file as a whole
	Field string // "": the line as a whole
	Text  string
}

// Error is a sentence for the person who prepared the file.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		fmt.Fprintf(&b, ", line %d", e.Line)
	}
	if e.Field != "" {
		fmt.Fprintf(&b, ", field %s", e.Field)
	}
	return b.String() + ": " + e.Text
}

// Is makes errors.Is(err, errs.Invalid) true.
func (e *Error) Is(target error) bool { return target == errs.Invalid }

// Read reads a round. Errors are *Error unless reading itself fails.
func Read(f Files) (*allocation.Round, error) {
	in := allocation.Input{RuleVersion: f.RuleVersion, Seed: f.Seed}
	people, offerings := newIndex("person", f.People.Name), newIndex("offering", f.Offerings.Name)
	var err error
	if in.People, err = readPeople(f.People, people); err != nil {
		return nil, err
	}
	if in.Offerings, err = readOfferings(f.Offerings, offerings); err != nil {
		return nil, err
	}
	var held []int // line of f.Holders by person
	if f.Holders.Reader != nil {
		if held, err = readHolders(f.Holders, people, offerings, in.People); err != nil {
			return nil, err
		}
	}
	t, err := open(f.Pairs, "person", "offering", "preference", "points", "priority")
	if err != nil {
		return nil, err
	}
	in.Pairs, in.Expect = t.pairs(people, offerings), t.expect()
	r, err := allocation.New(in)
	if broken := t.done(); broken != nil {
		return nil, broken // and the round is of what stood before
	}
	if err != nil {
		return nil, locate(err, f, held)
	}
	return r, nil
}

// readPeople notes ids in one piece of memory, of which every Person.ID is a
// part.
func readPeople(src Source, ids *index) ([]allocation.Person, error) {
	t, err := open(src, "person", "protected")
	if err != nil {
		return nil, err
	}
	n := t.expect()
	ids.expect(n)
	protected := make([]bool, 0, n)
	for t.next() {
		t.newID(0, ids)
		protected = append(protected, t.integer(1, 0, 1) == 1)
	}
	if err := t.done(); err != nil {
		return nil, err
	}
	people := make([]allocation.Person, len(protected))
	for i, id := range ids.strings() {
		people[i] = allocation.Person{ID: id, Protected: protected[i]}
	}
	return people, nil
}

// readOfferings checks here what needs a line number to be told.
func readOfferings(src Source, ids *index) ([]allocation.Offering, error) {
	t, err := open(src, "offering", "places", "reserved")
	if err != nil {
		return nil, err
	}
	var offerings []allocation.Offering
	for t.next() {
		t.newID(0, ids)
		places := t.integer(1, 0, allocation.MaxPlaces)
		reserved := t.integer(2, 0, allocation.MaxPlaces)
		if reserved > places {
			t.fail(2, fmt.Sprintf("%d reserved places are more than the %d places there are", reserved, places))
		}
		offerings = append(offerings, allocation.Offering{Places: int(places), Reserved: int(reserved)})
	}
	if err := t.done(); err != nil {
		return nil, err
	}
	for j, id := range ids.strings() {
		offerings[j].ID = id
	}
	return offerings, nil
}

// readHolders notes who holds which place, and on which line that was said.
func readHolders(src Source, people, offerings *index, into []allocation.Person) ([]int, error) {
	lines := make([]int, len(into))
	t, err := open(src, "person", "offering")
	if err != nil {
		return nil, err
	}
	for t.next() {
		i := t.knownID(0, people)
		t.knownID(1, offerings)
		if t.err != nil {
			break
		}
		if lines[i] != 0 {
			t.fail(0, fmt.Sprintf("this person holds a place already on line %d", lines[i]))
			break
		}
		into[i].Holds, lines[i] = string(t.text(1)), t.line
	}
	return lines, t.done()
}

// pairs reads pairs as they are asked for, up to the first error.
func (t *table) pairs(people, offerings *index) iter.Seq[allocation.Pair] {
	return func(yield func(allocation.Pair) bool) {
		for t.next() {
			var p allocation.Pair
			t.pair(&p, people, offerings)
			if t.err != nil || !yield(p) {
				return
			}
		}
	}
}

// pair is the pair of a row. A plain line with nothing wrong, as nearly all
// are, is taken as a whole: asking field by field, with an error to be noted
// after each, took twice as long.
func (t *table) pair(p *allocation.Pair, people, offerings *index) {
	if !t.plain {
		*p = t.pairByField(people, offerings)
		return
	}
	at := (*[5]int)(t.at)
	person, known := people.findNumber(t.numbers[at[0]])
	offering, offered := offerings.findNumber(t.numbers[at[1]])
	preference, points, priority := t.numbers[at[2]], t.numbers[at[3]], t.numbers[at[4]]
	if !known || !offered || preference-1 >= maxPreference || points-1 >= maxPoints || priority > maxPriority {
		*p = t.pairByField(people, offerings)
		return
	}
	p.Person, p.Offering = person, offering
	p.Preference, p.Points, p.Priority = int32(preference), int32(points), int64(priority)
}

// pairByField notes the first field that is wrong.
func (t *table) pairByField(people, offerings *index) allocation.Pair {
	return allocation.Pair{
		Person:     t.knownID(0, people),
		Offering:   t.knownID(1, offerings),
		Preference: int32(t.integer(2, 1, maxPreference)),
		Points:     int32(t.integer(3, 1, maxPoints)),
		Priority:   t.integer(4, math.MinInt64, maxPriority),
	}
}

// Bounds of the format; the engine's own are wider.
const (
	maxPreference = 1_000_000_000
	maxPoints     = 1000
	maxPriority   = math.MaxInt64
)

// locate turns an error of allocation.New, which names a row, into one that
// names file and line.
func locate(err error, f Files, held []int) error {
	e := errs.As(err)
	if e == nil || len(e.Fields) == 0 {
		return err
	}
	x := e.Fields[0]
	list, rest, _ := strings.Cut(x.Path, "[")
	var row int
	var field string
	if n, _ := fmt.Sscanf(rest, "%d].%s", &row, &field); n != 2 {
		return err
	}
	if list == "people" && field == "holds" {
		return &Error{File: f.Holders.Name, Line: held[row], Field: "offering", Text: holderText(x)}
	}
	if list != "pairs" || x.Code != "duplicate" {
		return err
	}
	before, _ := x.Args["before"].(int)
	return &Error{File: f.Pairs.Name, Line: row + firstRow, Field: field, Text: fmt.Sprintf(duplicateText[field], before+firstRow)}
}

// duplicateText says what stands on two lines, by field.
var duplicateText = map[string]string{
	"offering":   "this person names the same offering on line %d",
	"preference": "this person has the same preference on line %d",
	"priority":   "another person has the same priority at this offering on line %d",
}

// holderText says why a place cannot be held.
func holderText(x errs.Field) string {
	if x.Code == "too_many_holders" {
		return fmt.Sprintf("more people hold a place at offering %v than it has places", x.Args["value"])
	}
	return fmt.Sprintf("offering %v is not among this person's pairs", x.Args["value"])
}
