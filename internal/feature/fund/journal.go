package fund

import "titian/internal/kernel/money"

// Account is one side of an entry in the books: where money is, or what it is
// owed to.
type Account string

// The accounts. Held is what the office has in hand for the partner; the other
// two say what it is owed to, and together they equal it.
const (
	Held     Account = "held"
	FreeOf   Account = "free"      // received, and owed to the purpose
	SetAside Account = "set_aside" // owed to a class or to aid
)

// Accounts lists them as a balance sheet does: what is there, then for what.
func Accounts() []Account { return []Account{Held, FreeOf, SetAside} }

// Posting is an entry's two sides.
type Posting struct {
	Debit  Account `json:"debit"`
	Credit Account `json:"credit"`
}

var postings = map[Kind]Posting{
	Receipt:      {Held, FreeOf},
	Allocation:   {FreeOf, SetAside},
	Disbursement: {SetAside, Held},
	Return:       {FreeOf, Held},
}

// Posting is where the entry is booked; a reversal has its sides changed.
func (e Entry) Posting() Posting {
	p := postings[e.Kind]
	if e.Reversal() {
		p.Debit, p.Credit = p.Credit, p.Debit
	}
	return p
}

// Balance is what stands on an account.
type Balance struct {
	Account Account
	Debit   money.Rupiah
	Credit  money.Rupiah
}

// Held is what the office has in hand: received, less paid, less returned.
func (s Sums) Held() money.Rupiah { return s.Received - s.Disbursed - s.Returned }

// Free is what is owed to the purpose and not yet set aside.
func (s Sums) Free() money.Rupiah { return s.Received - s.Allocated - s.Returned }

// SetAside is what is owed to classes and to aid.
func (s Sums) SetAside() money.Rupiah { return s.Allocated - s.Disbursed }

// Trial is the trial balance: its debits equal its credits, or the books are
// wrong.
func (s Sums) Trial() []Balance {
	return []Balance{{Account: Held, Debit: s.Held()}, {Account: FreeOf, Credit: s.Free()}, {Account: SetAside, Credit: s.SetAside()}}
}
