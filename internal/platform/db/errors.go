package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"titian/internal/kernel/errs"
)

// classify translates what the drivers say, once: a broken constraint is a
// Conflict whose argument "constraint" names it, a full disk or a lost
// connection is Unavailable. The rest stays internal.
func classify(err error) error {
	if err == nil || errs.As(err) != nil {
		return err
	}
	var pg *pgconn.PgError
	var lite *sqlite.Error
	switch {
	case errors.As(err, &pg):
		return classifyPostgres(pg)
	case errors.As(err, &lite):
		return classifySQLite(lite)
	case errors.Is(err, driver.ErrBadConn), pgconn.Timeout(err):
		return errs.New(errs.Unavailable, "database.unavailable").Because(err)
	case errors.Is(err, context.DeadlineExceeded):
		return errs.New(errs.Unavailable, "timeout").Because(err)
	}
	return err
}

func classifyPostgres(err *pgconn.PgError) error {
	switch {
	case err.Code == "23505":
		return errs.New(errs.Conflict, "exists").With("constraint", err.ConstraintName).Because(err)
	case err.Code == "23503":
		return errs.New(errs.Conflict, "reference").With("constraint", err.ConstraintName).Because(err)
	case err.Code == "23514", err.Code == "23502":
		return errs.New(errs.Invalid, "constraint").With("constraint", err.ConstraintName).Because(err)
	case strings.HasPrefix(err.Code, "53"), strings.HasPrefix(err.Code, "57P"), strings.HasPrefix(err.Code, "08"):
		return errs.New(errs.Unavailable, "database.unavailable").Because(err)
	}
	return err
}

// classifySQLite reads the constraint from the message: SQLite names the columns
// of a unique key ("UNIQUE constraint failed: t.a, t.b") and the CHECK by name.
func classifySQLite(err *sqlite.Error) error {
	what := err.Error()
	if i := strings.LastIndex(what, "constraint failed: "); i >= 0 {
		what = what[i+len("constraint failed: "):]
	}
	if i := strings.LastIndex(what, " ("); i >= 0 {
		what = what[:i]
	}
	switch err.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID:
		return errs.New(errs.Conflict, "exists").With("constraint", what).Because(err)
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return errs.New(errs.Conflict, "reference").Because(err)
	case sqlite3.SQLITE_CONSTRAINT_CHECK, sqlite3.SQLITE_CONSTRAINT_NOTNULL, sqlite3.SQLITE_CONSTRAINT_DATATYPE:
		return errs.New(errs.Invalid, "constraint").With("constraint", what).Because(err)
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN:
		return errs.New(errs.Unavailable, "database.unavailable").Because(err)
	}
	if err.Code()&0xff == sqlite3.SQLITE_IOERR {
		return errs.New(errs.Unavailable, "database.unavailable").Because(err)
	}
	return err
}

// retryable reports whether the same transaction may succeed when run again.
func retryable(err error) bool {
	if errors.Is(err, errLost) {
		return true
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "40001" || pg.Code == "40P01"
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		c := lite.Code() & 0xff
		return c == sqlite3.SQLITE_BUSY || c == sqlite3.SQLITE_LOCKED
	}
	return false
}

// Constraint names the broken constraint of err when it is one of ours, so that
// a store can turn it into a field's error. SQLite names the columns instead of
// the key, so a store passes both spellings to IsUnique.
func Constraint(err error) string {
	e := errs.As(err)
	if e == nil {
		return ""
	}
	s, _ := e.Args["constraint"].(string)
	return s
}

// IsUnique reports whether err broke a unique key: by its name on PostgreSQL
// ("account_user_login_key") or by one of its columns on SQLite ("account_user.login").
func IsUnique(err error, name, column string) bool {
	e := errs.As(err)
	if e == nil || e.Code != "exists" {
		return false
	}
	c := Constraint(err)
	return c == name || slices.Contains(strings.Split(c, ", "), column)
}
