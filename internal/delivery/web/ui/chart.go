package ui

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"

	"titian/internal/platform/i18n"
)

// Promise is one thing promised: how much was promised, how much the promiser
// says was delivered, and how much of that the other side has confirmed.
type Promise struct {
	Label     string
	Href      string
	Unit      string
	Promised  int
	Delivered int
	Confirmed int
}

// Chart is figures to be shown as a picture and as the table they come from.
type Chart struct {
	Title  string
	Note   string // what the picture shows, in a sentence: also its text alternative
	Label  string // head of the first column
	Unit   string
	Points []string // the rows: months, offices, programmes
	Series []Series // one for plain bars; several stack
}

// Series is one column of figures; its values stand in the order of Points.
type Series struct {
	Name   string
	Values []float64
}

func (c Chart) value(s, p int) float64 {
	if p < len(c.Series[s].Values) {
		return c.Series[s].Values[p]
	}
	return 0
}

// total is the sum of a row.
func (c Chart) total(p int) float64 {
	sum := 0.0
	for s := range c.Series {
		sum += c.value(s, p)
	}
	return sum
}

// largest is the longest row, at least 1 so that nothing is divided by zero.
func (c Chart) largest(row func(p int) float64) float64 {
	m := 1.0
	for p := range c.Points {
		m = max(m, row(p))
	}
	return m
}

// segment is one rectangle of a bar, in hundredths of its width.
type segment struct {
	Class    string
	X, Width string
}

// bar lays the series of a row end to end, in proportion to the longest row.
func (c Chart) bar(p int) []segment {
	scale := 100 / c.largest(c.total)
	var out []segment
	x := 0.0
	for s := range c.Series {
		w := max(0, c.value(s, p)) * scale
		out = append(out, segment{"t-series-" + strconv.Itoa(s%5+1), num(x), num(w)})
		x += w
	}
	return out
}

func seriesKey(i int) string { return "t-series-" + strconv.Itoa(i%5+1) }

// num writes a coordinate shortly.
func num(f float64) string { return strconv.FormatFloat(math.Round(f*100)/100, 'f', -1, 64) }

// figure writes a value the reader's way: whole numbers whole.
func figure(ctx context.Context, f float64) string {
	l := i18n.From(ctx)
	if f == math.Trunc(f) {
		return l.Number(int(f))
	}
	return l.Decimal(f, 1)
}

// promiseBar draws promised, delivered and confirmed over one another.
func promiseBar(p Promise) []segment {
	scale := 100 / float64(max(1, p.Promised, p.Delivered, p.Confirmed))
	return []segment{
		{"t-bar--promised", "0", num(float64(p.Promised) * scale)},
		{"t-bar--delivered", "0", num(float64(p.Delivered) * scale)},
		{"t-bar--confirmed", "0", num(float64(p.Confirmed) * scale)},
	}
}

// The line picture's room, in the units of its viewBox.
const (
	lineWidth, lineHeight = 640.0, 280.0
	lineLeft, lineRight   = 48.0, 96.0
	lineTop, lineBottom   = 16.0, 40.0
)

// lines is a line chart laid out.
type lines struct {
	Ticks  []tick
	Marks  []tick // points of the horizontal axis that are labelled
	Traces []trace
}

type tick struct{ At, Text string }

type trace struct {
	Class, Name, Path string
	EndX, EndY        string
}

// layOut places a chart's series; steps keeps a value until the next point, as
// survival curves do.
func (c Chart) layOut(ctx context.Context, steps bool) lines {
	top := niceTop(c.largest(func(p int) float64 {
		m := 0.0
		for s := range c.Series {
			m = max(m, c.value(s, p))
		}
		return m
	}))
	x := func(p int) float64 {
		return lineLeft + (lineWidth-lineLeft-lineRight)*float64(p)/float64(max(1, len(c.Points)-1))
	}
	y := func(v float64) float64 { return lineHeight - lineBottom - (lineHeight-lineTop-lineBottom)*v/top }
	var l lines
	for i := range 5 {
		v := top * float64(i) / 4
		l.Ticks = append(l.Ticks, tick{num(y(v)), figure(ctx, v)})
	}
	every := max(1, int(math.Ceil(float64(len(c.Points))/6)))
	for p := 0; p < len(c.Points); p += every {
		l.Marks = append(l.Marks, tick{num(x(p)), c.Points[p]})
	}
	for s := range c.Series {
		l.Traces = append(l.Traces, c.trace(s, steps, x, y))
	}
	spread(l.Traces)
	return l
}

func (c Chart) trace(s int, steps bool, x func(int) float64, y func(float64) float64) trace {
	var path strings.Builder
	n := len(c.Series[s].Values)
	for p := range n {
		command := "L"
		if p == 0 {
			command = "M"
		} else if steps {
			fmt.Fprintf(&path, "H%s", num(x(p)))
		}
		fmt.Fprintf(&path, "%s%s %s", command, num(x(p)), num(y(c.value(s, p))))
	}
	t := trace{Class: "t-line-" + strconv.Itoa(s%5+1), Name: c.Series[s].Name, Path: path.String()}
	if n > 0 {
		t.EndX, t.EndY = num(x(n-1)+8), num(y(c.value(s, n-1))+4)
	}
	return t
}

// spread moves the names at the ends of lines apart, so that none covers another.
func spread(traces []trace) {
	const room = 18
	for i := range traces {
		for moved := true; moved; {
			moved = false
			for j := range i {
				a, _ := strconv.ParseFloat(traces[i].EndY, 64)
				b, _ := strconv.ParseFloat(traces[j].EndY, 64)
				if math.Abs(a-b) < room {
					traces[i].EndY, moved = num(b+room), true
				}
			}
		}
	}
}

// niceTop is the first of 1, 2, 5, 10, 20 … that is not below v.
func niceTop(v float64) float64 {
	for unit := 1.0; ; unit *= 10 {
		for _, m := range []float64{1, 2, 4, 5, 8} {
			if unit*m >= v {
				return unit * m
			}
		}
	}
}

// sparkPath draws a small line into 100 × 24.
func sparkPath(values []float64) string {
	top := 1.0
	for _, v := range values {
		top = max(top, v)
	}
	var b strings.Builder
	for i, v := range values {
		command := "L"
		if i == 0 {
			command = "M"
		}
		fmt.Fprintf(&b, "%s%s %s", command, num(2+96*float64(i)/float64(max(1, len(values)-1))), num(22-20*max(0, v)/top))
	}
	return b.String()
}
