package person

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"titian/internal/engine/names"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// MaxFound is how many people an answer of Find holds: whoever is not among
// them is found by a longer name, not by paging.
const MaxFound = 20

// longestAsked bounds what is asked for.
const longestAsked = 200

// Match is why somebody was found.
type Match string

// The matches, from the surest on.
const (
	MatchNIK      Match = "nik"
	MatchRegister Match = "register_no"
	MatchName     Match = "name" // what was typed stands in the name
	MatchAlike    Match = "alike"
)

// Found is one person who was found, the likeliest first.
type Found struct {
	Row
	Match Match   `json:"match"`
	Score float64 `json:"score"` // from 0 to 1; a number that fits is 1
}

// Find looks for a person by what an officer has: a name, in part or misspelt; a
// register number or its beginning; a whole identity number. Results are those
// whom the actor's scope holds or guides, at most MaxFound; with nothing asked
// there are none. Invalid when the text is too long. A name or number of a record that was merged finds the person
// whose record stands.
func (s *Service) Find(ctx context.Context, a authz.Actor, text string) ([]Found, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return nil, err
	}
	if text = strings.TrimSpace(text); utf8.RuneCountInString(text) > longestAsked {
		var f errs.Fields
		f.Add("text", "too_long", "max", longestAsked)
		return nil, f.Err()
	}
	if n, err := ParseNIK(text); err == nil && n != "" {
		return s.byNIK(ctx, a, n)
	}
	f := s.finder(a, text)
	return f.find(ctx)
}

// byNIK is whoever has the number. It was written on a card and not by ear, so
// that nothing is looked for beside it.
func (s *Service) byNIK(ctx context.Context, a authz.Actor, n NIK) ([]Found, error) {
	p, found, err := db.Find[Person](ctx, s.db, `SELECT `+db.Columns[Person]("")+` FROM person_person WHERE nik_hash = $1`, s.vault.digest(n))
	for err == nil && found && p.Custody == Merged {
		p, found, err = db.Find[Person](ctx, s.db, byID, p.MergedInto)
	}
	if err != nil || !found || !p.MayOpen(a, civil.Today(s.db.Now())) {
		return nil, err
	}
	return []Found{{Row: rowOf(p), Match: MatchNIK, Score: 1}}, nil
}

func rowOf(p Person) Row {
	return Row{
		ID: p.ID, Facility: p.Facility, RegisterNo: p.RegisterNo, Name: p.Name, Sex: p.Sex, Born: p.Born, LegalStatus: p.LegalStatus,
		Custody: p.Custody, Risk: p.Risk, ReleaseDueOn: p.ReleaseDueOn, ReleasedOn: p.ReleasedOn,
	}
}

// How alike a name is that makes other questions idle: nearly, as one slip in a
// long name leaves it; fair, those that take whatever is just alike.
const (
	nearly = 0.85
	fair   = 0.75
)

// finder is one search. Children are not found by whoever may not open their
// records.
type finder struct {
	db    *db.DB
	scope authz.Scope
	text  string
	found []Found
	other map[id.Person]float64 // how alike another name of the person is

	namesakes map[id.Person]int // how many were seen who have that name

	children bool // are found, too: see seal.go
	wide     bool // more are looked at, for what is more than a name
	today    civil.Date
}

func (s *Service) finder(a authz.Actor, text string) *finder {
	return &finder{db: s.db, scope: a.Scope, text: text, children: policy.May(a, CanReadChild), today: civil.Today(s.db.Now())}
}

// find asks the cheapest question first and stops when the answer is full: the
// register number, what was typed as it stands, then what is alike.
func (f *finder) find(ctx context.Context) ([]Found, error) {
	if strings.ContainsAny(f.text, "0123456789") {
		rows, err := f.registered(ctx)
		if err != nil {
			return nil, err
		}
		f.add(MatchRegister, rows)
	}
	words := names.Split(f.text)
	if len(words) == 0 {
		return f.found, nil
	}
	steps := []func(context.Context, []string) error{f.literal, f.alike}
	if len(words) > 1 { // a whole name, most likely: two words lead to few people
		slices.Reverse(steps)
	}
	for _, step := range steps {
		if err := step(ctx, words); err != nil {
			return nil, err
		}
		if len(f.found) >= MaxFound || f.satisfied() {
			break
		}
	}
	f.rank(words)
	return f.found[:min(len(f.found), MaxFound)], nil
}

// satisfied reports whether a name was found that was most likely meant.
func (f *finder) satisfied() bool {
	for _, s := range f.other {
		if s > nearly {
			return true
		}
	}
	return false
}

// add notes rows that were not found before.
func (f *finder) add(m Match, rows []Row) {
	for _, r := range rows {
		if !f.children && isChild(r.LegalStatus, r.Born, f.today) {
			continue
		}
		if !slices.ContainsFunc(f.found, func(x Found) bool { return x.ID == r.ID }) {
			f.found = append(f.found, Found{Row: r, Match: m})
		}
	}
}

// rank orders what was found by how alike it is, both as spelt and as it sounds;
// the first decides between those that sound alike. Names that are equally alike
// take turns, the commonest first, see alike.likest.
func (f *finder) rank(words []string) {
	asked := names.Ask(f.text)
	folded, plain := names.Compare(asked.Words).Typed(asked.Typed).Father(asked.Father), names.Compare(words)
	scores, turns, turn := map[string]float64{}, map[string]int{}, map[id.Person]int{} // scores of namesakes once
	for i := range f.found {
		x := &f.found[i]
		s, known := scores[x.Name]
		if !known {
			own := names.Split(x.Name)
			s = max(0.9*folded.Score(names.Words(x.Name))+0.1*plain.Score(own), typed(words, own))
			scores[x.Name] = s
		}
		x.Score = max(s, 0.9*f.other[x.ID])
		if x.Match == MatchRegister {
			x.Score = 1
		}
		turn[x.ID] = turns[x.Name]
		turns[x.Name]++
	}
	slices.SortStableFunc(f.found, func(a, b Found) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), turn[a.ID]-turn[b.ID], f.namesakes[b.ID]-f.namesakes[a.ID], strings.Compare(a.Name, b.Name))
	})
}

// typed is what it is worth that all words stand in the name as they were typed:
// whole words before beginnings, the longer the better, before other parts.
func typed(asked, name []string) float64 {
	total := 0.0
	for _, a := range asked {
		best := 0.0
		for _, w := range name {
			switch {
			case w == a:
				best = 1
			case strings.HasPrefix(w, a):
				best = max(best, 0.8+0.1*float64(len(a))/float64(len(w)))
			case strings.Contains(w, a):
				best = max(best, 0.7)
			}
		}
		if best == 0 {
			return 0
		}
		total += best
	}
	return 0.99 * total / float64(max(len(asked), len(name)-1))
}
