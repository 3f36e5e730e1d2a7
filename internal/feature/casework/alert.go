package casework

import (
	"context"
	"fmt"
	"time"

	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// AlertKind decides who must know.
type AlertKind string

// The kinds of alerts.
const (
	MedicalAlert    AlertKind = "medical"
	ProtectionAlert AlertKind = "protection"
	ContactBan      AlertKind = "contact_ban"
)

// AlertKinds lists the kinds in the order of the form.
func AlertKinds() []AlertKind { return []AlertKind{MedicalAlert, ProtectionAlert, ContactBan} }

// Alert is what those who work with a person must know before they act. It
// stands from SinceOn until the end of UntilOn, or until it is ended.
type Alert struct {
	Facility  id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	ID        id.Alert        `db:"id" privacy:"internal" json:"id"`
	Person    id.Person       `db:"person_id" privacy:"internal" json:"person_id"`
	Kind      AlertKind       `db:"kind" privacy:"medical" json:"kind"`
	Text      string          `db:"text" privacy:"medical" seal:"id" json:"text"`
	SinceOn   civil.Date      `db:"since_on" privacy:"restricted" json:"since_on"`
	UntilOn   civil.Date      `db:"until_on" privacy:"restricted" json:"until_on"`
	EndReason string          `db:"end_reason" privacy:"medical" seal:"id" json:"end_reason"`
	Author    string          `db:"author" privacy:"internal" json:"author"`
	Version   int64           `db:"version" privacy:"internal" json:"version"`
	CreatedAt time.Time       `db:"created_at" privacy:"internal" json:"-"`
	UpdatedAt time.Time       `db:"updated_at" privacy:"internal" json:"-"`
}

// Stands reports whether the alert holds on a day.
func (x Alert) Stands(day civil.Date) bool {
	return !x.SinceOn.After(day) && !day.After(x.UntilOn)
}

// AlertCommand raises an alert or mends one.
type AlertCommand struct {
	ID      id.Alert // of a new one, optional
	Kind    AlertKind
	Text    string
	SinceOn civil.Date
	UntilOn civil.Date
}

func (c *AlertCommand) validate() error {
	var f errs.Fields
	directory.CheckChoice(&f, "kind", c.Kind, AlertKinds())
	directory.CheckText(&f, "text", &c.Text, person.MaxShort, true)
	if c.SinceOn.IsZero() {
		f.Add("since_on", "required")
	}
	if c.UntilOn.Before(c.SinceOn) {
		f.Add("until_on", "date.too_early", "min", c.SinceOn)
	}
	return f.Err()
}

// Alerts lists the alerts about a person that the actor must know of: those
// that stand, first raised first, or with all also those that have ended. What
// the actor need not know is simply absent.
func (s *Service) Alerts(ctx context.Context, a authz.Actor, p id.Person, all bool) ([]Alert, error) {
	if err := policy.Check(a, CanReadAlert); err != nil {
		return nil, err
	}
	about, err := person.Visible(ctx, s.db, a, p)
	if err != nil {
		return nil, err
	}
	rows, err := db.All[Alert](ctx, s.db, selectAlert+`WHERE person_id = $1 ORDER BY since_on, id`, p)
	if err != nil {
		return nil, fmt.Errorf("read alerts of %s: %w", p, err)
	}
	out, day := []Alert{}, civil.Today(s.db.Now())
	for _, x := range rows {
		if MayReadAlert(a, about, x.Kind) && (all || x.Stands(day)) {
			out = append(out, x)
		}
	}
	return out, nil
}

// ReadableAlerts lists the kinds of alerts that the actor must know of about p.
func ReadableAlerts(a authz.Actor, p person.Person) []AlertKind {
	var out []AlertKind
	for _, k := range AlertKinds() {
		if May(a, CanReadAlert) && MayReadAlert(a, p, k) {
			out = append(out, k)
		}
	}
	return out
}

// Alert is one alert; one that the actor need not know of is not found.
func (s *Service) Alert(ctx context.Context, a authz.Actor, key id.Alert) (Alert, error) {
	if err := policy.Check(a, CanReadAlert); err != nil {
		return Alert{}, err
	}
	x, _, err := alertIn(ctx, s.db, a, key)
	return x, err
}

func alertIn(ctx context.Context, q db.Querier, a authz.Actor, key id.Alert) (Alert, person.Person, error) {
	x, err := db.One[Alert](ctx, q, selectAlert+`WHERE id = $1`, key)
	if err != nil {
		return x, person.Person{}, err
	}
	about, err := person.Visible(ctx, q, a, x.Person)
	if err == nil && !MayReadAlert(a, about, x.Kind) {
		err = errNotFound
	}
	return x, about, err
}

// RaiseAlert raises an alert about somebody with whom the actor's office works,
// of a kind that the actor may read.
func (s *Service) RaiseAlert(ctx context.Context, a authz.Actor, p id.Person, c AlertCommand) (Alert, error) {
	if err := policy.Check(a, CanWriteAlert); err != nil {
		return Alert{}, err
	}
	if c.ID.IsZero() {
		c.ID = c.ID.Make()
	}
	var x Alert
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		about, err := worksWith(ctx, tx, a, p)
		if err != nil {
			return err
		}
		if err := c.validate(); err != nil {
			return err
		}
		if !MayReadAlert(a, about, c.Kind) {
			return errs.New(errs.Forbidden, "alert.closed")
		}
		x = Alert{
			Facility: officeOf(about), ID: c.ID, Person: p, Kind: c.Kind, Text: c.Text, SinceOn: c.SinceOn, UntilOn: c.UntilOn,
			Author: a.Name, Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
		}
		if err := db.Insert(ctx, tx, "casework_alert", x); err != nil {
			return err
		}
		return audit.Created(ctx, tx, a, whatAlert(x, "alert.raise"), x)
	})
	if err != nil {
		return Alert{}, fmt.Errorf("raise alert on %s: %w", p, err)
	}
	return x, nil
}

// ChangeAlert mends an alert's words and days. Its kind stays: that decided who
// has read it.
func (s *Service) ChangeAlert(ctx context.Context, a authz.Actor, key id.Alert, version int64, c AlertCommand) (Alert, error) {
	return s.updateAlert(ctx, a, key, version, "alert.change", func(_ *db.Tx, x *Alert) error {
		c.Kind = x.Kind
		if err := c.validate(); err != nil {
			return err
		}
		x.Text, x.SinceOn, x.UntilOn = c.Text, c.SinceOn, c.UntilOn
		return nil
	})
}

// EndAlert ends an alert at once and says why; yesterday was its last day.
func (s *Service) EndAlert(ctx context.Context, a authz.Actor, key id.Alert, version int64, reason string) (Alert, error) {
	return s.updateAlert(ctx, a, key, version, "alert.end", func(tx *db.Tx, x *Alert) error {
		var f errs.Fields
		directory.CheckText(&f, "reason", &reason, person.MaxShort, true)
		if err := f.Err(); err != nil {
			return err
		}
		yesterday := today(tx).AddDays(-1)
		if x.EndReason != "" || today(tx).After(x.UntilOn) {
			return errs.New(errs.State, "alert.ended")
		}
		x.UntilOn, x.EndReason = yesterday, reason
		return nil
	})
}

func (s *Service) updateAlert(ctx context.Context, a authz.Actor, key id.Alert, version int64, action string, change func(tx *db.Tx, x *Alert) error) (Alert, error) {
	if err := policy.Check(a, CanWriteAlert); err != nil {
		return Alert{}, err
	}
	var before, after Alert
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		found, about, err := alertIn(ctx, tx, a, key)
		if err != nil {
			return err
		}
		if !a.Scope.Has(officeOf(about)) {
			return errOtherOffice
		}
		before, after = found, found
		if err := change(tx, &after); err != nil {
			return err
		}
		since := orNewest(version, before.Version)
		after.Version, after.UpdatedAt = since+1, tx.Now()
		if err := db.Update(ctx, tx, "casework_alert", after, since, "facility_id", "id"); err != nil {
			return err
		}
		return audit.Changed(ctx, tx, a, whatAlert(after, action), before, after)
	})
	if err != nil {
		return Alert{}, fmt.Errorf("%s %s: %w", action, key, audit.Stale(ctx, s.db, err, before.Facility, key, version))
	}
	return after, nil
}

func whatAlert(x Alert, action string) audit.What {
	return audit.What{Org: x.Facility, Action: action, Kind: "alert", Record: x.ID, Version: x.Version}
}
