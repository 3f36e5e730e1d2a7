package partnershipweb

import (
	"strings"

	"titian/internal/feature/partnership"
	"titian/internal/platform/i18n"
)

// needView is the evidence of need in its words.
type needView struct {
	partnership.Need
	Topic string
	Draft bool // the figures are of today; otherwise they are frozen
}

// what names what the people need: "Keterampilan (las)".
func (v needView) what(l *i18n.Localizer) string {
	var areas []string
	for _, a := range strings.Split(v.Basis, ",") {
		areas = append(areas, l.T("proposal.area."+a))
	}
	what := strings.Join(areas, ", ")
	if v.Topic != "" {
		what += " (" + v.Topic + ")"
	}
	return what
}

// offeredText is a version in a line: "5 orang (Rp5.000.000), paling lambat 1 Jan 2027".
func offeredText(l *i18n.Localizer, o partnership.Offered, unit string) string {
	text := amountText(l, o.Quantity, unit, o.Value)
	if !o.WantedBy.IsZero() {
		text += ", " + l.T("proposal.by_day", "on", o.WantedBy)
	}
	return text
}

// change is what a cell of the rounds says: what is offered now, and what the
// version before said when that was something else.
type change struct{ now, before string }

func changed(now, before string) change {
	if now == before {
		return change{now: now}
	}
	return change{now, before}
}

// changes are the three cells of a round.
func changes(l *i18n.Localizer, x partnership.RoundView, unit string) (amount, value, day change) {
	was := x.Offered()
	if x.Before != nil {
		was = *x.Before
	}
	return changed(quantity(l, x.Quantity, unit), quantity(l, was.Quantity, unit)),
		changed(l.Rupiah(x.Value), l.Rupiah(was.Value)), changed(l.Date(x.WantedBy), l.Date(was.WantedBy))
}
