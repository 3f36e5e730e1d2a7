package cli

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"titian/internal/engine/allocation"
)

// allocateOutput is what AllocateCmd prints.
type allocateOutput struct {
	result      *allocation.Result
	seatValues  []allocation.SeatValue
	explanation *allocation.Explanation
}

// writeJSON writes one object. Placements go out one by one: a national round
// has more than a hundred thousand, and neither they nor their JSON are held
// in memory. The writer keeps its first error until it is flushed.
func (o *allocateOutput) writeJSON(w *bufio.Writer) {
	r := o.result
	fmt.Fprintf(w, `{"method":"%s","people":%d,"placed":%d,"points":%d`, r.Method, r.Round().People(), r.Placed, r.Points)
	if r.Method == allocation.Optimum {
		fmt.Fprintf(w, `,"bound":%d`, r.Bound)
	}
	fmt.Fprintf(w, `,"input_hash":"%s","placements":[`, r.InputHash)
	var line []byte
	comma := false
	for p := range r.Placements() {
		line = line[:0]
		if comma {
			line = append(line, ',')
		}
		comma = true
		line = appendJSON(append(line, `{"person":`...), p.Person)
		line = appendJSON(append(line, `,"offering":`...), p.Offering)
		w.Write(append(line, '}'))
	}
	w.WriteByte(']')
	if o.seatValues != nil {
		w.WriteString(`,"seat_values":`)
		writeValue(w, o.seatValues)
	}
	if o.explanation != nil {
		w.WriteString(`,"explanation":`)
		writeValue(w, o.explanation)
	}
	w.WriteString("}\n")
}

// writeValue writes what is small enough to marshal at once.
func writeValue(w *bufio.Writer, v any) {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain structs of strings and numbers
	}
	w.Write(text)
}

// appendJSON appends a JSON string. Ids are mostly digits and letters, which
// stand for themselves.
func appendJSON(line []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c-'0' > 9 && (c < '-' || c > 'z' || c == '\\' || c == '<' || c == '>') {
			text, _ := json.Marshal(s) // strings always marshal
			return append(line, text...)
		}
	}
	line = append(line, '"')
	line = append(line, s...)
	return append(line, '"')
}

// writeText writes CSV, and the summary where it does not mix with it.
func (o *allocateOutput) writeText(w *bufio.Writer, summary io.Writer) {
	r := o.result
	c := csv.NewWriter(w)
	c.Write([]string{"person", "offering"})
	for p := range r.Placements() {
		c.Write([]string{p.Person, p.Offering})
	}
	if o.seatValues != nil {
		c.Flush()
		w.WriteByte('\n')
		c.Write([]string{"offering", "points_gained_by_one_more_place"})
		for _, v := range o.seatValues {
			c.Write([]string{v.Offering, strconv.Itoa(v.Points)})
		}
	}
	c.Flush()
	fmt.Fprintf(summary, "%s: %d of %d people placed, %d points, input %s\n", r.Method, r.Placed, r.Round().People(), r.Points, r.InputHash)
}

// writeExplanation writes sentences for the person who asks.
func (o *allocateOutput) writeExplanation(w *bufio.Writer) {
	e := o.explanation
	if e.Offering == "" {
		fmt.Fprintf(w, "Person %s got no place.\n", e.Person)
	} else {
		fmt.Fprintf(w, "Person %s got offering %s, wish number %d.\n", e.Person, e.Offering, e.Wish)
	}
	for _, f := range e.Refusals {
		fmt.Fprintf(w, "Wish %d, offering %s: %s.\n", f.Wish, f.Offering, refusalText(f))
	}
	if c := e.Counterfactual; c != nil {
		fmt.Fprintf(w, "With %d points at offering %s, everything else unchanged, the place would have been theirs.\n", c.Points, c.Offering)
	}
	if e.Offering == "" && len(e.Refusals) == 0 {
		fmt.Fprintln(w, "There is no offering that this person wished for and may attend.")
	}
}

// refusalText tells the comparison that was lost.
func refusalText(f allocation.Refusal) string {
	if f.Reason == allocation.AllHeld {
		return "all places are held by present participants"
	}
	text := fmt.Sprintf("%d points", f.Points)
	if f.LastAdmitted != nil {
		text += fmt.Sprintf("; the last person admitted has %d", *f.LastAdmitted)
	}
	if f.LastReserved != nil {
		text += fmt.Sprintf("; the last one on a reserved place has %d", *f.LastReserved)
	}
	if f.Lottery {
		text += "; among equal points the lottery decided"
	}
	return text
}
