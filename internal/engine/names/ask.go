package names

import "slices"

// Asked is a name as somebody asks for it.
type Asked struct {
	Words  []string // folded, as Words gives them
	Typed  []string // the same words as they were typed
	Father int      // how many of them, at the end, name the father after a "bin" or "binti"
}

// fatherOf are the particles before a father's name. What stands after another
// particle is a name of the person's own.
var fatherOf = set("bin binti bt bte binte")

// Ask reads a name that is looked for.
func Ask(text string) Asked {
	split := Split(text)
	own := len(split) // words of the person's own
	if i := slices.IndexFunc(split, func(w string) bool { return fatherOf[w] }); i > 0 {
		own = i
	}
	var a Asked
	add := func(words []string) int {
		before := len(a.Words)
		for _, w := range words {
			if f := Fold(w); f != "" && !slices.Contains(a.Words, f) {
				a.Words, a.Typed = append(a.Words, f), append(a.Typed, w)
			}
		}
		return len(a.Words) - before
	}
	all := telling(split)
	cut := min(len(all), len(telling(split[:own])))
	add(all[:cut])
	a.Father = add(all[cut:])
	return a
}
