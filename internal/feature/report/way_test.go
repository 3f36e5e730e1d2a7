package report

import (
	"fmt"
	"strings"
	"testing"

	"titian/internal/feature/casework"
	"titian/internal/kernel/civil"
)

// told is a way in a line: what is next, for which right, and what blocks it.
func told(w Way) string {
	var blocks []string
	for _, b := range w.Blocks {
		blocks = append(blocks, strings.TrimSpace(fmt.Sprint(b.Kind, ":", b.Code, " ", b.On)))
	}
	return fmt.Sprintf("%s %s %s [%s]", w.Next, w.Right, w.From, strings.Join(blocks, ", "))
}

func TestTheWayNamesWhatIsNextAndWhatBlocksIt(t *testing.T) {
	today, day := civil.Must("2026-11-22"), civil.Must
	ready := func(change func(f *facts)) facts {
		f := facts{person: walker{Stage: casework.Final, Admitted: day("2025-01-01")}, checked: true, dates: []keyDay{{Point: "parole_from", On: day("2026-11-20"), Source: "estimate"}}}
		change(&f)
		return f
	}
	for name, c := range map[string]struct {
		f    facts
		want string
	}{
		"nothing is known":                {ready(func(f *facts) { f.dates = nil }), "enter_sentence   [sentence:missing]"},
		"all is there":                    {ready(func(*facts) {}), "bring_to_board parole 2026-11-20 [board:parole]"},
		"the date is far":                 {ready(func(f *facts) { f.dates[0].On = day("2027-11-20") }), "wait_date parole 2027-11-20 [date:parole 2027-11-20, board:parole]"},
		"the date is far, a class is not": {ready(func(f *facts) { f.dates[0].On = day("2027-11-20"); f.programmes = []string{"work"} }), "enrol parole 2027-11-20 [date:parole 2027-11-20, programme:work, board:parole]"},
		"a paper of a far date":           {ready(func(f *facts) { f.dates[0].On = day("2027-11-20"); f.papers = []string{"papers"} }), "wait_date parole 2027-11-20 [date:parole 2027-11-20, paper:papers, board:parole]"},
		"a paper of a near date":          {ready(func(f *facts) { f.papers = []string{"housing", "papers"} }), "complete_papers parole 2026-11-20 [paper:housing, paper:papers, board:parole]"},
		"a document of the hand-over":     {ready(func(f *facts) { f.documents = []string{"guarantor"} }), "complete_papers parole 2026-11-20 [document:guarantor, board:parole]"},
		"nobody has looked":               {ready(func(f *facts) { f.checked = false }), "complete_papers parole 2026-11-20 [paper:checklist, board:parole]"},
		"the stage is not reached":        {ready(func(f *facts) { f.person.Stage = casework.Mid2 }), "bring_to_board parole 2026-11-20 [stage:final, board:parole]"},
		"the earlier right leads": {ready(func(f *facts) {
			f.dates = append(f.dates, keyDay{Point: "conditional_leave_from", On: day("2026-11-01")})
		}), "bring_to_board conditional_leave 2026-11-01 [board:conditional_leave]"},
		"on the agenda": {ready(func(f *facts) { f.heard = []heard{{Planned: true}} }), "board_sits parole 2026-11-20 [board:parole]"},
		"put off": {ready(func(f *facts) {
			f.heard = []heard{{Decision: "defer", DecidedOn: day("2026-11-01"), ReviewOn: day("2026-12-24")}}
		}), "bring_to_board parole 2026-11-20 [board:parole 2026-12-24]"},
		"proposed": {ready(func(f *facts) { f.heard = []heard{{Decision: "parole", DecidedOn: day("2026-11-01")}} }), "await_decree parole 2026-11-20 []"},
		"proposed, though another is near": {ready(func(f *facts) {
			f.dates = append(f.dates, keyDay{Point: "conditional_leave_from", On: day("2026-11-01")})
			f.heard = []heard{{Decision: "parole", DecidedOn: day("2026-11-01")}}
		}), "await_decree parole 2026-11-20 []"},
		"proposed in an earlier stay": {ready(func(f *facts) { f.heard = []heard{{Decision: "parole", DecidedOn: day("2024-11-01")}} }), "bring_to_board parole 2026-11-20 [board:parole]"},
	} {
		if got := told(c.f.way(today)); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
