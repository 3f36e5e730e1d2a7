package outcome

// Milestone is the number of months after release at which a person is looked
// up again.
type Milestone int64

// The milestones, as indicators 11, 12 and 18 ask for them.
const (
	ThreeMonths  Milestone = 3
	SixMonths    Milestone = 6
	TwelveMonths Milestone = 12
	TwoYears     Milestone = 24
)

// Milestones lists them in the order of time.
func Milestones() []Milestone {
	return []Milestone{ThreeMonths, SixMonths, TwelveMonths, TwoYears}
}
