// Package intakeapi is imports over the API: a file is handed in, what was found
// in its rows is read, and the steps from there are taken: columns, check,
// confirm, put aside, take back. The checked workbook comes back as a file.
//
// It owns paths and wire shapes; who may do what is the service's.
package intakeapi

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"time"

	"titian/internal/delivery/api"
	"titian/internal/feature/intake"
	"titian/internal/feature/intake/intaketext"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
	"titian/internal/platform/tabular"
)

const tag = "Imports"

// Import is a file as clients see it.
type Import struct {
	ID         id.Import       `json:"id"`
	Office     id.Organisation `json:"office_id"`
	Facility   id.Organisation `json:"facility_id" doc:"That the people go into; null when each row names its own."`
	FileName   string          `json:"file_name"`
	Status     string          `json:"status" enum:"read,checked,applying,done,undoing,undone,dropped"`
	Rows       int             `json:"rows"`
	New        int             `json:"new"`
	Changed    int             `json:"changed"`
	Unchanged  int             `json:"unchanged"`
	Wrong      int             `json:"wrong"`
	Duplicates int             `json:"likely_duplicates" doc:"Of the new ones."`
	Sentences  int             `json:"sentences" doc:"Rows of which something of a sentence is taken over."`
	Flagged    int             `json:"differ_from_ours" doc:"Rows with dates of SDP that differ from our estimates, or from an officer's word."`
	Skipped    int             `json:"skipped"`
	Kept       int             `json:"kept" doc:"When it was taken back."`
	Columns    []Column        `json:"columns" doc:"Of the file, from left to right."`
	Progress   float64         `json:"progress" doc:"Share that is applied, from 0 to 1."`
	By         string          `json:"by"`
	CreatedAt  time.Time       `json:"created_at"`
	Version    int64           `json:"version"`
}

// Column is one column of a file with what it means.
type Column struct {
	Letter string `json:"letter" example:"B"`
	Header string `json:"header"`
	Field  string `json:"field" example:"register_no" doc:"Empty where it is not taken over."`
}

func view(i intake.Import) Import {
	columns := make([]Column, len(i.Shape.Columns))
	for n, c := range i.Shape.Columns {
		columns[n] = Column{tabular.ColumnName(n), c.Header, string(c.Field)}
	}
	return Import{
		Columns: columns,
		ID:      i.ID, Office: i.Office, Facility: i.Into, FileName: i.FileName, Status: string(i.Status), Rows: i.Rows, New: i.Fresh, Changed: i.Changed, Unchanged: i.Same,
		Wrong: i.Wrong, Duplicates: i.Doubtful, Sentences: i.Sentences, Flagged: i.Flagged, Skipped: i.Skipped, Kept: i.Kept, Progress: i.Progress(), By: i.Actor, CreatedAt: i.CreatedAt, Version: i.Version,
	}
}

// Remark is what there is to say of one row.
type Remark struct {
	Line    int          `json:"line"`
	What    string       `json:"what" enum:"wrong,doubtful,changed,flagged,skipped,kept"`
	Person  id.Person    `json:"person_id"`
	Wrong   []Mistake    `json:"wrong"`
	Differs []Difference `json:"differs"`
}

// Mistake is one thing that is wrong; the code is a message's.
type Mistake struct {
	Column int    `json:"column" doc:"From 0; -1 for the row as a whole."`
	Field  string `json:"field"`
	Code   string `json:"code"`
}

// Difference is one field that a row changes.
type Difference struct {
	Field string `json:"field"`
	Old   string `json:"old"`
	New   string `json:"new"`

	Beside string `json:"beside" enum:",estimate,officer" doc:"Nothing changes: old is our estimate, over which SDP wins, or an officer's word, which stays."`
}

func remarkView(r intake.Remark) Remark {
	out := Remark{Line: r.Line, What: r.What, Person: r.Person, Wrong: []Mistake{}, Differs: []Difference{}}
	for _, m := range r.Wrong {
		out.Wrong = append(out.Wrong, Mistake{m.Column, string(m.Field), m.Code})
	}
	for _, d := range r.Differs {
		out.Differs = append(out.Differs, Difference{string(d.Field), d.Old, d.New, string(d.Beside)})
	}
	return out
}

type remarksQuery struct {
	ID   id.Import `path:"id"`
	What string    `query:"what" enum:"wrong,doubtful,changed,flagged,skipped,kept"`
}

type confirmBody struct {
	GoodRows   bool `json:"good_rows,omitempty" doc:"Take the good rows although others are wrong."`
	NoDoubtful bool `json:"no_likely_duplicates,omitempty" doc:"Leave out new people who resemble somebody known."`
}

// received is where a file goes and what it is called.
type received struct {
	Facility id.Organisation `query:"facility_id" doc:"That the people go into; absent when a column names each row's."`
	FileName string          `query:"file_name" doc:"As the office knows it."`
}

// columnsBody says what columns mean; those that are not named stay as they are.
type columnsBody struct {
	Columns []namedColumn `json:"columns"`
}

type namedColumn struct {
	Letter string `json:"letter" maxLength:"3"`
	Field  string `json:"field" maxLength:"40" doc:"Empty to leave it out."`
}

// fields are an import's with the named ones changed.
func (b columnsBody) fields(i intake.Import) ([]intake.Field, error) {
	out := i.Shape.Fields()
	var f errs.Fields
	for n, c := range b.Columns {
		at := intake.ColumnAt(c.Letter)
		if at < 0 || at >= len(out) {
			f.Add(fmt.Sprintf("columns[%d].letter", n), "choice.invalid")
			continue
		}
		out[at] = intake.Field(c.Field)
	}
	return out, f.Err()
}

type one struct {
	ID id.Import `path:"id"`
}

const (
	xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	long = 10 * time.Minute // for operations that read a whole file
)

// Register adds the operations. The app calls it.
func Register(a *api.API, s *intake.Service) {
	files := api.Resource[id.Import, intake.Import, Import]{
		API: a, Path: "/imports", Tag: tag, Name: "import", Get: s.Get, View: view,
		Key:     func(i intake.Import) id.Import { return i.ID },
		Version: func(i intake.Import) int64 { return i.Version },
		Within:  long,
	}
	api.Upload(a, api.Op{
		Path: "/imports", Tag: tag, Summary: "Hand in a file of people",
		Detail: "The body is the file: CSV or XLSX, at most 50 MB. Nothing changes before it is confirmed: check it next, look at its remarks, then confirm. Read the import to see how far it is.",
	}, intake.MaxFile, func(ctx context.Context, actor authz.Actor, in received, file io.Reader) (Import, error) {
		i, err := s.Receive(ctx, actor, intake.ReceiveCommand{Into: in.Facility, FileName: in.FileName, File: file})
		return view(i), err
	}, func(ctx context.Context, actor authz.Actor, _ received, result string) (Import, error) {
		var key id.Import
		if err := key.UnmarshalText([]byte(result)); err != nil {
			return Import{}, err
		}
		i, err := s.Get(ctx, actor, key)
		return view(i), err
	})
	api.One(files)
	api.List(a, api.Op{Path: "/imports", Tag: tag, Summary: "List imports", Detail: "Newest first."},
		func(ctx context.Context, actor authz.Actor, _ api.None, p page.Request) (page.Of[intake.Import], error) {
			return s.List(ctx, actor, p)
		}, view)
	api.List(a, api.Op{Path: "/imports/{id}/remarks", Tag: tag, Summary: "List what there is to say of an import's rows"},
		func(ctx context.Context, actor authz.Actor, q remarksQuery, p page.Request) (page.Of[intake.Remark], error) {
			return s.Remarks(ctx, actor, q.ID, intake.RemarkFilter{What: q.What}, p)
		}, remarkView)
	api.Download(a, api.Op{
		Path: "/imports/{id}/checked.xlsx", Tag: tag, Summary: "Read an import's file with what there is to correct",
		Detail: "The file as a workbook: before its own columns what becomes of each row and why; cells that are wrong are coloured. Corrected there, it can be handed in again.",
	}, func(ctx context.Context, actor authz.Actor, in one) (api.Content, error) {
		i, err := s.Get(ctx, actor, in.ID)
		if err != nil {
			return api.Content{}, err
		}
		var b bytes.Buffer
		err = s.Annotated(ctx, actor, in.ID, &b, intaketext.Annotation(i18n.From(ctx), i.Shape))
		return api.Content{Name: "hasil-periksa.xlsx", Type: xlsx, Size: int64(b.Len()), Body: &b}, err
	})
	api.Act(files, "columns", "Say what an import's columns mean", func(ctx context.Context, actor authz.Actor, key id.Import, version int64, b columnsBody) (intake.Import, error) {
		i, err := s.Get(ctx, actor, key)
		if err != nil {
			return i, err
		}
		fields, err := b.fields(i)
		if err != nil {
			return i, err
		}
		return s.Map(ctx, actor, key, version, fields)
	})
	api.Act(files, "check", "Compare an import's rows with the register", func(ctx context.Context, actor authz.Actor, key id.Import, _ int64, _ api.None) (intake.Import, error) {
		return s.Check(ctx, actor, key, nil)
	})
	api.Act(files, "confirm", "Take a checked import into the register", func(ctx context.Context, actor authz.Actor, key id.Import, version int64, b confirmBody) (intake.Import, error) {
		return s.Confirm(ctx, actor, key, intake.ConfirmCommand{GoodRows: b.GoodRows, NoDoubtful: b.NoDoubtful, Version: version})
	})
	api.Act(files, "drop", "Put an import aside", func(ctx context.Context, actor authz.Actor, key id.Import, version int64, _ api.None) (intake.Import, error) {
		return s.Drop(ctx, actor, key, version)
	})
	api.Act(files, "undo", "Take a whole import back, on its day", func(ctx context.Context, actor authz.Actor, key id.Import, version int64, _ api.None) (intake.Import, error) {
		return s.Undo(ctx, actor, key, version)
	})
}
