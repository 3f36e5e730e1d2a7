package allocation

import (
	"fmt"
	"slices"

	"titian/internal/kernel/errs"
)

// Candidate is a person with what the rules ask about, and the offerings they
// wish for, the most liked first.
type Candidate struct {
	Person
	Attributes Attributes
	Wishes     []string
}

// Opening is an offering with what the rules ask about.
type Opening struct {
	Offering
	Attributes Attributes
}

// Ineligible is a wish that the rules refused.
type Ineligible struct {
	Person, Offering string
	Wish             int // 1 is the most liked
	Findings         []Finding
}

// refusal is the wish as an explanation tells it.
func (x Ineligible) refusal() Refusal {
	return Refusal{Offering: x.Offering, Wish: x.Wish, Reason: NotEligible, Findings: x.Findings}
}

// byPerson orders refused wishes as their people did.
func byPerson(list []Ineligible) map[string][]Ineligible {
	m := make(map[string][]Ineligible)
	for _, x := range list {
		m[x.Person] = append(m[x.Person], x)
	}
	for _, l := range m {
		slices.SortFunc(l, func(a, b Ineligible) int { return a.Wish - b.Wish })
	}
	return m
}

// Round applies the rules to every wish and draws the lottery. A priority is
// the points, and among equal points the lottery. A held place is always among
// its holder's wishes, if need be the last, and stays when a rule would now
// refuse it: rules are for newcomers.
//
// The error is Invalid; its fields have paths such as "people[3].wishes[0]".
func (b *Rulebook) Round(seed string, people []Candidate, openings []Opening) (*Round, error) {
	a := application{book: b, people: people, openings: openings, at: make(map[string]int, len(openings))}
	a.in = Input{RuleVersion: b.version, Seed: seed}
	ids := make([]string, len(people))
	for j, o := range openings {
		a.check(fmt.Sprintf("offerings[%d]", j), o.Attributes, b.rules.Offering)
		a.at[o.ID] = j
		a.in.Offerings = append(a.in.Offerings, o.Offering)
	}
	for i, p := range people {
		a.check(fmt.Sprintf("people[%d]", i), p.Attributes, b.rules.Person)
		ids[i] = p.ID
		a.in.People = append(a.in.People, p.Person)
	}
	if err := a.fields.Err(); err != nil {
		return nil, err
	}
	a.lottery = Lottery(seed, ids)
	for i := range people {
		if err := a.apply(i); err != nil {
			return nil, err
		}
	}
	if err := a.fields.Err(); err != nil {
		return nil, err
	}
	a.in.Pairs = slices.Values(a.pairs)
	return New(a.in)
}

// application is a round in the making.
type application struct {
	book     *Rulebook
	people   []Candidate
	openings []Opening
	at       map[string]int // opening by id
	lottery  []int
	in       Input
	pairs    []Pair
	fields   errs.Fields
}

// check compares values with their declared types.
func (a *application) check(path string, values Attributes, declared map[string]Type) {
	for name, t := range declared {
		ok := true
		switch v := values[name].(type) {
		case nil:
		case float64:
			ok = t == Number && v == v
		case string:
			ok = t == Text
		case bool:
			ok = t == YesNo
		default:
			ok = false
		}
		if !ok {
			a.fields.Add(path+"."+name, "wrong_type", "want", string(t))
		}
	}
}

// apply takes up the wishes of one person.
func (a *application) apply(i int) error {
	p := a.people[i]
	wishes := p.Wishes
	if p.Holds != "" && !slices.Contains(wishes, p.Holds) {
		wishes = append(slices.Clone(wishes), p.Holds)
	}
	for k, id := range wishes {
		j, ok := a.at[id]
		if !ok {
			a.fields.Add(fmt.Sprintf("people[%d].wishes[%d]", i, k), "unknown", "value", id)
			continue
		}
		offering := a.openings[j].Attributes
		if id != p.Holds {
			findings, err := a.book.Eligible(p.Attributes, offering)
			if err != nil {
				return err
			}
			if len(findings) > 0 {
				a.in.Ineligible = append(a.in.Ineligible, Ineligible{p.ID, id, k + 1, findings})
				continue
			}
		}
		points, err := a.book.Points(p.Attributes, offering)
		if err != nil {
			return err
		}
		a.pairs = append(a.pairs, Pair{
			Person: int32(i), Offering: int32(j), Preference: int32(k) + 1, Points: int32(points),
			Priority: int64(points)<<32 | int64(a.lottery[i]),
		})
	}
	return nil
}
