package personweb

import (
	"net/http"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/person"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// retention tells an administrator how many records are due, and no name.
func (p *pages) retention(w http.ResponseWriter, r *http.Request) error {
	counts, err := p.people.RetentionCounts(r.Context(), authz.FromContext(r.Context()), p.around.Today())
	if err != nil {
		return err
	}
	return web.Page(w, r, retentionPage(counts))
}

func retentionFacts(l *i18n.Localizer, counts map[string]int) []ui.Fact {
	var out []ui.Fact
	for _, rule := range person.RuleCodes() {
		out = append(out, ui.Fact{Label: l.T("retention.rule." + rule), Text: l.T("retention.records", "n", counts[rule])})
	}
	return out
}
