package notice

import (
	"context"
	"fmt"

	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/outbox"
)

// Service is what people do with notices, webhooks and links. Every method asks
// the policy first; what is another's is errs.NotFound.
type Service struct {
	db       *db.DB
	teller   *Teller
	box      *outbox.Box
	purposes map[Purpose]Asker
}

// New returns the service over a database; it writes letters as the teller does.
func New(d *db.DB, t *Teller) *Service {
	return &Service{db: d, teller: t, box: t.box, purposes: map[Purpose]Asker{}}
}

const selectNotice = `SELECT id, user_id, org_id, key, kind, record_kind, record_id, ref, words, due_on, way, read_at, created_at FROM notice_notice`

// Filter narrows the list of notices.
type Filter struct{ Unread bool }

// List is one page of what the actor was told where they work now, the newest
// first.
func (s *Service) List(ctx context.Context, a authz.Actor, f Filter, r page.Request) (page.Of[Notice], error) {
	none := page.Of[Notice]{}
	if err := policy.Check(a, CanRead); err != nil {
		return none, err
	}
	last, err := lastOf(r)
	if err != nil {
		return none, err
	}
	q, args := noticeQuery(a, f, last, r.Limit()+1)
	list, err := db.All[Notice](ctx, s.db, q, args...)
	if err != nil {
		return none, fmt.Errorf("list notices: %w", err)
	}
	return page.Cut(list, r, func(n Notice) []string { return []string{n.ID.String()} }), nil
}

// lastOf is the last key of the page before; zero for the first page.
func lastOf(r page.Request) (last id.Any, err error) {
	after, err := page.Decode(r.After, 1)
	if err != nil || after == nil {
		return last, err
	}
	found, err := id.Parse[id.Any](after[0])
	return id.Any(found), err
}

func noticeQuery(a authz.Actor, f Filter, last id.Any, limit int) (string, []any) {
	q, args := selectNotice+` WHERE user_id = $1 AND org_id = $2`, []any{a.User, a.Org}
	if f.Unread {
		q += ` AND read_at IS NULL`
	}
	if !last.IsZero() {
		q, args = q+` AND id < $3`, append(args, last)
	}
	return q + ` ORDER BY id DESC LIMIT ` + db.In(1, len(args)+1), append(args, limit)
}

// UnreadLimit is where counting stops: more than this is "99+".
const UnreadLimit = 100

// Unread counts what the actor has not opened where they work now, up to
// UnreadLimit. It stands in the head of every page, so it is one look at an index.
func (s *Service) Unread(ctx context.Context, a authz.Actor) (int, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return 0, err
	}
	n, err := db.One[int](db.Brief(ctx), s.db, `SELECT count(*) FROM (SELECT 1 FROM notice_notice WHERE user_id = $1 AND org_id = $2 AND read_at IS NULL LIMIT $3) x`, a.User, a.Org, UnreadLimit)
	if err != nil {
		return 0, fmt.Errorf("count notices: %w", err)
	}
	return n, nil
}

// Get gives one of the actor's notices.
func (s *Service) Get(ctx context.Context, a authz.Actor, key id.Notice) (Notice, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return Notice{}, err
	}
	return s.own(ctx, s.db, a, key)
}

func (s *Service) own(ctx context.Context, q db.Querier, a authz.Actor, key id.Notice) (Notice, error) {
	return db.One[Notice](ctx, q, selectNotice+` WHERE id = $1 AND user_id = $2 AND org_id = $3`, key, a.User, a.Org)
}

// Read marks one of the actor's notices as read and gives it; reading it again
// changes nothing.
func (s *Service) Read(ctx context.Context, a authz.Actor, key id.Notice) (Notice, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return Notice{}, err
	}
	n, err := s.own(ctx, s.db, a, key)
	if err != nil || !n.Unread() {
		return n, err
	}
	err = s.db.InTx(ctx, func(tx *db.Tx) error {
		n.ReadAt = tx.Now()
		_, err := db.Exec(ctx, tx, `UPDATE notice_notice SET read_at = $1 WHERE id = $2 AND user_id = $3 AND read_at IS NULL`, n.ReadAt.UnixMicro(), key, a.User)
		return err
	})
	if err != nil {
		return n, fmt.Errorf("read notice: %w", err)
	}
	return n, nil
}

// ReadAll marks all of the actor's notices where they work now as read.
func (s *Service) ReadAll(ctx context.Context, a authz.Actor) error {
	if err := policy.Check(a, CanRead); err != nil {
		return err
	}
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, `UPDATE notice_notice SET read_at = $1 WHERE user_id = $2 AND org_id = $3 AND read_at IS NULL`, tx.Now().UnixMicro(), a.User, a.Org)
		return err
	})
	if err != nil {
		return fmt.Errorf("read notices: %w", err)
	}
	return nil
}
