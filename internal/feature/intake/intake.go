// Package intake takes files of people into the register: the exports and
// spreadsheets that offices have today.
//
// It owns the intake_* tables: a file's way from being received to being applied
// or undone, what was found in each of its rows, and which header an office calls
// which column. A row becomes a person by the rules of the form and no others;
// what SDP exports is taken as it stands and never claimed to be replaced. It
// refuses to half-land: what a file does is planned row by row before anybody
// confirms it, and a file that the program was killed over goes on exactly as
// planned.
//
// Start with Import, then Service: Receive, Check, Confirm, Work, Undo. field.go
// knows the columns, row.go reads a row, known.go finds whom it means.
package intake

import (
	"database/sql/driver"
	"encoding/json"
	"time"

	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/tabular"
)

// Status is how far a file has come.
type Status string

// The statuses. Applying and Undoing are worked off part by part, by whoever
// asks and after a restart by the program itself.
const (
	Read     Status = "read"    // received; its rows are not compared yet, or no longer
	Checked  Status = "checked" // each row is planned; nothing has changed
	Applying Status = "applying"
	Done     Status = "done"
	Undoing  Status = "undoing"
	Undone   Status = "undone"
	Dropped  Status = "dropped" // put aside without a change
)

// Import is one file on its way into the register.
type Import struct {
	ID          id.Import       `db:"id" privacy:"internal" json:"id"`
	Office      id.Organisation `db:"office_id" privacy:"internal" json:"office_id"`
	Into        id.Organisation `db:"into_id" privacy:"internal" json:"facility_id,omitzero"` // zero: each row names its facility
	FileName    string          `db:"file_name" privacy:"restricted" json:"file_name"`
	FileSize    int64           `db:"file_size" privacy:"internal" json:"file_size"`
	FileHash    []byte          `db:"file_hash" privacy:"internal" json:"-"`
	Blob        id.Blob         `db:"blob_id" privacy:"internal" json:"-"`
	Shape       Shape           `db:"shape" privacy:"restricted" json:"shape"`
	Status      Status          `db:"status" privacy:"internal" json:"status"`
	GoodRows    bool            `db:"good_rows" privacy:"internal" json:"good_rows"`
	NoDoubtful  bool            `db:"no_doubtful" privacy:"internal" json:"no_likely_duplicates"`
	Rows        int             `db:"rows_read" privacy:"internal" json:"rows"`
	Fresh       int             `db:"fresh" privacy:"internal" json:"new"`
	Changed     int             `db:"changed" privacy:"internal" json:"changed"`
	Same        int             `db:"same" privacy:"internal" json:"unchanged"`
	Wrong       int             `db:"wrong" privacy:"internal" json:"wrong"`
	Doubtful    int             `db:"doubtful" privacy:"internal" json:"likely_duplicates"` // of the fresh ones
	Skipped     int             `db:"skipped" privacy:"internal" json:"skipped"`            // planned, and not possible any more when its turn came
	Sentences   int             `db:"sentences" privacy:"internal" json:"sentences"`        // rows of which something of a sentence is taken over
	Flagged     int             `db:"flagged" privacy:"internal" json:"differ_from_ours"`   // rows with dates of SDP that differ from ours, or from an officer's
	Kept        int             `db:"kept" privacy:"internal" json:"kept"`                  // by an undo, because others had gone on with it
	Chunks      int             `db:"chunks" privacy:"internal" json:"-"`
	Applied     int             `db:"applied" privacy:"internal" json:"-"`
	User        id.User         `db:"user_id" privacy:"internal" json:"-"`
	Actor       string          `db:"actor" privacy:"internal" json:"by"`
	Role        authz.Role      `db:"role" privacy:"internal" json:"-"`
	Reach       string          `db:"reach" privacy:"internal" json:"-"`
	ConfirmedAt time.Time       `db:"confirmed_at" privacy:"internal" json:"confirmed_at,omitzero"`
	EndedAt     time.Time       `db:"ended_at" privacy:"internal" json:"ended_at,omitzero"`
	Version     int64           `db:"version" privacy:"internal" json:"version"`
	CreatedAt   time.Time       `db:"created_at" privacy:"internal" json:"created_at"`
	UpdatedAt   time.Time       `db:"updated_at" privacy:"internal" json:"-"`
}

// MayUndo reports whether the whole file can still be taken back: on its day.
func (i Import) MayUndo(now time.Time) bool {
	return (i.Status == Done || i.Status == Applying) && civil.Today(i.ConfirmedAt) == civil.Today(now)
}

// Progress is the share of the work under way that is done, from 0 to 1.
func (i Import) Progress() float64 {
	if i.Chunks == 0 {
		return 1
	}
	return float64(i.Applied) / float64(i.Chunks)
}

// Shape is what a file looks like: where its table is and what its columns mean.
type Shape struct {
	Format   tabular.Format `json:"format"`
	Encoding string         `json:"encoding,omitempty"`
	Sheet    string         `json:"sheet,omitempty"`
	Others   []string       `json:"other_sheets,omitempty"` // that are not read
	Line     int            `json:"header_line"`
	Columns  []Column       `json:"columns"`
}

// Column is one column of a file. Field is empty where it is not taken over.
type Column struct {
	Header string `json:"header"`
	Field  Field  `json:"field,omitempty"`
}

// Fields are the columns' meanings, from left to right.
func (s Shape) Fields() []Field {
	out := make([]Field, len(s.Columns))
	for i, c := range s.Columns {
		out[i] = c.Field
	}
	return out
}

// String is the shape as it is stored.
func (s Shape) String() string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // texts and numbers alone
	}
	return string(b)
}

// Value stores String.
func (s Shape) Value() (driver.Value, error) { return s.String(), nil }

// Scan reads what String wrote.
func (s *Shape) Scan(v any) error {
	switch v := v.(type) {
	case string:
		return json.Unmarshal([]byte(v), s)
	case []byte:
		return json.Unmarshal(v, s)
	}
	return errs.New(errs.Internal, "shape")
}

// What is to be done with a row.
type What byte

// The kinds of rows.
const (
	IsFresh    What = 'n' // a new person
	IsDoubtful What = 'd' // a new person who resembles one that is known
	IsChanged  What = 'c'
	IsSame     What = 's'
	IsWrong    What = 'w'
)

// Remark is what there is to say of one row: what is wrong with it, whom it
// resembles, what it changes, where SDP and we differ, or why it was not done.
type Remark struct {
	Line    int          `json:"line"`
	What    string       `json:"what"` // wrong, doubtful, changed, flagged, skipped, kept
	Person  id.Person    `json:"person_id,omitzero"`
	Name    string       `json:"name,omitempty"`
	Wrong   []Mistake    `json:"wrong,omitempty"`
	Differs []Difference `json:"differs,omitempty"`

	Like []person.Likeness `json:"like,omitempty"` // why it may be somebody's second record
}

// Mistake is one thing that is wrong, with its place.
type Mistake struct {
	Column int       `json:"column"` // from 0; -1 for the row as a whole
	Field  Field     `json:"field,omitempty"`
	Code   string    `json:"code"`
	Args   errs.Args `json:"args,omitempty"`
}

// Difference is one field that a row changes. An identity number is told to
// change and not shown. Where Beside says so, nothing changes: SDP's date wins
// over our estimate, and what an officer wrote stays beside what SDP says.
type Difference struct {
	Field  Field  `json:"field"`
	Old    string `json:"old,omitempty"`
	New    string `json:"new,omitempty"`
	Beside Beside `json:"beside,omitempty"`
}

// Beside is whose value a file's differs from without changing it.
type Beside string

// The others: what the register computes, and what one of its officers wrote.
const (
	Estimate Beside = "estimate"
	Officer  Beside = "officer"
)
