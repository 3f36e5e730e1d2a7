package partnership

import (
	"cmp"
	"maps"
	"slices"

	"titian/internal/kernel/id"
)

// addRupiah adds what can be added whatever the unit.
func (l *LedgerLine) addRupiah(x LedgerLine) {
	l.Promises += x.Promises
	l.PromisedRp += x.PromisedRp
	l.DueRp += x.DueRp
	l.DeliveredRp += x.DeliveredRp
	l.ConfirmedRp += x.ConfirmedRp
	l.DisputedRp += x.DisputedRp
}

// add adds all, of a line in the same unit.
func (l *LedgerLine) add(x LedgerLine) {
	l.addRupiah(x)
	l.Promised += x.Promised
	l.Due += x.Due
	l.Delivered += x.Delivered
	l.Confirmed += x.Confirmed
	l.Disputed += x.Disputed
}

// books are a ledger's lines and accounts while sums are entered.
type books struct {
	lines    map[group]LedgerLine // of any account
	accounts map[id.Any]Account
	total    LedgerLine
}

func (b *books) enter(g group, name string, sums LedgerLine) {
	if b.lines == nil {
		b.lines, b.accounts = map[group]LedgerLine{}, map[id.Any]Account{}
	}
	a := b.accounts[g.Key]
	a.Key, a.Name = g.Key, cmp.Or(a.Name, name)
	a.Line.addRupiah(sums)
	b.accounts[g.Key] = a
	g.Key = id.Any{}
	l := b.lines[g]
	l.Form, l.Unit, l.ByPartner = g.Form, g.Unit, g.ByPartner
	l.add(sums)
	b.lines[g] = l
	b.total.addRupiah(sums)
}

// ledger puts all in order: lines by form and unit, the partner's first, accounts
// by name.
func (b *books) ledger(accounts bool) Ledger {
	l := Ledger{Total: b.total, Lines: slices.SortedFunc(maps.Values(b.lines), func(a, b LedgerLine) int {
		if a.ByPartner != b.ByPartner && a.Form == b.Form && a.Unit == b.Unit {
			if a.ByPartner {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.Form, b.Form), cmp.Compare(a.Unit, b.Unit))
	})}
	if accounts {
		l.Accounts = slices.SortedFunc(maps.Values(b.accounts), func(a, b Account) int {
			return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Key.String(), b.Key.String()))
		})
	}
	return l
}
