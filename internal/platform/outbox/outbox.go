// Package outbox keeps what is to be sent out of the house: letters and calls of
// webhooks. A job is written in the transaction of what it tells of, so that it
// exists exactly when that does; workers claim, send and settle it after.
//
// It owns outbox_job, leases, retries and what becomes of a job whose worker was
// killed. It refuses to know what is sent and how: a lane's worker does. The
// payload is sealed under a key that is not in the database and emptied once the
// job is over, because a letter may hold a link that is a key.
//
// Start with Box.PutTx and Box.Work. docs/adr/0023-own-outbox.md says why it is
// our own.
package outbox

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// Lane says which worker a job is for.
type Lane string

// The lanes.
const (
	Mail Lane = "mail"
	Hook Lane = "hook"
)

// Status is how far a job has come.
type Status string

// The statuses. Unsure is a job whose worker vanished, or lost its peer, after it
// had handed over everything and before it heard the answer: it may be out. It is
// not sent again by itself.
const (
	Waiting Status = "waiting"
	Working Status = "working"
	Done    Status = "done"
	Dead    Status = "dead"
	Unsure  Status = "unsure"
)

// Job is one thing to send.
type Job struct {
	ID         id.Job    `db:"id" privacy:"internal"`
	Lane       Lane      `db:"lane" privacy:"internal"`
	Key        string    `db:"key" privacy:"internal"` // the same key is never queued twice
	Owner      id.Any    `db:"owner_id" privacy:"internal"`
	About      string    `db:"about" privacy:"internal"` // for lists: a kind and a reference, never a name
	Sealed     []byte    `db:"sealed" privacy:"secret"`
	Status     Status    `db:"status" privacy:"internal"`
	Attempts   int       `db:"attempts" privacy:"internal"`
	NextAt     time.Time `db:"next_at" privacy:"internal"`
	LeaseUntil time.Time `db:"lease_until" privacy:"internal"`
	HandedAt   time.Time `db:"handed_at" privacy:"internal"`
	Outcome    string    `db:"outcome" privacy:"internal"` // a code: why the last attempt failed, or what was answered
	CreatedAt  time.Time `db:"created_at" privacy:"internal"`
	DoneAt     time.Time `db:"done_at" privacy:"internal"`
}

// Box is the outbox of one database.
type Box struct {
	db   *db.DB
	aead cipher.AEAD
}

// New returns the outbox; key seals payloads.
func New(d *db.DB, key [32]byte) *Box {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic(err) // 32 bytes are always an AES key
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(err) // AES always has GCM's block size
	}
	return &Box{d, aead}
}

// Order is a job for PutTx.
type Order struct {
	Lane    Lane
	Key     string
	Owner   [16]byte
	About   string
	Payload []byte
	After   time.Time // not before; zero is now
}

// PutTx queues a job with the transaction, unless one with its key ever was, and
// reports whether it did.
func (b *Box) PutTx(ctx context.Context, tx *db.Tx, n Order) (bool, error) {
	key, next := id.Job{}.Make(), n.After
	if next.IsZero() {
		next = tx.Now()
	}
	added, err := db.Exec(ctx, tx, `INSERT INTO outbox_job (id, lane, key, owner_id, about, sealed, status, attempts, next_at, outcome, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, 'waiting', 0, $7, '', $8) ON CONFLICT (key) DO NOTHING`,
		key, string(n.Lane), n.Key, id.Any(n.Owner), n.About, b.Seal(n.Payload, key[:]), next.UnixMicro(), tx.Now().UnixMicro())
	if err != nil {
		return false, fmt.Errorf("queue %s: %w", n.About, err)
	}
	return added > 0, nil
}

// Seal closes plain text; place binds it to where it is kept.
func (b *Box) Seal(plain, place []byte) []byte {
	nonce := make([]byte, b.aead.NonceSize(), b.aead.NonceSize()+len(plain)+b.aead.Overhead())
	_, _ = rand.Read(nonce) // never fails: the program would end instead
	return b.aead.Seal(nonce, nonce, plain, append([]byte("titian outbox "), place...))
}

// Open is Seal's reverse.
func (b *Box) Open(sealed, place []byte) ([]byte, error) {
	n := b.aead.NonceSize()
	if len(sealed) < n {
		return nil, errors.New("open sealed payload: too short")
	}
	plain, err := b.aead.Open(nil, sealed[:n], sealed[n:], append([]byte("titian outbox "), place...))
	if err != nil {
		return nil, fmt.Errorf("open sealed payload: %w", err)
	}
	return plain, nil
}

const columns = `id, lane, key, owner_id, about, sealed, status, attempts, next_at, lease_until, handed_at, outcome, created_at, done_at`

// Of lists the newest jobs of an owner. The caller has checked who reads.
func (b *Box) Of(ctx context.Context, q db.Querier, owner [16]byte, limit int) ([]Job, error) {
	return db.All[Job](ctx, q, `SELECT `+columns+` FROM outbox_job WHERE owner_id = $1 ORDER BY id DESC LIMIT $2`, id.Any(owner), limit)
}

// Count says how many jobs of a lane have a status, for doctor and metrics.
func (b *Box) Count(ctx context.Context, q db.Querier, lane Lane, s Status) (int, error) {
	return db.One[int](ctx, q, `SELECT count(*) FROM outbox_job WHERE lane = $1 AND status = $2`, string(lane), string(s))
}
