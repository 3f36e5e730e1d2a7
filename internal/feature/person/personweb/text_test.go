package personweb_test

import (
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// text is a selection's text for Map.
func text(_ int, s *goquery.Selection) string { return strings.TrimSpace(s.Text()) }
