package notice

import (
	"context"
	"encoding/json"
	"fmt"

	"titian/internal/feature/account"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/i18n"
	"titian/internal/platform/outbox"
)

// Teller tells news in the transaction in which it happens. The app gives it to
// the hooks of the features above; it has no rights to ask for, because whoever
// made the news had theirs.
type Teller struct {
	box   *outbox.Box
	words *i18n.Bundle
}

// NewTeller returns a teller that writes letters in the words of a bundle.
func NewTeller(box *outbox.Box, words *i18n.Bundle) *Teller { return &Teller{box, words} }

// TellTx stores a notice for everybody who is to be told and was not, queues
// their letters and the calls of webhooks, and says how many people it told.
func (t *Teller) TellTx(ctx context.Context, tx *db.Tx, n News) (int, error) {
	workers, err := audience(ctx, tx, n)
	if err != nil {
		return 0, fmt.Errorf("tell %s: %w", n.Kind, err)
	}
	told := 0
	for _, w := range workers {
		if w.User == n.But || !n.Only.IsZero() && w.User != n.Only {
			continue
		}
		is, err := t.tell(ctx, tx, n, w)
		if err != nil {
			return told, fmt.Errorf("tell %s: %w", n.Kind, err)
		}
		if is {
			told++
		}
	}
	return told, t.callTx(ctx, tx, n)
}

// audience is whom news concerns. What a post answers for is told to its holder of
// the day, so that a promise survives its maker; while nobody holds the post, or the
// holder works there no more, it is the office's.
func audience(ctx context.Context, tx *db.Tx, n News) ([]account.Worker, error) {
	today, roles := civil.Today(tx.Now()), officers
	if !n.Only.IsZero() {
		roles = authz.Roles()
	}
	if !n.Post.IsZero() {
		if held, err := account.HoldersIn(ctx, tx, today, holders, n.Post); err != nil || len(held) > 0 {
			return held, err
		}
	}
	return account.WorkersIn(ctx, tx, today, roles, n.To...)
}

// tell is TellTx for one person; it reports whether they had not heard it.
func (t *Teller) tell(ctx context.Context, tx *db.Tx, n News, w account.Worker) (bool, error) {
	way, err := wayOf(ctx, tx, w.User, n.Kind.topic())
	if err != nil || way == None {
		return false, err
	}
	words, err := json.Marshal(n.Words)
	if err != nil {
		return false, err
	}
	x := Notice{
		ID: id.Notice{}.Make(), User: w.User, Org: w.Org, Key: n.Key, Kind: n.Kind, RecordKind: n.Record.Kind, Record: n.Record.ID,
		Ref: n.Record.Ref, Words: string(words), Due: n.Due, Way: way, CreatedAt: tx.Now(),
	}
	is, err := insertNotice(ctx, tx, x)
	if err != nil || !is || way != AtOnce {
		return is, err
	}
	to, confirmed, err := addressOf(ctx, tx, w.User)
	if err != nil || !confirmed {
		return is, err
	}
	_, err = t.queue(ctx, tx, "notice/"+x.ID.String(), w.User, string(x.Kind)+" "+x.Ref, atOnce(t.localizer(w.Language), to.Email, x))
	return is, err
}

func (t *Teller) localizer(language string) *i18n.Localizer {
	lang, ok := i18n.ParseLang(language)
	if !ok {
		lang = i18n.Indonesian
	}
	return t.words.Localizer(lang)
}

// wayOf is how a user wants to hear of a topic.
func wayOf(ctx context.Context, q db.Querier, user id.User, topic Topic) (Way, error) {
	way, found, err := db.Find[string](ctx, q, `SELECT way FROM notice_choice WHERE user_id = $1 AND topic = $2`, user, string(topic))
	if err != nil || !found {
		return InApp, err
	}
	return Way(way), nil
}

// insertNotice stores a notice unless this user was told the same there before.
func insertNotice(ctx context.Context, tx *db.Tx, x Notice) (bool, error) {
	n, err := db.Exec(ctx, tx, `INSERT INTO notice_notice (id, user_id, org_id, key, kind, record_kind, record_id, ref, words, due_on, way, read_at, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL, $12) ON CONFLICT (user_id, org_id, key) DO NOTHING`,
		x.ID, x.User, x.Org, x.Key, string(x.Kind), x.RecordKind, x.Record, x.Ref, x.Words, x.Due, string(x.Way), x.CreatedAt.UnixMicro())
	return n > 0, err
}
