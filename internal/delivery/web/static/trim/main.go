// Command trim makes the committed style sheets under vendor/ out of the built
// ones that npm ships: it keeps the components named on its command line, and
// drops the fonts and pictures, the crest among them, which are not ours to show.
//
//	npm pack govuk-frontend@6.6.0 @ministryofjustice/frontend@11.1.0
//	go run ./internal/delivery/web/static/trim -keep govuk.keep -in package/dist/govuk/govuk-frontend.min.css -out vendor/govuk.css
package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
)

func main() {
	in := flag.String("in", "", "the built style sheet")
	out := flag.String("out", "", "where to write")
	keep := flag.String("keep", "", "file with one class name prefix a line")
	flag.Parse()
	if err := run(*in, *out, *keep); err != nil {
		fmt.Fprintln(os.Stderr, "trim:", err)
		os.Exit(1)
	}
}

func run(in, out, keep string) error {
	css, err := os.ReadFile(in)
	if err != nil {
		return err
	}
	prefixes, err := readLines(keep)
	if err != nil {
		return err
	}
	return os.WriteFile(out, []byte(trim(string(css), prefixes)), 0o644)
}

func readLines(name string) ([]string, error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var lines []string
	for s := bufio.NewScanner(bytes.NewReader(b)); s.Scan(); {
		if line := strings.TrimSpace(s.Text()); line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	return lines, nil
}

var (
	comment = regexp.MustCompile(`(?s)/\*.*?\*/`)
	class   = regexp.MustCompile(`\.((?:govuk|moj)-[a-zA-Z!-]+)`)
)

// trim keeps the rules of css that style a kept component.
func trim(css string, keep []string) string {
	css = strings.TrimPrefix(comment.ReplaceAllString(css, ""), `@charset "UTF-8";`)
	css = strings.ReplaceAll(css, "GDS Transport,arial,sans-serif", "inherit")
	var b strings.Builder
	for css = strings.TrimSpace(css); css != ""; css = strings.TrimSpace(css) {
		head, body, rest := rule(css)
		css = rest
		switch {
		case strings.HasPrefix(head, "@font-face") || strings.HasPrefix(head, "@-moz-document"):
		case strings.HasPrefix(head, "@"):
			if inner := trim(body, keep); inner != "" {
				b.WriteString(head + "{" + inner + "}")
			}
		default:
			if selectors := kept(head, keep); selectors != "" && body != "" && !strings.Contains(body, "/assets/") {
				b.WriteString(selectors + "{" + body + "}")
			}
		}
	}
	return b.String()
}

// rule cuts the first rule off css: what stands before its braces, between
// them, and after.
func rule(css string) (head, body, rest string) {
	open := strings.IndexByte(css, '{')
	if open < 0 {
		return "", "", ""
	}
	depth := 0
	for i := open; i < len(css); i++ {
		switch css[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return strings.TrimSpace(css[:open]), css[open+1 : i], css[i+1:]
			}
		}
	}
	return css[:open], css[open+1:], ""
}

// kept drops the selectors of a rule that name a component we do not keep.
func kept(head string, keep []string) string {
	var out []string
	for _, selector := range splitSelectors(head) {
		if wanted(selector, keep) {
			out = append(out, selector)
		}
	}
	return strings.Join(out, ",")
}

// splitSelectors splits at the commas that are not inside parentheses.
func splitSelectors(head string) []string {
	var out []string
	depth, from := 0, 0
	for i, c := range head {
		switch c {
		case '(':
			depth++
		case ')':
			depth--
		case ',':
			if depth == 0 {
				out = append(out, head[from:i])
				from = i + 1
			}
		}
	}
	return append(out, head[from:])
}

func wanted(selector string, keep []string) bool {
	for _, m := range class.FindAllStringSubmatch(selector, -1) {
		if !oneOf(m[1], keep) {
			return false
		}
	}
	return true
}

// oneOf reports whether class is a kept component, an element of one or a
// variant of one: "govuk-table" keeps "govuk-table__cell", not "govuk-tablet".
func oneOf(class string, keep []string) bool {
	for _, k := range keep {
		if rest, ok := strings.CutPrefix(class, k); ok && (rest == "" || rest[0] == '_' || rest[0] == '-') {
			return true
		}
	}
	return false
}
