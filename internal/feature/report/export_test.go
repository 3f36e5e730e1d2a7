package report

import "strings"

// HoldingTexts are the queries of an extract, for the test that looks for tables.
func HoldingTexts() string {
	var b strings.Builder
	for _, h := range holdings {
		b.WriteString(h.text + "\n")
	}
	return b.String()
}
