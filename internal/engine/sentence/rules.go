package sentence

import (
	"bytes"
	_ "embed" // rule sets are compiled in as text
	"encoding/json"
	"slices"
	"sync"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
)

//go:embed rules/id-2026.1.json
var rules2026 string

//go:embed rules/id-2026.1-s.json
var rules2026s string

// Ratio is a fraction of whole numbers, written [2, 3].
type Ratio [2]int16

// ceil is the part of n, rounded up to a whole day; floor rounds down.
func (r Ratio) ceil(n int) int  { return (int(r[0])*n + int(r[1]) - 1) / int(r[1]) }
func (r Ratio) floor(n int) int { return int(r[0]) * n / int(r[1]) }

func (r Ratio) valid() bool { return r[0] > 0 && r[1] > 0 && r[0] <= r[1] && r[1] <= 1000 }

// Rules is one rule set: every figure of the law that the arithmetic uses. A
// change of law is another rule set, never another program.
type Rules struct {
	ID         string            `json:"id"`
	From       civil.Date        `json:"from"` // in force since
	MonthDays  int               `json:"month_days"`
	Credit     map[string]Ratio  `json:"credit"`
	Fractions  map[string]Ratio  `json:"fractions"`
	Adult      Regime            `json:"adult"`
	Juvenile   Regime            `json:"juvenile"`
	Substitute SubstituteRule    `json:"substitute"`
	Conditions []ConditionRule   `json:"conditions"`
	Remission  RemissionRule     `json:"remission"`
	Sources    map[string]string `json:"sources"`   // law by topic
	Uncertain  []string          `json:"uncertain"` // topics not verified in the law's text
	Titles     map[string]string `json:"titles"`    // by language

	look lookups
}

// Topic is what the rule set says about one of its own rules.
type Topic struct {
	Source    string // in law
	Uncertain bool   // not verified in the law's text
}

// lookups are what a timeline needs of a rule set, found once when it is loaded.
type lookups struct {
	part                                         [points]Ratio
	calendar, remission, fraction, plain         *Topic
	substitute, delay, probation, special, shown *Topic
	credit                                       map[string]*Topic
	rights                                       map[Status]*[points]*Topic
}

// Regime is the rights of adults or of juveniles. A right that is absent does
// not exist for them.
type Regime struct {
	Assimilation      *Right `json:"assimilation_from"`
	FamilyLeave       *Right `json:"family_leave_from"`
	Parole            *Right `json:"parole_from"`
	ConditionalLeave  *Right `json:"conditional_leave_from"`
	PrereleaseLeave   *Right `json:"prerelease_leave_from"`
	SupervisionMonths int    `json:"supervision_months"` // added to the remaining term
}

// Right is when a right begins.
type Right struct {
	Fraction      string `json:"fraction"`       // name of the part to be served; or
	ServedMonths  int    `json:"served_months"`  // so long really served, remission not counted
	PartMonths    int    `json:"part_months"`    // the part must be at least so long
	MinMonths     int    `json:"min_months"`     // the sentence must be at least so long
	MaxMonths     int    `json:"max_months"`     // and at most so long
	WindowMonths  int    `json:"window_months"`  // it lasts so long at most
	LastRemission bool   `json:"last_remission"` // and as long as the last remission
	ConductMonths int    `json:"conduct_months"` // without discipline record before

	part     Point // of Fraction,
	fraction bool  // if there is one
}

// SubstituteRule is what an unpaid fine's prison term does.
type SubstituteRule struct {
	Delays             []string `json:"delays"`              // rights that wait until it is served
	ExtendsSupervision bool     `json:"extends_supervision"` // whether probation is counted from its end
}

// ConditionRule is a special condition of a category of cases.
type ConditionRule struct {
	Code      string   `json:"code"`
	MinMonths int      `json:"min_months"` // it holds for sentences from here on
	Requires  []string `json:"requires"`   // to be shown before the rights in Of
	Of        []string `json:"of"`
	Bars      []string `json:"bars"`
	NoEnd     bool     `json:"no_end"` // life, death
}

// Load reads one rule set and checks that it is whole.
func Load(b []byte) (*Rules, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	r := &Rules{}
	if err := d.Decode(r); err != nil {
		return nil, errs.New(errs.Invalid, "sentence.rules").Because(err)
	}
	if err := r.check(); err != nil {
		return nil, err
	}
	r.find()
	return r, nil
}

func (r *Rules) find() {
	l := &r.look
	for _, p := range []Point{OneThird, OneHalf, TwoThirds} {
		l.part[p] = r.Fractions[p.String()]
	}
	l.calendar, l.remission, l.fraction = r.about("calendar"), r.about("remission"), r.about("fraction")
	l.substitute, l.delay, l.probation = r.about("substitute"), r.about("substitute.delay"), r.about("supervision_end")
	l.plain = &Topic{}
	l.special, l.shown = r.about("conditions"), r.about("rights")
	l.credit, l.rights = map[string]*Topic{}, map[Status]*[points]*Topic{}
	for kind := range r.Credit {
		l.credit[kind] = r.about("credit." + kind)
	}
	for _, s := range Statuses() {
		l.rights[s] = &[points]*Topic{}
		for _, p := range Points() {
			l.rights[s][p] = r.about(string(s) + "." + p.String())
		}
		for _, x := range r.regime(s).all() {
			if x.right != nil {
				x.right.part, x.right.fraction = PointOf(x.right.Fraction)
			}
		}
	}
}

// check finds what would make the arithmetic wrong or divide by nothing.
func (r *Rules) check() error {
	var f errs.Fields
	if r.ID == "" {
		f.Add("id", "required")
	}
	if r.MonthDays < 28 || r.MonthDays > 31 {
		f.Add("month_days", "sentence.range", "min", 28, "max", 31)
	}
	for _, kind := range []string{"rutan", "house", "city"} {
		if !r.Credit[kind].valid() {
			f.Add("credit."+kind, "required")
		}
	}
	for _, p := range []Point{OneThird, OneHalf, TwoThirds} {
		if !r.Fractions[p.String()].valid() {
			f.Add("fractions."+p.String(), "required")
		}
	}
	r.Adult.check(&f, "adult")
	r.Juvenile.check(&f, "juvenile")
	for _, topic := range r.Uncertain {
		if _, ok := r.Sources[topic]; !ok {
			f.Add("uncertain", "choice.invalid")
		}
	}
	r.Remission.check(&f)
	return f.Err()
}

// ruled is a right and the point at which it begins.
type ruled struct {
	of    Point
	right *Right
}

func (g *Regime) all() [5]ruled {
	return [...]ruled{{Assimilation, g.Assimilation}, {FamilyLeave, g.FamilyLeave}, {Parole, g.Parole}, {ConditionalLeave, g.ConditionalLeave}, {PrereleaseLeave, g.PrereleaseLeave}}
}

func (g *Regime) check(f *errs.Fields, path string) {
	for _, x := range g.all() {
		if x.right == nil {
			continue
		}
		p, ok := PointOf(x.right.Fraction)
		part := ok && (p == OneThird || p == OneHalf || p == TwoThirds)
		if part == (x.right.ServedMonths > 0) { // exactly one of the two
			f.Add(path+"."+x.of.String()+".fraction", "required")
		}
	}
}

// about is what the rule set says of a topic.
func (r *Rules) about(topic string) *Topic {
	return &Topic{r.Sources[topic], slices.Contains(r.Uncertain, topic)}
}

func (r *Rules) regime(s Status) *Regime {
	if s == Juvenile {
		return &r.Juvenile
	}
	return &r.Adult
}

func (r *Rules) condition(code string) *ConditionRule {
	for i := range r.Conditions {
		if r.Conditions[i].Code == code {
			return &r.Conditions[i]
		}
	}
	return nil
}

// Set is several rule sets, of which the first is the one to use today.
type Set []*Rules

// builtin reads the rule sets of this program once; they are never changed.
var builtin = sync.OnceValues(func() (Set, error) {
	var s Set
	for _, text := range []string{rules2026, rules2026s} {
		r, err := Load([]byte(text))
		if err != nil {
			return nil, err
		}
		s = append(s, r)
	}
	return s, nil
})

// Builtin is the rule sets that come with the program.
func Builtin() (Set, error) { return builtin() }

// Named finds a rule set; an empty id is the first. Invalid with code
// "sentence.no_rules" and the known ids when there is none.
func (s Set) Named(id string) (*Rules, error) {
	for _, r := range s {
		if id == "" || r.ID == id {
			return r, nil
		}
	}
	return nil, errs.New(errs.Invalid, "sentence.no_rules").With("id", id).With("known", s.IDs())
}

// IDs lists the ids, separated by commas.
func (s Set) IDs() string {
	out := ""
	for i, r := range s {
		if i > 0 {
			out += ", "
		}
		out += r.ID
	}
	return out
}
