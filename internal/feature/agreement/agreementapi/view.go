package agreementapi

import (
	"time"

	"titian/internal/feature/agreement"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
)

// Agreement is an agreement as a list shows it.
type Agreement struct {
	ID          id.Agreement    `json:"id"`
	Ref         string          `json:"ref" example:"JAMBI-PJ-26-1"`
	Cooperation id.Cooperation  `json:"cooperation_id"`
	Host        id.Organisation `json:"host_id"`
	HostName    string          `json:"host_name"`
	Partner     id.Organisation `json:"partner_id"`
	PartnerName string          `json:"partner_name"`
	Parent      id.Agreement    `json:"parent_id"`
	Renews      id.Agreement    `json:"renews_id"`
	Kind        string          `json:"kind"`
	Label       string          `json:"label"`
	LegalTrack  string          `json:"legal_track"`
	Title       string          `json:"title"`
	Scope       string          `json:"scope"`
	Financing   string          `json:"financing"`
	Place       string          `json:"place"`
	Stage       string          `json:"stage"`
	SignedOn    civil.Date      `json:"signed_on"`
	StartsOn    civil.Date      `json:"starts_on"`
	EndsOn      civil.Date      `json:"ends_on" doc:"Whether it is in force follows from stage and period"`
	Version     int64           `json:"version"`
}

func agreementView(a agreement.View) Agreement {
	return Agreement{
		a.ID, a.Ref, a.Cooperation, a.Host, a.HostName, a.Partner, a.PartnerName, a.Parent, a.Renews, string(a.Kind), a.Label, string(a.LegalTrack),
		a.Title, a.Scope, a.Financing, a.Place, string(a.Stage), a.SignedOn, a.StartsOn, a.EndsOn, a.Version,
	}
}

// Ending is an agreement that ends soon.
type Ending struct {
	Agreement Agreement `json:"agreement"`
	Days      int       `json:"days" doc:"Until its last day"`
	Reminder  int       `json:"reminder" doc:"The reminder that is due: 180, 90 or 30"`
}

// Party is one organisation that signs.
type Party struct {
	Organisation id.Organisation `json:"organisation_id"`
	Name         string          `json:"name"`
	Number       string          `json:"number"`
	Signatory    string          `json:"signatory"`
	Authority    string          `json:"authority"`
}

// Served is a facility that the agreement serves.
type Served struct {
	Facility id.Organisation `json:"facility_id"`
	Name     string          `json:"name"`
}

// Text is one version of the wording.
type Text struct {
	Number int       `json:"number"`
	Body   string    `json:"body"`
	SHA256 string    `json:"sha256"`
	Intact bool      `json:"intact" doc:"Whether the stored text still matches its hash"`
	MadeBy string    `json:"made_by"`
	MadeAt time.Time `json:"made_at"`
}

// Move is one entry of the history.
type Move struct {
	From     string     `json:"from"`
	To       string     `json:"to"`
	On       civil.Date `json:"on"`
	Document string     `json:"document"`
	Reason   string     `json:"reason"`
	By       string     `json:"by"`
}

// AgreementDetail is an agreement with everything that is written in it.
type AgreementDetail struct {
	Agreement
	Parties    []Party      `json:"parties"`
	Witnesses  []string     `json:"witnesses"`
	Served     []Served     `json:"served"`
	Texts      []Text       `json:"texts" doc:"Newest first"`
	Comments   []Comment    `json:"comments"`
	Approvals  []Approval   `json:"approvals" doc:"Of all versions; only those of the newest count"`
	Papers     []Paper      `json:"papers" doc:"Newest first"`
	Moves      []Move       `json:"moves" doc:"Newest first"`
	Below      []Agreement  `json:"below" doc:"What implements or amends it"`
	Activities []Activity   `json:"activities"`
	Renewal    id.Agreement `json:"renewal_id"`
}

func detailView(d agreement.Detail) AgreementDetail {
	out := AgreementDetail{
		Agreement: agreementView(d.View), Parties: []Party{}, Witnesses: append([]string{}, d.Witnesses...), Served: []Served{},
		Texts: []Text{}, Comments: []Comment{}, Approvals: []Approval{}, Papers: []Paper{}, Below: []Agreement{}, Moves: []Move{}, Activities: []Activity{}, Renewal: d.Renewal,
	}
	for _, p := range d.Parties {
		out.Parties = append(out.Parties, Party{p.Organisation, p.Name, p.Number, p.Signatory, p.Authority})
	}
	for _, x := range d.Served {
		out.Served = append(out.Served, Served(x))
	}
	for _, t := range d.Texts {
		out.Texts = append(out.Texts, Text{t.Number, t.Body, t.SHA256, t.Intact(), t.MadeBy, t.MadeAt})
	}
	for _, c := range d.Comments {
		out.Comments = append(out.Comments, commentView(c))
	}
	for _, x := range d.Approvals {
		out.Approvals = append(out.Approvals, Approval{x.Text, string(x.Side), x.ApprovedOn, x.Document, x.ApprovedBy})
	}
	for _, p := range d.Papers {
		out.Papers = append(out.Papers, paperView(p))
	}
	for _, b := range d.Below {
		out.Below = append(out.Below, agreementView(b))
	}
	for _, m := range d.Moves {
		out.Moves = append(out.Moves, Move{string(m.From), string(m.To), m.MovedOn, m.Document, m.Reason, m.MovedBy})
	}
	for _, x := range d.Activities {
		out.Activities = append(out.Activities, activityOf(x, d.States[x.ID]))
	}
	return out
}
