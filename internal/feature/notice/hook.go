package notice

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"

	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/outbox"
	"titian/internal/platform/webhook"
)

// Hook is another system that is called when something happens to the records of
// an organisation or of those below it.
type Hook struct {
	ID        id.Hook         `db:"id" privacy:"internal"`
	Org       id.Organisation `db:"org_id" privacy:"internal"`
	URL       string          `db:"url" privacy:"internal"`
	Events    string          `db:"events" privacy:"internal"` // with commas; empty is all
	Secret    []byte          `db:"secret" privacy:"secret"`
	Active    bool            `db:"active" privacy:"internal"`
	Version   int64           `db:"version" privacy:"internal"`
	CreatedAt time.Time       `db:"created_at" privacy:"internal"`
	UpdatedAt time.Time       `db:"updated_at" privacy:"internal"`
}

// Hears reports whether the hook is called for a kind.
func (h Hook) Hears(k Kind) bool { return h.Events == "" || slices.Contains(h.Kinds(), k) }

// Kinds lists what the hook is called for; none means all.
func (h Hook) Kinds() []Kind {
	if h.Events == "" {
		return nil
	}
	var out []Kind
	for _, k := range strings.Split(h.Events, ",") {
		out = append(out, Kind(k))
	}
	return out
}

// HookCommand says what is called for what.
type HookCommand struct {
	ID     id.Hook
	URL    string
	Events []Kind // none means all
	Active bool
}

const maxURL = 1000

func (c *HookCommand) validate() error {
	var f errs.Fields
	c.URL = strings.TrimSpace(c.URL)
	switch {
	case c.URL == "":
		f.Add("url", "required")
	case len(c.URL) > maxURL:
		f.Add("url", "too_long", "max", maxURL)
	case webhook.CheckURL(c.URL) != nil:
		f.Add("url", "hook.url")
	}
	for _, k := range c.Events {
		if !slices.Contains(Kinds(), k) {
			f.Add("events", "choice.invalid")
			break
		}
	}
	return f.Err()
}

func (c HookCommand) apply(h Hook) Hook {
	events := make([]string, len(c.Events))
	for i, k := range c.Events {
		events[i] = string(k)
	}
	h.URL, h.Events, h.Active = c.URL, strings.Join(events, ","), c.Active
	return h
}

const selectHook = `SELECT id, org_id, url, events, secret, active, version, created_at, updated_at FROM notice_hook`

// Hooks lists the webhooks of the actor's own organisation.
func (s *Service) Hooks(ctx context.Context, a authz.Actor) ([]Hook, error) {
	if err := policy.Check(a, CanHook); err != nil {
		return nil, err
	}
	list, err := db.All[Hook](ctx, s.db, selectHook+` WHERE org_id = $1 ORDER BY id`, a.Org)
	if err != nil {
		return nil, fmt.Errorf("list webhooks: %w", err)
	}
	return list, nil
}

// Hook gives one webhook of the actor's own organisation.
func (s *Service) Hook(ctx context.Context, a authz.Actor, key id.Hook) (Hook, error) {
	if err := policy.Check(a, CanHook); err != nil {
		return Hook{}, err
	}
	return findHook(ctx, s.db, a, key)
}

func findHook(ctx context.Context, q db.Querier, a authz.Actor, key id.Hook) (Hook, error) {
	return db.One[Hook](ctx, q, selectHook+` WHERE id = $1 AND org_id = $2`, key, a.Org)
}

func whatHook(h Hook, action string) audit.What {
	return audit.What{Org: h.Org, Action: action, Kind: "hook", Record: h.ID, Version: h.Version}
}

// maxHooks keeps one organisation's calls in bounds.
const maxHooks = 20

// MakeHook makes a webhook of the actor's own organisation and gives its secret,
// which cannot be read again. Errors: Invalid.
func (s *Service) MakeHook(ctx context.Context, a authz.Actor, c HookCommand) (Hook, string, error) {
	if err := policy.Check(a, CanHook); err != nil {
		return Hook{}, "", err
	}
	if err := c.validate(); err != nil {
		return Hook{}, "", err
	}
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // never fails: the program would end instead
	secret := "whsec_" + base64.RawURLEncoding.EncodeToString(raw)
	var h Hook
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		h = c.apply(Hook{ID: c.ID, Org: a.Org, Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now()})
		if h.ID.IsZero() {
			h.ID = h.ID.Make()
		}
		n, err := db.One[int](ctx, tx, `SELECT count(*) FROM notice_hook WHERE org_id = $1`, a.Org)
		if err != nil {
			return err
		}
		if n >= maxHooks {
			return errs.New(errs.State, "hook.too_many").With("n", maxHooks)
		}
		h.Active, h.Secret = true, s.box.Seal([]byte(secret), h.ID[:])
		if err := db.Insert(ctx, tx, "notice_hook", h); err != nil {
			return err
		}
		return audit.Created(ctx, tx, a, whatHook(h, "hook.make"), h)
	})
	if err != nil {
		return Hook{}, "", fmt.Errorf("make webhook: %w", err)
	}
	return h, secret, nil
}

// ChangeHook changes where and for what a webhook is called, or stops it. Errors:
// Invalid, Conflict.
func (s *Service) ChangeHook(ctx context.Context, a authz.Actor, key id.Hook, version int64, c HookCommand) (Hook, error) {
	if err := policy.Check(a, CanHook); err != nil {
		return Hook{}, err
	}
	if err := c.validate(); err != nil {
		return Hook{}, err
	}
	var h Hook
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		before, err := findHook(ctx, tx, a, key)
		if err != nil {
			return err
		}
		since := version
		if since == 0 {
			since = before.Version
		}
		h = c.apply(before)
		h.Version, h.UpdatedAt = since+1, tx.Now()
		if err := db.Update(ctx, tx, "notice_hook", h, since, "id"); err != nil {
			return err
		}
		if !h.Active {
			if err := s.box.DropTx(ctx, tx, key); err != nil {
				return err
			}
		}
		return audit.Changed(ctx, tx, a, whatHook(h, "hook.change"), before, h)
	})
	if err != nil {
		return Hook{}, fmt.Errorf("change webhook %s: %w", key, audit.Stale(ctx, s.db, err, a.Org, key, version))
	}
	return h, nil
}

// callsShown is how long the delivery log is.
const callsShown = 100

// Calls lists the newest calls of a webhook of the actor's own organisation.
func (s *Service) Calls(ctx context.Context, a authz.Actor, key id.Hook) ([]outbox.Job, error) {
	if err := policy.Check(a, CanHook); err != nil {
		return nil, err
	}
	if _, err := findHook(ctx, s.db, a, key); err != nil {
		return nil, err
	}
	return s.box.Of(ctx, s.db, key, callsShown)
}

// Replay makes one call again, whatever became of it: the receiver sees the same
// Titian-Delivery. Errors: NotFound, State when it still waits.
func (s *Service) Replay(ctx context.Context, a authz.Actor, key id.Hook, call id.Job) (Hook, error) {
	if err := policy.Check(a, CanHook); err != nil {
		return Hook{}, err
	}
	var h Hook
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		var err error
		if h, err = findHook(ctx, tx, a, key); err != nil {
			return err
		}
		if !h.Active {
			return errs.New(errs.State, "hook.stopped")
		}
		is, err := s.box.Owns(ctx, tx, key, call)
		if err == nil && !is {
			err = errNotFound()
		}
		if err != nil {
			return err
		}
		again, err := s.box.AgainTx(ctx, tx, key, call)
		if err == nil && !again {
			err = errs.New(errs.State, "hook.waits")
		}
		if err != nil {
			return err
		}
		return audit.Did(ctx, tx, a, whatHook(h, "hook.replay"), audit.Change{Field: "call", New: call.String()})
	})
	if err != nil {
		return Hook{}, fmt.Errorf("replay call: %w", err)
	}
	return h, nil
}

// Ping queues a call that says nothing, to see whether the receiver answers.
func (s *Service) Ping(ctx context.Context, a authz.Actor, key id.Hook) (Hook, error) {
	if err := policy.Check(a, CanHook); err != nil {
		return Hook{}, err
	}
	var h Hook
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		var err error
		if h, err = findHook(ctx, tx, a, key); err != nil {
			return err
		}
		if !h.Active {
			return errs.New(errs.State, "hook.stopped")
		}
		if err := s.teller.call(ctx, tx, h, News{Kind: "ping", Key: id.Any{}.Make().String(), Record: Record{Kind: "hook", ID: h.ID}}); err != nil {
			return err
		}
		return audit.Did(ctx, tx, a, whatHook(h, "hook.ping"))
	})
	if err != nil {
		return Hook{}, fmt.Errorf("try webhook: %w", err)
	}
	return h, nil
}
