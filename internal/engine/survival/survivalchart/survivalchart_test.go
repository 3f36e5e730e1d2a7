package survivalchart_test

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"titian/internal/engine/survival/survivalchart"
)

func chart() survivalchart.Chart {
	curve := []survivalchart.Step{
		{Time: 0, Value: 1},
		{Time: 10, Value: 0.9, Lower: 0.8, Upper: 0.95, Band: true},
		{Time: 20, Value: 0.5, Lower: 0.4, Upper: 0.6, Band: true},
		{Time: 30, Value: 0},
	}
	return survivalchart.Chart{
		Title: "Back within <a year> & a day", Description: "Half were back by week 20.",
		Horizontal: "week", Vertical: "share", RiskTitle: "At risk",
		Series: []survivalchart.Series{
			{Label: "aid & work", Until: 30, Steps: curve, Risk: func(t float64) int { return 100 - int(t) }},
			{Label: "none", Until: 52, Steps: curve[:2]},
		},
	}
}

// elements parses the picture and counts its elements.
func elements(t *testing.T, c survivalchart.Chart) (map[string]int, string) {
	t.Helper()
	var b strings.Builder
	if err := c.Draw(&b); err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	d := xml.NewDecoder(strings.NewReader(b.String()))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return count, b.String()
		}
		if err != nil {
			t.Fatalf("not well-formed: %v\n%s", err, b.String())
		}
		if e, ok := token.(xml.StartElement); ok {
			count[e.Name.Local]++
		}
	}
}

func TestPictureCanBeReadWithoutSeeingIt(t *testing.T) {
	count, svg := elements(t, chart())
	if count["svg"] != 1 || count["title"] != 1 || count["desc"] != 1 || count["g"] != 2 {
		t.Errorf("got %v", count)
	}
	for _, want := range []string{
		`role="img" aria-labelledby="title desc"`,
		"<title id=\"title\">Back within &lt;a year&gt; &amp; a day</title>",
		"<desc id=\"desc\">Half were back by week 20.</desc>",
		`aria-label="aid &amp; work"`,
		">At risk<", ">100<", ">90<",
	} {
		if !strings.Contains(svg, want) {
			t.Errorf("no %s in\n%s", want, svg)
		}
	}
}

func TestCurvesDifferByDashAsWellAsColour(t *testing.T) {
	_, svg := elements(t, chart())
	if !strings.Contains(svg, `stroke-dasharray="none"`) || !strings.Contains(svg, `stroke-dasharray="8 4"`) {
		t.Error(svg)
	}
}

func TestAMillionStepsStayAPicture(t *testing.T) {
	c := chart()
	steps := make([]survivalchart.Step, 0, 200_000)
	for i := range cap(steps) {
		v := 1 - float64(i)/float64(cap(steps))
		steps = append(steps, survivalchart.Step{Time: float64(i) / 4000, Value: v, Lower: v, Upper: v, Band: i > 0})
	}
	c.Series = []survivalchart.Series{{Label: "all", Until: 50, Steps: steps}}
	if _, svg := elements(t, c); len(svg) > 500_000 {
		t.Errorf("%d bytes", len(svg))
	}
}

func TestPicturesOfAlmostNothingAreStillDrawn(t *testing.T) {
	for _, c := range []survivalchart.Chart{
		{},
		{Series: []survivalchart.Series{{Label: "one moment", Steps: []survivalchart.Step{{Value: 1}}}}},
		{Series: []survivalchart.Series{{Until: 1e-9, Steps: []survivalchart.Step{{Value: 1}}}, {Until: 1e300}}},
	} {
		if _, svg := elements(t, c); strings.Contains(svg, "NaN") || strings.Contains(svg, "Inf") {
			t.Error(svg)
		}
	}
}
