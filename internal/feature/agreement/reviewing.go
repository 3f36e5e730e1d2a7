package agreement

import (
	"context"

	"titian/internal/feature/directory"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Remark writes a comment to a clause of the newest version. Both sides may,
// until the agreement is signed. Errors: Invalid (no such clause), State when it
// is signed, Conflict when a newer version is there.
func (s *Service) Remark(ctx context.Context, actor authz.Actor, key id.Agreement, cmd CommentCommand) (Comment, error) {
	var c Comment
	if err := policy.Check(actor, "agreement.comment"); err != nil {
		return c, err
	}
	if err := cmd.validate(); err != nil {
		return c, err
	}
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		a, text, err := underReview(ctx, tx, actor, key, cmd.Text)
		if err != nil {
			return err
		}
		side, err := sideOf(actor, a)
		if err != nil {
			return err
		}
		clause, ok := clauseOf(text.Body, cmd.Clause)
		if !ok {
			var f errs.Fields
			f.Add("clause", "choice.invalid")
			return f.Err()
		}
		c = Comment{
			ID: cmd.ID, Agreement: key, Text: text.Number, Clause: clause.Number, Heading: clause.Heading, Side: side, Body: cmd.Body,
			MadeBy: actor.Name, MadeAt: tx.Now(), Version: 1,
		}
		if c.ID.IsZero() {
			c.ID = c.ID.Make()
		}
		if err := db.Insert(ctx, tx, "agreement_comment", c); err != nil {
			return err
		}
		return audit.Created(ctx, tx, actor, audit.What{Org: a.Host, Action: "agreement.comment", Kind: "comment", Record: c.ID, Version: 1}, c)
	})
	return c, wrap(err, "comment on agreement")
}

// underReview loads an agreement whose wording is still talked about, with its
// newest version. A text number other than zero must be that version's: who read
// an earlier one is told.
func underReview(ctx context.Context, tx *db.Tx, actor authz.Actor, key id.Agreement, number int) (Agreement, Text, error) {
	v, err := findAgreement(ctx, tx, actor, key)
	if err != nil {
		return Agreement{}, Text{}, err
	}
	if err := v.unfrozen(); err != nil {
		return Agreement{}, Text{}, err
	}
	text, err := newestText(ctx, tx, key)
	switch {
	case err != nil:
	case text.Number == 0:
		err = errs.New(errs.State, "agreement.sign_text")
	case number != 0 && number != text.Number:
		err = errs.New(errs.Conflict, "agreement.newer_text").With("number", text.Number)
	}
	return v.Agreement, text, err
}

// Settle closes a comment with how it was settled. Either side may. Errors:
// Invalid, State when it is settled already, Conflict.
func (s *Service) Settle(ctx context.Context, actor authz.Actor, key id.Comment, version int64, resolution string) (Comment, error) {
	var c Comment
	if err := policy.Check(actor, "agreement.comment"); err != nil {
		return c, err
	}
	var f errs.Fields
	if directory.CheckText(&f, "resolution", &resolution, shortLimit, true); f.Err() != nil {
		return c, f.Err()
	}
	var host id.Organisation
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		before, a, err := findComment(ctx, tx, actor, key)
		if err != nil {
			return err
		}
		host = a.Host
		side, err := sideOf(actor, a)
		if err == nil && !before.Open() {
			err = errs.New(errs.State, "agreement.comment_settled").With("who", before.ResolvedBy)
		}
		if err != nil {
			return err
		}
		version = orPresent(version, before.Version)
		tx.Result(a.ID.String()) // the page that talks about the text
		c = before
		c.ResolvedSide, c.Resolution, c.ResolvedBy, c.ResolvedAt, c.Version = side, resolution, actor.Name, tx.Now(), version+1
		if err := db.Update(ctx, tx, "agreement_comment", c, version, "id"); err != nil {
			return err
		}
		return audit.Changed(ctx, tx, actor, audit.What{Org: a.Host, Action: "agreement.settle", Kind: "comment", Record: c.ID, Version: c.Version}, before, c)
	})
	return c, wrap(audit.Stale(ctx, s.db, err, host, key, version), "settle comment")
}

// findComment reads through the agreement, which has the sides.
func findComment(ctx context.Context, q db.Querier, actor authz.Actor, key id.Comment) (Comment, Agreement, error) {
	c, err := db.One[Comment](ctx, q, `SELECT `+db.Columns[Comment]("")+` FROM agreement_comment WHERE id = $1`, key)
	if err != nil {
		return c, Agreement{}, err
	}
	v, err := findAgreement(ctx, q, actor, c.Agreement)
	return c, v.Agreement, err
}

// Comment gives one comment.
func (s *Service) Comment(ctx context.Context, actor authz.Actor, key id.Comment) (Comment, error) {
	if err := policy.Check(actor, "agreement.read"); err != nil {
		return Comment{}, err
	}
	c, _, err := findComment(ctx, s.db, actor, key)
	if err != nil {
		return Comment{}, err
	}
	return c, nil
}

// Approve says for a side that it would sign the version. The host's word is its
// head's or the regional office's; the partner's is its own, or recorded by the
// host with the letter that says so. Errors: Invalid, Forbidden, Conflict when a
// newer version is there, State when the side has approved it already.
func (s *Service) Approve(ctx context.Context, actor authz.Actor, key id.Agreement, cmd ApproveCommand) error {
	if err := policy.Check(actor, "agreement.approve"); err != nil {
		return err
	}
	if err := cmd.validate(s.today()); err != nil {
		return err
	}
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		a, text, err := underReview(ctx, tx, actor, key, cmd.Text)
		if err != nil {
			return err
		}
		own, err := sideOf(actor, a)
		if err != nil {
			return err
		}
		x := Approval{Text: text.Number, Side: cmd.Side, ApprovedOn: cmd.On, Document: cmd.Document, ApprovedBy: actor.Name, ApprovedAt: tx.Now()}
		if x.Side == "" {
			x.Side = own
		}
		if err := x.mayStand(own); err != nil {
			return err
		}
		if err := insertApproval(ctx, tx, key, x); err != nil {
			return err
		}
		return audit.Did(ctx, tx, actor, audit.What{Org: a.Host, Action: "agreement.approve", Kind: "agreement", Record: a.ID, Version: a.Version},
			audit.Change{Field: "approval", New: string(x.Side) + " " + text.SHA256})
	})
	return wrap(err, "approve agreement")
}

// mayStand refuses a word given for the other side without a letter.
func (x Approval) mayStand(own Side) error {
	if x.Side == own {
		return nil
	}
	if own == PartnerSide {
		return errNotYours()
	}
	if x.Document == "" {
		var f errs.Fields
		f.Add("document", "required")
		return f.Err()
	}
	return nil
}

// insertApproval leaves it to the key that a side approves a version once.
func insertApproval(ctx context.Context, tx *db.Tx, key id.Agreement, x Approval) error {
	n, err := db.Exec(ctx, tx, `INSERT INTO agreement_approval (agreement_id, text_number, side, approved_on, document, approved_by, approved_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (agreement_id, text_number, side) DO NOTHING`,
		key, x.Text, x.Side, x.ApprovedOn, x.Document, x.ApprovedBy, x.ApprovedAt.UnixMicro())
	if err == nil && n == 0 {
		err = errs.New(errs.State, "agreement.approved_already").With("number", x.Text)
	}
	return err
}

func commentsOf(ctx context.Context, q db.Querier, key id.Agreement) ([]Comment, error) {
	return db.All[Comment](ctx, q, `SELECT `+db.Columns[Comment]("")+` FROM agreement_comment WHERE agreement_id = $1 ORDER BY text_number DESC, clause, made_at, id LIMIT 1000`, key)
}

func approvalsOf(ctx context.Context, q db.Querier, key id.Agreement) ([]Approval, error) {
	return db.All[Approval](ctx, q, `SELECT `+db.Columns[Approval]("")+` FROM agreement_approval WHERE agreement_id = $1 ORDER BY text_number DESC, side`, key)
}

// agreedText is the newest version when nothing keeps it from being the agreed
// one; f is told what does.
func agreedText(ctx context.Context, q db.Querier, key id.Agreement, f *errs.Fields) (Text, error) {
	text, err := newestText(ctx, q, key)
	if err != nil {
		return text, err
	}
	comments, err := commentsOf(ctx, q, key)
	if err != nil {
		return text, err
	}
	approvals, err := approvalsOf(ctx, q, key)
	concord(f, text, comments, approvals)
	return text, err
}
