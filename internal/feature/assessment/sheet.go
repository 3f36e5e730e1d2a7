package assessment

import (
	"encoding/json"
	"maps"
	"time"

	"titian/internal/engine/questionnaire"
	"titian/internal/engine/survival"
	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
)

// SheetStatus is where a filling stands.
type SheetStatus string

// The statuses. What was submitted never changes; a mistake in it is corrected
// by another sheet, which says why and takes its place.
const (
	SheetDraft     SheetStatus = "draft"
	SheetSubmitted SheetStatus = "submitted"
	SheetReplaced  SheetStatus = "replaced"
)

// Sheet is one filling of one version of a questionnaire about one person.
type Sheet struct {
	Facility      id.Organisation       `db:"facility_id" privacy:"internal" json:"facility_id"`
	ID            id.Sheet              `db:"id" privacy:"internal" json:"id"`
	Person        id.Person             `db:"person_id" privacy:"internal" json:"person_id"`
	Questionnaire id.Questionnaire      `db:"questionnaire_id" privacy:"restricted" json:"questionnaire_id"`
	Code          string                `db:"code" privacy:"restricted" json:"key"`
	Class         questionnaire.Privacy `db:"class" privacy:"restricted" json:"privacy"`
	Status        SheetStatus           `db:"status" privacy:"internal" json:"status"`
	TakenOn       civil.Date            `db:"taken_on" privacy:"restricted" json:"taken_on"`
	Ordinary      string                `db:"answers" privacy:"restricted" seal:"id" json:"-"`
	Medical       string                `db:"medical" privacy:"medical" seal:"id" json:"-"`
	AuthorID      id.User               `db:"author_id" privacy:"internal" json:"-"`
	Author        string                `db:"author" privacy:"internal" json:"author"`
	Corrects      id.Sheet              `db:"corrects_id" privacy:"internal" json:"corrects_id"`
	Reason        string                `db:"reason" privacy:"restricted" seal:"id" json:"reason"`
	SubmittedAt   time.Time             `db:"submitted_at" privacy:"internal" json:"submitted_at"`
	NeedsAt       time.Time             `db:"needs_at" privacy:"internal" json:"needs_at"`
	Version       int64                 `db:"version" privacy:"internal" json:"version"`
	CreatedAt     time.Time             `db:"created_at" privacy:"internal" json:"-"`
	UpdatedAt     time.Time             `db:"updated_at" privacy:"internal" json:"-"`
}

// answers are those that the reader may see.
func (x Sheet) answers(withMedical bool) (questionnaire.Answers, error) {
	out := questionnaire.Answers{}
	if err := json.Unmarshal([]byte(x.Ordinary), &out); err != nil {
		return nil, errs.New(errs.Internal, "sheet.broken").Because(err)
	}
	if !withMedical || x.Medical == "" {
		return out, nil
	}
	medical := questionnaire.Answers{}
	if err := json.Unmarshal([]byte(x.Medical), &medical); err != nil {
		return nil, errs.New(errs.Internal, "sheet.broken").Because(err)
	}
	maps.Copy(out, medical)
	return out, nil
}

// store parts answers into the two columns. Whoever may not see what is medical
// leaves that column as it is.
func (x *Sheet) store(q *questionnaire.Questionnaire, a questionnaire.Answers, withMedical bool) error {
	ordinary, medical := q.Split(a)
	text, err := json.Marshal(ordinary)
	if err != nil {
		return err
	}
	x.Ordinary = string(text)
	if !withMedical {
		return nil
	}
	x.Medical = ""
	if len(medical) > 0 {
		text, err = json.Marshal(medical)
		x.Medical = string(text)
	}
	return err
}

// Filling is a sheet with its questionnaire and what follows from its answers,
// as far as the reader may see them.
type Filling struct {
	Sheet
	Edition     Edition
	Form        *questionnaire.Questionnaire
	Answers     questionnaire.Answers
	WithMedical bool // the reader sees, and is asked, what is medical
	Outcomes    []Outcome
	Proposed    []questionnaire.Proposed // needs that wait for an officer's word
	ReplacedBy  id.Sheet
}

// Outcome is one score, and what became of it since the time before.
type Outcome struct {
	questionnaire.Result
	Earlier *Earlier
}

// Earlier is the same score the time before. Index is the change in units of its
// own measurement error; Told says whether a change may be told.
type Earlier struct {
	Sheet   id.Sheet
	TakenOn civil.Date
	Value   float64
	Index   float64
	Told    Told
}

// Told is what may be said about two scores.
type Told string

// What may be said. Between scores without a known measurement error, and
// between two that do not mean the same, nothing may.
const (
	Rose          = Told(survival.Rose)
	Fell          = Told(survival.Fell)
	NoClearChange = Told(survival.NoClearChange)
	ErrorUnknown  = Told("error_unknown")
	Incomparable  = Told("incomparable")
)

// Better reports whether a change is one for the better (1) or the worse (-1),
// when the questionnaire says which is which.
func (o Outcome) Better() int {
	if o.Earlier == nil || o.Score.Better == "" {
		return 0
	}
	switch direction := o.Earlier.Told; {
	case direction == Rose && o.Score.Better == "higher", direction == Fell && o.Score.Better == "lower":
		return 1
	case direction == Rose, direction == Fell:
		return -1
	}
	return 0
}

// BeginCommand begins a filling.
type BeginCommand struct {
	ID  id.Sheet // of a new one, optional
	Key string   // which questionnaire
}

// SaveCommand keeps answers of a draft. Answers to items that are not named
// stay; an empty one is taken back. A zero day stays as it was.
type SaveCommand struct {
	TakenOn civil.Date
	Answers questionnaire.Answers
}

// CorrectCommand begins a sheet that takes the place of a submitted one.
type CorrectCommand struct {
	ID     id.Sheet // of the new one, optional
	Reason string
}

func (c *CorrectCommand) validate() error {
	var f errs.Fields
	directory.CheckText(&f, "reason", &c.Reason, person.MaxShort, true)
	return f.Err()
}
