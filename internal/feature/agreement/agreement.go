// Package agreement keeps the file of each cooperation and the agreements in it.
//
// It owns the agreement_* tables: a Cooperation is everything that one
// correctional organisation and one partner do together, under one reference
// number; an Agreement in it goes through stages (see stage.go), has parties,
// witnesses, served facilities, versions of its text and a work plan. It owns
// the rule for who sees a row that hangs on a cooperation (Visible), which the
// features above use for their own tables. It refuses promises and deliveries
// (partnership), money (fund), and to write a date that can be computed: whether
// an agreement is in force is asked of its dates when it is read.
//
// Start with Cooperation and Agreement, then Steps, then Service.
package agreement

import (
	"strings"
	"time"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
)

// Kind is an agreement's place in the tree of documents. What its title page
// calls it is the Label: practice mixes the names, the law does not.
type Kind string

// The kinds, from the general to the particular.
const (
	Memorandum            Kind = "memorandum"             // MoU, Nota Kesepahaman
	Accord                Kind = "accord"                 // Nota Kesepakatan (sinergi)
	JointAgreement        Kind = "joint_agreement"        // Kesepakatan Bersama
	ImplementingAgreement Kind = "implementing_agreement" // Perjanjian Kerja Sama
	ActionPlan            Kind = "action_plan"            // Rencana Aksi
	Addendum              Kind = "addendum"               // changes a signed agreement; see addendum.go
)

// Kinds lists the kinds that somebody may choose, in the order of the forms. An
// addendum is drafted from the agreement that it changes.
func Kinds() []Kind {
	return []Kind{Memorandum, Accord, JointAgreement, ImplementingAgreement, ActionPlan}
}

// AllKinds are Kinds and what the program makes itself, for filters.
func AllKinds() []Kind { return append(Kinds(), Addendum) }

// LegalTrack is the body of rules that an agreement follows (PP 28/2018,
// Permendagri 22/2020): who the parties are decides it, not the label.
type LegalTrack string

// The tracks.
const (
	Sinergi    LegalTrack = "SINERGI"     // regional government with a central body: the usual case
	KSDD       LegalTrack = "KSDD"        // regional governments among themselves
	KSDPK      LegalTrack = "KSDPK"       // regional government with a third party
	UPTPartner LegalTrack = "UPT_PARTNER" // a facility or office with a body that is no government
)

// LegalTracks lists the tracks in the order of the forms.
func LegalTracks() []LegalTrack { return []LegalTrack{Sinergi, KSDD, KSDPK, UPTPartner} }

// Agreement is one document that binds, or is meant to bind, its parties.
type Agreement struct {
	ID          id.Agreement    `db:"id" privacy:"internal"`
	Cooperation id.Cooperation  `db:"cooperation_id" privacy:"internal"`
	Host        id.Organisation `db:"host_id" privacy:"internal"`
	Partner     id.Organisation `db:"partner_id" privacy:"internal"`
	Parent      id.Agreement    `db:"parent_id" privacy:"internal"` // the memorandum that this one implements
	Renews      id.Agreement    `db:"renews_id" privacy:"internal"`
	Ref         string          `db:"ref" privacy:"internal"`
	Kind        Kind            `db:"kind" privacy:"internal"`
	Label       string          `db:"label" privacy:"internal"` // as the title page has it: "MoU", "PKS"
	LegalTrack  LegalTrack      `db:"legal_track" privacy:"internal"`
	Title       string          `db:"title" privacy:"internal"`
	Scope       string          `db:"scope" privacy:"internal"`
	Financing   string          `db:"financing" privacy:"internal"`
	Place       string          `db:"place" privacy:"internal"` // where it is or was signed
	Stage       Stage           `db:"stage" privacy:"internal"`
	SignedOn    civil.Date      `db:"signed_on" privacy:"internal"`
	StartsOn    civil.Date      `db:"starts_on" privacy:"internal"`
	EndsOn      civil.Date      `db:"ends_on" privacy:"internal"`
	Version     int64           `db:"version" privacy:"internal"`
	CreatedAt   time.Time       `db:"created_at" privacy:"internal"`
	UpdatedAt   time.Time       `db:"updated_at" privacy:"internal"`
}

// Terms are what people write into an agreement before it is signed.
type Terms struct {
	Kind       Kind
	Label      string
	LegalTrack LegalTrack
	Title      string
	Scope      string
	Financing  string
	Place      string
	StartsOn   civil.Date
	EndsOn     civil.Date
	Parent     id.Agreement
}

// validate trims the terms and collects every field's error. The period may be
// unknown while the agreement is drafted; signing asks for it.
func (t *Terms) validate() error {
	var f errs.Fields
	directory.CheckChoice(&f, "kind", t.Kind, AllKinds())
	directory.CheckText(&f, "label", &t.Label, titleLimit, true)
	directory.CheckChoice(&f, "legal_track", t.LegalTrack, LegalTracks())
	directory.CheckText(&f, "title", &t.Title, titleLimit, true)
	directory.CheckText(&f, "scope", &t.Scope, textLimit, false)
	directory.CheckText(&f, "financing", &t.Financing, textLimit, false)
	directory.CheckText(&f, "place", &t.Place, shortLimit, false)
	if !t.StartsOn.IsZero() && t.EndsOn.Before(t.StartsOn) {
		f.Add("ends_on", "date.too_early", "min", t.StartsOn)
	}
	return f.Err()
}

// apply writes the terms into the agreement.
func (t Terms) apply(a Agreement) Agreement {
	a.Kind, a.Label, a.LegalTrack, a.Title = t.Kind, t.Label, t.LegalTrack, t.Title
	a.Scope, a.Financing, a.Place = t.Scope, t.Financing, t.Place
	a.StartsOn, a.EndsOn, a.Parent = t.StartsOn, t.EndsOn, t.Parent
	return a
}

// Terms are the agreement's present ones, for the form that changes them.
func (a Agreement) Terms() Terms {
	return Terms{a.Kind, a.Label, a.LegalTrack, a.Title, a.Scope, a.Financing, a.Place, a.StartsOn, a.EndsOn, a.Parent}
}

// ScopeItems are the lines of the scope: what the cooperation is about, one by
// one, as the text numbers them.
func (a Agreement) ScopeItems() []string {
	var out []string
	for line := range strings.Lines(a.Scope) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// View is an agreement with the names that a reader needs beside it.
type View struct {
	Agreement
	HostName    string `db:"host_name" privacy:"internal"`
	PartnerName string `db:"partner_name" privacy:"internal"`
	CoopRef     string `db:"cooperation_ref" privacy:"internal"`
}

// Detail is an agreement with everything that is written in it.
type Detail struct {
	View
	Parties    []PartyView
	Witnesses  []string
	Served     []Served
	Texts      []Text // newest first
	Comments   []Comment
	Approvals  []Approval
	Papers     []Paper // newest first
	Moves      []Move  // newest first
	Activities []Activity
	States     map[id.Activity]ActivityState // of the activities, today
	Below      []View                        // agreements and plans that implement this one, addenda that change it
	Renewal    id.Agreement
}
