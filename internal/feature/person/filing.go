package person

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// filed is about how many readings are filed in one transaction.
const filed = 2000

// FileReadings files what was written since it was last called under the people
// who were read of. The program calls it once an hour; killed in between, it
// files the rest the next time. Permission: the operator's.
func (s *Service) FileReadings(ctx context.Context, a authz.Actor) error {
	if err := policy.Check(a, CanFlush); err != nil {
		return err
	}
	for more := true; more; {
		err := s.db.InTx(db.WithoutOnce(ctx), func(tx *db.Tx) (err error) {
			more, err = fileSome(ctx, tx)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// fileSome files the first packs that wait, until they hold enough.
func fileSome(ctx context.Context, tx *db.Tx) (more bool, err error) {
	packs, err := db.All[packHead](ctx, tx, `SELECT `+db.Columns[packHead]("")+` FROM person_opening ORDER BY bucket, first_id LIMIT $1`, filed)
	if err != nil || len(packs) == 0 {
		return false, err
	}
	last, n := 0, packs[0].Readings
	for last+1 < len(packs) && n < filed {
		last++
		n += packs[last].Readings
	}
	return true, file(ctx, tx, `(bucket, first_id) <= ($1, $2)`, packs[last].Bucket, packs[last].First)
}

// FileTx files the written readings of a person, and of those who share the bucket,
// for whoever is about to ask for them or to move them.
func FileTx(ctx context.Context, tx *db.Tx, p id.Person) error {
	return file(ctx, tx, `bucket = $1`, bucketOf(p))
}

// file moves openings to where they are asked for, in the order of their people:
// neighbours share a page that is then written once.
func file(ctx context.Context, tx *db.Tx, which string, args ...any) error {
	packs, err := db.All[[]byte](ctx, tx, `DELETE FROM person_opening WHERE `+which+` RETURNING packed`, args...)
	if err != nil {
		return err
	}
	var list []Reading
	for _, b := range packs {
		if list, err = unpack(list, b); err != nil {
			return err
		}
	}
	slices.SortFunc(list, func(a, b Reading) int {
		return cmp.Or(bytes.Compare(a.Person[:], b.Person[:]), bytes.Compare(a.ID[:], b.ID[:]))
	})
	return db.InsertMany(ctx, tx, "person_reading", list)
}
