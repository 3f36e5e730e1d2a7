package person

import (
	"slices"
	"strings"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
)

// ledger is a person's stays, oldest first, while they are corrected. What the
// person's row repeats of them follows when all is done, see settle.
type ledger []Custody

func newLedger(stays []Custody) ledger {
	l := slices.Clone(ledger(stays))
	slices.SortFunc(l, func(x, y Custody) int {
		if c := x.StartsOn.Compare(y.StartsOn); c != 0 {
			return c
		}
		return strings.Compare(x.ID.String(), y.ID.String())
	})
	return l
}

func (l ledger) find(stay id.Custody) int {
	return slices.IndexFunc(l, func(c Custody) bool { return c.ID == stay })
}

func (l ledger) last() Custody {
	if len(l) == 0 {
		return Custody{}
	}
	return l[len(l)-1]
}

// start moves the first day of a stay. One that began with a transfer moves the
// end of the stay before it: nobody is nowhere in between.
func (l ledger) start(i int, on civil.Date) {
	if i > 0 && l[i-1].EndKind == EndTransfer && l[i-1].EndsOn == l[i].StartsOn {
		l[i-1].EndsOn = on
	}
	l[i].StartsOn = on
}

// end moves the last day of a stay that has ended, and with a transfer the first
// of the next.
func (l ledger) end(i int, on civil.Date) error {
	if l[i].EndKind == "" {
		return errs.New(errs.State, "correction.not_ended")
	}
	if l[i].EndKind == EndTransfer && i+1 < len(l) && l[i+1].StartsOn == l[i].EndsOn {
		l[i+1].StartsOn = on
	}
	l[i].EndsOn = on
	return nil
}

// kind says how a stay ended after all.
func (l ledger) kind(i int, k EndKind) error {
	switch l[i].EndKind {
	case "":
		return errs.New(errs.State, "correction.not_ended")
	case EndTransfer:
		return errs.New(errs.State, "correction.transfer")
	}
	l[i].EndKind = k
	return nil
}

// reopen takes back the end of the latest stay.
func (l ledger) reopen(i int) error {
	switch {
	case l[i].EndKind == "":
		return errs.New(errs.State, "correction.not_ended")
	case i != len(l)-1:
		return errs.New(errs.State, "correction.not_latest")
	}
	l[i].EndKind, l[i].EndsOn = "", civil.Date{}
	return nil
}

// without takes a stay out. If it began with a transfer, that transfer did not
// happen: the stay before it goes on, which only the latest can undo.
func (l ledger) without(i int) (ledger, error) {
	if len(l) == 1 {
		return nil, errs.New(errs.State, "correction.only_stay")
	}
	latest := i == len(l)-1
	moved := i > 0 && l[i-1].EndKind == EndTransfer
	if l[i].EndKind == EndTransfer || moved && !latest {
		return nil, errs.New(errs.State, "correction.transfer")
	}
	out := slices.Delete(slices.Clone(l), i, i+1)
	if moved {
		out[i-1].EndKind, out[i-1].EndsOn = "", civil.Date{}
	}
	return out, nil
}

// check refuses stays that overlap or go on after death, with the error beside
// the day that was corrected.
func (l ledger) check() error {
	var f errs.Fields
	for i, c := range l {
		if c.EndKind != "" && c.EndsOn.Before(c.StartsOn) {
			f.Add("date", "correction.backwards")
		}
		if i+1 == len(l) || f.Has("date") {
			continue
		}
		if c.EndKind == "" || c.EndKind == EndDeath || l[i+1].StartsOn.Before(c.EndsOn) {
			f.Add("date", "correction.overlap")
		}
	}
	return f.Err()
}

// released is the day of the last release; zero when there was none.
func (l ledger) released() civil.Date {
	for _, c := range slices.Backward(l) {
		if c.EndKind.IsRelease() {
			return c.EndsOn
		}
	}
	return civil.Date{}
}

// outlives refuses stays that go on after a death outside: that is to be corrected
// first.
func outlives(p Person, before, after ledger) error {
	if p.DiedOn.IsZero() || before.last().EndKind == EndDeath {
		return nil
	}
	if last := after.last(); last.EndKind == "" || last.EndKind == EndDeath || last.EndsOn.After(p.DiedOn) {
		return errs.New(errs.State, "person.custody_died")
	}
	return nil
}

// settle makes the person's row agree with the stays. A day that the row has from
// elsewhere (of a client's guidance, of a death outside) stays.
func settle(p *Person, before, after ledger) {
	if p.ReleasedOn == before.released() {
		p.ReleasedOn = after.released()
	}
	if before.last().EndKind == EndDeath {
		p.DiedOn = civil.Date{}
	}
	last := after.last()
	if last.EndKind == EndDeath {
		p.DiedOn = last.EndsOn
	}
	p.Facility, p.AdmittedOn = last.Facility, last.StartsOn
	switch {
	case !p.DiedOn.IsZero():
		p.Custody = Died
	case last.EndKind == "":
		p.Custody = Active
	case last.EndKind == EndEscape:
		p.Custody = Escaped
	default:
		p.Custody = Released
	}
}

// legalAfter is the legal status that goes with how the latest stay ended; held
// is the last one that the person had in custody.
func legalAfter(p Person, end EndKind, held LegalStatus) LegalStatus {
	switch {
	case end.Conditional() && end.IsRelease(), end == Expiry && !p.Probation.IsZero():
		return Client
	case end == Expiry:
		return Free
	}
	return held
}
