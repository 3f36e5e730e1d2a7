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

// Merge makes one person of two records: what is about the loser is about the
// survivor from now on, the loser's name, numbers and address lead there, and the
// loser is in no list. Both must be in the actor's scope. State when the record
// that says more about today would be lost ("person.merge_other_way"), or when
// retention has sealed one.
func (s *Service) Merge(ctx context.Context, a authz.Actor, c MergeCommand) (Merge, error) {
	if err := policy.Check(a, CanMerge); err != nil {
		return Merge{}, err
	}
	var m Merge
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		loser, survivor, err := both(ctx, tx, a, c.Loser, c.Survivor)
		if err != nil {
			return err
		}
		if err := c.validate(); err != nil {
			return err
		}
		if err := mayMerge(loser, survivor); err != nil {
			return err
		}
		m = Merge{
			ID: id.Merge{}.Make(), Loser: loser.ID, Survivor: survivor.ID, Reason: c.Reason, WasCustody: loser.Custody, WasLegal: loser.LegalStatus,
			WasProbation: loser.Probation, WasDueOn: loser.ReleaseDueOn, WasReleased: loser.ReleasedOn,
			NIKMoved: len(survivor.NIKHash) == 0 && len(loser.NIKHash) > 0, MergedAt: tx.Now(), Version: 1,
		}
		if err := db.Insert(ctx, tx, mergeTable, m); err != nil {
			return err
		}
		if err := audit.Created(ctx, tx, a, audit.What{Org: loser.Facility, Action: string(CanMerge), Kind: "merge", Record: m.ID, Version: 1}, m); err != nil {
			return err
		}
		return s.join(ctx, tx, a, m, loser, survivor)
	})
	if err != nil {
		return Merge{}, wrap("merge", c.Loser, err)
	}
	return m, nil
}

// both loads two people in the order of their keys, so that two merges of the
// same two never wait for each other.
func both(ctx context.Context, tx *db.Tx, a authz.Actor, x, y id.Person) (Person, Person, error) {
	if y.String() < x.String() {
		q, p, err := both(ctx, tx, a, y, x)
		return p, q, err
	}
	p, err := visible(ctx, tx, a, x)
	if err != nil || x == y {
		return p, p, err
	}
	q, err := visible(ctx, tx, a, y)
	return p, q, err
}

// called are the other names of two people before a merge or its undoing.
func called(ctx context.Context, tx *db.Tx, loser, survivor id.Person) (l, s []Naming, err error) {
	if l, err = knownAs(ctx, tx, loser); err == nil {
		s, err = knownAs(ctx, tx, survivor)
	}
	return l, s, err
}

// join carries the rows over and stores both people of a merge: the loser's row without anything by which a list
// or a term would take them for somebody, the survivor's with the number that
// they had not.
func (s *Service) join(ctx context.Context, tx *db.Tx, a authz.Actor, m Merge, loser, survivor Person) error {
	was, then := loser, survivor
	wasCalled, thenCalled, err := called(ctx, tx, loser.ID, survivor.ID)
	if err != nil {
		return err
	}
	if err := FileTx(ctx, tx, m.Loser); err != nil {
		return err
	}
	if err := s.carry(ctx, tx, m); err != nil {
		return err
	}
	loser.Custody, loser.MergedInto = Merged, survivor.ID
	loser.Probation, loser.ReleaseDueOn, loser.ReleasedOn = id.Organisation{}, civil.Date{}, civil.Date{}
	if m.NIKMoved {
		if err := s.giveNIK(&loser, &survivor); err != nil {
			return err
		}
	}
	if err := store(ctx, tx, a, CanMerge, was, &loser, 0); err != nil {
		return err
	}
	if err := store(ctx, tx, a, CanMerge, then, &survivor, 0); err != nil {
		return err
	}
	if err := rename(ctx, tx, was, loser, wasCalled); err != nil {
		return err
	}
	if err := rename(ctx, tx, then, survivor, thenCalled); err != nil {
		return err
	}
	return s.Joined.tell(ctx, tx, Joined{a, loser.ID, survivor.ID})
}

// giveNIK gives one's identity number to the other, sealed anew: it opens for one
// owner only.
func (s *Service) giveNIK(from, to *Person) error {
	n, err := s.vault.open(from.NIKCipher, from.ID)
	if err != nil {
		return err
	}
	to.NIKCipher, to.NIKHash = s.vault.seal(n, to.ID), from.NIKHash
	from.NIKCipher, from.NIKHash = nil, nil
	return nil
}

// Unmerge takes a merge back: the loser's record is again what it was, and every
// row that followed goes back; what was added since stays with the survivor.
// State when it was taken back already, or when the survivor was merged on: that
// merge is undone first.
func (s *Service) Unmerge(ctx context.Context, a authz.Actor, merge id.Merge, reason string) (Merge, error) {
	if err := policy.Check(a, CanMerge); err != nil {
		return Merge{}, err
	}
	var after Merge
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		before, err := db.One[Merge](ctx, tx, selectMerge+` WHERE id = $1`+tx.ForUpdate(), merge)
		if err != nil {
			return err
		}
		loser, survivor, err := apart(ctx, tx, a, before)
		if err != nil {
			return err
		}
		var f errs.Fields
		if directory.CheckText(&f, "reason", &reason, MaxShort, true); f.Err() != nil {
			return f.Err()
		}
		after = before
		after.UndoneAt, after.UndoReason, after.Version = tx.Now(), reason, before.Version+1
		if err := db.Update(ctx, tx, mergeTable, after, before.Version, "id"); err != nil {
			return err
		}
		what := audit.What{Org: loser.Facility, Action: "person.unmerge", Kind: "merge", Record: merge, Version: after.Version}
		if err := audit.Changed(ctx, tx, a, what, before, after); err != nil {
			return err
		}
		return s.part(ctx, tx, a, before, loser, survivor)
	})
	if err != nil {
		return Merge{}, wrap("unmerge", id.Person(merge), err)
	}
	return after, nil
}

// apart loads the two people of a merge that can be undone.
func apart(ctx context.Context, tx *db.Tx, a authz.Actor, m Merge) (loser, survivor Person, err error) {
	for _, x := range []struct {
		key id.Person
		to  *Person
	}{{m.Loser, &loser}, {m.Survivor, &survivor}} {
		if *x.to, err = db.One[Person](ctx, tx, byID+tx.ForUpdate(), x.key); err != nil {
			return loser, survivor, err
		}
		if !x.to.in(a.Scope) {
			return loser, survivor, errNotFound
		}
	}
	switch {
	case m.Undone():
		err = errs.New(errs.State, "person.merge_undone")
	case survivor.Custody == Merged:
		err = errs.New(errs.State, "person.merge_later")
	}
	return loser, survivor, err
}

// part gives the rows back and stores both people of a merge that is undone.
func (s *Service) part(ctx context.Context, tx *db.Tx, a authz.Actor, m Merge, loser, survivor Person) error {
	was, then := loser, survivor
	wasCalled, thenCalled, err := called(ctx, tx, loser.ID, survivor.ID)
	if err != nil {
		return err
	}
	if err := s.goBack(ctx, tx, m); err != nil {
		return err
	}
	loser.Custody, loser.MergedInto, loser.LegalStatus = m.WasCustody, id.Person{}, m.WasLegal
	loser.Probation, loser.ReleaseDueOn, loser.ReleasedOn = m.WasProbation, m.WasDueOn, m.WasReleased
	if m.NIKMoved && len(survivor.NIKHash) > 0 && len(loser.NIKHash) == 0 {
		if err := s.giveNIK(&survivor, &loser); err != nil {
			return err
		}
	}
	if err := store(ctx, tx, a, "person.unmerge", then, &survivor, 0); err != nil {
		return err
	}
	if err := store(ctx, tx, a, "person.unmerge", was, &loser, 0); err != nil {
		return err
	}
	if err := rename(ctx, tx, was, loser, wasCalled); err != nil {
		return err
	}
	if err := rename(ctx, tx, then, survivor, thenCalled); err != nil {
		return err
	}
	return s.Joined.tell(ctx, tx, Joined{a, loser.ID, survivor.ID})
}

const mergeTable = "person_merge"

var selectMerge = `SELECT ` + db.Columns[Merge]("") + ` FROM person_merge`

// Survivor is where an old address leads: the record that stands for one that was
// merged. NotFound for everything else, and for who is out of scope.
func (s *Service) Survivor(ctx context.Context, a authz.Actor, person id.Person) (id.Person, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return id.Person{}, err
	}
	p, err := db.One[Person](ctx, s.db, byID, person)
	if err == nil && (!p.MayOpen(a, civil.Today(s.db.Now())) || p.Custody != Merged) {
		err = errNotFound
	}
	for err == nil && p.Custody == Merged {
		p, err = db.One[Person](ctx, s.db, byID, p.MergedInto)
	}
	return p.ID, err
}

// MergedView is one merge as it is shown at the survivor.
type MergedView struct {
	Merge
	Name       string       `json:"name"`
	RegisterNo string       `json:"register_no"`
	Rows       []MergedRows `json:"rows"`
}

// MergedRows counts what followed a merge, or stayed, by table.
type MergedRows struct {
	Link   string `db:"link" privacy:"internal" json:"link"`
	Stayed bool   `db:"stayed" privacy:"internal" json:"stayed"`
	Rows   int64  `db:"n" privacy:"internal" json:"rows"`
}

// Merges lists the merges into a person, the newest first, undone ones included.
func (s *Service) Merges(ctx context.Context, a authz.Actor, person id.Person) ([]MergedView, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return nil, err
	}
	if _, err := visible(ctx, s.db, a, person); err != nil {
		return nil, err
	}
	merges, err := db.All[Merge](ctx, s.db, selectMerge+` WHERE survivor_id = $1 ORDER BY id DESC`, person)
	if err != nil {
		return nil, err
	}
	out := make([]MergedView, len(merges))
	for i, m := range merges {
		loser, err := LabelOf(ctx, s.db, m.Loser)
		if err != nil {
			return nil, err
		}
		out[i] = MergedView{Merge: m, Name: loser.Name, RegisterNo: loser.RegisterNo}
		if out[i].Rows, err = db.All[MergedRows](ctx, s.db, `SELECT link, stayed, count(*) AS n FROM person_merge_row WHERE merge_id = $1 GROUP BY link, stayed ORDER BY link, stayed`, m.ID); err != nil {
			return nil, err
		}
	}
	return out, nil
}
