// Package backup writes a whole installation's data into one encrypted file and
// brings it back: `titian backup` and `titian restore`.
//
// The file is age's format around a compressed tar:
//
//	manifest.json   program, engine, schema, day, the master secret's fingerprint
//	database/000000 … the database in pieces, as VACUUM INTO or pg_dump wrote it
//	sum.json        its size and SHA-256
//
// Files that offices send lie in the database (package blob), so this is all.
// Whoever has a key opens it without this program, too:
//
//	age -d -i office.key titian.backup | tar xz && cat database/* > titian.db
//
// It refuses to hold the master secret, to overwrite anything, and to touch a
// database before the whole file has proved to be what was written. Begin with
// Write and Restore.
package backup

import (
	"fmt"
	"os/exec"
	"strings"
	"time"

	"titian/internal/kernel/errs"
	"titian/internal/platform/db"
)

// format is the number of the layout above; a reader knows its own and older ones.
const format = 1

// Manifest is what stands first in a backup.
type Manifest struct {
	Format  int        `json:"format"`
	Program string     `json:"program"`
	Engine  db.Dialect `json:"engine"`
	Schema  int64      `json:"schema"`
	TakenAt time.Time  `json:"taken_at"`
	Secret  string     `json:"secret"` // fingerprint of the master secret that belongs to the database
}

// Sum is what stands last: a stream's size is known at its end.
type Sum struct {
	Bytes  int64  `json:"database_bytes"`
	SHA256 string `json:"database_sha256"`
}

// Report tells of a backup that was written or read.
type Report struct {
	File string `json:"file"`
	Size int64  `json:"file_bytes"`
	Manifest
	Sum
}

// Names within the tar.
const (
	manifestName = "manifest.json"
	sumName      = "sum.json"
	pieceFolder  = "database/"
)

// refuse is an error that says in words what is wrong: a backup is the operator's
// business, and the operator stands at the command line.
func refuse(kind errs.Kind, code, format string, args ...any) *errs.Error {
	return errs.New(kind, "backup."+code).With("text", fmt.Sprintf(format, args...))
}

// tool finds a program of PostgreSQL and names what to install when it is not there.
func tool(name string) (string, error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return "", refuse(errs.Unavailable, "tool", "%s is not installed here: install PostgreSQL's client programs of the server's version (Debian: apt install postgresql-client)", name).Because(err)
	}
	return path, nil
}

// engineOf reads the engine from an address, as db.Open does.
func engineOf(address string) (engine db.Dialect, path string) {
	if path, ok := strings.CutPrefix(address, "sqlite:"); ok {
		return db.SQLite, path
	}
	return db.Postgres, ""
}
