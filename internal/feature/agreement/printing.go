package agreement

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/blob"
	"titian/internal/platform/db"
)

// maxPaper bounds a document: text, a few seals, a work plan.
const maxPaper = 16 << 20

// content is everything that is written on a paper. Two papers of equal content
// are one: printing again gives the same file.
type content struct {
	Agreement  Agreement
	HostName   string
	Parties    []PartyView
	Witnesses  []string
	Body       string
	Activities []Activity
}

// hash leaves out what is not printed: versions, stages, instants.
func (c content) hash() (string, error) {
	a := c.Agreement
	a.Stage, a.Version, a.CreatedAt, a.UpdatedAt = "", 0, a.CreatedAt.UTC(), a.CreatedAt.UTC()
	plan := make([]ActivityCommand, len(c.Activities))
	for i, x := range c.Activities {
		plan[i] = x.plan()
	}
	b, err := json.Marshal([]any{a, c.HostName, c.Parties, c.Witnesses, c.Body, plan})
	if err != nil {
		return "", fmt.Errorf("hash document: %w", err)
	}
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:]), nil
}

// Print makes the document of an agreement that both sides have agreed on, with
// its code, sealed where the office has a certificate. Printed again, it is the
// same paper as long as nothing on it has changed; once signed it is the one that
// was signed, though numbers and the day were written on it by hand. Errors: Forbidden, State before
// it is agreed or when a clause is talked about anew, Unavailable without a store.
func (s *Service) Print(ctx context.Context, actor authz.Actor, key id.Agreement) (Paper, error) {
	var p Paper
	if err := policy.Check(actor, "agreement.write"); err != nil {
		return p, err
	}
	if s.Press.Blobs == nil {
		return p, errs.New(errs.Unavailable, "agreement.no_press")
	}
	c, text, err := s.printable(ctx, actor, key)
	if err != nil {
		return p, fmt.Errorf("print agreement %s: %w", key, err)
	}
	hash, err := c.hash()
	if err != nil {
		return p, err
	}
	papers, err := papersOf(ctx, s.db, key)
	if err != nil {
		return p, err
	}
	if len(papers) > 0 && (papers[0].Content == hash || !c.Agreement.SignedOn.IsZero() && papers[0].Text == text.Number) {
		return papers[0], nil
	}
	code, err := newCode()
	if err != nil {
		return p, fmt.Errorf("make code: %w", err)
	}
	p = Paper{Code: code, Agreement: key, Ordinal: len(papers) + 1, Text: text.Number, Content: hash, MadeBy: actor.Name, MadeAt: s.db.Now()}
	file, err := s.press(c, &p)
	if err != nil {
		return p, fmt.Errorf("print agreement %s: %w", key, err)
	}
	return p, wrap(s.file(ctx, actor, c.Agreement, file, &p), "print agreement")
}

// printable loads what stands on the paper, once it is agreed.
func (s *Service) printable(ctx context.Context, actor authz.Actor, key id.Agreement) (content, Text, error) {
	var c content
	v, err := findAgreement(ctx, s.db, actor, key)
	if err != nil {
		return c, Text{}, err
	}
	if !mayPrepare(actor, v.Host) {
		return c, Text{}, errNotYours()
	}
	text, err := newestText(ctx, s.db, key)
	if err != nil {
		return c, text, err
	}
	if v.SignedOn.IsZero() {
		var f errs.Fields
		if text, err = agreedText(ctx, s.db, key, &f); err != nil {
			return c, text, err
		}
		if v.Stage != Agreed || f.Err() != nil {
			return c, text, errs.New(errs.State, "agreement.not_agreed")
		}
	}
	c = content{Agreement: v.Agreement, HostName: v.HostName, Body: text.Body}
	if c.Parties, err = partiesOf(ctx, s.db, key); err != nil {
		return c, text, err
	}
	if c.Witnesses, err = witnessesOf(ctx, s.db, key); err != nil {
		return c, text, err
	}
	all, err := activitiesOf(ctx, s.db, key)
	for _, x := range all {
		if x.Status == Planned {
			c.Activities = append(c.Activities, x)
		}
	}
	return c, text, err
}

// press draws the document and seals it.
func (s *Service) press(c content, p *Paper) ([]byte, error) {
	file, err := draw(c, *p, s.Press.Address)
	if err != nil {
		return nil, err
	}
	if s.Press.Seal != nil {
		if file, err = s.Press.Seal.Sign(file, p.MadeAt); err != nil {
			return nil, fmt.Errorf("seal document: %w", err)
		}
		p.SealedBy = s.Press.Seal.Name()
	}
	h := sha256.Sum256(file)
	p.SHA256, p.Size = hex.EncodeToString(h[:]), int64(len(file))
	return file, nil
}

// file stores the document. Of two people who print at once the second gets
// Conflict, and nothing of theirs is kept.
func (s *Service) file(ctx context.Context, actor authz.Actor, a Agreement, file []byte, p *Paper) error {
	b, err := s.Press.Blobs.Put(db.WithoutOnce(ctx), bytes.NewReader(file), maxPaper)
	if err != nil {
		return err
	}
	p.Blob = b.ID
	err = s.db.InTx(ctx, func(tx *db.Tx) error {
		tx.Result(p.Code)
		if err := db.Insert(ctx, tx, "agreement_paper", *p); err != nil {
			if db.IsUnique(err, "agreement_paper_ordinal", "agreement_paper.agreement_id, agreement_paper.ordinal") {
				return errs.New(errs.Conflict, "stale")
			}
			return err
		}
		return audit.Did(ctx, tx, actor, whatAgreement(a, "agreement.print"), audit.Change{Field: "sha256", New: p.SHA256})
	})
	if err != nil {
		drop := s.db.InTx(db.WithoutOnce(context.WithoutCancel(ctx)), func(tx *db.Tx) error { return blob.DropTx(ctx, tx, b.ID) })
		return errors.Join(err, drop)
	}
	return nil
}

// Paper gives a printed document by its code, and its file. Errors: NotFound.
func (s *Service) Paper(ctx context.Context, actor authz.Actor, code string) (Paper, []byte, error) {
	var p Paper
	if err := policy.Check(actor, "agreement.read"); err != nil {
		return p, nil, err
	}
	p, err := db.One[Paper](ctx, s.db, `SELECT `+db.Columns[Paper]("")+` FROM agreement_paper WHERE code = $1`, normalCode(code))
	if err == nil {
		_, err = findAgreement(ctx, s.db, actor, p.Agreement)
	}
	if err != nil {
		return Paper{}, nil, err
	}
	if s.Press.Blobs == nil {
		return Paper{}, nil, errs.New(errs.Unavailable, "agreement.no_press")
	}
	r, err := s.Press.Blobs.Open(ctx, p.Blob)
	if err != nil {
		return Paper{}, nil, fmt.Errorf("open document: %w", err)
	}
	file, err := io.ReadAll(io.NewSectionReader(r, 0, p.Size))
	return p, file, wrap(err, "read document")
}

// VerifyPaper tells anybody who holds a code whether it is genuine: who asks is
// the public, and all that is said fits a postcard. Errors: NotFound.
func (s *Service) VerifyPaper(ctx context.Context, actor authz.Actor, code string) (Verdict, error) {
	if err := policy.Check(actor, "paper.verify"); err != nil {
		return Verdict{}, err
	}
	v, err := db.One[verified](ctx, s.db, `SELECT p.code, p.sha256, EXISTS (SELECT 1 FROM agreement_paper n WHERE n.agreement_id = p.agreement_id AND n.ordinal > p.ordinal) AS replaced
		FROM agreement_paper p WHERE p.code = $1`, normalCode(code))
	return Verdict(v), err
}

type verified struct {
	Code     string `db:"code" privacy:"internal"`
	SHA256   string `db:"sha256" privacy:"internal"`
	Replaced bool   `db:"replaced" privacy:"internal"`
}

func papersOf(ctx context.Context, q db.Querier, key id.Agreement) ([]Paper, error) {
	return db.All[Paper](ctx, q, `SELECT `+db.Columns[Paper]("")+` FROM agreement_paper WHERE agreement_id = $1 ORDER BY ordinal DESC`, key)
}
