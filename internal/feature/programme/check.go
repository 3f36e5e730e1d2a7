package programme

import (
	"strconv"

	"titian/internal/kernel/errs"
)

func between(f *errs.Fields, path string, n, low, high int) {
	if n < low || n > high {
		f.Add(path, "number.range", "min", low, "max", high)
	}
}

func row(list string, i int) string { return list + "[" + strconv.Itoa(i) + "]" }
