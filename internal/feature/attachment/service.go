package attachment

import (
	"bytes"
	"context"
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

// Service is the use cases. Every method answers Unauthenticated or Forbidden by
// role, and NotFound for a record that the actor does not see.
type Service struct {
	// Door is for whoever reads a file off the network: enter before reading.
	Door   *Door
	db     *db.DB
	blobs  *blob.Store
	gates  map[Kind]Gate
	easels chan struct{}
}

const (
	places = 24 // uploads on their way
	easels = 1  // photos being decoded
)

// New returns the service; gates say who may do what with each kind of record.
func New(d *db.DB, blobs *blob.Store, gates map[Kind]Gate) *Service {
	return &Service{Door: NewDoor(places), db: d, blobs: blobs, gates: gates, easels: make(chan struct{}, easels)}
}

// AddCommand puts a file with a record. Name is what its owner called it.
type AddCommand struct {
	Kind   Kind
	Record id.Any
	Name   string
	File   io.Reader
}

// Add takes a file in, once it is clear what it is. It reads no more than
// MaxFile and keeps no more than a piece of it in memory, apart from photos,
// which are drawn anew. Errors: Invalid ("file.empty", "file.invalid",
// "attachment.media", ".macro", ".bomb", ".pixels"), TooLarge ("attachment.too_large"), State
// ("attachment.full"), and what the record's gate answers.
func (s *Service) Add(ctx context.Context, a authz.Actor, c AddCommand) (File, error) {
	if err := policy.Check(a, CanWrite); err != nil {
		return File{}, err
	}
	access, err := s.adding(ctx, s.db, a, c) // before the file is read
	if err != nil {
		return File{}, err
	}
	f, err := s.store(db.WithoutOnce(ctx), c, access)
	if err != nil {
		return File{}, err
	}
	err = s.db.InTx(ctx, func(tx *db.Tx) error {
		access, err := s.adding(ctx, tx, a, c)
		if err != nil {
			return err
		}
		f.ID, f.Kind, f.Record, f.Org = f.ID.Make(), c.Kind, c.Record, access.Org
		f.User, f.By, f.AddedBy, f.Version, f.CreatedAt, f.UpdatedAt = a.User, a.Org, a.Name, 1, tx.Now(), tx.Now()
		if err := db.Insert(ctx, tx, "attachment_file", f); err != nil {
			return err
		}
		return audit.Created(ctx, tx, a, what(f, "attachment.add"), f)
	})
	if err != nil {
		return File{}, errors.Join(fmt.Errorf("add file: %w", err), s.drop(context.WithoutCancel(ctx), f.Blob))
	}
	return f, nil
}

// adding asks the record's gate and whether there is room.
func (s *Service) adding(ctx context.Context, q db.Querier, a authz.Actor, c AddCommand) (Access, error) {
	access, err := s.gate(ctx, q, a, c.Kind, c.Record)
	if err == nil {
		err = access.Add
	}
	if err != nil {
		return access, err
	}
	n, err := db.One[int64](ctx, q, `SELECT COUNT(*) FROM attachment_file WHERE record_id = $1 AND kind = $2 AND removed_at IS NULL`, c.Record, c.Kind)
	if err == nil && n >= MaxFiles {
		err = errs.New(errs.State, "attachment.full").With("max", MaxFiles)
	}
	return access, err
}

// gate asks who keeps a kind of record. A kind that nobody keeps is not found.
func (s *Service) gate(ctx context.Context, q db.Querier, a authz.Actor, kind Kind, record id.Any) (Access, error) {
	ask, known := s.gates[kind]
	if !known {
		return Access{}, errs.New(errs.NotFound, "not_found")
	}
	return ask(ctx, q, a, record)
}

// store seals the content and finds out what it is; a photo is kept as drawn anew.
func (s *Service) store(ctx context.Context, c AddCommand, access Access) (File, error) {
	if c.File == nil {
		return File{}, errs.New(errs.Invalid, "file.empty")
	}
	b, err := s.blobs.Put(ctx, c.File, MaxFile)
	if errors.Is(err, errs.TooLarge) {
		err = errs.New(errs.TooLarge, "attachment.too_large").With("max", MaxFile>>20).Because(err)
	}
	if err != nil {
		return File{}, err
	}
	f, err := s.look(ctx, b, access)
	if err != nil {
		return File{}, errors.Join(err, s.drop(context.WithoutCancel(ctx), b.ID))
	}
	f.Name = nameOf(c.Name, f.Media)
	return f, nil
}

func (s *Service) look(ctx context.Context, b blob.Blob, access Access) (File, error) {
	r, err := s.blobs.Open(ctx, b.ID)
	if err != nil {
		return File{}, err
	}
	m, err := mediaOf(r, b.Size)
	if err != nil {
		return File{}, err
	}
	if access.Check != nil {
		if err := access.Check(m, r, b.Size); err != nil {
			return File{}, err
		}
	}
	if m == JPEG || m == PNG {
		drawn, err := s.redraw(ctx, r, b.Size, m)
		if err != nil {
			return File{}, err
		}
		raw := b.ID
		if b, err = s.blobs.Put(ctx, bytes.NewReader(drawn), 2*MaxFile); err != nil {
			return File{}, err
		}
		if err := s.drop(ctx, raw); err != nil {
			return File{}, errors.Join(err, s.drop(context.WithoutCancel(ctx), b.ID))
		}
	}
	return File{Blob: b.ID, Media: m, Size: b.Size, Hash: b.Hash}, nil
}

func (s *Service) drop(ctx context.Context, b id.Blob) error {
	return s.db.InTx(db.WithoutOnce(ctx), func(tx *db.Tx) error { return blob.DropTx(ctx, tx, b) })
}

// List is the files of a record with what the actor may do.
func (s *Service) List(ctx context.Context, a authz.Actor, kind Kind, record id.Any) (Folder, error) {
	f := Folder{Kind: kind, Record: record}
	if err := policy.Check(a, CanRead); err != nil {
		return f, err
	}
	access, err := s.gate(ctx, s.db, a, kind, record)
	if err != nil {
		return f, err
	}
	writes := policy.May(a, CanWrite)
	f.MayAdd = writes && access.Add == nil
	rows, err := db.All[File](ctx, s.db, selectFile+` WHERE record_id = $1 AND kind = $2 ORDER BY id`, record, kind)
	for _, r := range rows {
		f.Files = append(f.Files, Item{r, writes && access.Remove == nil && r.removableBy(a)})
	}
	return f, err
}

// Get is one file's row.
func (s *Service) Get(ctx context.Context, a authz.Actor, key id.File) (File, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return File{}, err
	}
	f, _, err := s.find(ctx, s.db, a, key)
	return f, err
}

// find reads a file whose record the actor sees.
func (s *Service) find(ctx context.Context, q db.Querier, a authz.Actor, key id.File) (File, Access, error) {
	f, err := db.One[File](ctx, q, selectFile+` WHERE id = $1`, key)
	if err != nil {
		return f, Access{}, err
	}
	access, err := s.gate(ctx, q, a, f.Kind, f.Record)
	return f, access, err
}

// Open is a file with its content, for download. State ("attachment.removed")
// when the content is gone.
func (s *Service) Open(ctx context.Context, a authz.Actor, key id.File) (File, *io.SectionReader, error) {
	f, err := s.Get(ctx, a, key)
	if err != nil {
		return f, nil, err
	}
	if f.Removed() {
		return f, nil, errs.New(errs.State, "attachment.removed")
	}
	r, err := s.blobs.Open(ctx, f.Blob)
	if err != nil {
		return f, nil, err
	}
	return f, io.NewSectionReader(r, 0, r.Size), nil
}

// Remove forgets the content of a file that the actor's own organisation added. That it was there, its hash and who took it
// away stay to be seen.
func (s *Service) Remove(ctx context.Context, a authz.Actor, key id.File) (File, error) {
	if err := policy.Check(a, CanWrite); err != nil {
		return File{}, err
	}
	var f File
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		before, access, err := s.find(ctx, tx, a, key)
		switch {
		case err != nil:
			return err
		case access.Remove != nil:
			return access.Remove
		case before.Removed():
			return errs.New(errs.State, "attachment.removed")
		case !before.removableBy(a):
			return errs.New(errs.Forbidden, "attachment.others")
		}
		f = before
		f.Blob, f.RemovedBy, f.RemovedAt, f.UpdatedAt, f.Version = id.Blob{}, a.Name, tx.Now(), tx.Now(), before.Version+1
		if err := db.Update(ctx, tx, "attachment_file", f, before.Version, "id"); err != nil {
			return err
		}
		if err := blob.DropTx(ctx, tx, before.Blob); err != nil {
			return err
		}
		return audit.Changed(ctx, tx, a, what(f, "attachment.remove"), before, f)
	})
	if err != nil {
		return File{}, fmt.Errorf("remove file: %w", err)
	}
	return f, nil
}

var selectFile = `SELECT ` + db.Columns[File]("") + ` FROM attachment_file`

func what(f File, action string) audit.What {
	return audit.What{Org: f.Org, Action: action, Kind: "attachment", Record: f.ID, Version: f.Version}
}
