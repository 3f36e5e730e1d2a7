package allocation

import (
	"cmp"
	"iter"
	"slices"
	"sort"
)

// Limits of a round. Points are bounded so that sums and dual values stay
// exact; nobody has a use for more.
const (
	MaxPoints = 1_000_000
	MaxPlaces = 1_000_000
)

// Person takes part in a round. Holds names the offering where the person has
// a place already, or is empty: a holder never loses that place, but may move
// to one that is liked more.
type Person struct {
	ID        string
	Protected bool // counts for reserved places
	Holds     string
}

// Offering has places, of which Reserved go to protected people first. The
// reserve is soft: what protected people leave is open to everyone.
type Offering struct {
	ID       string
	Places   int
	Reserved int
}

// Pair is one person's eligible wish, by index into Input.People and
// Input.Offerings. Preference orders a person's wishes, 1 is the most liked.
// Priority orders people at an offering, the highest first, without ties:
// points first, then the lottery.
type Pair struct {
	Person, Offering   int32
	Preference, Points int32
	Priority           int64
}

// Input is what New makes a round of. Pairs is ranged over once, so that a
// file can be read as it is taken up.
type Input struct {
	RuleVersion string
	Seed        string
	People      []Person
	Offerings   []Offering
	Pairs       iter.Seq[Pair]
	Expect      int          // about how many pairs, or 0: memory is taken once when it is known
	Ineligible  []Ineligible // wishes that the rules refused, for explanations
}

// Round is a validated question: who gets which place. It is immutable and
// safe for concurrent use. People and offerings are kept in the order of their
// ids (shorter first, so that numbers count up), whatever order they came in.
type Round struct {
	ruleVersion, seed string

	people    []Person
	protected []bool // as in people, but close together: it is asked for in every proposal
	offerings []Offering
	holds     []int32 // by person: the choice that is held, or nowhere; nil when nobody holds
	applied   []int32 // by offering: how many people applied

	first   []int32 // choices of person i are choices[first[i]:first[i+1]], most liked first
	choices []choice

	components []component
	ineligible map[string][]Ineligible
	hash       string
}

// choice is a pair in the order of its person's wishes.
type choice struct {
	priority         int64
	offering, points int32
}

// New checks the input and makes a round of it. It takes over both slices. The
// error is Invalid and its fields name every kind of thing that is wrong, such
// as "pairs[17].preference"; at most one of each kind is reported.
func New(in Input) (*Round, error) {
	if err := checkNodes(in); err != nil {
		return nil, err
	}
	r := &Round{ruleVersion: in.RuleVersion, seed: in.Seed, ineligible: byPerson(in.Ineligible)}
	var personAt, offeringAt []int32
	r.people, personAt = inOrder(in.People, func(p Person) string { return p.ID })
	r.offerings, offeringAt = inOrder(in.Offerings, func(o Offering) string { return o.ID })
	r.protected = make([]bool, len(r.people))
	for i, p := range r.people {
		r.protected[i] = p.Protected
	}
	b := builder{round: r, in: in, personAt: personAt, offeringAt: offeringAt}
	if err := b.build(); err != nil {
		return nil, err
	}
	r.split()
	r.hash = r.digest()
	return r, nil
}

// compareIDs orders shorter ids first: "9" before "10", and ids of one length
// alphabetically.
func compareIDs(a, b string) int {
	if c := cmp.Compare(len(a), len(b)); c != 0 {
		return c
	}
	return cmp.Compare(a, b)
}

// inOrder sorts items by id and tells where each went; at is nil when they
// were in order, as files mostly are.
func inOrder[T any](items []T, id func(T) string) (sorted []T, at []int32) {
	byID := func(a, b T) int { return compareIDs(id(a), id(b)) }
	if slices.IsSortedFunc(items, byID) {
		return items, nil
	}
	from := make([]int32, len(items))
	for i := range from {
		from[i] = int32(i)
	}
	slices.SortFunc(from, func(a, b int32) int { return byID(items[a], items[b]) })
	sorted, at = make([]T, len(items)), make([]int32, len(items))
	for to, i := range from {
		sorted[to], at[i] = items[i], int32(to)
	}
	return sorted, at
}

// search finds an id among items that inOrder has sorted.
func search[T any](items []T, id string, of func(T) string) (int, bool) {
	return sort.Find(len(items), func(i int) int { return compareIDs(id, of(items[i])) })
}

func (r *Round) findPerson(id string) (int, bool) {
	return search(r.people, id, func(p Person) string { return p.ID })
}

func (r *Round) findOffering(id string) (int, bool) {
	return search(r.offerings, id, func(o Offering) string { return o.ID })
}

// wishes are the choices of person i, the most liked first.
func (r *Round) wishes(i int32) []choice { return r.choices[r.first[i]:r.first[i+1]] }

// offeringID is the offering of a choice.
func (r *Round) offeringID(at int32) string { return r.offerings[r.choices[at].offering].ID }

// People is the number of people in the round.
func (r *Round) People() int { return len(r.people) }

// Offerings are the offerings in the order of their ids.
func (r *Round) Offerings() iter.Seq[Offering] { return slices.Values(r.offerings) }

// Components is the number of parts that share neither people nor offerings.
func (r *Round) Components() int { return len(r.components) }

// Hash identifies everything that decides the round: SHA-256 over rule
// version, seed, people, offerings and pairs, independent of their order.
func (r *Round) Hash() string { return r.hash }
