package intake

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"titian/internal/kernel/civil"
	"titian/internal/platform/tabular"
)

// months are the names that Indonesian and English spreadsheets write.
var months = map[string]time.Month{
	"jan": 1, "januari": 1, "january": 1, "feb": 2, "peb": 2, "februari": 2, "pebruari": 2, "february": 2, "mar": 3, "mrt": 3, "maret": 3, "march": 3,
	"apr": 4, "april": 4, "mei": 5, "may": 5, "jun": 6, "juni": 6, "june": 6, "jul": 7, "juli": 7, "july": 7, "agu": 8, "agt": 8, "ags": 8, "agust": 8, "aug": 8, "agustus": 8, "august": 8,
	"sep": 9, "sept": 9, "september": 9, "okt": 10, "oct": 10, "oktober": 10, "october": 10, "nov": 11, "nop": 11, "november": 11, "nopember": 11, "des": 12, "dec": 12, "desember": 12, "december": 12,
}

// dating says what a two-digit year means: a birth lies behind us, an expiry may
// lie before us.
type dating struct {
	today civil.Date
	birth bool
}

// day reads a day as spreadsheets and people write it: 12/08/2025, 12-8-25,
// 12 Agustus 2025, 2025-08-12, 20250812, the number that a spreadsheet counts
// days with. The day comes first: a month that comes first is a mistake by name
// and never guessed. The code is empty when all is well.
func (w dating) day(c tabular.Cell) (d civil.Date, code string) {
	p, code := w.partial(c, false)
	if code != "" || p == "" {
		return civil.Date{}, code
	}
	d, known := p.Date()
	if !known {
		return civil.Date{}, "date.incomplete"
	}
	return d, ""
}

// partial is day for a birth, of which only the year or the month may be known.
func (w dating) partial(c tabular.Cell, year bool) (civil.Partial, string) {
	s := c.Text
	if c.Kind == tabular.Day {
		return civil.Partial(s), ""
	}
	if isFigures(s) {
		return w.figures(s, year)
	}
	if c.Kind == tabular.Number { // 45881.5, or a number written 1E+05
		if d, ok := tabular.SerialDay(s, false); ok {
			return civil.PartialOf(d), ""
		}
		return "", "date.invalid"
	}
	parts := datePieces(s)
	switch {
	case len(parts) == 3 && len(parts[0]) == 4:
		return w.of(parts[2], parts[1], parts[0])
	case len(parts) == 3:
		return w.of(parts[0], parts[1], parts[2])
	case len(parts) == 2 && len(parts[0]) == 4:
		return w.of("", parts[1], parts[0])
	case len(parts) == 2 && len(parts[1]) == 4: // 12/08 is no month of the year 8
		return w.of("", parts[0], parts[1])
	}
	return "", "date.invalid"
}

// figures reads a date without marks: a year, a spreadsheet's day or 20250812.
func (w dating) figures(s string, year bool) (civil.Partial, string) {
	switch {
	case len(s) == 4 && year && s >= "1900" && s <= "2199":
		return civil.Partial(s), ""
	case len(s) == 8:
		if d, err := civil.Parse(s[:4] + "-" + s[4:6] + "-" + s[6:]); err == nil {
			return civil.PartialOf(d), ""
		}
		return w.of(s[:2], s[2:4], s[4:])
	case len(s) == 5:
		if d, ok := tabular.SerialDay(s, false); ok {
			return civil.PartialOf(d), ""
		}
	}
	return "", "date.invalid"
}

// of puts a date together; zeros stand for what is not known.
func (w dating) of(day, month, year string) (civil.Partial, string) {
	y, err := strconv.Atoi(year)
	if err != nil || len(year) != 4 && len(year) != 2 {
		return "", "date.invalid"
	}
	if len(year) == 2 {
		y = w.century(y)
	}
	m := int(months[month])
	if m == 0 {
		if m, err = strconv.Atoi(month); err != nil {
			return "", "date.invalid"
		}
	}
	d := 0
	if day != "" {
		if d, err = strconv.Atoi(day); err != nil {
			return "", "date.invalid"
		}
	}
	if m > 12 && d >= 1 && d <= 12 && m <= 31 {
		return "", "date.month_first"
	}
	text := strconv.Itoa(y)
	if m > 0 {
		text += "-" + two(m)
	}
	if m > 0 && d > 0 {
		text += "-" + two(d)
	}
	p, err := civil.ParsePartial(text)
	if err != nil || m == 0 && d > 0 {
		return "", "date.invalid"
	}
	return p, ""
}

// youngest is the age below which nobody is in a register: a birth of the year
// 26 was in 1926, one of the year 05 in 2005.
const youngest = 10

func (w dating) century(y int) int {
	if y += 2000; w.birth && y > w.today.Year()-youngest {
		y -= 100
	}
	return y
}

func two(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

func isFigures(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// datePieces cuts "Kamis, 12 Agustus 2025 00:00:00" into its day, month and year.
func datePieces(s string) []string {
	s = strings.ToLower(s)
	if i := strings.LastIndexByte(s, ','); i >= 0 {
		// The place of birth, or the day of the week, stands before.
		if out := pieces(s[i+1:]); len(out) > 1 {
			return out
		}
	}
	return pieces(s)
}

func pieces(s string) []string {
	var out []string
	for _, p := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" /-.,\u2013", r) }) {
		if strings.Contains(p, ":") { // a time of day, by itself or as in 12t00:00:00
			if day, _, ok := strings.Cut(p, "t"); ok {
				out = append(out, day)
			}
			break
		}
		out = append(out, p)
	}
	// Words before the day are the place: "Muara Bungo 12-08-1990".
	for len(out) > 3 && !isFigures(out[0]) {
		out = out[1:]
	}
	return out
}

// noPlaces are words that stand before a day and name no place.
var noPlaces = map[string]bool{
	"senin": true, "selasa": true, "rabu": true, "kamis": true, "jumat": true, "jum'at": true, "sabtu": true, "minggu": true, "ahad": true,
	"monday": true, "tuesday": true, "wednesday": true, "thursday": true, "friday": true, "saturday": true, "sunday": true,
	"tgl": true, "tanggal": true, "lahir": true, "tahun": true, "thn": true, "born": true,
}

// placeBefore is the place in "Muara Bungo, 12-08-1990"; empty when the cell begins
// with the day, or with the name of a weekday or month.
func placeBefore(c tabular.Cell) string {
	if c.Kind != tabular.Text {
		return ""
	}
	end := strings.IndexFunc(c.Text, unicode.IsDigit)
	if end <= 0 {
		return ""
	}
	place := strings.Join(strings.Fields(strings.Trim(c.Text[:end], " ,/-.:;")), " ")
	first, _, _ := strings.Cut(strings.ToLower(place), " ")
	if months[first] > 0 || noPlaces[strings.Trim(first, ",.:")] || utf8.RuneCountInString(place) < 3 {
		return ""
	}
	return place
}
