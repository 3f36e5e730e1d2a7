package sentence_test

import (
	"errors"
	"reflect"
	"testing"

	engine "titian/internal/engine/sentence"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/feature/sentence"
	"titian/internal/feature/sentence/sentencetest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// exported is a line of SDP for E8: one year and eight months, a month off.
func exported() sentence.Imported {
	return sentence.Imported{
		Start: civil.Must("2025-10-14"), Term: engine.Term{Years: 1, Months: 8}, Fine: engine.Term{Months: 3}, FinePaid: civil.Must("2026-01-10"),
		Remission: engine.Term{Months: 1}, DocNo: "unduhan 22-11-2026",
		Official: map[engine.Point]civil.Date{engine.OneThird: civil.Must("2026-05-02"), engine.TwoThirds: civil.Must("2026-10-19"), engine.NetExpiry: civil.Must("2027-05-15")},
	}
}

func importing(t *testing.T, w *sentencetest.World, p person.Person, m sentence.Imported) error {
	t.Helper()
	return w.DB.InTx(t.Context(), func(tx *db.Tx) error {
		now, err := person.GetTx(t.Context(), tx, authz.OperatorAs("test"), p.ID)
		if err != nil {
			return err
		}
		_, err = sentence.ImportTx(t.Context(), tx, w.Sentence, authz.OperatorAs("import"), now, m)
		return err
	})
}

func TestAFileTwiceChangesNothing(t *testing.T) {
	run(t, func(t *testing.T, w *sentencetest.World) {
		p := persontest.Convict(t, w.DB, w.LapasBungo, "Impor")
		if err := importing(t, w, p, exported()); err != nil {
			t.Fatal(err)
		}
		first := of(t, w, p.ID)
		if got := first.Timeline.On(engine.NetExpiry); got.String() != "2027-05-15" || first.Person.ReleaseDueOn != got {
			t.Errorf("the end is %s, in the register %s", got, first.Person.ReleaseDueOn)
		}
		if len(first.Entries) != 7 || first.Entries[0].Source != sentence.SDP {
			t.Errorf("entries: %+v", first.Entries)
		}
		// Without the decree's day the remission cannot be computed with; SDP's sum
		// stands beside ours.
		if first.Timeline.Reported == nil || len(first.Timeline.Flagged()) == 0 {
			t.Error("a difference from SDP is not flagged")
		}
		if err := importing(t, w, p, exported()); err != nil {
			t.Fatal(err)
		}
		if again := of(t, w, p.ID); !reflect.DeepEqual(again, first) {
			t.Errorf("the second time: %+v", again)
		}
	})
}

func TestANewerFileCorrectsWhatSDPSaidAndLeavesTheOfficersAlone(t *testing.T) {
	run(t, func(t *testing.T, w *sentencetest.World) {
		p := persontest.Convict(t, w.DB, w.LapasBungo, "Baru")
		own := sentencetest.Add(t, w.Sentence, p.ID, sentencetest.StartOn("2025-10-10"))
		if err := importing(t, w, p, exported()); err != nil {
			t.Fatal(err)
		}
		newer := exported()
		newer.Official[engine.NetExpiry] = civil.Must("2027-04-15")
		if err := importing(t, w, p, newer); err != nil {
			t.Fatal(err)
		}
		v := of(t, w, p.ID)
		if v.Entries[0].ID != own.ID || v.Timeline.Case.Start.String() != "2025-10-10" {
			t.Errorf("the officer's start became %s", v.Timeline.Case.Start)
		}
		if len(v.Past) != 1 || v.Past[0].State != sentence.Corrected || v.Past[0].DatedOn.String() != "2027-05-15" || v.Person.ReleaseDueOn.String() != "2027-04-15" {
			t.Errorf("past %+v, release %s", v.Past, v.Person.ReleaseDueOn)
		}
	})
}

func TestFiguresThatMakeNoSenseAreNamedAndNothingIsWritten(t *testing.T) {
	run(t, func(t *testing.T, w *sentencetest.World) {
		p := persontest.Convict(t, w.DB, w.LapasBungo, "Rusak")
		bad := exported()
		bad.Start = civil.Must("2027-10-14")
		if _, err := bad.Check(p, nil, civil.Must("2026-11-22")); !errors.Is(err, errs.Invalid) || errs.As(err).Fields[0].Path != "start.dated_on" {
			t.Errorf("checked: %v", err)
		}
		if err := importing(t, w, p, bad); !errors.Is(err, errs.Invalid) {
			t.Errorf("imported: %v", err)
		}
		if n := len(of(t, w, p.ID).Entries); n != 0 {
			t.Errorf("%d entries were written", n)
		}
		if o, err := exported().Check(p, nil, civil.Must("2026-11-22")); err != nil || o.Release.String() != "2027-05-15" || len(o.Changes) != 7 {
			t.Errorf("a good one: %+v, %v", o, err)
		}
	})
}

func TestManyAtOnceAreTheSameAsOneByOne(t *testing.T) {
	run(t, func(t *testing.T, w *sentencetest.World) {
		one, many := persontest.Convict(t, w.DB, w.LapasBungo, "Satu"), persontest.Convict(t, w.DB, w.LapasBungo, "Banyak")
		silent := persontest.Convict(t, w.DB, w.LapasBungo, "Kosong")
		if err := importing(t, w, one, exported()); err != nil {
			t.Fatal(err)
		}
		err := w.DB.InTx(t.Context(), func(tx *db.Tx) error {
			return sentence.ImportNewTx(t.Context(), tx, w.Sentence, authz.OperatorAs("import"), []sentence.NewSentence{{Person: many, Imported: exported()}, {Person: silent}})
		})
		if err != nil {
			t.Fatal(err)
		}
		a, b := of(t, w, one.ID), of(t, w, many.ID)
		if !reflect.DeepEqual(a.Timeline.Dates, b.Timeline.Dates) || len(a.Entries) != len(b.Entries) || a.Person.ReleaseDueOn != b.Person.ReleaseDueOn {
			t.Errorf("one by one %+v, many %+v", a.Timeline.Dates, b.Timeline.Dates)
		}
		stored, err := sentence.StoredDates(t.Context(), w.DB, many.ID)
		rebuilt, rerr := sentence.Rebuilt(t.Context(), w.DB, w.LapasBungo, many.ID)
		if err != nil || rerr != nil || len(stored) != len(rebuilt) || len(stored) == 0 {
			t.Errorf("stored %v, rebuilt %v", stored, rebuilt)
		}
	})
}
