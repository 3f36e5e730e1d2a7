// Package app is the composition root: the only package that knows every part.
//
// It opens the database, constructs the services in the order of the ladder,
// connects the hooks between them and puts pages and API behind one handler.
// It refuses work of its own: whatever decides something stands in a feature.
package app

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"titian/internal/feature/account"
	"titian/internal/feature/agreement"
	"titian/internal/feature/assessment"
	"titian/internal/feature/attachment"
	"titian/internal/feature/casework"
	"titian/internal/feature/directory"
	"titian/internal/feature/fund"
	"titian/internal/feature/handover"
	"titian/internal/feature/intake"
	"titian/internal/feature/notice"
	"titian/internal/feature/outcome"
	"titian/internal/feature/partnership"
	"titian/internal/feature/person"
	"titian/internal/feature/programme"
	"titian/internal/feature/report"
	"titian/internal/feature/sentence"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/mail"
)

// Config is what the program was told from outside.
type Config struct {
	Database string // "sqlite:PATH" or "postgres://…"
	Secrets  Secrets
	Now      func() time.Time
	Log      *slog.Logger
	Sync     string // SQLite: FULL (default) or NORMAL
	Version  string
	Address  string         // where the public finds the program, without a slash at the end; may be empty
	Seal     agreement.Seal // seals documents; nil leaves them unsealed
	Mail     *mail.Settings // nil sends no letters
}

// App is the program with its services.
type App struct {
	config Config
	DB     *db.DB

	Directory   *directory.Service
	Account     *account.Service
	Attachment  *attachment.Service
	Notice      *notice.Service
	Person      *person.Service
	Intake      *intake.Service
	Assessment  *assessment.Service
	Sentence    *sentence.Service
	Casework    *casework.Service
	Agreement   *agreement.Service
	Partnership *partnership.Service
	Programme   *programme.Service
	Fund        *fund.Service
	HandOver    *handover.Service
	Outcome     *outcome.Service
	Report      *report.Service

	teller *notice.Teller
}

// ErrOldSchema says that migrations have not run.
var ErrOldSchema = errors.New(`the database's schema is not this program's: run "titian migrate"`)

// Open opens the database and constructs everything. It refuses a database
// whose migrations have not run; see Migrate.
func Open(ctx context.Context, c Config) (*App, error) {
	d, err := db.Open(ctx, c.Database, db.Options{Now: c.Now, Sync: c.Sync, Existing: true, Texts: c.Secrets.Texts})
	if err != nil {
		return nil, err
	}
	pending, err := d.Pending(ctx)
	if err == nil && pending > 0 {
		err = ErrOldSchema
	}
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return construct(c, d), nil
}

// Migrate brings the database to this program's schema, loads the areas and the
// questionnaires and names the migrations that ran.
func Migrate(ctx context.Context, c Config) ([]string, error) {
	d, err := db.Open(ctx, c.Database, db.Options{Now: c.Now, Sync: c.Sync, Texts: c.Secrets.Texts})
	if err != nil {
		return nil, err
	}
	names, err := d.Migrate(ctx)
	if err == nil {
		a := construct(c, d)
		err = errors.Join(a.loadAreas(ctx), a.loadForms(ctx))
	}
	return names, errors.Join(err, d.Close())
}

// Close writes what waits and closes the database.
func (a *App) Close() error {
	err := a.Person.FlushReadings(context.Background(), authz.OperatorAs("titian"))
	return errors.Join(err, a.DB.Close())
}
