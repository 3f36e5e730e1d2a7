package notice

import (
	"context"
	"fmt"
	"time"

	"titian/internal/feature/account"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/outbox"
)

// AskLink says what a link about a record would ask, for the page on which it is
// made. Errors as of the purpose's Asker.
func (s *Service) AskLink(ctx context.Context, a authz.Actor, p Purpose, record id.Any) (Ask, error) {
	if err := policy.Check(a, CanLink); err != nil {
		return Ask{}, err
	}
	return s.ask(ctx, s.db, a, p, record)
}

func (s *Service) ask(ctx context.Context, q db.Querier, a authz.Actor, p Purpose, record id.Any) (Ask, error) {
	ask, ok := s.purposes[p]
	if !ok {
		return Ask{}, errNotFound()
	}
	return ask(ctx, q, a, record)
}

// MakeLink makes a link and gives its secret, which cannot be read again. With an
// address the link is also sent there. Errors: Invalid, and those of the
// purpose's Asker.
func (s *Service) MakeLink(ctx context.Context, a authz.Actor, c LinkCommand) (LinkView, string, error) {
	if err := policy.Check(a, CanLink); err != nil {
		return LinkView{}, "", err
	}
	if err := c.validate(civil.Today(s.db.Now())); err != nil {
		return LinkView{}, "", err
	}
	secret, hash := newSecret()
	var made LinkView
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		ask, err := s.ask(ctx, tx, a, c.Purpose, c.Record)
		if err != nil {
			return err
		}
		l := Link{
			ID: c.ID, Hash: hash, Org: ask.Org, Partner: ask.Partner, Purpose: c.Purpose, Record: c.Record, Ref: ask.Ref, Email: c.Email,
			SentBy: a.User, Sender: a.Name, ExpiresAt: endOf(c.ExpiresOn), Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
		}
		if l.ID.IsZero() {
			l.ID = l.ID.Make()
		}
		if err := db.Insert(ctx, tx, "notice_link", l); err != nil {
			return err
		}
		made = LinkView{l, ask.Name}
		if err := audit.Created(ctx, tx, a, whatLink(l, "link.make"), l); err != nil {
			return err
		}
		return s.sendLink(ctx, tx, a, made, secret)
	})
	if err != nil {
		return LinkView{}, "", fmt.Errorf("make link: %w", err)
	}
	return made, secret, nil
}

// endOf is the end of a day in Jakarta: a link's last day counts whole.
func endOf(day civil.Date) time.Time { return day.AddDays(1).Time().Add(-7 * time.Hour) }

// sendLink queues the letter to a partner: in Indonesian, as offices write to one
// another; the page behind the link speaks both languages.
func (s *Service) sendLink(ctx context.Context, tx *db.Tx, a authz.Actor, l LinkView, secret string) error {
	if l.Email == "" {
		return nil
	}
	words := s.teller.localizer("")
	about := words.T("link.purpose."+string(l.Purpose), "ref", l.Ref)
	_, err := s.teller.queue(ctx, tx, "link/"+l.ID.String(), l.ID, "link "+l.Ref, letter{
		To: l.Email, Subject: words.T("notice.letter.link_subject", "about", about, "from", a.OrgName),
		Text: words.T("notice.letter.link", "about", about, "from", a.OrgName, "until", civil.Today(l.ExpiresAt.Add(-time.Second))) + "\n\n" + here + "r/" + secret + "\n\n" + words.T("notice.letter.link_foot") + "\n",
	})
	return err
}

func whatLink(l Link, action string) audit.What {
	return audit.What{Org: l.Org, Action: action, Kind: "link", Record: l.ID, Version: l.Version}
}

const selectLink = `SELECT l.id, l.hash, l.org_id, l.partner_id, l.purpose, l.record_id, l.ref, l.email, l.sent_by, l.sender, l.expires_at, l.used_at, l.revoked_at,
	l.version, l.created_at, l.updated_at, p.name FROM notice_link l JOIN directory_organisation p ON p.id = l.partner_id`

// inScope is the row filter of links: those of the actor's organisations.
func inScope(a authz.Actor, from int) (string, []any) {
	if a.Scope.All {
		return "1 = 1", nil
	}
	args := make([]any, len(a.Scope.Orgs))
	for i, o := range a.Scope.Orgs {
		args[i] = o
	}
	return "l.org_id IN (" + db.In(len(args), from) + ")", args
}

// LinkFilter narrows the list of links.
type LinkFilter struct{ Record id.Any }

// Links is one page of the links of the actor's organisations, the newest first.
func (s *Service) Links(ctx context.Context, a authz.Actor, f LinkFilter, r page.Request) (page.Of[LinkView], error) {
	none := page.Of[LinkView]{}
	if err := policy.Check(a, CanLink); err != nil {
		return none, err
	}
	last, err := lastOf(r)
	if err != nil {
		return none, err
	}
	q, args := linkQuery(a, f, last, r.Limit()+1)
	list, err := db.All[LinkView](ctx, s.db, q, args...)
	if err != nil {
		return none, fmt.Errorf("list links: %w", err)
	}
	return page.Cut(list, r, func(l LinkView) []string { return []string{l.ID.String()} }), nil
}

func linkQuery(a authz.Actor, f LinkFilter, last id.Any, limit int) (string, []any) {
	where, args := inScope(a, 1)
	and := func(cond string, v any) {
		args = append(args, v)
		where += " AND " + cond + db.In(1, len(args))
	}
	if !f.Record.IsZero() {
		and("l.record_id = ", f.Record)
	}
	if !last.IsZero() {
		and("l.id < ", last)
	}
	return selectLink + ` WHERE ` + where + ` ORDER BY l.id DESC LIMIT ` + db.In(1, len(args)+1), append(args, limit)
}

// LinkDetail is a link with what became of it.
type LinkDetail struct {
	LinkView
	Uses    []Use
	Letters []outbox.Job
}

// usesShown is how many uses a link's page lists.
const usesShown = 100

// Link gives one link of the actor's organisations with its uses, the newest
// first.
func (s *Service) Link(ctx context.Context, a authz.Actor, key id.Link) (LinkDetail, error) {
	if err := policy.Check(a, CanLink); err != nil {
		return LinkDetail{}, err
	}
	l, err := findLink(ctx, s.db, a, key)
	if err != nil {
		return LinkDetail{}, err
	}
	d := LinkDetail{LinkView: l}
	if d.Uses, err = db.All[Use](ctx, s.db, `SELECT id, link_id, what, at FROM notice_use WHERE link_id = $1 ORDER BY id DESC LIMIT $2`, key, usesShown); err != nil {
		return d, fmt.Errorf("read link %s: %w", key, err)
	}
	d.Letters, err = s.box.Of(ctx, s.db, key, usesShown)
	return d, err
}

func findLink(ctx context.Context, q db.Querier, a authz.Actor, key id.Link) (LinkView, error) {
	where, args := inScope(a, 2)
	return db.One[LinkView](ctx, q, selectLink+` WHERE l.id = $1 AND `+where, append([]any{key}, args...)...)
}

// Revoke ends a link at once; a letter that waits is not sent. Errors: State when
// it is revoked already.
func (s *Service) Revoke(ctx context.Context, a authz.Actor, key id.Link) (LinkDetail, error) {
	if err := policy.Check(a, CanLink); err != nil {
		return LinkDetail{}, err
	}
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		v, err := findLink(ctx, tx, a, key)
		if err != nil {
			return err
		}
		if !v.RevokedAt.IsZero() {
			return errs.New(errs.State, "link.revoked")
		}
		l := v.Link
		l.RevokedAt, l.UpdatedAt, l.Version = tx.Now(), tx.Now(), v.Version+1
		if err := db.Update(ctx, tx, "notice_link", l, v.Version, "id"); err != nil {
			return err
		}
		if err := s.box.DropTx(ctx, tx, key); err != nil {
			return err
		}
		return audit.Changed(ctx, tx, a, whatLink(l, "link.revoke"), v.Link, l)
	})
	if err != nil {
		return LinkDetail{}, fmt.Errorf("revoke link %s: %w", key, err)
	}
	return s.Link(ctx, a, key)
}

// SendAgain sends a letter once more whose fate is unknown: somebody asked the
// partner and decided so. Errors: State when there is none.
func (s *Service) SendAgain(ctx context.Context, a authz.Actor, key id.Link) (LinkDetail, error) {
	if err := policy.Check(a, CanLink); err != nil {
		return LinkDetail{}, err
	}
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		l, err := findLink(ctx, tx, a, key)
		if err != nil {
			return err
		}
		jobs, err := s.box.Of(ctx, tx, key, 1)
		if err != nil {
			return err
		}
		if l.State(tx.Now()) != "active" || len(jobs) == 0 {
			return errs.New(errs.State, "link.no_letter")
		}
		again, err := s.box.AgainTx(ctx, tx, key, jobs[0].ID)
		if err != nil {
			return err
		}
		if !again {
			return errs.New(errs.State, "link.no_letter")
		}
		return audit.Did(ctx, tx, a, whatLink(l.Link, "link.send_again"))
	})
	if err != nil {
		return LinkDetail{}, fmt.Errorf("send link %s: %w", key, err)
	}
	return s.Link(ctx, a, key)
}

// Opened is a link in the hands of whoever has it: what it asks, and who they
// are to the services, for this one purpose.
type Opened struct {
	LinkView
	Holder authz.Actor
}

// opensAnHour is how often one link opens in an hour; it is a page for one
// person, and for the scanners of their mail.
const opensAnHour = 60

// Open opens a link by its secret, for whoever has it, and notes that it was
// opened. Errors: NotFound for a secret that opens nothing; State when the link
// has ended or there is nothing left to answer; Limited.
func (s *Service) Open(ctx context.Context, a authz.Actor, secret string) (Opened, error) {
	if err := policy.Check(a, CanOpen); err != nil {
		return Opened{}, err
	}
	o, err := s.opened(ctx, s.db, a, secret)
	if err != nil {
		return o, err
	}
	err = s.db.InTx(ctx, func(tx *db.Tx) error {
		n, err := db.One[int](ctx, tx, `SELECT count(*) FROM notice_use WHERE link_id = $1 AND at > $2`, o.ID, tx.Now().Add(-time.Hour).UnixMicro())
		if err != nil {
			return err
		}
		if n >= opensAnHour {
			return errs.New(errs.Limited, "limited")
		}
		return noteUse(ctx, tx, o, "opened")
	})
	if err != nil {
		return Opened{}, fmt.Errorf("open link: %w", err)
	}
	return o, nil
}

func (s *Service) opened(ctx context.Context, q db.Querier, a authz.Actor, secret string) (Opened, error) {
	l, found, err := db.Find[LinkView](ctx, q, selectLink+` WHERE l.hash = $1`, hashOf(secret))
	if err != nil || !found {
		if err == nil {
			err = errNotFound()
		}
		return Opened{}, err
	}
	if err := l.open(q.Now()); err != nil {
		return Opened{}, err
	}
	ask, err := s.ask(ctx, q, authz.OperatorAs("reply link"), l.Purpose, l.Record)
	if err != nil {
		return Opened{}, err
	}
	if ask.Partner != l.Partner { // the record has another partner by now
		return Opened{}, errNotFound()
	}
	return Opened{l, l.holder(ask, a.Origin)}, nil
}

func noteUse(ctx context.Context, tx *db.Tx, o Opened, what string) error {
	if _, err := db.Exec(ctx, tx, `INSERT INTO notice_use (id, link_id, what, at) VALUES ($1, $2, $3, $4)`, id.Any{}.Make(), o.ID, what, tx.Now().UnixMicro()); err != nil {
		return err
	}
	return audit.Did(ctx, tx, o.Holder, whatLink(o.Link, "link."+what))
}

// Spend notes that the link's purpose was served, after the act itself, which has
// its own transaction and cannot happen twice. One that serves once opens no
// more. Whoever sent the link is told.
func (s *Service) Spend(ctx context.Context, a authz.Actor, o Opened) error {
	if err := policy.Check(a, CanOpen); err != nil {
		return err
	}
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		if _, err := db.Exec(ctx, tx, `UPDATE notice_link SET used_at = $1, updated_at = $2, version = version + 1 WHERE id = $3`, tx.Now().UnixMicro(), tx.Now().UnixMicro(), o.ID); err != nil {
			return err
		}
		if err := noteUse(ctx, tx, o, "used"); err != nil {
			return err
		}
		sender, err := account.WorkersIn(ctx, tx, civil.Today(tx.Now()), officers, o.Org)
		if err != nil {
			return err
		}
		for _, w := range sender {
			if w.User != o.SentBy {
				continue
			}
			n := News{
				Kind: LinkUsed, Record: Record{"link", o.ID, o.Ref}, Key: "link.used/" + o.ID.String() + "/" + civil.Today(tx.Now()).String(),
				Words: map[string]string{"partner": o.PartnerName},
			}
			if _, err := s.teller.tell(ctx, tx, n, w); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("use link: %w", err)
	}
	return nil
}
