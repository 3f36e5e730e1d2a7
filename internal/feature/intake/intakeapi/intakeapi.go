// Package intakeapi is imports as JSON: what was received, what was found in its
// rows, and the steps from there: check, confirm, put aside, take back.
//
// It owns paths and wire shapes; who may do what is the service's. A file itself
// is handed in by the page or the command line, which take it as a stream.
package intakeapi

import (
	"context"
	"time"

	"titian/internal/delivery/api"
	"titian/internal/feature/intake"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
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
	Progress   float64         `json:"progress" doc:"Share that is applied, from 0 to 1."`
	By         string          `json:"by"`
	CreatedAt  time.Time       `json:"created_at"`
	Version    int64           `json:"version"`
}

func view(i intake.Import) Import {
	return Import{
		ID: i.ID, Office: i.Office, Facility: i.Into, FileName: i.FileName, Status: string(i.Status), Rows: i.Rows, New: i.Fresh, Changed: i.Changed, Unchanged: i.Same,
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

// Register adds the operations. The app calls it.
func Register(a *api.API, s *intake.Service) {
	files := api.Resource[id.Import, intake.Import, Import]{
		API: a, Path: "/imports", Tag: tag, Name: "import", Get: s.Get, View: view,
		Key:     func(i intake.Import) id.Import { return i.ID },
		Version: func(i intake.Import) int64 { return i.Version },
	}
	api.One(files)
	api.List(a, api.Op{Path: "/imports", Tag: tag, Summary: "List imports", Detail: "Newest first."},
		func(ctx context.Context, actor authz.Actor, _ api.None, p page.Request) (page.Of[intake.Import], error) {
			return s.List(ctx, actor, p)
		}, view)
	api.List(a, api.Op{Path: "/imports/{id}/remarks", Tag: tag, Summary: "List what there is to say of an import's rows"},
		func(ctx context.Context, actor authz.Actor, q remarksQuery, p page.Request) (page.Of[intake.Remark], error) {
			return s.Remarks(ctx, actor, q.ID, intake.RemarkFilter{What: q.What}, p)
		}, remarkView)
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
