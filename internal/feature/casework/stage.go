package casework

import (
	"context"
	"slices"
	"time"

	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Stage is a stage of guidance (PP 31/1999 ps 9). Empty is "no board has said".
type Stage string

// The stages.
const (
	Early Stage = "early" // awal: from the start to 1/3
	Mid1  Stage = "mid1"  // lanjutan I: 1/3 to 1/2
	Mid2  Stage = "mid2"  // lanjutan II: 1/2 to 2/3, day assimilation is possible
	Final Stage = "final" // akhir: from 2/3 until release
)

// Stages lists the stages in their order.
func Stages() []Stage { return []Stage{Early, Mid1, Mid2, Final} }

// stageMoves are what a board may decide. A person comes to a stage step by
// step, and may be put back one; the first board that sees somebody who has
// served for long says where they stand.
var stageMoves = map[Stage][]Stage{
	"":    {Early, Mid1, Mid2, Final},
	Early: {Mid1},
	Mid1:  {Mid2, Early},
	Mid2:  {Final, Mid1},
	Final: {Mid2},
}

// NextStages lists where a board may move somebody from a stage.
func NextStages(from Stage) []Stage { return stageMoves[from] }

// rank orders the stages; none is before the first.
func (s Stage) rank() int { return slices.Index(Stages(), s) }

// StageRow is one entry of a person's way through the stages.
type StageRow struct {
	Facility  id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	ID        StageID         `db:"id" privacy:"internal" json:"id"`
	Person    id.Person       `db:"person_id" privacy:"internal" json:"person_id"`
	Stage     Stage           `db:"stage" privacy:"restricted" json:"stage"`
	SinceOn   civil.Date      `db:"since_on" privacy:"restricted" json:"since_on"`
	Case      id.Case         `db:"case_id" privacy:"internal" json:"case_id,omitzero"`
	Reason    string          `db:"reason" privacy:"restricted" seal:"id" json:"reason"`
	Author    string          `db:"author" privacy:"internal" json:"author"`
	Newest    bool            `db:"newest" privacy:"internal" json:"newest"`
	CreatedAt time.Time       `db:"created_at" privacy:"internal" json:"-"`
}

// StageID is the key of an entry.
type StageID = id.ID[StageRow]

// StagesOf is a person's way through the stages, newest first.
func (s *Service) StagesOf(ctx context.Context, a authz.Actor, p id.Person) ([]StageRow, error) {
	if err := policy.Check(a, CanReadReview); err != nil {
		return nil, err
	}
	if _, err := person.Visible(ctx, s.db, a, p); err != nil {
		return nil, err
	}
	return stagesOf(ctx, s.db, p)
}

// stagesOf orders by the mark first: two entries of one instant have no other order.
func stagesOf(ctx context.Context, q db.Querier, p id.Person) ([]StageRow, error) {
	return db.All[StageRow](ctx, q, selectStage+`WHERE person_id = $1 ORDER BY newest DESC, created_at DESC, id DESC`, p)
}

func stageOf(ctx context.Context, q db.Querier, p id.Person) (StageRow, error) {
	r, _, err := db.Find[StageRow](ctx, q, selectStage+`WHERE person_id = $1 AND newest = $2`, p, true)
	return r, err
}

// enter adds an entry and takes the mark of the newest from the one before. The
// caller has locked the person.
func enter(ctx context.Context, tx *db.Tx, a authz.Actor, r StageRow) error {
	if _, err := db.Exec(ctx, tx, `UPDATE casework_stage SET newest = $1 WHERE person_id = $2 AND newest = $3`, false, r.Person, true); err != nil {
		return err
	}
	r.ID, r.Newest, r.Author, r.CreatedAt = r.ID.Make(), true, a.Name, tx.Now()
	if err := db.Insert(ctx, tx, "casework_stage", r); err != nil {
		return err
	}
	return audit.Created(ctx, tx, a, audit.What{Org: r.Facility, Action: "stage.enter", Kind: "stage", Record: r.ID, Version: 1}, r)
}

// mayFollow refuses a step that the stages do not know.
func (s Stage) mayFollow(last Stage) error {
	if slices.Contains(stageMoves[last], s) {
		return nil
	}
	return errs.New(errs.State, "review.stage_move")
}
