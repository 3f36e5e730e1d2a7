package person

// Kept is what retention has left of a person's record.
type Kept string

// What is left. A sealed record keeps its identity in a box that only emergency
// access opens; an anonymous one has none left, and counts on in statistics.
const (
	Whole     Kept = ""
	Sealed    Kept = "sealed"
	Anonymous Kept = "anonymous"
)
