package i18n

import "strings"

// InWords writes a whole number out, as receipts and agreements do so that a
// digit cannot be added: "satu juta dua ratus lima puluh ribu" (terbilang).
func (l *Localizer) InWords(n int64) string {
	if n < 0 {
		return "minus " + l.InWords(-n)
	}
	if l.lang == English {
		return englishWords(n)
	}
	return indonesianWords(n)
}

// scale is a power of a thousand and its name.
type scale struct {
	size int64
	name string
}

// largest comes first. Ten to the eighteenth is the last that an int64 reaches.
var (
	indonesianScales = []scale{{1e18, "kuintiliun"}, {1e15, "kuadriliun"}, {1e12, "triliun"}, {1e9, "miliar"}, {1e6, "juta"}, {1e3, "ribu"}}
	englishScales    = []scale{{1e18, "quintillion"}, {1e15, "quadrillion"}, {1e12, "trillion"}, {1e9, "billion"}, {1e6, "million"}, {1e3, "thousand"}}
)

// byScale writes the parts above a thousand with their names and leaves the rest.
func byScale(n int64, scales []scale, below func(int64) string) []string {
	var out []string
	for _, s := range scales {
		if part := n / s.size; part > 0 {
			out = append(out, below(part)+" "+s.name)
			n %= s.size
		}
	}
	if n > 0 || len(out) == 0 {
		out = append(out, below(n))
	}
	return out
}

func indonesianWords(n int64) string {
	parts := byScale(n, indonesianScales, indonesianHundreds)
	for i, p := range parts {
		if p == "satu ribu" { // alone; twenty-one thousand is "dua puluh satu ribu"
			parts[i] = "seribu"
		}
	}
	return strings.Join(parts, " ")
}

var indonesianUnits = [...]string{"nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"}

func indonesianHundreds(n int64) string {
	rest := func(tail int64) string {
		if tail == 0 {
			return ""
		}
		return " " + indonesianHundreds(tail)
	}
	switch {
	case n < 12:
		return indonesianUnits[n]
	case n < 20:
		return indonesianUnits[n-10] + " belas"
	case n < 100:
		return indonesianUnits[n/10] + " puluh" + rest(n%10)
	case n < 200:
		return "seratus" + rest(n%100)
	}
	return indonesianUnits[n/100] + " ratus" + rest(n%100)
}

var (
	englishUnits = [...]string{
		"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
		"fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
	}
	englishTens = [...]string{"", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"}
)

func englishWords(n int64) string {
	return strings.Join(byScale(n, englishScales, englishHundreds), " ")
}

func englishHundreds(n int64) string {
	switch {
	case n < 20:
		return englishUnits[n]
	case n < 100 && n%10 == 0:
		return englishTens[n/10]
	case n < 100:
		return englishTens[n/10] + "-" + englishUnits[n%10]
	case n%100 == 0:
		return englishUnits[n/100] + " hundred"
	}
	return englishUnits[n/100] + " hundred and " + englishHundreds(n%100)
}
