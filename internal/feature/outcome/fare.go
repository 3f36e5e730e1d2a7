package outcome

import (
	"context"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// FareFilter is a cohort: everybody whom the office let go, or whom it guides and
// somebody else let go, between two days. Unknown days leave that end open.
// Without an office it is every one in scope.
type FareFilter struct {
	Office id.Organisation
	From   civil.Date
	To     civil.Date
}

// Fares is how a cohort fares. Released counts releases, and a person released
// twice is two of them: so that those who came back and went again do not vanish
// from the figures of their first release.
type Fares struct {
	From       civil.Date `json:"from"`
	To         civil.Date `json:"to"`
	AsOf       civil.Date `json:"as_of"`
	Released   int        `json:"released"`
	Milestones []Fare     `json:"milestones"`
}

// Fare is one milestone of a cohort. Due are those whose day has come, and each
// of them is counted once: Due = Reached + Unreached + Died + Unrecorded. Died
// are those who died since release before anybody asked; when, the register does
// not say.
type Fare struct {
	Milestone  int   `json:"milestone"`
	Due        int   `json:"due"`
	Reached    int   `json:"reached"`
	Unreached  int   `json:"unreached"`
	Died       int   `json:"died"`
	Unrecorded int   `json:"unrecorded"`
	Housed     Share `json:"housed"`     // settled housing (indicator 11)
	Working    Share `json:"working"`    // work or an own business, of those able to (12)
	Studying   Share `json:"studying"`   // in school or training
	Family     Share `json:"family"`     // contact with the family kept or restored (18)
	Reoffended Share `json:"reoffended"` // a new offence known (20, without its timing)
}

// Share is how many of how many, and of how many of those nobody knows. The
// unknown stand in the denominator: a share is never made better by not asking.
type Share struct {
	Numerator   int `json:"numerator"`
	Denominator int `json:"denominator"`
	Unknown     int `json:"unknown"`
}

// Fares counts how people fare. It names nobody, so that an observer may ask.
func (s *Service) Fares(ctx context.Context, a authz.Actor, f FareFilter) (Fares, error) {
	if err := policy.Check(a, CanCount); err != nil {
		return Fares{}, err
	}
	var check errs.Fields
	if f.To.Before(f.From) {
		check.Add("to", "date.too_early", "min", f.From)
	}
	offices, err := inScope(a, f.Office, &check)
	if err == nil {
		err = check.Err()
	}
	if err != nil {
		return Fares{}, err
	}
	groups, err := cohort(ctx, s.db, offices, f)
	if err != nil {
		return Fares{}, err
	}
	return count(f, groups, civil.Today(s.db.Now())), nil
}

// group is how many releases of one day have the same finding at a milestone;
// Milestone zero counts the releases themselves.
type group struct {
	ReleasedOn civil.Date `db:"released_on" privacy:"restricted"`
	Died       bool       `db:"died" privacy:"restricted"`
	Milestone  int        `db:"milestone" privacy:"internal"`
	Reached    bool       `db:"reached" privacy:"restricted"`
	Livelihood Livelihood `db:"livelihood" privacy:"restricted"`
	Housing    Housing    `db:"housing" privacy:"restricted"`
	Family     Family     `db:"family" privacy:"restricted"`
	Reoffended Answer     `db:"reoffended" privacy:"restricted"`
	N          int        `db:"n" privacy:"internal"`
}

func count(f FareFilter, groups []group, today civil.Date) Fares {
	out := Fares{From: f.From, To: f.To, AsOf: today}
	for _, g := range groups {
		if g.Milestone == 0 {
			out.Released += g.N
		}
	}
	for _, m := range Milestones() {
		x := Fare{Milestone: m}
		for _, g := range groups {
			if !DueOn(g.ReleasedOn, m).After(today) {
				x.add(g)
			}
		}
		x.close()
		out.Milestones = append(out.Milestones, x)
	}
	return out
}

// add counts one group whose day has come. Died and Unrecorded begin as the
// whole cohort and lose those of whom something was written.
func (x *Fare) add(g group) {
	switch {
	case g.Milestone == 0:
		x.Due += g.N
		if g.Died {
			x.Died += g.N
		} else {
			x.Unrecorded += g.N
		}
		return
	case g.Milestone != x.Milestone:
		return
	case g.Died:
		x.Died -= g.N
	default:
		x.Unrecorded -= g.N
	}
	if !g.Reached {
		x.Unreached += g.N
		return
	}
	x.Reached += g.N
	x.Housed.add(g.N, g.Housing == Settled)
	if g.Livelihood != Unable {
		x.Working.add(g.N, g.Livelihood.Earns())
	}
	x.Studying.add(g.N, g.Livelihood == Studying)
	x.Family.add(g.N, g.Family == InContact || g.Family == Restored)
	x.Reoffended.add(g.N, g.Reoffended == Yes)
}

func (s *Share) add(n int, is bool) {
	s.Denominator += n
	if is {
		s.Numerator += n
	}
}

// close puts those of whom nobody knows into every denominator.
func (x *Fare) close() {
	unknown := x.Unreached + x.Died + x.Unrecorded
	for _, s := range []*Share{&x.Housed, &x.Working, &x.Studying, &x.Family, &x.Reoffended} {
		s.Unknown, s.Denominator = unknown, s.Denominator+unknown
	}
}
