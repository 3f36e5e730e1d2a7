// Package textdiff tells what differs between two versions of a text, so that a
// person can read it: line by line, and within a changed line word by word.
//
// It is pure: no language, no marks, no page. Its promise, which the tests hold
// over random texts, is that the parts that were not added are the old text and
// the parts that were not removed are the new one. It refuses to be minimal at
// any price: texts too far apart to be compared are shown as replaced.
package textdiff

import (
	"strings"
	"unicode"
)

// Op is what became of a piece of text.
type Op int8

// The three.
const (
	Same Op = iota
	Removed
	Added
)

// Part is a piece of a line.
type Part struct {
	Op   Op
	Text string
}

// Line is one line of the comparison. A line that was changed holds parts of
// several kinds; its Op is then Same.
type Line struct {
	Op    Op
	Parts []Part
}

// Changed reports whether anything in the line differs.
func (l Line) Changed() bool {
	for _, p := range l.Parts {
		if p.Op != Same {
			return true
		}
	}
	return l.Op != Same
}

// Lines compares two texts.
func Lines(before, after string) []Line {
	steps := align(split(before), split(after))
	var out []Line
	for i := 0; i < len(steps); {
		if steps[i].Op == Same {
			out = append(out, Line{Same, []Part{{Same, steps[i].Text}}})
			i++
			continue
		}
		var removed, added []string
		for ; i < len(steps) && steps[i].Op != Same; i++ {
			if steps[i].Op == Removed {
				removed = append(removed, steps[i].Text)
			} else {
				added = append(added, steps[i].Text)
			}
		}
		out = append(out, pair(removed, added)...)
	}
	return out
}

// pair sets lines that were replaced beside one another where they are alike
// enough that reading the difference is easier than reading both.
func pair(removed, added []string) []Line {
	var out []Line
	for len(removed) > 0 && len(added) > 0 {
		parts := words(removed[0], added[0])
		if !alike(parts) {
			break
		}
		out = append(out, Line{Same, parts})
		removed, added = removed[1:], added[1:]
	}
	for _, s := range removed {
		out = append(out, Line{Removed, []Part{{Removed, s}}})
	}
	for _, s := range added {
		out = append(out, Line{Added, []Part{{Added, s}}})
	}
	return out
}

// alike reports whether at least a third of what is shown stayed.
func alike(parts []Part) bool {
	same, all := 0, 0
	for _, p := range parts {
		n := len(strings.TrimSpace(p.Text))
		all += n
		if p.Op == Same {
			same += n
		}
	}
	return same*3 >= all && same > 0
}

// words compares two lines word by word and joins what belongs together.
func words(before, after string) []Part {
	var out []Part
	for _, s := range align(tokens(before), tokens(after)) {
		if n := len(out); n > 0 && out[n-1].Op == s.Op {
			out[n-1].Text += s.Text
			continue
		}
		out = append(out, s)
	}
	return out
}

// tokens splits a line into words and what stands between them.
func tokens(s string) []string {
	var out []string
	start := 0
	var kind rune
	for i, r := range s {
		k := class(r)
		if i > 0 && (k != kind || k == 'p') {
			out = append(out, s[start:i])
			start = i
		}
		kind = k
	}
	if start < len(s) {
		out = append(out, s[start:])
	}
	return out
}

func class(r rune) rune {
	switch {
	case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
		return 'w'
	case unicode.IsSpace(r):
		return 's'
	}
	return 'p'
}

func split(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

// maxCells bounds the table of the alignment: 4 million are a thousand changed
// lines on each side twice over, and 16 MB for a moment.
const maxCells = 4 << 20

// align finds a longest common subsequence of what lies between the common
// beginning and the common end.
func align(a, b []string) []Part {
	var head, tail []Part
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		head = append(head, Part{Same, a[0]})
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		tail = append(tail, Part{Same, a[len(a)-1]})
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	out := append(head, middle(a, b)...)
	for i := len(tail) - 1; i >= 0; i-- {
		out = append(out, tail[i])
	}
	return out
}

func middle(a, b []string) []Part {
	var out []Part
	i, j := 0, 0
	if (len(a)+1)*(len(b)+1) <= maxCells {
		longest := table(a, b)
		for w := len(b) + 1; i < len(a) && j < len(b); {
			switch {
			case a[i] == b[j]:
				out = append(out, Part{Same, a[i]})
				i, j = i+1, j+1
			case longest[(i+1)*w+j] >= longest[i*w+j+1]:
				out = append(out, Part{Removed, a[i]})
				i++
			default:
				out = append(out, Part{Added, b[j]})
				j++
			}
		}
	}
	for ; i < len(a); i++ {
		out = append(out, Part{Removed, a[i]})
	}
	for ; j < len(b); j++ {
		out = append(out, Part{Added, b[j]})
	}
	return out
}

// table holds at i, j the length of the longest common subsequence of what
// follows there.
func table(a, b []string) []int32 {
	w := len(b) + 1
	t := make([]int32, (len(a)+1)*w)
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				t[i*w+j] = t[(i+1)*w+j+1] + 1
			} else {
				t[i*w+j] = max(t[(i+1)*w+j], t[i*w+j+1])
			}
		}
	}
	return t
}
