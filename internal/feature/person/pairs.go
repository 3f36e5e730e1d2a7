package person

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"titian/internal/engine/names"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Pairs of records at different facilities are looked for among everybody once a
// day and kept (SweepPairs), because only who may see both facilities may learn of
// them, and a nation is too many to compare while somebody waits.
//
// A name and a place are not enough across the country: two records meet only when
// they were born on the same day, or on one with day and month exchanged, or when
// they have the same folded name and year and of one of them no more is known.
const (
	leastFar   = 60     // points from which two records at different facilities are kept
	manyPairs  = 20_000 // pairs that are kept, the likeliest
	pairsTable = "person_pair"
)

// keptPair is a pair as it was when everybody was looked at. The points order the
// list; reasons are weighed anew when it is read.
type keptPair struct {
	First  id.Person `db:"first_id" privacy:"internal"`
	Second id.Person `db:"second_id" privacy:"internal"`
	Points int64     `db:"points" privacy:"internal"`
}

// Across is what DuplicatesAcross answers.
type Across struct {
	Pairs []Pair
	Swept time.Time // when everybody was looked at last; zero for never
}

// sweep is when everybody was looked at last.
type sweep struct {
	What string    `db:"what" privacy:"internal"` // "all": there is one row
	At   time.Time `db:"swept_at" privacy:"internal"`
}

var selectSweep = `SELECT ` + db.Columns[sweep]("") + ` FROM person_pair_sweep WHERE what = 'all'`

// DuplicatesAcross lists pairs of records at different facilities that may be one
// person's, the likeliest first: only such of which the actor may see both. Who
// sees one facility alone is told of none.
func (s *Service) DuplicatesAcross(ctx context.Context, a authz.Actor) (Across, error) {
	if err := policy.Check(a, CanCompare); err != nil {
		return Across{}, err
	}
	var out Across
	last, found, err := db.Find[sweep](ctx, s.db, selectSweep)
	if out.Swept = last.At; err != nil || !found {
		return out, err
	}
	if !a.Scope.All && len(a.Scope.Orgs) < 2 {
		return out, nil
	}
	q := acrossText(a, civil.Today(s.db.Now()))
	kept, err := db.All[keptPair](ctx, s.db, q.text.String(), q.args...)
	if err != nil || len(kept) == 0 {
		return out, err
	}
	var keys []id.Person
	for _, k := range kept {
		keys = append(keys, k.First, k.Second)
	}
	entries, err := entriesByID(ctx, s.db, NotChild(a, "p", civil.Today(s.db.Now())), keys)
	if err != nil {
		return out, err
	}
	by := map[id.Person]*Entry{}
	for i := range entries {
		by[entries[i].ID] = &entries[i]
	}
	for _, k := range kept {
		x, y := by[k.First], by[k.Second]
		if x == nil || y == nil || x.Facility == y.Facility {
			continue
		}
		if points, why := compareEntries(prepare(x), prepare(y)); points >= leastFar { // a correction may have told them apart
			out.Pairs = append(out.Pairs, Pair{*x, *y, points, why})
		}
	}
	return out, nil
}

// acrossText asks for the kept pairs of which an actor sees both, by an index in
// the order of their points: CROSS JOIN keeps SQLite from beginning with people.
func acrossText(a authz.Actor, today civil.Date) *query {
	q := &query{}
	q.text.WriteString(`SELECT ` + db.Columns[keptPair]("k") + ` FROM person_pair k CROSS JOIN person_person x CROSS JOIN person_person y WHERE k.points >= ` + q.arg(leastFar) + ` AND x.id = k.first_id AND y.id = k.second_id`)
	for _, alias := range []string{"x", "y"} {
		if !a.Scope.All {
			q.and("(" + alias + ".facility_id IN (" + officesList(q, a.Scope.Orgs) + ") OR " + alias + ".probation_id IN (" + officesList(q, a.Scope.Orgs) + "))")
		}
		q.and(alias + ".merged_into IS NULL AND " + alias + ".kept = '' AND " + NotChild(a, alias, today))
	}
	q.and("NOT EXISTS (SELECT 1 FROM person_distinct d WHERE d.first_id = k.first_id AND d.second_id = k.second_id)")
	q.text.WriteString(" ORDER BY k.points DESC, k.first_id DESC, k.second_id DESC LIMIT " + strconv.Itoa(maxPairs))
	return q
}

// SweepPairs looks for such pairs among everybody and keeps them, unless that was
// done within a time before. The program calls it; it tells how many are kept.
func (s *Service) SweepPairs(ctx context.Context, a authz.Actor, within time.Duration) (int, error) {
	if err := policy.Check(a, CanSweepPairs); err != nil {
		return 0, err
	}
	last, swept, err := db.Find[sweep](ctx, s.db, selectSweep)
	if err != nil || swept && s.db.Now().Sub(last.At) < within {
		return 0, err
	}
	pairs, err := farPairs(ctx, s.db)
	if err != nil {
		return 0, fmt.Errorf("look for pairs: %w", err)
	}
	return len(pairs), s.db.InTx(ctx, func(tx *db.Tx) error {
		if _, err := db.Exec(ctx, tx, `DELETE FROM person_pair`); err != nil {
			return err
		}
		if err := db.InsertMany(ctx, tx, pairsTable, pairs); err != nil {
			return err
		}
		_, err := db.Exec(ctx, tx, `INSERT INTO person_pair_sweep (what, swept_at) VALUES ('all', $1) ON CONFLICT (what) DO UPDATE SET swept_at = excluded.swept_at`, tx.Now().UnixMicro())
		return err
	})
}

// farPairs reads everybody once, year of birth by year of birth.
func farPairs(ctx context.Context, q db.Querier) ([]keptPair, error) {
	var out []keptPair
	var year []Entry
	err := db.Each(ctx, q, selectEntry+`WHERE p.merged_into IS NULL AND p.kept = '' AND p.born <> '' ORDER BY p.born, p.id`, nil, func(e *Entry) error {
		if len(year) > 0 && year[0].Born[:4] != e.Born[:4] {
			out, year = likeliest(append(out, pairsOfYear(year)...)), year[:0]
		}
		year = append(year, *e)
		return nil
	})
	return likeliest(append(out, pairsOfYear(year)...)), err
}

// likeliest keeps memory bounded however many pairs there are.
func likeliest(pairs []keptPair) []keptPair {
	if len(pairs) <= manyPairs {
		return pairs
	}
	slices.SortStableFunc(pairs, func(a, b keptPair) int { return cmp.Compare(b.Points, a.Points) })
	return pairs[:manyPairs]
}

// pairsOfYear compares those who were born in one year, by day and by name.
func pairsOfYear(entries []Entry) []keptPair {
	days, called := map[string][]int{}, map[string][]int{}
	letters := make([]uint64, len(entries))
	for i := range entries {
		words := names.Words(entries[i].Name)
		letters[i] = pairsOf(words)
		name := strings.Join(words, " ")
		called[name] = append(called[name], i)
		if d, whole := entries[i].Born.Date(); whole {
			low, high := min(d.Day(), int(d.Month())), max(d.Day(), int(d.Month()))
			days[strconv.Itoa(low)+" "+strconv.Itoa(high)] = append(days[strconv.Itoa(low)+" "+strconv.Itoa(high)], i)
		}
	}
	var out []keptPair
	meet := func(groups map[string][]int, wanted func(x, y *Entry) bool) {
		for _, members := range groups {
			for n, i := range members {
				for _, j := range members[n+1:] {
					x, y := &entries[i], &entries[j]
					if x.Facility == y.Facility || x.Sex != y.Sex || !alikeEnough(letters[i], letters[j]) || !wanted(x, y) {
						continue
					}
					if points, _ := compareEntries(prepare(x), prepare(y)); points >= leastFar {
						pair := ordered(x.ID, y.ID)
						out = append(out, keptPair{pair[0], pair[1], int64(points)})
					}
				}
			}
		}
	}
	meet(days, func(*Entry, *Entry) bool { return true })
	meet(called, func(x, y *Entry) bool {
		_, first := x.Born.Date()
		_, second := y.Born.Date()
		return !first || !second
	})
	return out
}
