package programme

import (
	"context"
	"time"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Assess records the competency results of one participant, replacing earlier
// ones of the same units. Permission: result.write. Errors: Invalid, NotFound.
func (s *Service) Assess(ctx context.Context, actor authz.Actor, cmd AssessCommand) ([]Result, error) {
	if err := policy.Check(actor, "result.write"); err != nil {
		return nil, err
	}
	if err := cmd.validate(civil.Today(s.db.Now())); err != nil {
		return nil, err
	}
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		e, err := enrolmentInScope(ctx, tx, actor, cmd.Enrolment)
		if err != nil {
			return err
		}
		units, err := unitCodes(ctx, tx, e)
		if err != nil {
			return err
		}
		var f errs.Fields
		for i := range cmd.Results {
			r := &cmd.Results[i]
			r.Facility, r.Enrolment = e.Facility, e.ID
			if !units[r.Unit] {
				f.Add(row("results", i)+".unit", "choice.invalid")
			}
		}
		if err := f.Err(); err != nil {
			return err
		}
		for _, r := range cmd.Results {
			if err := upsertResult(ctx, tx, r); err != nil {
				return err
			}
		}
		return audit.Did(ctx, tx, actor, audit.What{Org: e.Facility, Action: "enrolment.assess", Kind: "enrolment", Record: e.ID, Version: e.Version},
			audit.Change{Field: "units", New: unitList(cmd.Results)})
	})
	return cmd.Results, wrap("assess", err)
}

func (c *AssessCommand) validate(today civil.Date) error {
	var f errs.Fields
	if len(c.Results) == 0 || len(c.Results) > maxUnits {
		f.Add("results", "required")
	}
	for i := range c.Results {
		r, at := &c.Results[i], row("results", i)
		directory.CheckText(&f, at+".assessor", &r.Assessor, maxTitle, true)
		if r.AssessedOn.IsZero() {
			f.Add(at+".assessed_on", "required")
		} else if r.AssessedOn.After(today) {
			f.Add(at+".assessed_on", "date.future")
		}
		percent(&f, at+".before", r.Before)
		percent(&f, at+".after", r.After)
	}
	return f.Err()
}

func percent(f *errs.Fields, path string, score *int64) {
	if score != nil && (*score < 0 || *score > 100) {
		f.Add(path, "number.range", "min", 0, "max", 100)
	}
}

func unitList(list []Result) string {
	out := ""
	for _, r := range list {
		out += r.Unit + " "
	}
	return out
}

// Results lists the competency results of one participant. Permission:
// roster.read, and not for partners.
func (s *Service) Results(ctx context.Context, actor authz.Actor, key id.Enrolment) ([]Result, error) {
	e, err := s.Enrolment(ctx, actor, key)
	if err != nil {
		return nil, err
	}
	list, err := resultsOf(ctx, s.db, e)
	return list, wrap("read results", err)
}

// Certify issues a certificate to a participant who completed the class and is
// competent in every unit of it. Permission: result.write. Errors: NotFound,
// State, Conflict "exists" when there is one.
func (s *Service) Certify(ctx context.Context, actor authz.Actor, key id.Enrolment, number string) (Certificate, error) {
	if err := policy.Check(actor, "result.write"); err != nil {
		return Certificate{}, err
	}
	var f errs.Fields
	directory.CheckText(&f, "number", &number, maxTitle, true)
	if err := f.Err(); err != nil {
		return Certificate{}, err
	}
	code, err := newCode()
	if err != nil {
		return Certificate{}, wrap("certify", err)
	}
	var c Certificate
	err = s.db.InTx(ctx, func(tx *db.Tx) error {
		e, err := enrolmentInScope(ctx, tx, actor, key)
		if err != nil {
			return err
		}
		if err := mayCertify(ctx, tx, e); err != nil {
			return err
		}
		if c, err = draftCertificate(ctx, tx, e); err != nil {
			return err
		}
		c.ID, c.Code, c.Number, c.IssuedOn = c.ID.Make(), code, number, civil.Today(tx.Now())
		c.Version, c.Created, c.Updated = 1, tx.Now(), tx.Now()
		if err := db.Insert(ctx, tx, "programme_certificate", c); err != nil {
			return err
		}
		return audit.Created(ctx, tx, actor, audit.What{Org: e.Facility, Action: "certificate.issue", Kind: "certificate", Record: c.ID, Version: 1}, c)
	})
	return c, wrap("certify", err)
}

func mayCertify(ctx context.Context, tx *db.Tx, e Enrolment) error {
	if e.Status != Finished {
		return errs.New(errs.State, "certificate.not_completed")
	}
	units, err := unitCodes(ctx, tx, e)
	if err != nil {
		return err
	}
	results, err := resultsOf(ctx, tx, e)
	if err != nil {
		return err
	}
	for _, r := range results {
		if r.Competent {
			delete(units, r.Unit)
		}
	}
	if len(units) > 0 {
		return errs.New(errs.State, "certificate.units_missing").With("n", len(units))
	}
	return nil
}

// draftCertificate names holder, class and issuer: the partner that taught, or
// the ministry's catalogue entry, never the place of custody.
func draftCertificate(ctx context.Context, tx *db.Tx, e Enrolment) (Certificate, error) {
	type facts struct {
		Holder string `db:"holder" privacy:"restricted"`
		Title  string `db:"title" privacy:"public"`
		Hours  int    `db:"hours" privacy:"public"`
		Issuer string `db:"issuer" privacy:"public"`
	}
	x, err := db.One[facts](ctx, tx, `SELECT p.name AS holder, g.name AS title, g.hours AS hours, coalesce(r.name, 'Program ' || g.code) AS issuer
		FROM programme_offering o JOIN programme_programme g ON g.id = o.programme_id JOIN person_person p ON p.id = $3
		LEFT JOIN directory_organisation r ON r.id = o.partner_id WHERE o.facility_id = $1 AND o.id = $2`, e.Facility, e.Offering, e.Person)
	return Certificate{Facility: e.Facility, Enrolment: e.ID, Holder: x.Holder, Title: x.Title, Hours: x.Hours, Issuer: x.Issuer}, err
}

// CertificateOf finds the certificate in force of one participant. Permission:
// roster.read, and not for partners. Errors: NotFound, also when there is none.
func (s *Service) CertificateOf(ctx context.Context, actor authz.Actor, key id.Enrolment) (Certificate, error) {
	e, err := s.Enrolment(ctx, actor, key)
	if err != nil {
		return Certificate{}, err
	}
	c, err := db.One[Certificate](ctx, s.db, `SELECT `+db.Columns[Certificate]("")+` FROM programme_certificate
		WHERE facility_id = $1 AND enrolment_id = $2 AND revoked_on IS NULL`, e.Facility, e.ID)
	return c, wrap("read certificate", err)
}

// Verify finds a certificate by its code. Permission: certificate.read, which
// the public has. Errors: NotFound.
func (s *Service) Verify(ctx context.Context, actor authz.Actor, code string) (Certificate, error) {
	if err := policy.Check(actor, "certificate.read"); err != nil {
		return Certificate{}, err
	}
	c, err := db.One[Certificate](ctx, s.db, `SELECT `+db.Columns[Certificate]("")+` FROM programme_certificate WHERE code = $1`, normalCode(code))
	if err != nil {
		return Certificate{}, wrap("verify certificate", err)
	}
	c.Facility, c.Enrolment, c.Created, c.Updated = id.Organisation{}, id.Enrolment{}, time.Time{}, time.Time{}
	return c, nil
}

// Revoke withdraws a certificate that was issued wrongly; its code then says
// so. Permission: result.write. Errors: NotFound, State, Conflict.
func (s *Service) Revoke(ctx context.Context, actor authz.Actor, key id.Certificate, version int64) (Certificate, error) {
	if err := policy.Check(actor, "result.write"); err != nil {
		return Certificate{}, err
	}
	var c Certificate
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		old, err := db.One[Certificate](ctx, tx, `SELECT `+db.Columns[Certificate]("")+` FROM programme_certificate WHERE id = $1`, key)
		if err != nil {
			return err
		}
		if !actor.Scope.Has(old.Facility) {
			return errNotFound
		}
		if !old.RevokedOn.IsZero() {
			return errs.New(errs.State, "certificate.revoked")
		}
		c = old
		since := orPresent(version, old.Version)
		c.RevokedOn, c.Version, c.Updated = civil.Today(tx.Now()), since+1, tx.Now()
		if err := db.Update(ctx, tx, "programme_certificate", c, since, "id"); err != nil {
			return err
		}
		return audit.Changed(ctx, tx, actor, audit.What{Org: c.Facility, Action: "certificate.revoke", Kind: "certificate", Record: c.ID, Version: c.Version}, old, c)
	})
	return c, wrap("revoke certificate", audit.Stale(ctx, s.db, err, c.Facility, key, version))
}
