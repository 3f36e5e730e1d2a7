package partnership

import (
	"strconv"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/money"
)

// The room that texts have, in letters.
const (
	titleLimit = 200
	shortLimit = 500
	textLimit  = 20000
)

// notAfter refuses a day in the future for something that has happened.
func notAfter(f *errs.Fields, path string, d, today civil.Date) {
	if d.After(today) {
		f.Add(path, "date.too_late", "max", today)
	}
}

func row(list string, i int) string { return list + "[" + strconv.Itoa(i) + "]" }

func between(f *errs.Fields, path string, n, low, high int) {
	switch {
	case n < low:
		f.Add(path, "number.too_small", "min", low)
	case n > high:
		f.Add(path, "number.too_big", "max", high)
	}
}

// maxQuantity is far above any promise and far below overflow of a sum.
const maxQuantity = 1_000_000_000

// amount checks a quantity with its unit and its value.
func amount(f *errs.Fields, quantity int, unit *string, value money.Rupiah) {
	between(f, "quantity", quantity, 1, maxQuantity)
	if unit != nil {
		directory.CheckText(f, "unit", unit, titleLimit, true)
	}
	rupiah(f, "value_rp", value)
}

func rupiah(f *errs.Fields, path string, value money.Rupiah) {
	switch {
	case value < 0:
		f.Add(path, "number.too_small", "min", 0)
	case value > money.Max:
		f.Add(path, "number.too_big", "max", money.Max)
	}
}
