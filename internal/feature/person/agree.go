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

// GiveConsent records consent to one partner for one purpose; given again after
// a withdrawal it stands again. State while the same consent is in force.
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
		if err := c.validate(civil.Today(tx.Now())); err != nil {
			return err
		}
		if err := isPartner(ctx, tx, c.Partner); err != nil {
			return err
		}
		given, err = giveConsent(ctx, tx, a, p, c)
		return err
	})
	if err != nil {
		return Consent{}, wrap("give consent of", person, err)
	}
	return given, nil
}

func giveConsent(ctx context.Context, tx *db.Tx, a authz.Actor, p Person, c ConsentCommand) (Consent, error) {
	earlier, err := consentsTo(ctx, tx, p.ID, c.Partner, c.Purpose)
	if err != nil {
		return Consent{}, err
	}
	n := Consent{
		Facility: p.Facility, ID: id.Consent{}.Make(), Person: p.ID, Partner: c.Partner, Purpose: c.Purpose,
		GivenOn: c.GivenOn, Evidence: c.Evidence, Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
	}
	for _, old := range earlier {
		if old.InForce() {
			return Consent{}, errs.New(errs.State, "consent.in_force")
		}
		if old.Facility == p.Facility {
			n.ID, n.Version, n.CreatedAt = old.ID, old.Version+1, old.CreatedAt
			if err := db.Update(ctx, tx, consentTable, n, old.Version, "facility_id", "id"); err != nil {
				return Consent{}, err
			}
			return n, audit.Changed(ctx, tx, a, whatConsent(n, "consent.give"), old, n)
		}
	}
	if err := db.Insert(ctx, tx, consentTable, n); err != nil {
		return Consent{}, err
	}
	return n, audit.Created(ctx, tx, a, whatConsent(n, "consent.give"), n)
}

// WithdrawConsent ends a consent at once. State when it was withdrawn already.
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
		if !before.InForce() {
			return errs.New(errs.State, "consent.withdrawn")
		}
		after = before
		after.WithdrawnOn, after.Version, after.UpdatedAt = civil.Today(tx.Now()), before.Version+1, tx.Now()
		if err := db.Update(ctx, tx, consentTable, after, before.Version, "facility_id", "id"); err != nil {
			return err
		}
		return audit.Changed(ctx, tx, a, whatConsent(after, "consent.withdraw"), before, after)
	})
	if err != nil {
		return Consent{}, wrap("withdraw consent of", person, err)
	}
	return after, nil
}

// Consents lists what a person has agreed to, newest first.
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
