package outcomeapi

import (
	"titian/internal/feature/outcome"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
)

// FollowUp is one follow-up as clients see it. The answers are empty when the
// person was not reached.
type FollowUp struct {
	ID         id.FollowUp     `json:"id"`
	Facility   id.Organisation `json:"facility_id" doc:"Facility that let the person go"`
	Person     id.Person       `json:"person_id"`
	Milestone  int             `json:"milestone" doc:"Months after release: 3, 6, 12 or 24"`
	ReleasedOn civil.Date      `json:"released_on"`
	DueOn      civil.Date      `json:"due_on"`
	DoneOn     civil.Date      `json:"done_on"`
	Reached    bool            `json:"reached"`
	Livelihood string          `json:"livelihood" enum:",employed,business,studying,seeking,unable,none"`
	Income     *money.Rupiah   `json:"income" doc:"Rupiah a month; null when not told"`
	Housing    string          `json:"housing" enum:",settled,temporary,none"`
	Family     string          `json:"family" enum:",in_contact,restored,no_contact"`
	Reoffended string          `json:"reoffended" enum:",no,yes"`
	Note       string          `json:"note"`
	Version    int64           `json:"version"`
}

func view(x outcome.FollowUp) FollowUp {
	return FollowUp{
		ID: x.ID, Facility: x.Facility, Person: x.Person, Milestone: x.Milestone, ReleasedOn: x.ReleasedOn, DueOn: outcome.DueOn(x.ReleasedOn, x.Milestone),
		DoneOn: x.DoneOn, Reached: x.Reached, Livelihood: string(x.Livelihood), Income: x.Income, Housing: string(x.Housing), Family: string(x.Family),
		Reoffended: string(x.Reoffended), Note: x.Note, Version: x.Version,
	}
}

// Row is a follow-up of a list, with whose it is.
type Row struct {
	FollowUp
	Name       string `json:"name"`
	RegisterNo string `json:"register_no"`
}

func viewRow(x outcome.Row) Row { return Row{view(x.FollowUp), x.Name, x.RegisterNo} }

// Due is a follow-up to do.
type Due struct {
	Person     id.Person       `json:"person_id"`
	Facility   id.Organisation `json:"facility_id"`
	Probation  id.Organisation `json:"probation_id" doc:"Office that guides the person; empty when none does"`
	Name       string          `json:"name"`
	RegisterNo string          `json:"register_no"`
	ReleasedOn civil.Date      `json:"released_on"`
	Milestone  int             `json:"milestone"`
	DueOn      civil.Date      `json:"due_on"`
	Standing   string          `json:"standing" enum:"open,overdue"`
}

func viewDue(x outcome.DueRow) Due {
	return Due{x.Person, x.Facility, x.Probation, x.Name, x.RegisterNo, x.ReleasedOn, x.Milestone, x.DueOn, string(x.Standing)}
}

// recordBody tells of a follow-up of the person's latest release.
type recordBody struct {
	ID         id.FollowUp   `json:"id,omitempty" doc:"A key of the client's own, optional"`
	Person     id.Person     `json:"person_id"`
	Milestone  int           `json:"milestone" doc:"Months after release: 3, 6, 12 or 24"`
	DoneOn     civil.Date    `json:"done_on"`
	Reached    bool          `json:"reached"`
	Livelihood string        `json:"livelihood,omitempty" enum:",employed,business,studying,seeking,unable,none"`
	Income     *money.Rupiah `json:"income,omitempty" doc:"Rupiah a month, of those in work or with a business"`
	Housing    string        `json:"housing,omitempty" enum:",settled,temporary,none"`
	Family     string        `json:"family,omitempty" enum:",in_contact,restored,no_contact"`
	Reoffended string        `json:"reoffended,omitempty" enum:",no,yes"`
	Note       string        `json:"note,omitempty" maxLength:"500"`
}

func (b recordBody) command() outcome.RecordCommand {
	return outcome.RecordCommand{
		ID: b.ID, Person: b.Person, Milestone: b.Milestone, DoneOn: b.DoneOn, Reached: b.Reached, Livelihood: outcome.Livelihood(b.Livelihood),
		Income: b.Income, Housing: outcome.Housing(b.Housing), Family: outcome.Family(b.Family), Reoffended: outcome.Answer(b.Reoffended), Note: b.Note,
	}
}

// changeBody corrects what it names; what is absent stays. A person who turns out
// not to have been reached has no answers left, and one without work no income.
type changeBody struct {
	DoneOn     *civil.Date   `json:"done_on,omitempty"`
	Reached    *bool         `json:"reached,omitempty"`
	Livelihood *string       `json:"livelihood,omitempty" enum:",employed,business,studying,seeking,unable,none"`
	Income     *money.Rupiah `json:"income,omitempty"`
	Housing    *string       `json:"housing,omitempty" enum:",settled,temporary,none"`
	Family     *string       `json:"family,omitempty" enum:",in_contact,restored,no_contact"`
	Reoffended *string       `json:"reoffended,omitempty" enum:",no,yes"`
	Note       *string       `json:"note,omitempty" maxLength:"500"`
}

// command is the follow-up as it is with what the body names changed. The version
// that the client has read keeps two such changes apart.
func (b changeBody) command(x outcome.FollowUp) outcome.ChangeCommand {
	c := outcome.ChangeCommand{DoneOn: given(b.DoneOn, x.DoneOn), Reached: given(b.Reached, x.Reached), Note: given(b.Note, x.Note), Income: b.Income}
	if !c.Reached {
		x.Livelihood, x.Housing, x.Family, x.Reoffended = "", "", "", ""
	}
	c.Livelihood = outcome.Livelihood(given(b.Livelihood, string(x.Livelihood)))
	c.Housing = outcome.Housing(given(b.Housing, string(x.Housing)))
	c.Family = outcome.Family(given(b.Family, string(x.Family)))
	c.Reoffended = outcome.Answer(given(b.Reoffended, string(x.Reoffended)))
	if c.Income == nil && c.Livelihood.Earns() {
		c.Income = x.Income
	}
	return c
}

func given[T any](v *T, otherwise T) T {
	if v == nil {
		return otherwise
	}
	return *v
}
