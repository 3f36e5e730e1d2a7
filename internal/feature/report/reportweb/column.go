package reportweb

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"titian/internal/delivery/web/ui"
	"titian/internal/feature/agreement"
	"titian/internal/feature/report"
	"titian/internal/feature/report/reporttext"
	"titian/internal/kernel/civil"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// view is the picture of a thread, in the reader's words and with the links
// that the reader may follow.
type view struct {
	report.Thread
	Between  string
	Status   ui.Tag
	Progress string
	Path     string // says that a path is marked, when one is
	Next     *following
	Columns  []column
	Promises []ui.Promise
	People   *ui.Chart
	Fare     []reporttext.Fact
	FareList string
}

// column is one step.
type column struct {
	Key   report.StepKey
	Label string
	State ui.StepState
	Said  string // the state in words
	Cards []card
	More  []card // what does not fit on the page at first sight
	Facts []reporttext.Fact
	List  string // where the people behind the facts are listed
}

// Slim reports whether the column has nothing to show yet.
func (c column) Slim() bool { return len(c.Cards)+len(c.Facts) == 0 }

// card is one record.
type card struct {
	Kind    string
	Title   string
	Href    string
	Facts   []string // reference, day
	Status  *ui.Tag
	Due     *ui.Tag
	Vital   *ui.Tag
	Why     string // of the vitality
	Promise *ui.Promise
	Amount  string
	People  string
	Here    bool // on the path
	Found   bool // the record itself
}

// maxCards are the records of a step that are seen at once.
const maxCards = 3

// picture is made while the page is: the reader's day is known only then.
func picture(ctx context.Context, t report.Thread) view {
	l, a, today := i18n.From(ctx), authz.FromContext(ctx), ui.Today(ctx)
	v := view{
		Thread: t, Between: l.T("thread.between", "host", t.Host, "partner", t.Partner), Next: nextOf(l, a, t),
		Status: ui.Tag{Text: l.T("thread.status." + t.Status), Tone: ui.Active},
	}
	if t.Status != "active" {
		v.Status.Tone = ui.Neutral
	}
	done := 0
	for _, s := range t.Steps {
		v.Columns = append(v.Columns, columnOf(l, a, t, s, today))
		if s.Done {
			done++
		}
	}
	v.Progress = l.T("thread.done_of", "done", done, "all", len(t.Steps))
	if t.Found != "" {
		v.Path = l.T("thread.path")
	}
	v.Promises = promises(a, t)
	v.People = flow(l, t)
	v.Fare, v.FareList = reporttext.Facts(l, t, report.StepOutcome), listOf(a, t, report.StepOutcome)
	return v
}

// above leads to the list of cooperations, for those who may read it.
func above(ctx context.Context) []ui.Crumb {
	l := i18n.From(ctx)
	if !agreement.May(authz.FromContext(ctx), "cooperation.list") {
		return []ui.Crumb{{Label: l.T("nav.today"), Href: "/today"}}
	}
	return []ui.Crumb{{Label: l.T("thread.list"), Href: "/cooperations"}}
}

func columnOf(l *i18n.Localizer, a authz.Actor, t report.Thread, s report.Step, today civil.Date) column {
	c := column{Key: s.Key, Label: reporttext.Step(l, s.Key), State: state(t, s), Facts: reporttext.Facts(l, t, s.Key), List: listOf(a, t, s.Key)}
	c.Said = l.T("thread.state." + string(c.State))
	for _, n := range s.Nodes {
		c.Cards = append(c.Cards, cardOf(l, a, t, n, today))
	}
	// The path comes first: it is what the reader came for.
	slices.SortStableFunc(c.Cards, func(x, y card) int { return rank(x) - rank(y) })
	if len(c.Cards) > maxCards+1 {
		c.Cards, c.More = c.Cards[:maxCards], c.Cards[maxCards:]
	}
	return c
}

func rank(c card) int {
	switch {
	case c.Found:
		return 0
	case c.Here:
		return 1
	}
	return 2
}

// state says how far a step is. Only one step is missing: the first that holds
// the others up.
func state(t report.Thread, s report.Step) ui.StepState {
	switch {
	case s.Done:
		return ui.StepDone
	case t.Next == s.Key:
		return ui.StepMissing
	case s.Count > 0 || len(s.Nodes) > 0:
		return ui.StepOpen
	}
	return ui.StepAhead
}

func cardOf(l *i18n.Localizer, a authz.Actor, t report.Thread, n report.Node, today civil.Date) card {
	c := card{Title: n.Title, Href: pageOf(a, n), Here: n.Here, Found: n.ID == t.Found, Amount: reporttext.Amount(l, n)}
	if n.Kind == "decision" {
		c.Kind = reporttext.Kind(l, n)
	}
	for _, f := range []string{n.Ref, reporttext.Day(l, n)} {
		if f != "" {
			c.Facts = append(c.Facts, f)
		}
	}
	if s := reporttext.Status(l, n); s != "" {
		c.Status = &ui.Tag{Text: s, Tone: tone(n)}
	}
	if d := reporttext.Due(l, n, today); d != "" {
		c.Due = &ui.Tag{Text: d, Tone: ui.Neutral}
		if reporttext.Waiting(n) {
			c.Due.Tone = urgency(n.Due, today)
		}
	}
	if v := reporttext.Vitality(l, n); v != "" {
		c.Vital = &ui.Tag{Text: v, Tone: vitalTone[n.Vitality]}
		c.Why = l.T("thread.vitality." + n.Vitality + ".why")
	}
	if n.Kind == "commitment" || n.Kind == "fund" {
		c.Promise = promiseOf(n, "")
	}
	switch {
	case n.People == nil || n.People.Enrolled == 0:
	case a.Role == authz.Partner: // what it can count on its own list, and no result of anybody
		c.People = l.T("thread.class_seats", "enrolled", n.People.Enrolled, "completed", n.People.Completed)
	default:
		c.People = l.T("thread.class_people", "enrolled", n.People.Enrolled, "completed", n.People.Completed, "competent", n.People.Competent)
	}
	return c
}

var vitalTone = map[string]ui.Tone{"young": ui.Neutral, "concrete": ui.Good, "slow": ui.Due, "ceremonial": ui.Overdue}

// tone colours a status; what it means stands beside it in words.
func tone(n report.Node) ui.Tone {
	switch n.Status {
	case "held", "accepted", "changed", "fulfilled", "confirmed", "completed", "AKTIF", "DITANDATANGANI", "DIPERPANJANG":
		return ui.Good
	case "sent", "reported":
		return ui.Due
	case "disputed":
		return ui.Overdue
	case "open", "running", "EVALUASI":
		return ui.Active
	}
	return ui.Neutral
}

// urgency is red past the day, amber in its last week.
func urgency(due, today civil.Date) ui.Tone {
	switch {
	case due.Before(today):
		return ui.Overdue
	case due.Sub(today) <= 7:
		return ui.Due
	}
	return ui.Neutral
}

func promiseOf(n report.Node, href string) *ui.Promise {
	return &ui.Promise{Label: n.Title, Href: href, Unit: n.Ref + " · " + n.Amount.Unit, Promised: int(n.Amount.Promised), Delivered: int(n.Amount.Delivered), Confirmed: int(n.Amount.Confirmed)}
}

// promises are the bars of what was promised; a cancelled promise is none.
func promises(a authz.Actor, t report.Thread) []ui.Promise {
	var out []ui.Promise
	for _, n := range nodesOf(t, report.StepCommitment) {
		if n.Status != "cancelled" {
			out = append(out, *promiseOf(n, pageOf(a, n)))
		}
	}
	return out
}

// flow is how many of those enrolled came how far.
func flow(l *i18n.Localizer, t report.Thread) *ui.Chart {
	p := t.People
	if p.Enrolled == 0 {
		return nil
	}
	c := &ui.Chart{Title: l.T("thread.flow"), Note: l.T("thread.flow_note"), Label: l.T("thread.flow_step"), Series: []ui.Series{{Name: l.T("thread.flow_people")}}}
	for _, s := range []struct {
		key string
		n   int
	}{
		{"enrolled", p.Enrolled},
		{"attended", p.Attended},
		{"completed", p.Completed},
		{"competent", p.Competent},
		{"released", p.Released},
		{"handed_over", p.HandedOver},
		{"reached", p.Reached},
		{"livelihood", t.Fare.Livelihood},
	} {
		if !t.Told(s.key) || s.key == "livelihood" && !t.Told("fare") {
			continue
		}
		c.Points = append(c.Points, l.T("thread.flow."+s.key))
		c.Series[0].Values = append(c.Series[0].Values, float64(s.n))
	}
	return c
}

// The bridge is the thread in one look: sixteen steps on an arch, the ones that
// carry filled. Its room in the units of the picture:
const (
	bridgeWidth, bridgeHeight = 640.0, 88.0
	bridgeRise                = 44.0
)

// pier is one step on the bridge.
type pier struct {
	State ui.StepState
	X, Y  string
}

func (v view) piers() []pier {
	out := make([]pier, len(v.Columns))
	for i, c := range v.Columns {
		x, y := arch(float64(i) / float64(len(v.Columns)-1))
		out[i] = pier{c.State, x, y}
	}
	return out
}

// arch is the point of the deck at a share of its length.
func arch(share float64) (x, y string) {
	at := 24 + (bridgeWidth-48)*share
	off := 2*share - 1 // of the middle
	up := bridgeRise * (1 - off*off)
	round := func(f float64) string { return strconv.FormatFloat(math.Round(f*10)/10, 'f', -1, 64) }
	return round(at), round(bridgeHeight - 24 - up)
}

// deck draws the arch up to a share of it; a parabola is one curve.
func (v view) deck() string {
	x0, y0 := arch(0)
	x1, y1 := arch(1)
	return fmt.Sprintf("M%s %sQ%g %g %s %s", x0, y0, bridgeWidth/2, bridgeHeight-24-2*bridgeRise, x1, y1)
}

// said is the bridge in words.
func (v view) said() string {
	parts := make([]string, len(v.Columns))
	for i, c := range v.Columns {
		parts[i] = c.Label + " " + c.Said
	}
	return strings.Join(parts, ", ") + "."
}
