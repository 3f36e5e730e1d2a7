package reportweb

import (
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/agreement"
	"titian/internal/feature/handover"
	"titian/internal/feature/outcome"
	"titian/internal/feature/partnership"
	"titian/internal/feature/programme"
	"titian/internal/feature/report"
	"titian/internal/feature/report/reporttext"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// following is the missing next step: what it is, why it matters, and the one
// act that brings it nearer, for a reader who may do it.
type following struct {
	Step   string
	Why    string
	Action *ui.Action
}

func nextOf(l *i18n.Localizer, a authz.Actor, t report.Thread) *following {
	if t.Next == "" || t.Status != "active" {
		return nil
	}
	f := &following{Step: reporttext.Step(l, t.Next), Why: l.T("thread.next." + string(t.Next))}
	if key, href := act(a, t); href != "" {
		f.Action = &ui.Action{Label: l.T("thread.act." + key), Href: href}
	}
	return f
}

// act is the word and the page of the act. A record that waits is opened; where
// there is none, a new one is begun from what led to it.
func act(a authz.Actor, t report.Thread) (word, href string) {
	switch t.Next {
	case report.StepMeeting:
		return openOr(a, nodesOf(t, report.StepMeeting), "planned", "meeting", "/meetings/new?cooperation="+t.ID.String(), partnership.May(a, "meeting.write"))
	case report.StepProposal:
		n := nodesOf(t, report.StepProposal)
		if word, href := openOr(a, n, "sent", "answer", "", true); href != "" {
			return word, href
		}
		return openOr(a, n, "draft", "proposal", "/proposals/new?cooperation="+t.ID.String(), partnership.May(a, "proposal.write"))
	case report.StepCommitment:
		return openOr(a, nil, "", "commitment", "/commitments/new?cooperation="+t.ID.String(), partnership.May(a, "commitment.write"))
	case report.StepAgreement:
		return openOr(a, nodesOf(t, report.StepAgreement), "", "agreement", "/agreements/new?cooperation="+t.ID.String(), agreement.May(a, "agreement.write"))
	case report.StepDelivery:
		if word, href := openOr(a, nodesOf(t, report.StepDelivery), "reported", "confirm", "", true); href != "" {
			return word, href
		}
		return openOr(a, nodesOf(t, report.StepCommitment), "open", "delivery", "", true)
	}
	return actForPeople(a, t)
}

// actForPeople is act for the steps that people take.
func actForPeople(a authz.Actor, t report.Thread) (word, href string) {
	class := ""
	if c := nodesOf(t, report.StepClass); len(c) > 0 {
		class = "/classes/" + c[len(c)-1].ID
	}
	switch t.Next {
	case report.StepClass:
		from := ""
		for _, n := range nodesOf(t, report.StepCommitment) {
			if n.Status == "open" {
				from = "?commitment=" + n.ID
			}
		}
		return openOr(a, nil, "", "class", "/classes/new"+from, programme.May(a, "class.write"))
	case report.StepEnrolment:
		return openOr(a, nil, "", "enrol", class+"/enrol", class != "" && programme.May(a, "enrolment.write"))
	case report.StepAttendance:
		return openOr(a, nil, "", "attendance", class+"/attendance", class != "" && programme.May(a, "attendance.write"))
	case report.StepCompetency, report.StepReadiness:
		return openOr(a, nil, "", "open_class", class, class != "" && opens(a, "class"))
	case report.StepHandOver:
		return openOr(a, nil, "", "hand_over", "/hand-overs", handover.May(a, handover.CanRead))
	case report.StepFollowUp, report.StepOutcome:
		return openOr(a, nil, "", "follow_up", "/follow-ups", outcome.May(a, outcome.CanRead))
	}
	return "", ""
}

// openOr opens the first record of the status (any, when empty), or else offers
// the page otherwise, when the reader may.
func openOr(a authz.Actor, nodes []report.Node, status, word, otherwise string, may bool) (string, string) {
	for _, n := range nodes {
		if status == "" || n.Status == status {
			if href := pageOf(a, n); href != "" {
				return word + ".open", href
			}
		}
	}
	if !may || otherwise == "" {
		return "", ""
	}
	return word, otherwise
}
