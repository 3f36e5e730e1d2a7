// Package attachment keeps the files that lie with a record: the photo of a
// delivery, the signed attendance list of a meeting, the scan of an agreement.
//
// It owns the attachment_* tables and the rule of what is taken in: photos, PDF,
// Word and Excel by what they are, not by what they are called. It refuses
// everything else, and to know the records: the feature that owns a kind of
// record says through its Gate who may see, add and remove. A photo is drawn
// anew before it is kept, so that the place where it was taken, the owner of the
// telephone and whatever hides behind the picture do not travel with it.
//
// Start with Gate, then Service.Add.
package attachment

import (
	"context"
	"io"
	"time"

	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Limits of what is taken in.
const (
	MaxFile   = 10 << 20 // bytes of one file
	MaxFiles  = 100      // files with one record
	maxPixels = 24 << 20 // decoding takes up to twelve bytes each, for one photo at a time
	maxSide   = 2560     // pixels of the longer side that are kept: enough to read a page
	maxUnzip  = 100 << 20
	maxParts  = 5000 // files inside a Word or Excel file
	maxName   = 120
)

// Kind is the kind of record that a file lies with: "meeting", "delivery".
type Kind string

// Access is what an actor may do with the files of one record. Org is whose
// audit tells of it; Add and Remove are nil or the error that says why not. Only
// the organisation that added a file removes it, whatever Remove says.
type Access struct {
	Org    id.Organisation
	Add    error
	Remove error
	// Check looks into a file before it is kept, where a record takes certain ones
	// only; nil takes all.
	Check func(m Media, r io.ReaderAt, size int64) error
}

// Gate says what an actor may do with one record's files, within the caller's
// transaction. A record out of scope is errs.NotFound. The app registers one for
// each kind.
type Gate func(ctx context.Context, q db.Querier, actor authz.Actor, record id.Any) (Access, error)

// File is one file with a record. A removed one has no content any more.
type File struct {
	ID        id.File         `db:"id" privacy:"internal"`
	Kind      Kind            `db:"kind" privacy:"internal"`
	Record    id.Any          `db:"record_id" privacy:"internal"`
	Org       id.Organisation `db:"org_id" privacy:"internal"`
	Blob      id.Blob         `db:"blob_id" privacy:"internal"`
	Name      string          `db:"name" privacy:"restricted"` // often holds a person's
	Media     Media           `db:"media" privacy:"internal"`
	Size      int64           `db:"size" privacy:"internal"`
	Hash      []byte          `db:"hash" privacy:"internal"` // SHA-256 of what is kept
	User      id.User         `db:"user_id" privacy:"internal"`
	By        id.Organisation `db:"by_id" privacy:"internal"` // in whose name it was added; none for the operator
	AddedBy   string          `db:"added_by" privacy:"internal"`
	RemovedBy string          `db:"removed_by" privacy:"internal"`
	RemovedAt time.Time       `db:"removed_at" privacy:"internal"`
	Version   int64           `db:"version" privacy:"internal"`
	CreatedAt time.Time       `db:"created_at" privacy:"internal"`
	UpdatedAt time.Time       `db:"updated_at" privacy:"internal"`
}

// Removed reports whether the content is gone.
func (f File) Removed() bool { return !f.RemovedAt.IsZero() }

// removableBy reports whether a file was put there in the actor's name: the two
// sides of a delivery do not take away one another's evidence.
func (f File) removableBy(a authz.Actor) bool {
	return !f.Removed() && (a.Role == authz.Operator || f.By == a.Org)
}

// Item is one file of a folder and whether the reader may take it away.
type Item struct {
	File
	MayRemove bool
}

// Folder is the files of one record, oldest first, and whether the reader may
// add to them.
type Folder struct {
	Kind   Kind
	Record id.Any
	Files  []Item
	MayAdd bool
}
