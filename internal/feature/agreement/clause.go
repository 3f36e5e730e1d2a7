package agreement

import (
	"regexp"
	"strings"
)

// Clause is one part of a wording that people talk about: what stands before the
// first heading has number 0, the parts after it are counted from 1.
type Clause struct {
	Number  int
	Heading string
	Body    string
}

// headingForm is how Indonesian agreements begin a part, whoever typed them:
// "Pasal 4", "BAB II", "Lampiran", or a line marked as a heading.
var headingForm = regexp.MustCompile(`^(?i:pasal\s+\d+[a-z]?\b|bab\s+[ivxlcdm]+\b|lampiran\b|##\s)`)

// maxHeading tells a heading from a sentence that begins with the same word
// ("Pasal 4 ayat (2) tidak berlaku bagi …").
const maxHeading = 120

// Clauses takes a wording apart at its headings. Put together again, headings
// and bodies are the wording, but for the space between them.
func Clauses(body string) []Clause {
	var out []Clause
	current := Clause{}
	var text strings.Builder
	end := func() {
		current.Body = strings.TrimSpace(text.String())
		if current.Number > 0 || current.Body != "" {
			out = append(out, current)
		}
		text.Reset()
	}
	number := 0
	for line := range strings.Lines(body) {
		bare := strings.TrimSpace(line)
		if len(bare) > maxHeading || strings.HasSuffix(bare, ".") && strings.Count(bare, ". ") > 1 || !headingForm.MatchString(bare) {
			text.WriteString(line)
			continue
		}
		end()
		number++
		current = Clause{Number: number, Heading: strings.TrimSpace(strings.TrimPrefix(bare, "##"))}
	}
	end()
	return out
}

// clauseOf finds a clause by its number.
func clauseOf(body string, number int) (Clause, bool) {
	for _, c := range Clauses(body) {
		if c.Number == number {
			return c, true
		}
	}
	return Clause{}, false
}
