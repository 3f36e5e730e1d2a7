package reportweb

import (
	"titian/internal/feature/agreement"
	"titian/internal/feature/fund"
	"titian/internal/feature/handover"
	"titian/internal/feature/outcome"
	"titian/internal/feature/partnership"
	"titian/internal/feature/programme"
	"titian/internal/feature/report"
	"titian/internal/platform/authz"
)

// onThread are the pages of records that stand on a thread.
var onThread = map[string]bool{
	"GET /cooperations/{id}": true, "GET /meetings/{id}": true, "GET /proposals/{id}": true, "GET /commitments/{id}": true,
	"GET /deliveries/{id}": true, "GET /agreements/{id}": true, "GET /activities/{id}": true, "GET /funds/{id}": true, "GET /classes/{id}": true,
}

// opens asks the policy of the feature that keeps a kind of record.
func opens(a authz.Actor, kind string) bool {
	switch kind {
	case "meeting", "decision":
		return partnership.May(a, "meeting.read")
	case "proposal":
		return partnership.May(a, "proposal.read")
	case "commitment", "delivery":
		return partnership.May(a, "commitment.read")
	case "agreement", "renewal", "activity":
		return agreement.May(a, "agreement.read")
	case "fund":
		return fund.May(a, "fund.read")
	case "class":
		return programme.May(a, "class.read")
	}
	return false
}

// pageOf is where a record is shown, or empty for a reader who may not open it.
func pageOf(a authz.Actor, n report.Node) string {
	if !opens(a, n.Kind) {
		return ""
	}
	switch n.Kind {
	case "decision":
		return "/meetings/" + n.From[0] // a decision stands on the page of its meeting
	case "delivery":
		return "/deliveries/" + n.ID
	case "activity":
		return "/activities/" + n.ID
	case "renewal":
		return "/agreements/" + n.ID
	case "class":
		return "/classes/" + n.ID
	}
	return "/" + n.Kind + "s/" + n.ID
}

// listOf is where the people behind a step's counts are listed.
func listOf(a authz.Actor, t report.Thread, k report.StepKey) string {
	switch k {
	case report.StepEnrolment, report.StepAttendance, report.StepCompetency, report.StepReadiness:
		if c := nodesOf(t, report.StepClass); len(c) == 1 {
			return pageOf(a, c[0])
		}
	case report.StepHandOver:
		if handover.May(a, handover.CanRead) {
			return "/hand-overs"
		}
	case report.StepFollowUp, report.StepOutcome:
		if outcome.May(a, outcome.CanRead) {
			return "/follow-ups"
		}
	}
	return ""
}

func nodesOf(t report.Thread, k report.StepKey) []report.Node {
	for _, s := range t.Steps {
		if s.Key == k {
			return s.Nodes
		}
	}
	return nil
}
