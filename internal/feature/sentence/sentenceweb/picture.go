package sentenceweb

import (
	"strconv"

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

// mark is a number above the bar with a line down to its day.
type mark struct {
	X, Y, Stem string
	Text       string
	Official   bool
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
	ends := make([]int, lanes)
	for i := range ends {
		ends[i] = -pictureWidth
	}
	for _, x := range dated {
		on := at(x.On)
		free := 0
		for free < lanes-1 && on-ends[free] < 19 {
			free++
		}
		ends[free] = on
		y := barTop - 8 - free*lane
		p.Marks = append(p.Marks, mark{num(on), num(y), num(y + 4), strconv.Itoa(x.Number), x.Source != "estimate"})
	}
	return p
}

func num(n int) string { return strconv.Itoa(n) }
