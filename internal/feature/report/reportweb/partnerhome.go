package reportweb

import (
	"titian/internal/feature/report"
	"titian/internal/platform/i18n"
)

// toldText is a count of people, or that there are too few to tell.
func toldText(l *i18n.Localizer, c report.HomeCount) string {
	if c.N == nil {
		return l.T("partner_home.few", "n", report.Few)
	}
	return l.Number(*c.N)
}
