package reportweb

import (
	"net/http"
	"strings"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/list"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/report"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// blockedView is who at a facility is blocked by what.
type blockedView struct {
	Query   list.Query
	Filter  report.BlockFilter
	Found   report.Blocked
	Choices []ui.Option
	Choose  bool // the reader has several facilities and has named none
}

var blockedSpec = list.Spec{Filters: []string{"right", "kind", "next", "facility"}}

func askedBlocked(r *http.Request) (list.Query, report.BlockFilter, error) {
	q, err := list.Parse(r, blockedSpec)
	f := report.BlockFilter{Right: q.Filter("right"), Kind: q.Filter("kind"), Next: q.Filter("next")}
	if err != nil {
		return q, f, err
	}
	if err := f.Facility.UnmarshalText([]byte(q.Filter("facility"))); err != nil {
		return q, f, err
	}
	if orgs := authz.FromContext(r.Context()).Scope.Orgs; f.Facility.IsZero() && len(orgs) == 1 {
		f.Facility = orgs[0]
	}
	return q, f, nil
}

func (p *PeoplePages) blocked(w http.ResponseWriter, r *http.Request) error {
	q, f, err := askedBlocked(r)
	if err != nil {
		return err
	}
	actor := authz.FromContext(r.Context())
	v := blockedView{Query: q, Filter: f, Choose: f.Facility.IsZero() && report.May(actor, "blocked.read")}
	if !v.Choose {
		if v.Found, err = p.reports.Blocked(r.Context(), actor, f, q.Page()); err != nil {
			return err
		}
	}
	if v.Choices, err = ui.Options(p.directory.Narrowing(r.Context(), actor)); err != nil {
		return err
	}
	return web.Page(w, r, blockedPage(v))
}

func (p *PeoplePages) exportBlocked(w http.ResponseWriter, r *http.Request) error {
	_, f, err := askedBlocked(r)
	if err != nil {
		return err
	}
	l, actor := i18n.From(r.Context()), authz.FromContext(r.Context())
	header := []string{l.T("blocked.person"), l.T("blocked.register_no"), l.T("blocked.right"), l.T("blocked.from"), l.T("blocked.next"), l.T("blocked.by")}
	return list.Export(w, r, l.T("blocked.file"), header, func(pr page.Request) (page.Of[report.Way], error) {
		found, err := p.reports.Blocked(r.Context(), actor, f, pr)
		return found.Of, err
	}, func(x report.Way) list.Cells {
		return list.Cells{x.Name, x.RegisterNo, rightText(l, x.Right), x.From.String(), l.T("blocked.next." + x.Next), strings.Join(blockTexts(l, x), "; ")}
	})
}

func rightText(l *i18n.Localizer, right string) string {
	if right == "" {
		return l.T("blocked.no_right")
	}
	return l.T("blocked.right." + right)
}

// fromText is the day of a right, and whether it is an estimate; empty where no
// right can be computed yet.
func fromText(l *i18n.Localizer, w report.Way) string {
	switch {
	case w.Right == "":
		return ""
	case w.Official:
		return l.T("blocked.official", "day", w.From)
	}
	return l.T("blocked.estimate", "day", w.From)
}

// blockTexts say what stands in the way, each in a few words.
func blockTexts(l *i18n.Localizer, w report.Way) []string {
	var out []string
	for _, b := range w.Blocks {
		out = append(out, blockText(l, b))
	}
	return out
}

func blockText(l *i18n.Localizer, b report.Block) string {
	switch b.Kind {
	case report.BlockDate:
		return l.T("blocked.date", "right", rightText(l, b.Code), "day", b.On)
	case report.BlockPaper:
		if b.Code == "checklist" {
			return l.T("blocked.checklist")
		}
		return l.T("blocked.paper", "paper", coded(l, "readiness.item.", b.Code))
	case report.BlockDocument:
		return l.T("blocked.document", "paper", coded(l, "handover.paper.", b.Code))
	case report.BlockProgramme:
		return l.T("blocked.programme", "area", coded(l, "need.area.", b.Code))
	case report.BlockStage:
		return l.T("blocked.stage", "stage", coded(l, "stage.", b.Code))
	case report.BlockBoard:
		if !b.On.IsZero() {
			return l.T("blocked.deferred", "day", b.On)
		}
		return l.T("blocked.board", "right", rightText(l, b.Code))
	}
	return l.T("blocked.sentence")
}

// countText is what a count counts: a date blocks each person on a day of their own.
func countText(l *i18n.Localizer, c report.BlockCount) string {
	switch c.Kind {
	case report.BlockDate:
		return l.T("blocked.dates", "right", rightText(l, c.Code))
	case report.BlockBoard:
		return l.T("blocked.board", "right", rightText(l, c.Code))
	}
	return blockText(l, report.Block{Kind: c.Kind, Code: c.Code})
}

// nextAction is the page on which the next step is done, where there is one.
func nextAction(l *i18n.Localizer, w report.Way) *ui.Action {
	at := "/people/" + w.Person.String()
	href := map[string]string{
		report.NextSentence: at + "/sentence", report.NextPapers: at + "/needs", report.NextProgramme: at + "/classes",
		report.NextWait: at + "/plan", report.NextBoard: "/reviews/due", report.NextSits: at + "/plan", report.NextDecree: at + "/home",
	}[w.Next]
	return &ui.Action{Label: l.T("blocked.act." + w.Next), Href: href}
}

func blockedFilters(l *i18n.Localizer, v blockedView) []ui.FilterSelect {
	var rights, kinds, nexts []ui.Option
	for _, x := range report.Rights() {
		rights = append(rights, ui.Option{Value: x, Label: l.T("blocked.right." + x)})
	}
	for _, x := range report.BlockKinds() {
		kinds = append(kinds, ui.Option{Value: x, Label: l.T("blocked.kind." + x)})
	}
	for _, x := range report.Nexts() {
		nexts = append(nexts, ui.Option{Value: x, Label: l.T("blocked.next." + x)})
	}
	out := []ui.FilterSelect{{Name: "right", Label: l.T("blocked.right"), Options: rights}, {Name: "kind", Label: l.T("blocked.by"), Options: kinds}, {Name: "next", Label: l.T("blocked.next"), Options: nexts}}
	if len(v.Choices) > 0 {
		out = append(out, ui.FilterSelect{Name: "facility", Label: l.T("blocked.facility"), Options: v.Choices})
	}
	return out
}
