package assessment

import (
	"slices"
	"time"

	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
)

// ScreeningKinds lists what is screened for, in the order of the form.
func ScreeningKinds() []string {
	return []string{"general", "tb", "hiv", "hepatitis", "mental", "substance"}
}

// Result of a screening, as far as a programme needs to know it.
type Result string

// The results.
const (
	Clear    Result = "clear"
	FollowUp Result = "follow_up"
	Declined Result = "declined"
)

// Results lists the results in the order of the form.
func Results() []Result { return []Result{Clear, FollowUp, Declined} }

// Screening is one health screening.
type Screening struct {
	Facility   id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	ID         id.Screening    `db:"id" privacy:"internal" json:"id"`
	Person     id.Person       `db:"person_id" privacy:"internal" json:"person_id"`
	Kind       string          `db:"kind" privacy:"medical" json:"kind"`
	ScreenedOn civil.Date      `db:"screened_on" privacy:"medical" json:"screened_on"`
	Result     Result          `db:"result" privacy:"medical" json:"result"`
	Note       string          `db:"note" privacy:"medical" seal:"id" json:"note"`
	Version    int64           `db:"version" privacy:"internal" json:"version"`
	CreatedAt  time.Time       `db:"created_at" privacy:"internal" json:"-"`
	UpdatedAt  time.Time       `db:"updated_at" privacy:"internal" json:"-"`
}

// ScreeningCommand writes a screening down or corrects it.
type ScreeningCommand struct {
	ID         id.Screening // of a new one, optional
	Kind       string
	ScreenedOn civil.Date
	Result     Result
	Note       string
}

func (c *ScreeningCommand) validate(today civil.Date) error {
	var f errs.Fields
	directory.CheckChoice(&f, "kind", c.Kind, ScreeningKinds())
	person.CheckPast(&f, "screened_on", c.ScreenedOn, today)
	directory.CheckChoice(&f, "result", c.Result, Results())
	directory.CheckText(&f, "note", &c.Note, person.MaxShort, false)
	return f.Err()
}

// Stage is a stage of drug rehabilitation (SNI 8807:2019).
type Stage string

// The stages.
const (
	StageScreening Stage = "screening"
	StageEntry     Stage = "entry"
	StagePrimary   Stage = "primary"
	StageReEntry   Stage = "re_entry"
	StageAftercare Stage = "aftercare"
	StageFinished  Stage = "finished"
	StageLeft      Stage = "left"
)

// Stages lists the stages in their order.
func Stages() []Stage {
	return []Stage{StageScreening, StageEntry, StagePrimary, StageReEntry, StageAftercare, StageFinished, StageLeft}
}

// stageMoves are the permitted steps. Whoever left or relapsed begins again.
var stageMoves = map[Stage][]Stage{
	"":             {StageScreening, StageEntry},
	StageScreening: {StageEntry, StageLeft},
	StageEntry:     {StagePrimary, StageLeft},
	StagePrimary:   {StageReEntry, StageLeft},
	StageReEntry:   {StageAftercare, StageFinished, StagePrimary, StageLeft},
	StageAftercare: {StageFinished, StagePrimary, StageLeft},
	StageFinished:  {StageEntry},
	StageLeft:      {StageScreening, StageEntry},
}

// NextStages lists where a person at a stage may go; at none yet, where to begin.
func NextStages(from Stage) []Stage { return stageMoves[from] }

// Rehabilitation is one stage, with the four domain scores (0–100) at its start.
// The questions behind the scores belong to the owner of the instrument.
type Rehabilitation struct {
	Facility      id.Organisation  `db:"facility_id" privacy:"internal" json:"facility_id"`
	ID            RehabilitationID `db:"id" privacy:"internal" json:"id"`
	Person        id.Person        `db:"person_id" privacy:"internal" json:"person_id"`
	Stage         Stage            `db:"stage" privacy:"medical" json:"stage"`
	SinceOn       civil.Date       `db:"since_on" privacy:"medical" json:"since_on"`
	Physical      *int64           `db:"physical" privacy:"medical" json:"physical"`
	Psychological *int64           `db:"psychological" privacy:"medical" json:"psychological"`
	Social        *int64           `db:"social" privacy:"medical" json:"social"`
	Environment   *int64           `db:"environment" privacy:"medical" json:"environment"`
	Note          string           `db:"note" privacy:"medical" seal:"id" json:"note"`
	Version       int64            `db:"version" privacy:"internal" json:"version"`
	CreatedAt     time.Time        `db:"created_at" privacy:"internal" json:"-"`
	UpdatedAt     time.Time        `db:"updated_at" privacy:"internal" json:"-"`
}

// RehabilitationID is the key of a stage's row.
type RehabilitationID = id.ID[Rehabilitation]

// StageCommand moves a person to a stage, or corrects the row of one.
type StageCommand struct {
	ID            RehabilitationID // of a new one, optional
	Stage         Stage
	SinceOn       civil.Date
	Physical      *int64
	Psychological *int64
	Social        *int64
	Environment   *int64
	Note          string
}

func (c *StageCommand) validate(earlier []Rehabilitation, today civil.Date) error {
	var f errs.Fields
	directory.CheckChoice(&f, "stage", c.Stage, Stages())
	person.CheckPast(&f, "since_on", c.SinceOn, today)
	if len(earlier) > 0 && c.SinceOn.Before(earlier[0].SinceOn) {
		f.Add("since_on", "date.too_early", "min", earlier[0].SinceOn)
	}
	checkScore(&f, "physical", c.Physical)
	checkScore(&f, "psychological", c.Psychological)
	checkScore(&f, "social", c.Social)
	checkScore(&f, "environment", c.Environment)
	directory.CheckText(&f, "note", &c.Note, person.MaxShort, false)
	return f.Err()
}

// checkScore takes no score for "not measured".
func checkScore(f *errs.Fields, path string, score *int64) {
	if score != nil {
		person.CheckRange(f, path, int(*score), 0, 100)
	}
}

func (c *StageCommand) write(r *Rehabilitation) {
	r.Stage, r.SinceOn, r.Note = c.Stage, c.SinceOn, c.Note
	r.Physical, r.Psychological, r.Social, r.Environment = c.Physical, c.Psychological, c.Social, c.Environment
}

// mayFollow refuses a step that the stages do not know.
func (s Stage) mayFollow(last Stage) error {
	if slices.Contains(stageMoves[last], s) {
		return nil
	}
	return errs.New(errs.State, "rehabilitation.stage")
}

// HealthRecord is everything medical about a person.
type HealthRecord struct {
	Screenings     []Screening      `json:"screenings"`
	Rehabilitation []Rehabilitation `json:"rehabilitation"`
	Sheets         []Filling        `json:"-"` // of medical questionnaires
}

// Stage is the stage the person is at, empty when none.
func (h HealthRecord) Stage() Stage {
	if len(h.Rehabilitation) == 0 {
		return ""
	}
	return h.Rehabilitation[0].Stage
}
