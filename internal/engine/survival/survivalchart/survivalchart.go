// Package survivalchart draws step curves with their intervals as SVG that can
// also be read without seeing it: a title, a description, a name for every
// curve, and below the picture the numbers still at risk.
//
// It owns the picture and nothing of what it means: curves come as steps, words
// come from the caller in the reader's language. Groups differ by dash as well
// as by colour. Start at Chart.
package survivalchart

import (
	"bufio"
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"strings"
)

// Chart is one picture.
type Chart struct {
	Title       string
	Description string // the finding in words: what a screen reader says
	Horizontal  string // what is measured along the bottom
	Vertical    string
	RiskTitle   string // heads the numbers at risk
	Series      []Series
}

// Series is one curve. It starts with a step at 0.
type Series struct {
	Label string
	Group string // heads the row of numbers at risk; "" means Label
	Steps []Step
	Until float64                // the last follow-up: the curve ends there
	Risk  func(time float64) int // people at risk; nil gives no row
}

// Step is the value from Time on, between 0 and 1, with its interval if Band.
type Step struct {
	Time, Value  float64
	Lower, Upper float64
	Band         bool
}

// The picture's measures, in SVG units.
const (
	width  = 760.0
	left   = 120.0
	right  = 740.0
	top    = 56.0
	bottom = 376.0
	line   = 20.0 // between lines of text
)

// Draw writes the picture.
func (c Chart) Draw(w io.Writer) error {
	d := &drawing{Chart: c, out: bufio.NewWriter(w), ticks: ticks(c.until())}
	d.until = d.ticks[len(d.ticks)-1]
	d.head()
	d.axes()
	for i, s := range c.Series {
		d.series(i, s)
	}
	d.legend()
	d.risk()
	d.put("</svg>\n")
	return d.out.Flush()
}

// until is the longest follow-up drawn.
func (c Chart) until() float64 {
	last := 0.0
	for _, s := range c.Series {
		last = max(last, s.Until)
	}
	return last
}

// ticks are round times from 0 to at least last.
func ticks(last float64) []float64 {
	if !(last > 0) {
		last = 1
	}
	step := math.Pow(10, math.Floor(math.Log10(last)))
	for _, part := range []float64{0.1, 0.2, 0.25, 0.5, 1} {
		if last/(step*part) <= 8 {
			step *= part
			break
		}
	}
	out := []float64{0}
	for out[len(out)-1] < last*(1-1e-9) {
		out = append(out, step*float64(len(out)))
	}
	return out
}

type drawing struct {
	Chart
	out   *bufio.Writer
	ticks []float64
	until float64
}

func (d *drawing) put(format string, args ...any) { fmt.Fprintf(d.out, format, args...) }

// text escapes what came from a file.
func text(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder does not fail
	return b.String()
}

func (d *drawing) x(time float64) float64 { return left + (right-left)*time/d.until }

func (d *drawing) y(share float64) float64 {
	return bottom - (bottom-top)*min(max(share, 0), 1)
}

func (d *drawing) head() {
	rows := 0
	for _, s := range d.Series {
		if s.Risk != nil {
			rows++
		}
	}
	height := bottom + line*float64(4+rows+(len(d.Series)+1)/2)
	d.put(`<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title desc" viewBox="0 0 %g %g" font-family="system-ui, sans-serif" font-size="13" fill="#1a1a1a">`+"\n", width, height)
	d.put("<title id=\"title\">%s</title>\n<desc id=\"desc\">%s</desc>\n", text(d.Title), text(d.Description))
	d.put(`<rect width="%g" height="%g" fill="#ffffff"/>`+"\n", width, height)
	d.put(`<text x="%g" y="28" font-size="16" font-weight="600">%s</text>`+"\n", left, text(d.Title))
}

func (d *drawing) axes() {
	for i := 0; i <= 4; i++ {
		share := float64(i) / 4
		d.put(`<path d="M%g %gH%g" stroke="#d0d0d0"/><text x="%g" y="%g" text-anchor="end">%d %%</text>`+"\n",
			left, d.y(share), right, left-8, d.y(share)+4, 25*i)
	}
	for _, t := range d.ticks {
		d.put(`<path d="M%.1f %gv6" stroke="#1a1a1a"/><text x="%.1f" y="%g" text-anchor="middle">%s</text>`+"\n",
			d.x(t), bottom, d.x(t), bottom+line, label(t))
	}
	d.put(`<path d="M%g %gV%gH%g" fill="none" stroke="#1a1a1a"/>`+"\n", left, top, bottom, right)
	d.put(`<text x="%g" y="%g" text-anchor="end">%s</text>`+"\n", right, bottom+2*line, text(d.Horizontal))
	d.put(`<text x="%g" y="%g">%s</text>`+"\n", left, top-8, text(d.Vertical))
}

func label(t float64) string { return fmt.Sprintf("%.6g", t) }

// ink is a colour that differs from the others also for people who see few
// colours (Okabe and Ito), with a dash that differs without any.
func ink(i int) (colour, dash string) {
	colours := [...]string{"#0072b2", "#d55e00", "#007a5a", "#a3527f", "#6b5b00", "#000000"}
	dashes := [...]string{"none", "8 4", "2 3", "10 3 2 3", "5 5", "14 4"}
	return colours[i%len(colours)], dashes[(i+i/len(colours))%len(dashes)]
}

// series draws one curve with its band.
func (d *drawing) series(i int, s Series) {
	colour, dash := ink(i)
	d.put(`<g role="img" aria-label="%s">`, text(s.Label))
	d.band(s, colour)
	d.put(`<path d="`)
	d.steps(s, func(t Step) float64 { return t.Value })
	d.put(`" fill="none" stroke="%s" stroke-width="2" stroke-dasharray="%s"/></g>`+"\n", colour, dash)
}

// steps writes a path, leaving out what no eye could see: a curve of a million
// people has as many steps, and a picture has a few hundred columns.
func (d *drawing) steps(s Series, value func(Step) float64) {
	drawn := ""
	for i, t := range s.Steps {
		if t.Time > s.Until {
			break
		}
		if i == 0 {
			d.put("M%.1f %.1f", d.x(t.Time), d.y(value(t)))
			continue
		}
		part := fmt.Sprintf("H%.1fV%.1f", d.x(t.Time), d.y(value(t)))
		if part != drawn {
			d.put("%s", part)
			drawn = part
		}
	}
	d.put("H%.1f", d.x(s.Until))
}

// band shades each run of steps that have an interval.
func (d *drawing) band(s Series, colour string) {
	for i := 0; i < len(s.Steps); {
		if !s.Steps[i].Band {
			i++
			continue
		}
		j := i
		for j < len(s.Steps) && s.Steps[j].Band {
			j++
		}
		end := s.Until
		if j < len(s.Steps) {
			end = s.Steps[j].Time
		}
		run := Series{Steps: s.Steps[i:j], Until: end}
		back := make([]Step, 0, j-i)
		d.put(`<path d="`)
		d.steps(run, func(t Step) float64 { return t.Upper })
		for k := j - 1; k >= i; k-- {
			back = append(back, s.Steps[k])
		}
		d.lower(back)
		d.put(`Z" fill="%s" fill-opacity="0.13"/>`, colour)
		i = j
	}
}

// lower runs back along the lower bounds.
func (d *drawing) lower(back []Step) {
	drawn := ""
	for _, t := range back {
		part := fmt.Sprintf("V%.1fH%.1f", d.y(t.Lower), d.x(t.Time))
		if part != drawn {
			d.put("%s", part)
			drawn = part
		}
	}
}

// legend names the curves, two to a line.
func (d *drawing) legend() {
	for i, s := range d.Series {
		colour, dash := ink(i)
		x, y := left+float64(i%2)*310, bottom+line*float64(3+i/2)
		d.put(`<path d="M%g %gh36" stroke="%s" stroke-width="2" stroke-dasharray="%s"/><text x="%g" y="%g">%s</text>`+"\n",
			x, y-4, colour, dash, x+44, y, text(s.Label))
	}
}

// risk lists the numbers at risk under the ticks.
func (d *drawing) risk() {
	y := bottom + line*float64(3+(len(d.Series)+1)/2)
	titled := false
	for _, s := range d.Series {
		if s.Risk == nil {
			continue
		}
		if !titled {
			d.put(`<text x="8" y="%g" font-weight="600">%s</text>`+"\n", y, text(d.RiskTitle))
			titled = true
		}
		y += line
		d.put(`<text x="8" y="%g">%s</text>`, y, text(short(cmp.Or(s.Group, s.Label))))
		for _, t := range d.ticks {
			d.put(`<text x="%.1f" y="%g" text-anchor="middle">%d</text>`, d.x(t), y, s.Risk(t))
		}
		d.put("\n")
	}
}

// short keeps a label within the margin.
func short(s string) string {
	if r := []rune(s); len(r) > 14 {
		return string(r[:13]) + "…"
	}
	return s
}
