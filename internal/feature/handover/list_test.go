package handover_test

import (
	"errors"
	"fmt"
	"reflect"
	"testing"

	"titian/internal/feature/handover"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func TestEachSideListsItsFilesInOrderOfRelease(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k, ctx := open(t, d), t.Context()
		var sent []string
		for i := range 3 {
			k.person = persontest.Convict(t, d, k.LapasBungo, fmt.Sprintf("Antre %d", i))
			f := k.at([]handover.Status{handover.Sent, handover.Draft, handover.Returned}[i])
			if f.Status != handover.Draft {
				sent = append(sent, f.Ref)
			}
		}
		for _, c := range []struct {
			actor  authz.Actor
			filter handover.Filter
			want   int
		}{
			{k.sends, handover.Filter{}, 3},
			{k.sends, handover.Filter{Status: handover.Draft}, 1},
			{k.sends, handover.Filter{Text: "antre 2"}, 1},
			{k.sends, handover.Filter{Text: "%"}, 0},
			{k.sends, handover.Filter{Text: "bungo-st"}, 3},
			{k.sends, handover.Filter{Side: handover.Incoming}, 0},
			{k.answers, handover.Filter{Side: handover.Incoming}, 2},
			{k.answers, handover.Filter{}, 0},
			{k.Actor(authz.RegionalOffice, k.KanwilJambi), handover.Filter{Office: k.LapasBungo}, 3},
		} {
			got, err := k.s.List(ctx, c.actor, c.filter, page.Request{})
			if err != nil || len(got.Items) != c.want {
				t.Errorf("%s %+v: %d, %v", c.actor.Role, c.filter, len(got.Items), err)
			}
		}
		var seen []string
		r := page.Request{Size: 1}
		for {
			got, err := k.s.List(ctx, k.answers, handover.Filter{Side: handover.Incoming}, r)
			if err != nil {
				t.Fatal(err)
			}
			seen = append(seen, got.Items[0].Ref)
			if r.After = got.Next; got.Next == "" {
				break
			}
		}
		if !reflect.DeepEqual(seen, sent) {
			t.Errorf("paged %v, want %v", seen, sent)
		}
		for name, f := range map[string]handover.Filter{"side": {Side: "up"}, "status": {Status: "lost"}} {
			if _, err := k.s.List(ctx, k.sends, f, page.Request{}); !errors.Is(err, errs.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := k.s.List(ctx, k.sends, handover.Filter{Office: k.LapasSelong}, page.Request{}); !errors.Is(err, errs.NotFound) {
			t.Errorf("another prison's: %v", err)
		}
	})
}

func TestBothSidesAreServedByAnIndex(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k, ctx := open(t, d), t.Context()
		persontest.Crowd(t, d, 300, k.LapasBungo, k.LapasSelong, k.LapasMaros)
		err := d.InTx(ctx, func(tx *db.Tx) error {
			people, err := db.All[person.Row](ctx, tx, `SELECT `+db.Columns[person.Row]("")+` FROM person_person`)
			if err != nil {
				return err
			}
			for i, p := range people {
				h := handover.HandOver{
					Facility: p.Facility, ID: id.HandOver{}.Make(), Person: p.ID, To: k.BapasJambi, Ref: fmt.Sprint("R", i), ReleaseKind: person.Parole,
					ReleaseOn: civil.Must("2026-12-01").AddDays(i % 300), Status: handover.Sent, SentOn: civil.Must("2026-11-01"), Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
				}
				if i%4 > 0 {
					h.To, h.Status = k.LapasMaros, handover.Accepted
				}
				if err := db.Insert(ctx, tx, "handover_handover", h); err != nil {
					return err
				}
			}
			_, err = db.Exec(ctx, tx, `ANALYZE`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for index, c := range map[string]struct {
			actor  authz.Actor
			filter handover.Filter
		}{
			"handover_handover_list": {k.sends, handover.Filter{Office: k.LapasBungo, Status: handover.Sent}},
			"handover_handover_to":   {k.answers, handover.Filter{Side: handover.Incoming, Status: handover.Sent}},
		} {
			text, args := handover.ListText(t, c.actor, c.filter)
			persontest.ServedBy(t, persontest.Plan(t, d, text, args...), index, false)
		}
	})
}
