package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"unicode"

	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/feature/sentence"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/blob"
	"titian/internal/platform/db"
	"titian/internal/platform/tabular"
)

// MaxFile is the largest file that is received, in bytes.
const MaxFile = 50 << 20

// Service is the use cases. Every method answers Unauthenticated or Forbidden by
// role, and NotFound for a file of an office that is not in the actor's scope.
type Service struct {
	db        *db.DB
	blobs     *blob.Store
	people    *person.Service
	sentences *sentence.Service
	wake      chan struct{}

	// PartRows is how many rows of a file are stored at once. A server sets
	// SharedRows before it takes its first request.
	PartRows int
}

// New returns the service on a database; people is the register that it fills,
// with the sentences of those who serve one.
func New(d *db.DB, blobs *blob.Store, people *person.Service, sentences *sentence.Service) *Service {
	return &Service{db: d, blobs: blobs, people: people, sentences: sentences, wake: make(chan struct{}, 1), PartRows: AloneRows}
}

// ReceiveCommand hands in a file. Into is the facility that its people go into;
// zero where each row names its own, which is for offices with several.
type ReceiveCommand struct {
	Into     id.Organisation
	FileName string
	File     io.Reader
}

// Receive stores a file and finds out what it is; nothing of it is in the
// register yet. Invalid or TooLarge ("file.…") says why it cannot be read.
func (s *Service) Receive(ctx context.Context, a authz.Actor, c ReceiveCommand) (Import, error) {
	if err := policy.Check(a, CanImport); err != nil {
		return Import{}, err
	}
	i, err := s.office(ctx, a, c.Into)
	if err != nil {
		return Import{}, err
	}
	names, err := remembered(ctx, s.db, i.Office)
	if err != nil {
		return Import{}, err
	}
	b, err := s.blobs.Put(db.WithoutOnce(ctx), c.File, MaxFile)
	if err != nil {
		return Import{}, err
	}
	i.ID, i.Blob, i.FileSize, i.FileHash, i.FileName = i.ID.Make(), b.ID, b.Size, b.Hash, fileName(c.FileName)
	i.Status, i.Version, i.User, i.Actor, i.Role = Read, 1, a.User, a.Name, a.Role
	if i.Shape, err = s.shape(ctx, b.ID, names); err != nil {
		return Import{}, errors.Join(err, s.drop(context.WithoutCancel(ctx), b.ID))
	}
	err = s.db.InTx(ctx, func(tx *db.Tx) error {
		i.CreatedAt, i.UpdatedAt = tx.Now(), tx.Now()
		if err := db.Insert(ctx, tx, table, i); err != nil {
			return err
		}
		return audit.Created(ctx, tx, a, what(i, "intake.receive"), i)
	})
	if err != nil {
		return Import{}, errors.Join(fmt.Errorf("receive file: %w", err), s.drop(context.WithoutCancel(ctx), b.ID))
	}
	return i, nil
}

func (s *Service) drop(ctx context.Context, b id.Blob) error {
	return s.db.InTx(db.WithoutOnce(ctx), func(tx *db.Tx) error { return blob.DropTx(ctx, tx, b) })
}

// office decides whose work a file is and where its people go.
func (s *Service) office(ctx context.Context, a authz.Actor, into id.Organisation) (i Import, err error) {
	i = Import{Office: a.Org, Into: into, Reach: reachOf(a.Scope)}
	if i.Office.IsZero() {
		i.Office = into
	}
	if i.Office.IsZero() {
		if i.Office, err = directorate(ctx, s.db); err != nil {
			return i, err
		}
	}
	kind, err := kindOf(ctx, s.db, i.Office)
	if err != nil {
		return i, err
	}
	if kind == directory.Facility && i.Into.IsZero() {
		i.Into = i.Office
	}
	if i.Into.IsZero() {
		return i, nil
	}
	if kind, err = kindOf(ctx, s.db, i.Into); err != nil {
		return i, err
	}
	if kind != directory.Facility || !a.Scope.Has(i.Into) {
		var f errs.Fields
		f.Add("facility_id", "choice.invalid")
		return i, f.Err()
	}
	return i, nil
}

// fileName is the last part of what a browser calls the file, without what
// cannot be shown.
func fileName(s string) string {
	s = path.Base(strings.ReplaceAll(s, `\`, "/"))
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return short(s)
}

func (s *Service) shape(ctx context.Context, key id.Blob, names map[string]Field) (Shape, error) {
	t, err := s.open(ctx, key)
	if err != nil {
		return Shape{}, err
	}
	shape, err := shapeOf(t, names)
	return shape, errors.Join(err, t.Close())
}

func (s *Service) open(ctx context.Context, key id.Blob) (*tabular.Table, error) {
	if key.IsZero() {
		return nil, errs.New(errs.State, "intake.gone")
	}
	r, err := s.blobs.Open(ctx, key)
	if err != nil {
		return nil, err
	}
	return tabular.Open(r, r.Size, tabular.Limits{})
}

// Get is one import.
func (s *Service) Get(ctx context.Context, a authz.Actor, key id.Import) (Import, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return Import{}, err
	}
	return visible(ctx, s.db, a, key)
}

// List is the imports of the actor's offices, newest first.
func (s *Service) List(ctx context.Context, a authz.Actor, r page.Request) (page.Of[Import], error) {
	if err := policy.Check(a, CanRead); err != nil {
		return page.Of[Import]{}, err
	}
	after, err := page.Decode(r.After, 1)
	if err != nil {
		return page.Of[Import]{}, err
	}
	text, args := `SELECT `+db.Columns[Import]("")+` FROM intake_import WHERE `, []any{}
	if a.Scope.All {
		text += `1 = 1`
	} else {
		for _, o := range a.Scope.Orgs {
			args = append(args, o)
		}
		text += `office_id IN (` + db.In(len(args), 1) + `)`
	}
	if after != nil {
		var last id.Import
		if err := last.UnmarshalText([]byte(after[0])); err != nil {
			return page.Of[Import]{}, errs.New(errs.Invalid, "cursor.invalid").Because(err)
		}
		args = append(args, last)
		text += fmt.Sprintf(` AND id < $%d`, len(args))
	}
	args = append(args, r.Limit()+1)
	rows, err := db.All[Import](ctx, s.db, text+fmt.Sprintf(` ORDER BY id DESC LIMIT $%d`, len(args)), args...)
	if err != nil {
		return page.Of[Import]{}, fmt.Errorf("list imports: %w", err)
	}
	return page.Cut(rows, r, func(i Import) []string { return []string{i.ID.String()} }), nil
}

// Sample is a file's first rows below the header, for whoever says what its
// columns mean.
func (s *Service) Sample(ctx context.Context, a authz.Actor, key id.Import) ([][]string, error) {
	if err := policy.Check(a, CanImport); err != nil {
		return nil, err
	}
	i, err := visible(ctx, s.db, a, key)
	if err != nil {
		return nil, err
	}
	t, err := s.open(ctx, i.Blob)
	if err != nil {
		return nil, err
	}
	defer t.Close()
	var out [][]string
	for len(out) < 3 {
		row, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if row.Line <= i.Shape.Line {
			continue
		}
		cells := make([]string, len(i.Shape.Columns))
		for c := range min(len(cells), len(row.Cells)) {
			cells[c] = shown(i.Shape.Columns[c].Field, row.Cells[c].Text)
		}
		out = append(out, cells)
	}
	return out, nil
}

// shown hides most of an identity number, wherever a cell holds one.
func shown(f Field, s string) string {
	digits := 0
	for _, r := range s {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	if r := []rune(s); f == NIK || digits >= 14 {
		if len(r) <= 8 {
			return strings.Repeat("*", len(r))
		}
		return string(r[:4]) + strings.Repeat("*", len(r)-8) + string(r[len(r)-4:])
	}
	return short(s)
}

// Map says what the columns mean, from left to right; an empty field is not
// taken over. The office's choice is remembered by the header. Rows that were
// compared before have to be compared again.
func (s *Service) Map(ctx context.Context, a authz.Actor, key id.Import, version int64, fields []Field) (Import, error) {
	if err := policy.Check(a, CanImport); err != nil {
		return Import{}, err
	}
	return s.update(ctx, a, key, version, "intake.map", func(tx *db.Tx, i *Import) error {
		if i.Status != Read && i.Status != Checked {
			return errs.New(errs.State, "intake.under_way")
		}
		if len(fields) != len(i.Shape.Columns) {
			return errs.New(errs.Invalid, "intake.columns")
		}
		i.Shape.Columns = slices.Clone(i.Shape.Columns)
		for c, f := range fields {
			i.Shape.Columns[c].Field = f
		}
		if err := i.Shape.check(!i.Into.IsZero()); err != nil {
			return err
		}
		i.forget()
		if err := dropChunks(ctx, tx, i.ID); err != nil {
			return err
		}
		return remember(ctx, tx, i.Office, i.Shape)
	})
}

// forget takes back what a comparison found.
func (i *Import) forget() {
	i.Status, i.Rows, i.Fresh, i.Changed, i.Same, i.Wrong, i.Doubtful, i.Sentences, i.Flagged, i.Chunks = Read, 0, 0, 0, 0, 0, 0, 0, 0, 0
}

// Drop puts a file aside without a change; its content is forgotten.
func (s *Service) Drop(ctx context.Context, a authz.Actor, key id.Import, version int64) (Import, error) {
	if err := policy.Check(a, CanImport); err != nil {
		return Import{}, err
	}
	return s.update(ctx, a, key, version, "intake.drop", func(tx *db.Tx, i *Import) error {
		if i.Status != Read && i.Status != Checked {
			return errs.New(errs.State, "intake.under_way")
		}
		b := i.Blob
		i.Status, i.EndedAt, i.Blob = Dropped, tx.Now(), id.Blob{}
		if _, err := db.Exec(ctx, tx, `UPDATE intake_import SET blob_id = NULL WHERE id = $1`, i.ID); err != nil {
			return err
		}
		if err := blob.DropTx(ctx, tx, b); err != nil {
			return err
		}
		return dropChunks(ctx, tx, i.ID)
	})
}

// update changes an import's row; version zero means the one just read.
func (s *Service) update(ctx context.Context, a authz.Actor, key id.Import, version int64, action string, change func(tx *db.Tx, i *Import) error) (Import, error) {
	var before, after Import
	err := s.db.InTx(ctx, func(tx *db.Tx) (err error) {
		if before, err = visible(ctx, tx, a, key); err != nil {
			return err
		}
		after = before
		if err := change(tx, &after); err != nil {
			return err
		}
		return save(ctx, tx, a, action, before, &after, version)
	})
	if err != nil {
		return Import{}, fmt.Errorf("%s %s: %w", action, key, audit.Stale(ctx, s.db, err, before.Office, key, version))
	}
	return after, nil
}

// save stores a changed row with its audit entry.
func save(ctx context.Context, tx *db.Tx, a authz.Actor, action string, before Import, after *Import, version int64) error {
	if version == 0 {
		version = before.Version
	}
	after.Version, after.UpdatedAt = version+1, tx.Now()
	if err := db.Update(ctx, tx, table, *after, version, "id"); err != nil {
		return err
	}
	return audit.Changed(ctx, tx, a, what(*after, action), before, *after)
}

func what(i Import, action string) audit.What {
	return audit.What{Org: i.Office, Action: action, Kind: "import", Record: i.ID, Version: i.Version}
}
