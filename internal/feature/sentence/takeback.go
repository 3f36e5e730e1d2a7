package sentence

import (
	"context"
	"fmt"

	"titian/internal/feature/person"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// takenBack is the reason that stands with entries of a file that was undone.
const takenBack = "Impor berkas dibatalkan"

// TakeBackTx undoes what ImportTx wrote of somebody who was in the register
// before: the entries are withdrawn, and what they replaced stands again. State,
// with nothing written, when somebody has gone on with one of them since, or when
// what others wrote makes no sense without them.
func TakeBackTx(ctx context.Context, tx *db.Tx, s *Service, a authz.Actor, p person.Person, written []EntryID) error {
	if len(written) == 0 {
		return nil
	}
	all, after, err := takenBackOf(ctx, tx, p, written)
	if err != nil {
		return err
	}
	for i, e := range after {
		if e.State == all[i].State {
			continue
		}
		e.Version, e.UpdatedAt = e.Version+1, tx.Now()
		if err := db.Update(ctx, tx, table, e, all[i].Version, "facility_id", "id"); err != nil {
			return fmt.Errorf("take back sentence of %s: %w", p.ID, err)
		}
		if err := audit.Changed(ctx, tx, a, what(e, "sentence.import_undo"), all[i], e); err != nil {
			return err
		}
	}
	return s.follow(ctx, tx, a, p, all, "sentence.import_undo", "")
}

// MayTakeBack answers what TakeBackTx would, and writes nothing.
func MayTakeBack(ctx context.Context, tx *db.Tx, p person.Person, written []EntryID) error {
	if len(written) == 0 {
		return nil
	}
	_, _, err := takenBackOf(ctx, tx, p, written)
	return err
}

// takenBackOf are a person's entries as they are, and as they would be.
func takenBackOf(ctx context.Context, tx *db.Tx, p person.Person, written []EntryID) (all, after []Entry, err error) {
	if all, err = entriesOf(ctx, tx, p.ID); err != nil {
		return nil, nil, err
	}
	mine := map[EntryID]bool{}
	for _, key := range written {
		mine[key] = true
	}
	again := map[EntryID]bool{} // what stood before
	after = make([]Entry, len(all))
	for i, e := range all {
		if mine[e.ID] {
			if e.Version != 1 || e.State != Current {
				return nil, nil, errGoneOn
			}
			delete(mine, e.ID)
			again[e.Replaces] = true
			e.State, e.Reason = Withdrawn, takenBack
		}
		after[i] = e
	}
	if len(mine) > 0 { // merged away, or gone
		return nil, nil, errGoneOn
	}
	for i, e := range after {
		if again[e.ID] {
			after[i].State = Current
		}
	}
	if err := check(p.ID, after); err != nil {
		return nil, nil, errGoneOn.Because(err)
	}
	return all, after, nil
}

var errGoneOn = errs.New(errs.State, "sentence.gone_on")

// UntouchedTx tells which of the people whom a file brought into the register
// have no entries but those that ImportNewTx wrote with them.
func UntouchedTx(ctx context.Context, tx *db.Tx, people []person.Person) (map[id.Person]bool, error) {
	keys := make([]id.Person, len(people))
	for i, p := range people {
		keys[i] = p.ID
	}
	all, err := EntriesOf(ctx, tx, keys)
	out := map[id.Person]bool{}
	for _, p := range people {
		out[p.ID] = true
		for _, e := range all[p.ID] {
			if e.Version != 1 || e.Source != SDP || !e.CreatedAt.Equal(p.CreatedAt) {
				out[p.ID] = false
			}
		}
	}
	return out, err
}

// WithdrawTx takes the sentences of people out with them: of people whom a file
// brought and whom UntouchedTx knows.
func WithdrawTx(ctx context.Context, tx *db.Tx, people []id.Person) error {
	for _, p := range people {
		for _, text := range []string{`DELETE FROM sentence_key_date WHERE person_id = $1`, `DELETE FROM sentence_entry WHERE person_id = $1`} {
			if _, err := db.Exec(ctx, tx, text, p); err != nil {
				return fmt.Errorf("withdraw sentence of %s: %w", p, err)
			}
		}
	}
	return nil
}
