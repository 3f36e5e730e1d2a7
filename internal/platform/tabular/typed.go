package tabular

import (
	"fmt"
	"strconv"
	"time"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/money"
)

// Typed is a row of values as cells: civil.Date, civil.Partial, time.Time,
// money.Rupiah, int, int64 and pointers to the last three keep their type;
// anything else is written as text. What is empty or nil is an empty cell.
func Typed(row []any) []Out {
	out := make([]Out, len(row))
	for i, v := range row {
		out[i] = cellOf(v)
	}
	return out
}

func cellOf(v any) Out {
	switch x := v.(type) {
	case nil:
		return Out{}
	case string:
		return Out{Text: x}
	case int:
		return Out{Text: strconv.Itoa(x), Whole: true}
	case int64:
		return Out{Text: strconv.FormatInt(x, 10), Whole: true}
	case *int64:
		return pointed(x)
	case money.Rupiah:
		return Out{Text: strconv.FormatInt(int64(x), 10), Money: true}
	case *money.Rupiah:
		return pointed(x)
	case civil.Date:
		return Out{Text: x.String(), Day: true}
	case civil.Partial:
		return Out{Text: string(x), Day: true}
	case time.Time:
		if x.IsZero() {
			return Out{}
		}
		return Out{Text: x.In(civil.WIB).Format("2006-01-02 15:04"), Minute: true}
	}
	return Out{Text: fmt.Sprint(v)}
}

// pointed is the cell of a value that may be missing.
func pointed[V any](p *V) Out {
	if p == nil {
		return Out{}
	}
	return cellOf(*p)
}
