package notice

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"math/big"
	"net/mail"
	"strings"
	"time"

	"titian/internal/feature/account"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Settings is how one person is told, and where their letters go.
type Settings struct {
	Ways      map[Topic]Way
	Email     string
	Confirmed bool // letters go there
	Waiting   bool // a code is on its way
}

// choice is one stored choice.
type choice struct {
	Topic string `db:"topic" privacy:"internal"`
	Way   Way    `db:"way" privacy:"internal"`
}

// Settings gives the actor's own choices; without one a topic is told in the app.
func (s *Service) Settings(ctx context.Context, a authz.Actor) (Settings, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return Settings{}, err
	}
	out := Settings{Ways: map[Topic]Way{}}
	for _, t := range Topics() {
		out.Ways[t] = InApp
	}
	list, err := db.All[choice](ctx, s.db, `SELECT topic, way FROM notice_choice WHERE user_id = $1`, a.User)
	if err != nil {
		return out, fmt.Errorf("read choices: %w", err)
	}
	for _, c := range list {
		out.Ways[Topic(c.Topic)] = c.Way
	}
	to, confirmed, err := addressOf(ctx, s.db, a.User)
	if err != nil {
		return out, fmt.Errorf("read choices: %w", err)
	}
	out.Email, out.Confirmed, out.Waiting = to.Email, confirmed, to.Email != "" && !confirmed
	return out, nil
}

// Choose stores the actor's choices. Errors: Invalid, per topic.
func (s *Service) Choose(ctx context.Context, a authz.Actor, ways map[Topic]Way) error {
	if err := policy.Check(a, CanRead); err != nil {
		return err
	}
	var f errs.Fields
	known := map[Topic]bool{}
	for _, t := range Topics() {
		known[t] = true
	}
	for t, w := range ways {
		if !known[t] || w != None && w != InApp && w != AtOnce && w != Digest {
			f.Add(string(t), "choice.invalid")
		}
	}
	if err := f.Err(); err != nil {
		return err
	}
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		for _, t := range Topics() {
			w, ok := ways[t]
			if !ok {
				continue
			}
			if _, err := db.Exec(ctx, tx, `INSERT INTO notice_choice (user_id, topic, way) VALUES ($1, $2, $3) ON CONFLICT (user_id, topic) DO UPDATE SET way = excluded.way`,
				a.User, string(t), string(w)); err != nil {
				return err
			}
		}
		return audit.Did(ctx, tx, a, audit.What{Org: a.Org, Action: "notice.choose", Kind: "user", Record: a.User})
	})
	if err != nil {
		return fmt.Errorf("choose notices: %w", err)
	}
	return nil
}

// How a code confirms an address.
const (
	codeLife  = 24 * time.Hour
	codeTries = 5
	codeEvery = time.Minute
	maxEmail  = 200
)

// checkEmail makes what was typed one plain address.
func checkEmail(f *errs.Fields, path string, email *string) {
	*email = strings.TrimSpace(*email)
	parsed, err := mail.ParseAddress(*email)
	switch {
	case *email == "":
		f.Add(path, "required")
	case err != nil || parsed.Address != *email || len(*email) > maxEmail || !strings.Contains((*email)[strings.LastIndexByte(*email, '@')+1:], "."):
		f.Add(path, "email.invalid")
	}
}

// SetAddress notes where the actor's letters are to go and sends a code there;
// until it comes back (ConfirmAddress) nothing else does. An empty address ends
// all letters. Errors: Invalid; Limited within a minute of the last code.
func (s *Service) SetAddress(ctx context.Context, a authz.Actor, email string) error {
	if err := policy.Check(a, CanRead); err != nil {
		return err
	}
	if strings.TrimSpace(email) == "" {
		return s.dropAddress(ctx, a)
	}
	var f errs.Fields
	checkEmail(&f, "email", &email)
	if err := f.Err(); err != nil {
		return err
	}
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return fmt.Errorf("make code: %w", err)
	}
	code := fmt.Sprintf("%06d", n)
	err = s.db.InTx(ctx, func(tx *db.Tx) error {
		before, confirmed, err := addressOf(ctx, tx, a.User)
		switch {
		case err != nil:
			return err
		case confirmed && before.Email == email:
			return nil
		case before.AskedAt.After(tx.Now().Add(-codeEvery)):
			return errs.New(errs.Limited, "notice.code_soon")
		}
		if _, err := db.Exec(ctx, tx, `INSERT INTO notice_address (user_id, email, code_hash, tries, asked_at, confirmed_at) VALUES ($1, $2, $3, 0, $4, NULL)
			ON CONFLICT (user_id) DO UPDATE SET email = excluded.email, code_hash = excluded.code_hash, tries = 0, asked_at = excluded.asked_at, confirmed_at = NULL`,
			a.User, email, codeHash(a.User, code), tx.Now().UnixMicro()); err != nil {
			return err
		}
		if err := audit.Did(ctx, tx, a, audit.What{Org: a.Org, Action: "notice.set_address", Kind: "user", Record: a.User}); err != nil {
			return err
		}
		language, err := account.LanguageOf(ctx, tx, a.User)
		if err != nil {
			return err
		}
		l := s.teller.localizer(language)
		_, err = s.teller.queue(ctx, tx, "code/"+id.Any{}.Make().String(), a.User, "code",
			compose(l, email, l.T("notice.letter.code_subject"), l.T("notice.letter.code", "code", code), here+"notices/settings"))
		return err
	})
	if err != nil {
		return fmt.Errorf("set address: %w", err)
	}
	return nil
}

func (s *Service) dropAddress(ctx context.Context, a authz.Actor) error {
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		if _, err := db.Exec(ctx, tx, `DELETE FROM notice_address WHERE user_id = $1`, a.User); err != nil {
			return err
		}
		return audit.Did(ctx, tx, a, audit.What{Org: a.Org, Action: "notice.drop_address", Kind: "user", Record: a.User})
	})
	if err != nil {
		return fmt.Errorf("drop address: %w", err)
	}
	return nil
}

// ConfirmAddress takes the code that was sent to the actor's address. Errors:
// Invalid for a wrong or old one; after a few wrong ones a new one must be asked.
func (s *Service) ConfirmAddress(ctx context.Context, a authz.Actor, code string) error {
	if err := policy.Check(a, CanRead); err != nil {
		return err
	}
	right := false
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		right = false
		x, confirmed, err := addressOf(ctx, tx, a.User)
		if err != nil || confirmed || x.Email == "" {
			right = confirmed
			return err
		}
		fresh := x.Tries < codeTries && tx.Now().Sub(x.AskedAt) < codeLife
		right = fresh && subtle.ConstantTimeCompare(x.CodeHash, codeHash(a.User, strings.TrimSpace(code))) == 1
		if !right { // counted even though the answer is no
			_, err := db.Exec(ctx, tx, `UPDATE notice_address SET tries = tries + 1 WHERE user_id = $1`, a.User)
			return err
		}
		if _, err := db.Exec(ctx, tx, `UPDATE notice_address SET confirmed_at = $1 WHERE user_id = $2`, tx.Now().UnixMicro(), a.User); err != nil {
			return err
		}
		return audit.Did(ctx, tx, a, audit.What{Org: a.Org, Action: "notice.confirm_address", Kind: "user", Record: a.User})
	})
	if err != nil {
		return fmt.Errorf("confirm address: %w", err)
	}
	if !right {
		return invalid("code", "notice.code_wrong")
	}
	return nil
}

// codeHash binds a code to whose it is. Six digits are guessed from a hash in a
// moment by who has the database; they are worth nothing there, since an address
// can be confirmed only by its user's own session.
func codeHash(user id.User, code string) []byte {
	sum := sha256.Sum256(append(user[:], code...))
	return sum[:]
}
