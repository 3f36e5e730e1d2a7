package notice

import (
	"context"
	"fmt"
	"time"

	"titian/internal/feature/account"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// digestLimit is how many lines one digest has; the rest stands in the app.
const digestLimit = 100

// DigestAll sends each who wants it one letter with what they were told since
// the last one, at most once a day, and says how many letters it queued. A dry
// run only counts. The operator.
func (s *Service) DigestAll(ctx context.Context, a authz.Actor, dry bool) (int, error) {
	if err := policy.Check(a, CanRunAll); err != nil {
		return 0, err
	}
	users, err := db.All[id.User](ctx, s.db, `SELECT DISTINCT n.user_id FROM notice_notice n WHERE n.way = 'digest' ORDER BY n.user_id`)
	if err != nil {
		return 0, fmt.Errorf("digest: %w", err)
	}
	queued := 0
	for _, u := range users {
		is, err := s.digest(ctx, u, dry)
		if err != nil {
			return queued, fmt.Errorf("digest: %w", err)
		}
		if is {
			queued++
		}
	}
	return queued, nil
}

// digest queues one user's letter and marks what stands in it, in one
// transaction; the day in the job's key keeps a second one away.
func (s *Service) digest(ctx context.Context, user id.User, dry bool) (bool, error) {
	queued := false
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		queued = false
		list, err := db.All[Notice](ctx, tx, selectNotice+` WHERE user_id = $1 AND way = 'digest' ORDER BY id LIMIT $2`, user, digestLimit)
		if err != nil || len(list) == 0 {
			return err
		}
		to, confirmed, err := addressOf(ctx, tx, user)
		if err != nil {
			return err
		}
		day := civil.Today(tx.Now())
		queued = confirmed
		if dry || !confirmed { // they stand in the app, and wait for an address
			return nil
		}
		language, err := account.LanguageOf(ctx, tx, user)
		if err != nil {
			return err
		}
		queued, err = s.teller.queue(ctx, tx, "digest/"+day.String()+"/"+user.String(), user, "digest", daily(s.teller.localizer(language), to.Email, day, list))
		if err != nil || !queued { // today's is out: the rest comes tomorrow
			return err
		}
		for _, n := range list {
			if _, err := db.Exec(ctx, tx, `UPDATE notice_notice SET way = 'digested' WHERE id = $1`, n.ID); err != nil {
				return err
			}
		}
		return nil
	})
	return queued && err == nil, err
}

// noticesKept is how long what was read stays.
const noticesKept = 400 * 24 * time.Hour

// Sweep forgets what was read long ago, and what left the house as long ago. The
// operator.
func (s *Service) Sweep(ctx context.Context, a authz.Actor) error {
	if err := policy.Check(a, CanRunAll); err != nil {
		return err
	}
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		before := tx.Now().Add(-noticesKept)
		if _, err := db.Exec(ctx, tx, `DELETE FROM notice_notice WHERE created_at < $1 AND read_at IS NOT NULL`, before.UnixMicro()); err != nil {
			return err
		}
		return s.box.SweepTx(ctx, tx, before)
	})
	if err != nil {
		return fmt.Errorf("sweep notices: %w", err)
	}
	return nil
}
