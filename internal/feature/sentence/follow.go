package sentence

import (
	"context"
	"fmt"

	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/kernel/errs"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// end takes an entry out of force, and puts what replace gives in its place.
func (s *Service) end(ctx context.Context, a authz.Actor, entry EntryID, version int64, action string, to State,
	replace func(tx *db.Tx, p person.Person, old *Entry, all []Entry) ([]Entry, error),
) error {
	var before Entry
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		found, err := entryIn(ctx, tx, a, entry)
		if err != nil {
			return err
		}
		p, all, err := s.held(ctx, tx, a, found.Person)
		if err != nil {
			return err
		}
		if found.State != Current {
			return errs.New(errs.State, "sentence."+string(found.State))
		}
		before = found
		since := version
		if since == 0 {
			since = before.Version
		}
		old := before
		old.State, old.Version, old.UpdatedAt = to, since+1, tx.Now()
		added, err := replace(tx, p, &old, all)
		if err != nil {
			return err
		}
		if err := check(p.ID, append(without(all, entry), added...)); err != nil {
			return err
		}
		if err := db.Update(ctx, tx, table, old, since, "facility_id", "id"); err != nil {
			return err
		}
		if err := audit.Changed(ctx, tx, a, what(old, action), before, old); err != nil {
			return err
		}
		return s.follow(ctx, tx, a, p, all, action, old.Topic)
	})
	if err != nil {
		return fmt.Errorf("%s %s: %w", action, entry, audit.Stale(ctx, s.db, err, before.Facility, entry, version))
	}
	return nil
}

func without(all []Entry, entry EntryID) []Entry {
	var out []Entry
	for _, e := range all {
		if e.ID != entry {
			out = append(out, e)
		}
	}
	return out
}

// follow brings all that hangs on the entries up to date: key dates, the expected
// release in the register, and who wants to know which dates moved.
func (s *Service) follow(ctx context.Context, tx *db.Tx, a authz.Actor, p person.Person, before []Entry, cause string, topic Topic) error {
	was, err := timeline(p.ID, before)
	if err != nil {
		return err
	}
	now, err := TimelineOf(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	if err := replaceKeyDates(ctx, tx, p.ID, keyDates(p.Facility, now)); err != nil {
		return err
	}
	moves := movesOf(was, now)
	if len(moves) == 0 {
		return nil
	}
	if release := now.Release(); !release.IsZero() && release != p.ReleaseDueOn {
		why := cause
		if topic != "" { // "sentence.remission" says more to who plans than "sentence.add"
			why = "sentence." + string(topic)
		}
		if _, err := person.ExpectReleaseTx(ctx, tx, s.people, a, p, release, why); err != nil {
			return err
		}
	}
	return s.Moved.Tell(ctx, tx, Moved{Actor: a, Person: p.ID, Facility: p.Facility, Cause: cause, Topic: topic, Moves: moves})
}

func checkReason(f *errs.Fields, reason *string) {
	directory.CheckText(f, "reason", reason, person.MaxShort, true)
}

func what(e Entry, action string) audit.What {
	return audit.What{Org: e.Facility, Action: action, Kind: "sentence", Record: e.ID, Version: e.Version}
}
