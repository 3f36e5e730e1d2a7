package intake

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"titian/internal/feature/person"
	"titian/internal/feature/sentence"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Undo takes a whole file back on the day on which it was confirmed: new people
// are taken out, changed ones are as they were before. Whatever others have gone
// on with since is kept, and named among the remarks. State on a later day:
// then there are corrections. The parts follow: see Work.
func (s *Service) Undo(ctx context.Context, a authz.Actor, key id.Import, version int64) (Import, error) {
	if err := policy.Check(a, CanUndo); err != nil {
		return Import{}, err
	}
	i, err := s.update(ctx, a, key, version, "intake.undo", func(tx *db.Tx, i *Import) error {
		if !i.MayUndo(tx.Now()) {
			return errs.New(errs.State, "intake.undo_late")
		}
		// Applied counts down from here: the last part goes first.
		i.Status, i.Kept = Undoing, 0
		i.User, i.Actor, i.Role, i.Reach = a.User, a.Name, a.Role, reachOf(a.Scope)
		return nil
	})
	if err == nil {
		s.stir()
	}
	return i, err
}

// takeBack undoes the parts that are left, the last one first.
func (s *Service) takeBack(ctx context.Context, i Import, step func(Import)) error {
	a, err := worker(i)
	if err != nil {
		return err
	}
	rows, err := s.rowsBefore(ctx, i)
	if err != nil {
		return err
	}
	for i.Applied > 0 {
		next, err := s.takeBackPart(ctx, a, i, rows[i.Applied-1], nil)
		if isReferred(err) {
			// Another record stands on one of the part's people: each by itself.
			next, err = s.takeBackOneByOne(ctx, a, i, rows[i.Applied-1])
		}
		if errors.Is(err, errOvertaken) {
			return nil
		}
		if err != nil {
			return err
		}
		if i = next; step != nil {
			step(i)
		}
	}
	return nil
}

// rowsBefore says how many rows stand before each part.
func (s *Service) rowsBefore(ctx context.Context, i Import) ([]int, error) {
	var out []int
	n := 0
	err := db.Each(ctx, s.db, `SELECT plan FROM intake_chunk WHERE import_id = $1 ORDER BY seq`, []any{i.ID}, func(plan *[]byte) error {
		out = append(out, n)
		n += len(planned(*plan))
		return nil
	})
	return out, err
}

func isReferred(err error) bool {
	e := errs.As(err)
	return e != nil && e.Code == "reference"
}

// takeBackPart undoes one part in one transaction. keep lists people who stay
// because another record stands on them.
func (s *Service) takeBackPart(ctx context.Context, a authz.Actor, i Import, firstRow int, keep map[id.Person]bool) (Import, error) {
	var after Import
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		now, err := visible(ctx, tx, a, i.ID)
		if err != nil {
			return err
		}
		if now.Status != Undoing || now.Applied != i.Applied {
			return errOvertaken
		}
		c, err := chunkOf(ctx, tx, i.ID, i.Applied-1)
		if err != nil {
			return err
		}
		kept, err := s.restore(ctx, tx, a, c)
		if err != nil {
			return err
		}
		more, err := withdraw(ctx, tx, a, i, c, firstRow, keep)
		if err != nil {
			return err
		}
		kept = append(kept, more...)
		if err := noteKept(ctx, tx, c, kept); err != nil {
			return err
		}
		after, err = s.undonePart(ctx, tx, a, now, len(kept))
		return err
	})
	return after, err
}

// undonePart moves the file one part further back, and ends the undo at the first.
func (s *Service) undonePart(ctx context.Context, tx *db.Tx, a authz.Actor, now Import, kept int) (Import, error) {
	before := now
	now.Applied--
	now.Kept += kept
	if now.Applied > 0 {
		_, err := db.Exec(ctx, tx, `UPDATE intake_import SET applied = $1, kept = $2, updated_at = $3 WHERE id = $4`, now.Applied, now.Kept, tx.Now().UnixMicro(), now.ID)
		return now, err
	}
	now.Status, now.EndedAt = Undone, tx.Now()
	return now, save(ctx, tx, a, "intake.undone", before, &now, 0)
}

func noteKept(ctx context.Context, tx *db.Tx, c chunk, kept []Remark) error {
	if len(kept) == 0 {
		return nil
	}
	said, err := c.said()
	if err != nil {
		return err
	}
	if c.Remarks, err = remarksText(append(said, kept...)); err != nil {
		return err
	}
	return storeChunk(ctx, tx, c)
}

// before is what an undo needs to bring somebody back as they were: their row,
// when it changed, and what was written beside it. Version is the row's after
// the change.
type before struct {
	Row     json.RawMessage    `json:"row"`
	Version int64              `json:"version"`
	Changed time.Time          `json:"changed,omitzero"`
	Entries []sentence.EntryID `json:"entries,omitempty"`
	Names   []id.Alias         `json:"names,omitempty"`
}

// restore brings the changed people of a part back as they were, unless somebody
// has changed them since.
func (s *Service) restore(ctx context.Context, tx *db.Tx, a authz.Actor, c chunk) ([]Remark, error) {
	var list []before
	if len(c.Before) > 0 {
		if err := json.Unmarshal(c.Before, &list); err != nil {
			return nil, fmt.Errorf("read what was before: %w", err)
		}
	}
	var kept []Remark
	for _, b := range list {
		was, err := person.Restored(b.Row)
		if err != nil {
			return nil, err
		}
		err = s.restoreOne(ctx, tx, a, was, b)
		if errs.KindOf(err) == errs.State {
			kept = append(kept, Remark{What: "kept", Person: was.ID, Name: was.Name, Wrong: []Mistake{{Column: -1, Code: "intake.kept_changed"}}})
		} else if err != nil {
			return nil, err
		}
	}
	return kept, nil
}

// errGoneOn: somebody has gone on with a person since the import.
var errGoneOn = errs.New(errs.State, "intake.kept_changed")

// restoreOne answers State, with nothing written, when the person is no longer
// as the import left them.
func (s *Service) restoreOne(ctx context.Context, tx *db.Tx, a authz.Actor, was person.Person, b before) error {
	rows, err := person.ByIDs(ctx, tx, []id.Person{was.ID})
	if err != nil {
		return err
	}
	if len(rows) == 0 || rows[0].Version != b.Version || !a.Scope.Has(rows[0].Facility) {
		return errGoneOn
	}
	now := rows[0]
	if err := sentence.MayTakeBack(ctx, tx, now, b.Entries); err != nil {
		return err
	}
	if len(differs(now, was)) > 0 {
		if now, err = person.RestoreTx(ctx, tx, s.people, a, now, was, b.Changed); err != nil {
			return err
		}
	}
	if err := sentence.TakeBackTx(ctx, tx, s.sentences, a, now, b.Entries); err != nil {
		return err
	}
	return person.UnnameTx(ctx, tx, a, now, b.Names)
}

// withdraw takes the new people of a part out again.
func withdraw(ctx context.Context, tx *db.Tx, a authz.Actor, i Import, c chunk, firstRow int, keep map[id.Person]bool) ([]Remark, error) {
	var keys []id.Person
	for n, r := range planned(c.Plan) {
		if r.what == IsFresh || r.what == IsDoubtful {
			keys = append(keys, keyOf(i.ID, firstRow+n))
		}
	}
	there, err := person.ByIDs(ctx, tx, keys)
	if err != nil {
		return nil, err
	}
	untouched, err := sentence.UntouchedTx(ctx, tx, there)
	if err != nil {
		return nil, err
	}
	var leaving []id.Person
	var kept []Remark
	for _, p := range there {
		switch {
		case keep[p.ID]:
			kept = append(kept, Remark{What: "kept", Person: p.ID, Name: p.Name, Wrong: []Mistake{{Column: -1, Code: "intake.kept_used"}}})
		case p.Version != 1 || !untouched[p.ID]:
			kept = append(kept, Remark{What: "kept", Person: p.ID, Name: p.Name, Wrong: []Mistake{{Column: -1, Code: "intake.kept_changed"}}})
		default:
			leaving = append(leaving, p.ID)
		}
	}
	return kept, withdrawTx(ctx, tx, a, leaving)
}

// withdrawTx takes people out with the sentences that came with them.
func withdrawTx(ctx context.Context, tx *db.Tx, a authz.Actor, people []id.Person) error {
	if err := sentence.WithdrawTx(ctx, tx, people); err != nil {
		return err
	}
	_, err := person.WithdrawTx(ctx, tx, a, people)
	return err
}

// takeBackOneByOne finds out who of a part's new people cannot go, by trying
// each in a transaction that is given up, and then undoes the part without them.
func (s *Service) takeBackOneByOne(ctx context.Context, a authz.Actor, i Import, firstRow int) (Import, error) {
	c, err := chunkOf(ctx, s.db, i.ID, i.Applied-1)
	if err != nil {
		return i, err
	}
	keep := map[id.Person]bool{}
	for n, r := range planned(c.Plan) {
		if r.what != IsFresh && r.what != IsDoubtful {
			continue
		}
		p := keyOf(i.ID, firstRow+n)
		err := s.db.InTx(ctx, func(tx *db.Tx) error {
			if err := withdrawTx(ctx, tx, a, []id.Person{p}); err != nil {
				return err
			}
			return errTried
		})
		switch {
		case isReferred(err):
			keep[p] = true
		case !errors.Is(err, errTried):
			return i, err
		}
	}
	return s.takeBackPart(ctx, a, i, firstRow, keep)
}

var errTried = errors.New("import: only tried")
