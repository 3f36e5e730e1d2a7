package notice

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/db"
	"titian/internal/platform/i18n"
	"titian/internal/platform/outbox"
)

// here stands in a letter for the address of this installation, which only the
// server that sends it knows.
const here = "titian:/"

// letter is the payload of a job of the lane Mail.
type letter struct {
	To      string `json:"to"`
	Subject string `json:"subject"`
	Text    string `json:"text"`
}

// compose joins paragraphs; the last says why the reader gets this.
func compose(l *i18n.Localizer, to, subject string, paragraphs ...string) letter {
	return letter{to, subject, strings.Join(append(paragraphs, l.T("notice.letter.foot")), "\n\n") + "\n"}
}

// sentence is a notice in words.
func sentence(l *i18n.Localizer, n Notice) string {
	return l.T("notice.kind."+string(n.Kind), n.Pairs()...)
}

// atOnce is the letter of one notice.
func atOnce(l *i18n.Localizer, to string, n Notice) letter {
	text := sentence(l, n)
	return compose(l, to, l.T("notice.letter.subject", "text", text), text, here+"notices/"+n.ID.String(), l.T("notice.letter.choose", "at", here+"notices/settings"))
}

// daily is the letter of a day.
func daily(l *i18n.Localizer, to string, day civil.Date, list []Notice) letter {
	lines := make([]string, len(list))
	for i, n := range list {
		lines[i] = "- " + sentence(l, n) + "\n  " + here + "notices/" + n.ID.String()
	}
	return compose(l, to, l.T("notice.letter.digest", "n", len(list), "day", day), strings.Join(lines, "\n\n"), l.T("notice.letter.choose", "at", here+"notices/settings"))
}

// queue puts a letter into the outbox, in the transaction of what it tells, unless
// one with its key ever was; it reports whether it did.
func (t *Teller) queue(ctx context.Context, tx *db.Tx, key string, owner [16]byte, about string, l letter) (bool, error) {
	payload, err := json.Marshal(l)
	if err != nil {
		return false, err
	}
	return t.box.PutTx(ctx, tx, outbox.Order{Lane: outbox.Mail, Key: key, Owner: owner, About: about, Payload: payload})
}

// Address is where somebody's letters go.
type Address struct {
	User        id.User   `db:"user_id" privacy:"internal"`
	Email       string    `db:"email" privacy:"restricted"`
	CodeHash    []byte    `db:"code_hash" privacy:"secret"`
	Tries       int       `db:"tries" privacy:"internal"`
	AskedAt     time.Time `db:"asked_at" privacy:"internal"`
	ConfirmedAt time.Time `db:"confirmed_at" privacy:"internal"`
}

// addressOf finds a user's address and whether letters may go there.
func addressOf(ctx context.Context, q db.Querier, user id.User) (Address, bool, error) {
	a, found, err := db.Find[Address](ctx, q, `SELECT `+db.Columns[Address]("")+` FROM notice_address WHERE user_id = $1`, user)
	return a, found && !a.ConfirmedAt.IsZero(), err
}
