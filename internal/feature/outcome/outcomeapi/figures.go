package outcomeapi

import (
	"titian/internal/feature/outcome"
	"titian/internal/kernel/civil"
)

// Figures is how a cohort of releases fares. Nobody is named.
type Figures struct {
	From       civil.Date `json:"from" doc:"First day of release; null when open"`
	To         civil.Date `json:"to" doc:"Last day of release; null when open"`
	AsOf       civil.Date `json:"as_of"`
	Released   int        `json:"released" doc:"Releases, not people: one released twice is two"`
	Milestones []Fare     `json:"milestones"`
}

// Fare is one milestone: due = reached + unreached + died + unrecorded.
type Fare struct {
	Milestone  int   `json:"milestone"`
	Due        int   `json:"due" doc:"Releases whose day has come"`
	Reached    int   `json:"reached"`
	Unreached  int   `json:"unreached" doc:"Looked for and not found"`
	Died       int   `json:"died" doc:"Died since release, before anybody asked"`
	Unrecorded int   `json:"unrecorded" doc:"Nobody has asked, or written it down"`
	Housed     Share `json:"housed" doc:"Settled housing"`
	Working    Share `json:"working" doc:"Work or an own business, of those able to work"`
	Studying   Share `json:"studying"`
	Family     Share `json:"family" doc:"Contact with the family kept or restored"`
	Reoffended Share `json:"reoffended" doc:"A new offence known"`
}

// Share is how many of how many. The unknown stand in the denominator.
type Share struct {
	Numerator   int `json:"numerator"`
	Denominator int `json:"denominator"`
	Unknown     int `json:"unknown"`
}

func viewFigures(f outcome.Fares) Figures {
	out := Figures{From: f.From, To: f.To, AsOf: f.AsOf, Released: f.Released, Milestones: make([]Fare, len(f.Milestones))}
	for i, x := range f.Milestones {
		out.Milestones[i] = Fare{
			x.Milestone, x.Due, x.Reached, x.Unreached, x.Died, x.Unrecorded,
			Share(x.Housed), Share(x.Working), Share(x.Studying), Share(x.Family), Share(x.Reoffended),
		}
	}
	return out
}
