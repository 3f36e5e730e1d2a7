package person

import (
	"cmp"
	"slices"
	"strings"

	"titian/internal/engine/names"
	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
)

// Likeness is a reason for or against two records being one person's, in the
// order in which they weigh. Words for them are the pages'.
type Likeness string

// The reasons. Those that end in differs speak against.
const (
	SameName        Likeness = "name.same"
	SameSpelling    Likeness = "name.spelling" // the same by sound: Soetjipto, Sucipto
	NearName        Likeness = "name.near"
	PartOfName      Likeness = "name.part"
	SameBirth       Likeness = "born.same"
	SwappedBirth    Likeness = "born.swapped" // day and month exchanged
	SameYear        Likeness = "born.year"
	SameRegister    Likeness = "register.same"
	SameHome        Likeness = "home.same"
	BirthDiffers    Likeness = "born.differs"
	SexDiffers      Likeness = "sex.differs"
	NIKDiffers      Likeness = "nik.differs"
	leastLikely              = 50 // points from which two records are shown as likely one
	yearsApart               = 3  // between births that somebody may have guessed
	pointsForName            = 25
	pointsForLength          = 15 // more, the more a name tells
)

// points are what each reason weighs. A name alone, even a long one, is never
// enough: two in a hundred share theirs with somebody at the same facility.
var points = map[Likeness]int{
	SameSpelling: -3, NearName: -10, PartOfName: -18, SameBirth: 35, SwappedBirth: 28, SameYear: 15, SameRegister: 30, SameHome: 10,
	BirthDiffers: -30, SexDiffers: -40, NIKDiffers: -30,
}

// Entry is as much of a person as is compared with another.
type Entry struct {
	ID         id.Person             `db:"id" privacy:"internal" json:"id"`
	Facility   id.Organisation       `db:"facility_id" privacy:"internal" json:"facility_id"`
	RegisterNo string                `db:"register_no" privacy:"restricted" json:"register_no"`
	Name       string                `db:"name" privacy:"restricted" json:"name"`
	Sex        Sex                   `db:"sex" privacy:"restricted" json:"sex"`
	Born       civil.Partial         `db:"born" privacy:"restricted" json:"born"`
	Home       directory.RegencyCode `db:"home_regency" privacy:"restricted" json:"home_regency"`
	Custody    CustodyStatus         `db:"custody_status" privacy:"restricted" json:"custody_status"`
	NIKHash    []byte                `db:"nik_hash" privacy:"secret" json:"-"`
}

// Likely is one record that may be the same person's as another.
type Likely struct {
	Entry
	Points  int        `json:"points"` // of a hundred
	Reasons []Likeness `json:"reasons"`
}

// Pair is two records that may be one person's.
type Pair struct {
	First, Second Entry
	Points        int
	Reasons       []Likeness
}

// compared is an entry with what comparing needs of it, made once.
type compared struct {
	*Entry
	words []string
	own   *names.Comparison
	year  int
}

func prepare(e *Entry) compared {
	words := names.Words(e.Name)
	return compared{e, words, names.Compare(words), e.Born.Earliest().Year()}
}

// compareEntries weighs two records. Points below leastLikely mean that nothing
// speaks for one person.
func compareEntries(a, b compared) (int, []Likeness) {
	name, worth := likeName(a, b)
	if name == "" {
		return 0, nil
	}
	reasons := []Likeness{name}
	if r := likeBirth(a, b); r != "" {
		reasons = append(reasons, r)
	}
	if k := registerKey(a.RegisterNo); k != "" && k == registerKey(b.RegisterNo) {
		reasons = append(reasons, SameRegister)
	}
	if a.Home != "" && a.Home == b.Home {
		reasons = append(reasons, SameHome)
	}
	if a.Sex != b.Sex {
		reasons = append(reasons, SexDiffers)
	}
	if len(a.NIKHash) > 0 && len(b.NIKHash) > 0 {
		reasons = append(reasons, NIKDiffers) // no two records have one number
	}
	total := worth
	for _, r := range reasons {
		total += points[r]
	}
	return max(0, min(total, 100)), reasons
}

// likeName says how two names are alike, and what that is worth before points.
func likeName(a, b compared) (Likeness, int) {
	length := 0.0
	for _, w := range a.words {
		length += names.Weight(w)
	}
	worth := pointsForName + min(pointsForLength, int(length))
	if slices.Equal(a.words, b.words) {
		if NameKey(a.Name) == NameKey(b.Name) {
			return SameName, worth
		}
		return SameSpelling, worth
	}
	switch score := max(a.own.Score(b.words), b.own.Score(a.words)); {
	case score >= 0.85:
		return NearName, worth
	case score >= 0.75:
		return PartOfName, worth
	}
	return "", 0
}

// likeBirth compares births of which a part may be unknown.
func likeBirth(a, b compared) Likeness {
	if a.Born == "" || b.Born == "" {
		return ""
	}
	x, xWhole := a.Born.Date()
	y, yWhole := b.Born.Date()
	switch {
	case xWhole && yWhole && x == y:
		return SameBirth
	case xWhole && yWhole && x.Year() == y.Year() && x.Day() == int(y.Month()) && y.Day() == int(x.Month()):
		return SwappedBirth
	case a.year == b.year:
		return SameYear
	case max(a.year, b.year)-min(a.year, b.year) >= yearsApart:
		return BirthDiffers
	}
	return ""
}

// pairsAmong finds the likely pairs among entries, the likeliest first, without
// comparing each with each: only those that share a telling word or one near it,
// or a register number, and are of an age.
func pairsAmong(entries []Entry, most int, wanted func(a, b *Entry) bool) []Pair {
	blocks := map[string][]int{}
	all := make([]compared, len(entries))
	for i := range entries {
		all[i] = prepare(&entries[i])
		for _, k := range blockKeys(all[i]) {
			blocks[k] = append(blocks[k], i)
		}
	}
	seen := map[[2]int]bool{}
	var out []Pair
	for _, members := range blocks {
		for x, i := range members {
			for _, j := range members[x+1:] {
				if !ofAnAge(all[i], all[j]) || seen[[2]int{i, j}] || !wanted(&entries[i], &entries[j]) {
					continue
				}
				seen[[2]int{i, j}] = true
				if p, why := compareEntries(all[i], all[j]); p >= leastLikely {
					out = append(out, Pair{entries[i], entries[j], p, why})
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b Pair) int {
		return cmp.Or(b.Points-a.Points, strings.Compare(a.First.Name, b.First.Name), slices.Compare(a.First.ID[:], b.First.ID[:]), slices.Compare(a.Second.ID[:], b.Second.ID[:]))
	})
	return out[:min(len(out), most)]
}

// blockKeys are the keys under which an entry meets its likes.
func blockKeys(c compared) []string {
	var out []string
	if k := registerKey(c.RegisterNo); k != "" {
		out = append(out, k)
	}
	for _, w := range c.words {
		if names.Weight(w) > 2 || len(c.words) == 1 {
			for _, k := range names.Near(w) {
				if len(k)+1 >= len(names.Whole(w)) { // one slip: two in one word and a birth would be too far
					out = append(out, k)
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// ofAnAge leaves out whom the births alone tell apart.
func ofAnAge(a, b compared) bool {
	return a.Born == "" || b.Born == "" || max(a.year, b.year)-min(a.year, b.year) < yearsApart
}
