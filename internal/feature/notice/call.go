package notice

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/outbox"
	"titian/internal/platform/webhook"
)

// event is what a webhook is told: which record, never what stands in it. Whoever
// may know more asks the API with a token of their own.
type event struct {
	Event  string    `json:"event"`
	Kind   string    `json:"record_kind"`
	Record id.Any    `json:"record_id"`
	Ref    string    `json:"ref"`
	At     time.Time `json:"at"`
}

// callTx queues a call for every webhook that hears of the news: those of the
// organisations concerned and of the offices above them.
func (t *Teller) callTx(ctx context.Context, tx *db.Tx, n News) error {
	if len(n.Hears) == 0 {
		return nil
	}
	var args []any
	for range 3 {
		for _, o := range n.Hears {
			args = append(args, o)
		}
	}
	k := len(n.Hears)
	hooks, err := db.All[Hook](ctx, tx, selectHook+` WHERE active AND org_id IN (
		SELECT id FROM directory_organisation WHERE id IN (`+db.In(k, 1)+`)
		UNION SELECT parent_id FROM directory_organisation WHERE id IN (`+db.In(k, k+1)+`)
		UNION SELECT g.parent_id FROM directory_organisation f JOIN directory_organisation g ON g.id = f.parent_id WHERE f.id IN (`+db.In(k, 2*k+1)+`)) ORDER BY id`, args...)
	if err != nil {
		return fmt.Errorf("call webhooks: %w", err)
	}
	for _, h := range hooks {
		if !h.Hears(n.Kind) {
			continue
		}
		if err := t.call(ctx, tx, h, n); err != nil {
			return err
		}
	}
	return nil
}

func (t *Teller) call(ctx context.Context, tx *db.Tx, h Hook, n News) error {
	payload, err := json.Marshal(event{string(n.Kind), n.Record.Kind, n.Record.ID, n.Record.Ref, tx.Now()})
	if err != nil {
		return err
	}
	_, err = t.box.PutTx(ctx, tx, outbox.Order{
		Lane: outbox.Hook, Key: "hook/" + h.ID.String() + "/" + n.Key, Owner: h.ID, About: string(n.Kind) + " " + n.Record.Ref, Payload: payload,
	})
	return err
}

// Call makes the calls of webhooks that are due and says how many it tried. Now is
// the wall clock, which receivers compare a signature with. The operator.
func (s *Service) Call(ctx context.Context, a authz.Actor, c *webhook.Caller, now func() time.Time) (int, error) {
	if err := policy.Check(a, CanRunAll); err != nil {
		return 0, err
	}
	return s.box.Run(ctx, outbox.Hook, func(ctx context.Context, t *outbox.Task) (outbox.Sent, error) {
		h, err := db.One[Hook](ctx, s.db, selectHook+` WHERE id = $1`, t.Owner)
		if errors.Is(err, errs.NotFound) || err == nil && !h.Active {
			return "", &outbox.Failure{Code: "hook.stopped", Final: true}
		}
		if err != nil {
			return "", err
		}
		secret, err := s.box.Open(h.Secret, h.ID[:])
		if err != nil {
			return "", &outbox.Failure{Code: "unreadable", Final: true, Cause: err}
		}
		var e event
		if err := json.Unmarshal(t.Payload, &e); err != nil {
			return "", &outbox.Failure{Code: "unreadable", Final: true, Cause: err}
		}
		status, err := c.Post(ctx, webhook.Call{URL: h.URL, Secret: secret, Delivery: t.ID.String(), Event: e.Event, Body: t.Payload, At: now()})
		return outbox.Sent(strconv.Itoa(status)), err
	})
}
