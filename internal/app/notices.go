package app

import (
	"context"
	"fmt"
	"strconv"

	"titian/internal/feature/account"
	"titian/internal/feature/attachment/attachmentweb"
	"titian/internal/feature/notice"
	"titian/internal/feature/notice/noticeweb"
	"titian/internal/feature/partnership"
	"titian/internal/feature/partnership/partnershipweb"
	"titian/internal/feature/programme"
	"titian/internal/feature/programme/programmeweb"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// listen connects what happens in the features with who is told of it, and the
// purposes of reply links with those who know what there is to answer.
func (a *App) listen() {
	a.Partnership.Happened.Subscribe(a.tellSides)
	a.Account.OnHeld(a.tellHolder)
	a.Notice.OnAsk(func() (notice.Purpose, notice.Asker) { return notice.AnswerProposal, partnership.AskAnswer })
	a.Notice.OnAsk(func() (notice.Purpose, notice.Asker) { return notice.ConfirmDelivery, partnership.AskConfirm })
	a.Notice.OnAsk(func() (notice.Purpose, notice.Asker) { return notice.AddEvidence, partnership.AskEvidence })
	a.Notice.OnAsk(func() (notice.Purpose, notice.Asker) { return notice.TickSession, programme.AskTick })
}

// toldKinds are the acts in a partnership of which the other side is told.
var toldKinds = map[string]notice.Kind{
	"proposal.send": notice.ProposalReceived, "proposal.answer": notice.ProposalAnswered, "proposal.withdraw": notice.ProposalWithdrawn, "proposal.counter": notice.ProposalReceived,
	"delivery.report": notice.DeliveryReported, "delivery.report_again": notice.DeliveryReported,
	"delivery.confirm": notice.DeliveryConfirmed, "delivery.dispute": notice.DeliveryDisputed,
}

// kindOf is what the other side is told of an act, if anything. Of a meeting it is
// told the day that lies ahead, and when that is moved, and its end.
func kindOf(h partnership.Happened, today civil.Date) (kind notice.Kind, key string) {
	key = fmt.Sprintf("%s/%d", h.Record, h.Version)
	switch {
	case h.Kind != "meeting":
		return toldKinds[h.Action], key
	case h.DueOn.Before(today):
		return "", ""
	case h.Status == string(partnership.MeetingCancelled):
		return notice.MeetingCancelled, key
	case h.Status == string(partnership.MeetingPlanned):
		return notice.MeetingPlanned, fmt.Sprintf("%s/%s", h.Record, h.DueOn)
	}
	return "", ""
}

// tellSides tells the other side what one side did.
func (a *App) tellSides(ctx context.Context, tx *db.Tx, h partnership.Happened) error {
	kind, key := kindOf(h, civil.Today(tx.Now()))
	if kind == "" || kind == notice.ProposalWithdrawn && h.DueOn.IsZero() { // a draft was nobody's news
		return nil
	}
	from, err := db.One[string](ctx, tx, `SELECT name FROM directory_organisation WHERE id = $1`, h.From)
	if err != nil {
		return err
	}
	_, err = a.teller.TellTx(ctx, tx, notice.News{
		Kind: kind, Record: notice.Record{Kind: h.Kind, ID: h.Record, Ref: h.Ref}, Due: h.DueOn, But: h.Actor.User,
		Key: string(kind) + "/" + key, To: []id.Organisation{h.To}, Hears: []id.Organisation{h.Host, h.Partner, h.From, h.To},
		Words: map[string]string{"from": from},
	})
	return err
}

// tellHolder tells who is given a post how much it answers for. The promises stay
// the post's; nothing of them changes hands.
func (a *App) tellHolder(ctx context.Context, tx *db.Tx, h account.Held) error {
	n, err := partnership.OpenOf(ctx, tx, h.Post.ID)
	if err != nil {
		return err
	}
	_, err = a.teller.TellTx(ctx, tx, notice.News{
		Kind: notice.PostGiven, Record: notice.Record{Kind: "post", ID: h.Post.ID, Ref: h.Post.Title}, Key: "post/" + h.Holding.ID.String(),
		To: []id.Organisation{h.Post.Org}, Only: h.Holding.User, But: h.Actor.User, Words: map[string]string{"n": strconv.Itoa(n)},
	})
	return err
}

// reminderKinds are the reminders of a partnership: what is told to whom must act,
// and to the office one level up.
var reminderKinds = map[partnership.ReminderKind][2]notice.Kind{
	partnership.PromiseDue: {notice.PromiseDue}, partnership.PartDue: {notice.PromiseDue},
	partnership.PromiseOverdue: {notice.PromiseOverdue, notice.PromiseEscalated}, partnership.PartOverdue: {notice.PromiseOverdue, notice.PromiseEscalated},
	partnership.AnswerOverdue:       {notice.ProposalOverdue, notice.ProposalEscalated},
	partnership.ConfirmationOverdue: {notice.DeliveryOverdue, notice.DeliveryEscalated},
}

// Remind tells today's reminders to those who have not heard them, and queues the
// digests; run again, or after days without a run, it tells each once. It says how
// many people it told; a dry run only counts the reminders that are due.
func (a *App) Remind(ctx context.Context, dry bool) (Reminded, error) {
	var out Reminded
	op, today := authz.OperatorAs("titian"), civil.Today(a.DB.Now())
	news, err := a.due(ctx, op, today)
	if err != nil {
		return out, err
	}
	out.Due = len(news)
	for _, n := range news {
		if dry {
			break
		}
		err := a.DB.InTx(ctx, func(tx *db.Tx) error {
			told, err := a.teller.TellTx(ctx, tx, n)
			if err == nil {
				out.Told += told
			}
			return err
		})
		if err != nil {
			return out, err
		}
	}
	out.Digests, err = a.Notice.DigestAll(ctx, op, dry)
	return out, err
}

// Reminded is what a run of the reminders did.
type Reminded struct {
	Due     int `json:"due"`     // reminders that stand today, told before or not
	Told    int `json:"told"`    // people who heard one now
	Digests int `json:"digests"` // letters of the day
}

// due lists what everybody is to be reminded of on a day.
func (a *App) due(ctx context.Context, op authz.Actor, today civil.Date) ([]notice.News, error) {
	list, err := a.Partnership.Reminders(ctx, op, today)
	if err != nil {
		return nil, err
	}
	var out []notice.News
	for _, r := range list {
		kind := reminderKinds[r.Kind][min(r.Level, 1)]
		if kind == "" {
			continue
		}
		out = append(out, notice.News{
			Kind: kind, Record: notice.Record{Kind: r.Record, ID: r.ID, Ref: r.Ref}, Due: r.DueOn, Key: "remind/" + r.Key,
			To: []id.Organisation{r.Organisation}, Post: r.Post, Hears: []id.Organisation{r.Organisation}, Words: map[string]string{"of": r.OfName},
		})
	}
	ending, err := a.Agreement.Reminders(ctx, op, today)
	for _, r := range ending {
		out = append(out, notice.News{
			Kind: notice.AgreementEnding, Record: notice.Record{Kind: "agreement", ID: r.Record, Ref: r.Ref}, Due: r.DueOn, Key: "remind/" + r.Key,
			To: []id.Organisation{r.Organisation}, Post: r.Post, Hears: []id.Organisation{r.Organisation},
		})
	}
	return out, err
}

// aroundNotices is what the pages of notices need from elsewhere.
func (a *App) aroundNotices(today func() civil.Date) noticeweb.Around {
	answers, ticks := partnershipweb.NewReplies(a.Partnership), programmeweb.NewReplies(a.Programme)
	files := attachmentweb.NewReplies(a.Attachment, partnership.DeliveryFiles)
	return noticeweb.Around{
		Enter: a.Attachment.Door.Enter,
		Today: today, Now: a.DB.Now, Mails: a.config.Mail != nil, Base: a.config.Address,
		Replies: map[notice.Purpose]noticeweb.Reply{
			notice.AnswerProposal:  {Show: answers.ShowProposal, Do: answers.AnswerProposal},
			notice.ConfirmDelivery: {Show: answers.ShowDelivery, Do: answers.AnswerDelivery},
			notice.AddEvidence:     {Show: files.ShowFile, Do: files.AddFile},
			notice.TickSession:     {Show: ticks.ShowSession, Do: ticks.MarkSession},
		},
	}
}
