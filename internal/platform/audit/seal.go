package audit

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// seal binds the ends of all chains on one day. heads lists them as
// "organisation seq hash" lines.
type seal struct {
	Day    civil.Date `db:"day" privacy:"internal"`
	At     time.Time  `db:"at" privacy:"internal"`
	Chains int64      `db:"chains" privacy:"internal"`
	Heads  string     `db:"heads" privacy:"internal"`
	Prev   []byte     `db:"prev" privacy:"internal"`
	Hash   []byte     `db:"hash" privacy:"internal"`
}

// Seal seals today's heads under key unless today is sealed already. It reports
// whether it did.
func Seal(ctx context.Context, d *db.DB, key []byte) (bool, error) {
	done := false
	err := d.InTx(ctx, func(tx *db.Tx) error {
		done = false
		day := civil.Today(tx.Now())
		last, found, err := db.Find[seal](ctx, tx, `SELECT `+db.Columns[seal]("")+` FROM audit_seal ORDER BY day DESC LIMIT 1`)
		if err != nil || found && !last.Day.Before(day) {
			return err
		}
		heads, err := db.All[head](ctx, tx, `SELECT org_id, seq, hash FROM audit_head ORDER BY org_id`)
		if err != nil || len(heads) == 0 {
			return err
		}
		s := seal{Day: day, At: tx.Now(), Chains: int64(len(heads)), Prev: last.Hash}
		if s.Prev == nil {
			s.Prev = []byte{}
		}
		var b strings.Builder
		for _, h := range heads {
			fmt.Fprintf(&b, "%s %d %x\n", h.Org, h.Seq, h.Hash)
		}
		s.Heads = b.String()
		s.Hash = s.digest(key)
		done = true
		return db.Insert(ctx, tx, "audit_seal", s)
	})
	if errors.Is(err, errs.Conflict) {
		return false, nil // another server sealed the day in the same moment
	}
	if err != nil {
		return false, fmt.Errorf("seal audit: %w", err)
	}
	return done, nil
}

func (s seal) digest(key []byte) []byte {
	h := hmac.New(sha256.New, key)
	b := put(nil, s.Prev)
	b = put(b, s.Day.String())
	b = number(b, s.At.UnixMicro())
	h.Write(put(b, s.Heads))
	return h.Sum(nil)
}

func (s seal) ends() []head {
	var out []head
	for line := range strings.Lines(s.Heads) {
		f := strings.Fields(line)
		if len(f) != 3 {
			continue
		}
		var org id.Organisation
		err := org.UnmarshalText([]byte(f[0]))
		seq, err2 := strconv.ParseInt(f[1], 10, 64)
		sum, err3 := hex.DecodeString(f[2])
		if err == nil && err2 == nil && err3 == nil {
			out = append(out, head{org, seq, sum})
		}
	}
	return out
}

func sealsOf(ctx context.Context, d *db.DB) ([]seal, error) {
	return db.All[seal](ctx, d, `SELECT `+db.Columns[seal]("")+` FROM audit_seal ORDER BY day`)
}

// seals checks the chain of seals itself.
func (r *Report) seals(list []seal, key []byte) {
	prev := []byte{}
	for i, s := range list {
		r.Seals++
		if !bytes.Equal(s.Prev, prev) || key != nil && !hmac.Equal(s.digest(key), s.Hash) || len(s.ends()) != int(s.Chains) {
			r.add(id.Organisation{}, int64(i+1), "seal")
		}
		prev = s.Hash
	}
}
