package sentenceweb

import (
	"strconv"

	"titian/internal/feature/sentence"
	"titian/internal/kernel/civil"
)

// The picture is drawn in these units; it is as wide as a phone's page, so that
// its figures can be read there, and grows on a desk.
const (
	pictureWidth = 360
	margin       = 14
	barTop       = 52
	lane         = 17 // height of one row of numbers above the bar
	lanes        = 3
)

// picture is a timeline as shapes.
type picture struct {
	Title  string
	Served string // width of the part that has passed
	Whole  string // width of the bar
	Today  string // x of today's line, empty when it lies outside
	Marks  []mark
}

// mark is the number of a date, or of several on one day, above the bar with a
// line down to its day.
type mark struct {
	X, Stem                string // the line
	Left, Top, Width       string // the shape around the number
	Middle, Y              string // of the number
	Text                   string
	Official               bool
	first, last, day, wide int
}

// draw lays the dates of a timeline on a line from the start to the last date.
// Numbers that would touch stand on another lane.
func draw(title string, start, today civil.Date, dated []row) picture {
	p := picture{Title: title, Whole: num(pictureWidth - 2*margin)}
	if len(dated) == 0 {
		return p
	}
	first, last := dated[0].On, dated[len(dated)-1].On
	if !start.IsZero() && start.Before(first) {
		first = start
	}
	span := max(1, last.Sub(first))
	at := func(d civil.Date) int { return margin + (pictureWidth-2*margin)*d.Sub(first)/span }
	if !today.Before(first) {
		p.Served = num(min(at(today), pictureWidth-margin) - margin)
		if !today.After(last) {
			p.Today = num(at(today))
		}
	}
	p.Marks = together(dated, at)
	lay(p.Marks)
	return p
}

// together makes one mark of dates on one day; their numbers follow each other.
func together(dated []row, at func(d civil.Date) int) []mark {
	var out []mark
	for i, x := range dated {
		if i > 0 && dated[i-1].On == x.On {
			m := &out[len(out)-1]
			m.last, m.Official = x.Number, m.Official || x.Source != sentence.Estimate
			continue
		}
		out = append(out, mark{day: at(x.On), first: x.Number, last: x.Number, Official: x.Source != sentence.Estimate})
	}
	return out
}

// lay gives each mark its place: over its day where there is room, else on the
// next lane up, and always inside the picture.
func lay(marks []mark) {
	var ends [lanes]int
	for i := range marks {
		m := &marks[i]
		m.Text, m.wide = num(m.first), 14
		if m.last > m.first {
			m.Text += "–" + num(m.last)
			m.wide = 14 + 4*len(num(m.first)+num(m.last))
		}
		left := min(max(0, m.day-m.wide/2), pictureWidth-m.wide)
		free := 0
		for free < lanes-1 && left < ends[free]+2 {
			free++
		}
		ends[free] = left + m.wide
		y := barTop - 9 - free*lane
		m.X, m.Stem, m.Left, m.Top, m.Width = num(m.day), num(y+7), num(left), num(y-7), num(m.wide)
		m.Middle, m.Y = num(left+m.wide/2), num(y)
	}
}

func num(n int) string { return strconv.Itoa(n) }
