package intake

import (
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/tabular"
)

// What the tests from outside look at.
var (
	KeyOf    = keyOf
	Identity = identity
)

// PlaceBefore is the place before a day of birth.
func PlaceBefore(c tabular.Cell) string { return placeBefore(c) }

// ReadDay is a cell read as a birth or as an event.
func ReadDay(c tabular.Cell, today civil.Date, birth bool) (civil.Partial, string) {
	return dating{today, birth}.partial(c, birth)
}

// Planned is what a chunk's plan says, as letters.
func Planned(plan []byte) (out string, people []id.Person) {
	for _, r := range planned(plan) {
		out += string(rune(r.what))
		people = append(people, r.person)
	}
	return out, people
}
