package partnership

import (
	"context"
	"time"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// WordAct is what one side said of a delivery.
type WordAct string

// The acts of a word. Conceded is the giver's: it takes the receiver's count.
const (
	WordReported  WordAct = "reported"
	WordConfirmed WordAct = "confirmed"
	WordDisputed  WordAct = "disputed"
	WordConceded  WordAct = "conceded"
	WordWithdrawn WordAct = "withdrawn"
)

// Word is what one side said of a delivery, as it said it. Words are only added:
// when a dispute is settled, both versions can still be read.
type Word struct {
	Delivery id.Delivery     `db:"delivery_id" privacy:"internal"`
	Ordinal  int             `db:"ordinal" privacy:"internal"`
	Act      WordAct         `db:"act" privacy:"internal"`
	By       id.Organisation `db:"by_id" privacy:"internal"`
	Quantity int             `db:"quantity" privacy:"internal"`
	Value    money.Rupiah    `db:"value_rp" privacy:"internal"`
	SaidOn   civil.Date      `db:"said_on" privacy:"internal"` // the day of which it speaks: of giving, of receiving
	Note     string          `db:"note" privacy:"internal"`    // evidence or reason
	MadeBy   string          `db:"made_by" privacy:"internal"`
	MadeAt   time.Time       `db:"made_at" privacy:"internal"`
}

// WordView is a word with the name of its side.
type WordView struct {
	Word
	ByName string `db:"by_name" privacy:"internal"`
}

// reported is the giver's word as the delivery now has it.
func reported(d Delivery, by id.Organisation) Word {
	return Word{Act: WordReported, By: by, Quantity: d.Quantity, Value: d.Value, SaidOn: d.DeliveredOn, Note: d.Evidence}
}

// answered is the receiver's word as the delivery now has it.
func answered(d Delivery, act WordAct) Word {
	return Word{Act: act, By: d.Receiver, Quantity: int(*d.ConfirmedQuantity), Value: *d.ConfirmedValue, SaidOn: d.AnsweredOn, Note: d.AnswerReason}
}

// keepWord adds what was said, under the delivery's present number. It comes after
// the delivery's own version, which decides who of two was first.
func keepWord(ctx context.Context, tx *db.Tx, actor authz.Actor, d Delivery, w Word) error {
	w.Delivery, w.Ordinal, w.MadeBy, w.MadeAt = d.ID, d.Words, actor.Name, tx.Now()
	return db.Insert(ctx, tx, "partnership_word", w)
}

// Words tells what both sides said of a delivery, first to last. Errors: NotFound.
func (s *Service) Words(ctx context.Context, actor authz.Actor, key id.Delivery) ([]WordView, error) {
	if err := policy.Check(actor, "commitment.read"); err != nil {
		return nil, err
	}
	if _, err := findDelivery(ctx, s.db, actor, key); err != nil {
		return nil, err
	}
	return db.All[WordView](ctx, s.db, `SELECT `+db.Columns[Word]("w")+`, o.name FROM partnership_word w
		JOIN directory_organisation o ON o.id = w.by_id WHERE w.delivery_id = $1 ORDER BY w.ordinal`, key)
}
