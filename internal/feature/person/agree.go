package person

import (
	"context"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// consentSeries numbers the receipts of an office: "BUNGO-PS-26-3".
const consentSeries = "PS"

// GiveConsent records what a person answered about one partner and one purpose:
// consent, or a refusal. A refusal ends a consent that stood until then. State
// while the same consent is in force.
func (s *Service) GiveConsent(ctx context.Context, a authz.Actor, person id.Person, c ConsentCommand) (Consent, error) {
	if err := policy.Check(a, CanConsent); err != nil {
		return Consent{}, err
	}
	var given Consent
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		p, err := visible(ctx, tx, a, person)
		if err != nil {
			return err
		}
		if err := c.validate(p, civil.Today(tx.Now())); err != nil {
			return err
		}
		if err := isPartner(ctx, tx, c.Partner); err != nil {
			return err
		}
		given, err = answer(ctx, tx, a, p, c)
		return err
	})
	if err != nil {
		return Consent{}, wrap("give consent of", person, err)
	}
	return given, nil
}

// answer stores a new answer and lets the one before it rest.
func answer(ctx context.Context, tx *db.Tx, a authz.Actor, p Person, c ConsentCommand) (Consent, error) {
	today := civil.Today(tx.Now())
	earlier, err := consentsTo(ctx, tx, p.ID, c.Partner, c.Purpose)
	if err != nil {
		return Consent{}, err
	}
	for _, old := range earlier {
		standing := old.On(today)
		if standing == InForce && c.Answer == Given {
			return Consent{}, errs.New(errs.State, "consent.in_force")
		}
		after := old
		if after.Latest = false; standing == InForce {
			after.WithdrawnOn = today
		}
		if err := amend(ctx, tx, a, "consent.supersede", old, &after); err != nil {
			return Consent{}, err
		}
	}
	n := Consent{
		Facility: p.Facility, ID: id.Consent{}.Make(), Person: p.ID, Partner: c.Partner, Purpose: c.Purpose, Wording: Wordings,
		Answer: c.Answer, By: c.By, Representative: c.Representative, GivenOn: c.GivenOn, ExpiresOn: c.ExpiresOn, Evidence: c.Evidence,
		Latest: true, Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
	}
	if n.Number, err = directory.NextNumberTx(ctx, tx, p.Facility, consentSeries, today.Year()); err != nil {
		return Consent{}, err
	}
	if err := db.Insert(ctx, tx, consentTable, n); err != nil {
		return Consent{}, err
	}
	tx.Result(n.ID.String())
	return n, audit.Created(ctx, tx, a, whatConsent(n, "consent."+map[Answer]string{Given: "give", Refused: "refuse"}[c.Answer]), n)
}

// amend stores what became of an answer.
func amend(ctx context.Context, tx *db.Tx, a authz.Actor, action string, before Consent, after *Consent) error {
	after.Version, after.UpdatedAt = before.Version+1, tx.Now()
	if err := db.Update(ctx, tx, consentTable, *after, before.Version, "facility_id", "id"); err != nil {
		return err
	}
	return audit.Changed(ctx, tx, a, whatConsent(*after, action), before, *after)
}

// WithdrawConsent ends a consent at once, with no reason asked. State when it
// does not stand any more.
func (s *Service) WithdrawConsent(ctx context.Context, a authz.Actor, person id.Person, consent id.Consent) (Consent, error) {
	if err := policy.Check(a, CanConsent); err != nil {
		return Consent{}, err
	}
	var after Consent
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		if _, err := visible(ctx, tx, a, person); err != nil {
			return err
		}
		before, err := consentByID(ctx, tx, person, consent)
		if err != nil {
			return err
		}
		today := civil.Today(tx.Now())
		if standing := before.On(today); standing != InForce {
			return errs.New(errs.State, "consent."+string(standing))
		}
		after = before
		after.WithdrawnOn = today
		return amend(ctx, tx, a, "consent.withdraw", before, &after)
	})
	if err != nil {
		return Consent{}, wrap("withdraw consent of", person, err)
	}
	return after, nil
}

// Consents lists what a person has answered, newest first.
func (s *Service) Consents(ctx context.Context, a authz.Actor, person id.Person) ([]Consent, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return nil, err
	}
	if _, err := visible(ctx, s.db, a, person); err != nil {
		return nil, err
	}
	return consentsOf(ctx, s.db, person)
}

func whatConsent(c Consent, action string) audit.What {
	return audit.What{Org: c.Facility, Action: action, Kind: "consent", Record: c.ID, Version: c.Version}
}

// isPartner makes sure that consent is given to a partner and not to a colleague,
// who needs none.
func isPartner(ctx context.Context, q db.Querier, org id.Organisation) error {
	kind, err := kindOf(ctx, q, org)
	if err != nil {
		return err
	}
	var f errs.Fields
	if kind != directory.Partner {
		f.Add("partner_id", "choice.invalid")
	}
	return f.Err()
}
