package agreement

import (
	"strconv"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
)

// The room that texts have, in letters.
const (
	titleLimit = 200
	shortLimit = 500
	textLimit  = 20000
	bodyLimit  = 100_000 // the whole wording of an agreement; a long one has forty thousand
)

// notAfter refuses a day in the future for something that has happened.
func notAfter(f *errs.Fields, path string, d, today civil.Date) {
	if d.After(today) {
		f.Add(path, "date.too_late", "max", today)
	}
}

func row(list string, i int) string { return list + "[" + strconv.Itoa(i) + "]" }
