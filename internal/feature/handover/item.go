package handover

import (
	"slices"
	"strconv"

	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
)

// Papers lists what a file should hold.
func Papers() []string {
	return []string{"release_letter", "id_papers", "assessment", "programme_record", "certificates", "health_summary", "guarantor", "follow_on_plan"}
}

// Answer to whether a paper is there.
type Answer string

// The answers. A paper that is missing is said to be missing, with a note why:
// that is an answer, and the receiving office knows what to chase.
const (
	Enclosed      Answer = "enclosed"
	Missing       Answer = "missing"
	NotApplicable Answer = "not_applicable"
)

// Answers lists the answers in the order of the form.
func Answers() []Answer { return []Answer{Enclosed, Missing, NotApplicable} }

// Item is the answer to one paper. A paper without an answer has no row.
type Item struct {
	Facility id.Organisation `db:"facility_id" privacy:"internal" json:"-"`
	HandOver id.HandOver     `db:"handover_id" privacy:"internal" json:"-"`
	Item     string          `db:"item" privacy:"internal" json:"item"`
	Answer   Answer          `db:"answer" privacy:"internal" json:"answer"`
	Note     string          `db:"note" privacy:"restricted" seal:"handover_id" json:"note"`
}

// ItemAnswer is one line of the form; an empty answer leaves the paper open.
type ItemAnswer struct {
	Item   string `json:"item" enum:"release_letter,id_papers,assessment,programme_record,certificates,health_summary,guarantor,follow_on_plan"`
	Answer Answer `json:"answer,omitempty" enum:"enclosed,missing,not_applicable"`
	Note   string `json:"note,omitempty" maxLength:"500"`
}

func checkItems(f *errs.Fields, items []ItemAnswer) {
	seen := map[string]bool{}
	for i := range items {
		it, at := &items[i], "items["+strconv.Itoa(i)+"]."
		if !slices.Contains(Papers(), it.Item) || seen[it.Item] {
			f.Add(at+"item", "choice.invalid")
		}
		seen[it.Item] = true
		if it.Answer != "" {
			directory.CheckChoice(f, at+"answer", it.Answer, Answers())
		}
		directory.CheckText(f, at+"note", &it.Note, person.MaxShort, it.Answer == Missing)
	}
}

// rows are the answered lines, in the order of Papers.
func (c *Command) rows(h HandOver) []Item {
	var out []Item
	for _, paper := range Papers() {
		for _, a := range c.Items {
			if a.Item == paper && a.Answer != "" {
				out = append(out, Item{h.Facility, h.ID, a.Item, a.Answer, a.Note})
			}
		}
	}
	return out
}

// Answer is the line of one paper; its Answer is empty while it is open.
func (f File) Answer(paper string) Item {
	for _, it := range f.Items {
		if it.Item == paper {
			return it
		}
	}
	return Item{Item: paper}
}

// Unanswered lists what keeps the file from being sent, by the names that the
// form and the API give it.
func (f File) Unanswered() []string {
	var out []string
	if f.Summary == "" {
		out = append(out, "summary")
	}
	if f.FollowOn == "" {
		out = append(out, "follow_on")
	}
	for i, paper := range Papers() {
		if f.Answer(paper).Answer == "" {
			out = append(out, "items["+strconv.Itoa(i)+"].answer")
		}
	}
	return out
}

// complete is the gate before sending: State, with every gap as a field.
func (f File) complete() error {
	var gaps errs.Fields
	for _, path := range f.Unanswered() {
		gaps.Add(path, "handover.unanswered")
	}
	if err := errs.As(gaps.Err()); err != nil {
		return &errs.Error{Kind: errs.State, Code: "handover.incomplete", Fields: err.Fields}
	}
	return nil
}
