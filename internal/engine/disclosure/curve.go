package disclosure

import "math"

// Point is one quarter of a published curve. Everything in it follows from
// rounded numbers, so a reader can recompute the share but no person in it.
type Point struct {
	Quarter int   `json:"quarter"` // since entry, from 0
	AtRisk  Value `json:"at_risk"` // still followed and without the event
	Events  Value `json:"events"`  // had the event by now; None until enough had
	Share   Value `json:"share"`   // without the event, in tenths of a percent
}

// The least rounded numbers that a curve shows. One step above the thresholds:
// a rounded 10 would say "10 to 14", and two of them in a row would say that at
// most four people lie between, where 15 and above leave eight.
const (
	leastEvents = Threshold + Base
	leastAtRisk = MinAtRisk + Base
)

// quarterEnd is the last day of quarter q since entry.
func quarterEnd(q int) int { return int(math.Floor(float64(q) * 365.25 / 4)) }

// curve is the published curve of a cell, quarter by quarter, until fewer than
// MinAtRisk remain or nobody has a longer time.
//
// Rounded numbers may wobble against the true direction (13 rounds to 15, then
// 14 to 10). That would say "between 0 and 3 more", so events never fall and
// those at risk never rise: a repeated number leaves 0 to 8.
func (r *rounder) curve(records []*Record) []Point {
	last := 0
	for _, rec := range records {
		last = max(last, rec.Time)
	}
	var points []Point
	atRisk, events, share := int64(math.MaxInt64), int64(0), 1.0
	var exposed int64 // at risk when the events were last known
	for q := 0; q == 0 || quarterEnd(q) <= last; q++ {
		left, had := follow(records, q)
		atRisk = min(atRisk, r.number(left))
		if len(left) < MinAtRisk || atRisk < leastAtRisk {
			break
		}
		p := Point{Quarter: q, AtRisk: Value(atRisk), Events: None, Share: None}
		if n := max(events, r.number(had)); n >= leastEvents {
			share *= 1 - min(1, float64(n-events)/float64(exposed))
			events = n
			p.Events, p.Share = Value(n), Value(math.Round(1000*share))
		}
		if q == 0 || p.Events.Shown() {
			exposed = atRisk
		}
		points = append(points, p)
	}
	return points
}

// follow splits the records at the end of quarter q: who is still followed
// without the event, and who had it. At entry everybody is followed.
func follow(records []*Record, q int) (left, had []*Record) {
	if q == 0 {
		return records, nil
	}
	day := quarterEnd(q)
	for _, r := range records {
		switch {
		case r.Time > day:
			left = append(left, r)
		case r.Event:
			had = append(had, r)
		}
	}
	return left, had
}
