package person

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strings"

	"titian/internal/engine/names"
	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// nameKey is one word by which a person is found at one office. Next is the word
// after it, after the last the first, and empty for an only one. Name is the
// whole folded name that the word is from, so that candidates are compared
// without reading their rows; a register number has none and begins with '#'.
type nameKey struct {
	Word   string          `db:"word" privacy:"restricted"`
	Next   string          `db:"next" privacy:"restricted"`
	Office id.Organisation `db:"office_id" privacy:"internal"`
	Name   string          `db:"name" privacy:"restricted"`
	Person id.Person       `db:"person_id" privacy:"internal"`
}

// compare stops at the first difference: most keys differ in their word.
func (k *nameKey) compare(o *nameKey) int {
	if c := strings.Compare(k.Word, o.Word); c != 0 {
		return c
	}
	if c := strings.Compare(k.Next, o.Next); c != 0 {
		return c
	}
	return cmp.Or(bytes.Compare(k.Office[:], o.Office[:]), bytes.Compare(k.Person[:], o.Person[:]), strings.Compare(k.Name, o.Name))
}

// Naming is a name or a register number that a person is known by besides those
// in their row: an alias, or what a record merged into theirs was called.
type Naming struct{ Name, RegisterNo string }

// keysOf are the keys of a person, in order. One who was merged has none: what
// they were called leads to the survivor.
func keysOf(p Person, others []Naming) []nameKey {
	if p.Custody == Merged {
		return nil
	}
	if p.Kept != Whole { // what retention left is not to be undone by a nickname
		others = nil
	}
	offices := []id.Organisation{p.Facility}
	if !p.Probation.IsZero() && p.Probation != p.Facility {
		offices = append(offices, p.Probation)
	}
	var out []nameKey
	for _, k := range append([]Naming{{p.Name, p.RegisterNo}}, others...) {
		words := names.Words(k.Name)
		whole := strings.Join(words, " ")
		for _, office := range offices {
			for i, w := range words {
				next := ""
				if len(words) > 1 {
					next = words[(i+1)%len(words)]
				}
				out = append(out, nameKey{w, next, office, whole, p.ID})
			}
			if n := registerKey(k.RegisterNo); n != "" {
				out = append(out, nameKey{Word: n, Office: office, Person: p.ID})
			}
		}
	}
	slices.SortFunc(out, func(a, b nameKey) int { return a.compare(&b) })
	return slices.Compact(out)
}

// registerKey is a register number as it is found: its letters and digits, since
// no two clerks set the dashes alike.
func registerKey(s string) string {
	if k := strings.ReplaceAll(NameKey(s), " ", ""); k != "" {
		return "#" + k
	}
	return ""
}

// hint leads to a word.
type hint struct {
	Kind string `db:"kind" privacy:"internal"`
	Hint string `db:"hint" privacy:"restricted"`
	Word string `db:"word" privacy:"restricted"`
}

func (h hint) compare(o hint) int {
	return cmp.Or(strings.Compare(h.Kind, o.Kind), strings.Compare(h.Hint, o.Hint), strings.Compare(h.Word, o.Word))
}

// The kinds of hints.
const (
	hintPart = "part" // any end of the word, as written and as folded
	hintNear = "near" // what is left of the folded word with letters deleted
)

// spelling is a word as written and as folded.
type spelling struct{ Plain, Folded string }

// spellingsOf are the words that keys are made of, with how they are written.
func spellingsOf(p Person, others []Naming) []spelling {
	var out []spelling
	for _, k := range append([]Naming{{Name: p.Name}}, others...) {
		kept := names.Words(k.Name)
		for _, w := range names.Split(k.Name) {
			if f := names.Fold(w); slices.Contains(kept, f) {
				out = append(out, spelling{w, f})
			}
		}
	}
	return out
}

// hints are what leads to a word.
func (s spelling) hints() []hint {
	var out []hint
	for _, p := range names.Parts(s.Plain, s.Folded) {
		out = append(out, hint{hintPart, p, s.Folded})
	}
	for _, n := range names.Near(s.Folded) {
		out = append(out, hint{hintNear, n, s.Folded})
	}
	return out
}

// learn stores the hints of words that no name had before. A word is known when
// its whole leads to it: all its hints were written with that one. It tells how
// many were stored.
func learn(ctx context.Context, tx *db.Tx, words []spelling, known map[spelling]bool) (int, error) {
	words = slices.DeleteFunc(words, func(s spelling) bool { return known[s] })
	slices.SortFunc(words, func(a, b spelling) int {
		return cmp.Or(strings.Compare(a.Plain, b.Plain), strings.Compare(a.Folded, b.Folded))
	})
	words = slices.Compact(words)
	var fresh []hint
	for part := range slices.Chunk(words, rowsPerStatement) {
		args := []any{hintPart}
		for _, s := range pad(part, rowsPerStatement) {
			args = append(args, s.Plain)
		}
		stored := map[spelling]bool{}
		err := db.Each(ctx, tx, `SELECT kind, hint, word FROM person_name_word WHERE kind = $1 AND hint IN (`+db.In(len(args)-1, 2)+`)`, args, func(h *hint) error {
			stored[spelling{h.Hint, h.Word}] = true
			return nil
		})
		if err != nil {
			return 0, err
		}
		for _, s := range part {
			if !stored[s] {
				fresh = append(fresh, s.hints()...)
			}
		}
	}
	slices.SortFunc(fresh, hint.compare) // neighbours in the index are written together
	fresh = slices.Compact(fresh)
	rows := make([]any, 0, 3*len(fresh))
	for _, h := range fresh {
		rows = append(rows, h.Kind, h.Hint, h.Word)
	}
	return len(fresh), insertRows(ctx, tx, `INSERT INTO person_name_word (kind, hint, word) VALUES `, 3, rows, ` ON CONFLICT DO NOTHING`)
}
