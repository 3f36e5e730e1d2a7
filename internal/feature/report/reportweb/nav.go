package reportweb

import (
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/account"
	"titian/internal/feature/agreement"
	"titian/internal/feature/assessment"
	"titian/internal/feature/casework"
	"titian/internal/feature/directory"
	"titian/internal/feature/fund"
	"titian/internal/feature/handover"
	"titian/internal/feature/notice"
	"titian/internal/feature/outcome"
	"titian/internal/feature/partnership"
	"titian/internal/feature/person"
	"titian/internal/feature/programme"
	"titian/internal/feature/report"
	"titian/internal/feature/sentence"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// place is one list that a reader may open.
type place struct {
	key  string
	path string
	may  func(authz.Actor) bool
}

// Group is a part of the menu.
type Group struct {
	Label string
	Items []ui.NavItem
}

// groups are all places, as the menu shows them. The policy of the feature that
// answers decides; the menu decides nothing.
var groups = []struct {
	key    string
	places []place
}{
	{"together", []place{
		{"cooperations", "/cooperations", func(a authz.Actor) bool { return agreement.May(a, "cooperation.list") }},
		{"meetings", "/meetings", func(a authz.Actor) bool { return partnership.May(a, "meeting.read") }},
		{"proposals", "/proposals", func(a authz.Actor) bool { return partnership.May(a, "proposal.read") }},
		{"commitments", "/commitments", func(a authz.Actor) bool { return partnership.May(a, "commitment.read") }},
		{"deliveries", "/deliveries", func(a authz.Actor) bool { return partnership.May(a, "commitment.read") }},
		{"agreements", "/agreements", func(a authz.Actor) bool { return agreement.May(a, "agreement.read") }},
		{"activities", "/activities", func(a authz.Actor) bool { return agreement.May(a, "agreement.read") }},
		{"reply_links", "/reply-links", func(a authz.Actor) bool { return notice.May(a, notice.CanLink) }},
		{"funds", "/funds", func(a authz.Actor) bool { return fund.May(a, "fund.read") }},
	}},
	{"inside", []place{
		{"people", "/people", func(a authz.Actor) bool { return person.May(a, person.CanRead) }},
		{"sentences", "/sentences/due", func(a authz.Actor) bool { return sentence.May(a, sentence.CanRead) }},
		{"needs", "/needs", func(a authz.Actor) bool { return assessment.May(a, assessment.CanReadNeeds) }},
		{"reviews", "/reviews", func(a authz.Actor) bool { return casework.May(a, casework.CanReadReview) }},
		{"transfers", "/transfers", func(a authz.Actor) bool { return person.May(a, person.CanRead) }},
		{"blocked", "/blocked", func(a authz.Actor) bool { return report.May(a, "blocked.read") && a.Role != authz.ProbationOfficer }},
		{"classes", "/classes", func(a authz.Actor) bool { return programme.May(a, "class.read") }},
		{"introductions", "/introductions", func(a authz.Actor) bool { return report.May(a, "introduction.read") }},
		{"bases", "/legal-bases", func(a authz.Actor) bool { return person.May(a, person.CanRead) }},
		{"emergencies", "/emergencies", func(a authz.Actor) bool { return person.May(a, person.CanBreak) }},
		{"programmes", "/programmes", func(a authz.Actor) bool { return programme.May(a, "programme.read") }},
	}},
	{"home", []place{
		{"handovers", "/hand-overs", func(a authz.Actor) bool { return handover.May(a, handover.CanRead) }},
		{"followups", "/follow-ups", func(a authz.Actor) bool { return outcome.May(a, outcome.CanRead) }},
	}},
	{"office", []place{
		{"figures", "/figures", func(a authz.Actor) bool { return report.May(a, "dashboard.read") }},
		{"organisations", "/organisations", func(a authz.Actor) bool { return directory.May(a, directory.CanRead) }},
		{"questionnaires", "/questionnaires", func(a authz.Actor) bool { return assessment.May(a, assessment.CanReadForms) }},
		{"open", "/open", func(a authz.Actor) bool { return report.May(a, "open.read") }},
		{"users", "/users", func(a authz.Actor) bool { return account.May(a, account.CanManage) }},
		{"retention", "/retention", func(a authz.Actor) bool { return person.May(a, person.CanTally) }},
		{"webhooks", "/webhooks", func(a authz.Actor) bool { return notice.May(a, notice.CanHook) }},
		{"tokens", "/tokens", func(a authz.Actor) bool { return account.May(a, account.CanOwn) }},
	}},
}

// first are the places that a role opens every day; the rest stands in the menu.
// Five of them, today before and the menu behind make the seven of the first level.
var first = map[authz.Role][]string{
	authz.FacilityHead:     {"cooperations", "commitments", "classes", "people", "handovers"},
	authz.ProgrammeOfficer: {"cooperations", "commitments", "classes", "people", "handovers"},
	authz.CaseGuardian:     {"people", "reviews", "classes", "cooperations", "followups"},
	authz.ProbationOfficer: {"people", "handovers", "followups", "cooperations", "commitments"},
	authz.RegionalOffice:   {"cooperations", "agreements", "commitments", "classes", "organisations"},
	authz.Partner:          {"cooperations", "proposals", "commitments", "classes", "agreements"},
	authz.Observer:         {"cooperations", "classes", "programmes", "organisations"},
	authz.Administrator:    {"users", "organisations", "programmes"},
	authz.Operator:         {"cooperations", "people", "classes", "organisations", "users"},
}

// Nav is the first level of the navigation, for web.Config.Nav: at most seven
// entries, each of which the actor may open.
func Nav(l *i18n.Localizer, a authz.Actor) []ui.NavItem {
	if !a.Anyone() {
		return nil
	}
	out := []ui.NavItem{{Label: l.T("nav.today"), Href: "/today"}}
	for _, key := range first[a.Role] {
		for _, g := range groups {
			for _, p := range g.places {
				if p.key == key && p.may(a) {
					out = append(out, item(l, a, p))
				}
			}
		}
	}
	return append(out, ui.NavItem{Label: l.T("nav.menu"), Href: "/menu"})
}

// Menu is everything that the actor may open.
func Menu(l *i18n.Localizer, a authz.Actor) []Group {
	var out []Group
	for _, g := range groups {
		group := Group{Label: l.T("nav.group." + g.key)}
		for _, p := range g.places {
			if p.may(a) {
				group.Items = append(group.Items, item(l, a, p))
			}
		}
		if g.key == "together" && partnership.May(a, "commitment.read") && !a.Org.IsZero() {
			group.Items = append(group.Items, ui.NavItem{Label: l.T("nav.vitality"), Href: "/organisations/" + a.Org.String() + "/vitality"})
		}
		if g.key == "inside" && hasFigures(a) {
			group.Items = append(group.Items, ui.NavItem{Label: l.T("nav.own_figures"), Href: "/facilities/" + a.Org.String()})
			if report.May(a, "unmet.read") {
				group.Items = append(group.Items, ui.NavItem{Label: l.T("unmet.title"), Href: "/facilities/" + a.Org.String() + "/needs"})
			}
		}
		if len(group.Items) > 0 {
			out = append(out, group)
		}
	}
	return out
}

// hasFigures reports whether the actor's own organisation is a facility: its
// people are, an office's are not, and an observer may be at either.
func hasFigures(a authz.Actor) bool {
	return report.May(a, "dashboard.read") && a.Role != authz.RegionalOffice && a.Role != authz.Observer && a.Role != authz.Operator
}

func item(l *i18n.Localizer, a authz.Actor, p place) ui.NavItem {
	key := p.key
	if key == "people" && a.Role == authz.ProbationOfficer {
		key = "clients" // who is outside is a client, and no longer a resident
	}
	return ui.NavItem{Label: l.T("nav." + key), Href: p.path}
}
