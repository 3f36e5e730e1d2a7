package account

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/url"
	"time"

	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// sessionStore keeps sessions in account_session.
type sessionStore struct {
	db    *db.DB
	clock func() time.Time
	known *kept[[]byte]
}

func sessionHash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// FindCtx reads a session that has not ended.
func (s *sessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	hash := sha256.Sum256([]byte(token))
	data, found, changes := s.known.get(hash)
	if found {
		return data, true, nil
	}
	data, found, err := db.Find[[]byte](ctx, s.db, `SELECT data FROM account_session WHERE token_hash = $1 AND expires_at > $2`, hash[:], s.clock().UnixMicro())
	if err != nil {
		return nil, false, fmt.Errorf("read session: %w", err)
	}
	if found {
		s.known.put(hash, data, changes)
	}
	return data, found, nil
}

// CommitCtx stores a session. Only a fresh one makes a row: a request that was
// under way while its session was ended elsewhere must not bring it back. A
// fresh one also sweeps out those that have ended. The end that scs names is by
// the machine's clock and is not taken: ours may be another, as in a demo that
// plays on a day of its own.
func (s *sessionStore) CommitCtx(ctx context.Context, token string, data []byte, _ time.Time) error {
	v, err := url.ParseQuery(string(data))
	if err != nil {
		return fmt.Errorf("store session: %w", err)
	}
	var user id.User
	if err := user.UnmarshalText([]byte(v.Get(keyUser))); err != nil {
		return fmt.Errorf("store session: %w", err)
	}
	ctx = inner{ctx}
	err = s.db.InTx(ctx, func(tx *db.Tx) error {
		tx.AfterCommit(s.known.forget)
		if v.Get(keyFresh) == "" {
			_, err := db.Exec(ctx, tx, `UPDATE account_session SET data = $1 WHERE token_hash = $2`, data, sessionHash(token))
			return err
		}
		if _, err := db.Exec(ctx, tx, `INSERT INTO account_session (token_hash, user_id, data, expires_at) VALUES ($1, $2, $3, $4)`,
			sessionHash(token), user, data, s.clock().Add(sessionLife).UnixMicro()); err != nil {
			return err
		}
		_, err := db.Exec(ctx, tx, `DELETE FROM account_session WHERE expires_at < $1`, s.clock().UnixMicro())
		return err
	})
	if err != nil {
		return fmt.Errorf("store session: %w", err)
	}
	return nil
}

// DeleteCtx ends a session.
func (s *sessionStore) DeleteCtx(ctx context.Context, token string) error {
	ctx = inner{ctx}
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		tx.AfterCommit(s.known.forget)
		_, err := db.Exec(ctx, tx, `DELETE FROM account_session WHERE token_hash = $1`, sessionHash(token))
		return err
	})
	if err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	return nil
}

// errNoContext answers the forms of scs.Store that carry no context; scs prefers
// the others where they exist.
var errNoContext = errors.New("session store needs a context")

// Find is never called.
func (*sessionStore) Find(string) ([]byte, bool, error) { return nil, false, errNoContext }

// Commit is never called.
func (*sessionStore) Commit(string, []byte, time.Time) error { return errNoContext }

// Delete is never called.
func (*sessionStore) Delete(string) error { return errNoContext }

// sessionCodec writes sessions as a query string, which each page reads in a
// third of the time that JSON takes.
type sessionCodec struct{}

const keyDeadline = "deadline"

// Encode writes a session; all our values are texts.
func (sessionCodec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	v := url.Values{keyDeadline: {deadline.UTC().Format(time.RFC3339Nano)}}
	for k, x := range values {
		text, ok := x.(string)
		if !ok {
			return nil, fmt.Errorf("encode session: %s is no text", k)
		}
		v.Set(k, text)
	}
	return []byte(v.Encode()), nil
}

// Decode reads a session; what comes from a row is not fresh.
func (sessionCodec) Decode(b []byte) (deadline time.Time, values map[string]any, err error) {
	v, err := url.ParseQuery(string(b))
	if err == nil {
		deadline, err = time.Parse(time.RFC3339Nano, v.Get(keyDeadline))
	}
	if err != nil {
		return time.Time{}, nil, fmt.Errorf("decode session: %w", err)
	}
	values = make(map[string]any, len(v))
	for k := range v {
		if k != keyDeadline && k != keyFresh {
			values[k] = v.Get(k)
		}
	}
	return deadline, values, nil
}
